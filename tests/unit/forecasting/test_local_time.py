from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from shared.forecasting.local_time import CALENDAR_TERMS, calendar_terms, clock_shift, utc_offset

CPH = "Europe/Copenhagen"


def at(*when: str) -> np.ndarray:
    return np.array([int(datetime.fromisoformat(w).replace(tzinfo=UTC).timestamp()) for w in when], dtype=np.int64)


def test_offsets_on_both_clock_changes() -> None:
    spring = at("2026-03-29T00:45", "2026-03-29T01:00", "2026-03-28T12:00", "2026-03-30T12:00")
    assert utc_offset(spring, CPH).tolist() == [3600, 7200, 3600, 7200]
    autumn = at("2025-10-26T00:45", "2025-10-26T01:00")
    assert utc_offset(autumn, CPH).tolist() == [7200, 3600]
    assert utc_offset(spring, "UTC").tolist() == [0, 0, 0, 0]


def test_yesterday_at_the_same_local_time() -> None:
    after = at("2026-03-30T06:00")  # 08:00 CEST; 08:00 CET on the 28th was 07:00 UTC: 47 hours back, not 48
    assert clock_shift(after, np.array([192, 4]), 15, CPH).tolist() == [4, 0]
    assert clock_shift(at("2025-10-27T07:00"), np.array([192]), 15, CPH).tolist() == [-4]
    assert clock_shift(at("2025-10-27T07:00"), np.array([48]), 60, CPH).tolist() == [-1]
    for day in ("2026-03-30T00:00", "2025-10-27T00:00"):  # a lag of two days stays one
        assert clock_shift(at(day), np.array([2]), 1440, CPH).tolist() == [0]
        assert clock_shift(at(day), np.array([12]), 240, CPH).tolist() == [0]


@pytest.mark.parametrize(
    ("when", "name"),
    [
        ("2026-05-16T10:00", "saturday"),
        ("2026-05-17T10:00", "sunday"),
        ("2026-05-14T10:00", "holiday"),  # Ascension Day
        ("2026-05-15T10:00", "bridge_day"),
        ("2026-05-15T22:30", "saturday"),  # past local midnight
    ],
)
def test_day_kinds(when: str, name: str) -> None:
    row = dict(zip(CALENDAR_TERMS, calendar_terms(at(when), CPH)[0], strict=True))
    assert [kind for kind in ("saturday", "sunday", "holiday", "bridge_day") if row[kind]] == [name]


def test_waves_follow_local_time() -> None:
    winter, summer = calendar_terms(at("2026-01-14T06:00", "2026-07-15T05:00"), CPH)  # both Wednesdays, 07:00 local
    assert winter == pytest.approx(summer)
    assert winter[0] == pytest.approx(np.sin(2 * np.pi * 7 / 24))


def test_a_zone_without_a_country_has_no_holidays() -> None:
    assert calendar_terms(at("2026-12-25T10:00"), "UTC")[0, -2:].tolist() == [0.0, 0.0]
