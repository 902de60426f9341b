"""The care of models: nightly replay, retraining behind gates, challengers in shadow, hourly drift checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.errors import ScalarError
from shared.forecasting import drift, training
from shared.forecasting.features import WarehouseSource, declared_source
from shared.forecasting.interface import METHODS, QUANTILES, ModelDeclaration
from shared.forecasting.metrics import diebold_mariano
from shared.forecasting.models import CHALLENGERS, MODELS
from shared.forecasting.registry import CHAMPION, Card, Registry
from shared.forecasting.schedule import is_day_ahead, last_issue
from shared.forecasting.scores import SKILL_DAYS, Scored, from_forecasts, keep_skill, published
from shared.forecasting.source import forecast as issue
from shared.monitoring import telemetry
from shared.persistence.blob import Conflict

if TYPE_CHECKING:
    from shared.forecasting.interface import Forecaster
    from shared.runtime import Runtime

TRIAL_DAYS = 14
TRIAL_STEP = 25  # periods between trial issue times: all times of day take part
REPLACE_ABOVE = 0.01
FEWEST = 10  # issue times scored below which a comparison says nothing
CUSUM_DAYS = 35


def nightly(held: Runtime, declared: ModelDeclaration, now: datetime) -> None:
    """Every area of a model: replay the state, retrain what is due, judge challengers, drop old versions."""
    _each(held, [declared], now, "insights.nightly", _night)


def watch(held: Runtime, now: datetime) -> None:
    """Every model and area: score the last days, raise or end the drift alarm."""
    _each(held, MODELS.values(), now, "insights.drift", check)


def _each(
    held: Runtime, chosen: Iterable[ModelDeclaration], now: datetime, name: str,
    work: Callable[[Runtime, ModelDeclaration, str, datetime], str],
) -> None:  # fmt: skip
    """One area's failure keeps no other from its turn; it is logged with its reason by ``telemetry.run``."""
    for declared in chosen:
        for area in declared.areas:
            try:
                with telemetry.run(name, model=declared.id, area=area) as run:
                    done = work(held, declared, area, now)
                    run.note(done=done)
                    run.outcome = "alarm" if done == "alarm" else "ok"
            except ScalarError:
                continue


def _night(held: Runtime, declared: ModelDeclaration, area: str, now: datetime) -> str:
    registry = Registry(held.blobs)
    champion = registry.alias(declared.id, area)
    if champion is None:
        return "no_data"  # the first forecast trains the first version
    done = [replay(held, declared, area)]
    card = registry.card(declared.id, area, champion.version)
    method, params = _own_method(declared, card)
    old = now - card.trained_at >= timedelta(days=declared.refit_days)
    if old or card.method != (method or declared.method) or drift.active(held.blobs, declared.id, area):
        done.append(retrain(held, declared, area, now, method, params))
    for number, (method, params) in enumerate(CHALLENGERS.get(declared.id, ()), start=1):
        done.append(challenge(held, declared, area, now, f"challenger-{number}", method, params))
    registry.prune(declared.id, area, now)
    return ", ".join(d for d in done if d) or "ok"


def _own_method(declared: ModelDeclaration, card: Card) -> tuple[str, Mapping[str, Any] | None]:
    """What a champion is retrained as: a challenger that won stays what it is while it is declared as one."""
    for method, params in CHALLENGERS.get(declared.id, ()):
        if (card.method, card.params) == (method, dict(params)):
            return method, params
    return "", None


def replay(held: Runtime, declared: ModelDeclaration, area: str) -> str:
    """Follow the target anew from the table, late values included, and take that state if it forecasts otherwise.

    Only for ACRDLS, whose state depends on the target alone and not on when it was asked; "otherwise" is a median
    that moves by more than 1 % of the width of the 80 % interval.
    """
    registry = Registry(held.blobs)
    champion = registry.alias(declared.id, area)
    if champion is None:
        return ""
    state = registry.state(declared.id, area, champion.version)
    card, files = registry.load(declared.id, area, champion.version, training.features_hash(declared))
    if state is None or card.method != "acrdls":
        return ""
    source = declared_source(declared, area, held.warehouse, state.followed_to)
    view = source.view(state.followed_to)
    fresh, kept = training.load(card.method, files), training.load(card.method, state.files)
    fresh.update(view)
    new, old = fresh.predict(view), kept.predict(view)
    low, high = QUANTILES.index(0.1), QUANTILES.index(0.9)
    width = float(np.mean(old.quantiles[:, high] - old.quantiles[:, low])) or 1e-9
    if float(np.abs(new.median - old.median).max()) <= REPLACE_ABOVE * width:
        return ""
    try:
        registry.put_state(declared.id, area, champion.version, fresh.save(), state.followed_to, state.etag)
    except Conflict:
        return "state moved on"  # a forecast was issued meanwhile; the next night looks again
    return "state replaced"


