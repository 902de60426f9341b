"""Which tables exist, read from the catalogue; DDL, loads, queries and migrations all go by these.

Beside the few control tables each dataset has a *current* table (one row per primary key, newest version wins) and a
*revisions* table (one row per primary key and ``known_at``), so that any query can ask for the data as it was known
at a moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from shared.catalogue.model import Dataset
from shared.catalogue.schema import Column, Kind

FETCHED_AT = Column("fetched_at", "time", "DATETIME", False, "When Scalar fetched the answer that holds this row, UTC.")
VERSION = Column(
    "version", "int", "BIGINT", False,
    "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays.",
)  # fmt: skip
KNOWN_AT = Column("known_at", "time", "DATETIME", False, "When Scalar first knew this version of the row, UTC.")
RANK_STEP = 10**16
"""One rank outweighs any fetch time (microseconds since 1970 stay below 10^16 until the year 2286)."""


class Table(Struct, frozen=True, kw_only=True):
    """One warehouse table. Key columns come first in ``columns``; all times are UTC without zone.

    ``newest_by`` names the column by which an upsert is conditional (a stored row yields only to a row whose value
    there is greater or equal); without it the last write wins. ``sort_by`` (part of the key) is the order in which
    rows lie on disk. A table without ``partition`` is a small one, and may be written with single INSERTs.
    """

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    comment: str
    partition_column: str = ""
    partition: Literal["month", "day", "year", ""] = ""
    newest_by: str = ""
    sort_by: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column with this name."""
        return next(c for c in self.columns if c.name == name)


def current_table(dataset: Dataset) -> Table:
    """The dataset's current rows."""
    return Table(
        name=dataset.table,
        columns=(*dataset.columns, FETCHED_AT, VERSION),
        primary_key=dataset.primary_key,
        comment=dataset.title,
        partition_column=dataset.time_column,
        partition=dataset.partition,
        newest_by=VERSION.name,
        sort_by=_sort_by(dataset),
    )


def revisions_table(dataset: Dataset) -> Table:
    """Every version of the dataset's rows that was ever known."""
    width = len(dataset.primary_key)
    return Table(
        name=f"{dataset.table}__revisions",
        columns=(*dataset.columns[:width], KNOWN_AT, *dataset.columns[width:], VERSION),
        primary_key=(*dataset.primary_key, KNOWN_AT.name),
        comment=f"{dataset.title}: every version, by when it became known",
        partition_column=dataset.time_column,
        partition=dataset.partition,
        newest_by=VERSION.name,
        sort_by=_sort_by(dataset),
    )


def all_tables(datasets: Iterable[Dataset]) -> dict[str, Table]:
    """Every table of the platform by name: the control tables, then two per dataset."""
    tables = [*CONTROL_TABLES, *(make(d) for d in datasets for make in (current_table, revisions_table))]
    return {table.name: table for table in tables}


def _sort_by(dataset: Dataset) -> tuple[str, ...]:
    """A series' rows lie together, in time order: that is how they are asked for."""
    key = (dataset.key_column,) if dataset.key_column in dataset.primary_key else ()
    return (*key, dataset.time_column)


def _column(name: str, kind: Kind, sql: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, kind, sql, nullable, description)


INGEST_LEDGER = Table(
    name="ingest_ledger",
    comment="What was ingested: one row per provider answer",
    columns=(
        _column("dataset", "text", "VARCHAR(64)", "Dataset id."),
        _column("fetched_at", "time", "DATETIME", "When the answer was fetched, UTC."),
        _column("request_id", "text", "VARCHAR(40)", "The fetch that this answer came from."),
        _column("slice_key", "text", "VARCHAR(64)", "Key of the slice: zone, border or curve."),
        _column("window_start", "time", "DATETIME", "Start of the slice, UTC, inclusive."),
        _column("window_end", "time", "DATETIME", "End of the slice, UTC, exclusive."),
        _column("message_id", "text", "VARCHAR(64)", "Broker id of the message last seen with this answer."),
        _column("sha256", "text", "VARCHAR(64)", "Hex digest of the body."),
        _column("rows", "int", "BIGINT", "Rows that the body held."),
        _column("ingested_at", "time", "DATETIME", "When the rows were committed, UTC."),
        _column("outcome", "text", "VARCHAR(16)", "rows, no_data or dead_letter."),
        _column("reason", "text", "VARCHAR(500)", "Why the body went to the dead letters.", nullable=True),
        _column("origin", "text", "VARCHAR(16)", "timer, backfill, realtime or replay."),
        _column("value_sum", "float", "DOUBLE", "Sum of the dataset's main column, to compare.", nullable=True),
    ),
    primary_key=("dataset", "fetched_at", "request_id"),
    partition_column="fetched_at",
    partition="month",
    newest_by="ingested_at",
    sort_by=("dataset", "fetched_at"),
)
WORKER_CONFIG = Table(
    name="worker_config",
    comment="Which datasets are fetched in which environment; seeded from the catalogue, changed while running",
    columns=(
        _column("environment", "text", "VARCHAR(16)", "development or production."),
        _column("dataset", "text", "VARCHAR(64)", "Dataset id."),
        _column("enabled", "bool", "BOOLEAN", "Whether its timer fetches."),
        _column("changed_at", "time", "DATETIME", "When this was last set, UTC."),
        _column("changed_by", "text", "VARCHAR(128)", "Who set it: a principal, or 'catalogue' for the seed."),
    ),
    primary_key=("environment", "dataset"),
    newest_by="changed_at",
)
FORECASTS = Table(
    name="forecasts",
    comment="Forecasts as they were published: one row per model version, area, issue time, period and quantile",
    columns=(
        _column("model_id", "text", "VARCHAR(40)", "Model id."),
        _column("area", "text", "VARCHAR(12)", "Bidding zone or control area."),
        _column("issued_at", "time", "DATETIME", "Instant of the forecast, UTC; nothing received later is in it."),
        _column("start", "time", "DATETIME", "Start of the forecast period, UTC, inclusive."),
        _column("quantile_pct", "int", "INT", "Quantile in %; -1 mean; -2, -3, -4 probability below, at, above zero."),
        _column("model_version", "text", "VARCHAR(28)", "Version of the model; climatology without one."),
        _column("minutes", "int", "INT", "Length of the period."),
        _column("value", "float", "DOUBLE", "Forecast in the model's unit."),
        _column("degraded", "bool", "BOOLEAN", "Whether an input was missing, filled or suspect."),
        _column("alias", "text", "VARCHAR(16)", "champion, or challenger-1 ... in shadow."),
    ),
    primary_key=("model_id", "area", "issued_at", "start", "quantile_pct", "model_version"),
    partition_column="start",
    partition="month",
    sort_by=("model_id", "area", "issued_at"),
)
SCHEMA_MIGRATIONS = Table(
    name="schema_migrations",
    comment="Migration files that were applied",
    columns=(
        _column("name", "text", "VARCHAR(100)", "File name."),
        _column("sha256", "text", "VARCHAR(64)", "Hex digest of the file when it was applied."),
        _column("applied_at", "time", "DATETIME", "When it was applied, UTC."),
    ),
    primary_key=("name",),
)
CONTROL_TABLES: tuple[Table, ...] = (INGEST_LEDGER, WORKER_CONFIG, FORECASTS)
"""``SCHEMA_MIGRATIONS`` is not among them: the migration runner makes it before it reads any file."""
