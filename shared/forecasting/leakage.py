"""Tests that a forecast uses nothing that was not known when it was issued; a backtest runs them all.

scramble      what became known later is replaced by NaN, then by garbage: views and forecasts stay byte-identical
prefix        the history cut at the issue time gives the same view and forecast as the full history
correlation   no input that is visible before the target correlates with it by more than 0.98, at any shift of 8 days,
              neither in value nor in rank nor in sign
shift         inputs delayed by one step must not make forecasts significantly better
availability  backfilled rows do not count as known long before live rows of the same series ever were
blind         trained on a shuffled history a model knows nothing
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.errors import BadData

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats, Forecaster, View
    from shared.forecasting.source import Source

TOO_GOOD = 0.98
ITSELF = 0.9995
"""No forecast of a target is as good as this; day-ahead load forecasts reach 0.998."""
CLAIMED_EARLY = 3 * 3600
FEW_CODES = 4
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


def check_correlation(view: View, target_forecasts: Collection[str] = ()) -> None:
    """No visible input may be the target in disguise, moved by up to ``SHIFT_DAYS`` days.

    An input element ``j`` is visible at the origin when ``j <= o + ahead``; paired with target ``j + m`` it tells the
    future for every ``m >= gap + 1 - ahead``. Values, ranks (any monotone function of the target) and signs (its
    direction) are compared alike.

    ``target_forecasts`` are forecasts of the target that others publish: they may be good, but not as good as the
    target itself.
    """
    lead = view.gap + 1
    for what, scale in (("correlation", _standard), ("rank correlation", _ranked), ("correlation of signs", _signs)):
        itself = scale(view.target)
        for name in sorted(view.covariates):
            limit = ITSELF if name in target_forecasts else TOO_GOOD
            values = scale(view.covariates[name][: len(view.target)])
            first = lead - min(view.ahead(name), view.gap + view.horizon)
            for m in range(first, max(first, 0) + SHIFT_DAYS * view.steps_per_day + 1):
                found = _correlation(values, itself, m)
                # a slow target correlates with its own past as much, which is no news
                if found > limit and found > _correlation(itself, itself, max(m, lead)) + (1 - limit) / 4:
                    admit = (
                        "no forecast of others is as good"
                        if name in target_forecasts
                        else "if it is a forecast of the target that others publish before it happens, declare it in "
                        f"target_forecasts (./scalar backtest: {name}:forecast)"
                    )
                    raise _found(
                        "correlation",
                        name,
                        f"|{what}| {found:.4f} with the target {m} steps later, above {limit}; {admit}",
                    )


def _standard(values: Floats) -> Floats:
    """Centred and scaled; constant or missing values become NaN."""
    known = values[np.isfinite(values)]
    spread = known.std() if len(known) else 0.0
    return (values - known.mean()) / spread if spread > 0 else np.full(len(values), np.nan)


def _ranked(values: Floats) -> Floats:
    """Ranks, equal values alike, centred and scaled."""
    known = np.sort(values[np.isfinite(values)])
    ranks = (np.searchsorted(known, values, "left") + np.searchsorted(known, values, "right")) / 2
    return _standard(np.where(np.isfinite(values), ranks, np.nan))


def _signs(values: Floats) -> Floats:
    """Directions; zero has none. A code of few values that are not signed (1, 2, 3) has its middle as zero."""
    known = np.unique(values[np.isfinite(values)])
    middle = (known[0] + known[-1]) / 2 if 2 <= len(known) <= FEW_CODES and known[0] >= 0 else 0.0
    signs = np.sign(values - middle)
    return _standard(np.where(signs == 0, np.nan, signs))


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


def check_availability(claims: Mapping[str, int]) -> None:
    """Backfilled rows may not count as known long before rows of the same series were ever received.

    ``claims``: input -> seconds by which the quickest rows received live came after their declared availability. The
    quickest count, because a platform that was switched off receives late what was published in time.
    """
    for name, seconds in sorted(claims.items()):
        if seconds > CLAIMED_EARLY:
            raise _found(
                "availability",
                name,
                f"its backfilled rows count as known {seconds / 3600:.1f} hours before the quickest of those received "
                "live was; declare the availability that was measured (./scalar models delays)",
            )


def check_blind(actual: Floats, blind: Floats) -> None:
    """Medians (n, H) of a model whose whole history was shuffled; if they still fit, it has kept the past elsewhere.

    Compared with the best single value in hindsight, which nobody who saw only noise comes near to.
    """
    both = np.isfinite(actual) & np.isfinite(blind)
    if not both.any():
        return
    constant = float(np.abs(actual[both] - np.median(actual[both])).mean())
    error = float(np.abs(actual[both] - blind[both]).mean())
    if error < constant / 2:
        raise _found(
            "blind",
            "forecast",
            f"trained on a shuffled history its error is {error:.3g} where a constant reaches {constant:.3g}: the "
            "method has the actual values from somewhere else",
        )


def shuffled(values: Floats) -> Floats:
    """The same values in another order, missing ones in their places."""
    there = np.flatnonzero(np.isfinite(values))
    made = values.copy()
    made[there] = values[np.random.default_rng(len(values)).permutation(there)]
    return made


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
