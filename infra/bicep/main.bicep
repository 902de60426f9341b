metadata name = 'Scalar'
metadata description = 'The whole platform in one resource group: network, vaults, storage, cache, registry, StarRocks, Pulsar, monitoring and three function apps from one code base.'

targetScope = 'resourceGroup'

// ------------------------------------------------------------------ names and place

@description('Optional. Azure region.')
param location string = resourceGroup().location

@description('Optional. First part of every name.')
@minLength(2)
@maxLength(8)
param namePrefix string = 'scalar'

@description('Required. Environment: which datasets are on by default, and part of every name.')
@allowed(['dev', 'prod'])
param environmentName string

@description('Optional. Last part of names that must be globally unique.')
@minLength(4)
@maxLength(8)
param nameSuffix string = take(uniqueString(resourceGroup().id), 6)

@description('Optional. Tags of every resource.')
param tags object = {
  application: 'scalar'
  environment: environmentName
}

@description('Optional. Zones over which nodes are spread; empty in regions without zones.')
param availabilityZones string[] = ['1', '2', '3']

// ------------------------------------------------------------------ network and access

@description('Optional. Address space of the VNet, /20 or larger.')
param vnetAddressPrefix string = '10.20.0.0/20'

@description('Optional. DNS zone of the StarRocks, Pulsar and monitoring nodes.')
param nodeZoneName string = 'scalar.internal'

@description('Optional. Deploy Bastion, by which operators reach the operations VM.')
param deployBastion bool = true

@description('Optional. Private address ranges (VPN, peered hub) from which operators may open SSH and Grafana.')
param operatorPrefixes string[] = []

@description('Optional. Public address ranges that may call the HTTP API of the apps.')
param clientPrefixes string[] = []

@description('Optional. Public address ranges that may publish code to the Flex app.')
param publisherPrefixes string[] = []

@description('Optional. Object id of the Entra ID group of operators: secrets officers and Grafana administrators.')
param operatorsGroupId string = ''

@description('Optional. Create the role assignments. False when the deployer may not, and somebody else has.')
param createRoleAssignments bool = true

@description('Optional. Administrator of the VMs.')
param adminUsername string = 'scalar'

@description('Required. SSH public key of the administrator.')
param adminPublicKey string

// ------------------------------------------------------------------ function apps

@description('Optional. Where acquisition runs: flex scales each timer by itself, appService runs all of them in one process.')
@allowed(['flex', 'appService'])
param acquisitionHosting string = 'flex'

@description('Optional. Memory of a Flex instance in MB.')
@allowed([512, 2048, 4096])
param acquisitionMemoryMB int = 2048

@description('Optional. Most Flex instances.')
param acquisitionMaximumInstances int = 100

@description('Optional. App Service size of acquisition.')
param acquisitionPlanSku string = 'P0v3'

@description('Optional. Kind of plan of ingestion.')
@allowed(['premium', 'appService'])
param ingestionHosting string = 'appService'

@description('Optional. Plan size of ingestion: EP1 to EP3 for premium, P0v3 and larger for appService.')
param ingestionPlanSku string = 'P0v3'

@description('Optional. Instances of ingestion that share the work.')
@minValue(1)
@maxValue(20)
param ingestionReplicas int = 1

@description('Optional. Kind of plan of insights.')
@allowed(['premium', 'appService'])
param insightsHosting string = 'premium'

@description('Optional. Plan size of insights: EP1 to EP3 for premium, P1v3 and larger for appService.')
param insightsPlanSku string = 'EP2'

@description('Optional. Most instances of insights.')
param insightsMaximumReplicas int = 2

@description('Optional. Python of the Flex app; the images bring their own.')
param pythonVersion string = '3.12'

@description('Optional. Tag of both images.')
param imageTag string = 'latest'

@description('Optional. Messages in one ingestion batch at most.')
param ingestMaxBatchSize int = 100

@description('Optional. Longest wait for a batch to fill, in seconds.')
param ingestMaxBatchWaitSeconds int = 30

