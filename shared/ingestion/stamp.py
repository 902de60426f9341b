"""Which version of a row this is, and the two tables it goes to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.catalogue.model import Dataset
from shared.persistence.tables import FETCHED_AT, KNOWN_AT, RANK_STEP, VERSION, revisions_table

if TYPE_CHECKING:
    import pyarrow as pa


def stamp(dataset: Dataset, rows: pa.Table, fetched_at: datetime) -> pa.Table:
    """The rows with ``fetched_at`` and ``version``: rank first (final beats intermediate), then fetch time."""
    import pyarrow as pa
    import pyarrow.compute as pc

    moment = pa.scalar(fetched_at.astimezone(UTC).replace(tzinfo=None), pa.timestamp("us"))
    fetched = pa.repeat(moment, rows.num_rows)
    version = pc.add(pc.multiply(_rank(dataset, rows), RANK_STEP), fetched.cast(pa.int64()))
    return rows.append_column(FETCHED_AT.name, fetched).append_column(VERSION.name, version)


def as_revisions(dataset: Dataset, rows: pa.Table) -> pa.Table:
    """Stamped rows as rows of the revisions table: what was fetched at a moment is known from then on."""
    renamed = [KNOWN_AT.name if name == FETCHED_AT.name else name for name in rows.column_names]
    return rows.rename_columns(renamed).select([c.name for c in revisions_table(dataset).columns])


def _rank(dataset: Dataset, rows: pa.Table) -> pa.Array:
    """0 for the weakest; a value missing from ``order`` is weaker than all in it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if dataset.rank is None:
        return pa.repeat(pa.scalar(0, pa.int64()), rows.num_rows)
    values = rows.column(dataset.rank.column).combine_chunks()
    if not dataset.rank.order:
        return pc.is_valid(values).cast(pa.int64())
    place = pc.index_in(values, value_set=pa.array(dataset.rank.order, values.type))
    return pc.fill_null(pc.add(place.cast(pa.int64()), 1), 0)
