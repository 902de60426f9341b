"""``./scalar migrate``: bring the warehouse's tables up to the migrations, or the migrations up to the catalogue."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from shared.catalogue.registry import CATALOGUE
from shared.persistence import ddl, migrate
from shared.persistence.tables import CONTROL_TABLES, Table, all_tables
from shared.runtime import Runtime
from shared.settings import load_settings


def main(argv: list[str]) -> int:
    """Apply, compare or write migrations. 1: something needs a person's decision, and was not done."""
    parser = argparse.ArgumentParser(prog="scalar migrate", description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--plan", action="store_true", help="print what separates the migrations from the catalogue")
    what.add_argument("--write", action="store_true", help="write that difference as the next migration file")
    what.add_argument(
        "--rewrite", action="store_true", help="replace all files by a first set; only before a first release"
    )
    parser.add_argument("--name", default="catalogue", help="words of the next file's name (letters, digits, _)")
    given = parser.parse_args(argv)
    tables = all_tables(CATALOGUE.values())
    if given.rewrite:
        return _rewrite(tables, migrate.FOLDER)
    plan = migrate.plan(migrate.replay(migrate.migrations()), tables)
    if given.write:
        return _write(plan, given.name, migrate.FOLDER)
    if given.plan:
        print(
            migrate.render(plan.additive, "What the next migration would hold") if plan.additive else "nothing to add"
        )
        return _review(plan)
    return _apply(plan)


def _apply(plan: migrate.Plan) -> int:
    held = Runtime(load_settings(), "cli")
    try:
        for name in held.warehouse.migrate() or ["nothing to apply"]:
            print(name)
    finally:
        held.close()
    if plan:
        print("the catalogue has changed since the last migration; see ./scalar migrate --plan", file=sys.stderr)
    return 0


def _write(plan: migrate.Plan, name: str, folder: Path) -> int:
    if plan.additive:
        number = len(migrate.migrations(folder)) + 1
        path = folder / f"{number:04d}_{name}.sql"
        path.write_text(migrate.render(plan.additive, f"Catalogue changes: {name}"), encoding="utf-8")
        migrate.migrations(folder)  # refuses a bad name at once
        print(path.name)
    else:
        print("nothing to add")
    return _review(plan)


def _review(plan: migrate.Plan) -> int:
    """Changes that would lose or rewrite data are named, and left to a migration written by hand."""
    for line in plan.review:
        print(f"needs a decision: {line}", file=sys.stderr)
    return 1 if plan.review else 0


def _rewrite(tables: Mapping[str, Table], folder: Path) -> int:
    """One file for the control tables and one per provider."""
    for old in folder.glob("*.sql"):
        old.unlink()
    control = {table.name for table in CONTROL_TABLES}
    facts = [table for table in tables.values() if table.name not in control]
    files = [("control", [tables[name] for name in sorted(control)])]
    for provider, group in groupby(sorted(facts, key=lambda t: t.name), key=lambda t: t.name.partition("__")[0]):
        files.append((provider, list(group)))
    for number, (name, group_tables) in enumerate(files, start=1):
        text = migrate.render([ddl.CreateTable(t) for t in group_tables], f"First tables: {name}")
        (folder / f"{number:04d}_{name}.sql").write_text(text, encoding="utf-8")
        print(f"{number:04d}_{name}.sql: {len(group_tables)} tables")
    return 0