@description('Optional. New revision rows that trigger a compaction.')
param compactionThreshold int = 5000

@description('Optional. Longest time between compactions, in minutes.')
param compactionIntervalMinutes int = 60

@description('Optional. Milliseconds between metric exports.')
param metricExportIntervalMs int = 5000

@description('Optional. Seconds for which a secret from Key Vault is used; after a rotation, the longest delay.')
param secretCacheSeconds int = 600

// ------------------------------------------------------------------ StarRocks

@description('Optional. StarRocks release.')
param starrocksVersion string = '3.4.3'

@description('Optional. SHA-256 of the release archive; empty skips the check.')
param starrocksSha256 string = ''

@description('Optional. Front ends.')
@allowed([1, 3])
param starrocksFeCount int = 3

@description('Optional. Back ends.')
@minValue(1)
@maxValue(20)
param starrocksBeCount int = 3

@description('Optional. VM size of a front end.')
param starrocksFeVmSize string = 'Standard_D4s_v5'

@description('Optional. VM size of a back end.')
param starrocksBeVmSize string = 'Standard_E8s_v5'

@description('Optional. Heap of a front end in MiB.')
param starrocksFeHeapMB int = 8192

@description('Optional. Metadata disk of a front end in GiB.')
param starrocksFeDiskSizeGB int = 64

@description('Optional. Data disk of a back end in GiB.')
param starrocksBeDiskSizeGB int = 512

@description('Optional. Database.')
param databaseName string = 'scalar'

@description('Optional. Whether FE 0 may found a cluster when no other front end answers. False while replacing FE 0.')
param allowNewStarRocksCluster bool = true

// ------------------------------------------------------------------ Pulsar

@description('Optional. Pulsar release.')
param pulsarVersion string = '4.0.5'

@description('Optional. SHA-512 of the release archive; empty skips the check.')
param pulsarSha512 string = ''

@description('Optional. cluster: three ZooKeeper nodes, bookies and brokers on VMs of their own. single: all on one VM.')
@allowed(['cluster', 'single'])
param pulsarShape string = 'cluster'

@description('Optional. Bookies of the cluster shape.')
@minValue(3)
@maxValue(20)
param pulsarBookieCount int = 3

@description('Optional. Brokers of the cluster shape.')
@minValue(2)
@maxValue(20)
param pulsarBrokerCount int = 2

@description('Optional. VM size of a ZooKeeper node.')
param pulsarZookeeperVmSize string = 'Standard_D2s_v5'

@description('Optional. VM size of a bookie.')
param pulsarBookieVmSize string = 'Standard_E4s_v5'

@description('Optional. VM size of a broker, or of the one VM of the single shape.')
param pulsarBrokerVmSize string = 'Standard_D4s_v5'

@description('Optional. Ledger disk of a bookie in GiB.')
param pulsarLedgerDiskSizeGB int = 512

@description('Optional. Providers, each with a topic for bodies and one for dead letters.')
param providers string[] = ['elia', 'energinet', 'entsoe']

@description('Optional. Partitions of each body topic; may grow, never shrink.')
@minValue(1)
param topicPartitions int = 4

@description('Optional. Days for which acknowledged bodies can be replayed from Pulsar.')
param pulsarRetentionDays int = 7

@description('Optional. Size in GiB up to which one topic keeps acknowledged bodies; above the backlog quota.')
param pulsarRetentionSizeGB int = 50

@description('Optional. Size in GiB of unacknowledged bodies in one topic at which producers are refused.')
param pulsarBacklogQuotaGB int = 20

// ------------------------------------------------------------------ storage, cache, disks

