"""Doctor against real servers: what it finds, what its exit code says, and that no secret is ever shown."""

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from cli import doctor
from embedded.supervisor import Addresses, Supervisor
from shared.secrets import redaction
from shared.settings import SETTINGS


@pytest.fixture(autouse=True, scope="module")
def _forget() -> Iterator[None]:
    """What these tests have redacted must not be redacted from the rest of the run."""
    known, pattern = set(redaction._known), redaction._pattern
    yield
    redaction._known, redaction._pattern = known, pattern


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Addresses]]:
    folder = tmp_path_factory.mktemp("platform")
    with Supervisor(folder) as supervisor:
        yield folder, supervisor.addresses


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def found(report: doctor.Report) -> dict[str, bool]:
    return {item.name: item.ok for item in report.dependencies}


def test_all_is_well_beside_a_running_platform(running: tuple[Path, Addresses]) -> None:
    folder, _ = running
    report = doctor.examine(doctor.with_embedded({"SCALAR_DATA": str(folder)}))
    assert found(report) == {
        "secrets": True, "broker": True, "broker metrics": True, "warehouse": True, "cache": True, "blobs": True,
    }  # fmt: skip
    assert report.exit_code == 0


def test_explicit_addresses_go_before_those_of_the_folder(running: tuple[Path, Addresses]) -> None:
    environ = {"SCALAR_DATA": str(running[0]), "SCALAR_CACHE_URL": "redis://127.0.0.1:1/0"}
    assert doctor.with_embedded(environ)["SCALAR_CACHE_URL"] == "redis://127.0.0.1:1/0"
    assert doctor.with_embedded(environ)["SCALAR_BROKER_URL"] == running[1].broker_url


def test_what_is_away_is_named(running: tuple[Path, Addresses], unused_port: int) -> None:
    environ = doctor.with_embedded({"SCALAR_DATA": str(running[0])})
    report = doctor.examine(environ | {"SCALAR_BROKER_URL": f"pulsar://127.0.0.1:{unused_port}"})
    assert [name for name, ok in found(report).items() if not ok] == ["broker"]
    assert report.exit_code == 69


def test_wrong_settings_are_told_before_anything_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    report = doctor.examine({"SCALAR_ROLES": "signals", "COMPACTION_THRESHOLD": "many"})
    assert {item.name for item in report.settings if item.state == "wrong"} == {"SCALAR_ROLES", "COMPACTION_THRESHOLD"}
    assert report.dependencies == []
    assert report.exit_code == 78


def test_a_vault_that_is_away_is_no_wrong_setting(running: tuple[Path, Addresses], unused_port: int) -> None:
    environ = {"SCALAR_DATA": str(running[0]), "KEY_VAULT_URL": f"https://127.0.0.1:{unused_port}"}
    environ |= {
        "DB_OPERATION_TYPE": "KeyVault",
        "SCALAR_WAREHOUSE_URL": f"starrocks://u@127.0.0.1:{unused_port}/scalar",
    }
    report = doctor.examine(doctor.with_embedded(environ))
    assert [name for name, ok in found(report).items() if not ok] == ["secrets", "warehouse"]
    assert report.exit_code == 69


def test_what_waiting_would_not_mend_is_a_wrong_setting(running: tuple[Path, Addresses], tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file where a folder should be")
    environ = doctor.with_embedded({"SCALAR_DATA": str(running[0])}) | {"SCALAR_BLOB_URL": f"file:{tmp_path}/blobs"}
    report = doctor.examine(environ)
    assert not found(report)["blobs"]
    assert report.exit_code == 78


def test_states(tmp_path: Path) -> None:
    settings = {item.name: item for item in doctor.examine({"SCALAR_ROLES": "insights", "SCALAR_DATA": "x"}).settings}
    assert (settings["SCALAR_ROLES"].state, settings["SCALAR_ROLES"].value) == ("set", "insights")
    assert (settings["SCALAR_BLOB_URL"].state, settings["SCALAR_BLOB_URL"].value) == ("default", "file:x/blobs")
    assert settings["KEY_VAULT_URL"].state == "absent"


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_no_secret_is_shown(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for setting in SETTINGS:
        if setting.secret:
            monkeypatch.setenv(setting.name, f"planted-marker-{setting.name}")
    monkeypatch.setenv("SCALAR_DATA", str(tmp_path))
    doctor.main(arguments)
    shown = capsys.readouterr()
    assert "planted-marker" not in shown.out + shown.err
    assert "DB_PASSWORD" in shown.out


def test_json_is_one_object(
    running: tuple[Path, Addresses], monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("SCALAR_DATA", str(running[0]))
    assert doctor.main(["--json"]) == 0
    report = json.loads(capsysbinary.readouterr().out)
    assert set(report) == {"settings", "dependencies", "exit_code"}


def test_providers_are_asked_on_request(running: tuple[Path, Addresses]) -> None:
    class Provider(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(401 if self.path == "/entsoe" else 503)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet: a test's output is its assertions."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    names = {"ENTSOE_BASE_URL": f"{base}/entsoe", "ELIA_BASE_URL": f"{base}/elia", "ENERGINET_BASE_URL": f"{base}/e"}
    environ = doctor.with_embedded({"SCALAR_DATA": str(running[0]), **names})
    try:
        report = doctor.examine(environ, providers=True)
    finally:
        server.shutdown()
        server.server_close()
    assert found(report)["entsoe"], "a server that asks for a token is there"
    assert not found(report)["elia"]
    assert report.exit_code == 69
