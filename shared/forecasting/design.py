"""The regressor of one target period: autoregressive lags, intercept, local calendar, covariates.

Nothing newer than the origin ``o = T - d - k`` enters the row of target ``T`` at horizon ``k``: every lag is at least
the lead ``d + k``, and a covariate that is not known ahead is taken as old as it was at the origin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from shared.forecasting.local_time import CALENDAR_TERMS, calendar_terms, clock_shift, starts, utc_offset
from shared.forecasting.transform import MAD_TO_SIGMA

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import Bools, Floats, View

    Ints = NDArray[np.int64]

PROFILE_DAYS = 28
LEAST_PROFILE = 5  # days with a value below which the profile counts as missing
LEAST_KNOWN = 0.5  # share of the training window a covariate must be known in to be used at all


class Rows(NamedTuple):
    """Regressors ``x`` (..., p); ``whole``: nothing was filled; ``lags_missing``: share of the row's lags."""

    x: Floats
    whole: Bools
    lags_missing: Floats

    def at(self, key: Any) -> Rows:
        return Rows(self.x[key], self.whole[key], self.lags_missing[key])


@dataclass(frozen=True)
class Covariate:
    """Scale of one covariate, and how many steps past the origin it was known when the model was fitted."""

    name: str
    centre: float
    scale: float
    ahead: int

    def lag(self, leads: Ints) -> Ints:
        """Steps before the target whose value is used at each lead; 0 where it is known for the target itself."""
        return np.maximum(0, leads - self.ahead)


def covariate_scales(view: View) -> tuple[list[Covariate], list[str]]:
    """Covariates worth using, by name, and a sentence for each that is left out."""
    used, notes = [], []
    for name in sorted(view.covariates):
        values = view.covariates[name]
        past = values[: view.origin + 1]
        known = past[np.isfinite(past)]
        if len(known) < LEAST_KNOWN * len(past):
            notes.append(f"covariate {name} left out: known for {len(known)} of {len(past)} training periods")
            continue
        centre = float(np.median(known))
        scale = MAD_TO_SIGMA * float(np.median(np.abs(known - centre))) or float(np.std(known))
        if scale <= 1e-9 * max(1.0, abs(centre)):
            notes.append(f"covariate {name} left out: constant at {centre:g}")
            continue
        used.append(Covariate(name, centre, scale, min(view.ahead(name), view.gap + view.horizon)))
    return used, notes