@description('Optional. Redundancy of both storage accounts.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('Optional. Days for which large bodies stay in blob storage; 0 keeps all.')
param bodyRetentionDays int = 365

@description('Optional. Size of Azure Managed Redis.')
param redisSku string = 'Balanced_B1'

@description('Optional. Keep a replica of the cache.')
param redisHighAvailability bool = true

@description('Optional. SKU of all data disks. PremiumV2_LRS needs zones.')
@allowed(['PremiumV2_LRS', 'Premium_LRS', 'StandardSSD_LRS'])
param dataDiskSku string = 'PremiumV2_LRS'

// ------------------------------------------------------------------ monitoring

@description('Optional. Who draws the dashboards: Grafana on the monitoring VM, or Azure Managed Grafana over the same data.')
@allowed(['vm', 'managed'])
param grafanaKind string = 'vm'

@description('Optional. Whether the sign-in page of Managed Grafana, guarded by Entra ID, is open to the internet.')
@allowed(['Enabled', 'Disabled'])
param grafanaPublicNetworkAccess string = 'Enabled'

@description('Optional. VM size of the monitoring VM.')
param monitoringVmSize string = 'Standard_D4s_v5'

@description('Optional. Telemetry disk in GiB.')
param monitoringDiskSizeGB int = 256

@description('Optional. Image of the LGTM stack.')
param lgtmImage string = 'grafana/otel-lgtm:0.28.0'

@description('Optional. Image of the collector.')
param collectorImage string = 'otel/opentelemetry-collector-contrib:0.150.1'

@description('Optional. Hours for which telemetry is kept.')
param telemetryRetentionHours {
  logs: int
  metrics: int
  traces: int
} = {
  logs: 48
  metrics: 720
  traces: 720
}

@description('Optional. Days for which Azure\'s own logs are kept.')
param logRetentionDays int = 30

@description('Optional. Most GB of Azure\'s own logs per day; -1 is no limit.')
param logDailyQuotaGb int = 5

@description('Optional. Mail addresses that alerts go to.')
param alertEmails string[] = []

// ------------------------------------------------------------------ derived

var stem = '${namePrefix}-${environmentName}'
var compact = '${namePrefix}${environmentName}${nameSuffix}'
var taskHub = '${namePrefix}${environmentName}'
var firstZone = empty(availabilityZones) ? '' : availabilityZones[0]

// ------------------------------------------------------------------ foundations

module network 'modules/network.bicep' = {
  name: 'network'
  params: {
    location: location
    stem: stem
    tags: tags
    addressPrefix: vnetAddressPrefix
    deployBastion: deployBastion
    operatorPrefixes: operatorPrefixes
  }
}

module dns 'modules/privateDns.bicep' = {
  name: 'dns'
  params: {
    tags: tags
    vnetId: network.outputs.vnetId
    nodeZoneName: nodeZoneName
  }
}

module identities 'modules/identities.bicep' = {
  name: 'identities'
  params: {
    location: location
    stem: stem
    tags: tags
  }
}

// Two vaults, because a role on a vault opens all of its secrets: apps never see root's password, nodes no provider's token.
module appVault 'modules/keyVault.bicep' = {
  name: 'appVault'
  params: {
    location: location
    name: 'kv-${compact}-a'
    tags: tags
    endpointSubnetId: network.outputs.endpointsSubnetId
    zoneId: dns.outputs.vaultZoneId
  }
}

module nodeVault 'modules/keyVault.bicep' = {
  name: 'nodeVault'
  params: {
    location: location
    name: 'kv-${compact}-n'
    tags: tags
    endpointSubnetId: network.outputs.endpointsSubnetId
    zoneId: dns.outputs.vaultZoneId
  }
}

module hostStorage 'modules/storage.bicep' = {
  name: 'hostStorage'
  params: {
    location: location
    name: 'st${compact}h'
    tags: tags
    sku: storageSku
    containers: ['deployments']
    endpointSubnetId: network.outputs.endpointsSubnetId
    endpointZones: {
      blob: dns.outputs.blobZoneId
      queue: dns.outputs.queueZoneId
      table: dns.outputs.tableZoneId
    }
  }
}

module dataStorage 'modules/storage.bicep' = {
  name: 'dataStorage'
  params: {
    location: location
    name: 'st${compact}d'
    tags: tags
    sku: storageSku
    containers: ['bodies', 'models']
    bodyRetentionDays: bodyRetentionDays
    endpointSubnetId: network.outputs.endpointsSubnetId
    endpointZones: {
      blob: dns.outputs.blobZoneId
    }
  }
}

module registry 'modules/registry.bicep' = {
  name: 'registry'
  params: {
    location: location
    name: 'cr${compact}'
    tags: tags
    endpointSubnetId: network.outputs.endpointsSubnetId
    zoneId: dns.outputs.registryZoneId
  }
}

module redis 'modules/redis.bicep' = {
  name: 'redis'
  params: {
    location: location
    name: 'redis-${stem}-${nameSuffix}'
    tags: tags
    sku: redisSku
    highAvailability: redisHighAvailability
    principalIds: [
      identities.outputs.acquisition.principalId
      identities.outputs.ingestion.principalId
      identities.outputs.insights.principalId
    ]
    endpointSubnetId: network.outputs.endpointsSubnetId
    zoneId: dns.outputs.redisZoneId
  }
}

module logAnalytics 'modules/logAnalytics.bicep' = {
  name: 'logAnalytics'
  params: {
    location: location
    stem: stem
    tags: tags
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
  }
}

// ------------------------------------------------------------------ data services

module starrocks 'modules/starrocks.bicep' = {
  name: 'starrocks'
  params: {
    location: location
    stem: stem
    tags: tags
    zones: availabilityZones
    subnetId: network.outputs.dataSubnetId
    subnetPrefix: network.outputs.dataPrefix
    nodeZoneName: dns.outputs.nodeZoneName
    identityId: identities.outputs.starrocks.id
    identityClientId: identities.outputs.starrocks.clientId
    vaultUri: nodeVault.outputs.uri
    adminUsername: adminUsername
    adminPublicKey: adminPublicKey
    version: starrocksVersion
    archiveSha256: starrocksSha256
    feCount: starrocksFeCount
    beCount: starrocksBeCount
    feVmSize: starrocksFeVmSize
    beVmSize: starrocksBeVmSize
    feHeapMB: starrocksFeHeapMB
    feDiskSizeGB: starrocksFeDiskSizeGB
    beDiskSizeGB: starrocksBeDiskSizeGB
    dataDiskSku: dataDiskSku
    databaseName: databaseName
    allowNewCluster: allowNewStarRocksCluster
  }
}

module pulsar 'modules/pulsar.bicep' = {
  name: 'pulsar'
  params: {
    location: location
    stem: stem
    tags: tags
    zones: availabilityZones
    subnetId: network.outputs.dataSubnetId
    subnetPrefix: network.outputs.dataPrefix
    nodeZoneName: dns.outputs.nodeZoneName
    identityId: identities.outputs.pulsar.id
    adminUsername: adminUsername
    adminPublicKey: adminPublicKey
    version: pulsarVersion
    archiveSha512: pulsarSha512
    shape: pulsarShape
    bookieCount: pulsarBookieCount
    brokerCount: pulsarBrokerCount
    zookeeperVmSize: pulsarZookeeperVmSize
    bookieVmSize: pulsarBookieVmSize
    brokerVmSize: pulsarBrokerVmSize
    ledgerDiskSizeGB: pulsarLedgerDiskSizeGB
    dataDiskSku: dataDiskSku
    providers: providers
    topicPartitions: topicPartitions
    retentionDays: pulsarRetentionDays
    retentionSizeGB: pulsarRetentionSizeGB
    backlogQuotaGB: pulsarBacklogQuotaGB
  }
}

var warehouse = '${starrocks.outputs.host}:9030/${databaseName}?http_port=8030&replication=${min(starrocksBeCount, 3)}'

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoringNode'
  params: {
    location: location
    stem: stem
    tags: tags
    zone: firstZone
    subnetId: network.outputs.monitoringSubnetId
    subnetPrefix: network.outputs.monitoringPrefix
    nodeZoneName: dns.outputs.nodeZoneName
    identityId: identities.outputs.operations.id
    identityClientId: identities.outputs.operations.clientId
    vaultUri: nodeVault.outputs.uri
    adminUsername: adminUsername
    adminPublicKey: adminPublicKey
    vmSize: monitoringVmSize
    diskSizeGB: monitoringDiskSizeGB
    dataDiskSku: dataDiskSku
    lgtmImage: lgtmImage
    collectorImage: collectorImage
    retentionHours: telemetryRetentionHours
    registryLoginServer: registry.outputs.loginServer
    environmentName: environmentName == 'prod' ? 'production' : 'development'
    starrocksHost: starrocks.outputs.host
    migrateWarehouseUrl: 'starrocks://scalar_migrate@${warehouse}'
    brokerUrl: pulsar.outputs.serviceUrl
    brokerAdminUrl: pulsar.outputs.adminUrl
    feAddresses: starrocks.outputs.feAddresses
    beAddresses: starrocks.outputs.beAddresses
    zookeeperHosts: pulsar.outputs.zookeeperHosts
    bookieHosts: pulsar.outputs.bookieHosts
    brokerHosts: pulsar.outputs.brokerHosts
  }
}

