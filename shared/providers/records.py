"""Flat records, as Elia and Energinet serve them, become typed columns: JSON, JSON lines, CSV and Parquet.

A :class:`Shape` says how a dataset's columns are called at the provider. Names are matched by letters and digits
alone, so that ``SpotPriceEUR``, ``spot_price_eur`` and ``Spot price EUR`` are one name; a header ``Alpha'`` reads
``alphaprime``, ``aFRR+`` and ``aFRR-`` read ``afrrplus`` and ``afrrminus``. Each name of a specification may have

* alternatives: ``"SatisfiedDemand|BalancingDemand"`` (newest first; the first one found is read),
* a trailing ``?``: the column may be absent and is then null in every row,
* a trailing ``*``: every name that begins so, together one text column with a JSON object of rest to value.

Dialects, told apart by the body itself: a bare JSON array; an object with ``records`` or ``results``; JSON lines;
Parquet; CSV with ``;``, ``,`` or tab, with or without BOM, decimal point or comma, times with or without seconds.
A missing declared name is :class:`~shared.errors.BadData`; a name that nobody declared is logged once.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import Struct

from shared.catalogue.model import Slice
from shared.catalogue.schema import columns_of
from shared.errors import BadData, RetryLater
from shared.providers.values import micros, numbers, plain, rounded

if TYPE_CHECKING:
    import pyarrow as pa

logger = logging.getLogger(__name__)

Batch = dict[str, list[Any]]
"""Column name to values; times as integer microseconds since 1970-01-01T00:00Z."""

Kind = Literal["time", "float", "int", "text", "bool", "map"]


class Wire(Struct, frozen=True):
    """One column at the provider: its normalised names, newest first, and whether it may be absent."""

    column: str
    kind: Kind
    names: tuple[str, ...]
    optional: bool


class Shape(Struct, frozen=True, kw_only=True):
    """How one dataset's records look on the wire.

    ``ignored`` are normalised names that are known and not wanted. ``decimals`` rounds every float column (float32
    values arrive as 347.149994); ``offset`` demands that times in text carry one, else they are taken as UTC.
    """

    dataset: str
    wires: tuple[Wire, ...]
    ignored: frozenset[str] = frozenset()
    decimals: int | None = None
    offset: bool = False


class Body(Struct, frozen=True):
    """What a body held: its columns, and the scalars of its envelope (empty without one)."""

    columns: Batch
    envelope: Mapping[str, Any]

    def __len__(self) -> int:
        return max(map(len, self.columns.values()), default=0)


def shape(
    dataset: str,
    row: type[Struct],
    names: Mapping[str, str],
    *,
    ignored: Iterable[str] = (),
    decimals: int | None = None,
    offset: bool = False,
) -> Shape:
    """The shape of ``dataset``: its columns' kinds from ``row`` (text where the row has no such column)."""
    kinds: dict[str, Kind] = {c.name: c.kind for c in columns_of(row)}
    wires = tuple(_wire(column, spec, kinds.get(column, "text")) for column, spec in names.items())
    known = frozenset(normalise(n) for n in ignored)
    return Shape(dataset=dataset, wires=wires, ignored=known, decimals=decimals, offset=offset)


def _wire(column: str, spec: str, kind: Kind) -> Wire:
    optional = spec.endswith("?")
    spec = spec.removesuffix("?")
    if spec.endswith("*"):
        return Wire(column, "map", (normalise(spec[:-1]),), True)
    return Wire(column, kind, tuple(normalise(name) for name in spec.split("|")), optional)


@lru_cache(maxsize=4096)
def normalise(name: str) -> str:
    """Letters and digits of a name in lower case; ``'`` reads prime, ``+`` plus, a final ``-`` minus."""
    name = re.sub(r"-$", "minus", name.strip().lstrip("\ufeff").lower().replace("'", "prime").replace("+", "plus"))
    return re.sub(r"[^a-z0-9]", "", name)


def read(shape: Shape, body: bytes, slice_: Slice) -> Body:
    """All records of a body as columns.

    Raises :class:`RetryLater` for an export that the provider broke off, :class:`BadData` for everything else that is
    not a complete body of this shape: truncated, HTML, empty, a declared field absent, a value of another type.
    """
    body = body.removeprefix(b"\xef\xbb\xbf")
    head = body[:64].lstrip()
    if b"Streaming interrupted" in body[-4096:]:
        raise RetryLater(f"{shape.dataset} {slice_}: the provider broke the export off midway", dataset=shape.dataset)
    try:
        if not head:
            raise ValueError("the body is empty")
        if head.startswith(b"<"):
            raise ValueError("HTML or XML instead of records")
        if head.startswith(b"PAR1"):
            return Body(_parquet(shape, body), {})
        return _json(shape, body) if head[:1] in b"[{" else Body(_csv(shape, body), {})
    except (ValueError, msgspec.MsgspecError) as error:  # pyarrow's ArrowInvalid is a ValueError
        reason = " ".join(str(error).split())[:800]
        raise BadData(f"{shape.dataset} {slice_}: {reason}", dataset=shape.dataset, slice=str(slice_)) from error


