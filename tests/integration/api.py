"""The product's HTTP functions behind a real socket, on a DuckDB warehouse with rows of a real dataset."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import azure.functions as func
import requests

from embedded.host import HttpFunction, index
from embedded.web import WebApp, WebServer
from shared import runtime
from shared.catalogue.registry import CATALOGUE
from shared.ingestion.stamp import as_revisions, stamp
from shared.ingestion.validate import to_table
from shared.persistence.duckdb import DuckDBWarehouse
from shared.persistence.tables import current_table, revisions_table

DATASET = CATALOGUE["entsoe.imbalance_prices"]
KEY = "a-function-key-for-tests"
FIRST = datetime(2025, 10, 25, 22, tzinfo=UTC)
"""Local midnight in Brussels before the autumn change of clocks: the day has 25 hours."""
QUARTERS = 100
QUARTER = timedelta(minutes=15)
AREAS, CATEGORIES = ("BE", "NL"), ("A04", "A05")
FETCHED = tuple(datetime(2025, 10, 27, hour, tzinfo=UTC) for hour in (6, 12, 18))
"""Intermediate values for all; then final ones for the first half; then a late intermediate answer for all."""


def price(quarter: int, area: str, category: str, version: int) -> float | None:
    """Tells every row of every version apart; BE has one quarter without a price."""
    if area == "BE" and category == "A04" and quarter == 7:
        return None
    return quarter + 200 * AREAS.index(area) + 1000 * CATEGORIES.index(category) + version / 4


def expected(version: int) -> dict[tuple[datetime, str, str], tuple[float | None, str]]:
    """(price, status) of each row after the first ``version + 1`` answers: a final one never yields."""
    found = {}
    for quarter in range(QUARTERS):
        for area in AREAS:
            for category in CATEGORIES:
                best, status = (1, "A02") if version >= 1 and quarter < QUARTERS // 2 else (version, "A01")
                best = 0 if version == 1 and status == "A01" else best
                found[FIRST + quarter * QUARTER, area, category] = (price(quarter, area, category, best), status)
    return found


def load_answers(warehouse: DuckDBWarehouse) -> None:
    """The three answers into the current and the revisions table, as ingestion stamps them."""
    for version, (count, status) in enumerate([(QUARTERS, "A01"), (QUARTERS // 2, "A02"), (QUARTERS, "A01")]):
        places = [(q, a, c) for q in range(count) for a in AREAS for c in CATEGORIES]
        rows = stamp(
            DATASET,
            to_table(
                DATASET,
                {
                    "start": [FIRST + q * QUARTER for q, _, _ in places],
                    "control_area": [a for _, a, _ in places],
                    "psr_type": ["none"] * len(places),
                    "category": [c for _, _, c in places],
                    "minutes": [15] * len(places),
                    "price": [price(q, a, c, version) for q, a, c in places],
                    "currency": ["EUR"] * len(places),
                    "doc_status": [status] * len(places),
                },
            ),
            FETCHED[version],
        )
        warehouse.load(revisions_table(DATASET), as_revisions(DATASET, rows), label=f"revisions-{version}")
        warehouse.load(current_table(DATASET), rows, label=f"current-{version}")


class Api:
    """A served API; ``get`` asks with the key."""

    def __init__(self, base: str, functions: tuple[HttpFunction, ...]) -> None:
        self.base = base
        self.functions = functions
        self._session = requests.Session()

    def get(self, path: str, key: str | None = KEY, **params: str) -> requests.Response:
        """``GET /api/{path}``; without a key when ``key`` is None."""
        return self._session.get(f"{self.base}/{path}", params=params, headers=_headers(key), timeout=30)

    def post(self, path: str, body: bytes, key: str | None = KEY) -> requests.Response:
        """``POST /api/{path}``."""
        return self._session.post(f"{self.base}/{path}", data=body, headers=_headers(key), timeout=30)

    def rows(self, **params: str) -> list[dict[str, Any]]:
        """Rows of the dataset as JSON gives them."""
        answer = self.get(f"data/{DATASET.id}", **params)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["rows"]
        return found


@contextmanager
def served(folder: Path, environ: Mapping[str, str]) -> Iterator[Api]:
    """The roles' HTTP functions on a free port, with stores as ``environ`` names them."""
    before = dict(os.environ)
    runtime.close()
    os.environ |= {"SCALAR_DATA": str(folder), **environ}
    app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)
    for role in ("health", "ingestion", "insights"):
        for blueprint in import_module(f"blueprints.{role}").BLUEPRINTS:
            app.register_functions(blueprint)
    functions = index(app).http
    server = WebServer(WebApp(functions, KEY, lambda name: False), 0)
    server.start()
    try:
        yield Api(f"http://127.0.0.1:{server.port}/api", functions)
    finally:
        server.stop()
        runtime.close()
        os.environ.clear()
        os.environ |= before


def _headers(key: str | None) -> dict[str, str]:
    return {} if key is None else {"x-functions-key": key}
