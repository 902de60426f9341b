"""StarRocks Stream Load: one HTTP PUT per batch, idempotent by its label.

The front end (FE) only names a back end (BE) in a 307; the body goes there in a second request. Both requests carry
the credentials, because HTTP clients rightly drop them when the host changes. Errors come as HTTP 200 with a status
word, so the JSON decides, never the code.

Source: StarRocks documentation, "STREAM LOAD" (3.4); the FE puts user and password into the Location, so that header
must never reach a log.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson
from msgspec import Struct

from shared.errors import BadData, ConfigError, RetryLater, ScalarError
from shared.persistence.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa
    import requests
    from requests.auth import HTTPBasicAuth

MAX_BODY = 50_000_000
"""StarRocks refuses JSON bodies above 100 MB; a larger load is sent as several, each with a label of its own."""
_ROWS_PER_PIECE = 20_000
_RUNNING_POLL = 2.0
_MERGE_PAUSE = 30.0
"""Seconds to leave StarRocks alone when a tablet has too many unmerged versions."""
_COMMITTED = ("FINISHED", "VISIBLE", "COMMITTED")
_VERSIONS = re.compile(r"too many (tablet )?versions|close index channel failed|tablet version count", re.IGNORECASE)
_BAD_ROWS = re.compile(
    r"filtered rows|too many filtered|quality not good|parse (json|document)|json (data|document)|not a valid json"
    r"|no default value|null value|decimal.*overflow|out of range|invalid value|too long",
    re.IGNORECASE,
)
_CONFIG = re.compile(r"unknown (table|database)|access denied|no privilege|unauthorized", re.IGNORECASE)


class StreamLoader(Struct, frozen=True, kw_only=True):
    """Where and as whom to load. ``patience`` is how long a load with our label may be running elsewhere, seconds."""

    fe: str
    """Base address of the FE, e.g. ``http://fe:8030``."""
    database: str
    user: str
    password: Callable[[], str]
    compression: str = ""
    be: str = ""
    """``HOST:PORT`` to send bodies to instead of the address in the FE's redirect; empty: as the FE says."""
    timeout: int = 300
    patience: float = 30.0
    sleep: Callable[[float], None] = time.sleep

    def __repr__(self) -> str:
        return f"StreamLoader({self.fe}, {self.database}, {self.user})"

    def load(self, table: Table, rows: pa.Table, label: str) -> None:
        """Upsert the rows; returns once they are committed.

        Raises :class:`RetryLater`, :class:`BadData` (with the rows that StarRocks complains about) or
        :class:`ConfigError`. A load above ``MAX_BODY`` is atomic per part only; repeating it completes it.
        """
        import requests

        parts = list(bodies(rows, MAX_BODY))
        with requests.Session() as session:
            session.trust_env = False  # no proxy, no .netrc: the warehouse is on the private network
            for number, body in enumerate(parts):
                part = f"{label}-{number + 1}of{len(parts)}" if len(parts) > 1 else label
                self._send(session, table, body, make_label(table.name, part))

    def _send(self, session: requests.Session, table: Table, body: bytes, label: str) -> None:
        waited = 0.0
        while True:
            answer = self._put(session, table, body, label)
            status = str(answer.get("Status", ""))
            if status in ("Success", "Publish Timeout"):  # the latter is committed, and visible a little later
                return
            if status != "Label Already Exists":
                raise self._failure(session, table, label, answer)
            state = str(answer.get("ExistingJobStatus", ""))
            if state in _COMMITTED:
                return
            if state != "RUNNING" or waited >= self.patience:
                raise RetryLater(f"{table.name}: load {label} is {state or 'in an unknown state'}; try again", after=10)
            self.sleep(_RUNNING_POLL)
            waited += _RUNNING_POLL

    def _put(self, session: requests.Session, table: Table, body: bytes, label: str) -> dict[str, Any]:
        """FE for the address, BE for the body; the BE's (or an unwilling FE's) answer."""
        headers = self._headers(table, label)
        url = f"{self.fe}/api/{self.database}/{table.name}/_stream_load"
        first = self._request(session, url, headers, b"")
        if first.status_code != 307:
            return _answer(first, table)
        target = urlsplit(first.headers.get("Location", ""))
        if target.scheme not in ("http", "https") or not target.hostname:
            raise RetryLater(f"{table.name}: the StarRocks FE redirects a load to no usable address")
        host = f"[{target.hostname}]" if ":" in target.hostname else target.hostname
        query = f"?{target.query}" if target.query else ""
        address = self.be or f"{host}:{target.port or 8040}"
        be = f"{target.scheme}://{address}{target.path}{query}"
        data = gzip.compress(body, compresslevel=1) if self.compression == "gzip" else body
        return _answer(self._request(session, be, headers, data), table)

    def _request(self, session: requests.Session, url: str, headers: dict[str, str], data: bytes) -> requests.Response:
        import requests

        try:
            return session.put(
                url,
                data=data,
                headers=headers,
                auth=self._auth(),
                allow_redirects=False,
                timeout=(5, self.timeout + 30),
            )
        except requests.RequestException as error:
            where = urlsplit(url).netloc
            raise RetryLater(f"warehouse: Stream Load at {where}: {type(error).__name__}") from error

    def _auth(self) -> HTTPBasicAuth:
        from requests.auth import HTTPBasicAuth

        password = self.password()
        if not password.isascii():
            # The FE copies it into a redirect's address, where no client could read it back.
            raise ConfigError("DB_PASSWORD: StarRocks loads need a password of ASCII characters only")
        return HTTPBasicAuth(self.user, password)

    def _headers(self, table: Table, label: str) -> dict[str, str]:
        headers = {
            "Expect": "100-continue",
            "label": label,
            "format": "json",
            "strip_outer_array": "true",
            "strict_mode": "true",  # off, a value that does not convert would silently become NULL
            "max_filter_ratio": "0",
            "timezone": "UTC",  # the default is Asia/Shanghai
            "timeout": str(self.timeout),
            "Content-Type": "application/json",
        }
        if table.newest_by:
            headers["merge_condition"] = table.newest_by
        if self.compression:
            headers["compression"] = self.compression
        return headers

    def _failure(self, session: requests.Session, table: Table, label: str, answer: dict[str, Any]) -> ScalarError:
        """What a status other than the good ones means; unknown reasons count as passing ones, so nothing is lost."""
        message = str(answer.get("Message") or answer.get("msg") or "no message")[:500]
        text = f"{table.name}: StarRocks did not load {label}: {message}"
        if _VERSIONS.search(message):
            return RetryLater(text, after=_MERGE_PAUSE, table=table.name)
        if _CONFIG.search(message):
            return ConfigError(f"{text}; check the user's grants and run ./scalar migrate", table=table.name)
        if _BAD_ROWS.search(message) or int(answer.get("NumberFilteredRows") or 0) > 0:
            return BadData(f"{text}{self._complaints(session, answer)}", table=table.name)
        return RetryLater(text, table=table.name)

    def _complaints(self, session: requests.Session, answer: dict[str, Any]) -> str:
        """The first rows the BE refused, if it still tells."""
        import requests

        url = str(answer.get("ErrorURL") or "")
        if not url.startswith(("http://", "https://")):
            return ""
        try:
            reply = session.get(url, auth=self._auth(), timeout=5)
        except requests.RequestException as error:
            return f" (its error log could not be read: {type(error).__name__})"
        return f": {reply.text[:1000]}" if reply.status_code == 200 else f" (error log: HTTP {reply.status_code})"


