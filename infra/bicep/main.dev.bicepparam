using 'main.bicep'

// Small, one zone, no redundancy: everything can be built again from the providers.
param environmentName = 'dev'
param availabilityZones = ['1']
param adminPublicKey = readEnvironmentVariable('SCALAR_SSH_PUBLIC_KEY', '')
param operatorsGroupId = readEnvironmentVariable('SCALAR_OPERATORS_GROUP_ID', '')
param clientPrefixes = empty(readEnvironmentVariable('SCALAR_CLIENT_PREFIX', '')) ? [] : [readEnvironmentVariable('SCALAR_CLIENT_PREFIX', '')]
param publisherPrefixes = empty(readEnvironmentVariable('SCALAR_PUBLISHER_PREFIX', '')) ? [] : [readEnvironmentVariable('SCALAR_PUBLISHER_PREFIX', '')]
param imageTag = readEnvironmentVariable('SCALAR_IMAGE_TAG', 'latest')

param acquisitionHosting = 'flex'
param acquisitionMemoryMB = 2048
param acquisitionMaximumInstances = 40
param ingestionHosting = 'appService'
param ingestionPlanSku = 'P0v3'
param ingestionReplicas = 1
param insightsHosting = 'appService'
param insightsPlanSku = 'P1v3'
param insightsMaximumReplicas = 1

param starrocksFeCount = 1
param starrocksFeVmSize = 'Standard_D2s_v5'
param starrocksFeHeapMB = 4096
param starrocksFeDiskSizeGB = 32
param starrocksBeCount = 1
param starrocksBeVmSize = 'Standard_E4s_v5'
param starrocksBeDiskSizeGB = 128

param pulsarShape = 'single'
param pulsarBrokerVmSize = 'Standard_E2s_v5'
param pulsarLedgerDiskSizeGB = 64
param topicPartitions = 1
param pulsarRetentionSizeGB = 20
param pulsarBacklogQuotaGB = 10

param storageSku = 'Standard_LRS'
param bodyRetentionDays = 30
param redisSku = 'Balanced_B0'
param redisHighAvailability = false
param dataDiskSku = 'StandardSSD_LRS'

param grafanaKind = 'vm'
param monitoringVmSize = 'Standard_D2s_v5'
param monitoringDiskSizeGB = 64
param logDailyQuotaGb = 1
