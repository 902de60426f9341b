"""When waiting rows are loaded, and which version a row gets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.model import Dataset, Rank
from shared.communication.consume import Received
from shared.communication.envelope import properties
from shared.ingestion.buffers import FLUSH_ROWS, LOAD_INTERVAL, Buffers
from shared.ingestion.load import label
from shared.ingestion.read import Parsed, read
from shared.ingestion.stamp import as_revisions, stamp
from shared.persistence.tables import RANK_STEP, current_table, revisions_table
from tests.integration.sample import NOON, body, make_dataset, message

PRICES = make_dataset("unit")
OTHERS = make_dataset("unit", "others")


def parsed(dataset: Dataset = PRICES, rows: int = 1, *, status: str = "final", at: datetime = NOON) -> Parsed:
    sent = message(dataset, body([float(n % 1000) for n in range(rows)], status=status, minutes=1), fetched_at=at)
    return read(Received("topic", "1", sent.body, properties(sent), None), {dataset.id: dataset}, None)


def test_the_first_rows_of_a_dataset_are_due_at_once() -> None:
    buffers = Buffers()
    buffers.add(parsed(), 100.0)
    buffers.add(parsed(OTHERS), 100.0)
    assert [(p.dataset.id, p.rows) for p in buffers.due(100.0)] == [("unit.prices", 1), ("unit.others", 1)]
    assert not buffers


def test_the_next_rows_wait_for_the_interval_counted_from_the_last_load() -> None:
    buffers = Buffers()
    buffers.add(parsed(), 100.0)
    buffers.due(100.0)
    buffers.add(parsed(), 101.0)
    assert buffers.next_due(101.0) == pytest.approx(LOAD_INTERVAL - 1.0)
    assert buffers.due(100.0 + LOAD_INTERVAL - 0.01) == []
    (pending,) = buffers.due(100.0 + LOAD_INTERVAL)
    assert len(pending.messages) == 1


def test_many_rows_do_not_wait() -> None:
    buffers = Buffers()
    buffers.add(parsed(), 100.0)
    buffers.due(100.0)
    buffers.add(parsed(rows=FLUSH_ROWS - 1), 100.1)
    assert buffers.due(100.1) == []
    buffers.add(parsed(), 100.2)
    assert [p.rows for p in buffers.due(100.2)] == [FLUSH_ROWS]


def test_everything_goes_at_the_end_and_what_is_cleared_is_counted() -> None:
    buffers = Buffers()
    buffers.add(parsed(), 100.0)
    buffers.due(100.0)
    buffers.add(parsed(), 100.1)
    assert len(buffers.due(100.1, everything=True)) == 1
    buffers.add(parsed(), 100.2)
    assert len(buffers.clear()) == 1
    assert buffers.next_due(100.3) == LOAD_INTERVAL


@given(st.permutations(["unknown", "intermediate", "final"]), st.integers(0, 10**6))
def test_rank_outweighs_fetch_time_and_then_the_newer_wins(order: list[str], seconds: int) -> None:
    late = NOON + timedelta(seconds=seconds)
    strength = {"unknown": 0, "intermediate": 1, "final": 2}
    versions = {status: parsed(status=status, at=late).rows.column("version")[0].as_py() for status in order}
    assert sorted(versions, key=lambda s: versions[s]) == sorted(order, key=lambda s: strength[s])
    assert parsed(at=late + timedelta(microseconds=1)).rows.column("version")[0].as_py() == versions["final"] + 1


def test_without_an_order_a_number_is_stronger_than_none() -> None:
    dataset = make_dataset("unit", rank=Rank(column="price_eur_mwh"))
    rows = parsed().rows.drop_columns(["fetched_at", "version"])
    hole = rows.set_column(
        rows.schema.get_field_index("price_eur_mwh"), "price_eur_mwh", pa.array([None], pa.float64())
    )
    micros = int(NOON.timestamp()) * 10**6
    assert stamp(dataset, rows, NOON).column("version").to_pylist() == [RANK_STEP + micros]
    assert stamp(dataset, hole, NOON).column("version").to_pylist() == [micros]


def test_stamped_rows_fit_both_tables() -> None:
    rows = parsed(rows=3, at=datetime(2025, 10, 1, tzinfo=UTC)).rows
    assert sorted(rows.column_names) == sorted(c.name for c in current_table(PRICES).columns)
    assert as_revisions(PRICES, rows).column_names == [c.name for c in revisions_table(PRICES).columns]
    assert set(as_revisions(PRICES, rows).column("known_at").to_pylist()) == {datetime(2025, 10, 1)}


def test_labels_name_content() -> None:
    table = current_table(PRICES)
    same, other = parsed(rows=3).rows, parsed(rows=4).rows
    assert label(table, same) == label(table, parsed(rows=3).rows)
    assert label(table, same) == label(table, pa.concat_tables([same.slice(0, 1), same.slice(1)]).combine_chunks())
    assert label(table, same) != label(table, other)
    assert label(table, same) != label(revisions_table(PRICES), same)
    assert len(label(table, same)) <= 128
