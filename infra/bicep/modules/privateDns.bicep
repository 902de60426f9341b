metadata name = 'Private DNS'
metadata description = 'Zones of the private endpoints and the zone of our own nodes, linked to the VNet.'

@description('Required. Tags of every resource.')
param tags object

@description('Required. VNet that resolves the zones.')
param vnetId string

@description('Required. Zone of the StarRocks, Pulsar and monitoring nodes, for example scalar.internal.')
param nodeZoneName string

// Zone of each private link group.
var zones = {
  vault: 'privatelink.vaultcore.azure.net'
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  registry: 'privatelink.azurecr.io'
  redisEnterprise: 'privatelink.redis.azure.net'
}

resource linkZones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zone in items(zones): {
  name: zone.value
  location: 'global'
  tags: tags
}]

resource linkZoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zone, i) in items(zones): {
  parent: linkZones[i]
  name: 'vnet'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: vnetId
    }
  }
}]

resource nodeZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: nodeZoneName
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: 'vnet'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: vnetId
      }
    }
  }
}

@description('Zone id of Key Vault.')
output vaultZoneId string = resourceId('Microsoft.Network/privateDnsZones', zones.vault)

@description('Zone id of blob storage.')
output blobZoneId string = resourceId('Microsoft.Network/privateDnsZones', zones.blob)

@description('Zone id of queue storage.')
output queueZoneId string = resourceId('Microsoft.Network/privateDnsZones', zones.queue)

@description('Zone id of table storage.')
output tableZoneId string = resourceId('Microsoft.Network/privateDnsZones', zones.table)

@description('Zone id of the container registry.')
output registryZoneId string = resourceId('Microsoft.Network/privateDnsZones', zones.registry)

@description('Zone id of Azure Managed Redis.')
output redisZoneId string = resourceId('Microsoft.Network/privateDnsZones', zones.redisEnterprise)

@description('Name of the zone of our own nodes.')
output nodeZoneName string = nodeZone.name
