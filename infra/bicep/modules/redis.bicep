metadata name = 'Azure Managed Redis'
metadata description = 'The cache: TLS only, Entra ID only, private endpoint only. It can be rebuilt from StarRocks.'

@description('Required. Azure region.')
param location string

@description('Required. Name of the cluster.')
param name string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Size, for example Balanced_B1.')
param sku string

@description('Required. Keep a replica.')
param highAvailability bool

@description('Required. Principal ids of the identities that may read and write.')
param principalIds string[]

@description('Required. Subnet of the private endpoint.')
param endpointSubnetId string

@description('Required. Private DNS zone of Azure Managed Redis.')
param zoneId string

resource cluster 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
  }
  properties: {
    highAvailability: highAvailability ? 'Enabled' : 'Disabled'
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Disabled'
  }
}

resource database 'Microsoft.Cache/redisEnterprise/databases@2025-07-01' = {
  parent: cluster
  name: 'default'
  properties: {
    accessKeysAuthentication: 'Disabled'
    clientProtocol: 'Encrypted'
    // One endpoint at one port, so that a plain (not cluster-aware) client works.
    clusteringPolicy: 'EnterpriseCluster'
    evictionPolicy: 'VolatileTTL'
    port: 10000
  }
}

// One at a time: the service refuses concurrent changes of one database.
@batchSize(1)
resource access 'Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments@2025-07-01' = [for (principalId, i) in principalIds: {
  parent: database
  name: 'app${i}'
  properties: {
    accessPolicyName: 'default'
    user: {
      objectId: principalId
    }
  }
}]

module endpoint 'privateEndpoint.bicep' = {
  name: 'pe-${name}'
  params: {
    location: location
    name: 'pe-${name}'
    tags: tags
    subnetId: endpointSubnetId
    targetId: cluster.id
    groupId: 'redisEnterprise'
    zoneId: zoneId
  }
}

@description('Name of the cluster.')
output name string = cluster.name

@description('Host name, which resolves to the private endpoint inside the VNet.')
output hostName string = cluster.properties.hostName

@description('Port, TLS only.')
output port int = database.properties.port
