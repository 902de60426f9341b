"""Which dataset and slice a recorded answer of Energinet is, so that it can be replayed as if asked for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.catalogue.model import Dataset, Slice
from shared.errors import ScalarError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ANY = Slice(key="", start=_EPOCH, end=datetime(9999, 1, 1, tzinfo=UTC))


def recorded_dataset(entry: Mapping[str, Any], body: bytes) -> tuple[str, Slice] | None:
    """The dataset id and the slice that a recording covers, from its own first and last times and its areas.

    ``entry`` is the recording's line of ``index.json`` (``dataset`` is the provider's name). An answer with several
    areas has them all in the slice's key, parted by commas; :func:`only_area` takes one out. ``None`` for a dataset
    that is not declared, a body that holds no rows, and one that is no answer.
    """
    from shared.catalogue import energinet

    declared = {d.match["dataset"]: d for d in vars(energinet).values() if isinstance(d, Dataset)}
    dataset = declared.get(str(entry.get("dataset", "")))
    return covered(dataset, body) if dataset else None


def covered(dataset: Dataset, body: bytes) -> tuple[str, Slice] | None:
    """The dataset's id and the slice from the first start to the end of the last period, per its key column."""
    try:
        columns = dataset.parse(body, _ANY)
    except ScalarError:
        return None
    times = columns[dataset.time_column]
    if not times:
        return None
    length = columns["minutes"][0] if "minutes" in columns else 1
    start, last = (_EPOCH + timedelta(microseconds=t) for t in (min(times), max(times)))
    end = (last + timedelta(minutes=length)).replace(second=0, microsecond=0)
    key = ",".join(sorted(set(columns[dataset.key_column])))
    return dataset.id, Slice(key=key, start=start.replace(second=0, microsecond=0), end=end)


def only_area(body: bytes, area: str) -> bytes:
    """The rows of one price area out of a recorded answer, in the dialect it has; unchanged without areas."""
    text = body.decode("utf-8-sig")
    if text.lstrip()[:1] not in ("{", "["):
        return _csv_of(text, area)
    answer = json.loads(text)
    records = answer["records"] if isinstance(answer, dict) else answer
    kept = [r for r in records if r.get("PriceArea", area) == area]
    return json.dumps(answer | {"records": kept, "total": len(kept)} if isinstance(answer, dict) else kept).encode()


def _csv_of(text: str, area: str) -> bytes:
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    names = [n.lower().replace("_", "") for n in rows[0]] if rows else []
    if "pricearea" not in names:
        return text.encode()
    at = names.index("pricearea")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows(row for i, row in enumerate(rows) if i == 0 or (row and row[at] == area))
    return out.getvalue().encode()
