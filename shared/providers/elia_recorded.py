"""Which dataset and slice a recorded answer of Elia is, so that it can be replayed as if asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.catalogue.model import Dataset, Slice
from shared.providers.energinet_recorded import covered


def recorded_dataset(entry: Mapping[str, Any], body: bytes) -> tuple[str, Slice] | None:
    """The dataset id and the slice that a recording covers, from its own first and last times.

    ``entry`` is the recording's line of ``index.json`` (``dataset`` is the data set's id, e.g. ``ods134``). ``None``
    for a data set that is not declared, a body without rows, and one that is no answer (errors, metadata).
    """
    from shared.catalogue import elia

    declared = {d.match["dataset"]: d for d in vars(elia).values() if isinstance(d, Dataset)}
    dataset = declared.get(str(entry.get("dataset", "")))
    return covered(dataset, body) if dataset else None
