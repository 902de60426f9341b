"""One forecast as production makes it: champion, rolling state, the function that backtests call, publication.

State is written before anything is published, and a model follows its target issue time by issue time from what was
known then; so a run that was killed, repeated, late or left out changes nothing about the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from cronsim import CronSim

from shared.errors import BadData, ConfigError, RetryLater
from shared.forecasting import drift, training
from shared.forecasting.features import WarehouseSource, declared_source
from shared.forecasting.interface import METHODS, Forecast, ModelDeclaration
from shared.forecasting.models import SUMS
from shared.forecasting.outputs import FALLBACK, Issued, announce, member_means
from shared.forecasting.registry import CHAMPION, Card, Registry
from shared.forecasting.schedule import is_day_ahead, next_midnight
from shared.forecasting.source import forecast as issue
from shared.monitoring import telemetry
from shared.persistence.blob import Conflict

if TYPE_CHECKING:
    from shared.forecasting.interface import Forecaster
    from shared.runtime import Runtime

FOLLOW_AT_MOST = timedelta(days=7)
"""Issue times further back are not made up for one by one; the target itself is followed through any gap."""
ATTEMPTS = 4


@dataclass
class _Running:
    """A trained model on its way from the state that was read to an issue time."""

    card: Card
    version: str
    model: Forecaster
    followed_to: datetime
    etag: str | None
    keep: bool


def forecast(
    declaration: ModelDeclaration, area: str, issued_at: datetime, held: Runtime, *, alias: str = CHAMPION,
    publish: bool = True,
) -> Issued:  # fmt: skip
    """Forecast one area at ``issued_at`` from what was known then, keep the state, and publish.

    Without a champion one is trained first; where that is not possible climatology is published, ``degraded``. The
    same call repeated publishes the same content. With ``publish`` off nothing at all is written.

    Raises BadData when nothing of the target was received by then, ConfigError for an unknown area or a method whose
    library is not installed, RetryLater when a store is away or another process kept changing the state.
    """
    with telemetry.run("forecast", model=declaration.id, area=area, issued_at=issued_at.isoformat()) as run:
        source = declared_source(declaration, area, held.warehouse, issued_at)
        made = _with_state(declaration, area, issued_at, source, Registry(held.blobs), alias, publish)
        if area in SUMS:
            made = _reconciled(made, member_means(held.warehouse, declaration.id, SUMS[area], made))
        if publish:
            announce(held, made)
        run.rows = len(made.starts)
        run.outcome = "degraded" if made.degraded.any() else "ok"
        run.note(version=made.version, alias=alias)
    return made


def _with_state(
    declaration: ModelDeclaration, area: str, issued_at: datetime, source: WarehouseSource, registry: Registry,
    alias: str, keep: bool,
) -> Issued:  # fmt: skip
    """Load, follow, forecast, keep the state; begin anew when another process was faster."""
    for _ in range(ATTEMPTS):
        try:
            running = _running(declaration, area, issued_at, source, registry, alias, keep)
        except BadData as error:
            return _climatology(declaration, area, issued_at, source, alias, str(error))
        alarm = drift.active(registry.blobs, declaration.id, area)
        if alarm and issued_at - alarm.since > drift.PATIENCE and alias == CHAMPION:
            return _climatology(declaration, area, issued_at, source, alias, f"drift alarm: {'; '.join(alarm.reasons)}")
        _follow(running, declaration, source, issued_at)
        made = issue(running.model, source, issued_at)
        if alarm:
            made = replace(made, degraded=np.ones_like(made.degraded), notes=(*made.notes, *alarm.reasons))
        if running.keep and METHODS[running.card.method].stateful:
            try:
                files = running.model.save()
                registry.put_state(declaration.id, area, running.version, files, issued_at, running.etag)
            except Conflict:
                continue
        return issued(declaration, area, source, issued_at, made, running.version, alias)
    raise RetryLater(f"{declaration.id} {area}: another process kept changing the state; try again", after=5.0)


def _running(
    declaration: ModelDeclaration, area: str, issued_at: datetime, source: WarehouseSource, registry: Registry,
    alias: str, keep: bool,
) -> _Running:  # fmt: skip
    """The version to use at ``issued_at`` with the newest state that is not from later.

    A version trained later has seen the future of ``issued_at``: then the newest one before serves, or one is trained.
    """
    found = _version_at(registry, declaration, area, alias, issued_at)
    if found is None:
        return _first(declaration, area, issued_at, source, registry, alias, keep)
    card, files = registry.load(declaration.id, area, found, training.features_hash(declaration))
    state = registry.state(declaration.id, area, found)
    if state is not None and state.followed_to <= issued_at:
        model = training.load(card.method, state.files)
        return _Running(card, found, model, state.followed_to, state.etag, keep and state.followed_to < issued_at)
    # no state yet, or an earlier instant is asked for: from the version as it was trained
    return _Running(card, found, training.load(card.method, files), card.trained_at, None, keep and state is None)


def _version_at(
    registry: Registry, declaration: ModelDeclaration, area: str, alias: str, issued_at: datetime
) -> str | None:
    model = declaration.id
    held = registry.alias(model, area, alias)
    if held is None or registry.card(model, area, held.version).trained_at <= issued_at:
        return held.version if held else None
    if alias != CHAMPION:
        return None
    champions = registry.promoted(model, area)

    def served(version: str) -> bool:
        """Neither a challenger nor kept out by the gate."""
        card = registry.card(model, area, version)
        kept_out = (registry.report(model, area, version) or {}).get("refused")
        return card.trained_at <= issued_at and (
            version in champions or (card.method == declaration.method and not kept_out)
        )

    return next(filter(served, reversed(registry.versions(model, area))), None)


def _first(
    declaration: ModelDeclaration, area: str, issued_at: datetime, source: WarehouseSource, registry: Registry,
    alias: str, keep: bool,
) -> _Running:  # fmt: skip
    if alias != CHAMPION:
        raise ConfigError(f"{declaration.id} {area}: no {alias}; challengers are trained in the nightly run")
    _enough(declaration, source, issued_at, METHODS[declaration.method].training_days // 2)
    card, model = training.train(declaration, area, source, issued_at)
    version = "preview"
    if keep:
        version = registry.save(card, model.save())
        if registry.alias(declaration.id, area) is None:
            registry.promote(declaration.id, area, version, "first training", issued_at)
    return _Running(card, version, model, issued_at, None, keep)


def _enough(declaration: ModelDeclaration, source: WarehouseSource, issued_at: datetime, days: int) -> None:
    """Raises BadData below half of the history that a first training is worth: climatology serves better until then."""
    known = int(np.isfinite(source.view(issued_at).target).sum())
    need = days * 1440 // declaration.minutes
    if known < need:
        raise BadData(
            f"{source.name}: {known} received target values, {need} ({days} days) expected for a first training; "
            "backfill the target"
        )


def _follow(running: _Running, declaration: ModelDeclaration, source: WarehouseSource, issued_at: datetime) -> None:
    """Every issue time since the state was kept, as if none had been left out."""
    if not METHODS[running.card.method].stateful:
        return
    for moment in _between(declaration, max(running.followed_to, issued_at - FOLLOW_AT_MOST), issued_at):
        try:
            view = source.view(moment)
        except BadData:
            continue  # nothing had been received by then, so there was nothing to follow
        running.model.update(view)


def _between(declaration: ModelDeclaration, after: datetime, before: datetime) -> Iterator[datetime]:
    """Issue times of the declaration strictly between two instants."""
    for moment in CronSim(declaration.issue, after.astimezone(ZoneInfo(declaration.issue_tz))):
        if moment >= before:
            return
        yield moment.astimezone(UTC)


def _climatology(
    declaration: ModelDeclaration, area: str, issued_at: datetime, source: WarehouseSource, alias: str, reason: str
) -> Issued:
    """The same local quarter of the last 28 days, degraded; raises BadData when not even that is known."""
    model = METHODS["climatology28"]()
    model.fit(source.view(issued_at))
    made = issue(model, source, issued_at)
    made = replace(made, degraded=np.ones_like(made.degraded), notes=(f"climatology: {reason}", *made.notes))
    return issued(declaration, area, source, issued_at, made, FALLBACK, alias)


def issued(
    declaration: ModelDeclaration, area: str, source: WarehouseSource, issued_at: datetime, made: Forecast,
    version: str, alias: str,
) -> Issued:  # fmt: skip
    """A forecast with its periods; a day-ahead one is cut to its local day of 92, 96 or 100 quarters."""
    period = timedelta(minutes=declaration.minutes)
    first = source.start + source.first_target(issued_at) * period
    count = declaration.horizon
    if is_day_ahead(declaration):
        count = min(count, (next_midnight(first, declaration.tz) - first) // period)
    return Issued(
        model=declaration.id,
        area=area,
        issued_at=source.issued_at(issued_at),
        version=version,
        alias=alias,
        unit=declaration.unit,
        minutes=declaration.minutes,
        starts=tuple(first + k * period for k in range(count)),
        quantiles=made.quantiles[:count],
        mean=None if made.mean is None else made.mean[:count],
        degraded=made.degraded[:count],
        notes=made.notes,
        signs=None if made.signs is None else made.signs[:count],
    )


def _reconciled(made: Issued, means: Sequence[float] | None) -> Issued:
    """The mean of a sum is the sum of its members' means; the quantiles stay those of the sum's own model."""
    if means is None:
        return replace(made, notes=(*made.notes, "mean not reconciled: a member's forecast of this issue is missing"))
    return replace(made, mean=np.array(means))
