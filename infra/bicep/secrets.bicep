metadata name = 'Scalar secrets'
metadata description = 'Seeds and rotates the secrets of both vaults through Azure Resource Manager, because their data plane is closed to the internet. Deployed by itself, never with main.bicep.'

@description('Required. Vault of the apps: output appVaultName of main.bicep.')
param appVaultName string

@description('Required. Vault of the nodes: output nodeVaultName of main.bicep.')
param nodeVaultName string

@description('Optional. ENTSO-E security token.')
@secure()
param entsoeToken string = ''

@description('Optional. Elia API key; without one the anonymous quota holds.')
@secure()
param eliaApiKey string = ''

@description('Optional. Password of the database user of the apps.')
@secure()
param starrocksAppPassword string = ''

@description('Optional. Password of the database user of migrations.')
@secure()
param starrocksMigratePassword string = ''

@description('Optional. Password of the root user of the database.')
@secure()
param starrocksRootPassword string = ''

@description('Optional. While root is rotated: the password it had until now.')
@secure()
param starrocksRootPrevious string = ''

@description('Optional. Password of the administrator of Grafana on the monitoring VM.')
@secure()
param grafanaAdminPassword string = ''

// An empty value leaves the vault as it is, so that one credential can be rotated alone.
var appSecrets = [
  {
    name: 'EntsoeApi--SecurityToken'
    value: entsoeToken
  }
  {
    name: 'EliaApi--ApiKey'
    value: eliaApiKey
  }
  {
    name: 'db-pass'
    value: starrocksAppPassword
  }
]

var nodeSecrets = [
  {
    name: 'starrocks-app-password'
    value: starrocksAppPassword
  }
  {
    name: 'starrocks-migrate-password'
    value: starrocksMigratePassword
  }
  {
    name: 'starrocks-root-password'
    value: starrocksRootPassword
  }
  {
    name: 'starrocks-root-previous'
    value: starrocksRootPrevious
  }
  {
    name: 'grafana-admin-password'
    value: grafanaAdminPassword
  }
]

resource appVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: appVaultName
}

resource nodeVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: nodeVaultName
}

resource appVaultSecrets 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = [for secret in appSecrets: if (!empty(secret.value)) {
  parent: appVault
  name: secret.name
  properties: {
    value: secret.value
  }
}]

resource nodeVaultSecrets 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = [for secret in nodeSecrets: if (!empty(secret.value)) {
  parent: nodeVault
  name: secret.name
  properties: {
    value: secret.value
  }
}]
