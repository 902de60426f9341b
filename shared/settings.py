"""Every environment name the platform knows, declared once, and the typed values read from them.

``SETTINGS`` is the one truth: ``local.settings.sample.json``, ``local-compose/``, ``infra/bicep/`` and
``docs/settings.md`` are checked against it, and ``./scalar doctor`` reports on it. ``load_settings`` fills the frozen
``Settings`` from an environment. Values of secrets are never part of it: ``shared.secrets`` gives those, so that a
rotated credential needs no restart and no settings object can leak one.

Where do I go to...
- add a setting: one line in ``SETTINGS`` and, if our own code reads it, one field in ``Settings``;
- read a secret: ``shared.secrets.SecretStore.get("DB_PASSWORD")``.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from shared.errors import ConfigError

Role = Literal["acquisition", "ingestion", "insights"]
Kind = Literal["text", "count", "seconds", "url", "choice", "roles", "folder"]
Reader = Literal["scalar", "secrets", "host", "launcher", "deployment"]

ACQUISITION: tuple[Role, ...] = ("acquisition",)
INGESTION: tuple[Role, ...] = ("ingestion",)
INSIGHTS: tuple[Role, ...] = ("insights",)
ALL: tuple[Role, ...] = ("acquisition", "ingestion", "insights")
STORES: tuple[Role, ...] = ("ingestion", "insights")
UNRESOLVED = "@Microsoft.KeyVault("
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Setting(Struct, frozen=True):
    """One environment name: what it means, who needs it, what holds when it is absent.

    ``default`` is the text that stands in for an absent name (None: there is none); ``{data}`` in it is the value of
    SCALAR_DATA. ``reader`` is ``scalar`` for a field of ``Settings``, ``secrets`` for what ``shared.secrets`` resolves
    (``vault`` is its name in Key Vault), ``host`` for what the Functions host or a vendor's SDK reads by itself,
    ``launcher`` for what only the script ``./scalar`` reads and ``deployment`` for what the parameter files of
    ``infra/bicep`` read on the machine that deploys.
    ``allowed`` lists the words of a choice or the schemes of a URL. ``azure`` names must be set explicitly for each of
    their roles when the process runs in Azure, where a local default would be a silent mistake.
    """

    name: str
    kind: Kind
    default: str | None
    secret: bool
    roles: tuple[Role, ...]
    description: str
    reader: Reader = "scalar"
    allowed: tuple[str, ...] = ()
    azure: bool = False
    vault: str = ""

    @property
    def attribute(self) -> str:
        """The field of ``Settings`` that holds this value."""
        return self.name.removeprefix("SCALAR_").lower()


def _text(name: str, default: str | None, roles: tuple[Role, ...], description: str, azure: bool = False) -> Setting:
    return Setting(name, "text", default, False, roles, description, azure=azure)


def _url(
    name: str, default: str | None, schemes: str, roles: tuple[Role, ...], description: str, azure: bool = False
) -> Setting:
    return Setting(name, "url", default, False, roles, description, allowed=tuple(schemes.split()), azure=azure)


def _choice(name: str, words: str, roles: tuple[Role, ...], description: str, azure: bool = False) -> Setting:
    allowed = tuple(words.split())
    return Setting(name, "choice", allowed[0], False, roles, description, allowed=allowed, azure=azure)


def _number(name: str, kind: Kind, default: str, roles: tuple[Role, ...], description: str) -> Setting:
    return Setting(name, kind, default, False, roles, description)


def _secret(name: str, vault: str, roles: tuple[Role, ...], description: str) -> Setting:
    return Setting(name, "text", None, True, roles, description, reader="secrets", vault=vault)


def _deployment(name: str, default: str, description: str, secret: bool = False) -> Setting:
    return Setting(name, "text", default, secret, (), description, reader="deployment")


def _host(name: str, roles: tuple[Role, ...], description: str, secret: bool = False, azure: bool = False) -> Setting:
    return Setting(name, "text", None, secret, roles, description, reader="host", azure=azure)


SETTINGS: tuple[Setting, ...] = (
    # The process
    Setting("SCALAR_ROLES", "roles", ",".join(ALL), False, ALL, "Roles this process plays, comma separated.",
            allowed=ALL, azure=True),
    _choice("SCALAR_ENVIRONMENT", "development production", ALL, "Which datasets are enabled by default.", azure=True),
    Setting("SCALAR_DATA", "folder", ".scalar", False, ALL, "Folder of everything the embedded platform keeps."),
    _text("SERVICE_NAME", "scalar", ALL, "`service.name` of telemetry.", azure=True),
    Setting("SCALAR_HTTP_KEY", "text", None, True, ALL, "Function key that the embedded host asks of callers.",
            reader="secrets", vault="scalar-http-key"),
    # Broker
    _url("SCALAR_BROKER_URL", "pulsar://127.0.0.1:6650", "pulsar pulsar+ssl", ALL, "Apache Pulsar's binary protocol.",
         azure=True),
    _url("SCALAR_BROKER_ADMIN_URL", None, "http https", STORES, "Pulsar's admin and metrics address; used for lag."),
    _secret("SCALAR_BROKER_TOKEN", "broker-token", ALL, "Token sent to Pulsar; TLS is then compulsory off loopback."),
    Setting("SCALAR_BROKER_TLS_TRUST_CERTS", "folder", None, False, ALL, "PEM file of the CA that signed the broker."),
    # Warehouse
    _url("SCALAR_WAREHOUSE_URL", "duckdb:///{data}/warehouse.duckdb", "duckdb starrocks", ALL,
         "`duckdb:///FILE`, or `starrocks://USER@FE:9030/DATABASE?http_port=8030&replication=3`.", azure=True),
    _choice("DB_OPERATION_TYPE", "LocalPasswordlessRoot KeyVault", ALL, "Where the warehouse password comes from.",
            azure=True),
    _secret("DB_PASSWORD", "db-pass", ALL, "Password of the warehouse user under `DB_OPERATION_TYPE=KeyVault`."),
    # Cache
    _url("SCALAR_CACHE_URL", "redis://127.0.0.1:6379/0", "redis rediss", ALL, "Redis; `rediss://` speaks TLS.",
         azure=True),
    _choice("SCALAR_CACHE_AUTH", "none password entra", ALL, "How the client signs in to Redis.", azure=True),
    _secret("SCALAR_CACHE_PASSWORD", "redis-password", ALL, "Redis password under `SCALAR_CACHE_AUTH=password`."),
    # Blobs
    _url("SCALAR_BLOB_URL", "file:{data}/blobs", "file http https", ALL,
         "`file:FOLDER`, or `https://ACCOUNT.blob.core.windows.net/CONTAINER`; `http://` for Azurite.", azure=True),
    # Secrets
    _url("KEY_VAULT_URL", None, "https", ALL, "Key Vault that holds the secrets; absent: environment only.",
         azure=True),
    _number("SECRET_CACHE_SECONDS", "seconds", "600", ALL, "How long a secret read from Key Vault is used."),
    # Telemetry
    _url("OTEL_EXPORTER_OTLP_ENDPOINT", None, "http https", ALL, "OTLP over HTTP; absent: nothing is exported.",
         azure=True),
    _number("OTEL_METRIC_EXPORT_INTERVAL", "count", "5000", ALL, "Milliseconds between metric exports."),
    # Providers
    _url("ENTSOE_BASE_URL", "https://web-api.tp.entsoe.eu/api", "http https", ACQUISITION, "ENTSO-E web API."),
    _url("ELIA_BASE_URL", "https://opendata.elia.be/api/explore/v2.1", "http https", ACQUISITION, "Elia Open Data."),
    _url("ENERGINET_BASE_URL", "https://api.energidataservice.dk", "http https", ACQUISITION, "Energi Data Service."),
    _secret("EntsoeApi__SecurityToken", "EntsoeApi--SecurityToken", ACQUISITION,
            "ENTSO-E token. `EntsoeApi__<dataset>__SecurityToken` and `EntsoeApi__<family>__SecurityToken` go first."),
    _secret("ELIA_API_KEY", "EliaApi--ApiKey", ACQUISITION, "Optional Elia key; its quota replaces the anonymous one."),
    _number("SCALAR_INITIAL_HISTORY_DAYS", "count", "1", ACQUISITION,
            "How far back the very first run of a dataset reaches; the rest of history is a backfill's work."),
    # Ingestion
    _number("INGEST_MAX_BATCH_SIZE", "count", "100", INGESTION, "Messages in one batch at most."),
    _number("INGEST_MAX_BATCH_WAIT_SECONDS", "seconds", "30", INGESTION, "Longest wait for a batch to fill."),
    _number("INGEST_TIME_BUDGET_SECONDS", "seconds", "240", INGESTION, "How long one drain keeps pulling."),
    _number("COMPACTION_THRESHOLD", "count", "5000", INGESTION, "New revision rows that trigger a compaction."),
    _number("COMPACTION_INTERVAL_MINUTES", "count", "60", INGESTION, "Longest time between compactions."),
    # Identity: read by azure-identity, AZURE_CLIENT_ID by us as well to name the managed identity
    _text("AZURE_CLIENT_ID", None, ALL, "Client id of the user-assigned identity or service principal.", azure=True),
    _host("AZURE_TENANT_ID", ALL, "Tenant of the identity (`scalar-tenant-id`)."),
    _host("AZURE_CLIENT_SECRET", ALL, "Secret of a service principal outside Azure (`client-secret`).", secret=True),
    _text("WEBSITE_SITE_NAME", None, ALL, "Set by Azure: name of the function app; its presence means we run there."),
    _text("WEBSITE_INSTANCE_ID", None, ALL, "Set by Azure: the instance, for telemetry."),
    _text("REGION_NAME", None, ALL, "Set by Azure: the region, for telemetry."),
    # The Functions host
    _host("AzureWebJobsStorage", ALL, "Host storage connection: Azurite locally.", secret=True),
    _host("AzureWebJobsStorage__accountName", ALL, "Host storage by identity.", azure=True),
    _host("AzureWebJobsStorage__credential", ALL, "`managedidentity`.", azure=True),
    _host("AzureWebJobsStorage__clientId", ALL, "Identity that reaches the host storage.", azure=True),
    _host("TASKHUB_NAME", ALL, "Durable task hub: letters and digits, one per app and environment.", azure=True),
    _host("FUNCTIONS_WORKER_RUNTIME", ALL, "`python`; must not be set on Flex Consumption."),
    _host("FUNCTIONS_EXTENSION_VERSION", ALL, "`~4`; must not be set on Flex Consumption."),
    _host("WEBSITES_PORT", ALL, "Port on which the container listens: 8080; not on Flex Consumption."),
    # The launcher
    Setting("SCALAR_PYTHON", "text", None, False, (), "Python that `./scalar` makes its environment of.", "launcher"),
    Setting("SCALAR_VENV", "folder", ".venv", False, (), "Virtual environment of `./scalar`.", "launcher"),
    # The machine that deploys
    _deployment("SCALAR_IMAGE_TAG", "latest", "Tag of the images to run."),
    _deployment("SCALAR_CLIENT_PREFIX", "", "Address range that may call the HTTP API."),
    _deployment("SCALAR_PUBLISHER_PREFIX", "", "Address range that may publish code."),
    _deployment("SCALAR_OPERATORS_GROUP_ID", "", "Entra group of the operators."),
    _deployment("SCALAR_SSH_PUBLIC_KEY", "", "Key of the virtual machines' administrator."),
    _deployment("SCALAR_ALERT_EMAIL", "", "Where alerts go."),
    _deployment("SCALAR_ALLOW_NEW_CLUSTER", "true", "Whether StarRocks may found a cluster; false once one exists."),
    _deployment("SCALAR_APP_VAULT", "", "Vault of the apps, for seeding secrets."),
    _deployment("SCALAR_NODE_VAULT", "", "Vault of the virtual machines, for seeding secrets."),
    _deployment("SCALAR_ENTSOE_TOKEN", "", "Becomes `EntsoeApi--SecurityToken`.", secret=True),
    _deployment("SCALAR_ELIA_API_KEY", "", "Becomes `EliaApi--ApiKey`.", secret=True),
    _deployment("SCALAR_STARROCKS_APP_PASSWORD", "", "Becomes `db-pass`.", secret=True),
    _deployment("SCALAR_STARROCKS_MIGRATE_PASSWORD", "", "Password of the user of migrations.", secret=True),
    _deployment("SCALAR_STARROCKS_ROOT_PASSWORD", "", "Password of the database's root.", secret=True),
    _deployment("SCALAR_STARROCKS_ROOT_PREVIOUS", "", "While root is rotated: its password until now.", secret=True),
    _deployment("SCALAR_GRAFANA_ADMIN_PASSWORD", "", "Password of Grafana's administrator.", secret=True),
)  # fmt: skip

BY_NAME: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}


class Settings(Struct, frozen=True, kw_only=True):
    """Values of every setting that our own code reads; no secret among them. Made by ``load_settings``."""

    roles: tuple[Role, ...]
    environment: Literal["development", "production"]
    data: Path
    service_name: str
    broker_url: str
    broker_admin_url: str | None
    broker_tls_trust_certs: Path | None
    warehouse_url: str
    db_operation_type: Literal["LocalPasswordlessRoot", "KeyVault"]
    cache_url: str
    cache_auth: Literal["none", "password", "entra"]
    blob_url: str
    key_vault_url: str | None
    secret_cache_seconds: float
    otel_exporter_otlp_endpoint: str | None
    otel_metric_export_interval: int
    entsoe_base_url: str
    elia_base_url: str
    energinet_base_url: str
    initial_history_days: int
    ingest_max_batch_size: int
    ingest_max_batch_wait_seconds: float
    ingest_time_budget_seconds: float
    compaction_threshold: int
    compaction_interval_minutes: int
    azure_client_id: str | None
    website_site_name: str | None
    website_instance_id: str | None
    region_name: str | None

    @property
    def in_azure(self) -> bool:
        """Whether this process is an app that Azure runs."""
        return self.website_site_name is not None


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check every setting; an empty value counts as absent.

    Raises ``ConfigError`` once, naming every setting that is missing, unresolved or wrong; it never quotes a value.
    """
    values, problems = _read(environ)
    if problems:
        raise ConfigError("settings: " + "; ".join(f"{name}: {problem}" for name, problem in problems))
    return msgspec.convert(values, Settings, strict=False)


