metadata name = 'StarRocks'
metadata description = 'Front ends and back ends as members of two Flexible scale sets, with fixed addresses, behind an internal load balancer.'

import { administrator, identity, starrocksConfig } from '../types.bicep'

@description('Required. Azure region.')
param location string

@description('Required. Name stem of every resource.')
param stem string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Zones over which the nodes are spread; empty in regions without zones.')
param zones string[]

@description('Required. Data subnet.')
param subnetId string

@description('Required. Address range of the data subnet.')
param subnetPrefix string

@description('Required. DNS zone of the nodes.')
param nodeZoneName string

@description('Required. Identity of the nodes.')
param nodeIdentity identity

@description('Required. Vault with the passwords of the database, with a slash at the end.')
param vaultUri string

@description('Required. Administrator of the VMs.')
param admin administrator

@description('Required. SKU of the data disks.')
param dataDiskSku string

@description('Required. Release, sizes and counts.')
param config starrocksConfig

// Addresses 10.. front ends, 20.. back ends of the data subnet; 9 is the load balancer. cidrHost counts from 0 for .1.
var loadBalancerAddress = cidrHost(subnetPrefix, 8)
var feAddresses = [for i in range(0, config.feCount): cidrHost(subnetPrefix, 9 + i)]
var beAddresses = [for i in range(0, config.beCount): cidrHost(subnetPrefix, 19 + i)]

// Names of the variables that cloud-init/starrocks-*.yaml and .sh read.
var commonEnv = [
  'VAULT_URI=${vaultUri}'
  'IDENTITY_CLIENT_ID=${nodeIdentity.clientId}'
  'STARROCKS_VERSION=${config.version}'
  'STARROCKS_SHA256=${config.archiveSha256}'
  'DATA_PREFIX=${subnetPrefix}'
  'FE_HOSTS="${join(feAddresses, ' ')}"'
]

var library = base64(loadTextContent('../cloud-init/lib.sh'))
var feTemplate = replace(replace(loadTextContent('../cloud-init/starrocks-fe.yaml'), '__LIB__', library), '__SETUP__', base64(loadTextContent('../cloud-init/starrocks-fe.sh')))
var beTemplate = replace(replace(loadTextContent('../cloud-init/starrocks-be.yaml'), '__LIB__', library), '__SETUP__', base64(loadTextContent('../cloud-init/starrocks-be.sh')))

// Scale sets without a VM profile: their members are declared below, keep their address and disk, and no autoscaler
// or upgrade policy can replace one behind the database's back.
resource feSet 'Microsoft.Compute/virtualMachineScaleSets@2026-03-01' = {
  name: 'vmss-${stem}-starrocks-fe'
  location: location
  tags: tags
  zones: zones
  properties: {
    orchestrationMode: 'Flexible'
    platformFaultDomainCount: 1
    singlePlacementGroup: false
  }
}

resource beSet 'Microsoft.Compute/virtualMachineScaleSets@2026-03-01' = {
  name: 'vmss-${stem}-starrocks-be'
  location: location
  tags: tags
  zones: zones
  properties: {
    orchestrationMode: 'Flexible'
    platformFaultDomainCount: 1
    singlePlacementGroup: false
  }
}

resource loadBalancer 'Microsoft.Network/loadBalancers@2025-07-01' = {
  name: 'lbi-${stem}-starrocks'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    frontendIPConfigurations: [
      {
        name: 'fe'
        properties: {
          subnet: {
            id: subnetId
          }
          privateIPAllocationMethod: 'Static'
          privateIPAddress: loadBalancerAddress
        }
      }
    ]
    backendAddressPools: [
      {
        name: 'fe'
      }
    ]
    probes: [
      {
        name: 'health'
        properties: {
          protocol: 'Http'
          port: 8030
          requestPath: '/api/health'
          intervalInSeconds: 5
          probeThreshold: 2
        }
      }
    ]
    loadBalancingRules: [
      {
        name: 'mysql'
        properties: {
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lbi-${stem}-starrocks', 'fe')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lbi-${stem}-starrocks', 'fe')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'lbi-${stem}-starrocks', 'health')
          }
          protocol: 'Tcp'
          frontendPort: 9030
          backendPort: 9030
          idleTimeoutInMinutes: 30
          enableTcpReset: true
        }
      }
      {
        name: 'http'
        properties: {
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lbi-${stem}-starrocks', 'fe')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lbi-${stem}-starrocks', 'fe')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'lbi-${stem}-starrocks', 'health')
          }
          protocol: 'Tcp'
          frontendPort: 8030
          backendPort: 8030
          idleTimeoutInMinutes: 30
          enableTcpReset: true
        }
      }
    ]
  }
}

