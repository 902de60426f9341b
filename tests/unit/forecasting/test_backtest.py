from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from shared.errors import BadData
from shared.forecasting import evaluation, leakage
from shared.forecasting.backtest import Candidate, issue_times, run
from shared.forecasting.interface import METHODS, View
from shared.forecasting.report import write
from shared.forecasting.source import SeriesSource

from .world import START, demand

REFERENCES = [Candidate("climatology28"), Candidate("snaive_week")]


def series(days: int = 60, minutes: int = 60, horizon: int = 6, gap: int = 2, seed: int = 7) -> SeriesSource:
    y = demand(days, minutes, seed)
    bare = SeriesSource("demand", START, minutes, y, gap, horizon)
    price = np.random.default_rng(seed).normal(50, 20, size=len(y))
    wind = np.random.default_rng(seed + 1).normal(9, 3, size=len(y))
    return replace(bare, covariates={"price": bare.known(price), "wind": bare.past(wind)})


def test_a_view_holds_what_was_received_and_no_more() -> None:
    source = series()
    as_of = START + timedelta(days=30)
    view = source.view(as_of)
    assert view.origin == 30 * 24 - 3
    assert view.first_start == as_of
    assert len(view.covariates["price"]) == view.origin + 1 + 2 + 6
    assert np.isfinite(view.covariates["price"]).all()
    assert view.ahead("price") == 8
    assert view.ahead("wind") == 0
    assert (source.actual(view) == source.target[30 * 24 : 30 * 24 + 6]).all()


def test_a_shorter_history_moves_the_start_only() -> None:
    source = series()
    as_of = START + timedelta(days=40)
    short = replace(source, history_days=10).view(as_of)
    assert len(short.target) == 240
    assert short.start_of(short.origin) == source.view(as_of).start_of(source.view(as_of).origin)
    assert (source.actual(short) == source.actual(source.view(as_of))).all()


def test_issue_times_visit_all_hours_or_local_midnights() -> None:
    source = series(90)
    times = issue_times(source)
    assert {t.hour for t in times} == set(range(24))
    assert times[0] >= START + timedelta(days=28)
    midnights = issue_times(source, daily=True)
    assert {t.hour for t in midnights} == {22}  # Copenhagen summer time
    assert len(midnights) == len({t.date() for t in midnights})
    with pytest.raises(BadData, match="no issue time"):
        issue_times(series(20))


def test_acrdls_beside_references() -> None:
    test = run(series(75), Candidate("acrdls"), issue_times(series(75), step=25), REFERENCES)
    report = evaluation.evaluate(test)
    brief = evaluation.brief(report)
    assert set(brief) == {"model", "origins", "seconds", "metrics", "dm"}
    assert set(brief["metrics"]) == {"acrdls", "climatology28", "snaive_week"}
    assert set(brief["metrics"]["acrdls"]) == {"mae", "mean_pinball", "cover80", "rmae"}
    assert set(brief["dm"]["climatology28"]) == {"z", "p"}
    assert brief["metrics"]["snaive_week"]["rmae"] == 1
    assert brief["metrics"]["acrdls"]["mae"] < brief["metrics"]["climatology28"]["mae"]
    assert brief["dm"]["climatology28"]["z"] < 0
    assert len(report["per_horizon"]["acrdls"]["mae"]) == 6
    assert report["leakage_tests"] == "passed"


def test_scores_equal_a_loop_written_by_hand() -> None:
    source = series()
    times = issue_times(source)
    report = evaluation.evaluate(run(source, Candidate("snaive_day"), times, REFERENCES))
    errors = []
    for as_of in times:
        first = int((as_of - START) / timedelta(hours=1))
        errors += [abs(source.target[i] - source.target[i - 24]) for i in range(first, first + 6)]
    assert report["metrics"]["snaive_day"]["mae"] == pytest.approx(np.mean(errors))


