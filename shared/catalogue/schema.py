"""A row class read as columns: the one schema behind tables, Arrow, JSON Schema, docs and validation.

Row classes are ``msgspec.Struct`` types whose fields come from :mod:`shared.catalogue.fields`; each field's type
carries unit, bounds, description and SQL type.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec import inspect as mi

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


@cache
def columns_of(row: type[Struct]) -> tuple[Column, ...]:
    """Columns of a row class in field order.

    Raises :class:`TypeError` for a field without SQL type or description, naming class and field.
    """
    info = mi.type_info(row)
    assert isinstance(info, mi.StructType)
    return tuple(_column(row.__name__, f) for f in info.fields)


def _column(owner: str, item: mi.Field) -> Column:
    inner, nullable = _unwrap(item.type)
    extra: dict[str, str] = {}
    description, unit = "", ""
    if isinstance(inner, mi.Metadata):
        extra = inner.extra or {}
        schema = inner.extra_json_schema or {}
        description, unit = str(schema.get("description", "")), str(schema.get("x-unit", ""))
        inner = inner.type
    if "sql" not in extra or not description:
        raise TypeError(f"{owner}.{item.name}: every field needs an SQL type and a description; take it from fields.py")
    kind: Kind
    low = high = None
    pattern = None
    match inner:
        case mi.DateTimeType():
            kind = "time"
        case mi.FloatType():
            kind, low, high = "float", inner.ge, inner.le
        case mi.IntType():
            kind, low, high = "int", inner.ge, inner.le
        case mi.StrType():
            kind, pattern = "text", inner.pattern
        case mi.BoolType():
            kind = "bool"
        case _:
            raise TypeError(f"{owner}.{item.name}: {inner} cannot be a column")
    return Column(item.name, kind, extra["sql"], nullable, description, unit, low, high, pattern)


def _unwrap(kind: mi.Type) -> tuple[mi.Type, bool]:
    """The type without its ``| None``, and whether it had one."""
    if isinstance(kind, mi.UnionType):
        rest = [t for t in kind.types if not isinstance(t, mi.NoneType)]
        if len(rest) == 1 and len(kind.types) == 2:
            return rest[0], True
    return kind, False


def json_schema(row: type[Struct]) -> dict[str, object]:
    """JSON Schema of one row, for OpenAPI components."""
    return msgspec.json.schema(row)
