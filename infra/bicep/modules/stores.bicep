metadata name = 'Stores'
metadata description = 'Vaults, storage accounts, registry and cache: everything that the private endpoints lead to.'

import { linkZones, storesConfig } from '../types.bicep'

@description('Required. Azure region.')
param location string

@description('Required. Prefix, environment and suffix without separators, for names that allow none.')
@minLength(9)
@maxLength(18)
param compact string

@description('Required. Name of the Redis cluster.')
param redisName string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Subnet of the private endpoints.')
param endpointSubnetId string

@description('Required. Private DNS zones.')
param zones linkZones

@description('Required. Principals that may use the cache.')
param cachePrincipalIds string[]

@description('Required. Sizes and redundancy.')
param config storesConfig

// Two vaults, because a role on a vault opens all of its secrets: apps never see root's password, nodes no provider's token.
module appVault 'keyVault.bicep' = {
  name: 'appVault'
  params: {
    location: location
    name: 'kv-${compact}-a'
    tags: tags
    endpointSubnetId: endpointSubnetId
    zoneId: zones.vault
  }
}

module nodeVault 'keyVault.bicep' = {
  name: 'nodeVault'
  params: {
    location: location
    name: 'kv-${compact}-n'
    tags: tags
    endpointSubnetId: endpointSubnetId
    zoneId: zones.vault
  }
}

// Locks, keys, timer state, durable state and deployment packages of the Functions hosts.
module hostStorage 'storage.bicep' = {
  name: 'hostStorage'
  params: {
    location: location
    name: 'st${compact}h'
    tags: tags
    sku: config.storageSku
    containers: ['deployments']
    endpointSubnetId: endpointSubnetId
    endpointZones: {
      blob: zones.blob
      queue: zones.queue
      table: zones.table
    }
  }
}

// Bodies too large for a message, and models.
module dataStorage 'storage.bicep' = {
  name: 'dataStorage'
  params: {
    location: location
    name: 'st${compact}d'
    tags: tags
    sku: config.storageSku
    containers: ['bodies', 'models']
    bodyRetentionDays: config.bodyRetentionDays
    endpointSubnetId: endpointSubnetId
    endpointZones: {
      blob: zones.blob
    }
  }
}

module registry 'registry.bicep' = {
  name: 'registry'
  params: {
    location: location
    name: 'cr${compact}'
    tags: tags
    endpointSubnetId: endpointSubnetId
    zoneId: zones.registry
  }
}

module redis 'redis.bicep' = {
  name: 'redis'
  params: {
    location: location
    name: redisName
    tags: tags
    sku: config.redisSku
    highAvailability: config.redisHighAvailability
    principalIds: cachePrincipalIds
    endpointSubnetId: endpointSubnetId
    zoneId: zones.redis
  }
}

@description('Name of the vault of the apps.')
output appVaultName string = appVault.outputs.name

@description('Address of the vault of the apps.')
output appVaultUri string = appVault.outputs.uri

@description('Name of the vault of the nodes.')
output nodeVaultName string = nodeVault.outputs.name

@description('Address of the vault of the nodes.')
output nodeVaultUri string = nodeVault.outputs.uri

@description('Storage account of the Functions hosts.')
output hostStorageName string = hostStorage.outputs.name

@description('Storage account of bodies and models.')
output dataStorageName string = dataStorage.outputs.name

@description('Blob address of bodies and models, with a slash at the end.')
output dataBlobEndpoint string = dataStorage.outputs.blobEndpoint

@description('Name of the registry.')
output registryName string = registry.outputs.name

@description('Login server of the registry.')
output registryLoginServer string = registry.outputs.loginServer

@description('Name of the Redis cluster.')
output redisName string = redis.outputs.name

@description('Host name of the cache.')
output redisHost string = redis.outputs.hostName

@description('Port of the cache.')
output redisPort int = redis.outputs.port
