"""ACRDLS: autoregression on lags chosen from the autocorrelation function, coefficients by recursive discounted
least squares, one linear filter per horizon and memory, updated with every received target.

Direct, not iterated; forecasts of the memories are averaged; intervals come from the filter's own past errors.
Beside lags, calendar and covariates a regressor carries the mean of the same local period over 28 days. With it the
calendar's waves are held near zero by a ridge: on four weeks of Danish balancing demand they only fitted noise.
State, lags and origins live in UTC and are keyed by grid number (periods since 1970), so a view may start anywhere.
Same inputs give the same bytes: no clock, no random numbers, one summation order.

The family runs Danish wind, heat and load forecasting (DTU, R package onlineforecast).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from shared.errors import BadData
from shared.forecasting import artefact, lags
from shared.forecasting.climatology import climatology
from shared.forecasting.design import Covariate, Design, Rows, covariate_scales
from shared.forecasting.guard import trainable
from shared.forecasting.interface import QUANTILES, Forecast
from shared.forecasting.local_time import CALENDAR_TERMS, DAY, starts, utc_offset
from shared.forecasting.rls import CLIP, Rls
from shared.forecasting.transform import Asinh, widened

if TYPE_CHECKING:
    from shared.forecasting.interface import Bools, Floats, View

BLOCK_BYTES = 16_000_000  # regressors of a replay are built in blocks of this size
PRIOR = 100.0  # weight of the start at zero: 1 lets the first weeks chase noise
CARE_EVERY = 16  # steps between looks at wind-up, and between shrinking one calendar coefficient after the other
WAVE_WEIGHT = 1000.0  # sine and cosine repeat what the 28-day profile says, and cost noise unless held near zero
KIND_WEIGHT = 100.0  # Saturday, Sunday, holiday, bridge day: weak effects, rarely excited
LEAST_SPREAD = 1e-9  # of z: a series that stands still must not divide by zero
MOST_MISSING = 0.25  # share of lags missing beyond which climatology is published
FEWEST_ERRORS = 20  # with fewer past errors the interval is Gaussian and marked degraded
ENOUGH_ERRORS = 500  # below it, as in models of one origin a day, horizons within POOLED_MINUTES share their errors
POOLED_MINUTES = 90
MEAN_ERRORS = 512  # past errors the mean is taken over, every n-th with n odd so that all times of day are in
_ARRAYS = ("theta", "cov", "sigma")
_ERRORS = ("spread", "ring", "filled", "pending_z", "pending_spread")


class Acrdls:
    """The filter bank and its state.

    ``memory_days``  None: 14, 28, 56 for steps below an hour; 90, 180, 360 for hourly; 180, 360, 720 when ``daily``
    ``daily``        origins once a local day only (day-ahead auctions): one filter per delivery period
    """

    name = "acrdls"

    def __init__(self, memory_days: Sequence[float] | None = None, daily: bool = False, clip: float = CLIP) -> None:
        self.memory_days = list(memory_days) if memory_days else None
        self.daily, self.clip = daily, clip
        self._settings: dict[str, Any] = {}

    # --- training -----------------------------------------------------------------------------------------------

    def fit(self, view: View) -> None:
        """Choose lags and constants on the view, then replay it once. Raises BadData for a target without signal."""
        trainable(view)
        per_day = view.steps_per_day
        transform = Asinh.of(view.target)
        g, count = lags.autocovariance(transform.forward(view.target), lags.longest_lag(per_day))
        chosen = [lags.select(g, count, view.gap + k, per_day) for k in range(1, view.horizon + 1)]
        used, notes = covariate_scales(view)
        calendar_only = [k for k, found in enumerate(chosen, 1) if not found]
        if calendar_only:
            notes.append(f"calendar only at horizons {calendar_only}: fewer than {lags.FEWEST} lags are significant")
        by_step = [14, 28, 56] if view.minutes < 60 else [90, 180, 360]
        memories = self.memory_days or ([180, 360, 720] if self.daily else by_step)
        known = view.target[np.isfinite(view.target)]
        start = float(np.abs(transform.forward(known)).mean())  # the mean error of forecasting the median
        self._settings = {
            "schema": 1,
            "minutes": view.minutes,
            "gap": view.gap,
            "horizon": view.horizon,
            "tz": view.tz,
            "daily": self.daily,
            "clip": self.clip,
            "memory_days": memories,
            "transform": [transform.centre, transform.scale],
            "lags": chosen,
            "covariates": [[c.name, c.centre, c.scale, c.ahead] for c in used],
            "notes": notes,
            "phase": int(self._local_second(view, view.origin, view.origin + 1)[0]),
            "spread": max(start, LEAST_SPREAD),
            "range": [float(known.min()), float(known.max())],
            "history": view.origin + 1,
            "next": self._number(view),
            "missing": 0,
        }
        self._prepare()
        self.update(view)

    def _prepare(self) -> None:
        """Everything derived from the settings, with the filters at their start."""
        s = self._settings
        self._transform = Asinh(*s["transform"])
        self._gap, self._horizon = s["gap"], s["horizon"]
        per_day = 1440 // s["minutes"]
        padded = np.zeros((self._horizon, max(1, *map(len, s["lags"]))), dtype=np.int64)
        for k, found in enumerate(s["lags"]):
            padded[k, : len(found)] = found
        self._design = Design(padded, self._gap, per_day, [Covariate(*c) for c in s["covariates"]])
        updates_per_day = 1 if s["daily"] else per_day
        lam = 1.0 - 1.0 / (np.array(s["memory_days"], dtype=np.float64) * updates_per_day)
        self._rls = Rls(lam, self._design.active, PRIOR, s["clip"])
        share = updates_per_day / per_day  # a ridge counts against the updates of a filter
        weights = [WAVE_WEIGHT if "sin" in term or "cos" in term else KIND_WEIGHT for term in CALENDAR_TERMS]
        self._shrunk = [(c, share * w) for c, w in zip(self._design.calendar_columns, weights, strict=True)]
        self._forget = 1 / 30 if s["daily"] else 1 / per_day
        self._k = np.arange(self._horizon)
        self._newest: tuple[View, Rows] | None = None
        self._leads = self._gap + 1 + self._k
        held = self._gap + self._horizon
        self._errors: dict[str, Any] = {
            "spread": np.full(self._horizon, s.get("spread", 1.0)),
            "ring": np.zeros((self._horizon, 90 if s["daily"] else 28 * per_day)),
            "filled": np.zeros(self._horizon, dtype=np.int64),
            "pending_z": np.full((held, self._horizon), np.nan),
            "pending_spread": np.full((held, self._horizon), np.nan),
        }

    # --- following the target -------------------------------------------------------------------------------------

    def update(self, view: View) -> None:
        """Process received targets in order of delivery; one that is missing is waited for ``H + d`` steps.

        The view should reach 31 days and the lead further back than the oldest target not yet processed.
        """
        self._expect(view)
        base = self._number(view)
        if base > self._settings["next"]:  # the view starts after a hole: what was issued before it is not scored
            self._settings["missing"] += base - self._settings["next"]
            self._errors["pending_z"][:] = np.nan
        first = max(0, self._settings["next"] - base)
        waited = max(first, view.origin + 1 - self._gap - self._horizon)
        absent = np.flatnonzero(~np.isfinite(view.target[waited:]))
        stop = waited + int(absent[0]) if len(absent) else view.origin + 1
        row_bytes = 8 * self._horizon * self._design.width
        block = max(64, BLOCK_BYTES // row_bytes)
        for begin in range(first, stop, block):
            self._replay(view, base, begin, min(stop, begin + block))
        self._settings["next"] = max(self._settings["next"], base + stop)

    def _replay(self, view: View, base: int, begin: int, end: int) -> None:
        """Targets ``begin .. end - 1``: update the filters with each, then forecast from it as the origin."""
        seen, coming, z = self._pairs(view, begin, end)
        targets = np.arange(begin, end)
        usable = seen.whole & self._is_origin(view, targets[:, None] - self._leads) & np.isfinite(z)[:, None]
        every = usable.all(axis=1).tolist()
        some = usable.any(axis=1).tolist()
        shrunk = self._shrunk
        linear = np.empty((end - begin, *self._rls.sigma.shape))
        for i, actual in enumerate(z.tolist()):
            if every[i]:
                self._rls.update(seen.x[i], actual)
            elif some[i]:
                horizons = np.flatnonzero(usable[i])
                self._rls.update_some(horizons, seen.x[i, horizons], actual)
            self._rls.predict(coming.x[i], out=linear[i])
            turn, rest = divmod(base + begin + i, CARE_EVERY)
            if rest == 0:
                column, weight = shrunk[turn % len(shrunk)]
                self._rls.shrink(column, weight)
                self._rls.bound()
        issued = self._is_origin(view, targets) & np.isfinite(z)
        silent = (coming.lags_missing > MOST_MISSING) | ~issued[:, None]
        low, high = self._z_bounds(view.target[begin:end])
        ahead = np.clip(linear.mean(axis=1), low[:, None], high[:, None])
        self._settings["missing"] += int((~np.isfinite(z)).sum())
        self._score(z, np.where(silent, np.nan, ahead))
        if end == view.origin + 1:
            self._newest = (view, coming.at(-1))  # what a forecast from this very view starts from

    def _pairs(self, view: View, begin: int, end: int) -> tuple[Rows, Rows, Floats]:
        """Rows (n, H) of the targets themselves and of the forecasts issued from each as origin; the targets' ``z``."""
        z, filled, offset = self._window(view, begin, end - 1)
        targets = np.arange(begin, end)[:, None]
        received = z[begin - offset :]
        if end - begin <= self._gap + self._horizon:
            both = np.concatenate([np.broadcast_to(targets, (end - begin, self._horizon)), targets + self._leads])
            table = self._design.rows(view, z, filled, offset, both, self._k)
            return table.at(slice(end - begin)), table.at(slice(end - begin, None)), received
        # one long table holds both: a forecast's row is that of its target, further down
        reach = np.arange(begin, end + self._gap + self._horizon)[:, None]
        table = self._design.rows(view, z, filled, offset, reach, self._k)
        below = (targets - begin + self._leads, self._k)
        n = end - begin
        return table.at(slice(n)), table.at(below), received

    def _score(self, z: Floats, ahead: Floats) -> None:
        """Errors of past forecasts, scaled by the spread known at their origin, enter the ring with their target.

        ``ahead`` (n, H) holds what was issued from the n newest origins; NaN where nothing was.
        """
        e, n = self._errors, len(z)
        held = self._gap + self._horizon
        issued = np.vstack([e["pending_z"], ahead])
        scale = np.vstack([e["pending_spread"], np.empty((n, self._horizon))])
        origin = held + np.arange(n)[:, None] - self._leads
        error = z[:, None] - issued[origin, self._k]
        found = np.isfinite(error)
        size = np.where(found, np.abs(error), 0.0)
        weight = self._forget * found
        spread = e["spread"]
        for i in range(n):
            spread += weight[i] * (size[i] - spread)
            np.maximum(spread, LEAST_SPREAD, out=spread)
            scale[held + i] = spread
        residual = error / scale[origin, self._k]
        for k in self._k:
            fresh = residual[found[:, k], k]
            slots = e["filled"][k] + np.arange(len(fresh))
            capacity = e["ring"].shape[1]
            e["ring"][k, slots[-capacity:] % capacity] = fresh[-capacity:]
            e["filled"][k] += len(fresh)
        e["pending_z"], e["pending_spread"] = issued[-held:], scale[-held:]

    def market_break(self) -> None:
        """A rule of the market changed: widen every filter once so that it learns the new one faster."""
        self._rls.widen(10.0)

    # --- forecasting ----------------------------------------------------------------------------------------------

    def predict(self, view: View) -> Forecast:
        """Quantiles and mean per horizon; climatology where too many lags are missing or the data is too late.

        A view with a longer gap than trained for uses the filters of the longer leads; those beyond the last filter
        get climatology. Raises BadData off the trained origin of the day when ``daily``.
        """
        self._expect(view)
        late = max(0, view.gap - self._gap)
        k = np.arange(view.horizon)
        able = k + late < self._horizon
        filters = (k + late)[able]
        if self._newest and self._newest[0] is view and len(filters) == self._horizon:
            rows = self._newest[1]
        else:
            z, filled, offset = self._window(view, view.origin, view.origin)
            rows = self._design.rows(view, z, filled, offset, view.origin + view.gap + 1 + k[able], filters)
        able[able] = rows.lags_missing <= MOST_MISSING
        kept = rows.lags_missing <= MOST_MISSING
        quantiles, mean = (np.empty((view.horizon, len(QUANTILES))), np.empty(view.horizon))
        few = np.zeros(view.horizon, dtype=bool)
        if kept.any():
            quantiles[able], mean[able], few[able] = self._distribution(rows.x[kept], filters[kept])
        if not able.all():
            fallback, expected = climatology(view)
            quantiles[~able], mean[~able] = fallback[~able], expected[~able]
        degraded = ~able | few
        degraded[able] |= ~rows.whole[kept]
        notes = self._reasons(able, few, late, rows.whole[kept])
        short = min(self._settings["history"], self._design.reach) - view.origin - 1
        if short > 0:  # the profile would be another quantity than the one trained on
            degraded[:] = True
            notes = (*notes, f"view {short} steps shorter than the {self._design.reach} the regressors reach back")
        return Forecast(np.sort(quantiles, axis=1), mean, degraded, notes)

    def _distribution(self, x: Floats, filters: Any) -> tuple[Floats, Floats, Bools]:
        low, high = self._transform.forward(np.array(widened(*self._settings["range"])))
        centre = np.clip(np.vecdot(self._rls.theta[:, filters], x).mean(axis=0), low, high)
        spread = self._errors["spread"][filters]
        counts = np.minimum(self._errors["filled"][filters], self._errors["ring"].shape[1])
        quantiles, mean = np.empty((len(filters), len(QUANTILES))), np.empty(len(filters))
        for count in np.unique(counts):
            same = counts == count
            if count < FEWEST_ERRORS:
                gauss = 1.2533 * np.array([NormalDist().inv_cdf(q) for q in QUANTILES])
                ring = shape = np.tile(gauss, (int(same.sum()), 1))
            else:
                ring = self._past_errors(filters[same], count)
                # of n alike errors the i-th smallest lies above the next with probability i / (n + 1)
                shape = np.quantile(ring, QUANTILES, axis=1, method="weibull").T
            quantiles[same] = centre[same, None] + spread[same, None] * shape
            thinned = ring[:, :: max(1, count // MEAN_ERRORS) | 1]
            paths = np.clip(centre[same, None] + spread[same, None] * thinned, low, high)
            mean[same] = self._transform.back(paths).mean(axis=1)
        return self._transform.back(np.clip(quantiles, low, high)), mean, counts < FEWEST_ERRORS

    def _past_errors(self, filters: Any, count: int) -> Floats:
        """Scaled errors of each filter; where they are few, those of neighbouring horizons with no fewer count too."""
        if count >= ENOUGH_ERRORS:
            own: Floats = self._errors["ring"][filters, :count]
            return own
        reach = POOLED_MINUTES // self._settings["minutes"]
        near = np.clip(filters[:, None] + np.arange(-reach, reach + 1), 0, self._horizon - 1)
        near = np.where(self._errors["filled"][near] >= count, near, filters[:, None])
        pooled: Floats = self._errors["ring"][near, :count].reshape(len(near), -1)
        return pooled

    def _reasons(self, able: Bools, few: Bools, late: int, whole: Bools) -> tuple[str, ...]:
        notes = list(self._settings["notes"])
        if late:
            notes.append(f"target {late} steps later than trained for")
        if not able.all():
            notes.append(f"climatology at {int((~able).sum())} horizons: lags missing or data too late")
        if not whole.all():
            notes.append(f"filled inputs at {int((~whole).sum())} horizons")
        if few.any():
            notes.append(f"Gaussian interval at {int(few.sum())} horizons: fewer than {FEWEST_ERRORS} past errors")
        return tuple(notes)

    # --- shared pieces --------------------------------------------------------------------------------------------

    def _expect(self, view: View) -> None:
        s = self._settings
        if not s:
            raise BadData("acrdls: fitted model expected, this one has never been trained; call fit first")
        if (view.minutes, view.tz) != (s["minutes"], s["tz"]) or view.horizon > s["horizon"]:
            raise BadData(
                f"acrdls: trained for {s['minutes']} minutes, {s['tz']}, horizon {s['horizon']}; asked for "
                f"{view.minutes} minutes, {view.tz}, horizon {view.horizon}; train a new version"
            )
        if s["daily"] and self._local_second(view, view.origin, view.origin + 1)[0] != s["phase"]:
            raise BadData(
                f"acrdls: one origin a day, period starting {s['phase'] // 3600:02d}:{s['phase'] % 3600 // 60:02d} "
                f"local, expected; newest target starts {view.start_of(view.origin):%Y-%m-%dT%H:%MZ}; wait for the day"
            )

    def _number(self, view: View) -> int:
        return int(view.start.timestamp()) // (60 * view.minutes)

    def _window(self, view: View, first: int, last: int) -> tuple[Floats, Floats, int]:
        """Transformed target from as far back as the lags of ``first`` reach up to ``last``; the same, carried on."""
        offset = max(0, first - self._design.reach - self._gap - self._horizon)
        z = self._transform.forward(view.target[offset : last + 1])
        newest = np.maximum.accumulate(np.where(np.isfinite(z), np.arange(len(z)), -1))
        return z, np.where(newest >= 0, z[newest], 0.0), offset

    def _z_bounds(self, received: Floats) -> tuple[Floats, Floats]:
        """Bounds of the linear predictor after each received value, from the range seen so far, which is kept."""
        low, high = self._settings["range"]
        lows = np.fmin.accumulate(np.concatenate([[low], received]))[1:]
        highs = np.fmax.accumulate(np.concatenate([[high], received]))[1:]
        self._settings["range"] = [float(lows[-1]), float(highs[-1])]
        low_y, high_y = widened(lows, highs)
        return self._transform.forward(low_y), self._transform.forward(high_y)

    def _local_second(self, view: View, first: int, stop: int) -> Any:
        when = starts(view, first, stop)
        return (when + utc_offset(when, view.tz)) % DAY

    def _is_origin(self, view: View, index: Any) -> Any:
        """Which grid indices are origins of this model: all, or one a local day."""
        if not self._settings["daily"]:
            return np.ones(index.shape, dtype=bool)
        first = int(index.min())
        flags = self._local_second(view, first, int(index.max()) + 1) == self._settings["phase"]
        return flags[index - first]

    # --- artefact -------------------------------------------------------------------------------------------------

    def save(self) -> dict[str, bytes]:
        arrays = {name: getattr(self._rls, name) for name in _ARRAYS} | self._errors
        return artefact.pack(self.name, self._settings, arrays)

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self:
        """Raises BadData when the files are not an untouched acrdls artefact."""
        settings, arrays = artefact.unpack(cls.name, files)
        model = cls(settings["memory_days"], settings["daily"], settings["clip"])
        model._settings = settings
        model._prepare()
        for name in _ARRAYS:
            setattr(model._rls, name, arrays[name])
        model._errors = {name: arrays[name] for name in _ERRORS}
        return model
