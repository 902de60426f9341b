"""Hard limits on a day's positions, and the loss stop that only a person lifts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, json
from msgspec.structs import replace

from shared.errors import ConfigError
from shared.forecasting.strategy.rule import rounded, shortfall

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.strategy.settings import Limits, Settings

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]


def es95_of(position: Floats, spread_quantiles: Floats, hours: float) -> Floats:
    """Expected shortfall per period in EUR; over a day the sum is an upper bound (as if all went wrong at once)."""
    long, short = shortfall(spread_quantiles)
    return np.asarray(np.abs(position) * hours * np.where(position > 0, long, short))


def limited(
    position: Floats,
    spread_quantiles: Floats,
    hours: float,
    settings: Settings,
    *,
    offered_mw: Floats | None = None,
    cleared_mw: Floats | None = None,
) -> tuple[Floats, tuple[str, ...]]:
    """The position cut to flexibility and limits, rounded to 0.1 MW towards zero, and which limits cut it.

    ``offered_mw``, ``cleared_mw`` (n,) where known; a NaN there means nothing may be taken in that period.
    """
    limits = settings.limits
    cuts: list[str] = []

    def cap(name: str, most: Floats | float) -> None:
        nonlocal position
        most = np.nan_to_num(np.asarray(most, dtype=np.float64), nan=0.0)
        if (np.abs(position) > most + 1e-9).any():
            cuts.append(name)
        position = np.clip(position, -most, most)

    cap("flex_mw", settings.flex_mw)
    cap("max_mw", limits.max_mw)
    if offered_mw is not None:
        cap("offered_share", limits.offered_share * offered_mw)
    if cleared_mw is not None:
        cap("cleared_share", limits.cleared_share * cleared_mw)

    def scale(name: str, used: float, most: float) -> None:
        nonlocal position
        if used > most:
            cuts.append(name)
            position = position * (most / used)

    scale("max_mwh_day", float(np.abs(position).sum() * hours), limits.max_mwh_day)
    scale("max_es95_eur_day", float(es95_of(position, spread_quantiles, hours).sum()), limits.max_es95_eur_day)
    return rounded(position), tuple(cuts)


def unfit(degraded: Bools, price_quantiles: Floats, age: timedelta, limits: Limits) -> tuple[Bools, tuple[str, ...]]:
    """Periods in which nothing may be proposed, and why: degraded or missing input, stale input, absurd price."""
    reasons = []
    out = degraded | ~np.isfinite(price_quantiles).all(axis=1)
    if out.any():
        reasons.append(f"inputs degraded or missing in {int(out.sum())} of {len(out)} periods")
    if age > limits.max_age or age < timedelta(0):
        reasons.append(f"inputs {age} old, at most {limits.max_age} allowed")
        out = np.ones_like(out)
    with np.errstate(invalid="ignore"):
        absurd = (price_quantiles < limits.price_low).any(axis=1) | (price_quantiles > limits.price_high).any(axis=1)
    if absurd.any():
        reasons.append(f"price forecast outside technical limits in {int(absurd.sum())} periods")
    return out | absurd, tuple(reasons)


class Reset(Struct, frozen=True, kw_only=True):
    """Who lifted a loss stop, when, why, and which stop it was."""

    at: datetime
    by: str
    reason: str
    lifted: str


class LossStop(Struct, frozen=True, kw_only=True):
    """Net results per delivery day, and the stop. Immutable: each step gives a new one; ``dump`` and ``parse`` keep it.

    Once ``stopped`` is set it stays, whatever is earned later, until ``reset`` by a named person; results before the
    reset no longer count. ``resets`` is the record of all of them, the oldest first, and nothing is taken from it.
    """

    results: tuple[tuple[date, float], ...] = ()
    stopped: str = ""
    counted_from: date = date.min
    resets: tuple[Reset, ...] = ()

    def booked(self, day: date, net_eur: float, limits: Limits) -> LossStop:
        """With the settled result of a delivery day; booking the same day again replaces it."""
        kept = [(d, eur) for d, eur in self.results if d != day and d > day - timedelta(days=60)]
        results = tuple(sorted([*kept, (day, net_eur)]))
        made = replace(self, results=results)
        ends = [d for d, _ in results if d >= day]  # a day that settled late counts in every span that holds it
        return replace(made, stopped=self.stopped or next(filter(None, (made._breach(e, limits) for e in ends)), ""))

    def losses(self, newest: date, limits: Limits) -> list[tuple[int, float, float]]:
        """(days, loss in EUR, limit in EUR) of the spans that end with ``newest``; a gain is a negative loss."""
        spans = ((1, limits.max_loss_1d_eur), (7, limits.max_loss_7d_eur), (30, limits.max_loss_30d_eur))
        found = []
        for days, most in spans:
            since = max(newest - timedelta(days=days - 1), self.counted_from)
            found.append((days, 0.0 - sum(eur for day, eur in self.results if since <= day <= newest), most))
        return found

    def _breach(self, newest: date, limits: Limits) -> str:
        for days, loss, most in self.losses(newest, limits):
            if loss > most:
                return f"lost {loss:.0f} EUR in {days} days up to {newest}, at most {most:.0f} allowed"
        return ""

    def reset(self, by: str, reason: str, at: datetime, on: date) -> LossStop:
        """Lifted by a person, who is recorded with the reason; counting begins anew on ``on``.

        Nothing changes when nothing was stopped: no reset in advance hides a loss to come. Raises ConfigError without
        a name or a reason.
        """
        if not by.strip():
            raise ConfigError("loss stop: a reset needs the name of the person who decided it")
        if not reason.strip():
            raise ConfigError("loss stop: a reset needs the reason for it")
        if not self.stopped:
            return self
        made = Reset(at=at, by=by.strip(), reason=reason.strip(), lifted=self.stopped)
        return replace(self, stopped="", counted_from=on, resets=(*self.resets, made))

    def dump(self) -> bytes:
        return json.encode(self)

    @classmethod
    def parse(cls, body: bytes) -> LossStop:
        return json.decode(body, type=cls)
