"""The scripts of the VMs, run: against a metadata service, a vault and command-line tools that stand in for Azure's.

Each script is copied to a folder that takes the place of /, because its paths are absolute.
"""

from __future__ import annotations

import base64
import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "infra" / "bicep" / "cloud-init"
Answer = Callable[[str, dict[str, str]], tuple[int, str]]


def needs(*tools: str) -> pytest.MarkDecorator:
    """Skips where a tool is absent that the VMs install."""
    absent = [tool for tool in tools if not shutil.which(tool)]
    return pytest.mark.skipif(bool(absent), reason=f"not installed: {', '.join(absent)}")


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Starts an HTTP server that answers each GET by a function of path and headers; gives its address."""
    servers = []

    def start(answer: Answer) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = answer(self.path, {key.lower(): value for key, value in self.headers.items()})
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the base class's
                return

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def vm(tmp_path: Path) -> Callable[[str, dict[str, str]], Path]:
    """Installs a script with its library below a folder, with its node.env; gives the script's path."""

    def install(script: str, env: dict[str, str]) -> Path:
        for name, place in (("lib.sh", "lib.sh"), (script, script)):
            text = (FOLDER / name).read_text()
            for root in ("/opt/", "/etc/scalar", "/run/scalar", "/data"):
                text = re.sub(rf"(?<![\w}}.]){root}", f"{tmp_path}{root}", text)
            file = tmp_path / "opt/scalar" / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            file.chmod(0o755)
        node = tmp_path / "etc/scalar/node.env"
        node.parent.mkdir(parents=True, exist_ok=True)
        node.write_text("".join(f'{name}="{value}"\n' for name, value in env.items()))
        return tmp_path / "opt/scalar" / script

    return install


def bash(text: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", text], capture_output=True, text=True, cwd=cwd, timeout=60)


def library(tmp_path: Path, vm: Callable[[str, dict[str, str]], Path], body: str) -> subprocess.CompletedProcess[str]:
    vm("lib.sh", {})
    return bash(f"set -euo pipefail; shopt -s inherit_errexit; source {tmp_path}/opt/scalar/lib.sh; {body}", tmp_path)


def refresh(metadata: str, root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FOLDER / "refresh.py"), metadata, str(root)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_refresh_writes_what_user_data_says_and_only_what_changed(
    tmp_path: Path, serve: Callable[[Answer], str]
) -> None:
    documents = [
        "#cloud-config\nwrite_files:\n"
        "  - {path: /etc/scalar/node.env, permissions: '0640', content: \"A=1\\n\"}\n"
        f"  - {{path: /opt/x.sh, permissions: '0755', encoding: b64, content: {base64.b64encode(b'true').decode()}}}\n"
    ]
    seen: list[dict[str, str]] = []

    def answer(path: str, headers: dict[str, str]) -> tuple[int, str]:
        assert path == "/metadata/instance/compute/userData?api-version=2021-01-01&format=text"
        seen.append(headers)
        return 200, base64.b64encode(documents[-1].encode()).decode()

    address = serve(answer)
    assert refresh(address, tmp_path).stdout == "changed: /etc/scalar/node.env, /opt/x.sh\n"
    assert seen[0]["metadata"] == "true"
    assert (tmp_path / "etc/scalar/node.env").read_text() == "A=1\n"
    assert (tmp_path / "etc/scalar/node.env").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "opt/x.sh").stat().st_mode & 0o777 == 0o755
    assert refresh(address, tmp_path).stdout == "changed: nothing\n"
    documents.append(documents[0].replace("A=1", "A=2"))
    assert refresh(address, tmp_path).stdout == "changed: /etc/scalar/node.env\n"
    assert not list(tmp_path.rglob("*.new"))


def test_refresh_refuses_what_is_no_cloud_config(tmp_path: Path, serve: Callable[[Answer], str]) -> None:
    done = refresh(serve(lambda path, headers: (200, base64.b64encode(b"rm -rf /").decode())), tmp_path)
    assert done.returncode == 1
    assert "no cloud-config document" in done.stderr


