"""Files by name: a folder locally, Azure Blob Storage in Azure; chosen by ``SCALAR_BLOB_URL``.

Writes are whole and atomic. An ``etag`` names one version of a file; ``if_none_match`` creates only what is not there
and ``if_match`` replaces only the version that was read, so that two writers cannot overwrite one another unseen.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from shared.errors import ConfigError, RetryLater, ScalarError
from shared.settings import local_path

if TYPE_CHECKING:
    from shared.settings import Settings


class Conflict(ScalarError):
    """The file is there already, or is no longer the version that was read: read it again and decide anew."""

    family = "conflict"


class Missing(ScalarError):
    """There is no file with this name."""

    family = "missing"


class Blobs(Protocol):
    """Names are relative paths of letters, digits, ``.``, ``_``, ``-``, ``=`` and ``/``. Safe for several threads.

    Every method raises :class:`RetryLater` when the store is away and :class:`ConfigError` when it refuses us.
    """

    def put(self, name: str, data: bytes, *, if_none_match: bool = False, if_match: str | None = None) -> str:
        """Store ``data`` whole; its etag. Raises :class:`Conflict` when a condition does not hold."""
        ...

    def get(self, name: str) -> tuple[bytes, str]:
        """Content and etag. Raises :class:`Missing`."""
        ...

    def list(self, prefix: str = "") -> list[str]:
        """Names that start with ``prefix``, sorted."""
        ...

    def delete(self, name: str) -> None:
        """Remove a file; nothing happens when there is none."""
        ...


def open_blobs(settings: Settings) -> Blobs:
    """The store behind ``SCALAR_BLOB_URL``: ``file:FOLDER`` or ``https://ACCOUNT.blob.core.windows.net/CONTAINER``."""
    if settings.blob_url.startswith("file:"):
        return FolderBlobs(local_path(settings.blob_url))
    return AzureBlobs(settings.blob_url, in_azure=settings.in_azure, client_id=settings.azure_client_id)


_NAME = re.compile(r"[A-Za-z0-9._=-]+(/[A-Za-z0-9._=-]+)*")


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name) or ".." in name.split("/"):
        raise ConfigError(f"{name!r} cannot name a blob")
    return name


class FolderBlobs:
    """Files under a folder; written aside and renamed, one writer at a time across processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, data: bytes, *, if_none_match: bool = False, if_match: str | None = None) -> str:
        path = self._folder / _checked(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked():
            if if_none_match and path.exists():
                raise Conflict(f"{name} is there already", name=name)
            if if_match is not None and (not path.exists() or _etag(path.read_bytes()) != if_match):
                raise Conflict(f"{name} is no longer the version that was read", name=name)
            # The dot keeps a file left by a killed writer out of listings.
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as aside:
                aside.write(data)
                aside.flush()
                os.fsync(aside.fileno())
            os.replace(aside.name, path)
        return _etag(data)

    def get(self, name: str) -> tuple[bytes, str]:
        try:
            data = (self._folder / _checked(name)).read_bytes()
        except FileNotFoundError:
            raise Missing(f"there is no blob {name}", name=name) from None
        return data, _etag(data)

    def list(self, prefix: str = "") -> list[str]:
        files = (p for p in self._folder.rglob("*") if p.is_file() and not p.name.startswith("."))
        names = (path.relative_to(self._folder).as_posix() for path in files)
        return sorted(name for name in names if name.startswith(prefix))

    def delete(self, name: str) -> None:
        (self._folder / _checked(name)).unlink(missing_ok=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        handle = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _etag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class AzureBlobs:
    """A container of Azure Blob Storage, or of Azurite over ``http://``.

    In Azure the app's identity signs in. Azurite takes the emulator's published development account, which is the
    same for everyone and no secret.
    """

    def __init__(self, url: str, *, in_azure: bool, client_id: str | None) -> None:
        self._url = url.rstrip("/")
        self._in_azure = in_azure
        self._client_id = client_id
        self._client: Any = None

    def put(self, name: str, data: bytes, *, if_none_match: bool = False, if_match: str | None = None) -> str:
        from azure.core import MatchConditions

        condition: dict[str, Any] = {}
        if if_match is not None:
            condition = {"etag": if_match, "match_condition": MatchConditions.IfNotModified}
        elif if_none_match:
            condition = {"match_condition": MatchConditions.IfMissing}
        with _azure_errors(name):
            blob = self._container().get_blob_client(_checked(name))
            return str(blob.upload_blob(data, overwrite=not if_none_match, **condition)["etag"])

    def get(self, name: str) -> tuple[bytes, str]:
        with _azure_errors(name):
            stream = self._container().download_blob(_checked(name))
            return stream.readall(), str(stream.properties.etag)

    def list(self, prefix: str = "") -> list[str]:
        with _azure_errors(prefix):
            return sorted(self._container().list_blob_names(name_starts_with=prefix or None))

    def delete(self, name: str) -> None:
        with contextlib.suppress(Missing), _azure_errors(name):
            self._container().get_blob_client(_checked(name)).delete_blob()

    def _container(self) -> Any:
        if self._client is None:
            from azure.storage.blob import ContainerClient

            self._client = ContainerClient.from_container_url(self._url, credential=self._credential())
        return self._client

    def _credential(self) -> Any:
        if self._url.startswith("http://"):
            return {"account_name": AZURITE_ACCOUNT, "account_key": AZURITE_KEY}
        from shared.secrets.vault import azure_credential

        return azure_credential(self._in_azure, self._client_id)


AZURITE_ACCOUNT = "devstoreaccount1"
AZURITE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""Published by the emulator's vendor; it opens nothing but an emulator on this machine."""


@contextlib.contextmanager
def _azure_errors(name: str) -> Iterator[None]:
    from azure.core import exceptions as azure

    try:
        yield
    except (azure.ResourceExistsError, azure.ResourceModifiedError) as error:
        raise Conflict(f"{name} is there already, or is no longer the version that was read", name=name) from error
    except azure.ResourceNotFoundError as error:
        raise Missing(f"there is no blob {name}", name=name) from error
    except azure.ClientAuthenticationError as error:
        raise ConfigError("SCALAR_BLOB_URL: the storage account refused the identity") from error
    except azure.HttpResponseError as error:
        if error.status_code == 403:
            raise ConfigError("SCALAR_BLOB_URL: the identity lacks a role on the storage container") from error
        raise RetryLater(f"blob store is away: {type(error).__name__}", name=name) from error
    except azure.AzureError as error:
        raise RetryLater(f"blob store is away: {type(error).__name__}", name=name) from error
