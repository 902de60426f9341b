"""What is acquired: one declaration per dataset, one file per provider."""
