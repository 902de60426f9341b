"""Rows as text and as binary tables: the same values, times in UTC, nothing rounded."""

import csv
import io
from datetime import UTC, datetime

import orjson
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.api.formats import CHUNK, FORMATS, ndjson, records

WHOLE, EXACT = datetime(2026, 3, 29, 1), datetime(2026, 3, 29, 1, 0, 0, 250_000)


def table(**columns: object) -> pa.Table:
    kinds = {
        "at": pa.timestamp("us"),
        "value": pa.float64(),
        "count": pa.int64(),
        "name": pa.string(),
        "on": pa.bool_(),
    }
    return pa.table({name: pa.array(values, kinds[name]) for name, values in columns.items()})


def test_times_are_rfc_3339_with_z_and_decimals_only_where_needed() -> None:
    assert records(table(at=[WHOLE, None]))[0] == {"at": "2026-03-29T01:00:00Z"}
    assert records(table(at=[WHOLE, None]))[1] == {"at": None}
    assert [r["at"] for r in records(table(at=[WHOLE, EXACT]))] == [
        "2026-03-29T01:00:00.000000Z",
        "2026-03-29T01:00:00.250000Z",
    ]


def test_times_before_1970_keep_their_second() -> None:
    assert records(table(at=[datetime(1969, 12, 31, 23, 59, 59)])) == [{"at": "1969-12-31T23:59:59Z"}]


def test_binary_formats_carry_the_zone_and_microseconds() -> None:
    rows = table(at=[EXACT, None], value=[0.1, None])
    arrow = pa.ipc.open_stream(FORMATS["arrow"].write(rows)).read_all()
    parquet = pyarrow.parquet.read_table(io.BytesIO(FORMATS["parquet"].write(rows)))
    for read in (arrow, parquet):
        assert read.schema.field("at").type == pa.timestamp("us", "UTC")
        assert read.to_pylist() == [{"at": EXACT.replace(tzinfo=UTC), "value": 0.1}, {"at": None, "value": None}]


def test_csv_quotes_what_needs_it_and_leaves_missing_values_empty() -> None:
    text = FORMATS["csv"].write(table(name=['a,"b"', "plain", None], value=[1.5, None, -0.25])).decode()
    assert list(csv.reader(io.StringIO(text))) == [["name", "value"], ['a,"b"', "1.5"], ["plain", ""], ["", "-0.25"]]


@pytest.mark.parametrize("name", FORMATS)
def test_no_rows_are_a_well_formed_body(name: str) -> None:
    body = FORMATS[name].write(table(at=[], value=[], name=[]))
    assert {"json": b"[]", "ndjson": b""}.get(name, body) == body
    if name == "csv":
        assert body.replace(b'"', b"") == b"at,value,name\n"
    elif name == "parquet":
        assert pyarrow.parquet.read_table(io.BytesIO(body)).column_names == ["at", "value", "name"]


def test_ndjson_comes_in_chunks_of_whole_lines() -> None:
    chunks = list(ndjson(table(count=range(CHUNK + 5))))
    assert len(chunks) == 2
    assert all(chunk.endswith(b"\n") for chunk in chunks)
    assert [orjson.loads(line)["count"] for chunk in chunks for line in chunk.splitlines()] == list(range(CHUNK + 5))


ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))),
        st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
        st.one_of(st.none(), st.integers(-(2**53), 2**53)),
        st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)),
        st.one_of(st.none(), st.booleans()),
    ),
    max_size=20,
)


@given(ROWS)
def test_every_format_reads_back_as_the_same_values(rows: list[tuple[object, ...]]) -> None:
    made = table(**{name: [r[i] for r in rows] for i, name in enumerate(("at", "value", "count", "name", "on"))})
    plain = records(made)
    assert orjson.loads(FORMATS["json"].write(made)) == plain
    assert [orjson.loads(line) for line in FORMATS["ndjson"].write(made).split(b"\n")[:-1]] == plain
    arrow = pa.ipc.open_stream(FORMATS["arrow"].write(made)).read_all()
    assert arrow.equals(pyarrow.parquet.read_table(io.BytesIO(FORMATS["parquet"].write(made))))
    assert records(arrow) == plain
    read = list(csv.DictReader(io.StringIO(FORMATS["csv"].write(made).decode(), newline="")))
    assert [r["count"] for r in read] == ["" if r["count"] is None else str(r["count"]) for r in plain]
    assert [float(r["value"]) if r["value"] else None for r in read] == [r["value"] for r in plain]
    for told, row in zip(plain, rows, strict=True):
        if isinstance(row[0], datetime):
            assert datetime.fromisoformat(told["at"]) == row[0].replace(tzinfo=UTC)
