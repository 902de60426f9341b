"""Columns against their declaration: what is refused, how it is told, and what a partial dataset keeps."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.registry import CATALOGUE
from shared.errors import BadData
from shared.ingestion.validate import split, to_table

DATASET = CATALOGUE["energinet.day_ahead_prices"]
NIGHT = datetime(2026, 3, 29, tzinfo=UTC)
Values = Mapping[str, Sequence[Any]]


def columns(count: int = 3, **changes: Sequence[Any]) -> dict[str, Sequence[Any]]:
    return {
        "start": [NIGHT + timedelta(minutes=15 * i) for i in range(count)],
        "zone": ["DK1"] * count,
        "minutes": [15] * count,
        "price_eur_mwh": [10.0 + i for i in range(count)],
        "price_dkk_mwh": [None] * count,
        **changes,
    }


def test_good_columns_become_a_table_in_the_declared_order_and_kinds() -> None:
    rows = to_table(DATASET, dict(reversed(columns().items())))
    assert rows.column_names == [c.name for c in DATASET.columns]
    assert [str(t) for t in rows.schema.types] == ["timestamp[us]", "string", "int64", "double", "double"]
    assert rows.column("start").to_pylist()[0] == NIGHT.replace(tzinfo=None)


def test_no_rows_are_fine() -> None:
    assert to_table(DATASET, columns(0)).num_rows == 0


def test_aware_times_of_any_zone_and_microseconds_mean_the_same() -> None:
    local = timezone(timedelta(hours=2))
    aware = to_table(DATASET, columns(start=[t.astimezone(local) for t in columns()["start"]]))
    micros = to_table(DATASET, columns(start=[int(t.timestamp()) * 1_000_000 for t in columns()["start"]]))
    assert aware.equals(micros)
    assert aware.equals(to_table(DATASET, columns()))


def test_numbers_have_the_scale_they_are_stored_with() -> None:
    rows = to_table(DATASET, columns(price_eur_mwh=[347.149994, 2.5, -1.23456]))
    assert rows.column("price_eur_mwh").to_pylist() == [347.15, 2.5, -1.2346]


def missing(name: str) -> Values:
    found = columns()
    del found[name]
    return found


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (missing("price_eur_mwh"), "columns ['price_eur_mwh'] are missing"),
        (columns(other=[1, 2, 3]), "columns ['other'] are not declared"),
        (columns(zone=["DK1"]), "columns differ in length"),
        (columns(price_eur_mwh=[1.0, "2", 3.0]), "price_eur_mwh: expected float values"),
        (columns(start=[t.replace(tzinfo=None) for t in columns()["start"]]), "start: times without a zone"),
        (columns(zone=["DK1", None, "DK1"]), "row 1: zone is missing"),
        (columns(zone=["DK1", "DK1", "Jylland vest!"]), "row 2: zone 'Jylland vest!' does not match"),
        (columns(zone=["DK1", "D" * 40, "DK1"]), "row 1: zone"),
        (columns(minutes=[15, 0, 15]), "row 1: minutes 0 min is below 1"),
        (columns(price_eur_mwh=[1.0, 20000.01, 3.0]), "row 1: price_eur_mwh 20000.01 EUR/MWh is above 20000"),
        (columns(price_eur_mwh=[-20000.01, 2.0, 3.0]), "row 0: price_eur_mwh -20000.01 EUR/MWh is below -20000"),
        (columns(price_eur_mwh=[1.0, float("nan"), 3.0]), "row 1: price_eur_mwh is nan, not a number"),
        (columns(price_eur_mwh=[1.0, float("inf"), 3.0]), "row 1: price_eur_mwh is inf, not a number"),
        (columns(start=[NIGHT, NIGHT, NIGHT + timedelta(hours=1)]), "stands twice with different values"),
        (columns(minutes=[15, 2**70, 15]), "minutes: expected int values"),
    ],
)
def test_what_is_not_declared_is_refused_by_name(values: Values, reason: str) -> None:
    with pytest.raises(BadData) as caught:
        to_table(DATASET, values)
    assert str(caught.value).startswith(f"{DATASET.id}: ")
    assert reason in str(caught.value)
    assert caught.value.facts["dataset"] == DATASET.id


def test_bounds_themselves_are_allowed() -> None:
    assert to_table(DATASET, columns(2, price_eur_mwh=[-20000.0, 20000.0])).num_rows == 2


def test_a_row_repeated_exactly_does_no_harm() -> None:
    twice = columns(2, start=[NIGHT, NIGHT], price_eur_mwh=[5.0, 5.0])
    assert to_table(DATASET, twice).num_rows == 2


def test_a_partial_dataset_keeps_the_good_rows_and_names_the_others() -> None:
    values = columns(4, price_eur_mwh=[1.0, 99999.0, None, 4.0], zone=["DK1", "DK1", "DK1", "no zone"])
    good, reasons = split(DATASET, values)
    assert good.column("price_eur_mwh").to_pylist() == [1.0, None]
    assert [reason.partition(":")[0] for reason in reasons] == ["row 1", "row 3"]
    none, all_bad = split(DATASET, columns(1, zone=["no zone"]))
    assert (none.num_rows, len(all_bad)) == (0, 1)


def test_a_partial_dataset_still_needs_its_columns() -> None:
    with pytest.raises(BadData, match="are missing"):
        split(DATASET, missing("zone"))


@given(st.lists(st.one_of(st.none(), st.floats(-30000, 30000), st.just(float("nan"))), min_size=1, max_size=30))
def test_split_and_to_table_agree_on_what_is_good(prices: list[float | None]) -> None:
    values = columns(len(prices), price_eur_mwh=prices)
    fine = [p is None or -20000 <= round(p, 4) <= 20000 for p in prices]
    good, reasons = split(DATASET, values)
    assert isinstance(good, pa.Table)
    assert good.num_rows == sum(fine)
    assert len({reason.partition(":")[0] for reason in reasons}) == len(prices) - sum(fine)
    if all(fine):
        assert to_table(DATASET, values).equals(good)
    else:
        with pytest.raises(BadData):
            to_table(DATASET, values)
