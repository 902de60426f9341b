"""One area and delivery day: inputs at 10:45, the rule, the limits, the bid curve; a document for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.errors import BadData
from shared.forecasting.interface import QUANTILES
from shared.forecasting.strategy import rule
from shared.forecasting.strategy.curve import Curve, curve
from shared.forecasting.strategy.limits import LossStop, es95_of, limited, unfit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.strategy.settings import Settings

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DayInputs:
    """Everything known at the issue time for the n periods of one delivery day.

    ``price`` and ``spread`` (n, 7) quantiles in EUR/MWh, ``edge`` (n,) the expected spread ``E[b - p]``, ``past``
    (days, n) spreads (or errors of ``edge``) of the last received days, ``expected_mw`` (n,) own expected volume.
    ``known_at`` is the issue time of the oldest forecast among them.
    """

    area: str
    day: date
    issued_at: datetime
    known_at: datetime
    minutes: int
    price: Floats
    spread: Floats
    edge: Floats
    past: Floats
    degraded: Bools
    expected_mw: Floats
    offered_mw: Floats | None = None
    cleared_mw: Floats | None = None

    def __post_init__(self) -> None:
        n = len(self.edge)
        shapes = (self.price.shape, self.spread.shape, self.past.shape[1:], self.degraded.shape, self.expected_mw.shape)
        if shapes != ((n, len(QUANTILES)), (n, len(QUANTILES)), (n,), (n,), (n,)):
            raise BadData(f"strategy {self.area} {self.day}: inputs for {n} periods expected, got shapes {shapes}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be bid, and why not more. ``deviation_mw`` (n,) from the expected volume; ``order`` is never set."""

    area: str
    day: date
    issued_at: datetime
    deviation_mw: Floats
    expected_mw: Floats
    edge: Floats
    cost: Floats
    chance_positive: Floats
    es95_eur: float
    curve: Curve
    notes: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Plain data for JSON; volumes of the curve include the expected volume."""
        return {
            "kind": "proposal",
            "area": self.area,
            "day": self.day.isoformat(),
            "issued_at": self.issued_at.isoformat(),
            "es95_eur": round(self.es95_eur, 2),
            "notes": list(self.notes),
            "periods": [
                {
                    "deviation_mw": float(self.deviation_mw[i]),
                    "expected_mw": float(self.expected_mw[i]),
                    "edge_eur_mwh": round(float(self.edge[i]), 2),
                    "cost_eur_mwh": round(float(self.cost[i]), 2) if np.isfinite(self.cost[i]) else None,
                    "chance_positive": round(float(self.chance_positive[i]), 3),
                    "steps": [
                        {"price_eur_mwh": round(float(p), 2), "volume_mw": round(float(v + self.expected_mw[i]), 1)}
                        for p, v in zip(self.curve.price[i], self.curve.volume[i], strict=True)
                    ],
                }
                for i in range(len(self.deviation_mw))
            ],
        }


def propose(inputs: DayInputs, settings: Settings, stop: LossStop) -> Proposal:
    """Positions for a delivery day; zero wherever a condition fails, with a sentence that says which."""
    notes: list[str] = []
    limits, hours = settings.limits, inputs.minutes / 60
    past = inputs.past[-settings.bootstrap_days :]
    doubt = rule.uncertainty(past, settings.bootstrap_block_days, settings.bootstrap_draws, settings.seed)
    cost = settings.fee(inputs.day) + doubt
    chance = rule.probability_positive(inputs.spread)
    broken = ~(np.isfinite(inputs.edge) & np.isfinite(inputs.spread).all(axis=1))
    unusable, reasons = unfit(inputs.degraded | broken, inputs.price, inputs.issued_at - inputs.known_at, limits)
    notes.extend(reasons)
    side = rule.direction(np.where(unusable, 0.0, inputs.edge), cost, chance)
    spread = np.where(unusable[:, None], 0.0, inputs.spread)
    wanted = rule.size(side, np.where(unusable, 0.0, inputs.edge), spread, settings.kappa_mw, limits.max_mw)
    if stop.stopped:
        notes.append(f"stopped: {stop.stopped}; a person must reset it")
        wanted = np.zeros_like(wanted)
    position, cuts = limited(
        wanted, spread, hours, settings, offered_mw=inputs.offered_mw, cleared_mw=inputs.cleared_mw
    )
    notes.extend(f"cut by {name}" for name in cuts)
    return Proposal(
        inputs.area,
        inputs.day,
        inputs.issued_at,
        position,
        inputs.expected_mw,
        inputs.edge,
        cost,
        chance,
        float(es95_of(position, spread, hours).sum()),
        curve(position, np.where(unusable[:, None], 0.0, inputs.price)),
        tuple(notes),
    )
