"""``GET /api/data/{dataset}`` over a real socket: filters, windows, history, paging, formats and problems."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from shared.persistence.duckdb import DuckDBWarehouse
from tests.integration.api import (
    AREAS,
    CATEGORIES,
    DATASET,
    FETCHED,
    FIRST,
    QUARTER,
    QUARTERS,
    Api,
    expected,
    load_answers,
    price,
    served,
)

PATH = f"data/{DATASET.id}"
ALL = QUARTERS * len(AREAS) * len(CATEGORIES)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("api data")
    warehouse = DuckDBWarehouse(folder / "warehouse.duckdb", memory_limit="500MB")
    warehouse.migrate()
    load_answers(warehouse)
    warehouse.close()
    with served(folder, {"SCALAR_WAREHOUSE_URL": f"duckdb:///{folder}/warehouse.duckdb"}) as found:
        yield found


def by_key(rows: list[dict[str, object]]) -> dict[tuple[datetime, str, str], tuple[object, object]]:
    found = {
        (datetime.fromisoformat(str(r["start"])), str(r["control_area"]), str(r["category"])): (
            r["price"],
            r["doc_status"],
        )
        for r in rows
    }
    assert len(found) == len(rows), "a row stands twice"
    return found


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def test_all_rows_as_they_are_now(api: Api) -> None:
    answer = api.get(PATH)
    body = answer.json()
    assert by_key(body["rows"]) == expected(2)
    assert (body["dataset"], body["as_of"], body["next"]) == (DATASET.id, None, None)
    assert body["units"] == {"price": "currency/MWh", "minutes": "min"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert [r["start"] for r in body["rows"]] == sorted(r["start"] for r in body["rows"])


@pytest.mark.parametrize(
    ("moment", "version"),
    [(FETCHED[0], 0), (FETCHED[1] - timedelta(seconds=1), 0), (FETCHED[1], 1), (FETCHED[2], 2)],
)
def test_rows_as_they_were_known_at_a_moment(api: Api, moment: datetime, version: int) -> None:
    assert by_key(api.rows(as_of=iso(moment))) == expected(version)


def test_nothing_was_known_before_the_first_answer(api: Api) -> None:
    assert api.rows(as_of=iso(FETCHED[0] - timedelta(microseconds=1))) == []


def test_a_filter_on_a_value_looks_at_the_version_that_counts(api: Api) -> None:
    """At the first fetch nothing was final; filtering must not dig out an older or newer version."""
    assert api.rows(as_of=iso(FETCHED[0]), doc_status="A02") == []
    assert len(api.rows(as_of=iso(FETCHED[2]), doc_status="A02")) == ALL // 2
    assert len(api.rows(doc_status="A01")) == ALL // 2


def test_windows_are_half_open(api: Api) -> None:
    start, end = FIRST + 4 * QUARTER, FIRST + 8 * QUARTER
    found = {r["start"] for r in api.rows(start=iso(start), end=iso(end))}
    assert found == {iso(start + i * QUARTER) for i in range(4)}
    assert api.rows(start=iso(start), end=iso(start)) == []


@pytest.mark.parametrize("text", ["2025-10-26T00:00:00+02:00", "2025-10-25T22:00:00Z", "2025-10-25T22:00:00"])
def test_moments_with_and_without_an_offset_mean_the_same(api: Api, text: str) -> None:
    end = iso(FIRST + QUARTER)
    assert len(api.rows(start=text, end=end)) == len(AREAS) * len(CATEGORIES)


def test_both_hours_of_the_autumn_change_are_there(api: Api) -> None:
    """02:00 to 03:00 local time comes twice: eight quarters between 00:00Z and 02:00Z."""
    rows = api.rows(
        start="2025-10-26T02:00:00+02:00", end="2025-10-26T03:00:00+01:00", control_area="BE", category="A05"
    )
    assert len(rows) == 8


def test_filters_take_several_values_and_join_by_and(api: Api) -> None:
    assert {r["control_area"] for r in api.rows(control_area="NL")} == {"NL"}
    assert len(api.rows(control_area="NL,BE")) == ALL
    assert len(api.rows(control_area="NL", category="A04", minutes="15")) == QUARTERS
    assert api.rows(minutes="60") == []
    assert api.rows(control_area="'; DROP TABLE x; --") == []


def test_columns_and_order(api: Api) -> None:
    rows = api.rows(columns="price,start,fetched_at", order="desc", control_area="BE", category="A05", limit="2")
    last = QUARTERS - 1
    assert rows == [
        {
            "price": price(q, "BE", "A05", 2),
            "start": iso(FIRST + q * QUARTER),
            "fetched_at": iso(FETCHED[2]),
        }
        for q in (last, last - 1)
    ]
    assert list(rows[0]) == ["price", "start", "fetched_at"]


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("as_of", ["", iso(FETCHED[1])])
def test_pages_hold_every_row_once(api: Api, order: str, as_of: str) -> None:
    params = {"order": order, "limit": "37", "as_of": as_of, "columns": "start,control_area,category,price,doc_status"}
    pages, cursor = [], ""
    while True:
        body = api.get(PATH, **params, cursor=cursor).json()
        pages.append(body["rows"])
        if not (cursor := body["next"] or ""):
            break
    assert [len(page) for page in pages] == [37] * (ALL // 37) + [ALL % 37]
    rows = [row for page in pages for row in page]
    assert by_key(rows) == expected(1 if as_of else 2)
    starts = [r["start"] for r in rows]
    assert starts == sorted(starts, reverse=order == "desc")


def test_the_link_to_the_next_page_works_and_holds_no_key(api: Api) -> None:
    answer = api.get(PATH, limit="399", format="ndjson", code="secret-of-the-query")
    link = answer.headers["Link"]
    assert link.endswith('; rel="next"')
    assert "secret-of-the-query" not in link
    path = link[link.index("<") + 1 : link.index(">")].removeprefix("/api/")
    rest = api.get(path)
    assert len(rest.content.splitlines()) == 1
    assert "X-Next-Cursor" not in rest.headers


def test_every_format_holds_the_same_rows(api: Api) -> None:
    asked = {"control_area": "BE", "category": "A04"}
    plain = api.rows(**asked)
    assert sum(r["price"] is None for r in plain) == 1
    bodies = {name: api.get(PATH, format=name, **asked) for name in ("ndjson", "csv", "parquet", "arrow")}
    kinds = {name: answer.headers["Content-Type"].partition(";")[0] for name, answer in bodies.items()}
    assert kinds == {
        "ndjson": "application/x-ndjson",
        "csv": "text/csv",
        "parquet": "application/vnd.apache.parquet",
        "arrow": "application/vnd.apache.arrow.stream",
    }
    parquet = pyarrow.parquet.read_table(io.BytesIO(bodies["parquet"].content))
    arrow = pa.ipc.open_stream(bodies["arrow"].content).read_all()
    assert arrow.equals(parquet)
    assert arrow.schema.field("start").type == pa.timestamp("us", "UTC")
    assert arrow.schema.field("price").type == pa.float64()
    text = [{k: iso(v) if isinstance(v, datetime) else v for k, v in row.items()} for row in arrow.to_pylist()]
    assert text == plain
    csv = pyarrow.csv.read_csv(io.BytesIO(bodies["csv"].content))
    assert csv.column_names == list(plain[0])
    assert csv.column("price").to_pylist() == [r["price"] for r in plain]
    import orjson

    assert [orjson.loads(line) for line in bodies["ndjson"].content.splitlines()] == plain


@pytest.mark.parametrize("name", ["ndjson", "csv", "parquet", "arrow"])
def test_an_empty_answer_is_still_well_formed(api: Api, name: str) -> None:
    answer = api.get(PATH, format=name, control_area="XX")
    assert answer.status_code == 200
    if name == "ndjson":
        assert answer.content == b""
    elif name == "csv":
        assert answer.text.count("\n") == 1
        assert "price" in answer.text
    else:
        read = pyarrow.parquet.read_table if name == "parquet" else lambda s: pa.ipc.open_stream(s).read_all()
        assert read(io.BytesIO(answer.content)).num_rows == 0


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"start": "yesterday"}, "start='yesterday'"),
        ({"as_of": "2025-13-01"}, "as_of='2025-13-01'"),
        ({"limit": "0"}, "limit='0'"),
        ({"limit": "100001"}, "limit='100001'"),
        ({"order": "up"}, "asc, desc"),
        ({"format": "xml"}, "json, ndjson, csv, parquet, arrow"),
        ({"zone": "BE"}, "'zone' is neither a parameter nor a column"),
        ({"price": "1"}, "'price' is neither"),
        ({"minutes": "a quarter"}, "not a whole number"),
        ({"columns": "start,cost"}, "['cost']"),
        ({"cursor": "bm90IG91cnM"}, "cursor"),
        ({"cursor": "WzEsMl0"}, "cursor"),
    ],
)
def test_what_cannot_be_asked_is_a_problem_that_names_it(api: Api, params: dict[str, str], named: str) -> None:
    answer = api.get(PATH, **params)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["title"], told["type"]) == (400, "Bad request", "about:blank")
    assert named in told["detail"]


def test_an_unknown_dataset_is_not_found(api: Api) -> None:
    answer = api.get("data/entsoe.tomorrow")
    assert answer.status_code == 404
    assert "entsoe.tomorrow" in answer.json()["detail"]


def test_the_catalogue_lists_every_dataset_with_units(api: Api) -> None:
    found = {d["id"]: d for d in api.get("data").json()["datasets"]}
    assert {"entsoe.imbalance_prices", "elia.wind", "energinet.day_ahead_prices"} < set(found)
    price_column = next(c for c in found[DATASET.id]["columns"] if c["name"] == "price")
    assert price_column["unit"] == "currency/MWh"
    assert found[DATASET.id]["primary_key"] == list(DATASET.primary_key)
