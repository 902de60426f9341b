"""Which tables exist, read from the catalogue; DDL, loads, queries and migrations all go by these.

Each dataset has a *current* table (one row per primary key, newest version wins) and a *revisions* table (one row
per primary key and ``known_at``), so that any query can ask for the data as it was known at a moment.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from shared.catalogue.model import Dataset
from shared.catalogue.schema import Column

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
    there is greater or equal); without it the last write wins.
    """

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    comment: str
    partition_column: str = ""
    partition: Literal["month", "day", "year", ""] = ""
    newest_by: str = ""


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
    )
