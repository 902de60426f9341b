metadata name = 'Function apps'
metadata description = 'Acquisition, ingestion and insights: three apps from one code base, each with its role, its identity and its settings.'

import { appsConfig, identity, subnets } from '../types.bicep'

@description('Required. Azure region.')
param location string

@description('Required. Name stem of every resource.')
param stem string

@description('Required. Last part of names that must be globally unique.')
param nameSuffix string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Subnets.')
param appSubnets subnets

@description('Required. Identity of the acquisition app.')
param acquisitionIdentity identity

@description('Required. Identity of the ingestion app.')
param ingestionIdentity identity

@description('Required. Identity of the insights app.')
param insightsIdentity identity

@description('Required. Where everything is: broker, warehouse, cache, blobs, vault, telemetry, host storage, registry.')
param addresses {
  brokerUrl: string
  brokerAdminUrl: string
  warehouseUrl: string
  cacheUrl: string
  blobEndpoint: string
  keyVaultUrl: string
  otlpEndpoint: string
  hostStorageName: string
  registryLoginServer: string
}

@description('Required. Environment of the platform.')
@allowed(['development', 'production'])
param platformEnvironment string

@description('Required. Public ranges that may call the HTTP API.')
param clientPrefixes string[]

@description('Required. Public ranges that may publish code to the Flex app.')
param publisherPrefixes string[]

@description('Required. Plans, sizes, counts and tuning.')
param config appsConfig

// A durable task hub is named by letters and digits alone.
var taskHub = replace(stem, '-', '')

// Names are those of shared/settings.py, which a test compares. Secrets are not among them: apps read those from Key Vault.
var commonSettings = {
  SCALAR_ENVIRONMENT: platformEnvironment
  SCALAR_BROKER_URL: addresses.brokerUrl
  SCALAR_BROKER_ADMIN_URL: addresses.brokerAdminUrl
  SCALAR_WAREHOUSE_URL: addresses.warehouseUrl
  DB_OPERATION_TYPE: 'KeyVault'
  SCALAR_CACHE_URL: addresses.cacheUrl
  SCALAR_CACHE_AUTH: 'entra'
  KEY_VAULT_URL: addresses.keyVaultUrl
  SECRET_CACHE_SECONDS: string(config.secretCacheSeconds)
  OTEL_EXPORTER_OTLP_ENDPOINT: addresses.otlpEndpoint
  OTEL_METRIC_EXPORT_INTERVAL: string(config.metricExportIntervalMs)
  AZURE_TENANT_ID: tenant().tenantId
  AzureWebJobsStorage__accountName: addresses.hostStorageName
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
  SCALAR_BLOB_URL: '${addresses.blobEndpoint}bodies'
  TASKHUB_NAME: '${taskHub}acquisition'
  AZURE_CLIENT_ID: acquisitionIdentity.clientId
  AzureWebJobsStorage__clientId: acquisitionIdentity.clientId
})

var ingestionSettings = union(commonSettings, containerSettings, {
  SCALAR_ROLES: 'ingestion'
  SERVICE_NAME: 'scalar-ingestion'
  SCALAR_BLOB_URL: '${addresses.blobEndpoint}bodies'
  TASKHUB_NAME: '${taskHub}ingestion'
  INGEST_MAX_BATCH_SIZE: string(config.ingestMaxBatchSize)
  INGEST_MAX_BATCH_WAIT_SECONDS: string(config.ingestMaxBatchWaitSeconds)
  COMPACTION_THRESHOLD: string(config.compactionThreshold)
  COMPACTION_INTERVAL_MINUTES: string(config.compactionIntervalMinutes)
  AZURE_CLIENT_ID: ingestionIdentity.clientId
  AzureWebJobsStorage__clientId: ingestionIdentity.clientId
})

