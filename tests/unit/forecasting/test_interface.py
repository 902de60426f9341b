from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import msgspec
import numpy as np
import pytest

from shared.forecasting.interface import METHODS, AfterPeriod, DayBefore, Feature, ModelDeclaration, Regime

from .world import START, view_of

TARGET = Feature(name="demand", dataset="energinet.imbalance", column="mw", available=AfterPeriod(timedelta(hours=1)))


def declaration(**changes: object) -> ModelDeclaration:
    facts: dict[str, object] = {
        "id": "dk_demand", "title": "Demand", "target": TARGET, "areas": ("DK1", "DK2"), "minutes": 15,
        "horizon": 16, "gap": 4, "issue": "*/15 * * * *", "method": "acrdls",
    }  # fmt: skip
    return ModelDeclaration(**{**facts, **changes})  # type: ignore[arg-type]


def test_declarations_and_the_command_load_without_numeric_libraries() -> None:
    code = (
        "import sys, shared.forecasting.interface, cli.backtest; "
        "print({'numpy', 'pandas', 'sklearn', 'lightgbm', 'matplotlib'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"method": "oracle"}, "dk_demand: method 'oracle'"),
        ({"minutes": 7}, "minutes that divide a day"),
        ({"features": (TARGET,)}, "must be unique"),
    ],
)
def test_a_bad_declaration_is_refused_with_its_name(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        declaration(**changes)


def test_training_starts_after_the_newest_rule_change_of_the_area() -> None:
    model = declaration(
        regimes=(
            Regime(date(2025, 3, 4), "Nordic automated mFRR market"),
            Regime(date(2025, 6, 1), "zeros", areas=("DK1",)),
        )
    )
    assert model.valid_from("DK1") == date(2025, 6, 1)
    assert model.valid_from("DK2") == date(2025, 3, 4)
    assert declaration().valid_from("DK1") is None


def test_a_declaration_survives_json() -> None:
    price = Feature(name="price", dataset="nordpool.prices", column="eur", available=DayBefore("13:30"))
    model = declaration(features=(price,))
    assert msgspec.json.decode(msgspec.json.encode(model), type=ModelDeclaration) == model


def test_what_a_view_says_of_its_covariates() -> None:
    past = np.append(np.ones(98), np.full(12, np.nan))
    view = view_of(np.zeros(100), {"plan": np.ones(110), "past": past, "none": np.full(110, np.nan)})
    assert view.origin == 99
    assert view.first_start == START + timedelta(minutes=15 * 102)
    assert view.ahead("plan") == view.gap + view.horizon
    assert view.ahead("past") == -2
    assert view.ahead("none") < -99


def test_every_method_names_a_library() -> None:
    assert all(method.requires.isidentifier() for method in METHODS.values())
    assert METHODS["acrdls"].installed
