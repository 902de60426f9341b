metadata name = 'Scalar'
metadata description = 'The whole platform in one resource group: network, vaults, storage, cache, registry, StarRocks, Pulsar, monitoring and three function apps from one code base.'

targetScope = 'resourceGroup'

import { appsConfig, monitoringConfig, networkConfig, pulsarConfig, starrocksConfig, storesConfig } from 'types.bicep'

// ------------------------------------------------------------------ parameters

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
@maxLength(6)
param nameSuffix string = take(uniqueString(resourceGroup().id), 6)

@description('Optional. Tags of every resource.')
param tags object = {
  application: 'scalar'
  environment: environmentName
}

@description('Required. Zones over which nodes are spread; empty in regions without zones.')
param availabilityZones string[]

@description('Optional. Administrator of the VMs.')
param adminUsername string = 'scalar'

@description('Required. SSH public key of the administrator.')
param adminPublicKey string

@description('Optional. Object id of the Entra ID group of operators: secrets officers and Grafana administrators.')
param operatorsGroupId string = ''

@description('Optional. Create the role assignments. False when the deployer may not, and somebody else has.')
param createRoleAssignments bool = true

@description('Required. Network and who may reach what.')
param network networkConfig

@description('Required. Storage accounts, cache and data disks.')
param stores storesConfig

@description('Required. StarRocks.')
param starrocks starrocksConfig

@description('Required. Apache Pulsar.')
param pulsar pulsarConfig

@description('Required. Function apps.')
param apps appsConfig

@description('Required. Monitoring.')
param monitoring monitoringConfig

// ------------------------------------------------------------------ derived

var stem = '${namePrefix}-${environmentName}'
var compact = '${namePrefix}${environmentName}${nameSuffix}'
var platformEnvironment = environmentName == 'prod' ? 'production' : 'development'
var managedGrafana = monitoring.grafana == 'managed'
var admin = {
  username: adminUsername
  publicKey: adminPublicKey
}

// ------------------------------------------------------------------ foundations

module networkModule 'modules/network.bicep' = {
  name: 'network'
  params: {
    location: location
    stem: stem
    tags: tags
    config: network
  }
}

module dnsModule 'modules/privateDns.bicep' = {
  name: 'dns'
  params: {
    tags: tags
    vnetId: networkModule.outputs.vnetId
    nodeZoneName: network.nodeZoneName
  }
}

module identitiesModule 'modules/identities.bicep' = {
  name: 'identities'
  params: {
    location: location
    stem: stem
    tags: tags
  }
}

module storesModule 'modules/stores.bicep' = {
  name: 'stores'
  params: {
    location: location
    compact: compact
    redisName: 'redis-${stem}-${nameSuffix}'
    tags: tags
    endpointSubnetId: networkModule.outputs.subnets.endpoints
    zones: dnsModule.outputs.linkZones
    cachePrincipalIds: [
      identitiesModule.outputs.acquisition.principalId
      identitiesModule.outputs.ingestion.principalId
      identitiesModule.outputs.insights.principalId
    ]
    config: stores
  }
}

module logsModule 'modules/logAnalytics.bicep' = {
  name: 'logAnalytics'
  params: {
    location: location
    stem: stem
    tags: tags
    retentionDays: monitoring.logRetentionDays
    dailyQuotaGb: monitoring.logDailyQuotaGb
  }
}

// ------------------------------------------------------------------ data services

module starrocksModule 'modules/starrocks.bicep' = {
  name: 'starrocks'
  params: {
    location: location
    stem: stem
    tags: tags
    zones: availabilityZones
    subnetId: networkModule.outputs.subnets.data
    subnetPrefix: networkModule.outputs.dataPrefix
    nodeZoneName: dnsModule.outputs.nodeZoneName
    nodeIdentity: identitiesModule.outputs.starrocks
    vaultUri: storesModule.outputs.nodeVaultUri
    admin: admin
    dataDiskSku: stores.dataDiskSku
    config: starrocks
  }
}

