metadata name = 'Network'
metadata description = 'VNet, subnets, one NSG per subnet (none on a NIC), NAT gateway and, optionally, Bastion.'

@description('Required. Azure region.')
param location string

@description('Required. Name stem of every resource, for example scalar-prod.')
param stem string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Address space of the VNet, /20 or larger.')
param addressPrefix string

@description('Required. Deploy Bastion (Standard, with tunnelling), the only way in for operators.')
param deployBastion bool

@description('Optional. Address ranges (VPN, peered hub) from which operators may open SSH and Grafana without Bastion.')
param operatorPrefixes string[] = []

// The plan of addresses: one place, used for the subnets and for the rules between them.
var dataPrefix = cidrSubnet(addressPrefix, 24, 0)
var functionsPrefix = cidrSubnet(addressPrefix, 26, 4)
var appServicePrefix = cidrSubnet(addressPrefix, 26, 5)
var endpointsPrefix = cidrSubnet(addressPrefix, 26, 6)
var monitoringPrefix = cidrSubnet(addressPrefix, 27, 14)
var bastionPrefix = cidrSubnet(addressPrefix, 26, 8)

var appPrefixes = [functionsPrefix, appServicePrefix]
var operatorSources = concat(deployBastion ? [bastionPrefix] : [], operatorPrefixes)

// Last inbound rule of every NSG: without it the platform's AllowVnetInBound admits the whole VNet.
var denyAllInbound = {
  name: 'DenyAllInbound'
  properties: {
    description: 'Nothing that no rule above admits.'
    priority: 4096
    direction: 'Inbound'
    access: 'Deny'
    protocol: '*'
    sourceAddressPrefix: '*'
    sourcePortRange: '*'
    destinationAddressPrefix: '*'
    destinationPortRange: '*'
  }
}

// Only when somebody may come in: an NSG rule refuses an empty list of sources.
var operatorsToData = empty(operatorSources) ? [] : [
  {
    name: 'AllowOperatorsSsh'
    properties: {
      description: 'SSH of operators.'
      priority: 400
      direction: 'Inbound'
      access: 'Allow'
      protocol: 'Tcp'
      sourceAddressPrefixes: operatorSources
      sourcePortRange: '*'
      destinationAddressPrefix: dataPrefix
      destinationPortRange: '22'
    }
  }
]

var operatorsToMonitoring = empty(operatorSources) ? [] : [
  {
    name: 'AllowOperators'
    properties: {
      description: 'SSH and Grafana for operators.'
      priority: 400
      direction: 'Inbound'
      access: 'Allow'
      protocol: 'Tcp'
      sourceAddressPrefixes: operatorSources
      sourcePortRange: '*'
      destinationAddressPrefix: monitoringPrefix
      destinationPortRanges: ['22', '3000']
    }
  }
]

resource functionsNsg 'Microsoft.Network/networkSecurityGroups@2025-07-01' = {
  name: 'nsg-${stem}-functions'
  location: location
  tags: tags
  properties: {
    securityRules: [
      denyAllInbound
    ]
  }
}

resource appServiceNsg 'Microsoft.Network/networkSecurityGroups@2025-07-01' = {
  name: 'nsg-${stem}-appservice'
  location: location
  tags: tags
  properties: {
    securityRules: [
      denyAllInbound
    ]
  }
}

resource dataNsg 'Microsoft.Network/networkSecurityGroups@2025-07-01' = {
  name: 'nsg-${stem}-data'
  location: location
  tags: tags
  properties: {
    securityRules: concat(operatorsToData, [
      {
        name: 'AllowAppsStarRocksFe'
        properties: {
          description: 'Apps to FE: HTTP and stream load 8030, RPC 9020, MySQL 9030.'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: appPrefixes
          sourcePortRange: '*'
          destinationAddressPrefix: dataPrefix
          destinationPortRanges: ['8030', '9020', '9030']
        }
      }
      {
        name: 'AllowAppsStarRocksBe'
        properties: {
          description: 'Apps to BE: FE redirects each stream load to a BE at 8040.'
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: appPrefixes
          sourcePortRange: '*'
          destinationAddressPrefix: dataPrefix
          destinationPortRange: '8040'
        }
      }
      {
        name: 'AllowAppsPulsar'
        properties: {
          description: 'Apps to brokers: binary protocol 6650, admin and metrics 8080.'
          priority: 120
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: appPrefixes
          sourcePortRange: '*'
          destinationAddressPrefix: dataPrefix
          destinationPortRanges: ['6650', '8080']
        }
      }
      {
        name: 'AllowMonitoring'
        properties: {
          description: 'Collector and operations VM: metrics (8000, 8001, 8030, 8040, 8080), SQL, Pulsar.'
          priority: 200
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: monitoringPrefix
          sourcePortRange: '*'
          destinationAddressPrefix: dataPrefix
          destinationPortRanges: ['22', '6650', '8000', '8001', '8030', '8040', '8080', '9030']
        }
      }
      {
        name: 'AllowDataInternal'
        properties: {
          description: 'Nodes among themselves: ZooKeeper 2181, 2888, 3888; bookie 3181; broker 6650, 8080; FE 8030, 9010, 9020, 9030; BE 8040, 8060, 9050, 9060.'
          priority: 210
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: dataPrefix
          sourcePortRange: '*'
          destinationAddressPrefix: dataPrefix
          destinationPortRanges: [
            '2181'
            '2888'
            '3181'
            '3888'
            '6650'
            '8030'
            '8040'
            '8060'
            '8080'
            '9010'
            '9020'
            '9030'
            '9050'
            '9060'
          ]
        }
      }
      {
        name: 'AllowLoadBalancerProbe'
        properties: {
          description: 'Health probes of the internal load balancer.'
          priority: 300
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: dataPrefix
          destinationPortRanges: ['8030', '9030']
        }
      }
      denyAllInbound
    ])
  }
}

