metadata name = 'Function app on Flex Consumption'
metadata description = 'A Python app that scales to zero, inside the VNet, with everything it touches reached by identity.'

@description('Required. Azure region.')
param location string

@description('Required. Name of the app; unique in its first 32 characters, from which the host id is made.')
@maxLength(32)
param name string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Subnet delegated to Microsoft.App/environments.')
param subnetId string

@description('Required. Identity of the app.')
param identityId string

@description('Required. Storage account of the host and of the deployment package.')
param storageAccountName string

@description('Required. Container of the deployment package.')
param deploymentContainer string

@description('Required. App settings; none of them is a secret.')
param appSettings object

@description('Required. Python version.')
param pythonVersion string

@description('Required. Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Required. Most instances at one time, 40 or more.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

@description('Required. Instances kept warm, by scale group (http, durable, function:<name>).')
param alwaysReady array

@description('Required. Address ranges that may call the app; all others are denied.')
param clientPrefixes string[]

@description('Required. Address ranges that may publish to the app; all others are denied.')
param publisherPrefixes string[]

var allowedClients = [for (prefix, i) in clientPrefixes: {
  name: 'client-${i}'
  action: 'Allow'
  priority: 100 + i
  ipAddress: prefix
}]

var allowedPublishers = [for (prefix, i) in publisherPrefixes: {
  name: 'publisher-${i}'
  action: 'Allow'
  priority: 100 + i
  ipAddress: prefix
}]

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageAccountName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'asp-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${account.properties.primaryEndpoints.blob}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'python'
        version: pythonVersion
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: allowedClients
      scmIpSecurityRestrictionsDefaultAction: 'Deny'
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictions: allowedPublishers
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: appSettings
  }
}

// Publishing goes by Entra ID alone.
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
