"""AutoGluon itself, where it is installed; without it, the sentence that says how to get it."""

from __future__ import annotations

from importlib.util import find_spec
from multiprocessing import active_children

import numpy as np
import pytest

from shared.errors import ConfigError
from shared.forecasting.methods.autogluon_ts import AutoGluonTS
from tests.unit.forecasting_methods.world import quarter_view

INSTALLED = find_spec("autogluon") is not None and find_spec("autogluon.timeseries") is not None


@pytest.mark.skipif(INSTALLED, reason="AutoGluon is installed")
def test_without_the_library_the_way_to_install_it_is_named() -> None:
    with pytest.raises(ConfigError, match=r"\./scalar setup insights"):
        AutoGluonTS().fit(quarter_view())


@pytest.mark.skipif(not INSTALLED, reason="needs AutoGluon: ./scalar setup insights")
@pytest.mark.filterwarnings("default")  # its dependencies warn about each other
def test_fit_save_load_and_gap() -> None:
    view, children = quarter_view(days=14), set(active_children())
    model = AutoGluonTS(hyperparameters={"SeasonalNaive": {}, "NPTS": {}}, val_windows=1, time_limit=120)
    model.fit(view)
    made = model.predict(view)
    assert made.quantiles.shape == (view.horizon, 7)
    assert (np.diff(made.quantiles, axis=1) >= 0).all()
    assert {"SeasonalNaive", "NPTS"} <= set(model.fitted)
    assert model._predictor.prediction_length == view.gap + view.horizon
    assert len(model.calibration) >= 100  # scored on days that the first predictor had not seen
    assert np.abs(model.calibration.corrections()).max() > 0
    copy = AutoGluonTS.load(model.save())
    assert np.array_equal(copy.predict(view).quantiles, made.quantiles)
    assert set(active_children()) <= children, "worker processes, for which the interpreter would wait at its end"