# --- names -----------------------------------------------------------------------------------------------------------
class _Names(Struct, frozen=True):
    """The provider's actual name per column (None = absent), and per map column its rests and names."""

    columns: dict[str, str | None]
    maps: dict[str, dict[str, str]]


@lru_cache(maxsize=512)
def _resolve(shape: Shape, actual: tuple[str, ...]) -> _Names:
    by_name = {normalise(name): name for name in actual}
    columns: dict[str, str | None] = {}
    maps: dict[str, dict[str, str]] = {}
    missing, used = [], set(shape.ignored)
    for wire in shape.wires:
        if wire.kind == "map":
            prefix = wire.names[0]
            maps[wire.column] = {n.removeprefix(prefix): by_name[n] for n in by_name if n.startswith(prefix)}
            used.update(n for n in by_name if n.startswith(prefix))
            continue
        found = next((name for name in wire.names if name in by_name), None)
        columns[wire.column] = by_name[found] if found else None
        used.update(wire.names)
        if found is None and not wire.optional:
            missing.append(f"{wire.column} ({' or '.join(wire.names)})")
    unknown = [by_name[n] for n in by_name if n not in used]
    if missing:
        raise ValueError(f"unknown fields: {unknown}; missing fields: {missing}")
    if unknown:
        logger.warning(
            "%s: the provider sends fields that are not declared: %s; declared columns: %s",
            shape.dataset, unknown, [w.column for w in shape.wires],
        )  # fmt: skip
    return _Names(columns, maps)


# --- JSON ------------------------------------------------------------------------------------------------------------
_LIST = rb'"(records|results)"\s*:\s*\['


def _json(shape: Shape, body: bytes) -> Body:
    listed = None if body.lstrip()[:1] == b"[" else re.search(_LIST, body[:8192])
    start = body.index(b"[") + 1 if body.lstrip()[:1] == b"[" else listed.end() if listed else 0
    names = _first_names(body, start)
    decoder, wire = _decoder(shape, names)
    envelope: Mapping[str, Any] = {}
    if body.lstrip()[:1] == b"[":
        rows = decoder(list[wire]).decode(body)  # type: ignore[valid-type]
    elif listed:
        answer = decoder(_envelope(listed.group(1).decode(), wire)).decode(body)
        rows, envelope = answer.rows, {"dataset": answer.dataset, "total": answer.total}
    else:
        rows = decoder(wire).decode_lines(body)
    return Body(_columns(shape, rows, _resolve(shape, names) if names else None), envelope)


def _first_names(body: bytes, start: int) -> tuple[str, ...]:
    """Field names of the first record; empty when there is none (or no complete one: decoding then says why)."""
    text = body[start : start + 65_536].decode("utf-8", errors="ignore").lstrip()
    if not text.startswith("{"):
        return ()
    try:
        first, _ = json.JSONDecoder().raw_decode(text)
    except ValueError:
        raise ValueError("the first record is not complete JSON") from None
    return tuple(first)


_JSON_TYPES: dict[str, Any] = {"float": float | None, "int": float | None, "bool": bool | None}


@lru_cache(maxsize=512)
def _decoder(shape: Shape, names: tuple[str, ...]) -> tuple[Callable[[Any], msgspec.json.Decoder[Any]], type[Struct]]:
    """A record type whose fields are exactly the columns found under ``names``; other names are skipped in C."""
    fields: list[tuple[str, Any]] = []
    rename: dict[str, str] = {}
    if names:
        found = _resolve(shape, names)
        kinds = {w.column: w.kind for w in shape.wires}
        for column, name in found.columns.items():
            if name is not None:
                fields.append((column, _JSON_TYPES.get(kinds[column], str | None)))
                rename[column] = name
        for column, members in found.maps.items():
            for rest, name in members.items():
                fields.append((f"{column}__{rest}", float | str | None))
                rename[f"{column}__{rest}"] = name
    wire = msgspec.defstruct(f"Record_{shape.dataset.replace('.', '_')}", fields, rename=rename, gc=False)
    return cache(msgspec.json.Decoder), wire