var insightsSettings = union(commonSettings, containerSettings, {
  SCALAR_ROLES: 'insights'
  SERVICE_NAME: 'scalar-insights'
  SCALAR_BLOB_URL: '${addresses.blobEndpoint}models'
  TASKHUB_NAME: '${taskHub}insights'
  AZURE_CLIENT_ID: insightsIdentity.clientId
  AzureWebJobsStorage__clientId: insightsIdentity.clientId
})

module acquisitionFlex 'functionAppFlex.bicep' = if (config.acquisitionHosting == 'flex') {
  name: 'acquisitionFlex'
  params: {
    location: location
    name: 'func-${stem}-acq-${nameSuffix}'
    tags: tags
    subnetId: appSubnets.functions
    identityId: acquisitionIdentity.id
    storageAccountName: addresses.hostStorageName
    deploymentContainer: 'deployments'
    appSettings: acquisitionSettings
    pythonVersion: config.pythonVersion
    instanceMemoryMB: config.acquisitionMemoryMB
    maximumInstanceCount: config.acquisitionMaximumInstances
    // Backfills start at once; timers scale from zero.
    alwaysReady: [
      {
        name: 'durable'
        instanceCount: 1
      }
    ]
    clientPrefixes: clientPrefixes
    publisherPrefixes: publisherPrefixes
  }
}

module acquisitionContainer 'functionAppContainer.bicep' = if (config.acquisitionHosting == 'appService') {
  name: 'acquisitionContainer'
  params: {
    location: location
    name: 'func-${stem}-acq-${nameSuffix}'
    tags: tags
    subnetId: appSubnets.appService
    identityId: acquisitionIdentity.id
    identityClientId: acquisitionIdentity.clientId
    registryLoginServer: addresses.registryLoginServer
    image: 'scalar:${config.imageTag}'
    hosting: 'appService'
    planSku: config.acquisitionPlanSku
    replicas: 1
    maximumReplicas: 1
    appSettings: union(acquisitionSettings, containerSettings)
    clientPrefixes: clientPrefixes
  }
}

// The drain is a timer, and of all instances of one app only one runs a given timer. So each replica is an app with a
// host id, and with it a timer lock, of its own; they share the work through the broker's one Shared subscription.
module ingestion 'functionAppContainer.bicep' = [for i in range(0, config.ingestionReplicas): {
  name: 'ingestion-${i}'
  params: {
    location: location
    name: 'func-${stem}-ing${i}-${nameSuffix}'
    tags: tags
    subnetId: appSubnets.appService
    identityId: ingestionIdentity.id
    identityClientId: ingestionIdentity.clientId
    registryLoginServer: addresses.registryLoginServer
    image: 'scalar:${config.imageTag}'
    hosting: config.ingestionHosting
    planSku: config.ingestionPlanSku
    replicas: 1
    maximumReplicas: 1
    appSettings: ingestionSettings
    clientPrefixes: clientPrefixes
  }
}]

module insights 'functionAppContainer.bicep' = {
  name: 'insights'
  params: {
    location: location
    name: 'func-${stem}-ins-${nameSuffix}'
    tags: tags
    subnetId: appSubnets.appService
    identityId: insightsIdentity.id
    identityClientId: insightsIdentity.clientId
    registryLoginServer: addresses.registryLoginServer
    image: 'scalar-insights:${config.imageTag}'
    hosting: config.insightsHosting
    planSku: config.insightsPlanSku
    replicas: 1
    maximumReplicas: config.insightsMaximumReplicas
    appSettings: insightsSettings
    clientPrefixes: clientPrefixes
  }
}

@description('Acquisition app.')
output acquisitionName string = config.acquisitionHosting == 'flex' ? acquisitionFlex!.outputs.name : acquisitionContainer!.outputs.name

@description('Ingestion apps, one per replica.')
output ingestionNames string[] = [for i in range(0, config.ingestionReplicas): ingestion[i].outputs.name]

@description('Insights app.')
output insightsName string = insights.outputs.name

@description('Host name of the HTTP API.')
output apiHost string = insights.outputs.hostName