@needs("curl", "jq")
def test_secret_is_read_by_identity(tmp_path: Path, serve: Callable[[Answer], str],
                                    vm: Callable[[str, dict[str, str]], Path]) -> None:  # fmt: skip
    def answer(path: str, headers: dict[str, str]) -> tuple[int, str]:
        if path.startswith("/metadata/identity/oauth2/token"):
            assert headers["metadata"] == "true"
            assert "client_id=the-client" in path
            assert "resource=https://vault.azure.net&" in urllib.parse.unquote(path)
            return 200, json.dumps({"access_token": "the-token"})
        if headers.get("authorization") != "Bearer the-token":
            return 401, "{}"
        value = {"/secrets/good?api-version=7.4": "a-long-enough-value", "/secrets/bad?api-version=7.4": "it's"}.get(
            path
        )
        return (200, json.dumps({"value": value})) if value else (404, "{}")

    address = serve(answer)
    vm("lib.sh", {})
    script = tmp_path / "opt/scalar/lib.sh"
    script.write_text(script.read_text().replace("http://169.254.169.254", address))
    start = (
        f"set -euo pipefail; shopt -s inherit_errexit; source {script}; "
        f"VAULT_URI={address}/ IDENTITY_CLIENT_ID=the-client; "
    )
    done = bash(start + "password good", tmp_path)
    assert (done.returncode, done.stdout) == (0, "a-long-enough-value"), done.stderr
    absent = bash(start + "secret absent", tmp_path)
    assert absent.returncode != 0
    assert "secret absent cannot be read" in absent.stderr
    # A value that could end a string in SQL is refused, and not repeated.
    refused = bash(start + "password bad", tmp_path)
    assert refused.returncode != 0
    assert "it's" not in refused.stdout + refused.stderr


def test_overlay_replaces_values_and_keeps_the_rest(tmp_path: Path, vm: Callable[[str, dict[str, str]], Path]) -> None:
    (tmp_path / "base").write_text("# about\nzkServers=\n# advertisedAddress=\nbookiePort=3181\nkeep=a=b\n")
    (tmp_path / "ours").write_text("# why\nzkServers=z1:2181,z2:2181\nadvertisedAddress=me\n")
    text = "if overlay base ours out; then echo changed; else echo same; fi"
    assert library(tmp_path, vm, text).stdout == "changed\n"
    assert (tmp_path / "out").read_text().splitlines() == [
        "# about", "bookiePort=3181", "keep=a=b", "zkServers=z1:2181,z2:2181", "advertisedAddress=me",
    ]  # fmt: skip
    assert library(tmp_path, vm, text).stdout == "same\n"


@needs("curl")
def test_download_refuses_another_archive(tmp_path: Path, serve: Callable[[Answer], str],
                                          vm: Callable[[str, dict[str, str]], Path]) -> None:  # fmt: skip
    address = serve(lambda path, headers: (200, "not the release"))
    wrong = library(tmp_path, vm, f"download {address}/x file sha256 {'0' * 64}")
    assert wrong.returncode != 0
    assert "checksum" in wrong.stderr
    assert not (tmp_path / "file").exists()
    assert library(tmp_path, vm, f"download {address}/x file sha256 ''").returncode == 0
    assert (tmp_path / "file").read_text() == "not the release"


FE_ENV = {"FE_HOSTS": "10.0.0.10 10.0.0.11 10.0.0.12", "DATA_PREFIX": "10.0.0.0/24", "ALLOW_NEW_CLUSTER": "True"}


@pytest.mark.parametrize(
    ("index", "answering", "rows", "allow", "arguments", "statements"),
    [
        pytest.param(0, "", "", "True", "", [], id="the first FE founds the cluster"),
        pytest.param(0, "", "", "False", None, [], id="no second cluster while FE 0 is replaced"),
        pytest.param(1, "", "", "True", None, [], id="the others wait"),
        pytest.param(1, "10.0.0.10", "10.0.0.10", "True", "--helper 10.0.0.10:9010",
                     ['ALTER SYSTEM ADD FOLLOWER "10.0.0.11:9010"'], id="the others join"),
        pytest.param(0, "10.0.0.12", "10.0.0.10 10.0.0.12", "True", "--helper 10.0.0.12:9010",
                     ['ALTER SYSTEM DROP FOLLOWER "10.0.0.10:9010"', 'ALTER SYSTEM ADD FOLLOWER "10.0.0.10:9010"'],
                     id="an FE that lost its disk returns as a follower"),
    ],
)  # fmt: skip
def test_front_end_joins_or_founds(
    index: int, answering: str, rows: str, allow: str, arguments: str | None, statements: list[str],
    tmp_path: Path, vm: Callable[[str, dict[str, str]], Path],
) -> None:  # fmt: skip
    env = FE_ENV | {"NODE_INDEX": str(index), "NODE_IP": f"10.0.0.{10 + index}", "ALLOW_NEW_CLUSTER": allow}
    script = vm("starrocks-fe.sh", env)
    stub = f"""
sql() {{
  [[ $1 == "{answering}" ]] || return 1
  if [[ $2 == 'SHOW FRONTENDS' ]]; then printf '%s\\n' {rows}; else echo "$2" >>statements; fi
}}
join_cluster
"""
    script.write_text(re.sub(r"\nmain\n$", stub, script.read_text()))
    done = bash(str(script), tmp_path)
    if arguments is None:
        assert done.returncode == 1, "must fail, so that systemd tries again"
    else:
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "run/scalar/fe.env").read_text() == f"FE_ARGUMENTS={arguments}\n"
    ran = tmp_path / "statements"
    assert (ran.read_text().splitlines() if ran.exists() else []) == statements


