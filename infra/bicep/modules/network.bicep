metadata name = 'Network'
metadata description = 'VNet, subnets, NAT gateway and, optionally, Bastion.'

import { networkConfig, subnets } from '../types.bicep'

@description('Required. Azure region.')
param location string

@description('Required. Name stem of every resource, for example scalar-prod.')
param stem string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Network and who may reach what.')
param config networkConfig

// The plan of addresses: one place, used for the subnets and for the rules between them.
var dataPrefix = cidrSubnet(config.addressPrefix, 24, 0)
var functionsPrefix = cidrSubnet(config.addressPrefix, 26, 4)
var appServicePrefix = cidrSubnet(config.addressPrefix, 26, 5)
var endpointsPrefix = cidrSubnet(config.addressPrefix, 26, 6)
var monitoringPrefix = cidrSubnet(config.addressPrefix, 27, 14)
var bastionPrefix = cidrSubnet(config.addressPrefix, 26, 8)

module security 'networkSecurity.bicep' = {
  name: 'networkSecurity'
  params: {
    location: location
    stem: stem
    tags: tags
    appPrefixes: [functionsPrefix, appServicePrefix]
    dataPrefix: dataPrefix
    endpointsPrefix: endpointsPrefix
    monitoringPrefix: monitoringPrefix
    operatorSources: concat(config.deployBastion ? [bastionPrefix] : [], config.operatorPrefixes)
  }
}

// One address for everything that leaves: what providers put on their allow-lists.
resource natAddress 'Microsoft.Network/publicIPAddresses@2025-07-01' = {
  name: 'pip-${stem}-nat'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource natGateway 'Microsoft.Network/natGateways@2025-07-01' = {
  name: 'ng-${stem}'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 10
    publicIpAddresses: [
      {
        id: natAddress.id
      }
    ]
  }
}

var bastionSubnet = config.deployBastion ? [
  {
    // Bastion brings its own gateway; its subnet must have this name and takes no NAT gateway.
    name: 'AzureBastionSubnet'
    properties: {
      addressPrefix: bastionPrefix
    }
  }
] : []

// Subnets inline: separate subnet resources fight the VNet's own list when the template is deployed again.
resource vnet 'Microsoft.Network/virtualNetworks@2025-07-01' = {
  name: 'vnet-${stem}'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        config.addressPrefix
      ]
    }
    subnets: concat([
      {
        name: 'snet-functions'
        properties: {
          addressPrefix: functionsPrefix
          defaultOutboundAccess: false
          natGateway: {
            id: natGateway.id
          }
          networkSecurityGroup: {
            id: security.outputs.functionsId
          }
          delegations: [
            {
              name: 'flex'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'snet-appservice'
        properties: {
          addressPrefix: appServicePrefix
          defaultOutboundAccess: false
          natGateway: {
            id: natGateway.id
          }
          networkSecurityGroup: {
            id: security.outputs.appServiceId
          }
          delegations: [
            {
              name: 'appservice'
              properties: {
                serviceName: 'Microsoft.Web/serverFarms'
              }
            }
          ]
        }
      }
      {
        name: 'snet-data'
        properties: {
          addressPrefix: dataPrefix
          defaultOutboundAccess: false
          natGateway: {
            id: natGateway.id
          }
          networkSecurityGroup: {
            id: security.outputs.dataId
          }
        }
      }
      {
        name: 'snet-endpoints'
        properties: {
          addressPrefix: endpointsPrefix
          defaultOutboundAccess: false
          networkSecurityGroup: {
            id: security.outputs.endpointsId
          }
          privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled'
        }
      }
      {
        name: 'snet-monitoring'
        properties: {
          addressPrefix: monitoringPrefix
          defaultOutboundAccess: false
          natGateway: {
            id: natGateway.id
          }
          networkSecurityGroup: {
            id: security.outputs.monitoringId
          }
          privateLinkServiceNetworkPolicies: 'Disabled'
        }
      }
    ], bastionSubnet)
  }

  resource functionsSubnet 'subnets' existing = {
    name: 'snet-functions'
  }

  resource appServiceSubnet 'subnets' existing = {
    name: 'snet-appservice'
  }

  resource dataSubnet 'subnets' existing = {
    name: 'snet-data'
  }

  resource endpointsSubnet 'subnets' existing = {
    name: 'snet-endpoints'
  }

  resource monitoringSubnet 'subnets' existing = {
    name: 'snet-monitoring'
  }
}

resource bastionAddress 'Microsoft.Network/publicIPAddresses@2025-07-01' = if (config.deployBastion) {
  name: 'pip-${stem}-bastion'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource bastion 'Microsoft.Network/bastionHosts@2025-07-01' = if (config.deployBastion) {
  name: 'bas-${stem}'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    enableTunneling: true
    ipConfigurations: [
      {
        name: 'ipconfig'
        properties: {
          subnet: {
            id: '${vnet.id}/subnets/AzureBastionSubnet'
          }
          publicIPAddress: {
            id: bastionAddress.id
          }
        }
      }
    ]
  }
}

@description('Resource id of the VNet.')
output vnetId string = vnet.id

@description('Resource ids of the subnets.')
output subnets subnets = {
  functions: vnet::functionsSubnet.id
  appService: vnet::appServiceSubnet.id
  data: vnet::dataSubnet.id
  endpoints: vnet::endpointsSubnet.id
  monitoring: vnet::monitoringSubnet.id
}

@description('Address range of the data subnet, from which the nodes get their static addresses.')
output dataPrefix string = dataPrefix

@description('Address range of the monitoring subnet.')
output monitoringPrefix string = monitoringPrefix

@description('Public address of all outbound traffic, for the allow-lists of providers.')
output outboundAddress string = natAddress.properties.ipAddress
