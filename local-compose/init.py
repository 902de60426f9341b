"""Make the local infrastructure ready for Scalar; safe to run at each start, the second time changes nothing.

Creates in Pulsar the tenant, its namespaces with their policies, one topic for raw answers and one for dead letters
per provider with their subscriptions (a topic without one keeps nothing); then the blob container, the database, the
tables and the worker switches. Runs in the `init` service of docker-compose.yaml.

Pulsar's admin API: https://pulsar.apache.org/admin-rest-api/?version=4.0.x
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from shared.catalogue.registry import CATALOGUE  # noqa: E402 the path above makes `shared` importable
from shared.communication.topics import INGESTION, TENANT, dead_letter_topic, raw_topic  # noqa: E402
from shared.errors import ConfigError, RetryLater, ScalarError  # noqa: E402
from shared.persistence.blob import AZURITE_ACCOUNT, AZURITE_KEY  # noqa: E402
from shared.settings import Settings, load_settings  # noqa: E402

GIB = 1024**3
PATIENCE = 180.0
"""Seconds that a service may take from healthy to usable."""


class Namespace(Struct, frozen=True):
    """A namespace and what is kept in it: acknowledged messages for ``days``, at most ``size_gib``.

    A backlog above ``backlog_gib`` refuses producers, because dropping the oldest would lose data silently; retention
    must be larger than the backlog quota.
    """

    name: str
    days: int
    size_gib: int
    backlog_gib: int


NAMESPACES = (
    Namespace("raw", days=7, size_gib=50, backlog_gib=20),
    Namespace("dlq", days=30, size_gib=10, backlog_gib=5),
    Namespace("forecast", days=7, size_gib=5, backlog_gib=2),
)


class Admin:
    """Pulsar's admin REST API; creating what is there already is success."""

    def __init__(self, url: str) -> None:
        self._url = f"{url.rstrip('/')}/admin/v2"
        self._session = requests.Session()

    def get(self, path: str) -> Any:
        return self._send("GET", path, None).json()

    def create(self, path: str, body: object = None) -> None:
        self._send("PUT", path, body)

    def set(self, path: str, body: object) -> None:
        self._send("POST", path, body)

    def _send(self, method: str, path: str, body: object) -> requests.Response:
        # As pulsar-admin does: an empty body still says that it is JSON.
        data = b"" if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        try:
            answer = self._session.request(method, f"{self._url}/{path}", data=data, headers=headers, timeout=30)
        except requests.RequestException as error:
            raise RetryLater(f"pulsar admin {path}: {type(error).__name__}") from error
        if answer.ok or (method == "PUT" and answer.status_code == 409):
            return answer
        kind = RetryLater if answer.status_code >= 500 else ConfigError
        raise kind(f"pulsar admin {method} {path}: {answer.status_code} {answer.text[:200]}")


def prepare_broker(admin: Admin, providers: Iterable[str]) -> None:
    """Tenant, namespaces, policies, topics and subscriptions, in the order in which they depend on one another."""
    admin.create(f"tenants/{TENANT}", {"adminRoles": [], "allowedClusters": admin.get("clusters")})
    for namespace in NAMESPACES:
        path = f"namespaces/{TENANT}/{namespace.name}"
        admin.create(path)
        minutes = namespace.days * 24 * 60
        admin.set(
            f"{path}/retention", {"retentionTimeInMinutes": minutes, "retentionSizeInMB": namespace.size_gib * 1024}
        )
        admin.set(
            f"{path}/backlogQuota?backlogQuotaType=destination_storage",
            {"limitSize": namespace.backlog_gib * GIB, "limitTime": -1, "policy": "producer_exception"},
        )
    for provider in providers:
        for topic in (raw_topic(provider), dead_letter_topic(provider)):
            admin.create(topic.replace("persistent://", "persistent/"))
        admin.create(f"{raw_topic(provider).replace('persistent://', 'persistent/')}/subscription/{INGESTION}")


def wait_for_backend(health_url: str) -> None:
    """Return once the front end counts a living back end: before that, no table can be created."""
    answer = requests.get(health_url, timeout=5).json()
    if int(answer.get("online_backend_num", 0)) < 1:
        raise RetryLater("starrocks: no back end is alive yet")


def create_database(settings: Settings) -> None:
    """The database itself; its tables are the migrations' business."""
    import pymysql

    url = urlsplit(settings.warehouse_url)
    name = url.path.strip("/")
    if not name.isidentifier():
        raise ConfigError("SCALAR_WAREHOUSE_URL: names no database")
    port, user = url.port or 9030, url.username or "root"
    try:
        with (
            pymysql.connect(host=url.hostname, port=port, user=user, connect_timeout=5, autocommit=True) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(f"CREATE DATABASE IF NOT EXISTS {name}")
    except pymysql.MySQLError as error:
        raise RetryLater(f"starrocks: {error}") from error


def create_container(url: str) -> None:
    """The emulator's blob container; in Azure the deployment makes it."""
    from azure.core.exceptions import AzureError, ResourceExistsError
    from azure.storage.blob import ContainerClient

    credential = {"account_name": AZURITE_ACCOUNT, "account_key": AZURITE_KEY}
    try:
        with ContainerClient.from_container_url(url, credential=credential) as container:
            container.create_container()
    except ResourceExistsError:
        return
    except AzureError as error:
        raise RetryLater(f"azurite: {type(error).__name__}") from error


def patiently(what: str, action: Callable[[], None], patience: float = PATIENCE, pause: float = 2.0) -> None:
    """Repeat ``action`` while its service is still coming up; give up with its last error after ``patience``."""
    deadline = time.monotonic() + patience
    while True:
        try:
            action()
        except (ScalarError, OSError, ValueError) as error:
            if isinstance(error, ConfigError) or time.monotonic() >= deadline:
                raise
            sys.stderr.write(f"init: {what}: {error}; trying again\n")
            time.sleep(pause)
        else:
            sys.stderr.write(f"init: {what}: done\n")
            return


def run_cli(verb: str) -> None:
    """One verb of Scalar's command line; its failure is ours."""
    subprocess.run([sys.executable, "-m", "cli", verb], cwd=ROOT, check=True)  # noqa: S603 fixed arguments


def main() -> int:
    settings = load_settings()
    if settings.broker_admin_url is None:
        raise ConfigError("SCALAR_BROKER_ADMIN_URL: missing; it is where topics are created")
    admin = Admin(settings.broker_admin_url)
    providers = sorted({dataset.provider for dataset in CATALOGUE.values()})
    patiently("pulsar", lambda: prepare_broker(admin, providers))
    if settings.warehouse_url.startswith("starrocks:"):
        url = urlsplit(settings.warehouse_url)
        port = parse_qs(url.query).get("http_port", ["8030"])[0]
        patiently("starrocks", lambda: wait_for_backend(f"http://{url.hostname}:{port}/api/health"))
        patiently("database", lambda: create_database(settings))
    if settings.blob_url.startswith("http://"):
        patiently("blobs", lambda: create_container(settings.blob_url))
    run_cli("migrate")
    run_cli("seed")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (ScalarError, subprocess.CalledProcessError) as failure:
        sys.stderr.write(f"init: {failure}\n")
        sys.exit(1)
