"""AutoGluon-TimeSeries, by declaration: challenger only, fitted in a container job, never inside a small function.

What keeps it honest and repeatable here: explicit ``hyperparameters`` (the presets download pretrained models and
silently go on without them), ``HF_HUB_OFFLINE=1``, ``prediction_length = gap + horizon`` with the gap thrown away
(AutoGluon forecasts from the last row; forgetting the gap is leakage of ``gap`` steps), naive UTC timestamps, the
frequency from the declared minutes, and a record of which models were fitted: one that is missing fails the fit. Its
80 % interval covers 70 % as it comes, so a first predictor is trained without the last 28 days and scored on them.

The artefact is the zipped predictor directory with its sha256. It contains pickles, so it is loaded only when the hash
recorded beside it agrees; it also holds a copy of the training data.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tempfile
import warnings
import weakref
import zipfile
from collections.abc import Mapping
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from shared.errors import BadData, ConfigError
from shared.forecasting.guard import trainable
from shared.forecasting.interface import QUANTILES, Forecast
from shared.forecasting.methods.calibration import Calibration
from shared.forecasting.methods.grid import cut, instead, minute

if TYPE_CHECKING:
    from shared.forecasting.interface import View

FILES = ("model.json", "predictor.zip")
SERIES = "target"
UNDER_A_MINUTE: dict[str, dict[str, Any]] = {"SeasonalNaive": {}, "NPTS": {}, "DirectTabular": {}}
CALIBRATION_DAYS = 28
SETTLE_DAYS = 2.0  # all horizons share their errors, so few days say enough
SCORED_ORIGINS = 40  # each carries its whole context; the horizons of all of them are pooled
PRETRAINED = ("chronos", "toto")
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every zip member: the same directory gives the same archive


class AutoGluonTS:
    """See the module. ``hyperparameters``: model name -> settings, as AutoGluon takes them.

    ``time_limit`` is wall time in seconds: on a busy machine models are skipped, which fails the fit instead of quietly
    changing the result. ``history_days`` bounds what is trained on and what is given as context.
    """

    name = "autogluon_ts"

    def __init__(
        self,
        *,
        hyperparameters: Mapping[str, Any] | None = None,
        time_limit: int = 285,
        val_windows: int = 3,
        history_days: int = 90,
        seed: int = 11,
    ) -> None:
        self.hyperparameters = dict(hyperparameters or UNDER_A_MINUTE)
        downloaded = [key for key in self.hyperparameters if key.lower().startswith(PRETRAINED)]
        if downloaded:
            raise ConfigError(f"{self.name}: {downloaded} need weights from the internet; leave them out")
        self.time_limit, self.val_windows = time_limit, val_windows
        self.history_days, self.seed = history_days, seed
        self.known: list[str] = []
        self.fitted: list[str] = []
        self.versions: dict[str, str] = {}
        self._folder: Path | None = None
        self._predictor: Any = None
        self.calibration = Calibration(0, 0.0)

    def _new_folder(self) -> Path:
        """A writable folder that goes when this object does, not made yet: AutoGluon warns of one that is."""
        parent = Path(tempfile.mkdtemp(prefix="autogluon-"))
        weakref.finalize(self, shutil.rmtree, parent, ignore_errors=True)
        return parent / "predictor"

    def fit(self, view: View) -> None:
        """Train twice, first to calibrate; raises BadData when a model could not be fitted within the time limit."""
        trainable(view)
        self.known = sorted(name for name in view.covariates if view.ahead(name) >= view.gap + view.horizon)
        ahead = {name: view.ahead(name) for name in view.covariates}
        window = min(CALIBRATION_DAYS * view.steps_per_day, len(view.target) // 5)
        self._train(cut(view, view.origin - window, ahead))
        self._calibrate(view, window, ahead)
        self._train(view)

    def _calibrate(self, view: View, window: int, ahead: Mapping[str, int]) -> None:
        """Score forecasts of the last ``window`` periods, made in one call by a predictor that has not seen them."""
        module = library()
        last = view.origin - view.gap - view.horizon
        spread = np.linspace(view.origin - window, last, SCORED_ORIGINS).astype(int)
        views = {f"{origin:09d}": cut(view, origin, ahead) for origin in np.unique(spread).tolist()}
        past = self._frame(module, {name: self._past(one) for name, one in views.items()})
        future = self._frame(module, {name: self._future(one)[0] for name, one in views.items()})
        made = self._ask(past, future)
        floor = 0.02 * float(np.nanmean(np.abs(view.target - np.nanmedian(view.target))))
        self.calibration = Calibration(
            view.horizon, floor, days=CALIBRATION_DAYS, reach=view.horizon, settle=SETTLE_DAYS
        )
        k = np.arange(1, view.horizon + 1, dtype=np.int64)
        for name, one in views.items():
            table = made.loc[name][[str(q) for q in QUANTILES]].to_numpy(dtype=np.float64)[view.gap :]
            target = one.origin + view.gap + k
            self.calibration.add(minute(view, target), k, np.sort(table, axis=1), view.target[target])

    def _ask(self, past: Any, future: Any) -> Any:
        """Forecasts of every series in ``past``, a frame with one row per series and period."""
        with warnings.catch_warnings(), _threads():
            # Its own use of pandas: nothing a reader of the forecast could act on.
            warnings.filterwarnings("ignore", category=FutureWarning, module="autogluon")
            return self._predictor.predict(past, known_covariates=future, random_seed=self.seed)

    def _train(self, view: View) -> None:
        module, reach = library(), view.gap + view.horizon
        self._folder = self._new_folder()
        self._predictor = module.TimeSeriesPredictor(
            target=SERIES,
            prediction_length=reach,
            freq=f"{view.minutes}min",
            quantile_levels=list(QUANTILES),
            eval_metric="WQL",
            known_covariates_names=self.known or None,
            path=str(self._folder),
            verbosity=0,
            cache_predictions=False,
        )
        with _threads():
            self._predictor.fit(
                self._frame(module, {SERIES: self._past(view)}),
                hyperparameters=self.hyperparameters,
                time_limit=self.time_limit,
                num_val_windows=self.val_windows,
                random_seed=self.seed,
                enable_ensemble=True,
            )
        self.fitted = sorted(self._predictor.model_names())
        missing = [name for name in self.hyperparameters if not any(made.startswith(name) for made in self.fitted)]
        if missing:
            raise BadData(f"{self.name}: {missing} not fitted within {self.time_limit} s, only {self.fitted}")
        self.versions = {"autogluon.timeseries": str(module.__version__)}

    def update(self, view: View) -> None:
        """Nothing to follow: the newest values enter with the next view."""
        if self._predictor is None:
            raise BadData(f"{self.name}: update before fit, view issued {view.issued_at:%Y-%m-%d %H:%M}Z")

    def predict(self, view: View) -> Forecast:
        if self._predictor is None:
            raise BadData(f"{self.name}: predict before fit")
        fallback = instead(view)
        if fallback is not None:
            return fallback
        module = library()
        known, filled = self._future(view)
        past, future = self._frame(module, {SERIES: self._past(view)}), self._frame(module, {SERIES: known})
        made = self._ask(past, future)
        table = made[[str(q) for q in QUANTILES]].to_numpy(dtype=np.float64)[view.gap :]
        mean = made["mean"].to_numpy(dtype=np.float64)[view.gap :]
        notes = (f"covariates: missing values filled in {int(filled.sum())} periods",) if filled.any() else ()
        return Forecast(self.calibration.apply(np.sort(table, axis=1)), mean, filled[view.gap :], notes)

    def _frame(self, module: Any, parts: Mapping[str, Any]) -> Any:
        """AutoGluon's frame of one series or more under their names; None where no covariate is known."""
        import pandas as pd

        if any(part is None for part in parts.values()):
            return None
        named = [part.assign(item_id=name) for name, part in parts.items()]
        return module.TimeSeriesDataFrame.from_data_frame(pd.concat(named, ignore_index=True))

    def _past(self, view: View) -> Any:
        """The last ``history_days`` up to the origin."""
        import pandas as pd

        first = max(0, view.origin + 1 - self.history_days * view.steps_per_day)
        values = pd.Series(view.target[first:]).ffill().bfill().to_numpy()
        columns = {name: _filled(view, name)[0][first : view.origin + 1] for name in self.known}
        return pd.DataFrame({"timestamp": _stamps(view, first, len(values)), SERIES: values, **columns})

    def _future(self, view: View) -> tuple[Any, Any]:
        """Known covariates of the gap and the horizon, and in which periods of them a value had to be filled."""
        import pandas as pd

        reach, begin = view.gap + view.horizon, view.origin + 1
        filled = np.zeros(reach, dtype=bool)
        if not self.known:
            return None, filled
        columns = {}
        for name in self.known:
            values, missing = _filled(view, name)
            columns[name] = values[begin:]
            filled |= missing[begin:]
        return pd.DataFrame({"timestamp": _stamps(view, begin, reach), **columns}), filled

    def save(self) -> dict[str, bytes]:
        """``predictor.zip`` and ``model.json`` with its sha256, the fitted models and package versions."""
        if self._predictor is None or self._folder is None:
            raise BadData(f"{self.name}: save before fit")
        archive = _zipped(self._folder)
        settings = {
            "method": self.name,
            "sha256": hashlib.sha256(archive).hexdigest(),
            "hyperparameters": self.hyperparameters,
            "time_limit": self.time_limit,
            "val_windows": self.val_windows,
            "history_days": self.history_days,
            "seed": self.seed,
            "known": self.known,
            "fitted": self.fitted,
            "versions": self.versions,
            "calibration": self.calibration.settings(),
            "errors": {name: values.tolist() for name, values in self.calibration.arrays().items()},
        }
        return {"model.json": json.dumps(settings, sort_keys=True).encode(), "predictor.zip": archive}

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self:
        """Raises BadData when the archive is not the one described, or was made by another version of AutoGluon."""
        missing = set(FILES) - set(files)
        if missing:
            raise BadData(f"{cls.name}: artefact lacks {sorted(missing)}")
        settings = json.loads(files["model.json"])
        found = hashlib.sha256(files["predictor.zip"]).hexdigest()
        if settings.get("method") != cls.name or found != settings["sha256"]:
            raise BadData(f"{cls.name}: predictor.zip has sha256 {found[:12]}…, not the recorded one; not opened")
        module = library()
        if settings["versions"]["autogluon.timeseries"] != str(module.__version__):
            raise BadData(f"{cls.name}: made by {settings['versions']}, running {module.__version__}; refit")
        made = cls(
            **{key: settings[key] for key in ("hyperparameters", "time_limit", "val_windows", "history_days", "seed")}
        )
        made.known, made.fitted, made.versions = settings["known"], settings["fitted"], settings["versions"]
        errors = {name: np.array(values) for name, values in settings["errors"].items()}
        made.calibration = Calibration.restore(settings["calibration"], errors)
        made._folder = made._new_folder()
        with zipfile.ZipFile(io.BytesIO(files["predictor.zip"])) as archive:
            archive.extractall(made._folder)
        made._predictor = module.TimeSeriesPredictor.load(str(made._folder))
        return made


