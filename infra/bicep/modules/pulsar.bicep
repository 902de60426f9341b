metadata name = 'Apache Pulsar'
metadata description = 'ZooKeeper, bookies and brokers on VMs with fixed names: one role per VM, or all three on one VM in small environments.'

import { administrator, identity, pulsarConfig } from '../types.bicep'

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

@description('Required. Identity of the nodes. It has no rights: no Pulsar node needs a secret.')
param nodeIdentity identity

@description('Required. Administrator of the VMs.')
param admin administrator

@description('Required. SKU of the data disks.')
param dataDiskSku string

@description('Required. Release, shape, sizes and policies.')
param config pulsarConfig

var single = config.shape == 'single'
var zookeeperCount = single ? 1 : 3
var bookies = single ? 1 : config.bookieCount
var brokers = single ? 1 : config.brokerCount

// Every node of the cluster: its roles, place among its kind, address and disks. Addresses 40.. of the data subnet.
var singleNode = [
  {
    name: 'pulsar-0'
    roles: 'zookeeper bookie broker'
    index: 0
    host: 40
    vmSize: config.brokerVmSize
    disks: ['zookeeper', 'journal', 'ledgers']
  }
]
var zookeeperNodes = [for i in range(0, zookeeperCount): {
  name: 'zookeeper-${i}'
  roles: 'zookeeper'
  index: i
  host: 40 + i
  vmSize: config.zookeeperVmSize
  disks: ['zookeeper']
}]
var bookieNodes = [for i in range(0, bookies): {
  name: 'bookie-${i}'
  roles: 'bookie'
  index: i
  host: 50 + i
  vmSize: config.bookieVmSize
  disks: ['journal', 'ledgers']
}]
var brokerNodes = [for i in range(0, brokers): {
  name: 'broker-${i}'
  roles: 'broker'
  index: i
  host: 80 + i
  vmSize: config.brokerVmSize
  disks: []
}]
var nodes = concat(single ? singleNode : [], single ? [] : zookeeperNodes, single ? [] : bookieNodes, single ? [] : brokerNodes)

var diskSizes = {
  zookeeper: 32
  journal: 64
  ledgers: config.ledgerDiskSizeGB
}

// A LUN is the place of a purpose, the same on every node: scripts mount 0, 1 and 2 by purpose.
var diskLuns = {
  zookeeper: 0
  journal: 1
  ledgers: 2
}

var zookeeperHosts = [for i in range(0, zookeeperCount): 'zookeeper-${i}.${nodeZoneName}']
var bookieHosts = [for i in range(0, bookies): 'bookie-${i}.${nodeZoneName}']
var brokerHosts = [for i in range(0, brokers): 'broker-${i}.${nodeZoneName}']
var firstZookeeper = 40
var firstBookie = single ? 40 : 50
var firstBroker = single ? 40 : 80

// Names of the variables that cloud-init/pulsar.yaml and .sh read.
var commonEnv = [
  'PULSAR_VERSION=${config.version}'
  'PULSAR_SHA512=${config.archiveSha512}'
  'CLUSTER_NAME=${stem}'
  'NODE_ZONE=${nodeZoneName}'
  'SMALL_MEMORY=${string(single)}'
  'ZOOKEEPER_HOSTS="${join(zookeeperHosts, ' ')}"'
  'ENSEMBLE=${min(bookies, 3)}'
  'WRITE_QUORUM=${min(bookies, 3)}'
  'ACK_QUORUM=${min(bookies, 2)}'
  'PROVIDERS="${join(config.providers, ' ')}"'
  'TOPIC_PARTITIONS=${config.topicPartitions}'
  'RETENTION_DAYS=${config.retentionDays}'
  'RETENTION_SIZE_GB=${config.retentionSizeGB}'
  'BACKLOG_QUOTA_GB=${config.backlogQuotaGB}'
]

var template = replace(replace(replace(loadTextContent('../cloud-init/pulsar.yaml'), '__LIB__', base64(loadTextContent('../cloud-init/lib.sh'))), '__SETUP__', base64(loadTextContent('../cloud-init/pulsar.sh'))), '__TENANT__', base64(loadTextContent('../cloud-init/pulsar-tenant.sh')))

module vms 'virtualMachine.bicep' = [for node in nodes: {
  name: 'pulsar-${node.name}'
  params: {
    location: location
    name: 'vm-${stem}-${node.name}'
    tags: tags
    zone: empty(zones) ? '' : zones[node.index % length(zones)]
    vmSize: node.vmSize
    subnetId: subnetId
    privateIpAddress: cidrHost(subnetPrefix, node.host - 1)
    identityId: nodeIdentity.id
    admin: admin
    nodeConfig: replace(template, '__NODE_ENV__', base64(join(concat(commonEnv, [
      'NODE_ROLES="${node.roles}"'
      'NODE_INDEX=${node.index}'
      'NODE_IP=${cidrHost(subnetPrefix, node.host - 1)}'
    ]), '\n')))
    dataDisks: map(node.disks, disk => {
      name: disk
      lun: diskLuns[disk]
      sizeGB: diskSizes[disk]
      sku: dataDiskSku
    })
  }
}]

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: nodeZoneName

  // All brokers under one name: admin calls may go to any of them.
  resource anyBroker 'A' = {
    name: 'pulsar'
    properties: {
      ttl: 60
      aRecords: [for i in range(0, brokers): {
        ipv4Address: cidrHost(subnetPrefix, firstBroker + i - 1)
      }]
    }
  }

  resource zookeeperRecords 'A' = [for i in range(0, zookeeperCount): {
    name: 'zookeeper-${i}'
    properties: {
      ttl: 60
      aRecords: [
        {
          ipv4Address: cidrHost(subnetPrefix, firstZookeeper + i - 1)
        }
      ]
    }
  }]

  resource bookieRecords 'A' = [for i in range(0, bookies): {
    name: 'bookie-${i}'
    properties: {
      ttl: 60
      aRecords: [
        {
          ipv4Address: cidrHost(subnetPrefix, firstBookie + i - 1)
        }
      ]
    }
  }]

  resource brokerRecords 'A' = [for i in range(0, brokers): {
    name: 'broker-${i}'
    properties: {
      ttl: 60
      aRecords: [
        {
          ipv4Address: cidrHost(subnetPrefix, firstBroker + i - 1)
        }
      ]
    }
  }]
}

@description('Service URL: a name with the address of every broker, so that a client finds one while another is down.')
output serviceUrl string = 'pulsar://pulsar.${nodeZoneName}:6650'

@description('Admin and metrics address.')
output adminUrl string = 'http://pulsar.${nodeZoneName}:8080'

@description('Host names of the ZooKeeper nodes.')
output zookeeperHosts array = zookeeperHosts

@description('Host names of the bookies.')
output bookieHosts array = bookieHosts

@description('Host names of the brokers.')
output brokerHosts array = brokerHosts
