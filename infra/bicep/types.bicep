metadata name = 'Types'
metadata description = 'Shapes of the parameters of main.bicep: what a deployment can choose, and what each choice means.'

@export()
@description('An address inside the VNet where something may be put.')
type subnets = {
  functions: string
  appService: string
  data: string
  endpoints: string
  monitoring: string
}

@export()
@description('Private DNS zones of the private endpoints, by what they lead to.')
type linkZones = {
  vault: string
  blob: string
  queue: string
  table: string
  registry: string
  redis: string
}

@export()
@description('Identity of a workload. None of its ids is a secret.')
type identity = {
  id: string
  clientId: string
  principalId: string
}

@export()
@description('Who signs in to the VMs; no password exists.')
type administrator = {
  username: string
  @description('SSH public key.')
  publicKey: string
}

@export()
@description('Network and who may reach what.')
type networkConfig = {
  @description('Address space of the VNet, /20 or larger.')
  addressPrefix: string
  @description('DNS zone of the StarRocks, Pulsar and monitoring nodes.')
  nodeZoneName: string
  @description('Deploy Bastion, by which operators reach the operations VM.')
  deployBastion: bool
  @description('Private ranges (VPN, peered hub) from which operators may open SSH and Grafana.')
  operatorPrefixes: string[]
  @description('Public ranges that may call the HTTP API of the apps.')
  clientPrefixes: string[]
  @description('Public ranges that may publish code to the Flex app.')
  publisherPrefixes: string[]
}

@export()
@description('Storage accounts, cache and data disks.')
type storesConfig = {
  @description('Redundancy of both storage accounts.')
  storageSku: 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'
  @description('Days for which large bodies stay in blob storage; 0 keeps all.')
  bodyRetentionDays: int
  @description('Size of Azure Managed Redis.')
  redisSku: string
  @description('Keep a replica of the cache.')
  redisHighAvailability: bool
  @description('SKU of all data disks. PremiumV2_LRS needs zones.')
  dataDiskSku: 'PremiumV2_LRS' | 'Premium_LRS' | 'StandardSSD_LRS'
}

@export()
@description('StarRocks.')
type starrocksConfig = {
  @description('Release, 3.4.x.')
  version: string
  @description('SHA-256 of the release archive; empty skips the check.')
  archiveSha256: string
  @description('Database of the platform.')
  databaseName: string
  @description('Front ends: odd, because they elect a leader by majority.')
  feCount: 1 | 3
  feVmSize: string
  @description('Heap of a front end in MiB.')
  feHeapMB: int
  feDiskSizeGB: int
  beCount: int
  @description('AVX2 is needed.')
  beVmSize: string
  beDiskSizeGB: int
  @description('Whether FE 0 may found a cluster when no other front end answers. False while replacing FE 0.')
  allowNewCluster: bool
}

@export()
@description('Apache Pulsar.')
type pulsarConfig = {
  @description('Release.')
  version: string
  @description('SHA-512 of the release archive; empty skips the check.')
  archiveSha512: string
  @description('cluster: three ZooKeeper nodes, bookies and brokers on VMs of their own. single: all on one VM.')
  shape: 'cluster' | 'single'
  @description('Bookies of the cluster shape, 3 or more.')
  bookieCount: int
  @description('Brokers of the cluster shape, 2 or more.')
  brokerCount: int
  zookeeperVmSize: string
  bookieVmSize: string
  @description('Of a broker, or of the one VM of the single shape.')
  brokerVmSize: string
  ledgerDiskSizeGB: int
  @description('Providers, each with a topic for bodies and one for dead letters.')
  providers: string[]
  @description('Partitions of each body topic; may grow, never shrink.')
  topicPartitions: int
  @description('Days for which acknowledged bodies can be replayed.')
  retentionDays: int
  @description('Size in GiB up to which one topic keeps acknowledged bodies; above the backlog quota.')
  retentionSizeGB: int
  @description('Size in GiB of unacknowledged bodies in one topic at which producers are refused.')
  backlogQuotaGB: int
}

@export()
@description('Function apps.')
type appsConfig = {
  @description('flex scales each timer by itself; appService runs all of them in one process.')
  acquisitionHosting: 'flex' | 'appService'
  @description('Memory of a Flex instance in MB.')
  acquisitionMemoryMB: 512 | 2048 | 4096
  @description('Most Flex instances, 40 or more.')
  acquisitionMaximumInstances: int
  @description('App Service size of acquisition.')
  acquisitionPlanSku: string
  ingestionHosting: 'premium' | 'appService'
  @description('EP1 to EP3 for premium, P0v3 and larger for appService.')
  ingestionPlanSku: string
  @description('Ingestion apps that share the work, each with a plan of its own; 1 to 20.')
  ingestionReplicas: int
  insightsHosting: 'premium' | 'appService'
  insightsPlanSku: string
  @description('Most instances of insights.')
  insightsMaximumReplicas: int
  @description('Python of the Flex app; the images bring their own.')
  pythonVersion: string
  @description('Tag of both images.')
  imageTag: string
  @description('Messages in one ingestion batch at most.')
  ingestMaxBatchSize: int
  @description('Longest wait for a batch to fill, in seconds.')
  ingestMaxBatchWaitSeconds: int
  @description('New revision rows that trigger a compaction.')
  compactionThreshold: int
  @description('Longest time between compactions, in minutes.')
  compactionIntervalMinutes: int
  @description('Milliseconds between metric exports.')
  metricExportIntervalMs: int
  @description('Seconds for which a secret from Key Vault is used: after a rotation, the longest delay.')
  secretCacheSeconds: int
}

@export()
@description('Monitoring.')
type monitoringConfig = {
  @description('Who draws the dashboards: Grafana on the monitoring VM, or Azure Managed Grafana over the same data.')
  grafana: 'vm' | 'managed'
  @description('Whether the sign-in page of Managed Grafana, guarded by Entra ID, is open to the internet.')
  grafanaPublicNetworkAccess: 'Enabled' | 'Disabled'
  vmSize: string
  diskSizeGB: int
  lgtmImage: string
  collectorImage: string
  @description('Hours for which telemetry is kept.')
  retentionHours: {
    logs: int
    metrics: int
    traces: int
  }
  @description('Days for which the logs of Azure itself are kept, 30 or more.')
  logRetentionDays: int
  @description('Most GB of those logs per day; -1 is no limit.')
  logDailyQuotaGb: int
  @description('Mail addresses that alerts go to.')
  alertEmails: string[]
}
