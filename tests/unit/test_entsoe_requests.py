"""What each declaration asks for, per key and slice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.catalogue import entsoe as catalogue
from shared.catalogue.model import Dataset, Slice
from shared.errors import ConfigError
from tests.unit.test_entsoe import PIECE


def asked(dataset: Dataset, key: str) -> dict[str, str]:
    return dict(dataset.request(Slice(key=key, start=PIECE.start, end=PIECE.start + timedelta(hours=26))).params)


def test_a_zone_fills_both_domains() -> None:
    request = catalogue.DAY_AHEAD_PRICES.request(PIECE)
    assert (request.path, request.family, request.page) == ("", "A44", 100)
    assert dict(request.params) == {
        "documentType": "A44",
        "in_Domain": "10YBE----------2",
        "out_Domain": "10YBE----------2",
        "contract_MarketAgreement.type": "A01",
        "periodStart": "202601100000",
        "periodEnd": "202601110000",
        "offset": "0",
    }


def test_a_border_runs_from_the_sending_to_the_receiving_side() -> None:
    params = asked(catalogue.PHYSICAL_FLOWS, "NL>BE")
    assert (params["out_Domain"], params["in_Domain"]) == ("10YNL----------L", "10YBE----------2")
    assert (params["periodStart"], params["periodEnd"]) == ("202601100000", "202601110200")


def test_a_key_with_parts_names_the_process() -> None:
    params = asked(catalogue.BALANCING_BIDS_AGGREGATED, "AT:A47")
    assert (params["area_Domain"], params["processType"]) == ("10YAT-APG------L", "A47")


def test_outages_are_asked_by_time_of_update() -> None:
    params = asked(catalogue.GENERATION_OUTAGES, "BE")
    assert (params["PeriodStartUpdate"], params["PeriodEndUpdate"]) == ("202601100000", "202601110200")
    assert (params["periodStart"], params["periodEnd"], params["offset"]) == ("202601100000", "202701090000", "0")


@pytest.mark.parametrize("key", ["BX", "BE>", "10YBE----------3", "BE:A16", "NL>XX"])
def test_unknown_keys_are_refused_before_they_are_asked(key: str) -> None:
    with pytest.raises(ConfigError, match=r"BX|BE>|10YBE|BE:A16|XX"):
        catalogue.ACTUAL_LOAD.request(Slice(key=key, start=PIECE.start, end=PIECE.end))


ALL = [item for item in vars(catalogue).values() if isinstance(item, Dataset)]


@pytest.mark.parametrize("dataset", ALL, ids=lambda d: d.id)
def test_every_key_makes_a_complete_request(dataset: Dataset) -> None:
    for key in dataset.keys:
        params = asked(dataset, key)
        assert params["documentType"] == dataset.request(Slice(key=key, start=PIECE.start, end=PIECE.end)).family
        assert not [value for value in params.values() if "{" in value or not value]
