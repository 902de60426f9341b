using 'main.bicep'

// Three zones; any one node, and any one zone, may go without loss or long silence.
param environmentName = 'prod'
param availabilityZones = ['1', '2', '3']
param adminPublicKey = readEnvironmentVariable('SCALAR_SSH_PUBLIC_KEY', '')
param operatorsGroupId = readEnvironmentVariable('SCALAR_OPERATORS_GROUP_ID', '')
param clientPrefixes = empty(readEnvironmentVariable('SCALAR_CLIENT_PREFIX', '')) ? [] : [readEnvironmentVariable('SCALAR_CLIENT_PREFIX', '')]
param publisherPrefixes = empty(readEnvironmentVariable('SCALAR_PUBLISHER_PREFIX', '')) ? [] : [readEnvironmentVariable('SCALAR_PUBLISHER_PREFIX', '')]
param imageTag = readEnvironmentVariable('SCALAR_IMAGE_TAG', 'latest')
param alertEmails = empty(readEnvironmentVariable('SCALAR_ALERT_EMAIL', '')) ? [] : [readEnvironmentVariable('SCALAR_ALERT_EMAIL', '')]

param acquisitionHosting = 'flex'
param acquisitionMemoryMB = 2048
param acquisitionMaximumInstances = 100
param ingestionHosting = 'premium'
param ingestionPlanSku = 'EP1'
param ingestionReplicas = 2
param insightsHosting = 'premium'
param insightsPlanSku = 'EP3'
param insightsMaximumReplicas = 3

param starrocksFeCount = 3
param starrocksFeVmSize = 'Standard_D4s_v5'
param starrocksFeHeapMB = 8192
param starrocksFeDiskSizeGB = 64
param starrocksBeCount = 3
param starrocksBeVmSize = 'Standard_E8s_v5'
param starrocksBeDiskSizeGB = 512

param pulsarShape = 'cluster'
param pulsarBookieCount = 3
param pulsarBrokerCount = 2
param pulsarZookeeperVmSize = 'Standard_D2s_v5'
param pulsarBookieVmSize = 'Standard_E4s_v5'
param pulsarBrokerVmSize = 'Standard_D4s_v5'
param pulsarLedgerDiskSizeGB = 512
param topicPartitions = 4
param pulsarRetentionSizeGB = 50
param pulsarBacklogQuotaGB = 20

param storageSku = 'Standard_ZRS'
param bodyRetentionDays = 365
param redisSku = 'Balanced_B3'
param redisHighAvailability = true
param dataDiskSku = 'PremiumV2_LRS'

param grafanaKind = 'managed'
param monitoringVmSize = 'Standard_D4s_v5'
param monitoringDiskSizeGB = 256
param logRetentionDays = 90
param logDailyQuotaGb = 10