@lru_cache(maxsize=512)
def _envelope(field: str, wire: type[Struct]) -> type[Struct]:
    return msgspec.defstruct(
        "Envelope",
        [("rows", list[wire]), ("dataset", str, ""), ("total", int | None, None)],  # type: ignore[valid-type]
        rename={"rows": field, "dataset": "dataset", "total": "total" if field == "records" else "total_count"},
    )


def _columns(shape: Shape, rows: Sequence[Struct], names: _Names | None) -> Batch:
    """Columns of decoded records: one pass per column."""
    out: Batch = {}
    for wire in shape.wires:
        if wire.kind == "map":
            members = names.maps[wire.column] if names else {}
            out[wire.column] = [_object(row, wire.column, members) for row in rows]
        elif names is None or names.columns[wire.column] is None:
            out[wire.column] = [None] * len(rows)
        else:
            out[wire.column] = _typed(shape, wire, _getter(wire.column)(rows))
    return out


@cache
def _getter(column: str) -> Callable[[Sequence[Struct]], list[Any]]:
    """``[row.column for row in rows]``: a written-out attribute is a third faster than ``map(attrgetter(...))``."""
    assert column.isidentifier()
    written = f"lambda rows: [row.{column} for row in rows]"
    getter: Callable[[Sequence[Struct]], list[Any]] = eval(written)  # noqa: S307 - the column is a declared name
    return getter


def _object(row: Struct, column: str, members: Mapping[str, str]) -> str | None:
    values = {rest: getattr(row, f"{column}__{rest}") for rest in members}
    return json.dumps(values, separators=(",", ":")) if any(v is not None for v in values.values()) else None


# --- CSV and Parquet -------------------------------------------------------------------------------------------------
_NULLS = ["", "null", "NULL", "None", "nan", "NaN", "N/A", "NA"]


def _csv(shape: Shape, body: bytes) -> Batch:
    import csv

    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    header = body.lstrip().split(b"\n", 1)[0].decode("utf-8").rstrip("\r")
    delimiter = next((d for d in ";\t," if d in header), "")
    if not delimiter:
        raise ValueError(f"neither JSON nor CSV: the body begins {header[:80]!r}")
    actual = tuple(next(csv.reader([header], delimiter=delimiter)))
    names = _resolve(shape, actual)
    table = arrow_csv.read_csv(
        pa.BufferReader(body),
        read_options=arrow_csv.ReadOptions(use_threads=False, block_size=max(len(body), 1)),
        parse_options=arrow_csv.ParseOptions(delimiter=delimiter),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(actual, pa.string()), null_values=_NULLS, strings_can_be_null=True
        ),
    )
    return _table(shape, table, names)


def _parquet(shape: Shape, body: bytes) -> Batch:
    import pyarrow as pa
    from pyarrow import parquet

    table = parquet.read_table(pa.BufferReader(body))
    return _table(shape, table, _resolve(shape, tuple(table.column_names)))


def _table(shape: Shape, table: pa.Table, names: _Names) -> Batch:
    import pyarrow as pa

    out: Batch = {}
    for wire in shape.wires:
        if wire.kind == "map":
            members = {rest: table.column(n).to_pylist() for rest, n in names.maps[wire.column].items()}
            objects = (dict(zip(members, values, strict=True)) for values in zip(*members.values(), strict=True))
            texts = [json.dumps(o, separators=(",", ":"), default=str) for o in objects]
            out[wire.column] = texts or [None] * table.num_rows
            continue
        name = names.columns[wire.column]
        if name is None:
            out[wire.column] = [None] * table.num_rows
            continue
        values = table.column(name).combine_chunks()
        if pa.types.is_dictionary(values.type) or pa.types.is_large_string(values.type):
            values = values.cast(pa.string())
        if wire.kind in ("float", "int") and pa.types.is_string(values.type):
            values = numbers(name, values)
        out[wire.column] = _typed(shape, wire, values)
    return out


def _typed(shape: Shape, wire: Wire, values: Any) -> list[Any]:
    """Values of one column (a list or an Arrow array) as the plain list that a parser returns."""
    import pyarrow as pa

    if wire.kind == "time":
        return micros(wire.column, values, offset=shape.offset)
    if wire.kind == "float" and (shape.decimals is not None or isinstance(values, pa.Array)):
        return rounded(values, shape.decimals)
    if wire.kind == "int":
        return plain(pa.array(values, pa.float64()).cast(pa.int64()))
    return values if isinstance(values, list) else plain(values)
