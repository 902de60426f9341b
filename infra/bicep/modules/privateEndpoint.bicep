metadata name = 'Private endpoint'
metadata description = 'One private endpoint and the DNS zone group that makes its name resolve to it.'

@description('Required. Azure region.')
param location string

@description('Required. Name of the endpoint.')
param name string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Subnet of the endpoint; it must not be delegated.')
param subnetId string

@description('Required. Resource that the endpoint leads to.')
param targetId string

@description('Required. Sub-resource of the target.')
@allowed(['vault', 'blob', 'queue', 'table', 'registry', 'redisEnterprise'])
param groupId string

@description('Required. Private DNS zone of the group.')
param zoneId string

resource endpoint 'Microsoft.Network/privateEndpoints@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: groupId
        properties: {
          privateLinkServiceId: targetId
          groupIds: [
            groupId
          ]
        }
      }
    ]
  }

  resource zoneGroup 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: groupId
          properties: {
            privateDnsZoneId: zoneId
          }
        }
      ]
    }
  }
}

@description('Resource id of the endpoint.')
output id string = endpoint.id