module managedGrafana 'modules/managedGrafana.bicep' = if (grafanaKind == 'managed') {
  name: 'managedGrafana'
  params: {
    location: location
    stem: stem
    name: 'graf-${compact}'
    tags: tags
    vnetId: network.outputs.vnetId
    subnetId: network.outputs.monitoringSubnetId
    monitoringAddress: monitoring.outputs.address
    publicNetworkAccess: grafanaPublicNetworkAccess
  }
}

// ------------------------------------------------------------------ function apps

// The operations VM leaves by the NAT gateway: it may call the apps for smoke tests.
var allowedClients = concat(clientPrefixes, ['${network.outputs.outboundAddress}/32'])

// Names are those of shared/settings.py, which a test compares. Secrets are not among them: apps read those from Key Vault.
var commonSettings = {
  SCALAR_ENVIRONMENT: environmentName == 'prod' ? 'production' : 'development'
  SCALAR_BROKER_URL: pulsar.outputs.serviceUrl
  SCALAR_BROKER_ADMIN_URL: pulsar.outputs.adminUrl
  SCALAR_WAREHOUSE_URL: 'starrocks://scalar@${warehouse}'
  DB_OPERATION_TYPE: 'KeyVault'
  SCALAR_CACHE_URL: 'rediss://${redis.outputs.hostName}:${redis.outputs.port}/0'
  SCALAR_CACHE_AUTH: 'entra'
  KEY_VAULT_URL: appVault.outputs.uri
  SECRET_CACHE_SECONDS: string(secretCacheSeconds)
  OTEL_EXPORTER_OTLP_ENDPOINT: monitoring.outputs.otlpEndpoint
  OTEL_METRIC_EXPORT_INTERVAL: string(metricExportIntervalMs)
  AZURE_TENANT_ID: tenant().tenantId
  AzureWebJobsStorage__accountName: hostStorage.outputs.name
  AzureWebJobsStorage__credential: 'managedidentity'
}

