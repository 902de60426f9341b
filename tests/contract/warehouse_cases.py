"""What the warehouse suites share: a dataset with every kind of column, rows of it, and places to keep them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
from msgspec import Meta, Struct

from shared.catalogue import fields
from shared.catalogue.model import Columns, Cron, Dataset, Request, Slice, Window
from shared.persistence import ddl, migrate
from shared.persistence.tables import CONTROL_TABLES, KNOWN_AT, current_table, revisions_table
from shared.persistence.warehouse import Warehouse, open_warehouse
from tests.starrocks_standin import StandIn

T0 = datetime(2026, 1, 1, tzinfo=UTC)
Final = Annotated[bool, Meta(extra={"sql": "BOOLEAN"}, extra_json_schema={"description": "Whether it is final."})]
Note = Annotated[str, Meta(extra={"sql": "VARCHAR(60)"}, extra_json_schema={"description": 'A "remark"; any text.'})]


class Price(Struct, frozen=True, kw_only=True):
    """One price; the key is not first on purpose."""

    end: fields.End | None
    zone: fields.Zone
    start: fields.Start
    minutes: fields.Minutes
    price_eur_mwh: fields.PriceEurMwh | None
    is_final: Final | None
    note: Note | None


def _request(piece: Slice) -> Request:
    return Request(path=piece.key)


def _parse(body: bytes, piece: Slice) -> Columns:
    raise NotImplementedError(f"{len(body)} bytes for {piece}: these rows come from the test itself")


PRICES = Dataset(
    id="suite.prices",
    title="Prices for the suite",
    source="https://example.org",
    provider="suite",
    request=_request,
    parse=_parse,
    row=Price,
    primary_key=("start", "zone", "minutes"),
    value="price_eur_mwh",
    keys=("BE",),
    key_column="zone",
    window=Window(back=timedelta(days=1), ahead=timedelta(days=1), step=timedelta(days=1), since=T0),
    schedule=Cron("0 * * * *"),
    fresh_within=timedelta(hours=1),
)
CURRENT, REVISIONS = current_table(PRICES), revisions_table(PRICES)
_labels = itertools.count()


def label() -> str:
    """A label not used before."""
    return f"test-{next(_labels)}"


class Place:
    """Where a warehouse is kept: it can be opened, crashed and opened again."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.folder = folder
        self.stand_in = StandIn(folder / "starrocks").start() if kind == "starrocks" else None

    @property
    def url(self) -> str:
        """What ``open_warehouse`` takes."""
        return self.stand_in.url if self.stand_in else f"duckdb:///{self.folder}/warehouse.duckdb"

    def open(self) -> Warehouse:
        """The warehouse with the suite's tables."""
        warehouse = open_warehouse(self.url)
        warehouse.migrate(write_migrations(self.folder / "migrations"))
        return warehouse

    def close(self) -> None:
        """Stop what was started."""
        if self.stand_in:
            self.stand_in.stop()


def write_migrations(folder: Path) -> Path:
    """A folder with one migration that makes the suite's tables."""
    folder.mkdir(exist_ok=True)
    tables = [ddl.CreateTable(t) for t in (*CONTROL_TABLES, CURRENT, REVISIONS)]
    (folder / "0001_all.sql").write_text(migrate.render(tables, "All tables"))
    return folder


def rows(**given: list[Any]) -> pa.Table:
    """Rows of the current table: the given columns, sensible values for the others."""
    count = len(next(iter(given.values()))) if given else 1
    price = given.pop("price", [1.0] * count)
    values: dict[str, Any] = {
        "start": [T0] * count,
        "zone": ["BE"] * count,
        "minutes": [60] * count,
        "end": [None] * count,
        "price_eur_mwh": price,
        "is_final": [True] * count,
        "note": [None] * count,
        "fetched_at": [T0] * count,
        "version": [1] * count,
    } | given
    times = pa.timestamp("us", "UTC")
    kinds = {
        "start": times, "end": times, "fetched_at": times, "price_eur_mwh": pa.float64(), "is_final": pa.bool_(),
        "note": pa.string(),
    }  # fmt: skip
    table = pa.table({n: pa.array(v, kinds.get(n)) for n, v in values.items()})
    for name in ("start", "end", "fetched_at"):
        naive = table.column(name).cast(pa.timestamp("us"))
        table = table.set_column(table.column_names.index(name), name, naive)
    return table


def revision_rows(**given: list[Any]) -> pa.Table:
    """Rows of the revisions table: ``known_at`` in place of ``fetched_at``."""
    known = given.pop("known_at", None)
    table = rows(**({"fetched_at": known} if known else {}), **given)
    return table.rename_columns([KNOWN_AT.name if n == "fetched_at" else n for n in table.column_names])
