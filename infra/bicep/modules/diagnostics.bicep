metadata name = 'Diagnostic settings'
metadata description = 'Sends logs and metrics of every Azure service to the workspace.'

@description('Required. Workspace.')
param workspaceId string

@description('Required. Function apps.')
param appNames string[]

@description('Required. Key vaults.')
param vaultNames string[]

@description('Required. Storage accounts.')
param storageAccountNames string[]

@description('Required. Redis cluster.')
param redisName string

@description('Required. Container registry.')
param registryName string

resource apps 'Microsoft.Web/sites@2025-03-01' existing = [for name in appNames: {
  name: name
}]

resource appDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (name, i) in appNames: {
  name: 'workspace'
  scope: apps[i]
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'FunctionAppLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}]

resource vaults 'Microsoft.KeyVault/vaults@2026-02-01' existing = [for name in vaultNames: {
  name: name
}]

// Who read which secret, and when.
resource vaultDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (name, i) in vaultNames: {
  name: 'workspace'
  scope: vaults[i]
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}]

resource accounts 'Microsoft.Storage/storageAccounts@2026-04-01' existing = [for name in storageAccountNames: {
  name: name
}]

resource accountDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (name, i) in storageAccountNames: {
  name: 'workspace'
  scope: accounts[i]
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}]

resource redis 'Microsoft.Cache/redisEnterprise@2025-07-01' existing = {
  name: redisName

  resource database 'databases' existing = {
    name: 'default'
  }
}

resource redisDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: redis
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource redisDatabaseDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: redis::database
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'ConnectionEvents'
        enabled: true
      }
    ]
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource registryDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: registry
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}
