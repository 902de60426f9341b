"""What every declared dataset must fulfil, on the synthetic market and on days that break careless code."""

from datetime import UTC, datetime, timedelta

import pytest

from embedded.sandbox.server import Question
from embedded.sandbox.synthetic import SyntheticMarket
from shared.catalogue import fields
from shared.catalogue.describe import describe
from shared.catalogue.model import Dataset, Slice
from shared.catalogue.registry import CATALOGUE
from shared.catalogue.schema import columns_of
from shared.clients.providers import provider
from shared.ingestion.validate import to_table
from shared.persistence.tables import current_table, revisions_table

DAYS = {
    "spring clock change": datetime(2026, 3, 29, tzinfo=UTC),
    "autumn clock change": datetime(2026, 10, 25, tzinfo=UTC),
    "quarter-hour market time unit": datetime(2025, 10, 1, tzinfo=UTC),
}
every_dataset = pytest.mark.parametrize("dataset", CATALOGUE.values(), ids=CATALOGUE.keys())


@every_dataset
def test_every_key_makes_a_request(dataset: Dataset) -> None:
    start = datetime(2026, 3, 28, 23, tzinfo=UTC)
    asked = {dataset.request(Slice(key=k, start=start, end=start + timedelta(hours=23))) for k in dataset.keys}
    assert len(asked) == len(dataset.keys)
    assert all("token" not in name.lower() for request in asked for name, _ in request.params)


@every_dataset
def test_numbers_have_units_and_names_end_in_them(dataset: Dataset) -> None:
    endings = {"MW": "_mw", "MWh": "_mwh", "EUR/MWh": "_eur_mwh", "DKK/MWh": "_dkk_mwh", "min": "minutes", "%": "_pct"}
    for column in dataset.columns:
        if column.kind == "float":
            assert column.unit, f"{column.name} has no unit"
        if column.unit in endings:
            assert column.name.endswith(endings[column.unit]), f"{column.name} is in {column.unit}"


@every_dataset
def test_tables_fit_the_warehouse(dataset: Dataset) -> None:
    for table in (current_table(dataset), revisions_table(dataset)):
        names = [c.name for c in table.columns]
        assert names[: len(table.primary_key)] == list(table.primary_key)
        assert len(set(names)) == len(names)
        assert table.partition_column in table.primary_key


@every_dataset
@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS.keys())
def test_the_synthetic_answer_parses_to_rows_of_its_slice(dataset: Dataset, day: datetime) -> None:
    now = day + timedelta(hours=20)
    pieces = list(dataset.window.slices(dataset.keys[:1], day - timedelta(hours=2), day + timedelta(hours=18)))
    if not pieces:
        assert dataset.window.until is not None, "only a dataset that has ended answers for no slice"
        return
    piece = pieces[-1]
    request = dataset.request(piece)
    reply = SyntheticMarket(now).reply(
        Question(dataset.provider, request.path, dict(request.params), {"SECURITY_TOKEN": "any"})
    )
    assert reply is not None
    assert reply.status == 200, reply.body[:200]
    if provider(dataset.provider).classify(reply.status, {}, reply.body) == "no_data":
        return
    table = to_table(dataset, dataset.parse(reply.body, piece))
    assert table.num_rows
    if dataset.key_column and ">" not in piece.key and "," not in piece.key:
        assert set(table.column(dataset.key_column).to_pylist()) == {piece.key.partition(":")[0]}


@every_dataset
def test_descriptions_hold_what_users_ask_for(dataset: Dataset) -> None:
    told = describe(dataset)
    assert told["title"]
    assert told["source"].startswith("https://")
    assert {c["name"] for c in told["columns"]} >= {dataset.value, *dataset.primary_key}


def test_no_field_is_defined_and_unused() -> None:
    used = {id(note) for d in CATALOGUE.values() for note in d.row.__annotations__.values()}
    nullable = {
        id(a) for d in CATALOGUE.values() for n in d.row.__annotations__.values() for a in getattr(n, "__args__", ())
    }
    defined = {name: value for name, value in vars(fields).items() if hasattr(value, "__metadata__")}
    assert [name for name, value in defined.items() if id(value) not in used | nullable] == []


def test_the_same_column_name_means_the_same_everywhere() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for dataset in CATALOGUE.values():
        for column in columns_of(dataset.row):
            meaning = (column.kind, column.unit)
            assert seen.setdefault(column.name, meaning) == meaning, f"{dataset.id}: {column.name}"
