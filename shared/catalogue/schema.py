"""A row class read as columns: the one schema behind tables, Arrow, JSON Schema, docs and validation.

Row classes are ``msgspec.Struct`` types whose fields come from :mod:`shared.catalogue.fields`; each field's type
carries unit, bounds, description and SQL type.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

Kind = Literal["time", "float", "int", "text", "bool"]


class Column(Struct, frozen=True):
    """One column: its name, kind, SQL type and what may stand in it.

    ``low`` and ``high`` are inclusive bounds in ``unit``; ``pattern`` is a full-match regular expression.
    """

    name: str
    kind: Kind
    sql: str
    nullable: bool
    description: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    pattern: str | None = None


def columns_of(row: type[Struct]) -> tuple[Column, ...]:
    """Columns of a row class in field order; raises as :func:`column_of`."""
    return tuple(column_of(row, name) for name in row.__struct_fields__)


@cache
def column_of(row: type[Struct], name: str) -> Column:
    """One column of a row class.

    Reads the annotation itself: modules of row classes leave out ``from __future__ import annotations``, because
    evaluating a thousand annotation strings would be most of a cold start.
    Raises :class:`TypeError` for a field without SQL type or description, naming class and field.
    """
    note = row.__annotations__[name]
    if isinstance(note, str):
        note = get_type_hints(row, include_extras=True)[name]
    return _column(row.__name__, name, note)


_KINDS: dict[type, Kind] = {datetime: "time", float: "float", int: "int", str: "text", bool: "bool"}


def _column(owner: str, name: str, note: Any) -> Column:
    inner, nullable = _unwrap(note)
    kind = _KINDS.get(getattr(inner, "__origin__", inner))
    if kind is None:
        raise TypeError(f"{owner}.{name}: {inner} cannot be a column")
    meta: Meta = next((m for m in getattr(inner, "__metadata__", ()) if isinstance(m, Meta)), Meta())
    extra, schema = meta.extra or {}, meta.extra_json_schema or {}
    if "sql" not in extra or not schema.get("description"):
        raise TypeError(f"{owner}.{name}: every field needs an SQL type and a description; take it from fields.py")
    return Column(
        name,
        kind,
        extra["sql"],
        nullable,
        schema["description"],
        schema.get("x-unit", ""),
        meta.ge,
        meta.le,
        meta.pattern,
    )


def _unwrap(note: Any) -> tuple[Any, bool]:
    """The type without its ``| None``, and whether it had one."""
    parts = get_args(note) if get_origin(note) in (Union, UnionType) else ()
    if len(parts) == 2 and NoneType in parts:
        return next(p for p in parts if p is not NoneType), True
    return note, False


def json_schema(row: type[Struct]) -> dict[str, object]:
    """JSON Schema of one row, for OpenAPI components."""
    return msgspec.json.schema(row)