def test_front_end_with_metadata_rejoins_by_itself(tmp_path: Path, vm: Callable[[str, dict[str, str]], Path]) -> None:
    script = vm("starrocks-fe.sh", FE_ENV | {"NODE_INDEX": "1", "NODE_IP": "10.0.0.11"})
    script.write_text(re.sub(r"\nmain\n$", "\nsql() { exit 9; }\njoin_cluster\n", script.read_text()))
    role = tmp_path / "data/fe/meta/image/ROLE"
    role.parent.mkdir(parents=True)
    role.touch()
    assert bash(str(script), tmp_path).returncode == 0


def test_back_end_registers_once(tmp_path: Path, vm: Callable[[str, dict[str, str]], Path]) -> None:
    script = vm("starrocks-be.sh", {"FE_HOSTS": "10.0.0.10 10.0.0.11", "NODE_IP": "10.0.0.20"})
    stub = """
sql() {
  [[ $1 == 10.0.0.11 ]] || return 1
  if [[ $2 == 'SHOW BACKENDS' ]]; then cat backends 2>/dev/null || true; return; fi
  echo "$2" >>statements
  echo '1 10.0.0.20 9050 true' >backends
}
register; register; alive
"""
    script.write_text(re.sub(r"\nmain\n$", stub, script.read_text()))
    done = bash(str(script), tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "statements").read_text() == 'ALTER SYSTEM ADD BACKEND "10.0.0.20:9050"\n'


PULSAR_ADMIN = """#!/usr/bin/env bash
# Answers as pulsar-admin does, from what it was told before.
set -eu
shift 2
echo "$*" >>"$STATE/calls"
touch "$STATE/tenants" "$STATE/namespaces" "$STATE/topics" "$STATE/subscriptions" "$STATE/plain"
case "$1 $2" in
  "tenants list") cat "$STATE/tenants" ;;
  "tenants create") echo "$3" >>"$STATE/tenants" ;;
  "namespaces list") cat "$STATE/namespaces" ;;
  "namespaces create") echo "$3" >>"$STATE/namespaces" ;;
  "topics list") grep -F "/$3/" "$STATE/plain" || true ;;
  "topics create") echo "$3" >>"$STATE/plain" ;;
  "topics list-partitioned-topics") cut -d' ' -f1 "$STATE/topics" | grep -F "/$3/" || true ;;
  "topics create-partitioned-topic") echo "$3 $5" >>"$STATE/topics" ;;
  "topics update-partitioned-topic") sed -i "s|^$3 .*|$3 $5|" "$STATE/topics" ;;
  "topics get-partitioned-topic-metadata")
    printf '{"partitions": %s}' "$(grep "^$3 " "$STATE/topics" | cut -d' ' -f2)" ;;
  "topics subscriptions") grep "^$3 " "$STATE/subscriptions" | cut -d' ' -f2 || true ;;
  "topics create-subscription") echo "$3 $5" >>"$STATE/subscriptions" ;;
esac
"""


