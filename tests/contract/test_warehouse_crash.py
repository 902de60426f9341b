"""A killed process loses nothing that was acknowledged, on every warehouse."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.contract.warehouse_cases import CURRENT, Place

WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shared.persistence.warehouse import open_warehouse
from tests.contract.warehouse_cases import CURRENT, rows, write_migrations

warehouse = open_warehouse(sys.argv[1])
warehouse.migrate(write_migrations(Path(sys.argv[2])))
first = datetime(2026, 1, 1, tzinfo=UTC)
for number in range(int(sys.argv[3]), 10**6):
    starts = [first + (number * 100 + i) * timedelta(minutes=15) for i in range(100)]
    warehouse.load(CURRENT, rows(start=starts), label=f"crash-{number}")
    print(number, flush=True)
"""


FULL = """
import resource, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shared.errors import RetryLater
from shared.persistence.warehouse import open_warehouse
from tests.contract.warehouse_cases import CURRENT, rows, write_migrations

warehouse = open_warehouse(sys.argv[1])
warehouse.migrate(write_migrations(Path(sys.argv[2])))

def load(number):
    first = datetime(2026, 1, 1, tzinfo=UTC) + number * timedelta(days=100)
    starts = [first + i * timedelta(minutes=15) for i in range(5000)]
    warehouse.load(CURRENT, rows(start=starts, price=[i / 7 for i in range(5000)]), label=f"full-{number}")

def stored():
    return warehouse.query(f'SELECT count(*) AS n FROM "{CURRENT.name}"').to_pylist()[0]["n"]

resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
done = 0
try:
    while done < 1000:
        load(done)
        done += 1
except RetryLater as error:
    print(type(error).__name__, stored() == done * 5000, done > 0)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
load(done)
print(stored() == (done + 1) * 5000)
"""


def test_a_full_disk_loses_nothing_and_ends_by_itself(tmp_path: Path) -> None:
    """The limit on a file's size stands for the disk's; once there is room again, loads go on."""
    place = Place("duckdb", tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", FULL, place.url, str(tmp_path / "migrations")],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["RetryLater", "True", "True", "True"], done.stderr


@pytest.mark.parametrize("kind", ["duckdb", "starrocks"])
def test_nothing_acknowledged_is_lost(kind: str, tmp_path: Path) -> None:
    place = Place(kind, tmp_path)
    try:
        acknowledged = -1
        for _ in range(2):
            acknowledged = _write_until_killed(place, acknowledged + 1)
            warehouse = place.open()
            count = warehouse.query(f'SELECT count(*) AS n, max("start") AS last FROM "{CURRENT.name}"').to_pylist()[0]
            warehouse.close()
            # Loads are whole: at most the one that was under way has come through as well.
            assert count["n"] in ((acknowledged + 1) * 100, (acknowledged + 2) * 100)
            assert count["last"] > datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    finally:
        place.close()


def _write_until_killed(place: Place, first: int) -> int:
    """Number of the last load that a writer acknowledged before it, or the stand-in, was killed under load."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, place.url, str(place.folder / "migrations"), str(first)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert writer.stdout is not None
    for _ in range(3):  # under way
        assert writer.stdout.readline()
    time.sleep(0.05)
    if place.stand_in:
        place.stand_in.kill()
    else:
        writer.kill()
    rest, _ = writer.communicate(timeout=60)
    if place.stand_in:
        place.stand_in.start()
    return first + 2 + len(rest.split())
