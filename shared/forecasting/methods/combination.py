"""The mean of several methods' quantiles, level by level.

Averaging quantiles keeps the shape of the members' distributions (averaging probabilities would widen them). Every
member stays calibrated on its own past errors; their mean then covers what it should without a calibration of its own.
Weights are equal: weights learned from past losses lose more to the noise in those losses than they gain, because
members worth combining differ little in skill and much in their errors (Clemen, Int. J. Forecasting 5 (1989) 559).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from shared.errors import BadData
from shared.forecasting.artefact import pack, unpack
from shared.forecasting.guard import trainable
from shared.forecasting.interface import METHODS, Forecast, Forecaster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.forecasting.interface import Floats, View

Members = Mapping[str, Mapping[str, Any]]
AT_ANY_TIME: Final[Members] = {"acrdls": {}, "lightgbm_q": {}}
ONCE_A_DAY: Final[Members] = {"lear": {}, "lightgbm_q": {"daily": True, "local_scale": True}}


class Combination:
    """See the module. ``members``: method name -> its parameters.

    Without ``members`` ACRDLS and LightGBM are combined, or, when issued once a day (``daily``), LEAR and LightGBM.
    A member that cannot be trained on the history there is stays out, and every forecast says so.
    """

    name = "combination"

    def __init__(self, *, members: Members | None = None, daily: bool = False) -> None:
        chosen = members or (ONCE_A_DAY if daily else AT_ANY_TIME)
        self.params = {name: dict(params) for name, params in chosen.items()}
        if len(self.params) < 2 or self.name in self.params:
            raise BadData(f"{self.name}: needs two or more members other than itself, got {sorted(self.params)}")
        self.members: list[Forecaster] = []
        self.left_out: list[str] = []

    def fit(self, view: View) -> None:
        """Train every member; raises BadData where none can be trained."""
        trainable(view)
        self.members, self.left_out = [], []
        for name, params in self.params.items():
            member = METHODS[name](**params)
            try:
                member.fit(view)
            except BadData as error:
                self.left_out.append(f"left out of the combination: {error}")
            else:
                self.members.append(member)
        if not self.members:
            raise BadData(f"{self.name}: no member could be trained; {'; '.join(self.left_out)}")

    def update(self, view: View) -> None:
        """Let the members follow the target."""
        self._fitted("update")
        for member in self.members:
            member.update(view)

    def predict(self, view: View) -> Forecast:
        self._fitted("predict")
        made = [member.predict(view) for member in self.members]
        notes = dict.fromkeys((*self.left_out, *(note for forecast in made for note in forecast.notes)))
        return Forecast(
            quantiles=np.mean([forecast.quantiles for forecast in made], axis=0),
            mean=_mean([forecast.mean for forecast in made]),
            degraded=np.any([forecast.degraded for forecast in made], axis=0),
            notes=tuple(notes),
            signs=_mean([forecast.signs for forecast in made]),
        )

    def save(self) -> dict[str, bytes]:
        self._fitted("save")
        trained = [member.name for member in self.members]
        files = pack(self.name, {"members": self.params, "trained": trained, "left_out": self.left_out}, {})
        for member in self.members:
            files |= {f"{member.name}/{path}": body for path, body in member.save().items()}
        return files

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self:
        settings, _ = unpack(cls.name, files)
        made = cls(members=settings["members"])
        made.left_out = settings["left_out"]
        for name in settings["trained"]:
            own = {path.removeprefix(f"{name}/"): body for path, body in files.items() if path.startswith(f"{name}/")}
            made.members.append(METHODS[name].resolve().load(own))
        return made

    def _fitted(self, asked: str) -> None:
        if not self.members:
            raise BadData(f"{self.name}: {asked} before fit")


def _mean(parts: Sequence[Floats | None]) -> Floats | None:
    """Mean over the members that give the quantity; None where none does."""
    given = [part for part in parts if part is not None]
    return np.asarray(np.mean(given, axis=0)) if given else None
