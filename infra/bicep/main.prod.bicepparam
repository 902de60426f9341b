using 'main.bicep'

// Three zones: any one node, and any one zone, may go without loss or long silence.
// What differs from one deployer to the next comes from the environment: see docs/deploy-azure.md.
var clientPrefix = readEnvironmentVariable('SCALAR_CLIENT_PREFIX', '')
var publisherPrefix = readEnvironmentVariable('SCALAR_PUBLISHER_PREFIX', '')
var alertEmail = readEnvironmentVariable('SCALAR_ALERT_EMAIL', '')

param environmentName = 'prod'
param availabilityZones = ['1', '2', '3']
param adminPublicKey = readEnvironmentVariable('SCALAR_SSH_PUBLIC_KEY', '')
param operatorsGroupId = readEnvironmentVariable('SCALAR_OPERATORS_GROUP_ID', '')

param network = {
  addressPrefix: '10.30.0.0/20'
  nodeZoneName: 'scalar.internal'
  deployBastion: true
  operatorPrefixes: []
  clientPrefixes: empty(clientPrefix) ? [] : [clientPrefix]
  publisherPrefixes: empty(publisherPrefix) ? [] : [publisherPrefix]
}

param stores = {
  storageSku: 'Standard_ZRS'
  bodyRetentionDays: 365
  redisSku: 'Balanced_B3'
  redisHighAvailability: true
  dataDiskSku: 'PremiumV2_LRS'
}

param starrocks = {
  version: '3.4.3'
  archiveSha256: ''
  databaseName: 'scalar'
  feCount: 3
  feVmSize: 'Standard_D4s_v5'
  feHeapMB: 8192
  feDiskSizeGB: 64
  beCount: 3
  beVmSize: 'Standard_E8s_v5'
  beDiskSizeGB: 512
  // 'false' only while FE 0 is replaced in a cluster that lives on without it.
  allowNewCluster: readEnvironmentVariable('SCALAR_ALLOW_NEW_CLUSTER', 'true') == 'true'
}

param pulsar = {
  version: '4.0.5'
  archiveSha512: ''
  shape: 'cluster'
  bookieCount: 3
  brokerCount: 2
  zookeeperVmSize: 'Standard_D2s_v5'
  bookieVmSize: 'Standard_E4s_v5'
  brokerVmSize: 'Standard_D4s_v5'
  ledgerDiskSizeGB: 512
  providers: ['elia', 'energinet', 'entsoe']
  topicPartitions: 4
  retentionDays: 7
  retentionSizeGB: 50
  backlogQuotaGB: 20
}

param apps = {
  acquisitionHosting: 'flex'
  acquisitionMemoryMB: 2048
  acquisitionMaximumInstances: 100
  acquisitionPlanSku: 'P0v3'
  ingestionHosting: 'premium'
  ingestionPlanSku: 'EP1'
  ingestionReplicas: 2
  insightsHosting: 'premium'
  insightsPlanSku: 'EP3'
  insightsMaximumReplicas: 3
  pythonVersion: '3.12'
  imageTag: readEnvironmentVariable('SCALAR_IMAGE_TAG', 'latest')
  ingestMaxBatchSize: 100
  ingestMaxBatchWaitSeconds: 30
  compactionThreshold: 5000
  compactionIntervalMinutes: 60
  metricExportIntervalMs: 5000
  secretCacheSeconds: 600
}

param monitoring = {
  grafana: 'managed'
  grafanaPublicNetworkAccess: 'Enabled'
  vmSize: 'Standard_D4s_v5'
  diskSizeGB: 256
  lgtmImage: 'grafana/otel-lgtm:0.28.0'
  collectorImage: 'otel/opentelemetry-collector-contrib:0.150.1'
  retentionHours: {
    logs: 48
    metrics: 720
    traces: 720
  }
  logRetentionDays: 90
  logDailyQuotaGb: 10
  alertEmails: empty(alertEmail) ? [] : [alertEmail]
}
