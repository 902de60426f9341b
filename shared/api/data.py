"""``GET /api/data/{dataset}``: rows of one dataset, as they are now or as they were known at a moment.

Query parameters: ``start`` and ``end`` (delivery period, half-open, RFC 3339, UTC when without offset), ``as_of``
(what was known then), any text or integer column as a filter (``zone=BE,NL``), ``columns``, ``order`` (asc, desc),
``limit`` (10,000 unless told, at most 100,000), ``cursor`` (from the answer before) and ``format`` (json, ndjson, csv,
parquet, arrow). JSON answers carry each column's unit; other formats carry the cursor in ``Link`` and
``X-Next-Cursor``.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from shared.api.answer import Answer, BadQuestion, json_answer
from shared.api.formats import FORMATS, records
from shared.catalogue.describe import describe
from shared.catalogue.model import Dataset
from shared.catalogue.registry import CATALOGUE
from shared.persistence.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa

DEFAULT_LIMIT = 10_000
MAX_LIMIT = 100_000
ALWAYS = (datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
RESERVED = ("start", "end", "as_of", "columns", "order", "limit", "cursor", "format", "code")


class Question(Struct, frozen=True, kw_only=True):
    """A data request, checked against the dataset's declaration."""

    dataset: Dataset
    start: datetime | None
    end: datetime | None
    as_of: datetime | None
    filters: Mapping[str, list[Any]]
    columns: tuple[str, ...]
    descending: bool
    limit: int
    after: list[Any] | None
    format: str


def datasets() -> Answer:
    """``GET /api/data``: the catalogue."""
    return json_answer({"datasets": [describe(d) for d in CATALOGUE.values()]})


def data(warehouse: Warehouse, name: str, params: Mapping[str, str]) -> Answer:
    """Rows of one dataset. Raises :class:`BadQuestion` for what cannot be answered as asked."""
    from shared.persistence.pointintime import page_key, select

    asked = question(name, params)
    key = page_key(asked.dataset)
    wanted = list(dict.fromkeys([*key, *asked.columns]))
    sql, values = select(
        asked.dataset,
        start=asked.start or ALWAYS[0],
        end=asked.end or ALWAYS[1],
        as_of=asked.as_of,
        filters=asked.filters,
        columns=wanted,
        limit=asked.limit + 1,
        after_key=asked.after or (),
        descending=asked.descending,
    )
    rows = warehouse.query(sql, values)
    more = rows.num_rows > asked.limit
    rows = rows.slice(0, asked.limit)
    cursor = _cursor(rows, key) if more else ""
    return _answer(asked, rows.select(list(asked.columns)), cursor, params)


def _answer(asked: Question, rows: pa.Table, cursor: str, params: Mapping[str, str]) -> Answer:
    headers = {"Cache-Control": "no-store"}
    if cursor:
        kept = {k: v for k, v in params.items() if k not in ("cursor", "code")}
        follow = urlencode({**kept, "cursor": cursor})
        headers |= {"X-Next-Cursor": cursor, "Link": f'</api/data/{asked.dataset.id}?{follow}>; rel="next"'}
    if asked.format == "json":
        units = {c.name: c.unit for c in asked.dataset.columns if c.unit and c.name in asked.columns}
        body = {
            "dataset": asked.dataset.id,
            "as_of": asked.as_of,
            "units": units,
            "rows": records(rows),
            "next": cursor or None,
        }
        return json_answer(body, headers=headers)
    chosen = FORMATS[asked.format]
    return Answer(body=chosen.write(rows), content_type=chosen.content_type, headers=headers)


def question(name: str, params: Mapping[str, str]) -> Question:
    """A request's parameters, typed. Raises :class:`BadQuestion` naming the parameter and what it should be."""
    if name not in CATALOGUE:
        raise BadQuestion(f"no dataset is called {name!r}; GET /api/data lists them", status=404)
    dataset = CATALOGUE[name]
    known = {c.name: c for c in dataset.columns} | {"fetched_at": None}
    filters: dict[str, list[Any]] = {}
    for field, text in params.items():
        if field in RESERVED:
            continue
        column = known.get(field)
        if column is None or column.kind not in ("text", "int", "bool"):
            raise BadQuestion(f"{field!r} is neither a parameter nor a column of {name} to filter by")
        filters[field] = [_typed(field, column.kind, part) for part in text.split(",")]
    columns = (
        tuple(params["columns"].split(","))
        if params.get("columns")
        else (*(c.name for c in dataset.columns), "fetched_at")
    )
    if unknown := [c for c in columns if c not in known]:
        raise BadQuestion(f"columns {unknown} are not columns of {name}")
    return Question(
        dataset=dataset,
        start=parse_moment(params, "start"),
        end=parse_moment(params, "end"),
        as_of=parse_moment(params, "as_of"),
        filters=filters,
        columns=columns,
        descending=_one_of(params, "order", ("asc", "desc")) == "desc",
        limit=_limit(params.get("limit")),
        after=_after(params.get("cursor"), dataset),
        format=_one_of(params, "format", tuple(FORMATS)),
    )


def _typed(field: str, kind: str, text: str) -> Any:
    if kind == "text":
        return text
    try:
        return int(text) if kind == "int" else {"true": True, "false": False}[text.lower()]
    except (ValueError, KeyError):
        raise BadQuestion(f"{field}={text!r} is not {'a whole number' if kind == 'int' else 'true or false'}") from None


def parse_moment(params: Mapping[str, str], name: str) -> datetime | None:
    """A parameter's time in UTC, ``None`` when it is not given. Raises :class:`BadQuestion` for no such time."""
    text = params.get(name)
    if not text:
        return None
    try:
        # A '+' in a query string that was not percent-encoded arrives as a space.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the latter: a time that UTC's years 1 to 9999 do not hold
        raise BadQuestion(f"{name}={text!r} is not an RFC 3339 time such as 2026-03-29T00:00:00Z") from None


def _one_of(params: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    chosen = params.get(name) or choices[0]
    if chosen not in choices:
        raise BadQuestion(f"{name}={chosen!r} is not one of {', '.join(choices)}")
    return chosen


def _limit(text: str | None) -> int:
    if not text:
        return DEFAULT_LIMIT
    if not text.isdecimal() or not 1 <= int(text) <= MAX_LIMIT:
        raise BadQuestion(f"limit={text!r} is not a whole number between 1 and {MAX_LIMIT}")
    return int(text)


def _cursor(rows: pa.Table, key: tuple[str, ...]) -> str:
    last = rows.slice(rows.num_rows - 1).select(list(key)).to_pylist()[0]
    return base64.urlsafe_b64encode(msgspec.json.encode(list(last.values()))).decode().rstrip("=")


def _after(cursor: str | None, dataset: Dataset) -> list[Any] | None:
    if not cursor:
        return None
    kinds: dict[str, Any] = {"time": datetime, "int": int, "text": str, "bool": bool}
    from shared.persistence.pointintime import page_key

    by_name = {c.name: c for c in dataset.columns}
    columns = [by_name[name] for name in page_key(dataset)]
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        parts = msgspec.json.decode(raw, type=list)
        return [msgspec.convert(p, kinds[c.kind]) for p, c in zip(parts, columns, strict=True)]
    except (ValueError, msgspec.MsgspecError):
        raise BadQuestion("cursor is not one that this endpoint gave for this dataset") from None
