"""Four tests that a forecast uses nothing that was not known when it was issued; a backtest runs them all.

scramble     what became known later is replaced by NaN, then by garbage: views and forecasts stay byte-identical
prefix       the history cut at the issue time gives the same view and forecast as the full history
correlation  no input that is visible before the target correlates with it by more than 0.98, at any shift of 8 days
shift        inputs delayed by one step must not make forecasts significantly better
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.errors import BadData

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats, Forecaster, View
    from shared.forecasting.source import Source

TOO_GOOD = 0.98
SHIFT_DAYS = 8
FEWEST_PAIRS = 100


class LeakageFound(BadData):
    """The future is visible in an input; ``facts["feature"]`` names it."""


def _found(test: str, feature: str, detail: str) -> LeakageFound:
    return LeakageFound(f"leakage: {test} test failed for {feature!r}: {detail}", test=test, feature=feature)


def check_views(source: Source, moments: Sequence[datetime]) -> None:
    """Scramble and prefix tests of the view builder at each moment. Raises LeakageFound naming the input."""
    for as_of in moments:
        honest = source.view(as_of)
        for change in _changes(as_of):
            _compare_views("scramble", honest, source.altered(as_of, change).view(as_of))
        _compare_views("prefix", honest, source.cut(as_of).view(as_of))


def check_forecasts(make: Callable[[], Forecaster], source: Source, as_of: datetime, earlier: datetime) -> None:
    """Scramble and prefix tests of the whole path: trained at ``earlier``, updated and asked at ``as_of``."""
    whole = _path(make, source, as_of, earlier)
    others = [("scramble", source.altered(as_of, change)) for change in _changes(as_of)]
    for test, other in [*others, ("prefix", source.cut(as_of))]:
        if _path(make, other, as_of, earlier) != whole:
            raise _found(
                test, "forecast", f"the forecast issued {as_of:%Y-%m-%dT%H:%MZ} changed with values not yet known then"
            )


def check_correlation(view: View) -> None:
    """No visible input may be the target in disguise, moved by up to ``SHIFT_DAYS`` days.

    An input element ``j`` is visible at the origin when ``j <= o + ahead``; paired with target ``j + m`` it tells the
    future for every ``m >= gap + 1 - ahead``.
    """
    target = view.target
    itself = _standard(target)
    for name in sorted(view.covariates):
        values = _standard(view.covariates[name][: len(target)])
        lead = view.gap + 1
        first = lead - min(view.ahead(name), view.gap + view.horizon)
        for m in range(first, max(first, 0) + SHIFT_DAYS * view.steps_per_day + 1):
            found = _correlation(values, itself, m)
            # a slow target correlates with its own past as much, which is no news
            if found > TOO_GOOD and found > _correlation(itself, itself, max(m, lead)) + 0.005:
                raise _found(
                    "correlation", name, f"|correlation| {found:.4f} with the target {m} steps later, above {TOO_GOOD}"
                )


def _standard(values: Floats) -> Floats:
    """Centred and scaled; constant or missing values become NaN."""
    known = values[np.isfinite(values)]
    spread = known.std() if len(known) else 0.0
    return (values - known.mean()) / spread if spread > 0 else np.full(len(values), np.nan)


def _correlation(feature: Floats, target: Floats, m: int) -> float:
    """|correlation| of ``feature[j]`` with ``target[j + m]`` over the pairs that exist; 0 with too few."""
    n = len(target) - abs(m)
    if n < FEWEST_PAIRS:
        return 0.0
    x, y = (feature[:n], target[m:]) if m >= 0 else (feature[-m:], target[:n])
    both = np.isfinite(x) & np.isfinite(y)
    if both.sum() < FEWEST_PAIRS:
        return 0.0
    x, y = x[both] - x[both].mean(), y[both] - y[both].mean()
    size = np.sqrt((x @ x) * (y @ y))
    return float(abs(x @ y) / size) if size > 0 else 0.0


def check_shift(losses: Floats, delayed_losses: Floats) -> None:
    """Losses (n, H) per issue time with the inputs in time and one step late, over the same target periods."""
    from shared.forecasting.metrics import diebold_mariano

    late_wins = diebold_mariano(delayed_losses, losses, np.arange(len(losses), dtype=np.int64))
    if late_wins.p < 0.001:
        raise _found(
            "shift",
            "time index",
            f"delaying every input by one step lowers the loss by {late_wins.gain:.3g} "
            f"(z = {late_wins.z:.1f}); starts and ends of periods are mixed up",
        )


def _changes(as_of: datetime) -> list[Callable[[Floats], Floats]]:
    seed = int(as_of.timestamp())

    def garbage(values: Floats) -> Floats:
        return np.random.default_rng(seed).normal(0.0, 1e6, size=len(values))

    return [lambda values: np.full(len(values), np.nan), garbage]


def _compare_views(test: str, honest: View, other: View) -> None:
    for name, before in {"target": honest.target, **honest.covariates}.items():
        after = other.target if name == "target" else other.covariates.get(name)
        if after is None or after.tobytes() != before.tobytes():
            raise _found(
                test, name, f"the view of {honest.issued_at:%Y-%m-%dT%H:%MZ} changed with values not yet known then"
            )


def _path(make: Callable[[], Forecaster], source: Source, as_of: datetime, earlier: datetime) -> tuple[bytes, ...]:
    from shared.forecasting.source import forecast

    model = make()
    model.fit(source.view(earlier))
    issued = forecast(model, source, as_of)
    mean: Any = issued.mean
    return (
        issued.quantiles.tobytes(),
        b"" if mean is None else mean.tobytes(),
        issued.degraded.tobytes(),
        repr(issued.notes).encode(),
    )
