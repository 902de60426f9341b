"""Every declared model on stored rows: honest as declared, and caught with one day of any of its inputs too early."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

import numpy as np
import pyarrow as pa
import pytest

from shared.catalogue.registry import CATALOGUE
from shared.forecasting import leakage, stored
from shared.forecasting.features import WarehouseSource, declared_source
from shared.forecasting.interface import Availability, Feature, ModelDeclaration, View
from shared.forecasting.models import MODELS
from shared.forecasting.revisions import expected
from shared.persistence.duckdb import DuckDBWarehouse
from shared.persistence.tables import RANK_STEP, revisions_table
from tests.integration.sample import create_tables

DAY = 86_400
BEGIN = datetime(2026, 1, 10, tzinfo=UTC)
SINCE = BEGIN + timedelta(days=14)
"""Everything before was fetched at this instant; what follows is received five minutes before it is declared to be."""
NOW = BEGIN + timedelta(days=20, hours=9, minutes=45)
END = NOW + timedelta(days=2)


def features(declared: ModelDeclaration) -> tuple[Feature, ...]:
    return (declared.target, *declared.features)


INPUTS = [(model, feature.name) for model, declared in MODELS.items() for feature in features(declared)]
COVARIATES = [(model, feature.name) for model, declared in MODELS.items() for feature in declared.features]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    """Independent noise in every input of every model, in its first area; covariates of the last day come late."""
    folder = tmp_path_factory.mktemp("declared leakage")
    opened = DuckDBWarehouse(folder / "world.duckdb", memory_limit="300MB")
    used = {feature.dataset for declared in MODELS.values() for feature in features(declared)}
    create_tables(opened, [CATALOGUE[name] for name in sorted(used)], folder / "migrations")
    done: set[tuple[object, ...]] = set()
    for declared in MODELS.values():
        for feature in features(declared):
            key = (feature.dataset, feature.area or declared.areas[0], *sorted(feature.where.items()))
            if key not in done:
                fill(opened, feature, feature.area or declared.areas[0])
            done.add(key)
    yield opened
    opened.close()


def fill(opened: DuckDBWarehouse, feature: Feature, area: str) -> None:
    """Rows of one series of a dataset, with noise in all its numbers."""
    dataset = CATALOGUE[feature.dataset]
    minutes = 1 if feature.column.startswith("mean(") else 15
    count = (END - BEGIN) // timedelta(minutes=minutes)
    starts = int(BEGIN.timestamp()) + 60 * minutes * np.arange(count, dtype=np.int64)
    due = expected(starts, minutes, feature.available) - 300
    late = starts + 60 * minutes + 55 * 60
    is_covariate = any(feature.dataset == f.dataset for d in MODELS.values() for f in d.features)
    due = np.where((starts >= int(NOW.timestamp()) - DAY) & is_covariate, late, due)
    known = np.maximum(due, int(SINCE.timestamp()))
    rng = np.random.default_rng(crc32(f"{dataset.id} {sorted(feature.where.values())}".encode()))
    table = revisions_table(dataset)
    fixed: dict[str, Any] = {
        dataset.time_column: pa.array(starts * 1_000_000, pa.timestamp("us")),
        "known_at": pa.array(known * 1_000_000, pa.timestamp("us")),
        "version": known * 1_000_000 % RANK_STEP,
        dataset.key_column: [area] * count,
        "minutes": [minutes] * count,
        "unit": ["MAW"] * count,
        "sequence": [1] * count,
        **{name: [value] * count for name, value in feature.where.items() if name != "sequence"},
    }
    types = {
        "float": pa.float64(),
        "text": pa.string(),
        "int": pa.int64(),
        "bool": pa.bool_(),
        "time": pa.timestamp("us"),
    }
    columns = {}
    for column in table.columns:
        if column.name in fixed:
            columns[column.name] = fixed[column.name]
        elif column.kind == "float":
            columns[column.name] = np.round(50 + 20 * rng.standard_t(5, count), 2)
        elif not column.nullable:
            columns[column.name] = pa.array(["A01"] * count)
        else:
            columns[column.name] = pa.nulls(count, types[column.kind])
    label = f"{dataset.id}-{area}-{'-'.join(feature.where.values())}"
    opened.load(table, pa.table({c.name: columns[c.name] for c in table.columns}), label=label)


def source_of(model: str, warehouse: DuckDBWarehouse) -> WarehouseSource:
    return declared_source(MODELS[model], MODELS[model].areas[0], warehouse, NOW)


def leaking(kind: type[WarehouseSource], honest: WarehouseSource, **facts: Any) -> WarehouseSource:
    return kind(**{name: getattr(honest, name) for name in honest.__dataclass_fields__}, **facts)


class TargetTooEarly(WarehouseSource):
    """One more day of the target than was received."""

    def view(self, as_of: datetime) -> View:
        return super().view(as_of + timedelta(days=1))


@dataclass(frozen=True)
class InputTooEarly(WarehouseSource):
    """One covariate's ``known_at`` honoured a day late: rows are shown a day before they were received."""

    leaks: str = ""

    def _covariate(self, name: str, now: int, first: int, stop: int) -> Any:
        early = {n: s.delayed(-DAY) if n == self.leaks else s for n, s in self.covariates.items()}
        return WarehouseSource._covariate(replace(self, covariates=early, leaks=""), name, now, first, stop)


