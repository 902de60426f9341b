"""Stream Load against the stand-in: the handshake, the status words, labels, faults."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pyarrow as pa
import pytest
import requests

from shared.errors import BadData, ConfigError, RetryLater
from shared.persistence import stream_load
from shared.persistence.starrocks import StarRocksWarehouse
from shared.persistence.stream_load import StreamLoader, bodies, make_label
from tests.contract.warehouse_cases import CURRENT, label, rows, write_migrations
from tests.starrocks_standin import StandIn

T0 = datetime(2026, 1, 1, tzinfo=UTC)
PASSWORD = "ge:he/im@%?#"


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    found = StandIn(tmp_path_factory.mktemp("starrocks") / "data", PASSWORD).start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def warehouse(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StarRocksWarehouse]:
    found = StarRocksWarehouse.from_url(stand_in.url, password=lambda: PASSWORD)
    found.migrate(write_migrations(tmp_path_factory.mktemp("migrations")))
    yield found
    found.close()


@pytest.fixture
def loader(stand_in: StandIn, warehouse: StarRocksWarehouse) -> StreamLoader:
    """A loader that waits without waiting."""
    warehouse.execute(f'DELETE FROM "{CURRENT.name}" WHERE "minutes" >= 0')
    return StreamLoader(
        fe=f"http://127.0.0.1:{stand_in.http_port}", database="scalar", user="root", password=lambda: PASSWORD,
        sleep=lambda _: None,
    )  # fmt: skip


def body_of(table: pa.Table) -> bytes:
    """The rows as one body."""
    (body,) = bodies(table, stream_load.MAX_BODY)
    return body


def prices(warehouse: StarRocksWarehouse) -> list[Any]:
    found = warehouse.query(f'SELECT "price_eur_mwh" AS p FROM "{CURRENT.name}" ORDER BY "start"').to_pylist()
    return [r["p"] for r in found]


def test_headers_that_keep_data_right(loader: StreamLoader, stand_in: StandIn) -> None:
    loader.load(CURRENT, rows(), "headers")
    sent = stand_in.requests()[-1]["headers"]
    expected = {
        "Expect": "100-continue", "format": "json", "strip_outer_array": "true", "strict_mode": "true",
        "max_filter_ratio": "0", "timezone": "UTC", "merge_condition": "version", "label": "suite__prices-headers",
    }  # fmt: skip
    assert {k: sent.get(k) for k in expected} == expected


@pytest.mark.parametrize("fault", ["publish_timeout", "running"])
def test_committed_is_committed(
    loader: StreamLoader, stand_in: StandIn, warehouse: StarRocksWarehouse, fault: str
) -> None:
    stand_in.fault(fault)
    loader.load(CURRENT, rows(price=[7.0]), label())
    assert prices(warehouse) == [7.0]
    assert len([r for r in stand_in.requests() if r["label"] == stand_in.requests()[-1]["label"]]) <= 3


def test_publish_timeout_is_not_sent_again(loader: StreamLoader, stand_in: StandIn) -> None:
    stand_in.fault("publish_timeout")
    name = label()
    loader.load(CURRENT, rows(), name)
    assert [r["label"] for r in stand_in.requests()].count(make_label(CURRENT.name, name)) == 1


def test_running_elsewhere_for_too_long_is_for_later(loader: StreamLoader, stand_in: StandIn) -> None:
    stand_in.fault("running")
    impatient = msgspec.structs.replace(loader, patience=0.0)
    with pytest.raises(RetryLater, match="RUNNING"):
        impatient.load(CURRENT, rows(), label())


def test_broken_connection_after_the_commit(
    loader: StreamLoader, stand_in: StandIn, warehouse: StarRocksWarehouse
) -> None:
    stand_in.fault("cut")
    name = label()
    with pytest.raises(RetryLater):
        loader.load(CURRENT, rows(price=[3.0]), name)
    loader.load(CURRENT, rows(price=[4.0]), name)  # the label is used up, so this changes nothing
    assert prices(warehouse) == [3.0]


def test_too_many_versions_asks_for_a_pause(
    loader: StreamLoader, stand_in: StandIn, warehouse: StarRocksWarehouse
) -> None:
    stand_in.fault("too_many_versions")
    name = label()
    with pytest.raises(RetryLater) as caught:
        loader.load(CURRENT, rows(price=[5.0]), name)
    assert caught.value.after is not None
    assert caught.value.after >= 30
    assert prices(warehouse) == []
    loader.load(CURRENT, rows(price=[5.0]), name)  # the label of a load that failed may be used again
    assert prices(warehouse) == [5.0]


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("[E1008]Reached timeout=300000ms @be:8060", RetryLater),
        ("Backend node not found. Check if any backend node is down.", RetryLater),
        ("Memory of process exceed limit", RetryLater),
        ("something never seen before", RetryLater),
        ("unknown table, database:scalar, table:x", ConfigError),
        ("Access denied; you need (at least one of) the INSERT privilege(s)", ConfigError),
        ("too many filtered rows", BadData),
    ],
)
def test_failures_by_their_text(loader: StreamLoader, stand_in: StandIn, message: str, error: type[Exception]) -> None:
    stand_in.fault(f"fail:{message}")
    with pytest.raises(error, match="suite__prices"):
        loader.load(CURRENT, rows(), label())


def test_refused_rows_are_named(loader: StreamLoader, warehouse: StarRocksWarehouse) -> None:
    """Rows that our own checks let through and StarRocks does not, as after a changed table."""
    note = CURRENT.column("note")
    wide = msgspec.structs.replace(
        CURRENT,
        columns=tuple(msgspec.structs.replace(c, sql="VARCHAR(999)") if c is note else c for c in CURRENT.columns),
    )
    with pytest.raises(BadData, match=r"too many filtered rows.*xxxxx") as caught:
        loader.load(wide, rows(note=["x" * 61]), label())
    assert PASSWORD not in str(caught.value)
    assert prices(warehouse) == []


def test_unknown_table_is_a_configuration_error(loader: StreamLoader) -> None:
    missing = msgspec.structs.replace(CURRENT, name="not_migrated")
    with pytest.raises(ConfigError, match="migrate"):
        loader.load(missing, rows(), label())


def test_wrong_password_is_a_configuration_error_and_not_shown(loader: StreamLoader, stand_in: StandIn) -> None:
    stranger = msgspec.structs.replace(loader, password=lambda: "hunter2")
    with pytest.raises(ConfigError) as caught:
        stranger.load(CURRENT, rows(), label())
    assert "hunter2" not in str(caught.value)
    assert PASSWORD not in repr(loader)
    with pytest.raises(ConfigError, match="password"):
        StarRocksWarehouse.from_url(stand_in.url, password=lambda: "hunter2").ping()


def test_a_password_that_no_header_can_carry_is_refused(loader: StreamLoader) -> None:
    stranger = msgspec.structs.replace(loader, password=lambda: "gehéim")
    with pytest.raises(ConfigError, match="ASCII") as caught:
        stranger.load(CURRENT, rows(), "ascii")
    assert "geh" not in str(caught.value)


def test_a_rotated_password_needs_no_new_warehouse(stand_in: StandIn) -> None:
    current = ["yesterday's"]
    opened = StarRocksWarehouse.from_url(stand_in.url, password=lambda: current[0])
    with pytest.raises(ConfigError):
        opened.ping()
    current[0] = PASSWORD
    opened.ping()
    opened.load(CURRENT, rows(), label=label())
    opened.close()


def test_bodies_go_to_the_named_be(loader: StreamLoader, stand_in: StandIn) -> None:
    nowhere = msgspec.structs.replace(loader, be="127.0.0.1:9")
    with pytest.raises(RetryLater, match=r"127\.0\.0\.1:9"):
        nowhere.load(CURRENT, rows(), label())


def test_nobody_listening_is_for_later(loader: StreamLoader) -> None:
    with pytest.raises(RetryLater):
        msgspec.structs.replace(loader, fe="http://127.0.0.1:9").load(CURRENT, rows(), label())
    with pytest.raises(RetryLater):
        StarRocksWarehouse.from_url("starrocks://root@127.0.0.1:9/scalar?http_port=9").ping()


def test_a_load_above_the_limit_goes_in_parts(
    loader: StreamLoader, stand_in: StandIn, warehouse: StarRocksWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_load, "MAX_BODY", 4_000_000)
    many = rows(start=[T0 + i * timedelta(minutes=1) for i in range(45_000)])
    name = label()
    for _ in range(2):
        loader.load(CURRENT, many, name)
    assert warehouse.query(f'SELECT count(*) AS n FROM "{CURRENT.name}"').to_pylist() == [{"n": 45_000}]
    parts = [r for r in stand_in.requests() if f"{name}-" in r["label"]]
    assert len({r["label"] for r in parts}) == 3
    assert all(r["bytes"] < 4_000_000 for r in parts)


def test_bodies_hold_every_row_once_in_order() -> None:
    many = rows(start=[T0 + i * timedelta(minutes=1) for i in range(45_000)])
    documents = [msgspec.json.decode(body) for body in bodies(many, limit=5_000_000)]
    starts = [row["start"] for document in documents for row in document]
    assert starts[:2] == ["2026-01-01 00:00:00.000000", "2026-01-01 00:01:00.000000"]
    assert len(starts) == len(set(starts)) == 45_000
    assert starts == sorted(starts)


def test_compressed_loads(loader: StreamLoader, stand_in: StandIn, warehouse: StarRocksWarehouse) -> None:
    small = msgspec.structs.replace(loader, compression="gzip")
    many = rows(start=[T0 + i * timedelta(minutes=1) for i in range(1000)])
    small.load(CURRENT, many, label())
    assert len(prices(warehouse)) == 1000
    assert stand_in.requests()[-1]["bytes"] < len(body_of(many)) / 5


def test_labels_fit_the_rules_and_never_collide() -> None:
    odd = ["a", "a.b", "a_b", "a/b", "x" * 128, "x" * 129, "ü"]
    labels = {make_label(t, o) for o in odd for t in ("t", "t__revisions")}
    assert len(labels) == 2 * len(odd)
    assert all(len(made) <= 128 and made.isascii() and "." not in made and "/" not in made for made in labels)


# --- the stand-in itself: it must show the mistakes that it is there to show -----------------------------------------
def _put(stand_in: StandIn, body: bytes, *, be: bool = True, signed: bool = True, **headers: str) -> requests.Response:
    port = stand_in.be_port if be else stand_in.http_port
    given = {"Expect": "100-continue", "format": "json", "strip_outer_array": "true", "label": label()} | headers
    return requests.put(
        f"http://127.0.0.1:{port}/api/scalar/{CURRENT.name}/_stream_load",
        data=body,
        headers={k: v for k, v in given.items() if v},
        auth=(b"root", PASSWORD.encode()) if signed else None,  # type: ignore[arg-type]
        allow_redirects=False,
        timeout=60,
    )


def test_stand_in_wants_100_continue_and_credentials_twice(stand_in: StandIn, loader: StreamLoader) -> None:
    body = body_of(rows())
    assert "100-continue" in _put(stand_in, b"", be=False, Expect="").json()["Message"]
    assert _put(stand_in, b"", be=False, signed=False).status_code == 401
    assert _put(stand_in, body, signed=False).status_code == 401
    redirect = _put(stand_in, b"", be=False)
    assert redirect.status_code == 307
    assert f":{stand_in.be_port}/" in redirect.headers["Location"]


def test_stand_in_shows_a_forgotten_time_zone_strict_mode_and_condition(
    stand_in: StandIn, loader: StreamLoader, warehouse: StarRocksWarehouse
) -> None:
    assert _put(stand_in, body_of(rows(version=[2]))).json()["Status"] == "Success"
    shifted = warehouse.query(f'SELECT "start" FROM "{CURRENT.name}"').to_pylist()[0]["start"]
    assert shifted == (T0 - timedelta(hours=8)).replace(tzinfo=None)
    loader.load(CURRENT, rows(version=[2], price=[2.0]), label())
    assert _put(stand_in, body_of(rows(version=[1], price=[1.0])), timezone="UTC").json()["Status"] == "Success"
    assert prices(warehouse)[-1] == 1.0  # without merge_condition the older one wins
    bad = body_of(rows()).replace(b'"price_eur_mwh":1.0', b'"price_eur_mwh":"abc"')
    assert _put(stand_in, bad, timezone="UTC").json()["Status"] == "Success"
    assert prices(warehouse)[-1] is None  # without strict_mode nonsense becomes NULL
    assert _put(stand_in, bad, timezone="UTC", strict_mode="true").json()["Message"] == "too many filtered rows"
    assert _put(stand_in, b"[]", where="a > 1").json()["Status"] == "Fail"
    assert _put(stand_in, gzip.compress(b"[]"), compression="gzip").json()["Status"] == "Success"


def test_stand_in_keeps_the_last_of_two_rows_with_one_key(
    stand_in: StandIn, loader: StreamLoader, warehouse: StarRocksWarehouse
) -> None:
    both = body_of(rows(start=[T0, T0], version=[2, 1], price=[2.0, 1.0]))
    assert _put(stand_in, both, timezone="UTC", merge_condition="version").json()["Status"] == "Success"
    assert prices(warehouse) == [1.0]
