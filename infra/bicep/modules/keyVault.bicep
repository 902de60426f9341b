metadata name = 'Key Vault'
metadata description = 'A vault with RBAC, purge protection and no public access, and its private endpoint.'

@description('Required. Azure region.')
param location string

@description('Required. Name of the vault, 3 to 24 characters, globally unique.')
@minLength(3)
@maxLength(24)
param name string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Subnet of the private endpoint.')
param endpointSubnetId string

@description('Required. Private DNS zone of Key Vault.')
param zoneId string

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: 'Disabled'
    networkAcls: {
      defaultAction: 'Deny'
      // Lets Azure Resource Manager seed secrets (secrets.bicep) while the public data plane stays shut.
      bypass: 'AzureServices'
    }
  }
}

module endpoint 'privateEndpoint.bicep' = {
  name: 'pe-${name}'
  params: {
    location: location
    name: 'pe-${name}'
    tags: tags
    subnetId: endpointSubnetId
    targetId: vault.id
    groupId: 'vault'
    zoneId: zoneId
  }
}

@description('Name of the vault.')
output name string = vault.name

@description('Resource id of the vault.')
output id string = vault.id

@description('Address of the vault, with a slash at the end.')
output uri string = vault.properties.vaultUri