@needs("jq")
def test_tenant_is_made_once_and_policies_each_time(
    tmp_path: Path, vm: Callable[[str, dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {
        "NODE_IP": "10.0.0.80", "CLUSTER_NAME": "scalar-test", "ENSEMBLE": "3", "WRITE_QUORUM": "3", "ACK_QUORUM": "2",
        "PROVIDERS": "elia entsoe", "TOPIC_PARTITIONS": "4", "RETENTION_DAYS": "7", "RETENTION_SIZE_GB": "50",
        "BACKLOG_QUOTA_GB": "20",
    }  # fmt: skip
    script = vm("pulsar-tenant.sh", env)
    admin = tmp_path / "opt/pulsar/bin/pulsar-admin"
    admin.parent.mkdir(parents=True)
    admin.write_text(PULSAR_ADMIN)
    admin.chmod(0o755)
    monkeypatch.setenv("STATE", str(tmp_path))

    def run() -> list[str]:
        calls = tmp_path / "calls"
        calls.unlink(missing_ok=True)
        done = bash(str(script), tmp_path)
        assert done.returncode == 0, done.stderr
        return calls.read_text().splitlines()

    first = run()
    assert (tmp_path / "tenants").read_text() == "scalar\n"
    assert (tmp_path / "namespaces").read_text().split() == ["scalar/raw", "scalar/dlq", "scalar/forecast"]
    assert (tmp_path / "topics").read_text() == "persistent://scalar/raw/elia 4\npersistent://scalar/raw/entsoe 4\n"
    assert (tmp_path / "plain").read_text() == "persistent://scalar/dlq/elia\npersistent://scalar/dlq/entsoe\n"
    assert "persistent://scalar/raw/elia ingestion" in (tmp_path / "subscriptions").read_text()
    assert "namespaces set-retention scalar/raw --size 50G --time 7d" in first
    assert "namespaces set-backlog-quota scalar/raw --limit 20G --policy producer_exception" in first

    second = run()
    assert not [call for call in second if re.match(r"\w+ create", call)]
    assert [call for call in second if " set-" in call] == [call for call in first if " set-" in call]

    node = tmp_path / "etc/scalar/node.env"
    node.write_text(node.read_text().replace('TOPIC_PARTITIONS="4"', 'TOPIC_PARTITIONS="8"'))
    assert "topics update-partitioned-topic persistent://scalar/raw/elia -p 8" in run()
    node.write_text(node.read_text().replace('TOPIC_PARTITIONS="8"', 'TOPIC_PARTITIONS="2"'))
    assert not [call for call in run() if "update-partitioned" in call], "partitions are never taken away"


def test_names_of_namespaces_and_subscription_are_those_of_the_code() -> None:
    from shared.communication.topics import INGESTION, TENANT, dead_letter_topic, forecast_topic, raw_topic

    text = (FOLDER / "pulsar-tenant.sh").read_text()
    assert f"TENANT={TENANT}\n" in text
    spaces = {topic("x").split("/")[3] for topic in (raw_topic, dead_letter_topic, forecast_topic)}
    assert set(re.findall(r"^  namespace (\w+) ", text, re.M)) == spaces
    assert f'create-subscription "$name" -s {INGESTION} ' in text


@needs("envsubst")
def test_configuration_of_zookeeper_names_every_server(
    tmp_path: Path, vm: Callable[[str, dict[str, str]], Path]
) -> None:
    hosts = "zookeeper-0.scalar.internal zookeeper-1.scalar.internal zookeeper-2.scalar.internal"
    env = {"NODE_ROLES": "zookeeper", "NODE_INDEX": "0", "SMALL_MEMORY": "False", "ZOOKEEPER_HOSTS": hosts}
    script = vm("pulsar.sh", env)
    conf = tmp_path / "opt/pulsar/conf/zookeeper.conf"
    conf.parent.mkdir(parents=True)
    conf.write_text("dataDir=data/zookeeper\ntickTime=2000\n")
    (tmp_path / "overrides").write_text("dataDir=/data/zookeeper/data\n")
    text = script.read_text().replace("/etc/pulsar", f"{tmp_path}/etc/pulsar")
    script.write_text(re.sub(r"\nmain\n$", "\nconfigure zookeeper zookeeper.conf overrides\necho $changed\n", text))
    first, second = bash(str(script), tmp_path), bash(str(script), tmp_path)
    assert (first.stdout, second.stdout) == ("true\n", "false\n"), first.stderr
    assert (tmp_path / "etc/pulsar/zookeeper.conf").read_text().splitlines() == [
        "tickTime=2000", "dataDir=/data/zookeeper/data",
        *(f"server.{number}={host}:2888:3888" for number, host in enumerate(hosts.split(), 1)),
    ]  # fmt: skip
    assert re.fullmatch(
        r'PULSAR_MEM="-Xms(\d+)m -Xmx\1m -XX:MaxDirectMemorySize=\1m"\nBOOKIE_MEM=.+\n',
        (tmp_path / "run/scalar/pulsar-zookeeper.env").read_text(),
    )
