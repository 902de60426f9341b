"""SQL for reading a dataset: as it is now, as it was known at a moment, or with its whole history.

Every statement stays inside the subset that DuckDB and StarRocks mean the same by: quoted names, ``?`` placeholders,
window functions, no row-value comparison and no ``IS NOT DISTINCT FROM``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from shared.catalogue.model import Dataset
from shared.errors import Refused
from shared.persistence.tables import FETCHED_AT, KNOWN_AT, VERSION, revisions_table

Query = tuple[str, list[object]]
Filters = Mapping[str, Sequence[object]]


def page_key(dataset: Dataset) -> tuple[str, ...]:
    """The columns that rows are sorted by, and whose values in the last row begin the next page."""
    rest = tuple(k for k in dataset.primary_key if k != dataset.time_column)
    return (dataset.time_column, *rest)


def select(
    dataset: Dataset,
    *,
    start: datetime,
    end: datetime,
    filters: Filters | None = None,
    as_of: datetime | None = None,
    columns: Sequence[str] = (),
    limit: int | None = None,
    after_key: Sequence[object] = (),
    descending: bool = False,
) -> Query:
    """Rows whose time column lies in ``[start, end)``, sorted by :func:`page_key`.

    ``filters`` maps a column to the values it may have. With ``as_of``, the best version of each row among those
    known by then. ``columns`` defaults to the declared ones; ``fetched_at`` and ``version`` may be named too.
    ``after_key`` holds the last row's values of ``page_key``: the page then begins behind it.

    Raises :class:`Refused` for a column that the dataset does not have.
    """
    wanted = list(columns) or [c.name for c in dataset.columns]
    chosen = filters or {}
    _known(dataset, [*wanted, *chosen])
    # Conditions on the key hold for all versions of a row alike, so they go inside, where they save most work; the
    # others may only look at the version that counts.
    key = set(dataset.primary_key)
    inner = _within(dataset, start, end)
    _add(inner, *_filters({c: v for c, v in chosen.items() if c in key}))
    if after_key:
        _add(inner, *_behind(page_key(dataset), after_key, descending))
    outer: tuple[list[str], list[object]] = ([], [])
    _add(outer, *_filters({c: v for c, v in chosen.items() if c not in key}))
    sql, params = _current(dataset, inner) if as_of is None else _best_known(dataset, inner, as_of)
    where = " AND ".join([*(inner[0] if as_of is None else ['"preference" = 1']), *outer[0]])
    way = " DESC" if descending else ""
    order = ", ".join(f'"{k}"{way}' for k in page_key(dataset))
    sql = f"SELECT {_names(wanted)} FROM {sql} WHERE {where} ORDER BY {order}"
    params = [*params, *outer[1]]
    if limit is not None:
        sql, params = f"{sql} LIMIT ?", [*params, int(limit)]
    return sql, params


def history(dataset: Dataset, *, start: datetime, end: datetime, filters: Filters | None = None) -> Query:
    """Every version of the rows in ``[start, end)`` with ``known_at`` and ``version``, by key and ``known_at``."""
    chosen = filters or {}
    _known(dataset, list(chosen))
    where = _within(dataset, start, end)
    _add(where, *_filters(chosen))
    names = _names([*(c.name for c in dataset.columns), KNOWN_AT.name, VERSION.name])
    order = _names([*page_key(dataset), KNOWN_AT.name])
    table = revisions_table(dataset).name
    return f'SELECT {names} FROM "{table}" WHERE {" AND ".join(where[0])} ORDER BY {order}', where[1]


def compact_revisions(dataset: Dataset, older_than: datetime, *, since: datetime | None = None) -> Query:
    """A DELETE of revisions known before ``older_than`` that say the same as the one before them.

    ``since`` leaves alone rows whose time column lies before it, and so the partitions that were compacted long ago.

    ``older_than`` must lie further back than any message may still arrive late (broker retention, replayed dead
    letters): a version that belongs between two equal ones has to find the second still there.
    """
    table = revisions_table(dataset).name
    key = list(dataset.primary_key)
    values = [c.name for c in dataset.columns if c.name not in key]
    over = f'OVER (PARTITION BY {_names(key)} ORDER BY "{KNOWN_AT.name}")'
    before = ", ".join(f'lag("{v}", 1) {over} AS "before_{v}"' for v in values)
    same = " AND ".join(f'("{v}" = "before_{v}" OR ("{v}" IS NULL AND "before_{v}" IS NULL))' for v in values)
    whole_key = [*key, KNOWN_AT.name]
    match = " AND ".join(f'"{table}"."{k}" = "repeated"."{k}"' for k in whole_key)
    recent = f' AND "{dataset.time_column}" >= ?' if since else ""
    sql = (
        f'WITH "chained" AS (SELECT {_names([*whole_key, *values])}, {before}, row_number() {over} AS "place" '
        f'FROM "{table}" WHERE "{KNOWN_AT.name}" < ?{recent}), '
        f'"repeated" AS (SELECT {_names(whole_key)} FROM "chained" WHERE "place" > 1 AND {same}) '
        f'DELETE FROM "{table}" USING "repeated" WHERE {match}'
    )
    return sql, [older_than, since] if since else [older_than]


Conditions = tuple[list[str], list[object]]


def _current(dataset: Dataset, inner: Conditions) -> Query:
    return f'"{dataset.table}"', list(inner[1])


def _best_known(dataset: Dataset, inner: Conditions, as_of: datetime) -> Query:
    columns = _names(c.name for c in dataset.columns)
    where = " AND ".join([*inner[0], f'"{KNOWN_AT.name}" <= ?'])
    sql = (
        f'(SELECT {columns}, "{KNOWN_AT.name}" AS "{FETCHED_AT.name}", "{VERSION.name}", row_number() OVER '
        f'(PARTITION BY {_names(dataset.primary_key)} ORDER BY "{VERSION.name}" DESC) AS "preference" '
        f'FROM "{revisions_table(dataset).name}" WHERE {where}) AS "known"'
    )
    return sql, [*inner[1], as_of]


def _within(dataset: Dataset, start: datetime, end: datetime) -> Conditions:
    return [f'"{dataset.time_column}" >= ?', f'"{dataset.time_column}" < ?'], [start, end]


def _filters(filters: Filters) -> Conditions:
    conditions: list[str] = []
    params: list[object] = []
    for column, values in filters.items():
        if not values:
            conditions.append("1 = 0")  # no value is allowed, so no row is
            continue
        conditions.append(f'"{column}" IN ({", ".join("?" * len(values))})')
        params += values
    return conditions, params


def _behind(key: Sequence[str], values: Sequence[object], descending: bool) -> Conditions:
    """(a, b) > (x, y) spelt out: a > x OR (a = x AND b > y)."""
    if len(key) != len(values):
        raise Refused(f"a page begins behind {len(key)} values ({', '.join(key)}), {len(values)} were given")
    sign = "<" if descending else ">"
    cases: list[str] = []
    params: list[object] = []
    for place, column in enumerate(key):
        equal = [f'"{k}" = ?' for k in key[:place]]
        cases.append("(" + " AND ".join([*equal, f'"{column}" {sign} ?']) + ")")
        params += values[: place + 1]
    return ["(" + " OR ".join(cases) + ")"], params


def _add(to: Conditions, conditions: list[str], params: list[object]) -> None:
    to[0].extend(conditions)
    to[1].extend(params)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _known(dataset: Dataset, names: Sequence[str]) -> None:
    allowed = {c.name for c in dataset.columns} | {FETCHED_AT.name, VERSION.name}
    if unknown := [n for n in names if n not in allowed]:
        raise Refused(f"{dataset.id} has no column {', '.join(unknown)}", dataset=dataset.id)