module frontEnds 'virtualMachine.bicep' = [for i in range(0, config.feCount): {
  name: 'starrocks-fe-${i}'
  params: {
    location: location
    name: 'vm-${stem}-fe-${i}'
    tags: tags
    zone: empty(zones) ? '' : zones[i % length(zones)]
    vmSize: config.feVmSize
    subnetId: subnetId
    privateIpAddress: feAddresses[i]
    identityId: nodeIdentity.id
    admin: admin
    scaleSetId: feSet.id
    backendPoolId: loadBalancer.properties.backendAddressPools[0].id
    nodeConfig: replace(feTemplate, '__NODE_ENV__', base64(join(concat(commonEnv, [
      'DB_NAME=${config.databaseName}'
      'NODE_INDEX=${i}'
      'NODE_IP=${feAddresses[i]}'
      'FE_HEAP_MB=${config.feHeapMB}'
      'DEFAULT_REPLICATION=${min(config.beCount, 3)}'
      'ALLOW_NEW_CLUSTER=${string(config.allowNewCluster)}'
    ]), '\n')))
    dataDisks: [
      {
        name: 'meta'
        lun: 0
        sizeGB: config.feDiskSizeGB
        sku: dataDiskSku
      }
    ]
  }
}]

module backEnds 'virtualMachine.bicep' = [for i in range(0, config.beCount): {
  name: 'starrocks-be-${i}'
  params: {
    location: location
    name: 'vm-${stem}-be-${i}'
    tags: tags
    zone: empty(zones) ? '' : zones[i % length(zones)]
    vmSize: config.beVmSize
    subnetId: subnetId
    privateIpAddress: beAddresses[i]
    identityId: nodeIdentity.id
    admin: admin
    scaleSetId: beSet.id
    nodeConfig: replace(beTemplate, '__NODE_ENV__', base64(join(concat(commonEnv, [
      'NODE_IP=${beAddresses[i]}'
    ]), '\n')))
    dataDisks: [
      {
        name: 'storage'
        lun: 0
        sizeGB: config.beDiskSizeGB
        sku: dataDiskSku
      }
    ]
  }
}]

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: nodeZoneName

  resource endpoint 'A' = {
    name: 'starrocks'
    properties: {
      ttl: 60
      aRecords: [
        {
          ipv4Address: loadBalancerAddress
        }
      ]
    }
  }

  resource feRecords 'A' = [for i in range(0, config.feCount): {
    name: 'fe-${i}'
    properties: {
      ttl: 60
      aRecords: [
        {
          ipv4Address: feAddresses[i]
        }
      ]
    }
  }]

  resource beRecords 'A' = [for i in range(0, config.beCount): {
    name: 'be-${i}'
    properties: {
      ttl: 60
      aRecords: [
        {
          ipv4Address: beAddresses[i]
        }
      ]
    }
  }]
}

@description('Name at which apps reach the front ends, port 9030 (SQL) and 8030 (stream load).')
output host string = 'starrocks.${nodeZoneName}'

@description('Resource id of the load balancer.')
output loadBalancerId string = loadBalancer.id

@description('Addresses of the front ends.')
output feAddresses array = feAddresses

@description('Addresses of the back ends.')
output beAddresses array = beAddresses
