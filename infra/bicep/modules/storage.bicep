metadata name = 'Storage account'
metadata description = 'Storage without shared keys or public access, its containers and one private endpoint per service used.'

@description('Required. Azure region.')
param location string

@description('Required. Name of the account, 3 to 24 lower-case letters and digits, globally unique.')
@minLength(3)
@maxLength(24)
param name string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Redundancy.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param sku string

@description('Required. Blob containers.')
param containers string[]

@description('Optional. Days after which a blob under bodies/ is deleted; 0 keeps all.')
param bodyRetentionDays int = 0

@description('Required. Subnet of the private endpoints.')
param endpointSubnetId string

@description('Required. Private DNS zone of each service that gets an endpoint: group id to zone id.')
param endpointZones object

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Disabled'
    supportsHttpsTrafficOnly: true
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'None'
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: {
        enabled: true
        days: 14
      }
      containerDeleteRetentionPolicy: {
        enabled: true
        days: 14
      }
      isVersioningEnabled: true
    }

    resource blobContainers 'containers' = [for container in containers: {
      name: container
      properties: {
        publicAccess: 'None'
      }
    }]
  }
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2026-04-01' = if (bodyRetentionDays > 0) {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'expire-bodies'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                'bodies/'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: bodyRetentionDays
                }
              }
            }
          }
        }
      ]
    }
  }
}

module endpoints 'privateEndpoint.bicep' = [for zone in items(endpointZones): {
  name: 'pe-${name}-${zone.key}'
  params: {
    location: location
    name: 'pe-${name}-${zone.key}'
    tags: tags
    subnetId: endpointSubnetId
    targetId: account.id
    groupId: zone.key
    zoneId: zone.value
  }
}]

@description('Name of the account.')
output name string = account.name

@description('Address of the blob service, with a slash at the end.')
output blobEndpoint string = account.properties.primaryEndpoints.blob
