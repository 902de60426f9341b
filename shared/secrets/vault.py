"""Azure: the one credential of this process, and Key Vault as a source of secrets.

azure-identity and azure-keyvault-secrets cost half a second of imports, so they are imported on first use.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from shared.errors import ConfigError, RetryLater

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.keyvault.secrets import SecretClient

TIMEOUTS: dict[str, Any] = {"connection_timeout": 5, "read_timeout": 10, "retry_total": 2, "retry_backoff_max": 2}


@lru_cache(maxsize=1)
def azure_credential(in_azure: bool, client_id: str | None) -> TokenCredential:
    """The credential of this process; it caches its tokens itself, so everyone shares it.

    In Azure the managed identity named by ``client_id``; elsewhere whatever signs in: a service principal from
    AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or `az login`.
    """
    from azure.identity import DefaultAzureCredential, ManagedIdentityCredential

    return ManagedIdentityCredential(client_id=client_id) if in_azure else DefaultAzureCredential()


class KeyVault:
    """Secrets of one vault. The client is made on first use; ``options`` go to it as they are."""

    remote = True

    def __init__(self, url: str, credential: Any, **options: Any) -> None:
        self.title = f"Key Vault {urlsplit(url).hostname}"
        self._url = url
        self._credential = credential
        self._options = TIMEOUTS | options
        self._client: SecretClient | None = None
        self._lock = Lock()

    def read(self, name: str) -> str | None:
        """The newest version of a secret. ``ConfigError`` if the vault refuses us, ``RetryLater`` if it is away."""
        from azure.core.exceptions import (
            AzureError,
            ClientAuthenticationError,
            HttpResponseError,
            ResourceNotFoundError,
        )

        try:
            return self._connected().get_secret(name).value
        except ResourceNotFoundError:
            return None
        except ClientAuthenticationError as error:
            raise ConfigError(f"{self.title}: sign-in failed; check the identity ({type(error).__name__})") from None
        except HttpResponseError as error:
            if error.status_code == 403:
                raise ConfigError(
                    f"{self.title}: reading {name} is forbidden; the identity needs the role Key Vault Secrets User, "
                    "and the secret must be enabled"
                ) from None
            raise RetryLater(f"{self.title}: reading {name} answered {error.status_code}") from None
        except AzureError as error:
            raise RetryLater(f"{self.title}: away ({type(error).__name__})") from None

    def close(self) -> None:
        """Close the client's connections; the next ``read`` opens new ones."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _connected(self) -> SecretClient:
        from azure.keyvault.secrets import SecretClient

        with self._lock:
            if self._client is None:
                credential = self._credential() if callable(self._credential) else self._credential
                self._client = SecretClient(self._url, credential, **self._options)
            return self._client
