"""The report of one pass: JSON for machines, tables for people."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from embedded.once import DatasetResult, RecordingResult
from shared.catalogue.registry import CATALOGUE
from shared.persistence.tables import current_table, revisions_table
from shared.runtime import Runtime

FINE = ("published", "unchanged", "no_data", "idle", "rows", "not_declared", "dead_letter", "disabled")
"""Outcomes that mean the platform did its work; a dead letter is a bad body kept, as it should be."""


class TableCount(Struct):
    """How many rows a table holds."""

    name: str
    rows: int


class Report(Struct, kw_only=True):
    """What ``./scalar up --once --report FILE`` writes."""

    ok: bool
    seconds: float
    datasets: list[DatasetResult] = []
    recordings: list[RecordingResult] = []
    tables: list[TableCount] = []
    forecasts: list[dict[str, Any]] = []
    problems: list[str] = []


def table_counts(held: Runtime) -> list[TableCount]:
    """Row counts of every dataset's current and revisions table that holds any."""
    names = [make(d).name for d in CATALOGUE.values() for make in (current_table, revisions_table)]
    union = " UNION ALL ".join(f"SELECT '{name}' AS name, COUNT(*) AS n FROM {name}" for name in names)
    counted = held.warehouse.query(union).to_pylist()
    return sorted((TableCount(row["name"], row["n"]) for row in counted if row["n"]), key=lambda t: t.name)


def problems(datasets: list[DatasetResult], recordings: list[RecordingResult]) -> list[str]:
    """One line per thing that did not work."""
    found = [f"{d.dataset}: {d.outcome}: {d.reason}" for d in datasets if d.outcome not in FINE]
    found += [f"{d.dataset}: {d.dead_letters} answers were refused" for d in datasets if d.dead_letters]
    return found + [f"{r.provider}/{r.file}: {r.outcome}: {r.reason}" for r in recordings if r.outcome not in FINE]


def write(report: Report, path: Path) -> None:
    """The report as indented JSON."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(report)) + b"\n")


def show(report: Report) -> None:
    """Summary tables on the terminal."""
    from rich.console import Console

    console = Console()
    if report.recordings:
        console.print(_recordings(report.recordings))
    if report.datasets:
        console.print(_datasets(report))
    for line in report.problems:
        console.print(f"[red]problem[/red] {line}", highlight=False)
    state = "[green]all of it worked[/green]" if report.ok else "[red]not all of it worked[/red]"
    rows = sum(t.rows for t in report.tables if not t.name.endswith("__revisions"))
    console.print(f"{rows:,} current rows in {len(report.tables)} tables, {report.seconds:.1f} s: {state}")


def _recordings(results: list[RecordingResult]) -> Any:
    from rich.table import Table

    table = Table("recording", "dataset", "outcome", "rows", "sum", "reason", box=None, pad_edge=False)
    for r in results:
        if r.outcome != "not_declared":
            total = "" if r.value_sum is None else f"{r.value_sum:,.2f}"
            table.add_row(f"{r.provider}/{r.file}", r.dataset, r.outcome, str(r.rows), total, r.reason[:80])
    outcomes = Counter(r.outcome for r in results)
    table.caption = ", ".join(f"{n} {outcome}" for outcome, n in outcomes.most_common())
    return table


def _datasets(report: Report) -> Any:
    from rich.table import Table

    held = {t.name: t.rows for t in report.tables}
    table = Table("dataset", "outcome", "answers", "rows", "in table", box=None, pad_edge=False)
    for d in report.datasets:
        current = held.get(CATALOGUE[d.dataset].table, 0)
        table.add_row(d.dataset, d.outcome, str(d.published), f"{d.rows:,}", f"{current:,}")
    return table