def problems_of(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """(name, what is wrong with it) for every setting that ``load_settings`` would refuse."""
    return _read(environ)[1]


def _read(environ: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    data = environ.get("SCALAR_DATA") or ".scalar"
    values: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for setting in SETTINGS:
        text = environ.get(setting.name) or None
        if text is not None and text.lstrip().startswith(UNRESOLVED):
            problems.append((setting.name, "its Key Vault reference was not resolved; check vault, name and identity"))
            continue
        if setting.reader != "scalar":
            continue
        if text is None and setting.default is not None:
            text = setting.default.replace("{data}", data)
        try:
            values[setting.attribute] = None if text is None else _parse(setting, text.strip())
        except ValueError as error:
            problems.append((setting.name, str(error)))
    if not problems:
        problems = [*_missing_in_azure(values["roles"], environ), *_contradictions(values, environ)]
    return values, problems


def local_path(url: str) -> Path:
    """The file or folder that a ``duckdb:`` or ``file:`` URL means; ``duckdb:///x`` and ``file:x`` are relative."""
    rest = url.partition(":")[2]
    if url.startswith("duckdb:///"):
        return Path(rest.removeprefix("///"))
    return Path(rest.removeprefix("//"))


def _parse(setting: Setting, text: str) -> Any:
    """The typed value of ``text``; ``ValueError`` says what was expected, without repeating the value."""
    match setting.kind:
        case "count" | "seconds":
            return _positive(text, int if setting.kind == "count" else float)
        case "choice":
            if text not in setting.allowed:
                raise ValueError(f"must be one of {', '.join(setting.allowed)}")
        case "roles":
            roles = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
            if not roles or not set(roles) <= set(setting.allowed):
                raise ValueError(f"must be one or more of {', '.join(setting.allowed)}, comma separated")
            return roles
        case "url":
            return _checked_url(text, setting.allowed)
        case "folder":
            return Path(text)
    return text


def _positive(text: str, number: type[int] | type[float]) -> int | float:
    try:
        value = number(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        raise ValueError(f"must be a positive {'whole number' if number is int else 'number'}")
    return value


def _checked_url(text: str, schemes: tuple[str, ...]) -> str:
    try:
        url = urlsplit(text)
        password, _ = url.password, url.port
    except ValueError:
        raise ValueError("is not a URL") from None
    if url.scheme not in schemes:
        raise ValueError(f"must start with {' or '.join(scheme + ':' for scheme in schemes)}")
    if password is not None:
        raise ValueError("must not carry a password; give it as a secret of its own")
    if url.scheme not in ("file", "duckdb") and not url.hostname:
        raise ValueError("names no host")
    return text


def _missing_in_azure(roles: tuple[Role, ...], environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not environ.get("WEBSITE_SITE_NAME"):
        return
    for setting in SETTINGS:
        if setting.azure and set(setting.roles) & set(roles) and not environ.get(setting.name):
            yield setting.name, "missing, and has no default in Azure"


def _contradictions(values: dict[str, Any], environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong although every value alone is right."""
    vault = values["key_vault_url"] is not None
    if values["db_operation_type"] == "KeyVault" and not vault and not environ.get("DB_PASSWORD"):
        yield "DB_OPERATION_TYPE", "KeyVault needs KEY_VAULT_URL or DB_PASSWORD"
    if values["db_operation_type"] == "LocalPasswordlessRoot" and values["website_site_name"]:
        yield "DB_OPERATION_TYPE", "LocalPasswordlessRoot is for a database on this machine; Azure needs KeyVault"
    if values["cache_auth"] == "password" and not vault and not environ.get("SCALAR_CACHE_PASSWORD"):
        yield "SCALAR_CACHE_AUTH", "password needs KEY_VAULT_URL or SCALAR_CACHE_PASSWORD"
    if values["cache_auth"] == "entra" and not values["cache_url"].startswith("rediss:"):
        yield "SCALAR_CACHE_URL", "must be rediss:// under SCALAR_CACHE_AUTH=entra, which Redis accepts over TLS only"
    broker = urlsplit(values["broker_url"])
    if environ.get("SCALAR_BROKER_TOKEN") and broker.scheme == "pulsar" and broker.hostname not in LOOPBACK:
        yield (
            "SCALAR_BROKER_URL",
            "must be pulsar+ssl:// when SCALAR_BROKER_TOKEN is set, or the token travels in clear",
        )
