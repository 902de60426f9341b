"""However an answer is damaged, it becomes rows or :class:`BadData`: never another exception, never a hang."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.catalogue import entsoe as catalogue
from shared.catalogue.model import Dataset
from shared.errors import BadData, ScalarError
from shared.ingestion.validate import to_table
from shared.providers.entsoe import classify, fingerprint
from tests.unit.test_entsoe import PIECE, fixture, zipped

CASES: list[tuple[Dataset, bytes]] = [
    (catalogue.DAY_AHEAD_PRICES, fixture("a44_de_lu_2025-03-30_spring.xml")),
    (catalogue.GENERATION_PER_TYPE, fixture("a75_be_2026-01-10_hole_and_pumping.xml")),
    (catalogue.IMBALANCE_PRICES, zipped("a85_at_final.xml", "a85_at_intermediate.xml")),
    (catalogue.AFRR_MARGINAL_PRICE_4S, fixture("a84_a67_at_four_seconds.xml")),
    (catalogue.GENERATION_OUTAGES, zipped("a80_be_active.xml", "a80_be_withdrawn.xml")),
    (catalogue.GENERATION_OUTAGES, fixture("a80_be_active.xml")),
]
_TEXT = re.compile(rb">([^<>\s][^<>]*)<")
_ODD = st.sampled_from(
    [b"", b"-1", b"0", b"1", b"1e9", b"9" * 30, b"9" * 5000, b"NaN", b"inf", b"x", b"A02", b"P1D", b"P9999Y", b"PT1S",
     b"0001-01-01T00:00Z", b"9999-12-31T23:59Z", b"2025-10-26T00:00", b"\xc3\x28", b"&#0;", b"&lt;", "√".encode()]
)  # fmt: skip


@pytest.mark.parametrize(("dataset", "body"), CASES, ids=lambda item: getattr(item, "id", ""))
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_damaged_bytes(dataset: Dataset, body: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(body) - 1))
    length = data.draw(st.integers(0, 80))
    check(dataset, body[:place] + data.draw(st.binary(max_size=6)) + body[place + length :])


@pytest.mark.parametrize(
    ("dataset", "body"), [case for case in CASES if case[1][:2] != b"PK"], ids=lambda i: getattr(i, "id", "")
)
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_odd_values(dataset: Dataset, body: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        found = data.draw(st.sampled_from(list(_TEXT.finditer(body))))
        body = body[: found.start(1)] + data.draw(_ODD) + body[found.end(1) :]
    check(dataset, body)


def check(dataset: Dataset, body: bytes) -> None:
    """Any other exception than the declared ones fails the test."""
    with suppress(BadData):
        table = to_table(dataset, dataset.parse(body, PIECE))
        assert table.schema.names == [c.name for c in dataset.columns]
    with suppress(ScalarError):
        assert classify(200, {}, body) in ("data", "no_data")
    assert len(fingerprint(body)) == 64