// What Flex Consumption refuses and the other plans need.
var containerSettings = {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'python'
  WEBSITES_PORT: '8080'
}

var acquisitionSettings = union(commonSettings, {
  SCALAR_ROLES: 'acquisition'
  SERVICE_NAME: 'scalar-acquisition'
  SCALAR_BLOB_URL: '${dataStorage.outputs.blobEndpoint}bodies'
  TASKHUB_NAME: '${taskHub}acquisition'
  AZURE_CLIENT_ID: identities.outputs.acquisition.clientId
  AzureWebJobsStorage__clientId: identities.outputs.acquisition.clientId
})

var ingestionSettings = union(commonSettings, containerSettings, {
  SCALAR_ROLES: 'ingestion'
  SERVICE_NAME: 'scalar-ingestion'
  SCALAR_BLOB_URL: '${dataStorage.outputs.blobEndpoint}bodies'
  TASKHUB_NAME: '${taskHub}ingestion'
  INGEST_MAX_BATCH_SIZE: string(ingestMaxBatchSize)
  INGEST_MAX_BATCH_WAIT_SECONDS: string(ingestMaxBatchWaitSeconds)
  COMPACTION_THRESHOLD: string(compactionThreshold)
  COMPACTION_INTERVAL_MINUTES: string(compactionIntervalMinutes)
  AZURE_CLIENT_ID: identities.outputs.ingestion.clientId
  AzureWebJobsStorage__clientId: identities.outputs.ingestion.clientId
})

