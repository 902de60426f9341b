"""``./scalar`` and those of its verbs that need no running platform."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.__main__ import VERBS
from shared.catalogue.registry import CATALOGUE
from tests.integration.command import PROJECT, complaint, environment, scalar


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
def test_help_lists_every_verb(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = scalar(*arguments, data=tmp_path)
    assert done.returncode == 0
    listed = {line.split()[0] for line in done.stdout.decode().splitlines() if line.startswith("  ")}
    assert listed == {*VERBS, "setup"}


def test_an_unknown_verb_is_wrong_usage(tmp_path: Path) -> None:
    done = scalar("pasre", data=tmp_path)
    assert done.returncode == 64
    assert done.stdout == b""
    assert "no verb is called 'pasre'" in done.stderr.decode()


@pytest.mark.parametrize("arguments", [("datasets", "--jsn"), ("parse",), ("up", "--live", "--recordings", "x")])
def test_wrong_arguments_are_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = scalar(*arguments, data=tmp_path)
    assert done.returncode == 64
    assert f"usage: scalar {arguments[0]}" in done.stderr.decode()


def test_datasets_as_a_table_is_cut_off_nowhere(tmp_path: Path) -> None:
    lines = scalar("datasets", data=tmp_path).stdout.decode().splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(CATALOGUE)
    assert not any("…" in line for line in lines)


def test_datasets_as_json_tell_units_keys_and_schedules(tmp_path: Path) -> None:
    found = {d["id"]: d for d in json.loads(scalar("datasets", "--json", data=tmp_path).stdout)}
    assert set(found) == set(CATALOGUE)
    load = found["entsoe.actual_load"]
    assert next(c for c in load["columns"] if c["name"] == load["value"])["unit"] == "MW"
    assert "BE" in load["keys"]
    assert load["schedule"] == {"cron": "*/15 * * * *", "tz": "UTC"}
    one = json.loads(scalar("datasets", "--json", "--provider", "elia", data=tmp_path).stdout)
    assert {d["provider"] for d in one} == {"elia"}


def test_the_migrations_hold_the_whole_catalogue(tmp_path: Path) -> None:
    done = scalar("migrate", "--plan", data=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"nothing to add\n", b"")


def test_migrate_brings_an_empty_warehouse_up_once(tmp_path: Path) -> None:
    first = scalar("migrate", data=tmp_path)
    assert first.returncode == 0
    assert "0001_control.sql" in first.stdout.decode()
    assert scalar("migrate", data=tmp_path).stdout == b"nothing to apply\n"
    assert scalar("seed", data=tmp_path).stdout.decode() == f"{2 * len(CATALOGUE)} switches added\n"
    counted = scalar("query", "--json", "SELECT count(*) AS n FROM worker_config", data=tmp_path)
    assert json.loads(counted.stdout) == [{"n": 2 * len(CATALOGUE)}]


def test_a_query_on_a_warehouse_without_tables_says_what_to_do(tmp_path: Path) -> None:
    done = scalar("query", "SELECT * FROM entsoe__day_ahead_prices", data=tmp_path)
    assert done.returncode == 78
    assert "scalar migrate" in complaint(done)


def test_a_query_that_would_write_is_refused(tmp_path: Path) -> None:
    done = scalar("query", "CREATE TABLE x AS SELECT 1 AS y", data=tmp_path)
    assert done.returncode == 70
    assert "one SELECT statement" in complaint(done)


def test_doctor_tells_what_does_not_answer(tmp_path: Path) -> None:
    done = scalar("doctor", "--json", data=tmp_path)
    report = json.loads(done.stdout)
    assert done.returncode == report["exit_code"] == 69
    found = {d["name"]: d["ok"] for d in report["dependencies"]}
    assert found["broker"] is False
    assert {s["name"] for s in report["settings"]} > {"SCALAR_DATA", "SCALAR_BROKER_URL"}


def test_paths_are_those_of_the_caller(tmp_path: Path) -> None:
    """The launcher sets PYTHONPATH and stays where it was called: a relative path means a file there."""
    (tmp_path / "body.json").write_bytes((PROJECT / "tests/fixtures/energinet/day_ahead_prices.json").read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "cli", "parse", "energinet.day_ahead_prices", "body.json"],
        cwd=tmp_path, env={**environment(tmp_path), "PYTHONPATH": str(PROJECT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 4
