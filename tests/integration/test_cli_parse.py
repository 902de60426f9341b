"""``./scalar parse`` on good and on damaged bodies of the three providers."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from tests.integration.command import PROJECT, complaint, scalar

FIXTURES = PROJECT / "tests/fixtures"
AUTUMN = FIXTURES / "recordings/entsoe/a44_be_2025-10-26_autumn.xml"
PRICES = FIXTURES / "energinet/day_ahead_prices.json"
IMBALANCE = FIXTURES / "elia/imbalance_prices.json"


def rows(tmp_path: Path, *arguments: str, stdin: bytes = b"") -> list[dict[str, Any]]:
    done = scalar("parse", *arguments, data=tmp_path, stdin=stdin)
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_an_entsoe_document_row_by_row(tmp_path: Path) -> None:
    """Positions 2 to 8 repeat the first (curve A03), and so on: 25 hours of quarters on the day the clocks change."""
    found = rows(tmp_path, "entsoe.day_ahead_prices", str(AUTUMN), "--key", "BE")
    assert [r["price"] for r in found] == [5.0] * 8 + [7.25] * 8 + [9.0] * 83 + [-1.0]
    assert found[0] == {
        "start": "2025-10-25T22:00:00Z", "zone": "BE", "sequence": 1, "minutes": 15, "price": 5.0, "currency": "EUR"
    }  # fmt: skip
    assert found[-1]["start"] == "2025-10-26T22:45:00Z"
    assert len({r["start"] for r in found}) == 100


def test_an_elia_export_across_both_changes_of_clocks(tmp_path: Path) -> None:
    found = rows(tmp_path, "elia.imbalance_prices", str(IMBALANCE))
    assert [(r["start"], r["imbalance_price_eur_mwh"], r["quality_status"]) for r in found] == [
        ("2025-03-30T00:45:00Z", 91.42, "validated"),
        ("2025-03-30T01:00:00Z", -17.98, "data_issue"),
        ("2025-10-26T00:45:00Z", 5.0, "not_validated"),
        ("2025-10-26T01:00:00Z", 6.1, "not_validated"),
    ]
    assert {r["zone"] for r in found} == {"BE"}


def test_energinet_records_from_standard_input(tmp_path: Path) -> None:
    found = rows(tmp_path, "energinet.day_ahead_prices", "-", stdin=PRICES.read_bytes())
    assert [(r["start"], r["price_eur_mwh"], r["price_dkk_mwh"]) for r in found] == [
        ("2025-09-30T22:00:00Z", 93.57, 689.7),
        ("2025-09-30T22:15:00Z", 1.36, None),
        ("2025-10-26T00:45:00Z", 78.68, 578.56),
        ("2025-10-26T01:00:00Z", 86.0, 579.26),
    ]


def test_a_compressed_file_is_unpacked(tmp_path: Path) -> None:
    packed = tmp_path / "body.json.gz"
    packed.write_bytes(gzip.compress(PRICES.read_bytes()))
    assert len(rows(tmp_path, "energinet.day_ahead_prices", str(packed))) == 4


def test_no_data_is_no_rows_and_no_error(tmp_path: Path) -> None:
    assert rows(tmp_path, "entsoe.day_ahead_prices", str(FIXTURES / "entsoe/ack_no_data.xml")) == []


HTML = (FIXTURES / "entsoe/http_503.html").read_bytes()
BOMB = (FIXTURES / "entsoe/entity_bomb.xml").read_bytes()
DOCUMENT, RECORDS, EXPORT = AUTUMN.read_bytes(), PRICES.read_bytes(), IMBALANCE.read_bytes()
ENTSOE, ELIA, ENERGINET = "entsoe.day_ahead_prices", "elia.imbalance_prices", "energinet.day_ahead_prices"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(DOCUMENT[: len(DOCUMENT) // 2], "XML", id="truncated"),
        pytest.param(HTML, "market document", id="html"),
        pytest.param(b"", "empty", id="empty"),
        pytest.param(DOCUMENT.replace(b"urn:iec62325.351:", b"urn:example:"), "urn:example:", id="namespace"),
        pytest.param(BOMB, "entit", id="entity bomb"),
        pytest.param(DOCUMENT.replace(b">7.25<", b">99999999<"), "above 8e+06", id="bounds"),
    ],
)
def test_a_bad_document_exits_65_with_one_line(tmp_path: Path, body: bytes, reason: str) -> None:
    done = scalar("parse", ENTSOE, "-", data=tmp_path, stdin=body)
    assert (done.returncode, done.stdout) == (65, b"")
    told = complaint(done)
    assert told.startswith(f"scalar parse: {ENTSOE}: ")
    assert reason.lower() in told.lower()


@pytest.mark.parametrize(
    ("dataset", "body", "reason"),
    [
        pytest.param(ENTSOE, DOCUMENT.replace(b">7.25<", b">NaN<"), "NaN", id="entsoe not a number"),
        pytest.param(ELIA, EXPORT[:200], "complete JSON", id="elia truncated"),
        pytest.param(ELIA, HTML, "HTML", id="elia html"),
        pytest.param(ELIA, b"", "empty", id="elia empty"),
        pytest.param(ELIA, EXPORT.replace(b"91.42,", b"91420000,"), "above 20000", id="elia bounds"),
        pytest.param(ELIA, EXPORT.replace(b'"imbalanceprice"', b'"price"'), "imbalanceprice", id="elia renamed"),
        pytest.param(ENERGINET, RECORDS[:300], "truncated", id="energinet truncated"),
        pytest.param(ENERGINET, HTML, "HTML", id="energinet html"),
        pytest.param(ENERGINET, b"   \n", "empty", id="energinet blank"),
        pytest.param(ENERGINET, RECORDS.replace(b"93.57", b"-93570000"), "below -20000", id="energinet bounds"),
        pytest.param(ENERGINET, RECORDS.replace(b'"TimeUTC"', b'"Time"'), "TimeUTC", id="energinet renamed"),
    ],
)
def test_bad_bodies_are_told_by_dataset_and_reason(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    dataset: str,
    body: bytes,
    reason: str,
) -> None:
    """The same entry point, without the cost of a process each."""
    monkeypatch.setenv("SCALAR_DATA", str(tmp_path))
    file = tmp_path / "body"
    file.write_bytes(body)
    assert main(["parse", dataset, str(file)]) == 65
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert shown.err.startswith(f"scalar parse: {dataset}: ")
    assert "1990" not in shown.err, "a slice that nobody asked for"
    assert reason.lower() in shown.err.lower()


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    missing = scalar("parse", ELIA, str(tmp_path / "nothing.json"), data=tmp_path)
    assert missing.returncode == 65
    assert "nothing.json cannot be read" in complaint(missing)
    cut = tmp_path / "cut.json.gz"
    cut.write_bytes(gzip.compress(EXPORT)[:-20])
    done = scalar("parse", ELIA, str(cut), data=tmp_path)
    assert done.returncode == 65
    assert ELIA in complaint(done)


def test_an_unknown_dataset_lists_close_ones(tmp_path: Path) -> None:
    done = scalar("parse", "entsoe.day_ahead_price", "-", data=tmp_path)
    assert done.returncode == 78
    assert "entsoe.day_ahead_prices" in complaint(done)
