"""Latest values and a recent window in Redis, so that a dashboard needs no query.

Per dataset and ``latest.by`` value (zone, border ...) there are two keys under one hash tag, so that each script stays
on one node of a cluster: ``{DE-LU}:entsoe.day_ahead_prices:latest`` is a hash of the newest row whose delivery has
begun and whose main value is known; ``…:recent`` is a sorted set of rows scored by their time in epoch seconds, as far
back and ahead as ``latest.recent`` says. The newer version of a row wins, whatever the order of arrival.

Redis is a cache: while it is away rows go on into the warehouse and the cache is ``degraded``; ``rebuild`` fills it
again from there. Only commands of Redis 6.0 are used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from shared.catalogue.model import Dataset, Latest
from shared.errors import ConfigError, RetryLater
from shared.monitoring import telemetry
from shared.persistence.rows import arrange
from shared.persistence.tables import FETCHED_AT, VERSION, current_table

if TYPE_CHECKING:
    import pyarrow as pa

    from shared.persistence.warehouse import Warehouse
    from shared.secrets import SecretStore
    from shared.settings import Settings

RETRY_SECONDS = 2.0
"""While Redis is away it is not asked more often than this, so that a batch does not wait for it."""
REFRESH_HOURS = 6
_REBUILT = "cache:rebuilt_at"
_CHUNK = 500

# KEYS: latest, recent. ARGV: latest ttl s, recent ttl s, oldest score kept, latest order, latest row (a JSON object of
# texts, "" for none), then per recent row: score, identity, version, row. Versions have 20 digits and so compare as
# texts; as numbers Lua would round them. A recent member reads identity TAB version TAB row.
_STORE = """
if ARGV[5] ~= '' then
  local have = redis.call('HGET', KEYS[1], 'order')
  if not have or ARGV[4] >= have then
    redis.call('DEL', KEYS[1])
    for name, value in pairs(cjson.decode(ARGV[5])) do redis.call('HSET', KEYS[1], name, value) end
    redis.call('HSET', KEYS[1], 'order', ARGV[4])
  end
  redis.call('EXPIRE', KEYS[1], ARGV[1])
