"""Backtests on request: asked for over HTTP, worked on by a timer, kept in Blob; a restart goes on where it stopped.

::

    backtests/<id>/request.json   what was asked; its hash is the id, so that asking twice is asking once
    backtests/<id>/status.json    queued, running, done or failed; claimed with If-Match by one worker
    backtests/<id>/report.json    the figures
    backtests/<id>/report.html    the page
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from shared.errors import BadData, ScalarError
from shared.monitoring import telemetry
from shared.persistence.blob import Conflict, Missing

if TYPE_CHECKING:
    from shared.persistence.blob import Blobs
    from shared.runtime import Runtime

ROOT = "backtests"
ABANDONED = timedelta(minutes=30)
"""A worker that wrote nothing for this long is gone; another takes over."""
REFERENCES = ("climatology28", "snaive_week", "snaive_day", "persistence")


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A declared model's area over a span of issue times; ``method`` and ``params`` default to the declared ones."""

    model: str
    area: str
    start: datetime | None = None
    end: datetime | None = None
    step: int = 25
    method: str = ""
    params: dict[str, Any] = {}
    refit_days: int = 0

    @property
    def id(self) -> str:
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()[:20]


class Status(Struct, frozen=True, kw_only=True):
    """Where a backtest stands; ``done_parts`` of ``parts`` while it runs, ``summary`` when it is done."""

    id: str
    state: str
    asked_at: datetime
    changed_at: datetime
    parts: int = 0
    done_parts: int = 0
    reason: str = ""
    summary: dict[str, Any] = {}


def submit(blobs: Blobs, request: Request, now: datetime) -> Status:
    """Queue a backtest; asked again, the one that is there."""
    identity = request.id
    queued = Status(id=identity, state="queued", asked_at=now, changed_at=now)
    try:
        blobs.put(f"{ROOT}/{identity}/request.json", msgspec.json.encode(request), if_none_match=True)
        blobs.put(f"{ROOT}/{identity}/status.json", msgspec.json.encode(queued), if_none_match=True)
    except Conflict:
        return status(blobs, identity)[0]
    return queued


def status(blobs: Blobs, identity: str) -> tuple[Status, str]:
    """Where a backtest stands, and the etag of that. Raises Missing."""
    body, etag = blobs.get(f"{ROOT}/{identity}/status.json")
    return msgspec.json.decode(body, type=Status), etag


def page(blobs: Blobs, identity: str) -> bytes:
    """The HTML report. Raises Missing until it is done."""
    return blobs.get(f"{ROOT}/{identity}/report.html")[0]


def work(held: Runtime, now: datetime) -> int:
    """Run the waiting backtests, oldest first; how many were finished."""
    names = [n for n in held.blobs.list(f"{ROOT}/") if n.endswith("/status.json")]
    waiting = sorted((status(held.blobs, name.split("/")[1])[0] for name in names), key=lambda s: s.asked_at)
    done = 0
    for one in waiting:
        free = one.state == "queued" or (one.state == "running" and now - one.changed_at > ABANDONED)
        if free and (etag := _claim(held.blobs, one, now)):
            done += _run(held, one, etag)
    return done


def _claim(blobs: Blobs, one: Status, now: datetime) -> str:
    """The etag under which the backtest is ours; empty when another worker took it."""
    seen, etag = status(blobs, one.id)
    if seen != one:
        return ""
    claimed = msgspec.structs.replace(one, state="running", changed_at=now)
    try:
        return blobs.put(f"{ROOT}/{one.id}/status.json", msgspec.json.encode(claimed), if_match=etag)
    except Conflict:
        return ""


def _run(held: Runtime, one: Status, etag: str) -> int:
    holder = {"etag": etag}

    def note(state: str, **facts: Any) -> None:
        changed = msgspec.structs.replace(one, state=state, changed_at=datetime.now(UTC), **facts)
        name = f"{ROOT}/{one.id}/status.json"
        holder["etag"] = held.blobs.put(name, msgspec.json.encode(changed), if_match=holder["etag"])

    request = msgspec.json.decode(held.blobs.get(f"{ROOT}/{one.id}/request.json")[0], type=Request)
    with telemetry.run("backtest", model=request.model, area=request.area, id=one.id) as run:
        try:
            summary = execute(held, request, one.id, lambda done, total: note("running", done_parts=done, parts=total))
            note("done", summary=summary)
        except Conflict:
            run.outcome = "taken over"
            return 0
        except (ScalarError, ImportError) as error:
            run.outcome = "failed"
            note("failed", reason=f"{type(error).__name__}: {error}")
    return 1


def execute(held: Runtime, request: Request, identity: str, progress: Any) -> dict[str, Any]:
    """One backtest from its request to its stored reports; the brief figures."""
    from shared.forecasting import backtest, evaluation, report
    from shared.forecasting.features import declared_source
    from shared.forecasting.interface import METHODS
    from shared.forecasting.models import MODELS
    from shared.forecasting.schedule import is_day_ahead

    declared = MODELS[request.model]
    source = declared_source(declared, request.area, held.warehouse)
    method = request.method or declared.method
    params = request.params or ({} if request.method else declared.params)
    times = backtest.issue_times(
        source,
        request.start,
        request.end,
        request.step,
        training_days=METHODS[method].training_days,
        daily=is_day_ahead(declared),
    )
    test = backtest.run(
        source,
        backtest.Candidate(method, params, request.refit_days or declared.refit_days),
        times,
        [backtest.Candidate(name) for name in REFERENCES],
        cache=Path(os.environ.get("SCALAR_DATA", tempfile.gettempdir())) / "backtests",
        progress=progress,
    )
    found = {**evaluation.evaluate(test), "availability_fallback_rows": source.fallback_rows()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        report.write(path, test, found)
        held.blobs.put(f"{ROOT}/{identity}/report.html", path.read_bytes())
    held.blobs.put(f"{ROOT}/{identity}/report.json", json.dumps(report.finite(found), sort_keys=True).encode())
    brief: dict[str, Any] = report.finite(evaluation.brief(found))
    return brief


def known(blobs: Blobs, identity: str) -> Status:
    """The status of a backtest. Raises BadData for an id that is none."""
    if not identity.isalnum():
        raise BadData(f"{identity!r} is no backtest's id")
    try:
        return status(blobs, identity)[0]
    except Missing:
        raise BadData(f"there is no backtest {identity}") from None