module pulsarModule 'modules/pulsar.bicep' = {
  name: 'pulsar'
  params: {
    location: location
    stem: stem
    tags: tags
    zones: availabilityZones
    subnetId: networkModule.outputs.subnets.data
    subnetPrefix: networkModule.outputs.dataPrefix
    nodeZoneName: dnsModule.outputs.nodeZoneName
    nodeIdentity: identitiesModule.outputs.pulsar
    admin: admin
    dataDiskSku: stores.dataDiskSku
    config: pulsar
  }
}

var warehouse = '${starrocksModule.outputs.host}:9030/${starrocks.databaseName}?http_port=8030&replication=${min(starrocks.beCount, 3)}'

module monitoringModule 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    location: location
    stem: stem
    tags: tags
    zone: empty(availabilityZones) ? '' : availabilityZones[0]
    subnetId: networkModule.outputs.subnets.monitoring
    subnetPrefix: networkModule.outputs.monitoringPrefix
    nodeZoneName: dnsModule.outputs.nodeZoneName
    nodeIdentity: identitiesModule.outputs.operations
    vaultUri: storesModule.outputs.nodeVaultUri
    admin: admin
    dataDiskSku: stores.dataDiskSku
    config: monitoring
    registryLoginServer: storesModule.outputs.registryLoginServer
    environmentName: platformEnvironment
    starrocksHost: starrocksModule.outputs.host
    migrateWarehouseUrl: 'starrocks://scalar_migrate@${warehouse}'
    brokerUrl: pulsarModule.outputs.serviceUrl
    brokerAdminUrl: pulsarModule.outputs.adminUrl
    feAddresses: starrocksModule.outputs.feAddresses
    beAddresses: starrocksModule.outputs.beAddresses
    zookeeperHosts: pulsarModule.outputs.zookeeperHosts
    bookieHosts: pulsarModule.outputs.bookieHosts
    brokerHosts: pulsarModule.outputs.brokerHosts
  }
}

module grafanaModule 'modules/managedGrafana.bicep' = if (managedGrafana) {
  name: 'managedGrafana'
  params: {
    location: location
    stem: stem
    name: 'graf-${compact}'
    tags: tags
    subnetId: networkModule.outputs.subnets.monitoring
    balancerFrontendId: monitoringModule.outputs.balancerFrontendId
    publicNetworkAccess: monitoring.grafanaPublicNetworkAccess
  }
}

// ------------------------------------------------------------------ function apps

module appsModule 'modules/apps.bicep' = {
  name: 'apps'
  params: {
    location: location
    stem: stem
    nameSuffix: nameSuffix
    tags: tags
    appSubnets: networkModule.outputs.subnets
    acquisitionIdentity: identitiesModule.outputs.acquisition
    ingestionIdentity: identitiesModule.outputs.ingestion
    insightsIdentity: identitiesModule.outputs.insights
    addresses: {
      brokerUrl: pulsarModule.outputs.serviceUrl
      brokerAdminUrl: pulsarModule.outputs.adminUrl
      warehouseUrl: 'starrocks://scalar@${warehouse}'
      cacheUrl: 'rediss://${storesModule.outputs.redisHost}:${storesModule.outputs.redisPort}/0'
      blobEndpoint: storesModule.outputs.dataBlobEndpoint
      keyVaultUrl: storesModule.outputs.appVaultUri
      otlpEndpoint: monitoringModule.outputs.otlpEndpoint
      hostStorageName: storesModule.outputs.hostStorageName
      registryLoginServer: storesModule.outputs.registryLoginServer
    }
    platformEnvironment: platformEnvironment
    // The operations VM leaves by the NAT gateway: it may call the apps for smoke tests.
    clientPrefixes: concat(network.clientPrefixes, ['${networkModule.outputs.outboundAddress}/32'])
    publisherPrefixes: network.publisherPrefixes
    config: apps
  }
}

// ------------------------------------------------------------------ rights, addresses, watching

