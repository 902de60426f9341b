"""One suite for every warehouse: DuckDB in process, and StarRocks over real sockets to the stand-in."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from msgspec.structs import replace

from shared.errors import BadData, ConfigError, Refused
from shared.persistence import pointintime
from shared.persistence.tables import WORKER_CONFIG
from shared.persistence.warehouse import Warehouse
from tests.contract.warehouse_cases import CURRENT, PRICES, REVISIONS, label, revision_rows, rows

T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def stored(warehouse: Warehouse, columns: str = "*") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = warehouse.query(
        f'SELECT {columns} FROM "{CURRENT.name}" ORDER BY "start", "zone"'
    ).to_pylist()
    return found


def test_rows_come_back_as_they_went_in(warehouse: Warehouse) -> None:
    loaded = rows(
        start=[T0, T0 + timedelta(minutes=15, microseconds=1)],
        zone=["BE", "Zürich ☀"],
        end=[T0 + DAY, None],
        price=[-500.0001, None],
        is_final=[True, None],
        note=['it\'s 100% \\ "quoted" ?\n', None],
    )
    warehouse.load(CURRENT, loaded, label=label())
    back = warehouse.query(f'SELECT * FROM "{CURRENT.name}" ORDER BY "start"')
    assert back.to_pylist() == loaded.select(back.column_names).to_pylist()
    assert back.schema.field("start").type == pa.timestamp("us")
    assert back.schema.field("price_eur_mwh").type == pa.float64()
    assert back.schema.field("minutes").type == pa.int64()
    assert back.schema.field("is_final").type == pa.bool_()


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_newest_wins_whatever_the_order(warehouse: Warehouse, order: tuple[int, ...]) -> None:
    for version in order:
        warehouse.load(CURRENT, rows(version=[version], price=[float(version)]), label=label())
    assert [(r["version"], r["price_eur_mwh"]) for r in stored(warehouse)] == [(3, 3.0)]


def test_equal_version_replaces(warehouse: Warehouse) -> None:
    warehouse.load(CURRENT, rows(price=[1.0]), label=label())
    warehouse.load(CURRENT, rows(price=[2.0]), label=label())
    assert [r["price_eur_mwh"] for r in stored(warehouse)] == [2.0]


def test_repeated_keys_in_one_batch(warehouse: Warehouse) -> None:
    batch = rows(start=[T0] * 4, zone=["BE", "BE", "BE", "NL"], version=[2, 3, 1, 1], price=[2.0, 3.0, 1.0, 9.0])
    warehouse.load(CURRENT, batch, label=label())
    assert [(r["zone"], r["price_eur_mwh"]) for r in stored(warehouse)] == [("BE", 3.0), ("NL", 9.0)]


def test_same_label_twice_changes_nothing(warehouse: Warehouse) -> None:
    name = label()
    warehouse.load(CURRENT, rows(price=[1.0]), label=name)
    warehouse.load(CURRENT, rows(price=[2.0]), label=name)
    assert [r["price_eur_mwh"] for r in stored(warehouse)] == [1.0]


def test_a_label_counts_per_table(warehouse: Warehouse) -> None:
    name = label()
    warehouse.load(CURRENT, rows(), label=name)
    warehouse.load(REVISIONS, revision_rows(), label=name)
    assert warehouse.query(f'SELECT count(*) AS n FROM "{REVISIONS.name}"').to_pylist() == [{"n": 1}]


def test_any_text_may_be_a_label(warehouse: Warehouse) -> None:
    for odd in ("a.b|c/ü", "a.b_c/ü", "x" * 300):
        warehouse.load(CURRENT, rows(price=[1.0]), label=odd + label())
    assert len(stored(warehouse)) == 1


def test_a_table_that_was_not_migrated_says_so(warehouse: Warehouse) -> None:
    with pytest.raises(ConfigError, match="migrate"):
        warehouse.load(replace(CURRENT, name="not_migrated"), rows(), label=label())
    warehouse.load(CURRENT, rows(), label=label())
    assert len(stored(warehouse)) == 1


def test_no_rows_is_no_load(warehouse: Warehouse) -> None:
    warehouse.load(CURRENT, rows().slice(0, 0), label=label())
    assert stored(warehouse) == []


def test_decimals_are_rounded_alike_and_come_back_exactly(warehouse: Warehouse) -> None:
    prices = [0.1, 1.00005, -1.00005, 2.5e-5, 1234567.8912, 9_999_999_999.9999, -0.0001, 7.0]
    starts = [T0 + i * DAY for i in range(len(prices))]
    warehouse.load(CURRENT, rows(start=starts, price=prices), label=label())
    expected = [0.1, 1.0001, -1.0001, 0.0, 1234567.8912, 9_999_999_999.9999, -0.0001, 7.0]
    assert [r["price_eur_mwh"] for r in stored(warehouse)] == expected
    total = warehouse.query(f'SELECT sum("price_eur_mwh") AS s, sum("minutes") AS m FROM "{CURRENT.name}"')
    assert total.to_pylist() == [{"s": float(sum(map(Decimal, map(str, expected)))), "m": 480}]
    assert total.schema.types == [pa.float64(), pa.int64()]


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_times_are_utc_on_the_days_the_clock_changes(warehouse: Warehouse, day: str) -> None:
    midnight = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    starts = [midnight + i * timedelta(minutes=15) for i in range(96)]
    warehouse.load(CURRENT, rows(start=starts, price=[float(i) for i in range(96)]), label=label())
    assert [r["start"] for r in stored(warehouse, '"start"')] == [s.replace(tzinfo=None) for s in starts]
    sql, params = pointintime.select(PRICES, start=midnight + timedelta(hours=1), end=midnight + timedelta(hours=2))
    assert [r["price_eur_mwh"] for r in warehouse.query(sql, params).to_pylist()] == [4.0, 5.0, 6.0, 7.0]


@pytest.mark.parametrize(
    ("column", "values", "complaint"),
    [
        ("zone", pa.array([None], pa.string()), "without a value"),
        ("zone", pa.array(["é" * 9]), "18 bytes"),
        ("price_eur_mwh", pa.array([1e10]), "does not fit"),
        ("price_eur_mwh", pa.array([float("nan")]), "finite"),
        ("minutes", pa.array(["x"]), "minutes"),
    ],
)
def test_rows_that_do_not_fit_are_bad_data(warehouse: Warehouse, column: str, values: pa.Array, complaint: str) -> None:
    good = rows()
    with pytest.raises(BadData, match=complaint):
        warehouse.load(CURRENT, good.set_column(good.column_names.index(column), column, values), label=label())
    assert stored(warehouse) == []


def test_columns_must_be_the_tables(warehouse: Warehouse) -> None:
    for wrong in (rows().drop_columns("zone"), rows().append_column("extra", pa.array([1]))):
        with pytest.raises(BadData, match="columns"):
            warehouse.load(CURRENT, wrong, label=label())


def test_parameters_are_values_never_sql(warehouse: Warehouse) -> None:
    nasty = "x' OR '1'='1\\"
    assert warehouse.query("SELECT ? AS a, '?' AS b, 'it''s 5% \\' AS c -- why?\n", [nasty]).to_pylist() == [
        {"a": nasty, "b": "?", "c": "it's 5% \\"}
    ]
    aware = datetime(2026, 6, 1, 14, 0, 0, 5, tzinfo=UTC) + timedelta(hours=0)
    warehouse.load(CURRENT, rows(start=[aware]), label=label())
    sql = f'SELECT "zone" FROM "{CURRENT.name}" WHERE "start" = ? AND "price_eur_mwh" = ? AND "minutes" IN (?, ?)'
    assert warehouse.query(sql, [aware, 1.0, 60, 15]).to_pylist() == [{"zone": "BE"}]
    offset = aware.astimezone(datetime.fromisoformat("2026-06-01T00:00:00+02:00").tzinfo)
    assert warehouse.query(sql, [offset, 1.0, 60, 15]).num_rows == 1


@pytest.mark.parametrize("sql", ["SELECT 1 AS a; SELECT 2 AS b", "DELETE FROM worker_config WHERE 1 = 1", "SELEC 1"])
def test_a_query_is_one_select(warehouse: Warehouse, sql: str) -> None:
    with pytest.raises(Refused):
        warehouse.query(sql)


def test_wrong_statements_say_what_is_wrong(warehouse: Warehouse) -> None:
    with pytest.raises(ConfigError, match="migrate"):
        warehouse.query("SELECT 1 AS one FROM no_such_table")
    with pytest.raises(Refused):
        warehouse.query(f'SELECT no_such_column FROM "{CURRENT.name}"')
    with pytest.raises(Refused):
        warehouse.query("SELECT ? AS a", [])


def test_empty_result_keeps_its_columns(warehouse: Warehouse) -> None:
    found = warehouse.query(f'SELECT "start", "price_eur_mwh" FROM "{CURRENT.name}"')
    assert found.schema.names == ["start", "price_eur_mwh"]
    assert found.schema.types == [pa.timestamp("us"), pa.float64()]


def test_control_rows_are_replaced_changed_and_deleted(warehouse: Warehouse) -> None:
    insert = "INSERT INTO worker_config (environment, dataset, enabled, changed_at, changed_by) VALUES (?, ?, ?, ?, ?)"
    warehouse.execute(insert, ["development", "elia.a", True, T0, "catalogue"])
    warehouse.execute(insert, ["development", "elia.a", False, T0 + DAY, "someone"])
    found = warehouse.query("SELECT enabled, changed_by FROM worker_config").to_pylist()
    assert found == [{"enabled": False, "changed_by": "someone"}]
    assert warehouse.execute("UPDATE worker_config SET enabled = ? WHERE dataset = ?", [True, "elia.a"]) == 1
    assert warehouse.query("SELECT enabled FROM worker_config").to_pylist() == [{"enabled": True}]
    assert warehouse.execute("DELETE FROM worker_config WHERE dataset = ?", ["elia.a"]) == 1
    assert warehouse.query("SELECT count(*) AS n FROM worker_config").to_pylist() == [{"n": 0}]


def test_control_rows_are_loaded_like_facts(warehouse: Warehouse) -> None:
    def seed(enabled: bool, at: datetime) -> pa.Table:
        return pa.table({
            "environment": ["production"], "dataset": ["elia.a"], "enabled": [enabled],
            "changed_at": pa.array([at], pa.timestamp("us", "UTC")), "changed_by": ["catalogue"],
        })  # fmt: skip

    warehouse.load(WORKER_CONFIG, seed(True, T0 + DAY), label=label())
    warehouse.load(WORKER_CONFIG, seed(False, T0), label=label())
    assert warehouse.query("SELECT enabled FROM worker_config").to_pylist() == [{"enabled": True}]


def test_compact_and_ping(warehouse: Warehouse) -> None:
    warehouse.load(CURRENT, rows(), label=label())
    warehouse.compact(CURRENT)
    warehouse.ping()
    assert len(stored(warehouse)) == 1


def test_loads_and_queries_from_many_threads(warehouse: Warehouse) -> None:
    failures: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            for i in range(4):
                starts = [T0 + (worker * 100 + i * 10 + k) * DAY for k in range(10)]
                warehouse.load(CURRENT, rows(start=starts, zone=[f"Z{worker}"] * 10), label=label())
                own = warehouse.query(f'SELECT count(*) AS n FROM "{CURRENT.name}" WHERE "zone" = ?', [f"Z{worker}"])
                assert own.to_pylist() == [{"n": (i + 1) * 10}]
        except BaseException as error:  # handed to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert warehouse.query(f'SELECT count(*) AS n FROM "{CURRENT.name}"').to_pylist() == [{"n": 160}]


def test_a_large_batch(warehouse: Warehouse) -> None:
    count = 60_000
    starts = [T0 + i * timedelta(minutes=1) for i in range(count)]
    warehouse.load(CURRENT, rows(start=starts), label=label())
    assert warehouse.query(f'SELECT count(*) AS n FROM "{CURRENT.name}"').to_pylist() == [{"n": count}]
