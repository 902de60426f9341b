"""OpenAPI paths of the endpoints that are not read from the catalogue: operations, forecasts, backtests, strategies."""

from __future__ import annotations

from typing import Any

from shared.api.formats import FORMATS
from shared.forecasting.models import MODELS, STRATEGIES

_TIME = {"type": "string", "format": "date-time"}
_TEXT = {"type": "string"}
_KEY_MISSING = {"description": "Key missing"}


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


def _json(description: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema or {"type": "object"}}}}


def _query(name: str, description: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema or _TEXT}


def _path(name: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema or _TEXT}


def _operation(name: str, summary: str, ok: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """An operation behind a function key; ``ok`` maps the good status to its answer."""
    answers = {**ok, "401": _KEY_MISSING, "503": _problem("A store is away; Retry-After says when to come back")}
    return {"operationId": name, "summary": summary, **facts, "responses": answers}


def _body(schema: dict[str, Any], *, required: bool = True) -> dict[str, Any]:
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def _object(required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required}


_NOT_FOUND = {"404": _problem("There is nothing by this name")}
_BAD = {"400": _problem("A parameter is wrong")}
_QUANTILES = {"type": "object", "additionalProperties": {"type": "number"}, "description": "Quantile level to value."}
_PERIOD = _object(
    ["start", "quantiles", "degraded"],
    start=_TIME,
    quantiles=_QUANTILES,
    mean={"type": ["number", "null"]},
    probabilities=_object(
        ["negative", "zero", "positive"],
        negative={"type": "number"},
        zero={"type": "number"},
        positive={"type": "number"},
    ),
    degraded={"type": "boolean", "description": "An input was missing, filled or suspect."},
)
_FORECAST = _object(
    ["area", "issued_at", "model_version", "degraded", "periods"],
    area=_TEXT,
    issued_at=_TIME,
    model_version=_TEXT,
    degraded={"type": "boolean"},
    periods={"type": "array", "items": _PERIOD},
)
_FORECASTS = _object(
    ["model", "unit", "minutes", "forecasts"],
    model=_TEXT,
    title=_TEXT,
    unit=_TEXT,
    minutes={"type": "integer"},
    forecasts={"type": "array", "items": _FORECAST},
)
_BACKTEST = _object(
    ["model", "area"],
    model={"type": "string", "enum": list(MODELS)},
    area=_TEXT,
    start={"type": ["string", "null"], "format": "date-time"},
    end={"type": ["string", "null"], "format": "date-time"},
    step={"type": "integer", "minimum": 1, "default": 25, "description": "Periods between issue times."},
    method=_TEXT,
    params={"type": "object"},
    refit_days={"type": "integer", "minimum": 0},
)
_STATUS = _object(
    ["id", "state", "asked_at", "status_url"],
    id=_TEXT,
    state={"type": "string", "enum": ["queued", "running", "done", "failed"]},
    asked_at=_TIME,
    changed_at=_TIME,
    parts={"type": "integer"},
    done_parts={"type": "integer"},
    reason=_TEXT,
    summary={"type": "object"},
    status_url=_TEXT,
    report_url=_TEXT,
)
_EUR = {"type": ["number", "null"], "description": "EUR"}
_LOSS_STOP = _object(
    ["stopped", "losses", "resets"],
    stopped={"type": "string", "description": "The breach that stopped it; empty when it is not stopped."},
    booked_to={"type": ["string", "null"], "format": "date"},
    counted_from={"type": ["string", "null"], "format": "date"},
    losses={
        "type": "array",
        "items": _object(["days", "loss_eur", "limit_eur"], days={"type": "integer"}, loss_eur=_EUR, limit_eur=_EUR),
    },
    resets={"type": "array", "items": _object(["at", "by", "reason", "lifted"], at=_TIME, by=_TEXT, reason=_TEXT)},
)
_STANDING = _object(
    ["strategy", "area", "verdict", "loss_stop", "proposal"],
    strategy=_TEXT,
    area=_TEXT,
    verdict=_TEXT,
    net_eur_day=_EUR,
    loss_stop=_LOSS_STOP,
    proposal={"type": ["object", "null"]},
)
_RESET = {"allOf": [_object(["changed"], changed={"type": "boolean"}), _STANDING]}
_TABLES: dict[str, Any] = {f.content_type: {} for f in FORMATS.values() if f.name != "json"}

_FORECAST_PATHS: dict[str, Any] = {
    "/forecasts": {
        "get": _operation(
            "forecasts_list",
            "Every model and area: version, freshness, alarm, skill, delay of its target",
            {"200": _json("The models")},
        )
    },
    "/forecasts/{model}": {
        "get": _operation(
            "forecasts_read",
            "Published quantiles: the newest, those of an issue time, or the newest by an instant",
            {
                "200": {"description": "Forecasts", "content": {"application/json": {"schema": _FORECASTS}, **_TABLES}},
                **_BAD,
                **_NOT_FOUND,
            },
            parameters=[
                _path("model", {"type": "string", "enum": list(MODELS)}),
                _query("area", "One area; default all"),
                _query("issued_at", "That very forecast", _TIME),
                _query("as_of", "The newest forecast issued by then", _TIME),
                _query("alias", "champion (default), or challenger-1 ... in shadow"),
                _query("format", "Of the body", {"type": "string", "enum": list(FORMATS), "default": "json"}),
            ],
        )
    },
    "/forecasts/{model}/run": {
        "post": _operation(
            "forecasts_run",
            "Forecast and publish the last scheduled issue, or that of issued_at",
            {"200": _json("What was published"), **_BAD, **_NOT_FOUND, "422": _problem("No forecast can be made")},
            parameters=[_path("model", {"type": "string", "enum": list(MODELS)})],
            requestBody=_body(_object([], area=_TEXT, issued_at=_TIME), required=False),
        )
    },
    "/backtests": {
        "post": _operation(
            "backtests_start",
            "Ask for a backtest; the same request again is the same backtest",
            {"202": _json("Accepted; Location is its status", _STATUS), **_BAD, **_NOT_FOUND},
            requestBody=_body(_BACKTEST),
        )
    },
    "/backtests/{id}": {
        "get": _operation(
            "backtests_status",
            "Where a backtest stands",
            {"200": _json("Status", _STATUS), **_NOT_FOUND},
            parameters=[_path("id")],
        )
    },
    "/backtests/{id}/report": {
        "get": _operation(
            "backtests_report",
            "The report of a finished backtest",
            {"200": {"description": "A page", "content": {"text/html": {}}}, **_NOT_FOUND},
            parameters=[_path("id")],
        )
    },
    "/strategies": {
        "get": _operation(
            "strategies_list",
            "Every strategy and area: verdict, net result a day, loss stop, newest proposal",
            {"200": _json("The strategies", _object(["strategies"], strategies={"type": "array", "items": _STANDING}))},
        )
    },
    "/strategies/{strategy}/reset": {
        "post": _operation(
            "strategies_reset",
            "A person lifts the loss stop of an area; repeating it changes nothing; needs the admin key",
            {"200": _json("What holds now", _RESET), **_BAD, **_NOT_FOUND},
            parameters=[_path("strategy", {"type": "string", "enum": list(STRATEGIES)})],
            requestBody=_body(_object(["area", "by", "reason"], area=_TEXT, by=_TEXT, reason=_TEXT)),
        )
    },
    "/strategies/{strategy}": {
        "get": _operation(
            "strategies_read",
            "Proposals per area, for a person to read; nothing here sends an order",
            {"200": _json("Proposals"), **_BAD, **_NOT_FOUND},
            parameters=[
                _path("strategy", {"type": "string", "enum": list(STRATEGIES)}),
                _query("area", "One area; default all"),
                _query("day", "Delivery day; default the newest", {"type": "string", "format": "date"}),
            ],
        )
    },
}
_OPS_PATHS: dict[str, Any] = {
    "/ops/lag": {
        "get": _operation(
            "ops_lag", "Messages not yet ingested, per provider topic", {"200": _json("Backlog per topic")}
        )
    },
    "/ops/dead-letters": {
        "get": _operation(
            "ops_dead_letters",
            "Bodies that could not be ingested",
            {"200": _json("Dead letters"), **_BAD, **_NOT_FOUND},
            parameters=[
                _query("provider", "Of this provider"),
                _query("limit", "At most so many", {"type": "integer", "minimum": 1, "maximum": 1000}),
            ],
        ),
        "post": _operation(
            "ops_dead_letters_settle",
            "Replay or discard dead letters",
            {"200": _json("What was done"), **_BAD},
            requestBody=_body(
                _object(
                    ["action", "ids"],
                    action={"type": "string", "enum": ["replay", "discard"]},
                    ids={"type": "array", "items": _TEXT},
                    body={"type": "string", "description": "Replaces the kept body; for a single id only."},
                )
            ),
        ),
    },
    "/ops/dead-letters/{id}": {
        "get": _operation(
            "ops_dead_letter",
            "One dead letter with its body",
            {"200": _json("The dead letter"), **_NOT_FOUND},
            parameters=[_path("id")],
        )
    },
    "/ops/query": {
        "post": _operation(
            "ops_query",
            "One SELECT on the warehouse; needs the admin key",
            {
                "200": {
                    "description": "Rows",
                    "content": {"application/vnd.apache.arrow.stream": {}, "application/json": {}},
                },
                **_BAD,
                "422": _problem("Not a SELECT"),
            },
            requestBody=_body(_object(["sql"], sql=_TEXT, format={"type": "string", "enum": list(FORMATS)})),
        )
    },
}
PATHS: dict[str, Any] = {**_FORECAST_PATHS, **_OPS_PATHS}