end
for i = 6, #ARGV, 4 do
  local score, identity, version, newer = ARGV[i], ARGV[i + 1], ARGV[i + 2], true
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], score, score)) do
    local first = string.find(member, '\\t', 1, true)
    if string.sub(member, 1, first - 1) == identity then
      if string.sub(member, first + 1, first + 20) > version then newer = false
      else redis.call('ZREM', KEYS[2], member) end
    end
  end
  if newer then redis.call('ZADD', KEYS[2], score, identity .. '\\t' .. version .. '\\t' .. ARGV[i + 3]) end
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[2])
return 1
"""

Row = dict[str, Any]


class Cache:
    """``redis`` is a redis-py client that decodes to text. Safe to share between threads."""

    def __init__(self, redis: Any) -> None:
        self.redis = redis
        self._store = redis.register_script(_STORE)
        self._away_until = 0.0
        self._degraded = False

    @property
    def degraded(self) -> bool:
        """Whether rows were stored that the cache does not have; ``rebuild`` ends it."""
        return self._degraded

    def store(self, dataset: Dataset, rows: pa.Table, now: datetime) -> bool:
        """Take in rows of a dataset (its columns, ``fetched_at`` and ``version``); False while Redis is away."""
        if dataset.latest is None or not rows.num_rows:
            return True
        if time.monotonic() < self._away_until:
            self._degraded = True
            return False
        try:
            self._send(dataset, dataset.latest, rows, now)
        except RetryLater as error:
            self._mark_away(error)
            return False
        return True

    def latest(self, dataset: Dataset, by: str, now: datetime) -> Row | None:
        """The newest row of ``by`` whose time is not after ``now``; None when Redis does not have it.

        Rows published ahead become the latest as their time comes, without any new message.
        Raises :class:`RetryLater` while Redis is away.
        """
        latest_key, recent_key = _keys(dataset, by)
        with _redis_errors():
            begun = self.redis.zrevrangebyscore(recent_key, _epoch(now), "-inf", start=0, num=20)
            kept = self.redis.hgetall(latest_key)
        rows = [row for row in map(_row, begun) if row[dataset.value] is not None]
        if kept:
            rows.append(msgspec.json.decode(kept["row"]))
        return max(rows, key=lambda row: (row[dataset.time_column], row[VERSION.name]), default=None)

    def recent(self, dataset: Dataset, by: str, start: datetime, end: datetime) -> list[Row]:
        """Rows of ``by`` with ``start <= time < end``, in time order; :class:`RetryLater` while Redis is away."""
        with _redis_errors():
            found = self.redis.zrangebyscore(_keys(dataset, by)[1], _epoch(start), f"({_epoch(end)}")
        return [_row(member) for member in found]

    def stale(self, now: datetime) -> bool:
        """Whether a rebuild is due: rows were missed, Redis came up empty, or the last rebuild is long ago."""
        try:
            rebuilt_at = self.remembered(_REBUILT)
        except RetryLater as error:
            self._mark_away(error)
            return False
        overdue = not rebuilt_at or now - datetime.fromisoformat(rebuilt_at) > timedelta(hours=REFRESH_HOURS)
        return self._degraded or overdue

    def rebuild(self, warehouse: Warehouse, datasets: Iterable[Dataset], now: datetime) -> int:
        """Fill the cache from the warehouse's current tables; number of rows read.

        Raises :class:`RetryLater` while either store is away.
        """
        total = 0
        for dataset in datasets:
            if dataset.latest is None:
                continue
            names = ", ".join(
                f'"{name}"' for name in [*(c.name for c in dataset.columns), FETCHED_AT.name, VERSION.name]
            )
            since = now - max(dataset.latest.recent, dataset.latest.ttl)
            sql = f'SELECT {names} FROM "{dataset.table}" WHERE "{dataset.time_column}" >= ?'
            rows = warehouse.query(sql, [since.astimezone(UTC).replace(tzinfo=None)])
            self._send(dataset, dataset.latest, rows, now)
            total += rows.num_rows
        self.remember(_REBUILT, now.astimezone(UTC).isoformat())
        self._degraded, self._away_until = False, 0.0
        return total

    def remember(self, name: str, value: str) -> None:
        """Keep a small text, such as when something was last done. Raises :class:`RetryLater`."""
        with _redis_errors():
            self.redis.set(name, value)

    def remembered(self, name: str) -> str | None:
        """The text last kept under this name. Raises :class:`RetryLater`."""
        with _redis_errors():
            found: str | None = self.redis.get(name)
        return found

    def ping(self) -> None:
        """Raise :class:`RetryLater` unless Redis answers."""
        with _redis_errors():
            self.redis.ping()

    def close(self) -> None:
        """Release the connections."""
        self.redis.close()

    def _send(self, dataset: Dataset, latest: Latest, rows: pa.Table, now: datetime) -> None:
        oldest = _epoch(now - latest.recent)
        times = (int(latest.ttl.total_seconds()), int((latest.ttl + latest.recent).total_seconds()))
        for by, (newest, recent) in _by_key(dataset, latest, rows, now).items():
            order, text = newest if newest is not None else ("", "")
            flat = [part for row in recent for part in row]
            with _redis_errors():
                for start in range(0, max(1, len(flat)), 4 * _CHUNK):
                    self._store(
                        keys=_keys(dataset, by), args=[*times, oldest, order, text, *flat[start : start + 4 * _CHUNK]]
                    )

    def _mark_away(self, error: RetryLater) -> None:
        if not self._degraded:
            telemetry.log("cache.degraded", error=str(error))
        telemetry.count("cache.errors", operation="store")
        self._degraded, self._away_until = True, time.monotonic() + RETRY_SECONDS


def open_cache(settings: Settings, secrets: SecretStore) -> Cache:
    """The cache behind ``SCALAR_CACHE_URL``; nothing is connected before its first use."""
    import redis
    from redis.backoff import ExponentialWithJitterBackoff
    from redis.exceptions import ConnectionError as RedisConnectionError
    from redis.exceptions import TimeoutError as RedisTimeoutError
    from redis.retry import Retry

    client = redis.Redis.from_url(
        settings.cache_url,
        decode_responses=True,
        socket_connect_timeout=2.0,
        socket_timeout=5.0,
        health_check_interval=30,
        retry=Retry(ExponentialWithJitterBackoff(cap=0.2, base=0.02), 2),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
        credential_provider=_credentials(settings, secrets),
    )
    return Cache(client)


def _credentials(settings: Settings, secrets: SecretStore) -> Any:
    """Asked at every new connection, so that a rotated password or an expired token needs no restart."""
    if settings.cache_auth == "none":
        return None
    from redis.credentials import CredentialProvider

    ask = (lambda: (secrets.get("SCALAR_CACHE_PASSWORD"),)) if settings.cache_auth == "password" else _entra(settings)

    class Asked(CredentialProvider):
        def get_credentials(self) -> Any:
            return ask()

    return Asked()


def _entra(settings: Settings) -> Callable[[], tuple[str, str]]:
    """Entra ID sign-in: the user name is the identity's object id, which the token itself carries."""
    import base64

    from shared.secrets import azure_credential

    credential = azure_credential(settings.in_azure, settings.azure_client_id)

    def ask() -> tuple[str, str]:
        token = credential.get_token("https://redis.azure.com/.default").token
        payload = token.split(".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims["oid"]), token

    return ask


def _by_key(
    dataset: Dataset, latest: Latest, rows: pa.Table, now: datetime
) -> dict[str, tuple[tuple[str, str] | None, list[tuple[int, str, str, str]]]]:
    """Per ``latest.by``: the newest begun row as (order, JSON object of texts), and its recent rows for the script."""
    import pyarrow as pa
    import pyarrow.compute as pc

    oldest, moment, furthest = (
        pa.scalar(at.astimezone(UTC).replace(tzinfo=None), pa.timestamp("us"))
        for at in (now - latest.recent, now, now + latest.recent)
    )
    time_column = rows.column(dataset.time_column)
    begun = rows.filter(pc.and_(pc.less_equal(time_column, moment), pc.is_valid(rows.column(dataset.value))))
    newest = begun.sort_by([(dataset.time_column, "ascending"), (VERSION.name, "ascending")])
    newest = newest.group_by(latest.by, use_threads=False).aggregate(
        [(name, "last") for name in newest.column_names if name != latest.by]
    )
    newest = newest.rename_columns([name.removesuffix("_last") if name != latest.by else name
                                    for name in newest.column_names])  # fmt: skip
    found: dict[str, tuple[tuple[str, str] | None, list[tuple[int, str, str, str]]]] = {}
    for row in _plain(dataset, latest, newest):
        order = f"{row[dataset.time_column]}|{row[VERSION.name]}"
        texts = {name: str(value) for name, value in row.items() if value is not None}
        packed = msgspec.json.encode({**texts, "row": msgspec.json.encode(row).decode()}).decode()
        found[str(row[latest.by])] = ((order, packed), [])
    window = rows.filter(pc.and_(pc.greater_equal(time_column, oldest), pc.less(time_column, furthest)))
    window = arrange(current_table(dataset), window)  # of a row's versions in one batch only the best is sent
    for row in _plain(dataset, latest, window):
        entry = found.setdefault(str(row[latest.by]), (None, []))
        score = _epoch(datetime.fromisoformat(row[dataset.time_column]))
        entry[1].append((score, _identity(dataset, row), row[VERSION.name], msgspec.json.encode(row).decode()))
    return found


def _plain(dataset: Dataset, latest: Latest, rows: pa.Table) -> list[Row]:
    """Rows as JSON-ready objects: key columns, the declared fields, the value, fetch time and version."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kept = dict.fromkeys([*dataset.primary_key, latest.by, *latest.fields, dataset.value, FETCHED_AT.name])
    # Texts are made per column: done row by row in Python, this was the larger part of ingesting.
    columns = {name: rows.column(name) for name in kept}
    for name, values in columns.items():
        if pa.types.is_timestamp(values.type):
            columns[name] = pc.strftime(values.cast(pa.timestamp("s"), safe=False), format="%Y-%m-%dT%H:%M:%SZ")
    columns[VERSION.name] = pc.utf8_lpad(rows.column(VERSION.name).cast(pa.string()), 20, "0")
    plain: list[Row] = pa.table(columns).to_pylist()
    return plain


def _identity(dataset: Dataset, row: Row) -> str:
    """What tells rows of one time apart: the key columns other than the time; no tab can stand in it."""
    parts = [str(row[name]).replace("\t", " ") for name in dataset.primary_key if name != dataset.time_column]
    return "|".join(parts)


def _row(member: str) -> Row:
    found: Row = msgspec.json.decode(member.split("\t", 2)[2])
    return found


def _keys(dataset: Dataset, by: str) -> tuple[str, str]:
    tag = by.translate({ord("{"): "(", ord("}"): ")"})
    return f"{{{tag}}}:{dataset.id}:latest", f"{{{tag}}}:{dataset.id}:recent"


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())


@contextmanager
def _redis_errors() -> Iterator[None]:
    import redis

    try:
        yield
    except (redis.AuthenticationError, redis.exceptions.AuthorizationError) as error:
        raise ConfigError("SCALAR_CACHE_URL: Redis refused the credentials") from error
    except redis.RedisError as error:
        raise RetryLater(f"Redis is away: {type(error).__name__}: {error}") from error
