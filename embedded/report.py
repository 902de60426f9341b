"""The report of one pass: JSON for machines, tables for people."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from embedded.forecasts import ForecastResult
from embedded.once import DatasetResult, RecordingResult
from shared.catalogue.registry import CATALOGUE
from shared.persistence.tables import current_table, revisions_table
from shared.runtime import Runtime

FINE = ("published", "unchanged", "no_data", "idle", "rows", "not_declared", "dead_letter", "disabled")
"""Outcomes that mean the platform did its work; a dead letter is a bad body kept, as it should be."""


FORECAST_WIDTH = 140
"""Columns that the table of forecasts needs; a narrower terminal folds its lines instead of its words."""


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
    forecasts: list[ForecastResult] = []
    strategies: list[dict[str, Any]] = []
    plot: str = ""
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


def forecast_problems(forecasts: list[ForecastResult], *, live: bool) -> list[str]:
    """One line per forecast that should have been published and was not; live, an area may have no data at all."""
    fine = ("ok", "degraded", "not_installed", *(("no_data",) if live else ()))
    return [f"{f.model} {f.area} {f.issued_at}: {f.outcome}: {f.reason}" for f in forecasts if f.outcome not in fine]


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
    if report.forecasts:
        Console(width=max(console.width, FORECAST_WIDTH)).print(_forecasts(report.forecasts))
    for proposal in report.strategies:
        notes = "; ".join(map(str, proposal["notes"])) or "no deviation"
        console.print(f"{proposal['strategy']} {proposal['area']} {proposal.get('day', '')}: {notes}", highlight=False)
    if report.plot:
        console.print(f"plot of the forecasts: {report.plot}", highlight=False, soft_wrap=True)
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


def _forecasts(results: list[ForecastResult]) -> Any:
    from rich.table import Table

    names = ("forecast", "first period", "median", "80 %", "happened", "MAE", "climatology", "scored", "outcome")
    table = Table(box=None, pad_edge=False)
    for name in names:
        table.add_column(name, no_wrap=True, justify="left" if name in ("forecast", "outcome") else "right")
    for f in results:
        figures = [""] * 5
        if f.median is not None:
            scored = ["" if v is None else f"{v:,.1f}" for v in (f.actual, f.mae, f.usual)]
            figures = [f"{f.median:,.1f}", f"{f.low:,.0f} to {f.high:,.0f}", *scored]
        first = f.first[5:16].replace("T", " ")
        table.add_row(f"{f.model} {f.area}", first, *figures, f"{f.scored}/{f.periods}", f.outcome)
    missing = sorted({f.model for f in results if f.outcome == "not_installed"})
    if missing:
        table.caption = f"{', '.join(missing)}: its library is not installed; ./scalar setup insights adds it"
    return table