var insightsSettings = union(commonSettings, containerSettings, {
  SCALAR_ROLES: 'insights'
  SERVICE_NAME: 'scalar-insights'
  SCALAR_BLOB_URL: '${dataStorage.outputs.blobEndpoint}models'
  TASKHUB_NAME: '${taskHub}insights'
  AZURE_CLIENT_ID: identities.outputs.insights.clientId
  AzureWebJobsStorage__clientId: identities.outputs.insights.clientId
})

module acquisitionFlex 'modules/functionAppFlex.bicep' = if (acquisitionHosting == 'flex') {
  name: 'acquisitionFlex'
  params: {
    location: location
    name: 'func-${stem}-acq-${nameSuffix}'
    tags: tags
    subnetId: network.outputs.functionsSubnetId
    identityId: identities.outputs.acquisition.id
    storageAccountName: hostStorage.outputs.name
    deploymentContainer: 'deployments'
    appSettings: acquisitionSettings
    pythonVersion: pythonVersion
    instanceMemoryMB: acquisitionMemoryMB
    maximumInstanceCount: acquisitionMaximumInstances
    // Backfills start at once; timers scale from zero.
    alwaysReady: [
      {
        name: 'durable'
        instanceCount: 1
      }
    ]
    clientPrefixes: allowedClients
    publisherPrefixes: publisherPrefixes
  }
}

module acquisitionContainer 'modules/functionAppContainer.bicep' = if (acquisitionHosting == 'appService') {
  name: 'acquisitionContainer'
  params: {
    location: location
    name: 'func-${stem}-acq-${nameSuffix}'
    tags: tags
    subnetId: network.outputs.appServiceSubnetId
    identityId: identities.outputs.acquisition.id
    identityClientId: identities.outputs.acquisition.clientId
    registryLoginServer: registry.outputs.loginServer
    image: 'scalar:${imageTag}'
    hosting: 'appService'
    planSku: acquisitionPlanSku
    replicas: 1
    maximumReplicas: 1
    appSettings: union(acquisitionSettings, containerSettings)
    clientPrefixes: allowedClients
  }
}

module ingestion 'modules/functionAppContainer.bicep' = {
  name: 'ingestion'
  params: {
    location: location
    name: 'func-${stem}-ing-${nameSuffix}'
    tags: tags
    subnetId: network.outputs.appServiceSubnetId
    identityId: identities.outputs.ingestion.id
    identityClientId: identities.outputs.ingestion.clientId
    registryLoginServer: registry.outputs.loginServer
    image: 'scalar:${imageTag}'
    hosting: ingestionHosting
    planSku: ingestionPlanSku
    replicas: ingestionReplicas
    // A pull loop has no event to scale on: the number of replicas is the number that runs.
    maximumReplicas: ingestionReplicas
    appSettings: ingestionSettings
    clientPrefixes: allowedClients
  }
}

module insights 'modules/functionAppContainer.bicep' = {
  name: 'insights'
  params: {
    location: location
    name: 'func-${stem}-ins-${nameSuffix}'
    tags: tags
    subnetId: network.outputs.appServiceSubnetId
    identityId: identities.outputs.insights.id
    identityClientId: identities.outputs.insights.clientId
    registryLoginServer: registry.outputs.loginServer
    image: 'scalar-insights:${imageTag}'
    hosting: insightsHosting
    planSku: insightsPlanSku
    replicas: 1
    maximumReplicas: insightsMaximumReplicas
    appSettings: insightsSettings
    clientPrefixes: allowedClients
  }
}

