from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from cli.__main__ import main as run_verb
from cli.backtest import main
from shared.errors import BadData, ConfigError
from shared.forecasting.backtest import Candidate
from shared.forecasting.leakage import LeakageFound

from .world import START, demand


@pytest.fixture
def table(tmp_path: Path) -> Path:
    y = demand(65, minutes=60)
    price = np.random.default_rng(2).normal(size=len(y))
    lines = ["time_utc,demand_mw,price,demand_copy"]
    for i, (value, p) in enumerate(zip(y, price, strict=True)):
        text = "" if i in (100, 700) else f"{value:.3f}"
        lines.append(f"{(START + timedelta(hours=i)).isoformat()},{text},{p:.3f},{2 * value:.3f}")
    path = tmp_path / "series.csv.gz"
    with gzip.open(path, "wt") as out:
        out.write("\n".join(lines) + "\n")
    return path


def asked(table: Path, *more: str) -> list[str]:
    base = ["--csv", str(table), "--target", "demand_mw", "--gap", "1", "--horizon", "4", "--workers", "1"]
    return [*base, "--cache", str(table.parent / "parts"), *more]


def test_json_has_exactly_the_promised_shape(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = table.parent / "out" / "report.json"
    more = ("--covariates", "price", "--json", "--report", str(report))
    assert main(["acrdls", *asked(table, *more)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["model", "origins", "seconds", "metrics", "dm"]
    assert answer["model"] == "acrdls"
    assert set(answer["metrics"]) == {"acrdls", "climatology28", "snaive_week", "snaive_day", "persistence"}
    assert all(set(m) == {"mae", "mean_pinball", "cover80", "rmae"} for m in answer["metrics"].values())
    assert set(answer["dm"]) == set(answer["metrics"]) - {"acrdls"}
    assert all(set(one) == {"z", "p"} for one in answer["dm"].values())
    full = json.loads(report.read_text())
    assert full["metrics"]["acrdls"]["mae"] == answer["metrics"]["acrdls"]["mae"]
    assert full["gap"] == 1


def test_the_table_names_every_model(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["snaive_day", *asked(table, "--references", "climatology28")]) == 0
    out = capsys.readouterr().out
    assert "snaive_day" in out
    assert "climatology28" in out


@pytest.mark.parametrize("form", ["demand_copy", "demand_copy:forecast"])
def test_a_leaking_column_stops_it(table: Path, form: str) -> None:
    with pytest.raises(LeakageFound, match="demand_copy"):
        main(["climatology28", *asked(table, "--covariates", form)])


def test_a_column_is_known_ahead_unless_called_past_and_that_is_said(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The demand itself, blurred: as a plan it helps, as a measurement it arrives with the target."""
    with gzip.open(table, "rt") as text:
        lines = text.read().splitlines()
    noise = np.random.default_rng(5).normal(size=len(lines))
    values = [line.split(",")[3] or "nan" for line in lines[1:]]
    plan = [f"{float(v) + 400 * e:.3f}" for v, e in zip(values, noise, strict=False)]
    with gzip.open(table, "wt") as out:
        out.write("\n".join([f"{lines[0]},plan", *(f"{a},{b}" for a, b in zip(lines[1:], plan, strict=True))]) + "\n")
    found, said = {}, {}
    for form in ("plan", "plan:past"):
        assert main(["acrdls", *asked(table, "--covariates", form, "--references", "climatology28", "--json")]) == 0
        told, said[form] = capsys.readouterr()
        found[form] = json.loads(told)["metrics"]["acrdls"]["mae"]
    assert "plan taken as known at issue" in said["plan"]
    assert "known at issue" not in said["plan:past"]
    assert found["plan"] < 0.97 * found["plan:past"]


def test_once_a_day_methods_take_their_daily_form(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = table.parent / "daily.json"
    more = ("--daily", "--references", "snaive_day", "--json", "--report", str(report))
    assert main(["acrdls", *asked(table, *more, "--horizon", "24", "--gap", "0")]) == 0
    assert json.loads(capsys.readouterr().out)["metrics"]["acrdls"]["mae"] > 0
    assert Candidate.of("acrdls", daily=True).params == {"daily": True}
    assert Candidate.of("acrdls", {"daily": False}, daily=True).params == {"daily": False}
    assert Candidate.of("snaive_day", daily=True).params == {}


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        (
            ["nonsense", "--csv", "x.csv"],
            "no method or declared model is called 'nonsense'; methods: acrdls, .*models: ",
        ),
        (["acrdls"], "give --csv FILE or --dataset ID"),
        (["acrdls", "--csv", "absent.csv", "--target", "a", "--gap", "1", "--horizon", "2"], "no file absent.csv"),
    ],
)
def test_what_is_missing_is_said(argv: list[str], reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        main(argv)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (["--references", "foo,zero"], "no reference is called foo; there are acrdls, "),
        (["--covariates", "price,price:past"], "price in more than one way"),
        (["--param", "memory=3"], "acrdls does not take .*its parameters: memory_days"),
        (["--report", "out.pdf"], "ending in .html or .json"),
        (["--report", "series.csv.gz/out.html"], "cannot be made"),
        (["--cache", "series.csv.gz"], "--cache: .* cannot be made"),
        (["--daily", "--step", "24"], "once a day, at local midnight: leave --step out"),
        (["--where", "price=zero"], "no row has price=zero; there are -0.0"),
    ],
)
def test_a_wrong_option_is_refused_before_the_work(
    table: Path, more: list[str], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(table.parent)
    with pytest.raises(ConfigError, match=reason):
        main(["acrdls", *asked(table, "--references", "climatology28", *more)])


@pytest.mark.parametrize(
    "more",
    [
        ["--gap", "-1"],
        ["--horizon", "0"],
        ["--step", "0"],
        ["--workers", "0"],
        ["--refit-days", "-1"],
        ["--minutes", "0"],
        ["--tz", "Europe/Nowhere"],
        ["--from", "yesterday"],
    ],
)
def test_an_impossible_option_is_wrong_usage(table: Path, more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_verb(["backtest", "acrdls", *asked(table, *more)]) == 64
    out, told = capsys.readouterr()
    assert out == ""
    assert more[0] in told
    assert "expected" in told or "such as" in told


@pytest.mark.parametrize(
    ("span", "reason"),
    [
        (["--from", "2031-01-01"], "no issue time from 2031-01-01T00:00Z to the end; .* allows 2025-"),
        (["--to", "2020-01-01"], "no issue time from the middle to 2020-01-01T00:00Z"),
        (
            ["--daily", "--from", "2025-05-01T00:05+02:00", "--to", "2025-05-01T05:00+02:00"],
            "at midnight in Europe/Cop",
        ),
        (["--since", "2025-05-20"], "the history of .. days allows none"),
    ],
)
def test_a_span_without_issue_times_is_bad_data(table: Path, span: list[str], reason: str) -> None:
    with pytest.raises(BadData, match=reason):
        main(["climatology28", *asked(table, *span)])


def test_daily_rows_are_asked_on_all_weekdays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A step of 25 periods is meant for hours and quarters; local dates have no hour to change on."""
    y = demand(240, minutes=1440)
    path = tmp_path / "days.csv"
    rows = [f"{START + timedelta(days=i):%Y-%m-%d},{v:.3f}" for i, v in enumerate(y)]
    path.write_text("\n".join(["start,demand_mw", *rows]))
    more = ("--horizon", "3", "--gap", "0", "--references", "snaive_week", "--json", "--from", "2025-08-01")
    assert main(["climatology28", *asked(path, *more)]) == 0
    answer = json.loads(capsys.readouterr().out)
    first = (datetime(2025, 8, 1, tzinfo=UTC) - START).days
    targets = np.arange(first, len(y) - 2, 2)[:, None] + np.arange(3)
    assert answer["origins"] == len(targets) > 55
    by_hand = float(np.abs(y[targets] - y[targets - 7]).mean())
    assert answer["metrics"]["snaive_week"]["mae"] == pytest.approx(by_hand, rel=1e-4)
