metadata name = 'Function app in a container'
metadata description = 'A Python app from the registry on a Premium or App Service plan, inside the VNet, with everything it touches reached by identity.'

@description('Required. Azure region.')
param location string

@description('Required. Name of the app; unique in its first 32 characters, from which the host id is made.')
@maxLength(32)
param name string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Subnet delegated to Microsoft.Web/serverFarms.')
param subnetId string

@description('Required. Identity of the app.')
param identityId string

@description('Required. Client id of the identity, with which images are pulled.')
param identityClientId string

@description('Required. Login server of the registry.')
param registryLoginServer string

@description('Required. Image in the registry, with its tag.')
param image string

@description('Required. Kind of plan: premium scales by event, appService runs a fixed number of instances.')
@allowed(['premium', 'appService'])
param hosting string

@description('Required. Size of the plan: EP1 to EP3 for premium, P0v3 and larger for appService.')
param planSku string

@description('Required. Instances that always run.')
@minValue(1)
param replicas int

@description('Required. Most instances of a premium plan.')
@minValue(1)
param maximumReplicas int

@description('Required. App settings; none of them is a secret.')
param appSettings object

@description('Required. Address ranges that may call the app; all others are denied.')
param clientPrefixes string[]

var premium = hosting == 'premium'

var allowedClients = [for (prefix, i) in clientPrefixes: {
  name: 'client-${i}'
  action: 'Allow'
  priority: 100 + i
  ipAddress: prefix
}]

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'asp-${name}'
  location: location
  tags: tags
  kind: premium ? 'elastic' : 'linux'
  sku: {
    name: planSku
    tier: premium ? 'ElasticPremium' : 'PremiumV3'
    capacity: replicas
  }
  properties: {
    reserved: true
    maximumElasticWorkerCount: premium ? max(replicas, maximumReplicas) : null
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux,container'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    reserved: true
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: subnetId
    outboundVnetRouting: {
      allTraffic: true
      imagePullTraffic: true
    }
    siteConfig: {
      linuxFxVersion: 'DOCKER|${registryLoginServer}/${image}'
      acrUseManagedIdentityCreds: true
      acrUserManagedIdentityID: identityClientId
      alwaysOn: !premium
      ftpsState: 'Disabled'
      http20Enabled: true
      minTlsVersion: '1.2'
      healthCheckPath: premium ? null : '/api/health'
      minimumElasticInstanceCount: premium ? replicas : null
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: allowedClients
      scmIpSecurityRestrictionsDefaultAction: 'Deny'
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictions: []
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: appSettings
  }
}

resource ftpPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource scmPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

@description('Name of the app.')
output name string = app.name

@description('Host name of the app.')
output hostName string = app.properties.defaultHostName

@description('Resource id of the app.')
output id string = app.id
