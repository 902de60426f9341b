"""Credentials: names in settings, values from the environment locally and from Key Vault in Azure.

Where do I go to...
- get one: ``secret_store(settings).get("DB_PASSWORD")``; ENTSO-E: ``.entsoe_token(dataset, family)``;
- keep them out of text: ``redact`` (redaction.py); caching and names: store.py; Azure identity: vault.py.
"""

import os
from collections.abc import Mapping

from shared.secrets.redaction import redact, remember
from shared.secrets.store import Environment, SecretStore, Source
from shared.secrets.vault import KeyVault, azure_credential
from shared.settings import Settings

__all__ = [
    "Environment",
    "KeyVault",
    "SecretStore",
    "azure_credential",
    "redact",
    "remember",
    "required_secrets",
    "secret_store",
    "warehouse_password",
]


def secret_store(settings: Settings, environ: Mapping[str, str] = os.environ) -> SecretStore:
    """The secrets of this process: the environment first, then Key Vault where KEY_VAULT_URL names one."""
    sources: list[Source] = [Environment(environ)]
    if settings.key_vault_url:
        in_azure, client_id = settings.in_azure, settings.azure_client_id
        sources.append(KeyVault(settings.key_vault_url, lambda: azure_credential(in_azure, client_id)))
    return SecretStore(sources, ttl=settings.secret_cache_seconds)


def required_secrets(settings: Settings) -> tuple[str, ...]:
    """Names of the secrets without which this configuration cannot work; give them to ``SecretStore.require``.

    Provider tokens are not among them: a provider without its token fails alone, naming it, and the others go on.
    """
    names = []
    if settings.db_operation_type == "KeyVault" and settings.warehouse_url.startswith("starrocks:"):
        names.append("DB_PASSWORD")
    if settings.cache_auth == "password":
        names.append("SCALAR_CACHE_PASSWORD")
    return tuple(names)


def warehouse_password(settings: Settings, secrets: SecretStore) -> str:
    """The warehouse user's password as DB_OPERATION_TYPE says: none locally, DB_PASSWORD otherwise."""
    return "" if settings.db_operation_type == "LocalPasswordlessRoot" else secrets.get("DB_PASSWORD")