def test_an_interrupted_run_goes_on_from_its_folder(tmp_path: Path) -> None:
    source = series(90, horizon=3)
    times = issue_times(source, step=49)
    seen: list[tuple[int, int]] = []
    first = run(source, Candidate("acrdls"), times, REFERENCES, cache=tmp_path, audit=False)
    made = sorted(tmp_path.iterdir())
    made[0].unlink()
    second = run(
        source, Candidate("acrdls"), times, REFERENCES, cache=tmp_path, audit=False,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert seen == [(len(made) - 1, len(made)), (len(made), len(made))]
    assert (first.issued["acrdls"].quantiles == second.issued["acrdls"].quantiles).all()
    assert sorted(tmp_path.iterdir()) == made
    other = replace(source, target=source.target + 1)
    run(other, Candidate("climatology28"), times, [], cache=tmp_path, audit=False)
    assert len(list(tmp_path.iterdir())) > len(made)  # other data, other parts


def test_two_processes_give_the_numbers_of_one() -> None:
    source = series(90, horizon=3)
    times = issue_times(source, step=97)
    one = run(source, Candidate("acrdls"), times, REFERENCES, audit=False)
    two = run(source, Candidate("acrdls"), times, REFERENCES, audit=False, workers=2)
    for name in one.issued:
        assert (one.issued[name].quantiles == two.issued[name].quantiles).all()


def test_an_untrainable_target_is_refused_by_name() -> None:
    source = replace(series(), target=np.full(60 * 24, 5.0))
    with pytest.raises(BadData, match="all equal 5"):
        run(source, Candidate("acrdls"), issue_times(source), [])
    source = replace(series(), target=np.full(60 * 24, np.nan))
    with pytest.raises(BadData, match="0 received target values"):
        run(source, Candidate("acrdls"), issue_times(source), [], audit=False)


def test_reports(tmp_path: Path) -> None:
    source = series(75)
    test = run(source, Candidate("acrdls"), issue_times(source), REFERENCES, audit=False)
    report = evaluation.evaluate(test)
    write(tmp_path / "r.html", test, report)
    write(tmp_path / "r.json", test, report)
    page = (tmp_path / "r.html").read_text()
    assert page.count("<svg") == 4
    assert "climatology28" in page
    assert "http" not in page.replace("http://www.w3.org", "").replace("https://www.w3.org", "").split("<svg")[0]
    kept = json.loads((tmp_path / "r.json").read_text())
    assert kept["metrics"]["acrdls"]["mae"] == report["metrics"]["acrdls"]["mae"]
    write(tmp_path / "again.html", test, report)
    assert (tmp_path / "again.html").read_text() == page


# --- leakage: one day of it, introduced on purpose, is caught for every method --------------------------------------


@dataclass(frozen=True)
class DayTooMuch(SeriesSource):
    """Claims to respect the gap, but its views hold one more day of the target."""

    def view(self, as_of: datetime) -> View:
        return super().view(as_of + timedelta(days=1))


@dataclass(frozen=True)
class PeeksIntoCovariate(SeriesSource):
    """A measurement handed out a day before it is received."""

    def view(self, as_of: datetime) -> View:
        view = super().view(as_of)
        wind = super().view(as_of + timedelta(days=1)).covariates["wind"][: len(view.covariates["wind"])]
        return replace(view, covariates={**view.covariates, "wind": wind})


@pytest.mark.parametrize("name", [name for name, method in METHODS.items() if method.installed])
@pytest.mark.parametrize(("leaky", "feature"), [(DayTooMuch, "target"), (PeeksIntoCovariate, "wind")])
def test_one_day_of_leakage_is_caught(name: str, leaky: Callable[..., SeriesSource], feature: str) -> None:
    honest = series(70)
    source = leaky(**{field: getattr(honest, field) for field in honest.__dataclass_fields__})
    times = issue_times(honest, START + timedelta(days=45), START + timedelta(days=50))
    with pytest.raises(leakage.LeakageFound, match=f"scramble test failed for '{feature}'"):
        run(source, Candidate(name), times, [])


@pytest.mark.parametrize("shift_days", [0, 1, -1])
def test_the_target_in_disguise_is_named(shift_days: int) -> None:
    """A "forecast" column that is the actual value, as it is or a day off but still ahead of the issue time."""
    source = series(60)
    disguised = -0.3 * np.roll(source.target, shift_days * 24 if shift_days < 0 else 0) + 4
    source = replace(source, covariates={**source.covariates, "forecast": source.known(disguised)})
    if shift_days == 1:
        late = source.received_at(len(source.target)) - 86_400 - 3 * 3600  # announced a day before it happens
        source = replace(source, covariates={"forecast": replace(source.covariates["forecast"], known_at=late)})
    with pytest.raises(leakage.LeakageFound, match="correlation test failed for 'forecast'") as found:
        run(source, Candidate("climatology28"), issue_times(source), [])
    assert found.value.facts["feature"] == "forecast"


def test_a_slow_target_and_an_honest_input_pass() -> None:
    walk = 1000 + np.cumsum(np.random.default_rng(1).normal(size=60 * 24))  # correlates 0.99 with its own past
    bare = SeriesSource("load", START, 60, walk, 2, 6)
    source = replace(
        bare, covariates={"twin": bare.past(walk + np.random.default_rng(2).normal(0, 0.1, size=len(walk)))}
    )
    leakage.check_correlation(source.view(START + timedelta(days=59)))


def test_a_method_that_remembers_the_future_is_caught() -> None:
    """A forecaster that reaches past its view: the audit compares forecasts, not only views."""
    source = series(60)
    memory: dict[str, float] = {}

    class Cheat(METHODS["persistence"].resolve()):  # type: ignore[misc]
        def fit(self, view: View) -> None:
            memory["fits"] = memory.get("fits", 0) + 1

        def predict(self, view: View):  # type: ignore[no-untyped-def]
            one = super().predict(view)
            return replace(one, quantiles=one.quantiles + memory["fits"])

    times = issue_times(source)
    with pytest.raises(leakage.LeakageFound, match="'forecast'"):
        leakage.check_forecasts(Cheat, source, times[3], times[0])


def test_better_when_late_is_a_mixed_up_clock() -> None:
    rng = np.random.default_rng(3)
    good = np.abs(rng.normal(1, 0.1, size=(40, 4)))
    leakage.check_shift(good, good + 0.5)
    leakage.check_shift(good, good + rng.normal(0, 0.1, size=good.shape))
    with pytest.raises(leakage.LeakageFound, match="shift test failed for 'time index'"):
        leakage.check_shift(good + 0.5, good)


def test_times_are_utc_aware() -> None:
    assert all(t.tzinfo is UTC for t in issue_times(series()))
