metadata name = 'Azure Managed Grafana'
metadata description = 'Grafana as a service, which reaches Prometheus, Loki and Tempo of the monitoring VM through a private link service.'

@description('Required. Azure region.')
param location string

@description('Required. Name stem of every resource.')
param stem string

@description('Required. Name of the workspace, 2 to 23 characters.')
@maxLength(23)
param name string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Monitoring subnet.')
param subnetId string

@description('Required. Frontend of the load balancer before the monitoring VM.')
param balancerFrontendId string

@description('Required. Whether the sign-in page, guarded by Entra ID, is open to the internet.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string

resource linkService 'Microsoft.Network/privateLinkServices@2025-07-01' = {
  name: 'pls-${stem}-telemetry'
  location: location
  tags: tags
  properties: {
    loadBalancerFrontendIpConfigurations: [
      {
        id: balancerFrontendId
      }
    ]
    ipConfigurations: [
      {
        name: 'nat'
        properties: {
          primary: true
          privateIPAllocationMethod: 'Dynamic'
          privateIPAddressVersion: 'IPv4'
          subnet: {
            id: subnetId
          }
        }
      }
    ]
  }
}

resource grafana 'Microsoft.Dashboard/grafana@2025-08-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    apiKey: 'Disabled'
    creatorCanAdmin: 'Disabled'
    publicNetworkAccess: publicNetworkAccess
    zoneRedundancy: 'Disabled'
  }

  // Its connection waits for approval on the link service: see docs/deploy-azure.md.
  resource telemetry 'managedPrivateEndpoints' = {
    name: 'telemetry'
    location: location
    tags: tags
    properties: {
      privateLinkResourceId: linkService.id
      privateLinkResourceRegion: location
      privateLinkServiceUrl: 'telemetry.internal'
      requestMessage: 'Loki, Prometheus and Tempo of the monitoring VM'
    }
  }
}

@description('Address of Grafana.')
output endpoint string = grafana.properties.endpoint

@description('Principal of Grafana, which reads metrics of Azure.')
output principalId string = grafana.identity.principalId
