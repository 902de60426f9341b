"""``/api/strategies``: where strategies stand, what they propose, and a person's reset of a loss stop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec

from shared.api.answer import Answer, BadQuestion, json_answer
from shared.forecasting.models import STRATEGIES, StrategyDeclaration
from shared.persistence.blob import Missing

if TYPE_CHECKING:
    from shared.runtime import Runtime

SAID = r"\S"
"""Anything but blanks."""


class ResetRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who lifts the loss stop of which area, and why."""

    area: str
    by: Annotated[str, msgspec.Meta(pattern=SAID, max_length=200)]
    reason: Annotated[str, msgspec.Meta(pattern=SAID, max_length=2000)]


def strategies(held: Runtime) -> Answer:
    """``GET /api/strategies``: verdict, net result a day, loss stop and newest proposal per strategy and area."""
    from shared.forecasting.strategy_standing import standing

    found = [standing(held.blobs, declared, area) for declared in STRATEGIES.values() for area in declared.areas]
    return json_answer({"strategies": found}, headers={"Cache-Control": "no-store"})


def proposals(held: Runtime, name: str, params: Mapping[str, str]) -> Answer:
    """``GET /api/strategies/{strategy}``: proposals of a delivery ``day`` (default: the newest) per area."""
    from shared.forecasting.proposals import read, verdict

    declared = _strategy(name)
    areas = [_area(declared, params["area"])] if params.get("area") else list(declared.areas)
    try:
        day = date.fromisoformat(params["day"]) if params.get("day") else None
    except ValueError:
        raise BadQuestion(f"day={params['day']!r} is not a date such as 2026-03-29") from None
    found = []
    for area in areas:
        try:
            found.append({**read(held.blobs, declared, area, day), "verdict": verdict(held.blobs, declared, area)})
        except Missing as error:
            raise BadQuestion(str(error), status=404) from error
    return json_answer({"strategy": declared.id, "title": declared.title, "proposals": found})


def reset(held: Runtime, name: str, body: bytes) -> Answer:
    """``POST /api/strategies/{strategy}/reset``: lift the loss stop of an area; ``changed`` tells whether one was.

    The same request again, or one for an area that is not stopped, changes nothing.
    """
    from shared.forecasting.strategy_standing import reset as lift
    from shared.forecasting.strategy_standing import standing

    declared = _strategy(name)
    try:
        asked = msgspec.json.decode(body, type=ResetRequest)
    except msgspec.MsgspecError as error:
        example = '{"area": "DK1", "by": "Ada Holm", "reason": "price spike explained, limits kept"}'
        raise BadQuestion(f"expected {example}: {error}") from error
    area = _area(declared, asked.area)
    _, changed = lift(held.blobs, declared, area, by=asked.by, reason=asked.reason, now=datetime.now(UTC))
    return json_answer({"changed": changed, **standing(held.blobs, declared, area)})


def _strategy(name: str) -> StrategyDeclaration:
    declared = STRATEGIES.get(name)
    if declared is None:
        raise BadQuestion(f"no strategy is called {name!r}; there are {', '.join(STRATEGIES)}", status=404)
    return declared


def _area(declared: StrategyDeclaration, area: str) -> str:
    if area not in declared.areas:
        raise BadQuestion(f"area={area!r} is not one of {', '.join(declared.areas)}", status=404)
    return area
