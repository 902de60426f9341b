"""Secret values: environment locally, Key Vault in Azure."""
