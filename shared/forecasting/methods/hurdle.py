"""DKAct_2: direction and size of mFRR activation, from the net activation (up minus down, MW).

Three classes by the sign of the target: down, none, up. A LightGBM classifier, pooled in equal parts of log probability
with the Markov table of each horizon, gives their probabilities: activation is persistent and a table cannot overfit.
Isotonic regression calibrates them on the last 28 days, LightGBM quantiles model the size given a direction, and the
published quantiles come from inverting the distribution function of the mixture. ``probabilities`` gives the classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from shared.errors import BadData
from shared.forecasting.artefact import pack, unpack
from shared.forecasting.guard import trainable
from shared.forecasting.interface import QUANTILES, Forecast
from shared.forecasting.methods.boosting import Boosting, Ensemble, quantile_objectives, thin, train
from shared.forecasting.methods.grid import clock_of, instead
from shared.forecasting.methods.isotonic import Isotonic
from shared.forecasting.methods.mixture import extended, hurdle, mean_of
from shared.forecasting.methods.tabular import Design, Rows, knowledge, training_origins

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

DOWN, NONE, UP = 0, 1, 2
CLASSES = ("down", "none", "up")
LEAST_PAIRS = 200
LEAST_VOLUMES = 100  # pairs of one direction below which its volumes are taken from their plain quantiles
CALIBRATION_DAYS = 28


class Hurdle:
    """See the module. ``dead_band`` (MW): an absolute net activation up to it counts as none."""

    name = "hurdle"

    def __init__(self, *, dead_band: float = 0.0, **boosting: Any) -> None:
        self.dead_band = dead_band
        self.boosting = Boosting(**boosting)
        self.ahead: dict[str, int] = {}
        self.fill: dict[str, float] = {}
        self.classes: Ensemble | None = None
        self.markov = np.empty((0, 3, 3))  # (H, class at the origin, class at the target)
        self.isotonic = Isotonic.identity(len(CLASSES))
        self.volumes: dict[str, Ensemble | None] = {}
        self.plain: dict[str, list[float]] = {}
        self.most: dict[str, float] = {}

    def fit(self, view: View) -> None:
        """Train; the classifier is first trained without the last 28 days (a fifth of a short history) to calibrate."""
        trainable(view)
        self.ahead, self.fill = knowledge(view)
        design = Design(view, self.ahead, self.fill, local_scale=False)
        window = min(CALIBRATION_DAYS * view.steps_per_day, len(view.target) // 5)
        early = view.origin - window
        newest = view.origin - view.gap - 1
        origins = training_origins(view, clock_of(view), daily=False, first=view.steps_per_day, last=newest)
        first = self._classifier(*self._pairs(view, design, origins, early))
        table = self._transitions(view, early)
        held = origins[origins > early - view.gap - view.horizon]
        rows, y = self._pairs(view, design, held, view.origin)
        late = rows.target > early
        chance = self._pooled(first, table, view, rows)[late]
        self.isotonic = Isotonic.fit(chance, self.classify(y[late]), window / view.steps_per_day)
        rows, y = self._pairs(view, design, origins, view.origin)
        self.classes, self.markov = self._classifier(rows, y), self._transitions(view, view.origin)
        self._fit_volumes(rows, y)

    def _pairs(self, view: View, design: Design, origins: Ints, newest: int) -> tuple[Rows, Floats]:
        """Rows and targets of pairs whose target is received and at most ``newest``."""
        chosen = thin(origins[origins < newest - view.gap], view.horizon, view.steps_per_day, self.boosting.max_rows)
        rows = design.rows(chosen)
        y = np.where(rows.target <= newest, view.target[np.minimum(rows.target, newest)], np.nan)
        known = np.isfinite(y)
        if known.sum() < LEAST_PAIRS:
            raise BadData(f"{self.name}: {int(known.sum())} pairs of origin and target, at least {LEAST_PAIRS} needed")
        return Rows(*(getattr(rows, part)[known] for part in Rows.__slots__)), y[known]

    def classify(self, y: Floats) -> Ints:
        """0 down, 1 none, 2 up, by the sign of the net activation outside the dead band."""
        return np.where(y > self.dead_band, UP, np.where(y < -self.dead_band, DOWN, NONE))

    def _classifier(self, rows: Rows, y: Floats) -> Ensemble:
        objective = {"objective": "multiclass", "num_class": len(CLASSES)}
        # Few large leaves: the H rows of an origin are nearly one observation.
        boosting = replace(self.boosting, leaves=7, rate=0.03, min_leaf=800, l2=20.0)
        return Ensemble(train(boosting, rows.x, self.classify(y).astype(np.float64), [objective], None))

    def _transitions(self, view: View, newest: int) -> Floats:
        """Share of each class ``gap + k`` periods after each class, one pseudo-count a cell, shape (H, 3, 3)."""
        found = self.classify(view.target[: newest + 1])
        known = np.isfinite(view.target[: newest + 1])
        table = np.ones((view.horizon, len(CLASSES), len(CLASSES)))
        for k in range(view.horizon):
            lead = view.gap + k + 1
            both = known[:-lead] & known[lead:]
            np.add.at(table[k], (found[:-lead][both], found[lead:][both]), 1.0)
        return np.asarray(table / table.sum(axis=2, keepdims=True))

    def _pooled(self, classes: Ensemble, table: Floats, view: View, rows: Rows) -> Floats:
        """Geometric mean of classifier and Markov table (n, 3); the class at the origin is that of its newest value."""
        newest = np.maximum.accumulate(np.where(np.isfinite(view.target), np.arange(len(view.target)), 0))
        before = self.classify(np.nan_to_num(view.target[newest[rows.origin]]))
        chance = np.sqrt(np.maximum(classes.predict(rows.x), 1e-6) * table[rows.k - 1, before])
        return np.asarray(chance / chance.sum(axis=1, keepdims=True))

    def _fit_volumes(self, rows: Rows, y: Floats) -> None:
        found = self.classify(y)
        for number, name in ((DOWN, "down"), (UP, "up")):
            size = np.abs(y[found == number])
            self.most[name] = float(size.max()) if len(size) else 0.0
            self.plain[name] = [float(np.quantile(size, q)) for q in QUANTILES] if len(size) else [0.0] * len(QUANTILES)
            enough = len(size) >= LEAST_VOLUMES
            texts = train(self.boosting, rows.x[found == number], size, quantile_objectives(), None) if enough else []
            self.volumes[name] = Ensemble(texts) if enough else None

    def probabilities(self, view: View) -> Floats:
        """Calibrated probabilities of down, none, up per horizon, shape (H, 3), rows sum to 1."""
        return self._probabilities(view, self._rows(view))

    def _rows(self, view: View) -> Rows:
        if self.classes is None:
            raise BadData(f"{self.name}: predict before fit")
        return Design(view, self.ahead, self.fill, local_scale=False).rows(np.array([view.origin]))

    def _probabilities(self, view: View, rows: Rows) -> Floats:
        assert self.classes is not None
        return self.isotonic.apply(self._pooled(self.classes, self.markov, view, rows))

    def predict(self, view: View) -> Forecast:
        """Quantiles of net activation in MW (down negative) and its mean."""
        rows = self._rows(view)
        fallback = instead(view)
        if fallback is not None:
            return fallback
        chance = self._probabilities(view, rows)
        down, up = (self._volume(name, rows) for name in ("down", "up"))
        quantiles = np.sort(hurdle(chance[:, DOWN], chance[:, UP], down, up), axis=1)
        mean = chance[:, UP] * mean_of(up) - chance[:, DOWN] * mean_of(down)
        return Forecast(quantiles, mean, rows.filled, rows.notes, chance)

    def _volume(self, name: str, rows: Rows) -> Floats:
        """Size of activation given its direction, shape (n, 9) at the levels of the mixture, not negative."""
        models = self.volumes[name]
        made = models.predict(rows.x) if models else np.tile(self.plain[name], (len(rows), 1))
        ordered = np.clip(np.sort(made, axis=1), self.dead_band, self.most[name])
        return np.clip(extended(ordered, self.dead_band, self.most[name]), 0.0, None)

    def update(self, view: View) -> None:
        """Nothing to follow: classes, calibration and volumes change with a refit only."""
        if self.classes is None:
            raise BadData(f"{self.name}: update before fit, view issued {view.issued_at:%Y-%m-%d %H:%M}Z")

    def save(self) -> dict[str, bytes]:
        if self.classes is None:
            raise BadData(f"{self.name}: save before fit")
        settings = {
            "dead_band": self.dead_band,
            "boosting": asdict(self.boosting),
            "ahead": self.ahead,
            "fill": self.fill,
            "plain": self.plain,
            "most": self.most,
        }
        files = pack(self.name, settings, self.isotonic.arrays() | {"markov": self.markov}) | self.classes.files(
            "class"
        )
        for name, models in self.volumes.items():
            files |= models.files(name) if models else {}
        return files

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self:
        settings, arrays = unpack(cls.name, files)
        made = cls(dead_band=settings["dead_band"], **settings["boosting"])
        for part in ("ahead", "fill", "plain", "most"):
            setattr(made, part, settings[part])
        made.markov = arrays["markov"]
        made.isotonic = Isotonic.restore(arrays)
        made.classes = Ensemble.from_files("class", files)
        for name in ("down", "up"):
            models = Ensemble.from_files(name, files)
            made.volumes[name] = models if models.texts else None
        return made
