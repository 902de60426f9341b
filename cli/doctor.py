"""``./scalar doctor [--json] [--providers]``: every setting and dependency: present, missing, reachable.

Exits 0 when all is well, 78 when a setting or secret is missing or wrong, 69 when a dependency does not answer.
``--markdown`` prints the page docs/settings.md. Values of secrets are never shown.
"""

from __future__ import annotations

import argparse
import os
import socket
import ssl
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from shared.errors import ConfigError, RetryLater, ScalarError
from shared.secrets import redact, required_secrets, secret_store, warehouse_password
from shared.secrets.store import SecretStore
from shared.settings import SETTINGS, Setting, Settings, load_settings, local_path, problems_of

State = Literal["set", "default", "absent", "wrong"]
TIMEOUT = 3.0
DEFAULT_PORTS = {"pulsar": 6650, "pulsar+ssl": 6651, "redis": 6379, "rediss": 6380, "http": 80, "https": 443}


class SettingReport(Struct, frozen=True):
    """One setting as this process would see it; ``value`` is empty for secrets."""

    name: str
    state: State
    value: str
    problem: str
    roles: tuple[str, ...]
    secret: bool


class Dependency(Struct, frozen=True):
    """One thing outside this process and whether it answers; ``misconfigured`` if waiting would not help."""

    name: str
    address: str
    ok: bool
    detail: str
    misconfigured: bool = False


class Report(Struct, frozen=True):
    """What doctor found. ``exit_code`` says it in a number."""

    settings: list[SettingReport]
    dependencies: list[Dependency]
    exit_code: int


def main(argv: list[str]) -> int:
    """Print the report as a table, JSON or the settings page; the exit code tells the outcome."""
    parser = argparse.ArgumentParser(prog="scalar doctor", description="Check every setting and dependency.")
    parser.add_argument("--json", action="store_true", help="one JSON object: settings, dependencies, exit_code")
    parser.add_argument("--markdown", action="store_true", help="the reference of all settings, nothing checked")
    parser.add_argument("--providers", action="store_true", help="also ask the providers' addresses")
    options = parser.parse_args(argv)
    if options.markdown:
        print(markdown(), end="")
        return 0
    report = examine(with_embedded(os.environ), providers=options.providers)
    if options.json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    else:
        _print(report)
    return report.exit_code


