metadata name = 'Container registry'
metadata description = 'Images of the container apps: no admin user, no anonymous pull, private endpoint only.'

@description('Required. Azure region.')
param location string

@description('Required. Name, 5 to 50 letters and digits, globally unique.')
@minLength(5)
@maxLength(50)
param name string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Subnet of the private endpoint.')
param endpointSubnetId string

@description('Required. Private DNS zone of the registry.')
param zoneId string

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    // Only Premium has private endpoints.
    name: 'Premium'
  }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    publicNetworkAccess: 'Disabled'
    networkRuleBypassOptions: 'None'
  }
}

module endpoint 'privateEndpoint.bicep' = {
  name: 'pe-${name}'
  params: {
    location: location
    name: 'pe-${name}'
    tags: tags
    subnetId: endpointSubnetId
    targetId: registry.id
    groupId: 'registry'
    zoneId: zoneId
  }
}

@description('Name of the registry.')
output name string = registry.name

@description('Login server, for example name.azurecr.io.')
output loginServer string = registry.properties.loginServer
