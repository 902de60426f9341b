"""Where a strategy stands, and what a person decides about it: lifting a loss stop, changing the settings.

The command line and the HTTP API are two doors to these functions; both leave the same record.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec

from shared.errors import ConfigError, RetryLater
from shared.forecasting.models import StrategyDeclaration
from shared.forecasting.proposals import SETTINGS, folder, loss_stop, parse_settings, read, settings, verdict
from shared.forecasting.strategy.limits import LossStop
from shared.monitoring import telemetry
from shared.persistence.blob import Conflict, Missing

if TYPE_CHECKING:
    from shared.forecasting.strategy.settings import Settings
    from shared.persistence.blob import Blobs

ATTEMPTS = 5


def standing(blobs: Blobs, declared: StrategyDeclaration, area: str) -> dict[str, Any]:
    """Verdict, net result a day, loss stop and newest proposal of one area, as plain data.

    Losses are those of the 1, 7 and 30 delivery days up to the newest booked one, in EUR; a gain is negative.
    """
    stop, chosen = loss_stop(blobs, declared, area), settings(blobs)
    newest = stop.results[-1][0] if stop.results else None
    losses = stop.losses(newest or date.max, chosen.limits)
    counted = stop.counted_from.isoformat() if stop.counted_from > date.min else None
    return {
        "strategy": declared.id,
        "title": declared.title,
        "area": area,
        "verdict": verdict(blobs, declared, area),
        "flex_mw": chosen.flex_mw,
        **_judged(blobs, declared, area),
        "loss_stop": {
            "stopped": stop.stopped,
            "booked_to": newest.isoformat() if newest else None,
            "counted_from": counted,
            "losses": [{"days": days, "loss_eur": round(eur, 2), "limit_eur": most} for days, eur, most in losses],
            "resets": msgspec.to_builtins(stop.resets),
        },
        "proposal": _newest_proposal(blobs, declared, area),
    }


def _judged(blobs: Blobs, declared: StrategyDeclaration, area: str) -> dict[str, Any]:
    """When the replay was made and the net result a day with its 95 % interval; None where there is none."""
    try:
        found = json.loads(blobs.get(f"{folder(declared, area)}/backtest.json")[0])
    except Missing:
        found = {}
    figures = found.get("report", {}).get("strategy", {})
    return {
        "judged_at": found.get("made_at"),
        "days": figures.get("days", 0),
        "net_eur_day": figures.get("net_day"),
        "net_eur_day_interval": figures.get("interval"),
    }


def _newest_proposal(blobs: Blobs, declared: StrategyDeclaration, area: str) -> dict[str, Any] | None:
    try:
        found = read(blobs, declared, area, None)
    except Missing:
        return None
    most = max((abs(one["deviation_mw"]) for one in found["periods"]), default=0.0)
    return {"day": found["day"], "issued_at": found["issued_at"], "largest_mw": most, "notes": found["notes"]}


def reset(
    blobs: Blobs, declared: StrategyDeclaration, area: str, *, by: str, reason: str, now: datetime
) -> tuple[LossStop, bool]:
    """Lift the loss stop of an area in the name of a person; the stop afterwards, and whether this call lifted it.

    Losses before the current delivery day no longer count. Repeating the call changes nothing, and so does a call for
    an area that is not stopped. Who, when and why are kept in the loss stop's own blob and logged. Raises ConfigError
    without a name or a reason, RetryLater when others keep writing.
    """
    today = now.astimezone(ZoneInfo(declared.tz)).date()
    before, after = change(blobs, declared, area, lambda stop: stop.reset(by, reason, now, today))
    lifted = after != before
    if lifted:
        made = after.resets[-1]
        facts = {"model": declared.id, "area": area, "by": made.by, "reason": made.reason, "lifted": made.lifted}
        telemetry.log("strategy.reset", level=logging.WARNING, **facts, at=now.isoformat())
    return after, lifted


def change(
    blobs: Blobs, declared: StrategyDeclaration, area: str, step: Callable[[LossStop], LossStop]
) -> tuple[LossStop, LossStop]:
    """The stored loss stop before and after ``step``, written only over the version that was read."""
    name = f"{folder(declared, area)}/loss_stop.json"
    for _ in range(ATTEMPTS):
        try:
            body, etag = blobs.get(name)
            before = LossStop.parse(body)
        except Missing:
            before, etag = LossStop(), None
        after = step(before)
        if after == before:
            return before, after
        try:
            blobs.put(name, after.dump(), if_none_match=etag is None, if_match=etag)
        except Conflict:
            continue
        return before, after
    raise RetryLater(f"{declared.id} {area}: another process kept changing the loss stop; try again", after=5.0)


def store_settings(blobs: Blobs, body: bytes, *, by: str) -> Settings:
    """Check settings and store them whole; they hold from the next proposal on. Raises ConfigError naming the field."""
    if not by.strip():
        raise ConfigError("strategy settings: a change needs the name of the person who decided it")
    chosen = parse_settings(body)
    blobs.put(SETTINGS, written(chosen))
    telemetry.log("strategy.settings", level=logging.WARNING, by=by.strip(), settings=written(chosen).decode())
    return chosen


def written(chosen: Settings) -> bytes:
    """Settings as the JSON a person edits."""
    return msgspec.json.format(msgspec.json.encode(chosen)) + b"\n"
