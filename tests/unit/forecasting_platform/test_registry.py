"""Versions, aliases and state on the folder store: immutable, etagged, checked before loading, kept as promised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.errors import BadData, Refused
from shared.forecasting.registry import SCHEMA, Card, Registry, pack
from shared.persistence.blob import Conflict, FolderBlobs

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FILES = {"model.json": b"{}", "state.npz": b"numbers"}


def card(at: datetime = NOW, **changes: str) -> Card:
    made = Card(
        model="m", area="DK1", method="acrdls", features=["y"], features_hash="abc", minutes=15, gap=4, horizon=16,
        trained_at=at, training_from=at - timedelta(days=45), target_values=4320,
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(FolderBlobs(tmp_path))


def test_a_version_comes_back_as_it_was_saved(registry: Registry) -> None:
    version = registry.save(card(), FILES, {"mae": 1.0})
    assert version.startswith("20260301T000000Z-")
    described, files = registry.load("m", "DK1", version, "abc")
    assert files == FILES
    assert described.features == ["y"]
    assert registry.report("m", "DK1", version) == {"mae": 1.0}
    assert registry.versions("m", "DK1") == [version]


def test_saving_the_same_again_is_the_same_version_and_changing_one_is_refused(registry: Registry) -> None:
    version = registry.save(card(), FILES)
    assert registry.save(card(), FILES) == version
    with pytest.raises(Conflict):
        registry.save(card(code="other"), FILES)


def test_half_a_version_is_invisible(registry: Registry) -> None:
    registry.blobs.put("models/m/DK1/versions/20260301T000000Z-00000000/predictor.zip", pack(FILES))
    assert registry.versions("m", "DK1") == []
    with pytest.raises(BadData, match="no version"):
        registry.load("m", "DK1", "20260301T000000Z-00000000", "abc")


class KilledHere(Exception):
    """Ends a run in the middle of its writes."""


@pytest.mark.parametrize("call", ["put", "delete"])
@pytest.mark.parametrize("before", [0, 1, 2])
def test_killed_at_any_point_a_version_is_whole_or_invisible(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, call: str, before: int
) -> None:
    later = NOW + timedelta(days=100)
    if call == "delete":
        registry.save(card(), FILES, {"mae": 1.0})
    done = getattr(registry.blobs, call)
    calls: list[str] = []

    def killed(name: str, *given: Any, **more: Any) -> Any:
        calls.append(name)
        if len(calls) > before:
            raise KilledHere
        return done(name, *given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(registry.blobs, call, killed)
        with pytest.raises(KilledHere):
            registry.save(card(), FILES, {"mae": 1.0}) if call == "put" else registry.prune("m", "DK1", later)
    for version in registry.versions("m", "DK1"):
        assert registry.load("m", "DK1", version, "abc")[1] == FILES
        assert registry.report("m", "DK1", version) == {"mae": 1.0}
    registry.prune("m", "DK1", later)
    assert [name for name in registry.blobs.list() if not name.endswith(".lock")] == []


def test_a_damaged_archive_is_refused_before_it_is_read(registry: Registry) -> None:
    version = registry.save(card(), FILES)
    registry.blobs.put(f"models/m/DK1/versions/{version}/predictor.zip", pack({**FILES, "evil": b"x"}))
    with pytest.raises(BadData, match="sha256"):
        registry.load("m", "DK1", version, "abc")


def test_another_feature_hash_is_refused(registry: Registry) -> None:
    version = registry.save(card(), FILES)
    with pytest.raises(Refused, match="train a new version"):
        registry.load("m", "DK1", version, "other")
    newer = registry.save(msgspec.structs.replace(card(NOW + timedelta(days=1)), schema=SCHEMA + 1), FILES)
    with pytest.raises(Refused, match="of schema"):
        registry.load("m", "DK1", newer, "abc")


def test_promotion_and_rollback_move_the_alias(registry: Registry) -> None:
    first = registry.save(card(), FILES)
    second = registry.save(card(NOW + timedelta(days=7)), {**FILES, "more": b"1"})
    registry.promote("m", "DK1", first, "ana", NOW)
    with pytest.raises(Refused, match="no earlier champion"):
        registry.rollback("m", "DK1", "bo", NOW)
    made = registry.promote("m", "DK1", second, "ana", NOW)
    assert (made.version, made.previous) == (second, first)
    back = registry.rollback("m", "DK1", "bo", NOW)
    assert (back.version, back.previous, back.by) == (first, second, "bo")
    with pytest.raises(BadData, match="no version"):
        registry.promote("m", "DK1", "20200101T000000Z-00000000", "ana", NOW)


def test_an_alias_changed_meanwhile_is_not_overwritten(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    first = registry.save(card(), FILES)
    second = registry.save(card(NOW + timedelta(days=7)), {**FILES, "more": b"1"})
    registry.promote("m", "DK1", first, "ana", NOW)
    stale = registry._alias("m", "DK1", "champion")
    registry.promote("m", "DK1", second, "bo", NOW)
    monkeypatch.setattr(registry, "_alias", lambda *_: stale)
    with pytest.raises(Conflict):
        registry.promote("m", "DK1", second, "ana", NOW)


def test_of_two_first_promotions_one_stands(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (registry.save(card(), {**FILES, "n": n}) for n in (b"1", b"2"))
    with monkeypatch.context() as patched:
        patched.setattr(registry, "_alias", lambda *_: (None, None))  # both read before either wrote
        registry.promote("m", "DK1", first, "ana", NOW)
        with pytest.raises(Conflict):
            registry.promote("m", "DK1", second, "bo", NOW)
    held = registry.alias("m", "DK1")
    assert held is not None
    assert held.version == first


def test_state_is_replaced_only_by_who_read_it(registry: Registry) -> None:
    assert registry.state("m", "DK1", "v") is None
    registry.put_state("m", "DK1", "v", FILES, NOW, None)
    with pytest.raises(Conflict):
        registry.put_state("m", "DK1", "v", FILES, NOW, None)
    held = registry.state("m", "DK1", "v")
    assert held is not None
    assert (held.files, held.followed_to) == (FILES, NOW)
    registry.put_state("m", "DK1", "v", {"a": b"2"}, NOW + timedelta(hours=1), held.etag)
    with pytest.raises(Conflict):
        registry.put_state("m", "DK1", "v", {"a": b"3"}, NOW, held.etag)


def test_old_versions_go_and_promoted_ones_stay(registry: Registry) -> None:
    old = registry.save(card(), FILES)
    once_champion = registry.save(card(), {**FILES, "b": b"1"})
    young = registry.save(card(NOW + timedelta(days=60)), {**FILES, "c": b"1"})
    champion = registry.save(card(NOW + timedelta(days=61)), {**FILES, "d": b"1"})
    last = registry.save(card(NOW + timedelta(days=62)), {**FILES, "e": b"1"})
    for version in (once_champion, champion, last):
        registry.promote("m", "DK1", version, "ana", NOW)
    registry.put_state("m", "DK1", old, FILES, NOW, None)
    assert registry.prune("m", "DK1", NOW + timedelta(days=100)) == [old]
    assert registry.versions("m", "DK1") == sorted([once_champion, young, champion, last])
    assert registry.state("m", "DK1", old) is None


def test_a_challenger_and_the_one_before_it_stay(registry: Registry) -> None:
    versions = [registry.save(card(), {**FILES, "n": n}) for n in (b"1", b"2", b"3")]
    for version in versions[:2]:
        registry.promote("m", "DK1", version, "nightly", NOW, "challenger-1")
    assert registry.prune("m", "DK1", NOW + timedelta(days=100)) == [versions[2]]
    assert registry.versions("m", "DK1") == sorted(versions[:2])


def test_the_same_files_give_the_same_archive() -> None:
    assert pack({"b": b"2", "a": b"1"}) == pack({"a": b"1", "b": b"2"})