def with_embedded(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment, with the addresses of this data folder's embedded servers where none is set."""
    folder = Path(environ.get("SCALAR_DATA") or ".scalar")
    if not (folder / "ports.json").is_file():
        return dict(environ)
    from embedded.supervisor import remembered

    addresses = remembered(folder)
    found = {} if addresses is None else addresses.environment()
    return found | {name: value for name, value in environ.items() if value}


def examine(environ: Mapping[str, str], *, providers: bool = False) -> Report:
    """Look at every setting, then at every dependency that the settings name."""
    problems = dict(problems_of(environ))
    here = (setting for setting in SETTINGS if setting.reader != "deployment")
    settings = [_setting(setting, environ, problems.get(setting.name, "")) for setting in here]
    if problems:
        return Report(settings, [], 78)
    loaded = load_settings(environ)
    secrets = secret_store(loaded, environ)
    found = [_check(name, address, check) for name, address, check in _checks(loaded, secrets, providers)]
    wrong = any(item.misconfigured for item in found)
    away = any(not item.ok for item in found)
    return Report(settings, found, 78 if wrong else 69 if away else 0)


def _setting(setting: Setting, environ: Mapping[str, str], problem: str) -> SettingReport:
    text = environ.get(setting.name) or ""
    state: State = "wrong" if problem else "set" if text else "absent" if setting.default is None else "default"
    shown = text or (setting.default or "").replace("{data}", environ.get("SCALAR_DATA") or ".scalar")
    value = "" if setting.secret or problem else redact(shown)
    return SettingReport(setting.name, state, value, problem, setting.roles, setting.secret)


def _checks(settings: Settings, secrets: SecretStore, providers: bool) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """(name, address, check) per dependency; a check returns a remark or raises."""
    yield "secrets", settings.key_vault_url or "environment", lambda: _secrets(settings, secrets)
    yield "broker", settings.broker_url, lambda: _connect(settings.broker_url, settings.broker_tls_trust_certs)
    if settings.broker_admin_url:
        yield "broker metrics", settings.broker_admin_url, lambda: _http(f"{settings.broker_admin_url}/metrics")
    yield "warehouse", settings.warehouse_url, lambda: _warehouse(settings, secrets)
    yield "cache", settings.cache_url, lambda: _cache(settings, secrets)
    yield "blobs", settings.blob_url, lambda: _blobs(settings)
    if settings.otel_exporter_otlp_endpoint:
        endpoint = settings.otel_exporter_otlp_endpoint
        yield "telemetry", endpoint, lambda: _connect(endpoint)
    if providers:
        for setting in SETTINGS:
            if setting.name.endswith("_BASE_URL"):
                url: str = getattr(settings, setting.attribute)
                yield setting.attribute.removesuffix("_base_url"), url, lambda url=url: _http(url)  # type: ignore[misc]


def _check(name: str, address: str, check: Callable[[], str]) -> Dependency:
    try:
        return Dependency(name, redact(address), True, redact(check()))
    except (ScalarError, OSError) as error:
        return Dependency(name, redact(address), False, redact(str(error)), isinstance(error, ConfigError))


def _secrets(settings: Settings, secrets: SecretStore) -> str:
    secrets.require(*required_secrets(settings))
    present = [setting.name for setting in SETTINGS if setting.reader == "secrets" and secrets.find(setting.name)]
    return f"present: {', '.join(present)}" if present else "none needed here"


def _connect(url: str, trusted: Path | None = None) -> str:
    """Open a connection, with a TLS handshake where the scheme asks for one."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
    with socket.create_connection((host, port), timeout=TIMEOUT) as connection:
        if parts.scheme in ("pulsar+ssl", "https", "rediss"):
            context = ssl.create_default_context(cafile=None if trusted is None else str(trusted))
            with context.wrap_socket(connection, server_hostname=host) as secured:
                return f"answers over {secured.version()}"
    return "answers"


def _http(url: str) -> str:
    """Any answer of an HTTP server, whatever it thinks of the request, except its own failure."""
    import requests

    try:
        with requests.get(url, timeout=TIMEOUT, stream=True) as answer:
            status = answer.status_code
    except requests.RequestException as error:
        raise RetryLater(f"does not answer: {type(error).__name__}") from None
    if status >= 500:
        raise RetryLater(f"answers {status}")
    return f"answers {status}"


def _warehouse(settings: Settings, secrets: SecretStore) -> str:
    if settings.warehouse_url.startswith("duckdb:"):
        # Opened by one process at a time, so a running platform must not be disturbed: the folder tells enough.
        return _writable(local_path(settings.warehouse_url).parent)
    from shared.persistence.warehouse import open_warehouse

    warehouse = open_warehouse(settings.warehouse_url, password=lambda: warehouse_password(settings, secrets))
    try:
        warehouse.ping()
    finally:
        warehouse.close()
    return "answers"


def _cache(settings: Settings, secrets: SecretStore) -> str:
    from shared.persistence.cache import open_cache

    cache = open_cache(settings, secrets)
    try:
        cache.ping()
    finally:
        cache.close()
    return "answers PING"


def _blobs(settings: Settings) -> str:
    if settings.blob_url.startswith("file:"):
        return _writable(local_path(settings.blob_url))
    from shared.persistence.blob import open_blobs

    open_blobs(settings).list("doctor/")
    return "answers"


def _writable(folder: Path) -> str:
    nearest = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if not nearest.is_dir():
        raise ConfigError(f"{nearest} is not a folder")
    if not os.access(nearest, os.W_OK):
        raise ConfigError(f"{nearest} cannot be written to")
    return "folder is writable" if nearest == folder else "folder will be made"


def _print(report: Report) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    console = Console()
    settings = Table(
        "setting",
        "state",
        Column("value", overflow="fold"),
        title="Settings",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    for item in report.settings:
        colour = {"wrong": "red", "set": "green"}.get(item.state, "dim")
        value = item.problem or ("(secret)" if item.secret else item.value)
        settings.add_row(item.name, f"[{colour}]{item.state}[/]", value)
    console.print(settings)
    if report.dependencies:
        console.print("\n[italic]Dependencies[/]")
        table = Table("dependency", "ok", Column("address", overflow="fold"), "", box=None, pad_edge=False)
        for found in report.dependencies:
            table.add_row(found.name, "[green]yes[/]" if found.ok else "[red]no[/]", found.address, found.detail)
        console.print(table)
        if report.exit_code == 69:
            console.print("\n`./scalar up` starts the embedded broker and cache; docs/local.md tells of the others.")
    else:
        console.print("\nDependencies were not asked: the settings come first.")


def markdown() -> str:
    """The page docs/settings.md: every declared name with kind, default, roles and meaning."""
    lines = [
        "# Settings",
        "",
        "Every environment name that Scalar reads; from `shared/settings.py` by `./scalar doctor --markdown`.",
        "An empty value counts as absent. `./scalar doctor` tells which are set here and which dependency answers.",
        "*Azure* marks what a deployment must set for each of the roles, because a local default would be a mistake.",
        "",
    ]
    sections = (
        ("Read by Scalar", "scalar"),
        ("Secrets", "secrets"),
        ("Read by the Functions host and Azure's libraries", "host"),
        ("Read by the launcher `./scalar`", "launcher"),
        ("Read by the parameter files of `infra/bicep` where a deployment starts", "deployment"),
    )
    for title, reader in sections:
        chosen = [setting for setting in SETTINGS if setting.reader == reader]
        secret = reader == "secrets"
        lines += [f"## {title}", ""]
        if secret:
            lines += [
                "Values come from the environment first, then from the vault in `KEY_VAULT_URL`, where a value is read",
                "again after `SECRET_CACHE_SECONDS`: a rotated secret needs no restart. Any secret of the vault may be",
                "given locally by its name with `__` for `--` and `_` for `-`.",
                "",
            ]
        lines += [f"| Name | {'Key Vault' if secret else 'Kind'} | Default | Roles | Azure | Meaning |"]
        lines += ["|---|---|---|---|---|---|"]
        lines += [_row(setting, secret) for setting in chosen]
        lines.append("")
    return "\n".join(lines)


def _row(setting: Setting, secret: bool) -> str:
    kind = f"`{setting.vault}`" if secret else _kind(setting)
    default = f"`{setting.default}`" if setting.default else ""
    roles = "all" if len(setting.roles) == 3 else ", ".join(setting.roles)
    azure = "yes" if setting.azure else ""
    return f"| `{setting.name}` | {kind} | {default} | {roles} | {azure} | {setting.description} |"


def _kind(setting: Setting) -> str:
    if setting.kind == "choice":
        return " or ".join(f"`{word}`" for word in setting.allowed)
    if setting.kind == "url":
        return " ".join(f"`{scheme}:`" for scheme in setting.allowed)
    return "secret" if setting.secret else setting.kind
