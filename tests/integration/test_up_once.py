"""``./scalar up --once --recordings``: every recording ends with a named outcome, and what it held is in the tables."""

import json
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.integration.command import PROJECT, complaint, scalar

RECORDINGS = PROJECT / "tests/fixtures/recordings"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path, str]:
    """The report, the data folder (with a space in its name) and what the terminal showed."""
    data = tmp_path_factory.mktemp("up once") / "data folder"
    report = data.parent / "r.json"
    done = scalar(
        "up", "--once", "--recordings", str(RECORDINGS), "--data", str(data), "--report", str(report), data=data
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return json.loads(report.read_bytes()), data, done.stdout.decode()


def test_every_recording_has_a_named_outcome(run: tuple[dict[str, Any], Path, str]) -> None:
    report, _, _ = run
    assert report["ok"] is True
    assert report["problems"] == []
    assert report["seconds"] > 0
    found = {
        (r["provider"], r["file"]): (r["dataset"], r["outcome"], r["rows"], r["value_sum"])
        for r in report["recordings"]
    }
    prices = "entsoe.day_ahead_prices"
    assert found == {
        ("elia", "ods134_2025-10-26_change.json"): ("elia.imbalance_prices", "rows", 8, 725.8),
        ("energinet", "DayAheadPrices_2025-10-01.json"): ("energinet.day_ahead_prices", "rows", 16, 971.6),
        ("energinet", "Unknown_2025.json"): ("", "not_declared", 0, None),
        ("entsoe", "a44_be_2025-10-26_autumn.xml"): (prices, "rows", 100, 844.0),
        ("entsoe", "a44_nl_2025-10-26_impossible_price.xml"): (prices, "dead_letter", 0, None),
        ("entsoe", "a44_fr_2025-10-26_none.xml"): (prices, "no_data", 0, None),
        ("entsoe", "a95_configuration.xml"): ("", "not_declared", 0, None),
        ("esett", "exp14.json"): ("", "not_declared", 0, None),
    }  # fmt: skip


def test_the_reason_of_a_dead_letter_is_told(run: tuple[dict[str, Any], Path, str]) -> None:
    report, _, _ = run
    reasons = {r["file"]: r["reason"] for r in report["recordings"] if r["outcome"] == "dead_letter"}
    assert list(reasons) == ["a44_nl_2025-10-26_impossible_price.xml"]
    told = reasons["a44_nl_2025-10-26_impossible_price.xml"]
    assert told.startswith("entsoe.day_ahead_prices NL 2025-10-25T22:00Z/2025-10-26T23:00Z: ")
    assert "99999999" in told
    assert "above 8e+06" in told


def test_tables_hold_the_rows_and_their_first_revision(run: tuple[dict[str, Any], Path, str]) -> None:
    report, data, shown = run
    assert {t["name"]: t["rows"] for t in report["tables"]} == {
        f"{table}{kind}": rows
        for table, rows in (
            ("elia__imbalance_prices", 8),
            ("energinet__day_ahead_prices", 16),
            ("entsoe__day_ahead_prices", 100),
        )
        for kind in ("", "__revisions")
    }
    assert "124 current rows in 6 tables" in shown
    asked = "SELECT zone, count(*) AS n, sum(price) AS total FROM entsoe__day_ahead_prices GROUP BY zone"
    found = scalar("query", "--json", asked, data=data)
    assert json.loads(found.stdout) == [{"zone": "BE", "n": 100, "total": 844.0}]


def test_nothing_is_left_running(run: tuple[dict[str, Any], Path, str]) -> None:
    _, data, _ = run
    left = [p.cmdline() for p in psutil.process_iter() if _mentions(p, str(data))]
    assert left == []


def test_the_same_answers_again_change_no_row(run: tuple[dict[str, Any], Path, str]) -> None:
    report, data, _ = run
    again = data.parent / "again.json"
    done = scalar(
        "up", "--once", "--recordings", str(RECORDINGS), "--data", str(data), "--report", str(again), data=data
    )
    assert done.returncode == 0
    second = json.loads(again.read_bytes())
    assert second["recordings"] == report["recordings"]
    current = [t for t in second["tables"] if not t["name"].endswith("__revisions")]
    assert current == [t for t in report["tables"] if not t["name"].endswith("__revisions")]


@pytest.mark.parametrize("content", [None, "not json", '[{"file": "nowhere.xml"}]', '[{"name": "x"}]'])
def test_a_folder_of_no_recordings_is_refused_before_anything_starts(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "entsoe").mkdir()
        (tmp_path / "entsoe/index.json").write_text(content)
    done = scalar("up", "--once", "--recordings", str(tmp_path), data=tmp_path / "data")
    assert done.returncode == 78
    assert complaint(done).startswith(f"scalar up: {tmp_path}")
    assert not (tmp_path / "data").exists()


def _mentions(process: psutil.Process, text: str) -> bool:
    try:
        return any(text in part for part in process.cmdline())
    except psutil.Error:
        return False
