"""The registry against Azure's own emulator, through the client library that production uses."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.forecasting.registry import Card, Registry
from shared.persistence.blob import AZURITE_ACCOUNT, AzureBlobs, Conflict

PROJECT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def azurite() -> list[str] | None:
    """The emulator's command: named by ``SCALAR_AZURITE``, on the path, or in the project's tool folder."""
    local = PROJECT / ".scalar" / "azurite" / "node_modules" / ".bin" / "azurite-blob"
    named = os.environ.get("SCALAR_AZURITE") or shutil.which("azurite-blob") or (str(local) if local.exists() else "")
    return [named] if named and shutil.which("node") else None


@pytest.fixture(scope="module")
def blobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AzureBlobs]:
    command = azurite()
    if command is None:
        pytest.skip("no azurite: npm install --prefix .scalar/azurite azurite")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("azurite")
    server = subprocess.Popen(
        [*command, "--silent", "--skipApiVersionCheck", "--location", str(folder), "--blobPort", str(port)],
        stdout=subprocess.DEVNULL,
    )
    found = AzureBlobs(f"http://127.0.0.1:{port}/{AZURITE_ACCOUNT}/models", in_azure=False, client_id=None)
    try:
        _create_container(found, server)
        yield found
    finally:
        server.terminate()
        server.wait(20)


def _create_container(blobs: AzureBlobs, server: subprocess.Popen[bytes]) -> None:
    from azure.core.exceptions import ServiceRequestError

    for _ in range(100):
        assert server.poll() is None, "azurite ended"
        try:
            blobs._container().create_container()
            return
        except ServiceRequestError:
            time.sleep(0.2)
    raise AssertionError("azurite did not answer")


def test_versions_aliases_and_state_keep_their_promises(blobs: AzureBlobs) -> None:
    registry = Registry(blobs)
    card = Card(
        model="m", area="DE-LU", method="acrdls", features=["y"], features_hash="abc", minutes=15, gap=4, horizon=16,
        trained_at=NOW, training_from=NOW, target_values=1,
    )  # fmt: skip
    first = registry.save(card, {"a": b"1"})
    second = registry.save(card, {"a": b"2"})
    assert registry.save(card, {"a": b"1"}) == first
    assert registry.versions("m", "DE-LU") == sorted([first, second])
    assert registry.load("m", "DE-LU", first, "abc")[1] == {"a": b"1"}
    registry.promote("m", "DE-LU", first, "ana", NOW)
    registry.promote("m", "DE-LU", second, "ana", NOW)
    assert registry.rollback("m", "DE-LU", "bo", NOW).version == first
    registry.put_state("m", "DE-LU", first, {"s": b"1"}, NOW, None)
    with pytest.raises(Conflict):
        registry.put_state("m", "DE-LU", first, {"s": b"2"}, NOW, None)
    held = registry.state("m", "DE-LU", first)
    assert held is not None
    registry.put_state("m", "DE-LU", first, {"s": b"2"}, NOW, held.etag)
    with pytest.raises(Conflict):
        registry.put_state("m", "DE-LU", first, {"s": b"3"}, NOW, held.etag)
