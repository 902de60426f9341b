metadata name = 'Private DNS'
metadata description = 'Zones of the private endpoints and the zone of our own nodes, linked to the VNet.'

import { linkZones } from '../types.bicep'

@description('Required. Tags of every resource.')
param tags object

@description('Required. VNet that resolves the zones.')
param vnetId string

@description('Required. Zone of the StarRocks, Pulsar and monitoring nodes, for example scalar.internal.')
param nodeZoneName string

// Zone of each kind of private endpoint.
var zones = {
  vault: 'privatelink.vaultcore.azure.net'
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  registry: 'privatelink.azurecr.io'
  redis: 'privatelink.redis.azure.net'
}

resource privateLinkZones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zone in items(zones): {
  name: zone.value
  location: 'global'
  tags: tags
}]

resource privateLinkZoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zone, i) in items(zones): {
  parent: privateLinkZones[i]
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

@description('Resource ids of the zones of the private endpoints.')
output linkZones linkZones = {
  vault: resourceId('Microsoft.Network/privateDnsZones', zones.vault)
  blob: resourceId('Microsoft.Network/privateDnsZones', zones.blob)
  queue: resourceId('Microsoft.Network/privateDnsZones', zones.queue)
  table: resourceId('Microsoft.Network/privateDnsZones', zones.table)
  registry: resourceId('Microsoft.Network/privateDnsZones', zones.registry)
  redis: resourceId('Microsoft.Network/privateDnsZones', zones.redis)
}

@description('Name of the zone of our own nodes.')
output nodeZoneName string = nodeZone.name