@pytest.mark.parametrize("model", MODELS)
def test_a_declared_source_is_honest(warehouse: DuckDBWarehouse, model: str) -> None:
    source = source_of(model, warehouse)
    assert source.target.fallback.sum() > 1000
    assert {"target", *source.covariates} == set(source.claimed_early())
    leakage.check_availability(source.claimed_early())
    leakage.check_views(source, [NOW - timedelta(days=7), NOW - timedelta(hours=30), NOW])
    leakage.check_correlation(source.view(NOW), source.target_forecasts)


@pytest.mark.parametrize("model", MODELS)
def test_a_day_too_much_of_the_target_is_caught(warehouse: DuckDBWarehouse, model: str) -> None:
    source = leaking(TargetTooEarly, source_of(model, warehouse))
    with pytest.raises(leakage.LeakageFound, match="scramble test failed for 'target'"):
        leakage.check_views(source, [NOW])


@pytest.mark.parametrize(("model", "feature"), COVARIATES)
def test_a_covariate_a_day_too_early_is_caught(warehouse: DuckDBWarehouse, model: str, feature: str) -> None:
    source = leaking(InputTooEarly, source_of(model, warehouse), leaks=feature)
    with pytest.raises(leakage.LeakageFound, match=f"scramble test failed for '{feature}'") as found:
        leakage.check_views(source, [NOW])
    assert found.value.facts["feature"] == feature


@pytest.mark.parametrize(("model", "feature"), INPUTS)
def test_an_availability_rule_a_day_too_early_is_caught(
    warehouse: DuckDBWarehouse, monkeypatch: pytest.MonkeyPatch, model: str, feature: str
) -> None:
    """No scrambling shows it, because backfilled rows carry no other time than the rule's; live rows do."""
    declared = MODELS[model]
    honest, target = stored.read, declared.target.name

    def read(held: Any, asked: Feature, area: str, grid: stored.Grid) -> Any:
        def early(start: Any, minutes: int, rule: Availability) -> Any:
            return expected(start, minutes, rule) - (DAY if asked.name == feature else 0)

        with monkeypatch.context() as patched:
            patched.setattr(stored, "expected", early)
            return honest(held, asked, area, grid)

    monkeypatch.setattr("shared.forecasting.features.read", read)
    source = source_of(model, warehouse)
    with pytest.raises(leakage.LeakageFound, match="availability test failed") as found:
        leakage.check_availability(source.claimed_early())
    assert found.value.facts["feature"] == ("target" if feature == target else feature)
