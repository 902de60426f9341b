"""``./scalar docs [--check]``: the pages of ``docs/datasets``, written from the catalogue.

With ``--check`` nothing is written; exit code 1 if a page is missing, out of date or left over.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

from cli.__main__ import PROJECT
from shared.catalogue.model import Dataset, Slice
from shared.catalogue.registry import CATALOGUE
from shared.catalogue.schema import Column
from shared.communication.topics import dead_letter_topic, raw_topic
from shared.persistence.tables import current_table, revisions_table

FOLDER = PROJECT / "docs/datasets"
EXAMPLE_DAY = datetime(2026, 3, 2, tzinfo=UTC)
"""A day that every living dataset has; one that has ended is shown with the last day it had."""
DAY = timedelta(days=1)
SHOWN_KEYS = 60
PROVIDERS = {
    "entsoe": "ENTSO-E Transparency Platform",
    "elia": "Elia Open Data",
    "energinet": "Energinet Energi Data Service",
}


def main(argv: list[str]) -> int:
    """Write the pages, or compare them with what would be written."""
    parser = argparse.ArgumentParser(prog="scalar docs", description="Write docs/datasets from the catalogue.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is not up to date")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pages are (default: docs/datasets)")
    options = parser.parse_args(argv)
    wanted = pages(CATALOGUE.values())
    stale = [name for name, text in wanted.items() if _read(options.folder / name) != text]
    extra = sorted(path.name for path in options.folder.glob("*.md") if path.name not in wanted)
    if options.check:
        for name in [*stale, *extra]:
            print(f"{options.folder / name} is not up to date; run ./scalar docs", file=sys.stderr)
        return 1 if stale or extra else 0
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (options.folder / name).write_text(wanted[name], encoding="utf-8")
    for name in extra:
        (options.folder / name).unlink()
    print(f"{len(stale)} pages written, {len(extra)} removed, {len(wanted) - len(stale)} were up to date")
    return 0


def pages(datasets: Iterable[Dataset]) -> Mapping[str, str]:
    """File name → text: one page per dataset and the index."""
    listed = sorted(datasets, key=lambda d: d.id)
    return {"index.md": index(listed), **{f"{d.id}.md": page(d) for d in listed}}


def index(datasets: Iterable[Dataset]) -> str:
    """All datasets, by provider."""
    lines = ["# Datasets", "", "Written by `./scalar docs` from `shared/catalogue/`; do not edit by hand.", ""]
    for provider, group in groupby(datasets, key=lambda d: d.provider):
        lines += [
            f"## {PROVIDERS.get(provider, provider)}",
            "",
            "| dataset | what | main value | timer |",
            "|---|---|---|---|",
        ]
        for d in group:
            value = next(c for c in d.columns if c.name == d.value)
            lines.append(f"| [{d.id}]({d.id}.md) | {d.title} | `{d.value}`{_unit(value, ' ')} | {_timer(d)} |")
        lines.append("")
    return "\n".join(lines)


def page(dataset: Dataset) -> str:
    """One dataset, top to bottom: what it is, how it is asked, where its rows are, and how to ask for them."""
    about = [f"# {dataset.title}", "", f"`{dataset.id}` · [source]({dataset.source})", "", _sentence(dataset)]
    if dataset.notes:
        about += ["", dataset.notes]
    facts = "\n".join(f"| {name} | {text} |" for name, text in _facts(dataset))
    columns = "\n".join(
        f"| `{c.name}` | {c.kind}{'' if c.nullable else ', always there'} | {c.unit} | {_cell(c.description)} |"
        for c in dataset.columns
    )
    return "\n".join(
        [
            *about, "", "| | |", "|---|---|", facts, "",
            "## Columns", "", "| column | kind | unit | meaning |", "|---|---|---|---|", columns, "",
            "## Ask", "", _ask(dataset), "",
        ]
    )  # fmt: skip


def _sentence(dataset: Dataset) -> str:
    return " ".join((dataset.row.__doc__ or "").split()).replace("``", "`")


def _facts(dataset: Dataset) -> list[tuple[str, str]]:
    key = dataset.keys[0]
    return [
        ("request", f"`{_request(dataset)}`"),
        ("keys", _keys(dataset)),
        ("timer", f"`{dataset.name}`: {_timer(dataset)}"),
        ("window", _window(dataset)),
        ("history", _history(dataset)),
        ("fresh within", _span(dataset.fresh_within)),
        ("primary key", ", ".join(f"`{name}`" for name in dataset.primary_key)),
        ("which version counts", _rank(dataset)),
        ("topic", f"`{raw_topic(dataset.provider)}`, partition key `{dataset.id}\\|{key}`; "
                  f"bad bodies in `{dead_letter_topic(dataset.provider)}`"),
        ("tables", f"`{current_table(dataset).name}`, `{revisions_table(dataset).name}` (one row more per `known_at`)"),
        ("Redis", _redis(dataset)),
        ("enabled in", ", ".join(dataset.environments) or "no environment unless switched on"),
    ]  # fmt: skip


def _request(dataset: Dataset) -> str:
    asked = dataset.request(_example(dataset))
    query = "&".join(f"{name}={value}" for name, value in asked.params)
    return _cell(f"GET {asked.path or '/'}?{query}" if query else f"GET {asked.path or '/'}")


def _example(dataset: Dataset) -> Slice:
    start = min(EXAMPLE_DAY, (dataset.window.until or EXAMPLE_DAY + DAY) - DAY)
    return Slice(key=dataset.keys[0], start=start, end=start + DAY)


def _keys(dataset: Dataset) -> str:
    shown = ", ".join(f"`{key}`" for key in dataset.keys[:SHOWN_KEYS])
    more = len(dataset.keys) - SHOWN_KEYS
    column = f" (column `{dataset.key_column}`)" if dataset.key_column else ""
    return f"{len(dataset.keys)}{column}: {shown}{f' and {more} more' if more > 0 else ''}"


def _timer(dataset: Dataset) -> str:
    return f"`{dataset.schedule.expr}` {dataset.schedule.tz}"


def _window(dataset: Dataset) -> str:
    window = dataset.window
    local = "" if window.tz == "UTC" else f", cut at midnight in {window.tz}"
    ahead = f"{_span(window.ahead)} ahead" if window.ahead else "now"
    return f"from {_span(window.back)} back to {ahead}; one request spans at most {_span(window.step)}{local}"


def _history(dataset: Dataset) -> str:
    until = f" to {dataset.window.until:%Y-%m-%d %H:%M}Z, where it ended" if dataset.window.until else ""
    return f"from {dataset.window.since:%Y-%m-%d %H:%M}Z{until}"


def _rank(dataset: Dataset) -> str:
    if dataset.rank is None:
        return "the one fetched last"
    column = f"`{dataset.rank.column}`"
    if not dataset.rank.order:
        return f"one with {column} before one without; then the one fetched last"
    order = " < ".join(f"`{value}`" for value in dataset.rank.order)
    return f"the highest {column} ({order}); then the one fetched last"


def _redis(dataset: Dataset) -> str:
    if dataset.latest is None:
        return "not kept"
    names = f"`{{{dataset.latest.by}}}:{dataset.id}:latest` (hash), `{{{dataset.latest.by}}}:{dataset.id}:recent`"
    return (
        f"{names} (sorted set), with the value of `{dataset.latest.by}` in braces; "
        f"{_span(dataset.latest.recent)} back and ahead, kept {_span(dataset.latest.ttl)}"
    )


def _ask(dataset: Dataset) -> str:
    piece = _example(dataset)
    start, end = (f"{moment:%Y-%m-%dT%H:%MZ}" for moment in (piece.start, piece.end))
    url = f"http://127.0.0.1:7071/api/data/{dataset.id}?start={start}&end={end}"
    sql = f"SELECT * FROM {dataset.table} WHERE {dataset.time_column} >= '{piece.start:%Y-%m-%d}' LIMIT 10"
    return "\n".join(
        [
            "```sh",
            'key="x-functions-key: $(cat .scalar/http.key)"',
            f'curl -H "$key" "{url}"',
            f'curl -H "$key" "{url}&as_of={end}"   # as it was known then',
            f'./scalar query "{sql}"',
            "```",
        ]
    )


def _span(length: timedelta) -> str:
    """``1 day 6 h``, ``45 min``; whole numbers of the largest units that fit."""
    minutes = int(length.total_seconds()) // 60
    parts = [(minutes // 1440, "day"), (minutes % 1440 // 60, "h"), (minutes % 60, "min")]
    told = [f"{n} {unit}{'s' if unit == 'day' and n > 1 else ''}" for n, unit in parts if n]
    return " ".join(told) or "0 min"


def _unit(column: Column, before: str) -> str:
    return f"{before}{column.unit}" if column.unit else ""


def _cell(text: str) -> str:
    """Text inside a table: a bar would begin the next cell."""
    return text.replace("|", "\\|")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
