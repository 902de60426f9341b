"""``./scalar query SQL``: one SELECT on the warehouse, also while the platform is running."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from cli.connect import ask_host, connected, opens_warehouse
from cli.console import console
from shared.api.formats import FORMATS, records

if TYPE_CHECKING:
    import pyarrow as pa


def main(argv: list[str]) -> int:
    """Print the rows as a table, or in a machine's format."""
    parser = argparse.ArgumentParser(prog="scalar query", description=__doc__)
    parser.add_argument("sql", help='for example "SELECT zone, max(start) FROM entsoe__day_ahead_prices GROUP BY zone"')
    parser.add_argument("--format", choices=["table", *FORMATS], default="table")
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    options = parser.parse_args(argv)
    rows = _rows(options.sql)
    if options.format == "table":
        _show(rows)
    else:
        sys.stdout.buffer.write(FORMATS[options.format].write(rows) + b"\n" * (options.format == "json"))
    return 0


def _rows(sql: str) -> pa.Table:
    with connected() as held:
        if opens_warehouse(held):
            return held.warehouse.query(sql)
    answer = ask_host("POST", "ops/query", json={"sql": sql})
    import pyarrow as pa

    return pa.ipc.open_stream(answer.content).read_all()


def _show(rows: Any) -> None:
    from rich.table import Table

    table = Table(*rows.column_names, box=None, pad_edge=False)
    for row in records(rows.slice(0, 1000)):
        table.add_row(*("" if v is None else str(v) for v in row.values()))
    console().print(table)
    if rows.num_rows > 1000:
        print(f"… {rows.num_rows - 1000} further rows; use --format csv for all", file=sys.stderr)
