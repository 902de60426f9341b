from __future__ import annotations

import numpy as np
import pytest

from shared.forecasting.interface import QUANTILES
from shared.forecasting.methods.mixture import GRID, hurdle, mean_of, zero_inflated

FINE = np.linspace(0, 1, 200_001)


def test_hurdle_quantiles_invert_the_mixture() -> None:
    """Against a million draws from the mixture itself."""
    up, down = np.linspace(10, 300, 9), np.linspace(5, 150, 9)
    rng = np.random.default_rng(1)
    n = 1_000_000
    level = rng.random(n)
    side = rng.random(n)
    draw = np.where(side < 0.35, -np.interp(level, GRID, down), np.where(side < 0.6, 0.0, np.interp(level, GRID, up)))
    made = hurdle(np.array([0.35]), np.array([0.4]), down[None], up[None])[0]
    assert made == pytest.approx(np.quantile(draw, QUANTILES), abs=1.5)
    assert made[3] == 0.0  # the median lies in the mass at zero
    assert 0.4 * mean_of(up[None])[0] - 0.35 * mean_of(down[None])[0] == pytest.approx(draw.mean(), abs=0.5)


def test_certain_direction_leaves_the_volume_alone() -> None:
    up = np.linspace(10, 300, 9)[None]
    made = hurdle(np.zeros(1), np.ones(1), up, up)[0]
    assert made == pytest.approx(up[0, 1:-1])
    assert hurdle(np.ones(1), np.zeros(1), up, up)[0] == pytest.approx(-up[0, 1:-1][::-1])


@pytest.mark.parametrize("mass", [0.0, 0.1, 0.6, 1.0])
def test_zero_inflation_matches_draws(mass: float) -> None:
    quantiles = np.array([[-120.0, -80.0, -30.0, 15.0, 60.0, 110.0, 150.0]])
    made = zero_inflated(np.array([mass]), quantiles, -200.0, 250.0)[0]
    points = np.concatenate(([-136.0], quantiles[0], [170.0]))
    rng = np.random.default_rng(3)
    draw = np.where(rng.random(400_000) < mass, 0.0, np.interp(rng.random(400_000), GRID, points))
    assert made == pytest.approx(np.quantile(draw, QUANTILES), abs=2.0)
    assert (np.diff(made) >= 0).all()
    if mass == 0.0:
        assert made == pytest.approx(quantiles[0])
