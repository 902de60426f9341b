"""A small dataset of the tests' own: JSON bodies, a final and an intermediate status, one provider per test."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct

from shared.catalogue.fields import Minutes, PriceEurMwh, Start, Zone
from shared.catalogue.model import Columns, Cron, Dataset, Latest, Rank, Request, Slice, Window
from shared.communication.envelope import RawMessage, sha256
from shared.errors import BadData
from shared.persistence import ddl, migrate
from shared.persistence.cache import Cache, open_cache
from shared.persistence.tables import Table, all_tables
from shared.persistence.warehouse import Warehouse
from shared.secrets import secret_store
from shared.settings import load_settings

Status = Annotated[str, Meta(extra={"sql": "VARCHAR(16)"}, extra_json_schema={"description": "Intermediate or final."})]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""The tests' now. Their rows start at the midnight before."""
MIDNIGHT = NOON.replace(hour=0)
MINUTE_US = 60_000_000


class PriceRow(Struct, frozen=True, kw_only=True):
    """A quarter-hourly price that becomes final some time later."""

    start: Start
    zone: Zone
    minutes: Minutes
    price_eur_mwh: PriceEurMwh | None
    status: Status


def parse(body: bytes, piece: Slice) -> Columns:
    """``{"first": µs, "minutes": n, "status": s, "prices": [...]}`` as rows of the slice's zone."""
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise BadData(f"not JSON: {error}") from error
    count = len(answer["prices"])
    step = answer["minutes"] * MINUTE_US
    return {
        "start": [answer["first"] + i * step for i in range(count)],
        "zone": [piece.key] * count,
        "minutes": [answer["minutes"]] * count,
        "price_eur_mwh": answer["prices"],
        "status": [answer["status"]] * count,
    }


def body(
    prices: Sequence[float | None], *, first: datetime = MIDNIGHT, status: str = "final", minutes: int = 15
) -> bytes:
    """An answer with these prices from ``first`` on."""
    start = int(first.timestamp() * 1_000_000)
    return json.dumps({"first": start, "minutes": minutes, "status": status, "prices": list(prices)}).encode()


def make_dataset(provider: str, name: str = "prices", **changes: Any) -> Dataset:
    """The dataset under a provider of its own, so that tests on one broker do not meet."""
    facts: dict[str, Any] = {
        "id": f"{provider}.{name}",
        "title": "Test prices",
        "source": "https://example.org/prices",
        "provider": provider,
        "request": lambda piece: Request(path=f"/prices/{piece.key}"),
        "parse": parse,
        "row": PriceRow,
        "primary_key": ("start", "zone", "minutes"),
        "value": "price_eur_mwh",
        "keys": ("BE", "NL"),
        "key_column": "zone",
        "window": Window(back=timedelta(days=1), ahead=timedelta(days=1), step=timedelta(days=1), since=MIDNIGHT),
        "schedule": Cron("*/15 * * * *"),
        "fresh_within": timedelta(hours=1),
        "latest": Latest(by="zone", fields=("price_eur_mwh", "status")),
        "rank": Rank(column="status", order=("intermediate", "final")),
    }
    return Dataset(**{**facts, **changes})


def message(
    dataset: Dataset, content: bytes, *, key: str = "BE", fetched_at: datetime = NOON, request_id: str = ""
) -> RawMessage:
    """``content`` as one provider answer."""
    return RawMessage(
        dataset=dataset.id,
        slice=Slice(key=key, start=MIDNIGHT, end=MIDNIGHT + timedelta(days=1)),
        body=content,
        fetched_at=fetched_at,
        content_type="application/json",
        request_id=request_id or str(uuid.uuid4()),
        sha256=sha256(content),
    )


def create_tables(warehouse: Any, datasets: Iterable[Dataset], folder: Path, more: Iterable[Table] = ()) -> None:
    """Give the warehouse the control tables and those of ``datasets``, by a migration of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    statements = [ddl.CreateTable(table) for table in [*all_tables(datasets).values(), *more]]
    (folder / "0001_test.sql").write_text(migrate.render(statements, "Tables of the tests"), encoding="utf-8")
    warehouse.migrate(folder)


def rows(warehouse: Warehouse, table: str) -> list[Mapping[str, Any]]:
    """All rows of a table, in a fixed order."""
    found = warehouse.query(f"SELECT * FROM {table}")
    return sorted(found.to_pylist(), key=lambda row: [str(value) for value in row.values()])


def open_test_cache(url: str) -> Cache:
    """A cache client as the platform makes it, for one address."""
    settings = load_settings({"SCALAR_CACHE_URL": url})
    return open_cache(settings, secret_store(settings, {}))


def degraded(cache: Cache) -> bool:
    """The cache's flag, asked anew: a type checker would take the attribute for constant."""
    return cache.degraded
