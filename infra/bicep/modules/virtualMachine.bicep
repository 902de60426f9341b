metadata name = 'Stateful virtual machine'
metadata description = 'A VM with a static address, data disks that outlive it, and configuration it reads from its user data.'

import { administrator } from '../types.bicep'

@description('Required. Azure region.')
param location string

@description('Required. Name of the VM.')
param name string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Availability zone, or an empty string in regions without zones.')
param zone string

@description('Required. VM size.')
param vmSize string

@description('Required. Subnet.')
param subnetId string

@description('Required. Static address inside the subnet: other nodes name it in their configuration.')
param privateIpAddress string

@description('Required. User-assigned identity with which the VM reads its secrets.')
param identityId string

@description('Required. Administrator; no password exists.')
param admin administrator

@description('Required. cloud-init of the role: what scalar-refresh applies at each boot. It holds no secret.')
param nodeConfig string

@description('A data disk, found by its LUN and kept when the VM is deleted.')
type dataDisk = {
  name: string
  lun: int
  sizeGB: int
  sku: string
}

@description('Required. Data disks.')
param dataDisks dataDisk[]

@description('Optional. Size of the OS disk in GiB.')
param osDiskSizeGB int = 64

@description('Optional. Flexible scale set that the VM belongs to.')
param scaleSetId string = ''

@description('Optional. Backend pool of an internal load balancer.')
param backendPoolId string = ''

// The boot file never changes for a VM (Azure refuses a changed customData); everything that may change is user data.
var bootConfig = replace(loadTextContent('../cloud-init/boot.yaml'), '__REFRESH__', base64(loadTextContent('../cloud-init/refresh.py')))

resource nic 'Microsoft.Network/networkInterfaces@2025-07-01' = {
  name: 'nic-${name}'
  location: location
  tags: tags
  properties: {
    enableAcceleratedNetworking: true
    ipConfigurations: [
      {
        name: 'ipconfig'
        properties: {
          subnet: {
            id: subnetId
          }
          privateIPAllocationMethod: 'Static'
          privateIPAddress: privateIpAddress
          loadBalancerBackendAddressPools: empty(backendPoolId) ? [] : [
            {
              id: backendPoolId
            }
          ]
        }
      }
    ]
  }
}

resource disks 'Microsoft.Compute/disks@2025-01-02' = [for disk in dataDisks: {
  name: 'disk-${name}-${disk.name}'
  location: location
  tags: tags
  zones: empty(zone) ? [] : [
    zone
  ]
  sku: {
    name: disk.sku
  }
  properties: {
    creationData: {
      createOption: 'Empty'
    }
    diskSizeGB: disk.sizeGB
    networkAccessPolicy: 'DenyAll'
    publicNetworkAccess: 'Disabled'
  }
}]

resource vm 'Microsoft.Compute/virtualMachines@2026-03-01' = {
  name: name
  location: location
  tags: tags
  zones: empty(zone) ? [] : [
    zone
  ]
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    hardwareProfile: {
      vmSize: vmSize
    }
    virtualMachineScaleSet: empty(scaleSetId) ? null : {
      id: scaleSetId
    }
    securityProfile: {
      securityType: 'TrustedLaunch'
      uefiSettings: {
        secureBootEnabled: true
        vTpmEnabled: true
      }
    }
    osProfile: {
      computerName: name
      adminUsername: admin.username
      customData: base64(bootConfig)
      linuxConfiguration: {
        disablePasswordAuthentication: true
        ssh: {
          publicKeys: [
            {
              path: '/home/${admin.username}/.ssh/authorized_keys'
              keyData: admin.publicKey
            }
          ]
        }
      }
    }
    userData: base64(nodeConfig)
    storageProfile: {
      imageReference: {
        publisher: 'Canonical'
        offer: 'ubuntu-24_04-lts'
        sku: 'server'
        version: 'latest'
      }
      osDisk: {
        name: 'disk-${name}-os'
        createOption: 'FromImage'
        caching: 'ReadWrite'
        deleteOption: 'Delete'
        diskSizeGB: osDiskSizeGB
        managedDisk: {
          storageAccountType: 'Premium_LRS'
        }
      }
      dataDisks: [for (disk, i) in dataDisks: {
        lun: disk.lun
        createOption: 'Attach'
        // Durability: no write cache between a database and its disk. Premium SSD v2 allows no other value.
        caching: 'None'
        deleteOption: 'Detach'
        managedDisk: {
          id: disks[i].id
        }
      }]
    }
    networkProfile: {
      networkInterfaces: [
        {
          id: nic.id
          properties: {
            deleteOption: 'Detach'
          }
        }
      ]
    }
    diagnosticsProfile: {
      bootDiagnostics: {
        enabled: true
      }
    }
  }
}

@description('Resource id of the VM.')
output id string = vm.id

@description('Address of the VM.')
output privateIpAddress string = privateIpAddress

@description('Identity of the VM.')
output identityId string = identityId
