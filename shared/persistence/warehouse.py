"""The warehouse: one small interface, two implementations (DuckDB in process, StarRocks over the wire).

Product SQL stays inside the subset both engines mean the same by, uses ``?`` placeholders and never interpolates
values. Both implementations pass one contract suite (``tests/contract/test_warehouse.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from shared.persistence.migrate import FOLDER
from shared.persistence.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa


class Warehouse(Protocol):
    """Rows in, rows out. Safe to use from several threads of one process."""

    def migrate(self, folder: Path = FOLDER) -> list[str]:
        """Apply every migration of ``folder`` not yet applied, in order; names of those applied now."""
        ...

    def load(self, table: Table, rows: pa.Table, *, label: str) -> None:
        """Upsert ``rows`` (columns as in ``table``, times as naive UTC microseconds) as one atomic load.

        A row replaces a stored one only if its ``table.newest_by`` is greater or equal; of two rows with one key in
        the batch the greater wins. ``label`` names the load: the same label twice changes nothing. Returns once the
        rows are committed.

        Raises :class:`RetryLater` when the warehouse is away or over its limits, :class:`BadData` when it refuses
        the rows themselves.
        """
        ...

    def query(self, sql: str, params: Sequence[object] = ()) -> pa.Table:
        """Rows of one SELECT; DECIMAL columns come as float64, times as naive UTC ``timestamp[us]``."""
        ...

    def execute(self, sql: str, params: Sequence[object] = ()) -> int:
        """One INSERT, UPDATE or DELETE on a small control table; number of rows touched where known."""
        ...

    def compact(self, table: Table) -> None:
        """Ask the engine to merge its versions of ``table``."""
        ...

    def ping(self) -> None:
        """Raise :class:`RetryLater` unless the warehouse answers."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...


def open_warehouse(url: str, *, password: Callable[[], str] = lambda: "") -> Warehouse:
    """The warehouse behind a URL: ``duckdb:///path`` or ``starrocks://user@host:9030/database?http_port=8030``."""
    if url.startswith("duckdb:"):
        from shared.persistence.duckdb import DuckDBWarehouse

        return DuckDBWarehouse.from_url(url)
    from shared.persistence.starrocks import StarRocksWarehouse

    return StarRocksWarehouse.from_url(url, password=password)
