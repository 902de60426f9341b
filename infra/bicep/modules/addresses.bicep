metadata name = 'Addresses in Key Vault'
metadata description = 'Hosts and ports under the names by which the platform has always looked them up. None of them is a secret.'

@description('Required. Vault of the apps.')
param vaultName string

@description('Required. Name in the vault to value.')
param addresses object

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName

  resource entries 'secrets' = [for address in items(addresses): {
    name: address.key
    properties: {
      contentType: 'address, not secret'
      value: address.value
    }
  }]
}
