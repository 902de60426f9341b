from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from cli.backtest import main
from shared.errors import BadData, ConfigError
from shared.forecasting.backtest import Candidate
from shared.forecasting.csv_source import csv_source, read_columns
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
        (["nonsense", "--csv", "x.csv"], "no method or declared model"),
        (["acrdls"], "give --csv FILE or --dataset ID"),
        (["acrdls", "--csv", "absent.csv", "--target", "a", "--gap", "1", "--horizon", "2"], "no file absent.csv"),
    ],
)
def test_what_is_missing_is_said(argv: list[str], reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        main(argv)


def test_reading_is_strict(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("start,a\n2025-01-01T00:00Z,1\n2025-01-01T01:00Z,x\n")
    with pytest.raises(BadData, match="holds 'x'"):
        read_columns(path, ["a"], {})
    path.write_text("start,a\n2025-01-01T00:00Z,1\n2025-01-01T01:00Z,-inf\n")
    with pytest.raises(BadData, match="holds '-inf'"):
        read_columns(path, ["a"], {})
    with pytest.raises(ConfigError, match="no column \\['b'\\]"):
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
    with pytest.raises(BadData, match="15-minute grid"):
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
