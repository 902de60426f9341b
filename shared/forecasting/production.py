"""What the timers do: forecasts that are due, in production and in shadow; and where every model stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from shared.errors import BadData, ConfigError, Refused, RetryLater
from shared.forecasting.interface import ModelDeclaration
from shared.forecasting.models import MODELS, SUMS
from shared.forecasting.outputs import last_issued
from shared.forecasting.registry import CHAMPION, Registry
from shared.forecasting.run import forecast
from shared.forecasting.schedule import last_issue
from shared.forecasting.training import installed
from shared.monitoring import telemetry

if TYPE_CHECKING:
    from shared.runtime import Runtime


def run_due(held: Runtime, declaration: ModelDeclaration, now: datetime) -> int:
    """Publish the newest scheduled forecast of every area that does not have it yet; how many were published.

    An area whose target is missing, or a method that is not installed here, does not keep the others from theirs.
    Raises RetryLater at the end when a store was away for any of them.
    """
    if not installed(declaration.method):
        telemetry.log("forecast.not_installed", model=declaration.id, method=declaration.method)
        return 0
    moment = last_issue(declaration.issue, declaration.issue_tz, now)
    away: RetryLater | None = None
    done = 0
    for alias, areas in _aliases(held, declaration).items():
        published = last_issued(held.warehouse, declaration.id, alias)
        for area in sorted(areas, key=lambda a: a in SUMS):
            if area in published and published[area] >= moment:
                continue
            try:
                forecast(declaration, area, moment, held, alias=alias)
                done += 1
            except RetryLater as error:
                away = error
            except (BadData, ConfigError, Refused) as error:
                telemetry.log("forecast.not_published", model=declaration.id, area=area, alias=alias, reason=str(error))
    if away is not None:
        raise away
    return done


def _aliases(held: Runtime, declaration: ModelDeclaration) -> dict[str, list[str]]:
    """The champion and its areas, then each challenger and the areas in which it is another version than the champion.

    One that won is the champion, and a version has one row per issue and period: published as both, it would be stored
    as the challenger alone.
    """
    registry = Registry(held.blobs)
    found = {CHAMPION: list(declaration.areas)}
    for area in declaration.areas:
        aliases = registry.aliases(declaration.id, area)
        champion = aliases.pop(CHAMPION, None)
        for name, alias in sorted(aliases.items()):
            if champion is None or alias.version != champion.version:
                found.setdefault(name, []).append(area)
    return found


def standing(held: Runtime, now: datetime) -> list[dict[str, Any]]:
    """Every model and area: version, age of the newest forecast, alarm, skill as last scored, delay of its target."""
    from shared.forecasting import delays, drift
    from shared.forecasting.scores import kept_skill

    registry = Registry(held.blobs)
    measured = delays.measured(held.warehouse, now)
    found = []
    for declared in MODELS.values():
        published = last_issued(held.warehouse, declared.id)
        expected = last_issue(declared.issue, declared.issue_tz, now)
        for area in declared.areas:
            champion = registry.alias(declared.id, area)
            at = published.get(area)
            alarm = drift.active(held.blobs, declared.id, area)
            found.append(
                {
                    "model": declared.id,
                    "title": declared.title,
                    "area": area,
                    "method": declared.method,
                    "installed": installed(declared.method),
                    "unit": declared.unit,
                    "minutes": declared.minutes,
                    "horizon": declared.horizon,
                    "issue": f"{declared.issue} {declared.issue_tz}",
                    "version": champion.version if champion else None,
                    "since": champion.since.isoformat() if champion else None,
                    "issued_at": at.isoformat() if at else None,
                    "age_seconds": int((now - at).total_seconds()) if at else None,
                    "fresh": at is not None and at >= expected,
                    "alarm": alarm.reasons if alarm else [],
                    "skill": kept_skill(held.blobs, declared.id, area),
                    "delay": msgspec.to_builtins(measured.get((declared.id, area))),
                }
            )
    return found
