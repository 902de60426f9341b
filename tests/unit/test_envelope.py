"""The envelope: what goes in comes out, and what is broken says where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from shared.catalogue.model import Slice
from shared.communication.envelope import RawMessage, decode, properties, sha256
from shared.errors import BadData

MOMENT = datetime(2026, 3, 29, 1, 30, 15, 123456, tzinfo=UTC)


def raw(body: bytes = b"<answer/>", **changes: Any) -> RawMessage:
    facts: dict[str, Any] = {
        "dataset": "entsoe.day_ahead_prices",
        "slice": Slice("DE-LU", MOMENT, MOMENT + timedelta(days=1)),
        "body": body,
        "fetched_at": MOMENT,
        "content_type": "application/xml",
        "request_id": "r-1",
        "sha256": sha256(body),
    }
    return RawMessage(**{**facts, **changes})


@given(
    body=st.binary(max_size=200),
    key=st.text(min_size=1, max_size=20),
    moment=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))]), min_value=datetime(2000, 1, 1)),
    attempt=st.integers(1, 9),
    origin=st.sampled_from(["timer", "backfill", "realtime", "replay"]),
)
def test_round_trip(body: bytes, key: str, moment: datetime, attempt: int, origin: str) -> None:
    message = raw(
        body, fetched_at=moment, slice=Slice(key, moment, moment + timedelta(hours=1)), attempt=attempt, origin=origin
    )
    assert decode(body, properties(message)) == message


def test_properties_are_texts_and_times_are_utc() -> None:
    local = MOMENT.astimezone(timezone(timedelta(hours=2)))
    props = properties(raw(fetched_at=local))
    assert all(isinstance(value, str) for value in props.values())
    assert props["fetched_at"] == "2026-03-29T01:30:15.123456Z"


@pytest.mark.parametrize(
    "name", ["dataset", "key", "window_start", "window_end", "fetched_at", "content_type", "sha256", "request_id"]
)
def test_a_missing_property_is_named(name: str) -> None:
    props = properties(raw())
    del props[name]
    with pytest.raises(BadData, match=name):
        decode(b"<answer/>", props)


@pytest.mark.parametrize(
    ("name", "value"),
    [("schema", "2"), ("fetched_at", "2026-03-29T01:30:15"), ("window_start", "today"), ("attempt", "first")],
)
def test_a_malformed_property_is_bad_data(name: str, value: str) -> None:
    with pytest.raises(BadData):
        decode(b"<answer/>", {**properties(raw()), name: value})


def test_another_body_is_refused() -> None:
    with pytest.raises(BadData, match="sha256"):
        decode(b"<other/>", properties(raw()))


def test_a_claim_is_checked_when_its_body_is_fetched() -> None:
    claimed = structs.replace(raw(), body=b"", claim="claims/entsoe/2026-03-29/abc")
    assert decode(b"", properties(claimed)) == claimed


def test_partition_key_is_the_series() -> None:
    assert raw().partition_key == "entsoe.day_ahead_prices|DE-LU"
