using 'main.bicep'

// Small, one zone, no redundancy: everything can be built again from the providers.
// What differs from one deployer to the next comes from the environment: see docs/deploy-azure.md.
var clientPrefix = readEnvironmentVariable('SCALAR_CLIENT_PREFIX', '')
var publisherPrefix = readEnvironmentVariable('SCALAR_PUBLISHER_PREFIX', '')
var alertEmail = readEnvironmentVariable('SCALAR_ALERT_EMAIL', '')

param environmentName = 'dev'
param availabilityZones = ['1']
param adminPublicKey = readEnvironmentVariable('SCALAR_SSH_PUBLIC_KEY', '')
param operatorsGroupId = readEnvironmentVariable('SCALAR_OPERATORS_GROUP_ID', '')

param network = {
  addressPrefix: '10.20.0.0/20'
  nodeZoneName: 'scalar.internal'
  deployBastion: true
  operatorPrefixes: []
  clientPrefixes: empty(clientPrefix) ? [] : [clientPrefix]
  publisherPrefixes: empty(publisherPrefix) ? [] : [publisherPrefix]
}

param stores = {
  storageSku: 'Standard_LRS'
  bodyRetentionDays: 30
  redisSku: 'Balanced_B0'
  redisHighAvailability: false
  dataDiskSku: 'StandardSSD_LRS'
}

param starrocks = {
  version: '3.4.3'
  archiveSha256: ''
  databaseName: 'scalar'
  feCount: 1
  feVmSize: 'Standard_D2s_v5'
  feHeapMB: 4096
  feDiskSizeGB: 32
  beCount: 1
  beVmSize: 'Standard_E4s_v5'
  beDiskSizeGB: 128
  // 'false' only while FE 0 is replaced in a cluster that lives on without it.
  allowNewCluster: readEnvironmentVariable('SCALAR_ALLOW_NEW_CLUSTER', 'true') == 'true'
}

param pulsar = {
  version: '4.0.5'
  archiveSha512: ''
  shape: 'single'
  bookieCount: 3
  brokerCount: 2
  zookeeperVmSize: 'Standard_D2s_v5'
  bookieVmSize: 'Standard_E4s_v5'
  brokerVmSize: 'Standard_E2s_v5'
  ledgerDiskSizeGB: 64
  providers: ['elia', 'energinet', 'entsoe']
  topicPartitions: 1
  retentionDays: 7
  retentionSizeGB: 20
  backlogQuotaGB: 10
}

param apps = {
  acquisitionHosting: 'flex'
  acquisitionMemoryMB: 2048
  acquisitionMaximumInstances: 40
  acquisitionPlanSku: 'P0v3'
  ingestionHosting: 'appService'
  ingestionPlanSku: 'P0v3'
  ingestionReplicas: 1
  insightsHosting: 'appService'
  insightsPlanSku: 'P1v3'
  insightsMaximumReplicas: 1
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
  grafana: 'vm'
  grafanaPublicNetworkAccess: 'Enabled'
  vmSize: 'Standard_D2s_v5'
  diskSizeGB: 64
  lgtmImage: 'grafana/otel-lgtm:0.28.0'
  collectorImage: 'otel/opentelemetry-collector-contrib:0.150.1'
  retentionHours: {
    logs: 48
    metrics: 720
    traces: 720
  }
  logRetentionDays: 30
  logDailyQuotaGb: 1
  alertEmails: empty(alertEmail) ? [] : [alertEmail]
}
