"""Warehouses for the contract suites: each test that asks for ``warehouse`` runs on both."""

from collections.abc import Iterator

import pytest

from shared.persistence.warehouse import Warehouse
from tests.contract.warehouse_cases import CURRENT, REVISIONS, Place


@pytest.fixture(scope="session", params=["duckdb", "starrocks"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A migrated warehouse, shared by all tests."""
    place = Place(request.param, tmp_path_factory.mktemp(request.param))
    warehouse = place.open()
    yield warehouse
    warehouse.close()
    place.close()


@pytest.fixture
def warehouse(opened: Warehouse) -> Warehouse:
    """The shared warehouse with empty tables."""
    opened.execute(f'DELETE FROM "{CURRENT.name}" WHERE "minutes" >= 0')
    opened.execute(f'DELETE FROM "{REVISIONS.name}" WHERE "minutes" >= 0')
    opened.execute("DELETE FROM worker_config WHERE environment <> ''")
    return opened
