"""``/api/backtests``: ask for one, watch it, read its report."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from shared.api.answer import Answer, BadQuestion, json_answer
from shared.persistence.blob import Missing

if TYPE_CHECKING:
    from shared.forecasting.queue import Status
    from shared.persistence.blob import Blobs


def start(blobs: Blobs, body: bytes) -> Answer:
    """``POST /api/backtests``: 202 with the status address; the same request again gives the same backtest."""
    from shared.forecasting.interface import METHODS
    from shared.forecasting.models import MODELS
    from shared.forecasting.queue import Request, submit

    try:
        request = msgspec.json.decode(body, type=Request)
    except msgspec.MsgspecError as error:
        raise BadQuestion(f'expected {{"model": "dk_balancing_demand", "area": "DK1"}}: {error}') from error
    declared = MODELS.get(request.model)
    if declared is None or request.area not in declared.areas:
        raise BadQuestion(f"{request.model!r} in {request.area!r} is not declared; see GET /api/forecasts", status=404)
    if request.method and request.method not in METHODS:
        raise BadQuestion(f"method {request.method!r} is not one of {', '.join(METHODS)}")
    if request.step < 1 or request.refit_days < 0:
        raise BadQuestion("step must be 1 or more, refit_days 0 or more")
    placed = submit(blobs, request, datetime.now(UTC))
    return json_answer(_shown(placed), 202, {"Location": f"/api/backtests/{placed.id}", "Retry-After": "10"})


def status(blobs: Blobs, identity: str) -> Answer:
    """``GET /api/backtests/{id}``: queued, running, done or failed; the figures when done."""
    return json_answer(_shown(_known(blobs, identity)), headers={"Cache-Control": "no-store"})


def report(blobs: Blobs, identity: str) -> Answer:
    """``GET /api/backtests/{id}/report``: the HTML page; 404 until it is done."""
    from shared.forecasting.queue import page

    standing = _known(blobs, identity)
    try:
        return Answer(body=page(blobs, identity), content_type="text/html")
    except Missing:
        raise BadQuestion(f"backtest {identity} is {standing.state}; there is no report yet", status=404) from None


def _known(blobs: Blobs, identity: str) -> Status:
    from shared.errors import BadData
    from shared.forecasting.queue import known

    try:
        return known(blobs, identity)
    except BadData as error:
        raise BadQuestion(str(error), status=404) from error


def _shown(standing: Status) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(standing)
    base = f"/api/backtests/{standing.id}"
    return {**shown, "status_url": base, "report_url": f"{base}/report"}
