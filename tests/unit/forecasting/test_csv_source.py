from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from shared.errors import BadData, ConfigError
from shared.forecasting.csv_source import csv_source, read_columns

from .world import START

ROWS = ("2025-03-04T12:00:00Z,1.5,7", "2025-03-04T13:00:00Z,,8", "2025-03-04T14:00:00Z,-3,9")
PLAIN = "\n".join(["start,a,b", *ROWS, ""])


def hours(first: datetime, n: int, minutes: int = 60) -> list[str]:
    return [f"{first + timedelta(minutes=minutes * i):%Y-%m-%dT%H:%MZ},{i}" for i in range(n)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.csv"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace("Z", "+00:00"),
        PLAIN.replace("T", " ").replace("Z", ""),
        PLAIN.replace("T12", "T14")
        .replace("T13", "T15")
        .replace("T14:00:00Z,-", "T16:00:00Z,-")
        .replace("Z", "+02:00"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", ", "),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",,", ",NaN,"),
        PLAIN.replace(",,", ",N/A,"),
        PLAIN.replace(",,", ",n/e,"),
        PLAIN.replace("\n", ",\n"),
        "\ufeff" + PLAIN,
        PLAIN + "\n,,\n\n",
        "\n".join(["start,a,b", *reversed(ROWS)]),
        "\n".join(["start,a,b", *ROWS, *ROWS]),
        PLAIN.replace("start,a", '"start","a"').replace("1.5", '"1.5"'),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_spellings_of_the_same_table(path: Path, text: str, packed: bool) -> None:
    """Compressed or not is told by the content: downloads lose and gain endings."""
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    start, minutes, values = read_columns(path, ["b", "a"], {})
    assert (start, minutes) == (datetime(2025, 3, 4, 12, tzinfo=UTC), 60)
    assert values["b"].tolist() == [7.0, 8.0, 9.0]
    assert values["a"].tolist()[::2] == [1.5, -3.0]
    assert np.isnan(values["a"][1])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (PLAIN.encode("utf-16"), "not a text in UTF-8"),
        (PLAIN.replace("a", "\u00e5").encode("latin-1"), "not a text in UTF-8"),
        (gzip.compress(PLAIN.encode())[:-12], "damaged or ends early"),
        (b"\x1f\x8bnonsense", "damaged or ends early"),
        (PLAIN.replace("1.5", "1,5").encode(), "line 2 has 4 cells where the header has 3"),
        (PLAIN.replace(",", ";").replace("1.5", "1,5").encode(), "line 2: column a holds '1,5', a number such as"),
        (PLAIN[:-4].encode(), "line 4 has 2 cells"),
        (PLAIN.replace("2025-03-04T13:00:00Z", "04.03.2025 13:00").encode(), "line 3: '04.03.2025 13:00' is not"),
        (PLAIN.replace("2025-03-04T13:00:00Z", "").encode(), "line 3: '' is not an ISO 8601 time"),
        (b"start,a,b\n", "at least two rows of different times expected, 0"),
        (PLAIN.replace("T13", "T12").replace("T14", "T12").encode(), "2 repeated times with different values"),
        (f"{PLAIN}2025-03-04T13:00:00Z,5,8\n".encode(), r"13:00Z in lines 3 and 5 \(a nan and 5\)"),
        (f"{PLAIN}2225-03-04T13:00:00Z,5,8\n".encode(), "nearly every 60-minute period empty"),
        (b"start,a,b\n2025-01-01,1,1\n2025-01-08,2,2\n2025-01-15,3,3\n", "periods of whole minutes that divide a day"),
        (b"start,a,b\n2025-01-01T23:00Z,1,1\n2025-01-02T23:00Z,2,2\n", "1440-minute grid in UTC.*local days as dates"),
        (b'start,a,b\n2025-01-01,"' + b"x" * 140_000 + b'",1\n', "line 2 is not CSV: field larger"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(path: Path, body: bytes, reason: str) -> None:
    path.write_bytes(body)
    with pytest.raises(BadData, match=reason):
        read_columns(path, ["a", "b"], {})


@pytest.mark.parametrize(("coarse", "fine"), [(100, 60), (30, 400)])
def test_a_change_of_resolution_is_refused_and_can_be_cut_off(path: Path, coarse: int, fine: int) -> None:
    """Whichever part is longer: an hourly mean is not the value of its first quarter."""
    change = START + timedelta(hours=coarse)
    path.write_text("\n".join(["start,y", *hours(START, coarse), *hours(change, fine, 15)]))
    with pytest.raises(BadData, match=f"resolution changes.*rows out with --since {change:%Y-%m-%dT%H:%MZ}"):
        read_columns(path, ["y"], {})
    start, minutes, values = read_columns(path, ["y"], {}, since=change)
    assert (start, minutes, values["y"].tolist()) == (change, 15, list(range(fine)))


def test_missing_rows_are_no_change_of_resolution(path: Path) -> None:
    rows = [row for i, row in enumerate(hours(START, 400, 15)) if i < 100 or i % 7 or i > 300]
    path.write_text("\n".join(["start,y", *rows]))
    assert np.isnan(read_columns(path, ["y"], {})[2]["y"]).sum() == 400 - len(rows)


def test_minutes_must_be_those_of_the_rows(path: Path) -> None:
    path.write_text(PLAIN)
    assert read_columns(path, ["b"], {}, 60)[1] == 60
    with pytest.raises(BadData, match="rows are 60 minutes apart, not the 15 of --minutes"):
        read_columns(path, ["b"], {}, 15)


def test_a_column_must_be_one_and_hold_something(path: Path) -> None:
    path.write_text(PLAIN.replace("b", "a", 1))
    with pytest.raises(ConfigError, match="more than one column 'a'"):
        read_columns(path, ["a"], {})
    path.write_text(PLAIN.replace("7", "").replace("8", "").replace("9", ""))
    with pytest.raises(BadData, match="column b holds no value at all"):
        csv_source(path, "a", gap=0, horizon=1, known=["b"])
    with pytest.raises(ConfigError, match="cannot be read"):
        read_columns(path.parent, ["a"], {})


def test_reading_is_strict(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("start,a\n2025-01-01T00:00Z,1\n2025-01-01T01:00Z,x\n")
    with pytest.raises(BadData, match="line 3: column a holds 'x', a number"):
        read_columns(path, ["a"], {})
    path.write_text("start,a\n2025-01-01T00:00Z,1\n2025-01-01T01:00Z,-inf\n")
    with pytest.raises(BadData, match="holds '-inf'"):
        read_columns(path, ["a"], {})
    with pytest.raises(ConfigError, match="no column 'b'; it has start, a"):
        read_columns(path, ["b"], {})
    path.write_text("start,area,a\n2025-01-01T00:00Z,DK1,1\n2025-01-01T00:00Z,DK2,2\n2025-01-01T01:00Z,DK2,3\n")
    with pytest.raises(BadData, match="--where"):
        read_columns(path, ["a"], {})
    _, minutes, values = read_columns(path, ["a"], {"area": "DK2"})
    assert (minutes, values["a"].tolist()) == (60, [2.0, 3.0])
    path.write_text("when,a\n1,2\n")
    with pytest.raises(ConfigError, match="start or time_utc"):
        read_columns(path, ["a"], {})
    path.write_text("start,a\n2025-01-01T00:00Z,1\n2025-01-01T00:15Z,2\n2025-01-01T00:30Z,3\n2025-01-01T00:40Z,3\n")
    with pytest.raises(BadData, match="15-minute grid in UTC, the first in line 5"):
        read_columns(path, ["a"], {})


def test_gaps_in_rows_become_missing_values_and_the_future_stays_known(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = [f"{(START + timedelta(hours=i)).isoformat()},{'' if i > 7 else i},{i}" for i in range(12) if i != 3]
    path.write_text("start,y,plan\n" + "\n".join(rows) + "\n")
    assert csv_source(path, "y", gap=0, horizon=2, target_forecasts=["plan"]).target_forecasts == {"plan"}
    source = csv_source(path, "y", gap=0, horizon=2, known=["plan"])
    assert len(source.target) == 8
    assert np.isnan(source.target[3])
    assert len(source.covariates["plan"].values) == 12
    assert source.view(START + timedelta(hours=8)).covariates["plan"][-2:].tolist() == [8.0, 9.0]
