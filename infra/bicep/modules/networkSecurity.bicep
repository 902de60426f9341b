metadata name = 'Network security'
metadata description = 'One NSG per subnet. Each ends in an explicit deny; what stands above it is the whole list of who may talk to whom.'

@description('Required. Azure region.')
param location string

@description('Required. Name stem of every resource.')
param stem string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Address ranges of the subnets of the apps.')
param appPrefixes string[]

@description('Required. Address range of the data subnet.')
param dataPrefix string

@description('Required. Address range of the private endpoints.')
param endpointsPrefix string

@description('Required. Address range of the monitoring subnet.')
param monitoringPrefix string

@description('Required. Where operators come from: Bastion, VPN, peered hub.')
param operatorSources string[]

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

@description('NSG of the subnet of the Flex apps.')
output functionsId string = functionsNsg.id

@description('NSG of the subnet of the Premium and App Service plans.')
output appServiceId string = appServiceNsg.id

@description('NSG of the data subnet.')
output dataId string = dataNsg.id

@description('NSG of the private endpoints.')
output endpointsId string = endpointsNsg.id

@description('NSG of the monitoring subnet.')
output monitoringId string = monitoringNsg.id