module roleAssignmentsModule 'modules/roleAssignments.bicep' = if (createRoleAssignments) {
  name: 'roleAssignments'
  params: {
    appVaultName: storesModule.outputs.appVaultName
    nodeVaultName: storesModule.outputs.nodeVaultName
    hostStorageName: storesModule.outputs.hostStorageName
    dataStorageName: storesModule.outputs.dataStorageName
    registryName: storesModule.outputs.registryName
    acquisitionPrincipalId: identitiesModule.outputs.acquisition.principalId
    ingestionPrincipalId: identitiesModule.outputs.ingestion.principalId
    insightsPrincipalId: identitiesModule.outputs.insights.principalId
    starrocksPrincipalId: identitiesModule.outputs.starrocks.principalId
    operationsPrincipalId: identitiesModule.outputs.operations.principalId
    grafanaPrincipalId: managedGrafana ? grafanaModule!.outputs.principalId : ''
    operatorsGroupId: operatorsGroupId
  }
}

// Under the names by which the platform has always looked them up; none of them is a secret.
module addressesModule 'modules/addresses.bicep' = {
  name: 'addresses'
  params: {
    vaultName: storesModule.outputs.appVaultName
    addresses: {
      'scalar-tenant-id': tenant().tenantId
      'db-host': starrocksModule.outputs.host
      'db-user': 'scalar'
      'redis-host': storesModule.outputs.redisHost
      'redis-port': string(storesModule.outputs.redisPort)
      'broker-url': pulsarModule.outputs.serviceUrl
      'service-url': pulsarModule.outputs.adminUrl
      'otlp-endpoint': monitoringModule.outputs.otlpEndpoint
    }
  }
}

var vaultNames = [storesModule.outputs.appVaultName, storesModule.outputs.nodeVaultName]
var storageAccountNames = [storesModule.outputs.hostStorageName, storesModule.outputs.dataStorageName]

module diagnosticsModule 'modules/diagnostics.bicep' = {
  name: 'diagnostics'
  params: {
    workspaceId: logsModule.outputs.id
    appNames: concat([appsModule.outputs.acquisitionName, appsModule.outputs.insightsName], appsModule.outputs.ingestionNames)
    vaultNames: vaultNames
    storageAccountNames: storageAccountNames
    redisName: storesModule.outputs.redisName
    registryName: storesModule.outputs.registryName
  }
}

module alertsModule 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    location: location
    stem: stem
    tags: tags
    emails: monitoring.alertEmails
    workspaceId: logsModule.outputs.id
    starrocksLoadBalancerId: starrocksModule.outputs.loadBalancerId
    redisName: storesModule.outputs.redisName
    vaultNames: vaultNames
    storageAccountNames: storageAccountNames
  }
}

// ------------------------------------------------------------------ what the next steps need

@description('Vault of the apps, for secrets.bicep.')
output appVaultName string = storesModule.outputs.appVaultName

@description('Vault of the nodes, for secrets.bicep.')
output nodeVaultName string = storesModule.outputs.nodeVaultName

@description('Acquisition app.')
output acquisitionApp string = appsModule.outputs.acquisitionName

@description('Ingestion apps, one per replica.')
output ingestionApps string[] = appsModule.outputs.ingestionNames

@description('Insights app.')
output insightsApp string = appsModule.outputs.insightsName

@description('Host name of the HTTP API.')
output apiHost string = appsModule.outputs.apiHost

@description('Container registry.')
output registryLoginServer string = storesModule.outputs.registryLoginServer

@description('Operations VM.')
output operationsVm string = monitoringModule.outputs.vmName

@description('Where StarRocks answers inside the VNet.')
output starrocksHost string = starrocksModule.outputs.host

@description('Where Pulsar answers inside the VNet.')
output pulsarServiceUrl string = pulsarModule.outputs.serviceUrl

@description('Address of Managed Grafana; empty when Grafana runs on the monitoring VM.')
output grafanaEndpoint string = managedGrafana ? grafanaModule!.outputs.endpoint : ''

@description('Public address of all outbound traffic: providers put it on their allow-lists.')
output outboundAddress string = networkModule.outputs.outboundAddress
