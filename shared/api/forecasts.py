"""``/api/forecasts``: what was published, and a forecast on request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from shared.api.answer import Answer, BadQuestion, json_answer
from shared.api.data import parse_moment
from shared.api.formats import FORMATS
from shared.forecasting.interface import MEAN_PCT, SIGN_PCT, ModelDeclaration
from shared.forecasting.models import MODELS

if TYPE_CHECKING:
    from shared.runtime import Runtime

SIGNS = {level: name for name, level in SIGN_PCT.items()}
READ = ("area", "issued_at", "as_of", "alias", "format", "code")


def models(held: Runtime) -> Answer:
    """``GET /api/forecasts``: every model and area with version, freshness, alarm and skill."""
    from shared.forecasting.production import standing

    return json_answer({"models": standing(held, datetime.now(UTC))})


def published(held: Runtime, name: str, params: Mapping[str, str]) -> Answer:
    """``GET /api/forecasts/{model}``: the newest forecast per area, that of ``issued_at``, or the newest by ``as_of``.

    JSON carries unit, issue time, version and the degraded flag per area; the other formats are long tables with one
    row per period and quantile (``quantile`` -1 is the mean; -2, -3, -4 the probability below, at and above zero).
    """
    declared = _model(name)
    if unknown := [key for key in params if key not in READ]:
        raise BadQuestion(f"{', '.join(unknown)}: not among {', '.join(READ[:-1])}")
    chosen = params.get("format") or "json"
    if chosen not in FORMATS:
        raise BadQuestion(f"format={chosen!r} is not one of {', '.join(FORMATS)}")
    areas = _areas(declared, params)
    rows = _rows(held, declared, areas, params)
    if chosen != "json":
        return Answer(body=FORMATS[chosen].write(rows), content_type=FORMATS[chosen].content_type)
    return json_answer(_document(declared, rows), headers={"Cache-Control": "no-store"})


def _rows(held: Runtime, declared: ModelDeclaration, areas: list[str], params: Mapping[str, str]) -> Any:
    """Rows of one issue per area, the best version of it."""
    exact, by = parse_moment(params, "issued_at"), parse_moment(params, "as_of")
    if exact and by:
        raise BadQuestion("give issued_at (that very forecast) or as_of (the newest by then), not both")
    alias = params.get("alias") or "champion"
    places = ", ".join("?" * len(areas))
    where = f'"model_id" = ? AND "alias" = ? AND "area" IN ({places})'
    values: list[object] = [declared.id, alias, *areas]
    if exact or by:
        where, values = f'{where} AND "issued_at" {"=" if exact else "<="} ?', [*values, exact or by]
    sql = (
        'SELECT "model_id" AS "model", "model_version", "alias", "area", "issued_at", "start", "minutes", '
        '"quantile_pct" / 100.0 AS "quantile", "value", "degraded" FROM (SELECT *, rank() OVER (PARTITION BY "area" '
        f'ORDER BY "issued_at" DESC, "model_version" DESC) AS "preference" FROM "forecasts" WHERE {where}) AS "issued" '
        'WHERE "preference" = 1 ORDER BY "area", "start", "quantile_pct"'
    )
    return _marked(held.warehouse.query(sql, values), declared.unit)


def _marked(rows: Any, unit: str) -> Any:
    """With the unit; the negative numbers that stand for no quantile are kept as they are in the table."""
    import pyarrow as pa
    import pyarrow.compute as pc

    quantile = rows.column("quantile").cast(pa.float64())
    marked = pc.if_else(pc.less(quantile, 0), pc.round(pc.multiply(quantile, 100.0)), pc.round(quantile, 2))
    place = rows.column_names.index("quantile")
    marked_rows = rows.set_column(place, "quantile", marked)
    return marked_rows.append_column("unit", pa.array([unit] * rows.num_rows, pa.string()))


def _document(declared: ModelDeclaration, rows: Any) -> dict[str, Any]:
    from shared.api.formats import records

    areas: dict[str, dict[str, Any]] = {}
    for row in records(rows):
        entry = areas.setdefault(
            row["area"],
            {
                "area": row["area"],
                "issued_at": row["issued_at"],
                "model_version": row["model_version"],
                "degraded": False,
                "periods": {},
            },
        )
        period = entry["periods"].setdefault(
            row["start"], {"start": row["start"], "degraded": row["degraded"], "quantiles": {}}
        )
        entry["degraded"] |= row["degraded"]
        if row["quantile"] == MEAN_PCT:
            period["mean"] = row["value"]
        elif row["quantile"] in SIGNS:
            period.setdefault("probabilities", {})[SIGNS[row["quantile"]]] = row["value"]
        else:
            period["quantiles"][f"{row['quantile']:g}"] = row["value"]
    return {
        "model": declared.id,
        "title": declared.title,
        "unit": declared.unit,
        "minutes": declared.minutes,
        "forecasts": [{**entry, "periods": list(entry["periods"].values())} for entry in areas.values()],
    }


def run(held: Runtime, name: str, params: Mapping[str, str], body: bytes) -> Answer:
    """``POST /api/forecasts/{model}/run``: forecast and publish the last scheduled issue, or that of ``issued_at``.

    Takes ``area`` and ``issued_at`` as query parameters or as a JSON object. Refuses instants to come: nothing is
    known of them.
    """
    from shared.forecasting.run import forecast
    from shared.forecasting.schedule import last_issue

    declared, now = _model(name), datetime.now(UTC)
    asked = {**params, **_object(body)}
    at = parse_moment(asked, "issued_at")
    if at is not None and at > now:
        raise BadQuestion(f"issued_at={at.isoformat()} has not come yet")
    moment = at or last_issue(declared.issue, declared.issue_tz, now)
    made = [forecast(declared, area, moment, held).document() for area in _areas(declared, asked)]
    return json_answer({"model": declared.id, "forecasts": made})


def _areas(declared: ModelDeclaration, asked: Mapping[str, Any]) -> list[str]:
    """The area asked for, or all of the model's."""
    area = asked.get("area")
    if area and area not in declared.areas:
        raise BadQuestion(f"area={area!r} is not one of {', '.join(declared.areas)}", status=404)
    return [area] if area else list(declared.areas)


def _model(name: str) -> ModelDeclaration:
    declared = MODELS.get(name)
    if declared is None:
        raise BadQuestion(f"no model is called {name!r}; there are {', '.join(MODELS)}", status=404)
    return declared


def _object(body: bytes) -> dict[str, str]:
    if not body.strip():
        return {}
    try:
        return msgspec.json.decode(body, type=dict[str, str])
    except msgspec.MsgspecError as error:
        raise BadQuestion(f'expected a JSON object such as {{"area": "DK1"}}: {error}') from error
