metadata name = 'Monitoring and operations VM'
metadata description = 'Collector for all telemetry, the LGTM stack that keeps it, and the tools with which a release is published and migrated.'

import { administrator, identity, monitoringConfig } from '../types.bicep'

@description('Required. Azure region.')
param location string

@description('Required. Name stem of every resource.')
param stem string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Zone, or an empty string in regions without zones.')
param zone string

@description('Required. Monitoring subnet.')
param subnetId string

@description('Required. Address range of the monitoring subnet.')
param subnetPrefix string

@description('Required. DNS zone of the nodes.')
param nodeZoneName string

@description('Required. Identity of the VM.')
param nodeIdentity identity

@description('Required. Vault with the passwords of Grafana and of migrations, with a slash at the end.')
param vaultUri string

@description('Required. Administrator of the VM.')
param admin administrator

@description('Required. SKU of the telemetry disk.')
param dataDiskSku string

@description('Required. Sizes, images and retention.')
param config monitoringConfig

@description('Required. Login server of the container registry.')
param registryLoginServer string

@description('Required. Environment of the platform.')
param environmentName string

@description('Required. Address of StarRocks.')
param starrocksHost string

@description('Required. Warehouse URL of the migration user, without its password.')
param migrateWarehouseUrl string

@description('Required. Service URL of Pulsar.')
param brokerUrl string

@description('Required. Admin URL of Pulsar.')
param brokerAdminUrl string

@description('Required. Addresses of the front ends.')
param feAddresses array

@description('Required. Addresses of the back ends.')
param beAddresses array

@description('Required. Host names of the ZooKeeper nodes.')
param zookeeperHosts array

@description('Required. Host names of the bookies.')
param bookieHosts array

@description('Required. Host names of the brokers.')
param brokerHosts array

// The fifth usable address; the first ones of a subnet belong to Azure.
var address = cidrHost(subnetPrefix, 9)

// Names of the variables that cloud-init/monitoring.yaml, monitoring.sh and operations.sh read.
var nodeEnv = [
  'VAULT_URI=${vaultUri}'
  'IDENTITY_CLIENT_ID=${nodeIdentity.clientId}'
  'LGTM_IMAGE=${config.lgtmImage}'
  'COLLECTOR_IMAGE=${config.collectorImage}'
  'LOG_RETENTION_HOURS=${config.retentionHours.logs}'
  'METRIC_RETENTION_HOURS=${config.retentionHours.metrics}'
  'TRACE_RETENTION_HOURS=${config.retentionHours.traces}'
  'REGISTRY=${registryLoginServer}'
  'STARROCKS_HOST=${starrocksHost}'
  'MIGRATE_WAREHOUSE_URL="${migrateWarehouseUrl}"'
  'SCALAR_ENVIRONMENT=${environmentName}'
  'SCALAR_BROKER_URL=${brokerUrl}'
  'SCALAR_BROKER_ADMIN_URL=${brokerAdminUrl}'
  'FE_HOSTS="${join(feAddresses, ' ')}"'
  'BE_HOSTS="${join(beAddresses, ' ')}"'
  'ZOOKEEPER_HOSTS="${join(zookeeperHosts, ' ')}"'
  'BOOKIE_HOSTS="${join(bookieHosts, ' ')}"'
  'BROKER_HOSTS="${join(brokerHosts, ' ')}"'
]

var template = replace(replace(replace(loadTextContent('../cloud-init/monitoring.yaml'), '__LIB__', base64(loadTextContent('../cloud-init/lib.sh'))), '__SETUP__', base64(loadTextContent('../cloud-init/monitoring.sh'))), '__OPERATIONS__', base64(loadTextContent('../cloud-init/operations.sh')))

// Only Managed Grafana comes by a private link; Grafana on the VM reads from its own host.
var managedGrafana = config.grafana == 'managed'

module balancer 'telemetryBalancer.bicep' = if (managedGrafana) {
  name: 'telemetryBalancer'
  params: {
    location: location
    stem: stem
    tags: tags
    subnetId: subnetId
  }
}

module vm 'virtualMachine.bicep' = {
  name: 'monitoring-vm'
  params: {
    location: location
    name: 'vm-${stem}-monitoring'
    tags: tags
    zone: zone
    vmSize: config.vmSize
    subnetId: subnetId
    privateIpAddress: address
    identityId: nodeIdentity.id
    admin: admin
    nodeConfig: replace(template, '__NODE_ENV__', base64(join(nodeEnv, '\n')))
    osDiskSizeGB: 128
    backendPoolId: managedGrafana ? balancer!.outputs.poolId : ''
    dataDisks: [
      {
        name: 'telemetry'
        lun: 0
        sizeGB: config.diskSizeGB
        sku: dataDiskSku
      }
    ]
  }
}

resource nodeZone 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: nodeZoneName

  resource record 'A' = {
    name: 'otel'
    properties: {
      ttl: 60
      aRecords: [
        {
          ipv4Address: address
        }
      ]
    }
  }
}

@description('OTLP over HTTP, where the apps send telemetry.')
output otlpEndpoint string = 'http://otel.${nodeZoneName}:4318'

@description('Name of the VM, for az network bastion and az vm run-command.')
output vmName string = 'vm-${stem}-monitoring'

@description('Resource id of the VM.')
output vmId string = vm.outputs.id

@description('Frontend of the load balancer before the VM; empty when Grafana runs on the VM.')
output balancerFrontendId string = managedGrafana ? balancer!.outputs.frontendId : ''