def retrain(
    held: Runtime, declared: ModelDeclaration, area: str, now: datetime, method: str = "",
    params: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """Train anew and promote if the same training two weeks ago would not have done worse than what was published.

    Without ``method`` the declared one is trained.
    """
    registry = Registry(held.blobs)
    champion = registry.alias(declared.id, area)
    source = declared_source(declared, area, held.warehouse, now)
    since = now - timedelta(days=TRIAL_DAYS)
    running = published(held.warehouse, declared, area, source, since, now)
    tried = trial(declared, source, since, now, method=method, params=params)
    reason = gate(declared, tried, running, method)
    report = {"trial": tried.metrics(), "running": running.metrics(), "refused": reason}
    moment = last_issue(declared.issue, declared.issue_tz, now)
    parent = champion.version if champion else ""
    card, model = training.train(declared, area, source, moment, method=method, params=params, parent=parent)
    version = registry.save(card, model.save(), report)
    if reason:
        telemetry.log("model.kept", model=declared.id, area=area, candidate=version, reason=reason)
        return "kept"
    registry.promote(declared.id, area, version, "nightly retrain", now)
    return "promoted"


def trial(
    declared: ModelDeclaration, source: WarehouseSource, since: datetime, now: datetime, *, method: str = "",
    params: Mapping[str, Any] | None = None,
) -> Scored:  # fmt: skip
    """Trained at ``since`` and followed to ``now`` through the function that production calls."""
    _, model = training.train(declared, source.name.partition(":")[2], source, since, method=method, params=params)
    step = timedelta(days=1) if is_day_ahead(declared) else timedelta(minutes=declared.minutes * TRIAL_STEP)
    return from_forecasts(source, _issued(model, source, since + step, now, step))


def _issued(
    model: Forecaster, source: WarehouseSource, begin: datetime, end: datetime, step: timedelta
) -> list[tuple[datetime, Any]]:
    found = []
    while begin < end:
        try:
            found.append((begin, issue(model, source, begin).quantiles))
        except ScalarError as error:
            telemetry.log("trial.left_out", source=source.name, at=begin.isoformat(), reason=str(error))
        begin += step
    return found


def gate(declared: ModelDeclaration, tried: Scored, running: Scored, method: str = "") -> str:
    """Why a new version may not replace the running one; empty when it may."""
    if tried.issues < FEWEST:
        return f"{tried.issues} issue times scored in the trial, {FEWEST} needed"
    gates, new = declared.gates, tried.metrics()
    least, most = gates.cover80
    if (method or declared.method) in ("hurdle", "lightgbm_q") and not least <= new["cover80"] <= most:
        return f"80 % interval covers {100 * new['cover80']:.0f} %"
    if running.issues < FEWEST:
        return ""  # nothing published to compare with: the newer training is the better guess
    limit = running.metrics()["against_climatology"] * (1 + gates.max_pinball_loss_pct / 100)
    if new["mean_pinball"] > running.metrics()["mean_pinball"] * (1 + gates.max_pinball_loss_pct / 100) and (
        new["against_climatology"] > limit
    ):
        return f"mean pinball {new['mean_pinball']:.4g} against {running.metrics()['mean_pinball']:.4g}"
    return ""


def challenge(
    held: Runtime, declared: ModelDeclaration, area: str, now: datetime, alias: str, method: str,
    params: Mapping[str, Any],
) -> str:  # fmt: skip
    """Train a challenger that is missing or old; promote one that beat the champion in shadow, significantly."""
    registry = Registry(held.blobs)
    standing = registry.alias(declared.id, area, alias)
    moment = last_issue(declared.issue, declared.issue_tz, now)
    source = declared_source(declared, area, held.warehouse, now)
    term = timedelta(days=METHODS[method].refit_days + declared.gates.shadow_days)
    if standing is None or now - standing.since >= term:
        card, model = training.train(declared, area, source, moment, method=method, params=params)
        registry.promote(declared.id, area, registry.save(card, model.save()), "nightly", now, alias)
        return f"{alias} trained"
    leading = registry.alias(declared.id, area)
    if now - standing.since < timedelta(days=declared.gates.shadow_days) or (
        leading is not None and leading.version == standing.version  # it has won; the next is trained after its term
    ):
        return ""
    since = standing.since
    own = published(held.warehouse, declared, area, source, since, now, alias)
    champion = published(held.warehouse, declared, area, source, since, now)
    loss, against, days = paired(own, champion)
    if len(np.unique(days)) < declared.gates.shadow_days // 2:
        return f"{alias} has too few scored days"
    if diebold_mariano(loss[:, None], against[:, None], days).p >= declared.gates.dm_p_below:
        return f"{alias} not better"
    registry.promote(declared.id, area, standing.version, f"{alias} won its shadow", now)
    return f"{alias} promoted"


def paired(own: Scored, other: Scored) -> tuple[Any, Any, Any]:
    """Losses of the periods that both forecast at the same issue, and the day of each issue."""
    mine = {(int(i), int(s)): loss for i, s, loss in zip(own.issued, own.start, own.loss, strict=True)}
    keys = {(int(i), int(s)): loss for i, s, loss in zip(other.issued, other.start, other.loss, strict=True)}
    both = sorted(mine.keys() & keys.keys())
    days = np.array([at // 86_400 for at, _ in both], dtype=np.int64)
    return np.array([mine[k] for k in both]), np.array([keys[k] for k in both]), days


def check(held: Runtime, declared: ModelDeclaration, area: str, now: datetime) -> str:
    """Drift of one model and area on received targets; keeps the skill of the last days beside the alarm."""
    registry = Registry(held.blobs)
    if registry.alias(declared.id, area, CHAMPION) is None:
        return "no_data"
    moment = last_issue(declared.issue, declared.issue_tz, now)
    source = declared_source(declared, area, held.warehouse, moment)
    long = published(held.warehouse, declared, area, source, now - timedelta(days=CUSUM_DAYS), now)
    recent = long.since(now - timedelta(days=SKILL_DAYS))
    keep_skill(held.blobs, declared.id, area, recent, now)
    low, high = (recent.quantiles[:, QUANTILES.index(q)] for q in (0.1, 0.9))
    reasons = [
        *drift.input_alarms(source.view(moment)),
        *drift.cover_alarm(recent.actual, low, high),
        *drift.cusum_alarm(long.daily_ratio()),
    ]
    alarm = drift.keep(held.blobs, declared.id, area, reasons, now)
    if alarm is None:
        return "ok"
    telemetry.log("model.drift", model=declared.id, area=area, reasons=alarm.reasons, since=alarm.since.isoformat())
    return "alarm"
