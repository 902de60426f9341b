using 'secrets.bicep'

// Values come from the environment of whoever deploys, and from nowhere else: see docs/deploy-azure.md.
param appVaultName = readEnvironmentVariable('SCALAR_APP_VAULT', '')
param nodeVaultName = readEnvironmentVariable('SCALAR_NODE_VAULT', '')
param entsoeToken = readEnvironmentVariable('SCALAR_ENTSOE_TOKEN', '')
param eliaApiKey = readEnvironmentVariable('SCALAR_ELIA_API_KEY', '')
param starrocksAppPassword = readEnvironmentVariable('SCALAR_STARROCKS_APP_PASSWORD', '')
param starrocksMigratePassword = readEnvironmentVariable('SCALAR_STARROCKS_MIGRATE_PASSWORD', '')
param starrocksRootPassword = readEnvironmentVariable('SCALAR_STARROCKS_ROOT_PASSWORD', '')
param starrocksRootPrevious = readEnvironmentVariable('SCALAR_STARROCKS_ROOT_PREVIOUS', '')
param grafanaAdminPassword = readEnvironmentVariable('SCALAR_GRAFANA_ADMIN_PASSWORD', '')