resource endpointsNsg 'Microsoft.Network/networkSecurityGroups@2025-07-01' = {
  name: 'nsg-${stem}-endpoints'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'AllowApps'
        properties: {
          description: 'Apps to Key Vault, Storage and the registry (443) and Azure Managed Redis (10000).'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: appPrefixes
          sourcePortRange: '*'
          destinationAddressPrefix: endpointsPrefix
          destinationPortRanges: ['443', '10000']
        }
      }
      {
        name: 'AllowVirtualMachines'
        properties: {
          description: 'Data nodes fetch their secrets; the operations VM also pushes images.'
          priority: 200
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: [dataPrefix, monitoringPrefix]
          sourcePortRange: '*'
          destinationAddressPrefix: endpointsPrefix
          destinationPortRange: '443'
        }
      }
      denyAllInbound
    ]
  }
}

resource monitoringNsg 'Microsoft.Network/networkSecurityGroups@2025-07-01' = {
  name: 'nsg-${stem}-monitoring'
  location: location
  tags: tags
  properties: {
    securityRules: concat(operatorsToMonitoring, [
      {
        name: 'AllowAppsOtlp'
        properties: {
          description: 'Telemetry of the apps: OTLP gRPC 4317, OTLP HTTP 4318.'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: appPrefixes
          sourcePortRange: '*'
          destinationAddressPrefix: monitoringPrefix
          destinationPortRanges: ['4317', '4318']
        }
      }
      {
        name: 'AllowPrivateLinkService'
        properties: {
          description: 'Managed Grafana, whose private link arrives from addresses of this subnet: Prometheus, Loki, Tempo.'
          priority: 200
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: monitoringPrefix
          sourcePortRange: '*'
          destinationAddressPrefix: monitoringPrefix
          destinationPortRanges: ['3100', '3200', '9090']
        }
      }
      {
        name: 'AllowLoadBalancerProbe'
        properties: {
          description: 'Health probe of the load balancer behind the private link service.'
          priority: 300
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: monitoringPrefix
          destinationPortRange: '9090'
        }
      }
      denyAllInbound
    ])
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

var bastionSubnet = deployBastion ? [
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
        addressPrefix
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
            id: functionsNsg.id
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
            id: appServiceNsg.id
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
            id: dataNsg.id
          }
        }
      }
      {
        name: 'snet-endpoints'
        properties: {
          addressPrefix: endpointsPrefix
          defaultOutboundAccess: false
          networkSecurityGroup: {
            id: endpointsNsg.id
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
            id: monitoringNsg.id
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

resource bastionAddress 'Microsoft.Network/publicIPAddresses@2025-07-01' = if (deployBastion) {
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

resource bastion 'Microsoft.Network/bastionHosts@2025-07-01' = if (deployBastion) {
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

@description('Subnet of the Flex Consumption apps.')
output functionsSubnetId string = vnet::functionsSubnet.id

@description('Subnet of the Premium and App Service plans.')
output appServiceSubnetId string = vnet::appServiceSubnet.id

@description('Subnet of StarRocks and Pulsar.')
output dataSubnetId string = vnet::dataSubnet.id

@description('Subnet of the private endpoints.')
output endpointsSubnetId string = vnet::endpointsSubnet.id

@description('Subnet of the monitoring VM.')
output monitoringSubnetId string = vnet::monitoringSubnet.id

@description('Address range of the data subnet, from which the nodes get their static addresses.')
output dataPrefix string = dataPrefix

@description('Address range of the monitoring subnet.')
output monitoringPrefix string = monitoringPrefix

@description('Public address of all outbound traffic, for the allow-lists of providers.')
output outboundAddress string = natAddress.properties.ipAddress
