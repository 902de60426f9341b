metadata name = 'Alerts'
metadata description = 'What wakes somebody: a node down, front ends away, the cache full, a vault or storage away, apps that log errors.'

@description('Required. Azure region.')
param location string

@description('Required. Name stem of every resource.')
param stem string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Addresses that get mail.')
param emails string[]

@description('Required. Workspace with the logs of the apps.')
param workspaceId string

@description('Required. Load balancer of the StarRocks front ends.')
param starrocksLoadBalancerId string

@description('Required. Redis cluster.')
param redisName string

@description('Required. Key vaults.')
param vaultNames string[]

@description('Required. Storage accounts.')
param storageAccountNames string[]

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${stem}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'scalar'
    emailReceivers: [for (email, i) in emails: {
      name: 'mail-${i}'
      emailAddress: email
      useCommonAlertSchema: true
    }]
  }
}

// Alerts on one resource: what is measured, and the value beyond which it is wrong.
var vaultRules = [for name in vaultNames: {
  name: 'availability-${name}'
  description: 'Key Vault ${name} refuses or fails requests: apps and nodes cannot read secrets.'
  scope: resourceId('Microsoft.KeyVault/vaults', name)
  metric: 'Availability'
  namespace: 'Microsoft.KeyVault/vaults'
  operator: 'LessThan'
  threshold: 99
  severity: 1
}]
var storageRules = [for name in storageAccountNames: {
  name: 'availability-${name}'
  description: 'Storage ${name} fails requests: hosts lose their locks, backfills stop.'
  scope: resourceId('Microsoft.Storage/storageAccounts', name)
  metric: 'Availability'
  namespace: 'Microsoft.Storage/storageAccounts'
  operator: 'LessThan'
  threshold: 99
  severity: 1
}]
var serviceRules = [
  {
    name: 'starrocks-fe-health'
    description: 'At least one StarRocks front end fails its health probe.'
    scope: starrocksLoadBalancerId
    metric: 'DipAvailability'
    namespace: 'Microsoft.Network/loadBalancers'
    operator: 'LessThan'
    threshold: 99
    severity: 1
  }
  {
    name: 'redis-memory'
    description: 'The cache is nearly full and evicts what expires first.'
    scope: resourceId('Microsoft.Cache/redisEnterprise', redisName)
    metric: 'usedmemorypercentage'
    namespace: 'Microsoft.Cache/redisEnterprise'
    operator: 'GreaterThan'
    threshold: 80
    severity: 2
  }
]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [for rule in concat(serviceRules, vaultRules, storageRules): {
  name: 'alert-${stem}-${rule.name}'
  location: 'global'
  tags: tags
  properties: {
    description: rule.description
    severity: rule.severity
    enabled: true
    scopes: [
      rule.scope
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'value'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: rule.namespace
          metricName: rule.metric
          operator: rule.operator
          threshold: rule.threshold
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroup.id
      }
    ]
  }
}]

// Every VM of the resource group, those added later included.
resource vmAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-${stem}-vm-down'
  location: 'global'
  tags: tags
  properties: {
    description: 'A VM is not available.'
    severity: 1
    enabled: true
    scopes: [
      resourceGroup().id
    ]
    targetResourceType: 'Microsoft.Compute/virtualMachines'
    targetResourceRegion: location
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'available'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Compute/virtualMachines'
          metricName: 'VmAvailabilityMetric'
          operator: 'LessThan'
          threshold: 1
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroup.id
      }
    ]
  }
}

resource errorAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${stem}-app-errors'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Function apps log errors'
    description: 'More than 20 errors of one app in 15 minutes.'
    severity: 2
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    // The table exists only once an app has logged.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: 'FunctionAppLogs | where Level == "Error" | project TimeGenerated, AppName = tostring(split(_ResourceId, "/")[-1])'
          timeAggregation: 'Count'
          dimensions: [
            {
              name: 'AppName'
              operator: 'Include'
              values: [
                '*'
              ]
            }
          ]
          operator: 'GreaterThan'
          threshold: 20
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [
        actionGroup.id
      ]
    }
  }
}

resource serviceHealth 'Microsoft.Insights/activityLogAlerts@2020-10-01' = {
  name: 'alert-${stem}-service-health'
  location: 'global'
  tags: tags
  properties: {
    description: 'Azure reports an incident or planned maintenance.'
    enabled: true
    scopes: [
      subscription().id
    ]
    condition: {
      allOf: [
        {
          field: 'category'
          equals: 'ServiceHealth'
        }
      ]
    }
    actions: {
      actionGroups: [
        {
          actionGroupId: actionGroup.id
        }
      ]
    }
  }
}
