"""Every declaration names what exists: datasets, columns, areas, methods; and imports cost nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cronsim import CronSim

from shared.catalogue.registry import CATALOGUE
from shared.forecasting.interface import METHODS, AfterPeriod, ModelDeclaration
from shared.forecasting.models import CHALLENGERS, MODELS, STRATEGIES, SUMS, inputs
from shared.forecasting.schedule import is_day_ahead, lead_steps, tick
from shared.persistence.tables import FORECASTS

PROJECT = Path(__file__).parents[3]


@pytest.mark.parametrize("declared", MODELS.values(), ids=list(MODELS))
def test_inputs_exist_and_are_asked_for(declared: ModelDeclaration) -> None:
    for feature in (declared.target, *declared.features):
        dataset = CATALOGUE[feature.dataset]
        names = {c.name for c in dataset.columns}
        members = {m for area in declared.areas for m in SUMS.get(area, (area,))}
        for area in members:
            column = feature.column.removeprefix("mean(").removesuffix(")").replace("{area}", area.lower())
            assert set(column.replace(" - ", " ").replace("?", "").split()) <= names
        assert set(feature.where) <= names
        assert ({feature.area} if feature.area else members) <= set(dataset.keys)


@pytest.mark.parametrize("declared", MODELS.values(), ids=list(MODELS))
def test_no_input_is_an_actual_of_the_target_period(declared: ModelDeclaration) -> None:
    assert "dominating_direction" not in {f.column for f in (declared.target, *declared.features)}
    for feature in declared.features:
        assert isinstance(feature.available, AfterPeriod) or "price" in feature.name or "forecast" in feature.name


@pytest.mark.parametrize("declared", MODELS.values(), ids=list(MODELS))
def test_the_gap_covers_publication(declared: ModelDeclaration) -> None:
    if is_day_ahead(declared):
        return
    assert isinstance(declared.target.available, AfterPeriod)
    assert declared.gap * timedelta(minutes=declared.minutes) >= declared.target.available.delay
    # the mFRR energy gate closes 45 minutes before delivery
    assert lead_steps(declared) == (3 if declared.id == "DKAct_2" else 0)


def test_names_fit_the_table_and_the_host() -> None:
    wide = FORECASTS.column("model_id").sql, FORECASTS.column("area").sql
    assert wide == ("VARCHAR(40)", "VARCHAR(12)")
    for declared in MODELS.values():
        assert len(declared.id) <= 40
        assert all(len(area) <= 12 for area in declared.areas)
        seconds = list(map(int, tick(declared.issue, declared.issue_tz).split()[:1]))
        assert seconds == [30]
        next(CronSim(tick(declared.issue, declared.issue_tz), datetime(2026, 1, 1, tzinfo=UTC)))
    assert set(CHALLENGERS) <= set(MODELS)
    assert all(method in METHODS for many in CHALLENGERS.values() for method, _ in many)
    for strategy in STRATEGIES.values():
        assert {strategy.price_model, strategy.spread_model} <= set(MODELS)
        assert set(strategy.areas) <= set(MODELS[strategy.price_model].areas)


def test_every_input_is_listed_for_the_history_of_a_first_start() -> None:
    needed = {f.dataset for d in MODELS.values() for f in (d.target, *d.features)}
    assert set(inputs()) == needed
    assert inputs()["energinet.day_ahead_prices"][1] > inputs()["energinet.imbalance_prices"][1] >= 35


def test_declarations_load_without_numeric_libraries() -> None:
    code = "import sys, shared.forecasting.models, shared.forecasting.schedule, shared.api.paths; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()).isdisjoint({"numpy", "pandas", "pyarrow", "lightgbm", "sklearn", "torch", "redis"})