// ------------------------------------------------------------------ rights, addresses, watching

module roleAssignments 'modules/roleAssignments.bicep' = if (createRoleAssignments) {
  name: 'roleAssignments'
  params: {
    appVaultName: appVault.outputs.name
    nodeVaultName: nodeVault.outputs.name
    hostStorageName: hostStorage.outputs.name
    dataStorageName: dataStorage.outputs.name
    registryName: registry.outputs.name
    acquisitionPrincipalId: identities.outputs.acquisition.principalId
    ingestionPrincipalId: identities.outputs.ingestion.principalId
    insightsPrincipalId: identities.outputs.insights.principalId
    starrocksPrincipalId: identities.outputs.starrocks.principalId
    operationsPrincipalId: identities.outputs.operations.principalId
    grafanaPrincipalId: grafanaKind == 'managed' ? managedGrafana!.outputs.principalId : ''
    operatorsGroupId: operatorsGroupId
  }
}

module addresses 'modules/addresses.bicep' = {
  name: 'addresses'
  params: {
    vaultName: appVault.outputs.name
    addresses: {
      'scalar-tenant-id': tenant().tenantId
      'client-id': identities.outputs.ingestion.clientId
      'db-host': starrocks.outputs.host
      'db-user': 'scalar'
      'redis-host': redis.outputs.hostName
      'redis-port': string(redis.outputs.port)
      'broker-url': pulsar.outputs.serviceUrl
      'service-url': pulsar.outputs.adminUrl
      'otlp-endpoint': monitoring.outputs.otlpEndpoint
    }
  }
}

var acquisitionName = acquisitionHosting == 'flex' ? acquisitionFlex!.outputs.name : acquisitionContainer!.outputs.name

module diagnostics 'modules/diagnostics.bicep' = {
  name: 'diagnostics'
  params: {
    workspaceId: logAnalytics.outputs.id
    appNames: [
      acquisitionName
      ingestion.outputs.name
      insights.outputs.name
    ]
    vaultNames: [
      appVault.outputs.name
      nodeVault.outputs.name
    ]
    storageAccountNames: [
      hostStorage.outputs.name
      dataStorage.outputs.name
    ]
    redisName: redis.outputs.name
    registryName: registry.outputs.name
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    location: location
    stem: stem
    tags: tags
    emails: alertEmails
    workspaceId: logAnalytics.outputs.id
    starrocksLoadBalancerId: starrocks.outputs.loadBalancerId
    redisName: redis.outputs.name
    vaultNames: [
      appVault.outputs.name
      nodeVault.outputs.name
    ]
    storageAccountNames: [
      hostStorage.outputs.name
      dataStorage.outputs.name
    ]
  }
}

// ------------------------------------------------------------------ what the next steps need

@description('Vault of the apps, for secrets.bicep.')
output appVaultName string = appVault.outputs.name

@description('Vault of the nodes, for secrets.bicep.')
output nodeVaultName string = nodeVault.outputs.name

@description('Acquisition app.')
output acquisitionApp string = acquisitionName

@description('Ingestion app.')
output ingestionApp string = ingestion.outputs.name

@description('Insights app.')
output insightsApp string = insights.outputs.name

@description('Host name of the HTTP API.')
output apiHost string = insights.outputs.hostName

@description('Container registry.')
output registryLoginServer string = registry.outputs.loginServer

@description('Operations VM.')
output operationsVm string = monitoring.outputs.vmName

@description('Where StarRocks answers inside the VNet.')
output starrocksHost string = starrocks.outputs.host

@description('Where Pulsar answers inside the VNet.')
output pulsarServiceUrl string = pulsar.outputs.serviceUrl

@description('Address of Managed Grafana; empty when Grafana runs on the monitoring VM.')
output grafanaEndpoint string = grafanaKind == 'managed' ? managedGrafana!.outputs.endpoint : ''

@description('Public address of all outbound traffic: providers put it on their allow-lists.')
output outboundAddress string = network.outputs.outboundAddress
