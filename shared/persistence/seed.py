"""The declared switches, written into ``worker_config`` where no row stands yet: a person's choice is never undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import get_args

from shared.catalogue.model import Dataset, Environment
from shared.persistence.tables import WORKER_CONFIG
from shared.persistence.warehouse import Warehouse


def seed(warehouse: Warehouse, datasets: Iterable[Dataset], now: datetime) -> int:
    """Add a switch per dataset and environment that has none; how many were added."""
    import pyarrow as pa

    known = {
        (row["dataset"], row["environment"])
        for row in warehouse.query("SELECT dataset, environment FROM worker_config").to_pylist()
    }
    missing = [
        (dataset.id, environment, environment in dataset.environments)
        for dataset in datasets
        for environment in get_args(Environment)
        if (dataset.id, environment) not in known
    ]
    if not missing:
        return 0
    ids, environments, enabled = zip(*missing, strict=True)
    rows = pa.table(
        {
            "dataset": ids,
            "environment": environments,
            "enabled": pa.array(enabled, pa.bool_()),
            "changed_at": pa.array([now.astimezone(UTC)] * len(missing), pa.timestamp("us", "UTC")),
            "changed_by": ["catalogue"] * len(missing),
        }
    )
    warehouse.load(WORKER_CONFIG, rows, label=f"seed-{now:%Y%m%dT%H%M%S%f}")
    return len(missing)
