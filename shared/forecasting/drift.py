"""Whether a model still fits its target: checked hourly on what was received, kept as an alarm beside the model.

(a) CUSUM of the daily ratio of its MAE to climatology's, (b) cover of the 80 % interval over 7 days, (c) population
stability of each input over 7 days against the weeks before, (d) zeros, repeated and missing values, (e) a jump of
scale, the mark of MW against MWh per quarter. An alarm marks forecasts ``degraded`` and asks for a retrain; after 24
hours climatology is published instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from msgspec import Struct

from shared.forecasting.guard import suspicions
from shared.persistence.blob import Missing

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats, View
    from shared.persistence.blob import Blobs

PATIENCE = timedelta(hours=24)
COVER = (0.70, 0.90)
FEWEST = 200  # scored periods below which neither cover nor ratio says anything
STABILITY = 0.25
CUSUM_SIGMAS = 5.0
SLACK = 0.5  # sigma of drift that CUSUM lets pass
SHARE_JUMP = 0.25


class Alarm(Struct, frozen=True, kw_only=True):
    """Why and since when a model's forecasts are degraded."""

    reasons: list[str]
    since: datetime


def active(blobs: Blobs, model: str, area: str) -> Alarm | None:
    """The standing alarm of a model's area, if any."""
    try:
        found = msgspec.json.decode(blobs.get(_name(model, area))[0], type=Alarm)
    except Missing:
        return None
    return found if found.reasons else None


def keep(blobs: Blobs, model: str, area: str, reasons: Sequence[str], now: datetime) -> Alarm | None:
    """Raise, prolong or end the alarm; the one that stands afterwards."""
    before = active(blobs, model, area)
    if not reasons:
        if before is not None:
            blobs.put(_name(model, area), msgspec.json.encode(Alarm(reasons=[], since=now)))
        return None
    made = Alarm(reasons=list(reasons), since=before.since if before else now)
    if made != before:
        blobs.put(_name(model, area), msgspec.json.encode(made))
    return made


def cover_alarm(actual: Floats, low: Floats, high: Floats) -> list[str]:
    """(b) Cover of the 80 % interval over the scored periods of 7 days."""
    known = np.isfinite(actual) & np.isfinite(low) & np.isfinite(high)
    if known.sum() < FEWEST:
        return []
    cover = float(((actual >= low) & (actual <= high))[known].mean())
    if COVER[0] <= cover <= COVER[1]:
        return []
    return [
        f"80 % interval covered {100 * cover:.0f} % over 7 days, outside {100 * COVER[0]:.0f} to {100 * COVER[1]:.0f} %"
    ]


def cusum_alarm(ratios: Sequence[float]) -> list[str]:
    """(a) Daily MAE ratios to climatology, oldest first: an upward shift beyond 5 sigma of the first three weeks."""
    if len(ratios) < 28:
        return []
    base, recent = np.array(ratios[:21]), np.array(ratios[21:])
    sigma = float(base.std(ddof=1)) or 1e-9
    total = 0.0
    for ratio in recent:
        total = max(0.0, total + (float(ratio) - float(base.mean())) / sigma - SLACK)
    return [f"MAE against climatology drifted up by {total:.1f} sigma"] if total > CUSUM_SIGMAS else []


def input_alarms(view: View) -> list[str]:
    """(c), (d) and (e) on the target and covariates of one view."""
    found = list(suspicions(view))
    week = 7 * view.steps_per_day
    for name, values in [("target", view.target), *sorted(view.covariates.items())]:
        past = values[: view.origin + 1]
        recent, before = past[-week:], past[-5 * week : -week]
        if len(before) < week:
            continue
        stability = population_stability(before, recent)
        if stability > STABILITY and name == "target":
            found.append(f"{name}: population stability index {stability:.2f} over 7 days, above {STABILITY}")
        for what, share in (("missing", _missing), ("exactly zero", _zeros), ("repeated", _repeated)):
            now, then = share(recent), share(before)
            if now - then > SHARE_JUMP and (name == "target" or what == "missing"):
                found.append(f"{name}: {100 * now:.0f} % {what} over 7 days, {100 * then:.0f} % before")
    return found


def population_stability(before: Floats, recent: Floats, bins: int = 10) -> float:
    """Sum over deciles of ``before`` of (share now - share before) ln(share now / share before); 0 without values."""
    past, now = before[np.isfinite(before)], recent[np.isfinite(recent)]
    if len(past) < 10 * bins or len(now) < 10 * bins:
        return 0.0
    edges = np.unique(np.quantile(past, np.linspace(0, 1, bins + 1)[1:-1]))
    then = np.bincount(np.searchsorted(edges, past), minlength=len(edges) + 1) / len(past)
    share = np.bincount(np.searchsorted(edges, now), minlength=len(edges) + 1) / len(now)
    then, share = np.maximum(then, 1e-4), np.maximum(share, 1e-4)
    return float(((share - then) * np.log(share / then)).sum())


def _missing(values: Floats) -> float:
    return float(np.isnan(values).mean())


def _zeros(values: Floats) -> float:
    return float((values == 0).mean())


def _repeated(values: Floats) -> float:
    return float((np.diff(values) == 0).mean())


def _name(model: str, area: str) -> str:
    return f"models/{model}/{area}/alarm.json"