class Design:
    """Builds rows for any pairs of target index and horizon of a view.

    ``lags`` (H, m), padded with 0 (no lag is ever 0), the same order as chosen; columns of a row are
    ``[m lags, 1, calendar, profile, covariates]``, the profile being the mean of the same local period over 28 days.
    """

    def __init__(self, lags: Ints, gap: int, steps_per_day: int, covariates: list[Covariate]) -> None:
        self.lags, self.gap, self.covariates = lags, gap, covariates
        self.steps_per_day = steps_per_day
        nearest = np.rint(lags / steps_per_day)
        self._daily = (lags > 0) & (nearest >= 1) & (np.abs(lags - nearest * steps_per_day) <= 2)
        self._leads = gap + 1 + np.arange(len(lags))
        self._profile = lags.shape[1] + 1 + len(CALENDAR_TERMS)
        self.calendar_columns = range(lags.shape[1] + 1, self._profile)
        self.width = self._profile + 1 + len(covariates)
        # room for the lags and the profile, the hour a clock change moves them, and a day where that passes the lead
        longest = self._leads[-1] + PROFILE_DAYS * steps_per_day
        self.reach = max(int(lags.max(initial=0)), int(longest)) + 2 * steps_per_day

    @property
    def active(self) -> Bools:
        """(H, p): which columns each horizon uses; padding is False."""
        others = np.ones((len(self.lags), self.width - self.lags.shape[1]), dtype=bool)
        return np.hstack([self.lags > 0, others])

    def rows(self, view: View, z: Floats, filled: Floats, offset: int, target: Ints, k: Ints) -> Rows:
        """Rows of targets ``target`` (n, 1) or (n,) at zero-based horizons ``k``, broadcast together.

        ``z`` is the transformed target from grid index ``offset`` on, NaN where missing, and ``filled`` the same with
        the last known value carried forward; both end at the origin.
        """
        target, k = np.broadcast_arrays(target, k)
        x = np.zeros((*target.shape, self.width))
        m = self.lags.shape[1]
        missing, valid = self._lag_values(view, z, filled, offset, target, k, x[..., :m])
        x[..., m] = 1.0
        distinct, inverse = np.unique(target, return_inverse=True)
        first = int(distinct[0])
        when = starts(view, first, int(distinct[-1]) + 1)[distinct - first]
        x[..., m + 1 : m + 1 + len(CALENDAR_TERMS)] = calendar_terms(when, view.tz)[inverse.reshape(target.shape)]
        whole: Bools = np.logical_not(missing.any(axis=-1))
        columns = [self._profile_values(view, z, offset, target, k)]
        columns += [self._covariate(view, covariate, target, k) for covariate in self.covariates]
        for column, value in enumerate(columns, self._profile):
            known = np.isfinite(value)
            np.logical_and(whole, known, out=whole)
            x[..., column] = np.where(known, value, 0.0)
        return Rows(x, whole, missing.sum(axis=-1) / np.maximum(valid.sum(axis=-1), 1))

    def _lag_values(
        self, view: View, z: Floats, filled: Floats, offset: int, target: Ints, k: Ints, out: Floats
    ) -> tuple[Bools, Bools]:
        back = self._lags_at(view, target, k)
        index = target[..., None] - back - offset
        valid = np.broadcast_to(self.lags[k] > 0, index.shape)
        inside = np.clip(index, 0, len(z) - 1)
        missing = valid & ((index < 0) | ~np.isfinite(z[inside]))
        out[...] = np.where(valid, filled[inside], 0.0)
        return missing, valid

    def _lags_at(self, view: View, target: Ints, k: Ints) -> Ints:
        """Lags, with whole-day ones moved to the same local time in the days after a clock change."""
        lags: Ints = self.lags[k]
        if not lags.size:
            return lags
        if not self._clock_changes(view, int(target.min()) - int(lags.max()), int(target.max())):
            return lags
        when = starts(view, 0, 1)[0] + 60 * view.minutes * target[..., None]
        shift = np.where(self._daily[k], clock_shift(when, lags, view.minutes, view.tz), 0)
        moved = lags - shift
        lead = self._leads[k][..., None]
        return np.where((lags > 0) & (moved < lead), moved + self.steps_per_day, moved)

    def _profile_values(self, view: View, z: Floats, offset: int, target: Ints, k: Ints) -> Floats:
        """Mean of the same local period over the newest 28 days before the origin; NaN where too few are known."""
        nearest = -(-self._leads // self.steps_per_day)[k]
        least = int(nearest.min())
        code, inverse = np.unique(target * 1000 + nearest - least, return_inverse=True)  # few distinct pairs
        period, days = code // 1000, least + code % 1000
        when = starts(view, int(period[0]), int(period[-1]) + 1)[period - period[0]]
        back = self.steps_per_day * (days[:, None] + np.arange(PROFILE_DAYS))
        index = period[:, None] - back - offset
        if self._clock_changes(view, int(period[0]) - int(back.max()), int(period[-1])):
            index += clock_shift(when[:, None], back, view.minutes, view.tz)
        value = np.where(index >= 0, z[np.clip(index, 0, len(z) - 1)], np.nan)
        known = np.isfinite(value)
        count = known.sum(axis=1)
        total = np.cumsum(np.where(known, value, 0.0), axis=1)[:, -1]  # one summation order, whatever the shape
        profile: Floats = np.where(count >= LEAST_PROFILE, total / np.maximum(count, 1), np.nan)[inverse]
        return profile.reshape(target.shape)

    def _clock_changes(self, view: View, first: int, last: int) -> bool:
        """Whether local time is put back or forward between two grid indices; long spans count as if it were."""
        if last - first >= 90 * self.steps_per_day:
            return True  # two changes within could hide each other; seasons are longer than this
        ends = np.array([first, last]) * 60 * view.minutes + int(view.start.timestamp())
        before, after = utc_offset(ends, view.tz)
        return bool(before != after)

    def _covariate(self, view: View, covariate: Covariate, target: Ints, k: Ints) -> Floats:
        values = view.covariates.get(covariate.name)
        if values is None:
            return np.full(target.shape, np.nan)
        index = target - covariate.lag(self._leads)[k]
        inside = np.clip(index, 0, len(values) - 1)
        scaled = (values[inside] - covariate.centre) / covariate.scale
        # bent as the target is, so that a price explains a price in a straight line, in a spike as well
        value: Floats = np.where((index >= 0) & (index < len(values)), np.arcsinh(scaled), np.nan)
        return value
