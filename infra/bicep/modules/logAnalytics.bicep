metadata name = 'Log Analytics'
metadata description = 'Workspace of the platform logs and metrics of Azure itself.'

@description('Required. Azure region.')
param location string

@description('Required. Name stem of every resource.')
param stem string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('Required. Most GB per day, so that a flood of logs cannot become a flood of cost; -1 is no limit.')
param dailyQuotaGb int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: 'log-${stem}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    workspaceCapping: {
      dailyQuotaGb: dailyQuotaGb
    }
    features: {
      disableLocalAuth: true
    }
  }
}

@description('Resource id of the workspace.')
output id string = workspace.id
