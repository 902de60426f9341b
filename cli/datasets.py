"""``./scalar datasets [--json]``: the catalogue, as a table or as JSON."""

from __future__ import annotations

import argparse
import sys

import msgspec

from cli.console import console
from shared.catalogue.describe import describe
from shared.catalogue.registry import CATALOGUE


def main(argv: list[str]) -> int:
    """Print one line, or one JSON object, per dataset."""
    parser = argparse.ArgumentParser(prog="scalar datasets", description="List the declared datasets.")
    parser.add_argument("--json", action="store_true", help="an array of objects: columns, units, keys, schedule")
    parser.add_argument("--provider", help="only this provider's")
    options = parser.parse_args(argv)
    chosen = [d for d in CATALOGUE.values() if options.provider in (None, d.provider)]
    if options.json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode([describe(d) for d in chosen])) + b"\n")
        return 0
    from rich.table import Table

    table = Table("dataset", "title", "value", "keys", "schedule", "fresh within", box=None, pad_edge=False)
    for item in chosen:
        unit = next(c.unit for c in item.columns if c.name == item.value)
        table.add_row(
            item.id, item.title, f"{item.value} [{unit}]" if unit else item.value, str(len(item.keys)),
            f"{item.schedule.expr} {item.schedule.tz}", str(item.fresh_within),
        )  # fmt: skip
    console().print(table)
    return 0
