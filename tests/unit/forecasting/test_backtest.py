from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from shared.errors import BadData
from shared.forecasting import evaluation
from shared.forecasting.backtest import Backtest, Candidate, Issued, _issue, issue_times, run
from shared.forecasting.interface import METHODS, Forecaster, View
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


def test_a_model_is_trained_anew_when_it_is_due() -> None:
    source = series()
    times = issue_times(source, step=5)
    trained: list[datetime] = []

    class Recorded(METHODS["persistence"].resolve()):  # type: ignore[misc]
        def fit(self, view: View) -> None:
            trained.append(view.issued_at)

    class Followed(Candidate):
        def make(self) -> Forecaster:
            return Recorded()

    _issue(source, Followed("persistence", refit_days=7), times)
    weeks = (times[-1] - times[0]) // timedelta(days=7) + 1
    assert weeks >= 4
    assert trained == [next(t for t in times if t >= times[0] + timedelta(days=7 * i)) for i in range(weeks)]


def test_models_are_compared_where_all_of_them_forecast() -> None:
    actual = np.zeros((6, 2))
    actual[5] = np.nan

    def issued(missing: slice) -> Issued:
        quantiles = np.ones((6, 2, 7))
        quantiles[missing] = np.nan
        return Issued(quantiles, np.ones((6, 2)), np.zeros((6, 2), dtype=bool), {}, 0.0, np.full((6, 2, 3), np.nan))

    models = {"own": issued(slice(0, 1)), "often": issued(slice(1, 2)), "seldom": issued(slice(1, 6))}
    test = Backtest(series(), "own", issue_times(series())[:6], actual, models, 0.0, False)
    kept, compared = evaluation.common(test)
    assert compared == ["own", "often"]
    assert kept.all(axis=1).tolist() == [False, False, True, True, True, False]


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


def test_times_are_utc_aware() -> None:
    assert all(t.tzinfo is UTC for t in issue_times(series()))
