metadata name = 'Role assignments'
metadata description = 'Every right of every identity, and nowhere else. Deploying it takes Owner or User Access Administrator.'

@description('Required. Vault of the apps.')
param appVaultName string

@description('Required. Vault of the nodes.')
param nodeVaultName string

@description('Required. Storage account of the Functions hosts.')
param hostStorageName string

@description('Required. Storage account of bodies and models.')
param dataStorageName string

@description('Required. Container registry.')
param registryName string

@description('Required. Principal of the acquisition app.')
param acquisitionPrincipalId string

@description('Required. Principal of the ingestion app.')
param ingestionPrincipalId string

@description('Required. Principal of the insights app.')
param insightsPrincipalId string

@description('Required. Principal of the StarRocks nodes.')
param starrocksPrincipalId string

@description('Required. Principal of the operations VM.')
param operationsPrincipalId string

@description('Required. Principal of Managed Grafana, or an empty string.')
param grafanaPrincipalId string

@description('Required. Object id of the group of operators, or an empty string.')
param operatorsGroupId string

// Built-in roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var roles = {
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  acrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d'
  acrPush: '8311e382-0749-4cb8-b61a-304f252e45ec'
  monitoringReader: '43d0d8ad-25c7-4714-9337-8ba259a9fe05'
  grafanaAdmin: '22926164-76b3-42b3-bc55-97df8dab3e41'
}

var appPrincipalIds = [acquisitionPrincipalId, ingestionPrincipalId, insightsPrincipalId]

resource appVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: appVaultName
}

resource nodeVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: nodeVaultName
}

resource hostStorage 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: hostStorageName
}

resource dataStorage 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: dataStorageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource bodies 'containers' existing = {
      name: 'bodies'
    }

    resource models 'containers' existing = {
      name: 'models'
    }
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource appsReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for principalId in appPrincipalIds: {
  name: guid(appVault.id, principalId, roles.keyVaultSecretsUser)
  scope: appVault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}]

resource nodesReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for principalId in [starrocksPrincipalId, operationsPrincipalId]: {
  name: guid(nodeVault.id, principalId, roles.keyVaultSecretsUser)
  scope: nodeVault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}]

// Locks, keys and timer state of the host, and the deployment package.
resource appsOwnHostBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for principalId in appPrincipalIds: {
  name: guid(hostStorage.id, principalId, roles.storageBlobDataOwner)
  scope: hostStorage
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataOwner)
  }
}]

// Durable backfills keep their state in queues and tables; only acquisition has any.
resource acquisitionWritesDurable 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for roleId in [roles.storageQueueDataContributor, roles.storageTableDataContributor]: {
  name: guid(hostStorage.id, acquisitionPrincipalId, roleId)
  scope: hostStorage
  properties: {
    principalId: acquisitionPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}]

// Bodies too large for a message: acquisition writes them, ingestion reads and keeps them.
resource appsWriteBodies 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for principalId in [acquisitionPrincipalId, ingestionPrincipalId]: {
  name: guid(dataStorage::blobs::bodies.id, principalId, roles.storageBlobDataContributor)
  scope: dataStorage::blobs::bodies
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}]

resource insightsWritesModels 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(dataStorage::blobs::models.id, insightsPrincipalId, roles.storageBlobDataContributor)
  scope: dataStorage::blobs::models
  properties: {
    principalId: insightsPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

resource appsPullImages 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for principalId in appPrincipalIds: {
  name: guid(registry.id, principalId, roles.acrPull)
  scope: registry
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.acrPull)
  }
}]

resource operationsPushesImages 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, operationsPrincipalId, roles.acrPush)
  scope: registry
  properties: {
    principalId: operationsPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.acrPush)
  }
}

resource grafanaReadsMetrics 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(grafanaPrincipalId)) {
  name: guid(resourceGroup().id, grafanaPrincipalId, roles.monitoringReader)
  properties: {
    principalId: grafanaPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringReader)
  }
}

resource operatorsSeedAppSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId)) {
  name: guid(appVault.id, operatorsGroupId, roles.keyVaultSecretsOfficer)
  scope: appVault
  properties: {
    principalId: operatorsGroupId
    principalType: 'Group'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsOfficer)
  }
}

resource operatorsSeedNodeSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId)) {
  name: guid(nodeVault.id, operatorsGroupId, roles.keyVaultSecretsOfficer)
  scope: nodeVault
  properties: {
    principalId: operatorsGroupId
    principalType: 'Group'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsOfficer)
  }
}

resource operatorsAdministerGrafana 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId) && !empty(grafanaPrincipalId)) {
  name: guid(resourceGroup().id, operatorsGroupId, roles.grafanaAdmin)
  properties: {
    principalId: operatorsGroupId
    principalType: 'Group'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.grafanaAdmin)
  }
}
