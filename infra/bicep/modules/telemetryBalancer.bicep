metadata name = 'Telemetry load balancer'
metadata description = 'Internal load balancer before Prometheus, Loki and Tempo of the monitoring VM: a private link service leads to nothing else. Its pool is filled by network interface, because one filled by address cannot stand behind a private link service.'

@description('Required. Azure region.')
param location string

@description('Required. Name stem of every resource.')
param stem string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Monitoring subnet.')
param subnetId string

var balancerName = 'lbi-${stem}-telemetry'
var telemetryPorts = {
  loki: 3100
  prometheus: 9090
  tempo: 3200
}

resource balancer 'Microsoft.Network/loadBalancers@2025-07-01' = {
  name: balancerName
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    frontendIPConfigurations: [
      {
        name: 'telemetry'
        properties: {
          subnet: {
            id: subnetId
          }
          privateIPAllocationMethod: 'Dynamic'
        }
      }
    ]
    backendAddressPools: [
      {
        name: 'telemetry'
      }
    ]
    probes: [
      {
        name: 'prometheus'
        properties: {
          protocol: 'Http'
          port: 9090
          requestPath: '/-/ready'
          intervalInSeconds: 15
          probeThreshold: 2
        }
      }
    ]
    loadBalancingRules: [for port in items(telemetryPorts): {
      name: port.key
      properties: {
        frontendIPConfiguration: {
          id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', balancerName, 'telemetry')
        }
        backendAddressPool: {
          id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', balancerName, 'telemetry')
        }
        probe: {
          id: resourceId('Microsoft.Network/loadBalancers/probes', balancerName, 'prometheus')
        }
        protocol: 'Tcp'
        frontendPort: port.value
        backendPort: port.value
      }
    }]
  }
}

@description('Backend pool, for the network interface of the monitoring VM.')
output poolId string = balancer.properties.backendAddressPools[0].id

@description('Frontend, for the private link service.')
output frontendId string = balancer.properties.frontendIPConfigurations[0].id