def library() -> Any:
    """The autogluon.timeseries module, offline. Raises ConfigError saying how to install it."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        import autogluon.timeseries as module
    except ImportError as error:
        raise ConfigError("autogluon_ts: AutoGluon is not installed; run `./scalar setup insights`") from error
    return module


def _threads() -> Any:
    """Keeps joblib within this process.

    For one series its workers cost more than they do, and they stay five minutes, for which a command would wait.
    """
    from joblib import parallel_config

    return parallel_config(backend="threading")


def _stamps(view: View, first: int, count: int) -> Any:
    """Naive UTC timestamps: local time breaks on days with a clock change."""
    import pandas as pd

    begin = (view.start + timedelta(minutes=first * view.minutes)).astimezone(UTC).replace(tzinfo=None)
    return pd.date_range(begin, periods=count, freq=f"{view.minutes}min")


def _filled(view: View, name: str) -> tuple[Any, Any]:
    """A covariate without holes (value of the day before, else the median) and where they were."""
    values = view.covariates.get(name, np.full(view.origin + 1 + view.gap + view.horizon, np.nan)).copy()
    missing = ~np.isfinite(values)
    middle = float(np.median(values[~missing])) if (~missing).any() else 0.0
    for index in np.flatnonzero(missing):
        before = index - view.steps_per_day
        values[index] = values[before] if before >= 0 else middle
    return np.where(np.isfinite(values), values, middle), missing


def _zipped(folder: Path) -> bytes:
    """The directory as one archive, members in order and without clock times; logs are left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".log":
                archive.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix(), EPOCH), path.read_bytes())
    return buffer.getvalue()
