"""``./scalar migrate``: apply, compare, write."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from cli import migrate as cli
from shared.persistence import ddl, migrate
from shared.persistence.duckdb import DuckDBWarehouse
from shared.persistence.tables import CONTROL_TABLES
from tests.unit.test_ddl import EXTRA, FACTS, TABLES, changed


def test_apply_then_nothing_to_apply(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "w.duckdb"
    monkeypatch.setenv("SCALAR_DATA", str(tmp_path))
    monkeypatch.setenv("SCALAR_WAREHOUSE_URL", f"duckdb:///{file}")
    names = [m.name for m in migrate.migrations()]
    assert cli.main([]) == 0
    assert capsys.readouterr().out.split() == names
    assert cli.main([]) == 0
    assert capsys.readouterr().out == "nothing to apply\n"
    warehouse = DuckDBWarehouse(file)
    found = warehouse.query("SELECT name FROM schema_migrations ORDER BY name").column("name").to_pylist()
    warehouse.close()
    assert found == names


def test_plan_of_a_current_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--plan"]) == 0
    assert capsys.readouterr().out == "nothing to add\n"


def test_rewrite_makes_the_same_tables_again(tmp_path: Path) -> None:
    (tmp_path / "0001_old.sql").write_text("")
    assert cli._rewrite(TABLES, tmp_path) == 0
    assert not (tmp_path / "0001_old.sql").exists()
    assert not migrate.plan(migrate.replay(migrate.migrations(tmp_path)), TABLES)


def test_write_adds_the_next_file_and_names_what_it_leaves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "0001_a.sql").write_text(migrate.render([ddl.CreateTable(FACTS)], "a"))
    narrowed = changed("note", sql="VARCHAR(10)")
    wanted = {"facts": replace(narrowed, columns=(*narrowed.columns, EXTRA)), **{t.name: t for t in CONTROL_TABLES}}
    plan = migrate.plan(migrate.replay(migrate.migrations(tmp_path)), wanted)
    assert cli._write(plan, "more", tmp_path) == 1
    shown = capsys.readouterr()
    assert shown.out == "0002_more.sql\n"
    assert "needs a decision: facts.note changes from VARCHAR(20) NULL to VARCHAR(10) NULL" in shown.err
    left = migrate.plan(migrate.replay(migrate.migrations(tmp_path)), wanted)
    assert left.additive == ()
    assert len(left.review) == 1
