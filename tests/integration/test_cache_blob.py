"""Files by name, in a folder and over Blob Storage's protocol: conditions, whole writes, names that stay inside."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.errors import ConfigError
from shared.persistence.blob import AzureBlobs, Blobs, Conflict, Missing, open_blobs
from shared.settings import load_settings
from tests.integration.blob_server import blob_server


@pytest.fixture(params=["folder", "azure"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Blobs]:
    """Each store as its URL opens it."""
    if request.param == "folder":
        yield open_blobs(load_settings({"SCALAR_BLOB_URL": f"file:{tmp_path / 'not there yet'}"}))
        return
    with blob_server() as url:
        opened = open_blobs(load_settings({"SCALAR_BLOB_URL": url}))
        assert isinstance(opened, AzureBlobs)
        yield opened


def test_put_get_list_delete(store: Blobs) -> None:
    assert store.list() == []
    etag = store.put("models/a/1.bin", b"one")
    store.put("models/b/1.bin", b"two")
    assert store.get("models/a/1.bin") == (b"one", etag)
    assert store.list("models/a") == ["models/a/1.bin"]
    assert store.list() == ["models/a/1.bin", "models/b/1.bin"]
    store.delete("models/a/1.bin")
    store.delete("models/a/1.bin")
    with pytest.raises(Missing, match=r"models/a/1\.bin"):
        store.get("models/a/1.bin")


def test_conditions(store: Blobs) -> None:
    first = store.put("alias", b"v1", if_none_match=True)
    with pytest.raises(Conflict):
        store.put("alias", b"v2", if_none_match=True)
    second = store.put("alias", b"v2", if_match=first)
    with pytest.raises(Conflict):
        store.put("alias", b"v3", if_match=first)
    assert store.get("alias") == (b"v2", second)
    with pytest.raises(Conflict):
        store.put("absent", b"x", if_match=second)


def test_of_many_writers_with_one_condition_one_wins(store: Blobs) -> None:
    etag = store.put("alias", b"start")
    won: list[int] = []

    def write(number: int) -> None:
        try:
            store.put("alias", b"%d" % number, if_match=etag)
            won.append(number)
        except Conflict:
            return

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert store.get("alias")[0] == b"%d" % won[0]


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../b", "", "a//b", "a/./../b", "a b", "a\nb"])
def test_names_stay_inside(store: Blobs, name: str) -> None:
    with pytest.raises(ConfigError):
        store.put(name, b"x")
    with pytest.raises(ConfigError):
        store.get(name)


def test_an_empty_and_a_large_file(store: Blobs) -> None:
    store.put("empty", b"")
    assert store.get("empty")[0] == b""
    large = bytes(range(256)) * 40_000
    store.put("large", large)
    assert store.get("large")[0] == large
