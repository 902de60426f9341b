"""Documents that contradict themselves, their schema or their declaration are refused with the reason."""

from __future__ import annotations

import pytest

from shared.catalogue import entsoe as catalogue
from shared.errors import BadData
from shared.ingestion.validate import to_table
from tests.unit.test_entsoe import PIECE, gl, replaced, rows

PRICES = "a44_at_2025-10-26_autumn.xml"
END = "<end>2025-10-26T23:00Z</end>"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<position>100<", "<position>101<", "position 101 lies outside its Period of 100 slots"),
        ("<position>1<", "<position>0<", "position 0 lies outside"),
        ("<position>9<", "<position>17<", "position 17 stands twice"),
        ("<position>9<", "<position>x<", "position is not a number"),
        (">7.25<", ">7,25<", "price.amount is not a number"),
        (">7.25<", "><", "empty price.amount"),
        ("PT15M", "PT0M", "resolution 'PT0M' is not a duration"),
        ("PT15M", "15", "resolution '15' is not a duration"),
        ("PT15M", "P1DT1H", "mixes calendar and clock"),
        ("PT15M", "PT20S", "not a number of whole minutes"),
        ("<resolution>PT15M</resolution>", "", "lacks its resolution"),
        (f"{END}\n      </time", "<end>2025-10-25T22:00Z</end>\n      </time", "not after its start"),
        ("T22:00Z</start>\n        <end>", "T22:00</start>\n        <end>", "not a time with zone"),
        ("<curveType>A03", "<curveType>A07", "curve type A07 is not known"),
        ("<type>A44<", "<type>A65<", "document type A44 expected, A65 came"),
        (">1</classification", ">one</classification", "sequence cannot be read"),
        ("urn:iec62325.351:", "urn:example:", "no ENTSO-E market document"),
        ("Publication_MarketDocument", "Publication", "no ENTSO-E market document"),
        ("TimeSeries>", "Series>", "holds no TimeSeries"),
        ("Period>", "Span>", "holds no Period"),
    ],
)  # fmt: skip
def test_wrong_documents_are_bad_data(old: str, new: str, reason: str) -> None:
    with pytest.raises(BadData, match=reason):
        catalogue.DAY_AHEAD_PRICES.parse(replaced(PRICES, old, new), PIECE)


def test_a_point_may_not_hold_a_value_twice() -> None:
    body = replaced(
        PRICES, "<price.amount>9</price.amount>", "<price.amount>9</price.amount><price.amount>8</price.amount>"
    )
    with pytest.raises(BadData, match=r"holds price\.amount twice"):
        catalogue.DAY_AHEAD_PRICES.parse(body, PIECE)


def test_prices_beyond_every_limit_are_bad_data() -> None:
    body = replaced(PRICES, ">7.25<", ">90000000<")
    with pytest.raises(BadData, match="price 90000000"):
        to_table(catalogue.DAY_AHEAD_PRICES, catalogue.DAY_AHEAD_PRICES.parse(body, PIECE))


def test_not_a_number_is_bad_data() -> None:
    body = replaced(PRICES, ">7.25<", ">NaN<")
    with pytest.raises(BadData, match="not a number"):
        to_table(catalogue.DAY_AHEAD_PRICES, catalogue.DAY_AHEAD_PRICES.parse(body, PIECE))


def test_another_unit_than_the_column_promises_is_bad_data() -> None:
    body = replaced("a75_be_2026-01-10_hole_and_pumping.xml", ">MAW<", ">MWH<", 1)
    with pytest.raises(BadData, match="quantity in MWH, expected MAW"):
        catalogue.GENERATION_PER_TYPE.parse(body, PIECE)


def test_answers_of_another_run_are_not_mixed_up() -> None:
    body = gl("A65", "A01", "2026-01-10T00:00Z", "2026-01-10T01:00Z", "PT60M", [1], "10YBE----------2")
    assert len(rows(catalogue.LOAD_FORECAST_DAY_AHEAD, body)) == 1
    with pytest.raises(BadData, match="process type A16 expected, A01 came"):
        catalogue.ACTUAL_LOAD.parse(body, PIECE)


def test_an_interval_of_centuries_does_not_fill_the_memory() -> None:
    body = replaced(PRICES, f"{END}\n      </time", "<end>9025-10-26T23:00Z</end>\n      </time")
    with pytest.raises(BadData, match="more than"):
        catalogue.DAY_AHEAD_PRICES.parse(body, PIECE)