def _answer(response: requests.Response, table: Table) -> dict[str, Any]:
    if response.status_code in (401, 403):
        raise ConfigError(f"warehouse: Stream Load refused the user (HTTP {response.status_code}); check DB_PASSWORD")
    try:
        answer = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        raise RetryLater(f"{table.name}: Stream Load answered HTTP {response.status_code} without a status")
    if "Status" not in answer and "status" in answer:
        answer["Status"] = answer["status"]
    return answer


def make_label(table: str, label: str) -> str:
    """A label as StarRocks allows it (letters, digits, ``_``, ``-``; 128 at most), unique per table and ``label``."""
    text = f"{table}-{label}"
    if re.fullmatch(r"[A-Za-z0-9_-]{1,128}", text):
        return text
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", text)[:80]
    return f"{plain}-{hashlib.sha256(text.encode()).hexdigest()[:40]}"


def bodies(rows: pa.Table, limit: int) -> Iterator[bytes]:
    """The rows as JSON arrays of objects, each below ``limit`` bytes (as long as 20,000 rows are)."""
    pieces: list[bytes] = []
    size = 0
    for batch in rows.combine_chunks().to_batches(max_chunksize=_ROWS_PER_PIECE):
        piece = _encode(batch)
        if pieces and size + len(piece) > limit:
            yield b"[" + b",".join(pieces) + b"]"
            pieces, size = [], 0
        pieces.append(piece)
        size += len(piece) + 1
    if pieces:
        yield b"[" + b",".join(pieces) + b"]"


def _encode(batch: pa.RecordBatch) -> bytes:
    """The rows as JSON objects, joined by commas; times read ``2026-01-01 00:00:00.000000``."""
    names = batch.schema.names
    columns = [_values(column) for column in batch.columns]
    objects = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return orjson.dumps(objects)[1:-1]


def _values(column: pa.Array) -> list[Any]:
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.string())
    elif not column.null_count and not pa.types.is_string(column.type):
        numbers: list[Any] = column.to_numpy(zero_copy_only=False).tolist()  # ten times as fast as to_pylist
        return numbers
    values: list[Any] = column.to_pylist()
    return values
