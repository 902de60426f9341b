"""DDL and migrations: both dialects, the way back from text, and the difference to the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlglot import exp

from shared.catalogue.registry import CATALOGUE
from shared.catalogue.schema import Column
from shared.errors import ConfigError
from shared.persistence import ddl, migrate
from shared.persistence.tables import SCHEMA_MIGRATIONS, WORKER_CONFIG, Table, all_tables

TABLES = all_tables(CATALOGUE.values())
PRICE = Column("price_eur_mwh", "float", "DECIMAL(14, 4)", False, "Price.", "EUR/MWh")
NOTE = Column("note", "text", "VARCHAR(20)", True, "Remark.")
FACTS = Table(
    name="facts",
    columns=(
        Column("start", "time", "DATETIME", False, "Start."),
        Column("zone", "text", "VARCHAR(16)", False, "Zone."),
        PRICE,
        NOTE,
    ),
    primary_key=("start", "zone"),
    comment="Facts",
    partition="month",
    partition_column="start",
    sort_by=("zone", "start"),
)


def test_the_migrations_make_the_catalogue() -> None:
    """After a change of the catalogue: ``./scalar migrate --write``."""
    plan = migrate.plan(migrate.replay(migrate.migrations()), TABLES)
    assert [ddl.starrocks(s) for s in plan.additive] == []
    assert plan.review == ()


def test_the_migrations_make_the_catalogue_in_duckdb() -> None:
    replayed, direct = duckdb.connect(), duckdb.connect()
    for statement in (s for m in migrate.migrations() for s in m.statements):
        for sql in ddl.duckdb(statement):
            replayed.execute(sql)
    for table in TABLES.values():
        for sql in ddl.duckdb(ddl.CreateTable(table)):
            direct.execute(sql)
    columns = (
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "ORDER BY table_name, column_name"
    )
    keys = (
        "SELECT table_name, constraint_type, constraint_column_names FROM duckdb_constraints() "
        "WHERE constraint_type = 'PRIMARY KEY' ORDER BY table_name"
    )
    for sql in (columns, keys):
        found = replayed.execute(sql).fetchall()
        assert found
        assert found == direct.execute(sql).fetchall()


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_one_that_starrocks_takes(name: str) -> None:
    table = TABLES[name]
    assert ddl.key_bytes(table) <= ddl.KEY_BYTES
    assert tuple(c.name for c in table.columns[: len(table.primary_key)]) == table.primary_key
    assert not any(c.nullable for c in table.columns[: len(table.primary_key)])
    assert not table.partition or table.partition_column in table.primary_key
    assert set(table.sort_by) <= set(table.primary_key)
    assert not table.newest_by or table.newest_by not in table.primary_key
    assert "float" not in {table.column(k).kind for k in table.primary_key}


def test_every_statement_parses_as_starrocks() -> None:
    texts = [ddl.starrocks(s) for m in migrate.migrations() for s in m.statements]
    texts += [
        ddl.starrocks(s)
        for s in (
            migrate.bootstrap(),
            ddl.AddColumn("facts", NOTE),
            ddl.ModifyColumn("facts", NOTE),
            ddl.DropColumn("facts", "note"),
            ddl.DropTable("facts"),
        )
    ]
    for text in texts:
        tree = sqlglot.parse_one(text, dialect="starrocks")
        assert isinstance(tree, exp.Create | exp.Alter | exp.Drop), text


def test_starrocks_text() -> None:
    assert ddl.starrocks(ddl.CreateTable(FACTS)) == (
        "CREATE TABLE IF NOT EXISTS `facts` (\n"
        '  `start` DATETIME NOT NULL COMMENT "Start.",\n'
        '  `zone` VARCHAR(16) NOT NULL COMMENT "Zone.",\n'
        '  `price_eur_mwh` DECIMAL(14, 4) NOT NULL COMMENT "Price. Unit: EUR/MWh.",\n'
        '  `note` VARCHAR(20) NULL COMMENT "Remark."\n'
        ")\n"
        "PRIMARY KEY (`start`, `zone`)\n"
        'COMMENT "Facts"\n'
        "PARTITION BY date_trunc('month', `start`)\n"
        "DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1\n"
        "ORDER BY (`zone`, `start`)\n"
        'PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true")'
    )


def test_keys_too_long_or_of_a_wrong_type_are_refused() -> None:
    long = replace(FACTS.columns[1], sql="VARCHAR(121)")
    columns = (FACTS.columns[0], long, PRICE)
    assert ddl.key_bytes(replace(FACTS, columns=columns)) == 129
    with pytest.raises(ConfigError, match="129 bytes"):
        ddl.starrocks(ddl.CreateTable(replace(FACTS, columns=columns)))
    with pytest.raises(ConfigError, match="DECIMAL"):
        ddl.key_bytes(replace(FACTS, primary_key=("start", "price_eur_mwh")))


# --- the way back from text ------------------------------------------------------------------------------------------
names = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
kinds = st.sampled_from(
    [("time", "DATETIME"), ("float", "DECIMAL(14, 4)"), ("float", "DOUBLE"), ("int", "INT"), ("int", "BIGINT"),
     ("text", "VARCHAR(40)"), ("bool", "BOOLEAN")]
)  # fmt: skip
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40)
columns = st.builds(
    lambda name, kind, nullable, text: Column(name, kind[0], kind[1], nullable, text),
    names,
    kinds,
    st.booleans(),
    texts,
)
statements = st.one_of(
    st.builds(ddl.AddColumn, names, columns),
    st.builds(ddl.ModifyColumn, names, columns),
    st.builds(ddl.DropColumn, names, names),
    st.builds(ddl.DropTable, names),
    st.builds(
        lambda column, comment: ddl.CreateTable(replace(FACTS, columns=(*FACTS.columns, column), comment=comment)),
        columns, texts,
    ),
)  # fmt: skip


@given(st.lists(statements, min_size=1, max_size=4))
def test_what_is_written_is_read_back(given_statements: list[ddl.Statement]) -> None:
    text = migrate.render(given_statements, "A title")
    again = migrate.read(text)
    assert migrate.render(again, "A title").replace(" Unit: EUR/MWh.", "") == text.replace(" Unit: EUR/MWh.", "")
    assert [type(s) for s in again] == [type(s) for s in given_statements]


@pytest.mark.parametrize(
    "text",
    ["DELETE FROM facts", "CREATE TABLE facts (a INT)", "ALTER TABLE `facts` ADD COLUMN `a` JSON NULL COMMENT \"\"",
     "ALTER TABLE `facts` ADD COLUMN a INT", "UPDATE x SET y = 1"],
)  # fmt: skip
def test_other_statements_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"migrations/odd\.sql"):
        migrate.read(f"{text};\n", "odd.sql")


def test_files_are_numbered_without_gaps(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_text(migrate.render([ddl.CreateTable(FACTS)], "a"))
    assert [m.name for m in migrate.migrations(tmp_path)] == ["0001_a.sql"]
    (tmp_path / "0003_b.sql").write_text("")
    with pytest.raises(ConfigError, match="0002_"):
        migrate.migrations(tmp_path)


def test_replay_refuses_what_does_not_fit() -> None:
    for statement in (ddl.AddColumn("facts", NOTE), ddl.DropColumn("facts", "x"), ddl.DropTable("facts")):
        with pytest.raises(ConfigError, match="does not fit"):
            migrate.replay([migrate.Migration("0001_a.sql", "", (statement,))])


def test_pending_refuses_changed_and_unknown_files() -> None:
    files = [migrate.Migration("0001_a.sql", "aa", ()), migrate.Migration("0002_b.sql", "bb", ())]
    assert migrate.pending(files, {"0001_a.sql": "aa"}) == files[1:]
    with pytest.raises(ConfigError, match="was changed"):
        migrate.pending(files, {"0001_a.sql": "other"})
    with pytest.raises(ConfigError, match="does not know"):
        migrate.pending(files, {"0009_z.sql": "zz"})


# --- the difference --------------------------------------------------------------------------------------------------
def changed(name: str, **changes: Any) -> Table:
    """FACTS with one column changed."""
    return replace(FACTS, columns=tuple(replace(c, **changes) if c.name == name else c for c in FACTS.columns))


EXTRA = Column("extra", "int", "INT", True, "More.")


@pytest.mark.parametrize(
    ("after", "statement"),
    [
        (replace(FACTS, columns=(*FACTS.columns, EXTRA)), ddl.AddColumn("facts", EXTRA)),
        (changed("note", sql="VARCHAR(30)"), ddl.ModifyColumn("facts", replace(NOTE, sql="VARCHAR(30)"))),
        (
            changed("price_eur_mwh", sql="DECIMAL(16, 5)"),
            ddl.ModifyColumn("facts", replace(PRICE, sql="DECIMAL(16, 5)")),
        ),
        (changed("price_eur_mwh", nullable=True), ddl.ModifyColumn("facts", replace(PRICE, nullable=True))),
    ],
)
def test_changes_that_keep_all_values_are_written(after: Table, statement: ddl.Statement) -> None:
    plan = migrate.plan({"facts": FACTS}, {"facts": after})
    assert plan == migrate.Plan((statement,), ())
    replayed = migrate.replay([migrate.Migration("a", "", (ddl.CreateTable(FACTS), *plan.additive))])
    assert not migrate.plan(replayed, {"facts": after})


@pytest.mark.parametrize(
    ("after", "named"),
    [
        (replace(FACTS, columns=FACTS.columns[:-1]), "facts.note is no longer declared"),
        (replace(FACTS, columns=(*FACTS.columns, replace(EXTRA, nullable=False))), "facts.extra is new"),
        (changed("note", sql="VARCHAR(10)"), "VARCHAR"),
        (changed("note", nullable=False), "NOT NULL"),
        (changed("price_eur_mwh", sql="DECIMAL(14, 5)"), "DECIMAL"),
        (changed("price_eur_mwh", sql="DOUBLE"), "DOUBLE"),
        (changed("zone", sql="VARCHAR(20)"), "facts.zone"),
        (replace(FACTS, primary_key=("zone", "start")), "primary_key"),
        (replace(FACTS, partition="day"), "rebuilt"),
        (replace(FACTS, sort_by=("start",)), "sort_by"),
    ],
)
def test_changes_that_lose_something_need_a_decision(after: Table, named: str) -> None:
    plan = migrate.plan({"facts": FACTS}, {"facts": after})
    assert plan.additive == ()
    assert len(plan.review) == 1
    assert named in plan.review[0]


def test_tables_come_and_go() -> None:
    assert migrate.plan({}, {"facts": FACTS}) == migrate.Plan((ddl.CreateTable(FACTS),), ())
    assert migrate.plan({"facts": FACTS}, {}).review == ("table facts is no longer declared",)
    assert not migrate.plan({"facts": FACTS}, {"facts": replace(FACTS, comment="Other words")})


def test_duckdb_applies_every_statement() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE probe (a INTEGER)")
    wide = replace(NOTE, sql="VARCHAR(99)")
    for statement in (
        ddl.CreateTable(FACTS), ddl.AddColumn("facts", EXTRA), ddl.ModifyColumn("facts", wide),
        ddl.ModifyColumn("facts", replace(PRICE, sql="DECIMAL(18, 6)", nullable=True)), ddl.DropColumn("facts", "note"),
    ):  # fmt: skip
        for sql in ddl.duckdb(statement):
            connection.execute(sql)
    found = connection.execute(
        "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = 'facts' "
        "ORDER BY ordinal_position"
    ).fetchall()
    assert found == [
        ("start", "TIMESTAMP", "NO"), ("zone", "VARCHAR", "NO"), ("price_eur_mwh", "DECIMAL(18,6)", "YES"),
        ("extra", "INTEGER", "YES"),
    ]  # fmt: skip
    for sql in ddl.duckdb(ddl.DropTable("facts")):
        connection.execute(sql)
    assert connection.execute("SELECT table_name FROM information_schema.tables").fetchall() == [("probe",)]


def test_small_tables_have_a_key_in_duckdb_too() -> None:
    for table in (SCHEMA_MIGRATIONS, WORKER_CONFIG):
        assert "PRIMARY KEY" in ddl.duckdb(ddl.CreateTable(table))[0]
    assert "PRIMARY KEY" not in ddl.duckdb(ddl.CreateTable(FACTS))[0]
