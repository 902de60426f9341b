metadata name = 'Identities'
metadata description = 'One user-assigned identity per app and per kind of VM, made before what uses them.'

import { identity } from '../types.bicep'

@description('Required. Azure region.')
param location string

@description('Required. Name stem of every resource.')
param stem string

@description('Required. Tags of every resource.')
param tags object

resource acquisition 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${stem}-acquisition'
  location: location
  tags: tags
}

resource ingestion 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${stem}-ingestion'
  location: location
  tags: tags
}

resource insights 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${stem}-insights'
  location: location
  tags: tags
}

resource starrocks 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${stem}-starrocks'
  location: location
  tags: tags
}

resource pulsar 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${stem}-pulsar'
  location: location
  tags: tags
}

resource operations 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${stem}-operations'
  location: location
  tags: tags
}

@description('Acquisition app.')
output acquisition identity = {
  id: acquisition.id
  clientId: acquisition.properties.clientId
  principalId: acquisition.properties.principalId
}

@description('Ingestion app.')
output ingestion identity = {
  id: ingestion.id
  clientId: ingestion.properties.clientId
  principalId: ingestion.properties.principalId
}

@description('Insights app.')
output insights identity = {
  id: insights.id
  clientId: insights.properties.clientId
  principalId: insights.properties.principalId
}

@description('StarRocks nodes.')
output starrocks identity = {
  id: starrocks.id
  clientId: starrocks.properties.clientId
  principalId: starrocks.properties.principalId
}

@description('Pulsar nodes.')
output pulsar identity = {
  id: pulsar.id
  clientId: pulsar.properties.clientId
  principalId: pulsar.properties.principalId
}

@description('Monitoring and operations VM.')
output operations identity = {
  id: operations.id
  clientId: operations.properties.clientId
  principalId: operations.properties.principalId
}
