"""Elia open data: how to ask, how to judge an answer, how to read it.

Documentation: https://help.opendatasoft.com/apis/ods-explore-v2/; data sets https://opendata.elia.be/explore/. Base URL
``https://opendata.elia.be/api/explore/v2.1``, GET ``catalog/datasets/{id}/...``; a key is optional.

* ``exports/json`` (:func:`export`): one bare array without row limit, what nearly every dataset is read from;
* ``records`` (:func:`records`): ``{"total_count": n, "results": [...]}``, at most 100 rows a page and 10,000 in all.

Read as well: JSON lines, Parquet, and CSV with field names or labels (:mod:`shared.providers.records`).

Oddities seen, all handled here:

* without ``order_by`` the order is undefined; a bare date as an inclusive end loses that day;
* an export that fails midway still has status 200 and ends with ``Streaming interrupted due to ...``;
* times carry an offset; a Belgian day starts at 22:00 or 23:00 UTC;
* some data sets hold one quantity in several resolutions: ``resolutioncode`` is filtered and checked;
* validation states have several spellings; some texts hold a pair of quotes for "none";
* near-real-time and historical twins call the measured value differently (``realtime``, ``measured``, ``totalload``).

Quota: headers ``X-RateLimit-*``; on a sister portal 10,000 anonymous calls a day, reset at 00:00 UTC.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Literal

import msgspec
from msgspec import Struct

from shared.catalogue.model import Columns, Request, Slice
from shared.catalogue.schema import columns_of
from shared.errors import BadData, ConfigError, Refused, RetryLater
from shared.providers.records import Batch, Shape, read, shape

logger = logging.getLogger(__name__)

PAGE = 100
REACHABLE = 10_000
"""Rows that the records endpoint pages through; beyond them it answers 400."""
_MINUTE = 60_000_000
RESOLUTIONS = {"PT1M": 1, "PT5M": 5, "PT15M": 15, "PT30M": 30, "PT60M": 60, "PT1H": 60}

Finish = Callable[[Batch], None]


class Source(Struct, frozen=True, kw_only=True, dict=True):
    """One data set: the request for a slice and the columns of its answer.

    ``columns`` maps Scalar's columns to Elia's (see :mod:`shared.providers.records`); ``minutes`` is the one resolution
    that is asked for and accepted; ``time`` is the field that the window filters; ``order`` are the further fields
    that make the order total. ``mixed`` says that the data set holds other resolutions too, ``paged`` that it
    is read page by page; with ``resolved`` false the resolution code is that of the run and not checked.
    ``zone_column`` is the column that reads BE. ``finish`` repairs columns in place.
    """

    dataset: str
    name: str
    row: type[Struct]
    columns: Mapping[str, str]
    minutes: int
    time: str = "datetime"
    order: tuple[str, ...] = ()
    mixed: bool = False
    paged: bool = False
    resolved: bool = True
    zone_column: str = "zone"
    finish: Finish | None = None

    @cached_property
    def shape(self) -> Shape:
        """Names and kinds; times in text must carry an offset."""
        return shape(self.dataset, self.row, self.columns, offset=True)

    def request(self, slice_: Slice) -> Request:
        """All rows of the slice in a total order, times in UTC."""
        more = f"resolutioncode = 'PT{self.minutes}M'" if self.mixed else ""
        ask = records if self.paged else export
        return ask(self.name, slice_, time=self.time, order=(self.time, *self.order), where=more)

    def parse(self, body: bytes, slice_: Slice) -> Columns:
        """Rows of an answer as columns. Raises :class:`BadData` or :class:`RetryLater`."""
        answer = read(self.shape, body, slice_)
        columns, count = answer.columns, len(answer)
        self._times(columns, slice_)
        columns[self.zone_column] = ["BE"] * count
        columns["minutes"] = [self.minutes] * count
        if "quality_status" in columns:
            columns["quality_status"] = [s and quality(s, self.dataset) for s in columns["quality_status"]]
        if self.finish:
            self.finish(columns)
        names = {c.name for c in columns_of(self.row)}
        return {name: values for name, values in columns.items() if name in names}

    def _times(self, columns: Batch, slice_: Slice) -> None:
        """Resolution and grid: one wrong row means another data set or a regime that is not known here."""
        codes = set(columns.get("resolution", ()))
        strange = {c for c in codes if c is not None and RESOLUTIONS.get(c) != self.minutes}
        if self.resolved and strange:
            raise self._bad(slice_, f"expected resolution PT{self.minutes}M, the answer holds {sorted(strange)}")
        starts = columns["start"]
        if None in starts:
            raise self._bad(slice_, f"row {starts.index(None)} has no {self.columns['start']}")
        step = self.minutes * _MINUTE
        if any(t % step for t in starts):
            row = next(i for i, t in enumerate(starts) if t % step)
            raise self._bad(slice_, f"row {row} starts off the grid of {self.minutes} minutes")

    def _bad(self, slice_: Slice, reason: str) -> BadData:
        return BadData(f"{self.dataset} {slice_}: {reason}", dataset=self.dataset, slice=str(slice_))


# --- requests --------------------------------------------------------------------------------------------------------
def export(name: str, slice_: Slice, *, time: str, order: tuple[str, ...], where: str = "") -> Request:
    """GET ``exports/json``: every row of the slice in one answer."""
    params = _window(slice_, time, order, where)
    return Request(path=f"catalog/datasets/{name}/exports/json", params=params)


def records(name: str, slice_: Slice, *, time: str, order: tuple[str, ...], where: str = "") -> Request:
    """GET ``records``: pages of 100 rows, for small slices; :func:`next_page` asks for the rest."""
    params = (*_window(slice_, time, order, where), ("limit", str(PAGE)), ("offset", "0"))
    return Request(path=f"catalog/datasets/{name}/records", params=params, page=PAGE)


def _window(slice_: Slice, time: str, order: tuple[str, ...], where: str) -> tuple[tuple[str, str], ...]:
    start, end = (f"date'{t:%Y-%m-%dT%H:%M:%SZ}'" for t in (slice_.start, slice_.end))
    clause = f"{time} in [{start}..{end}[" + (f" and {where}" if where else "")
    return (("where", clause), ("order_by", ",".join(order)), ("timezone", "UTC"))


class _Page(Struct):
    total_count: int
    results: list[msgspec.Raw]


def next_page(request: Request, body: bytes) -> Request | None:
    """The request for the page after this one; ``None`` after the last, and for exports.

    Raises :class:`Refused` when the slice holds more rows than the endpoint reaches: a part would be a wrong whole.
    """
    if not request.page:
        return None
    page = msgspec.json.decode(body, type=_Page)
    if page.total_count > REACHABLE:
        raise Refused(
            f"{page.total_count} rows match, the records endpoint reaches {REACHABLE}: use a shorter window or exports"
        )
    offset = int(dict(request.params)["offset"]) + len(page.results)
    return request.with_params(offset=str(offset)) if page.results and offset < page.total_count else None


# --- repairs of single columns ---------------------------------------------------------------------------------------
_QUALITY = {
    "nv": "not_validated",
    "nonvalidated": "not_validated",
    "notvalidated": "not_validated",
    "dataissue": "data_issue",
    "validated": "validated",
    "v": "validated",
}
QUALITY_ORDER = ("not_validated", "data_issue", "validated")


@lru_cache(maxsize=256)
def quality(text: str, dataset: str) -> str:
    """``NV``, ``Non-validated``, ``DataIssue`` ... as one of :data:`QUALITY_ORDER`; another word is kept and logged."""
    known = _QUALITY.get(re.sub(r"[^a-z]", "", text.lower()))
    if known is None:
        logger.warning("%s: quality status %r is not known; kept as it is", dataset, text)
    return known or _slug(text)


def wind_parks(columns: Batch) -> None:
    """``Offshore`` → ``wind_offshore``, ``Dso`` → ``dso``, a bid id of two quotes → null."""
    columns["technology"] = [t and f"wind_{_slug(t)}" for t in columns["technology"]]
    columns["grid_connection"] = [g and _slug(g) for g in columns["grid_connection"]]
    columns["curtailment_bid"] = [b if b and b.strip("'\" ") else None for b in columns["curtailment_bid"]]


_NEIGHBOURS = {"france": "FR", "germany": "DE", "unitedkingdom": "GB", "greatbritain": "GB", "netherlands": "NL",
               "thenetherlands": "NL", "luxembourg": "LU"}  # fmt: skip


def neighbours(columns: Batch) -> None:
    """``UnitedKingdom`` → ``GB``; a control area that is not known stays as it is."""
    columns["to_zone"] = [z and _NEIGHBOURS.get(_slug(z).replace("_", ""), z) for z in columns["to_zone"]]


@lru_cache(maxsize=256)
def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


# --- judging an answer -----------------------------------------------------------------------------------------------
class _Problem(Struct):
    """Both of the platform's error envelopes."""

    error_code: str = ""
    message: str = ""
    errorcode: int = 0
    reset_time: str = ""
    error: str = ""


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Literal["data", "no_data"]:
    """Whether an answer holds data; else one of the errors.

    Raises :class:`RetryLater` for a spent quota (until its reset), 5xx and an export broken off midway,
    :class:`ConfigError` for 401 and 403, :class:`Refused` for 400 and 404, :class:`BadData` for a 200 that is not
    complete JSON records. An error envelope is judged by its code, whatever the status.
    """
    if b"Streaming interrupted" in body[-4096:]:
        raise RetryLater("Elia broke the export off midway", status=status)
    problem = _problem(body)
    detail = problem.message or problem.error or " ".join(body[:200].decode("utf-8", "replace").split())
    if status == 429 or problem.errorcode:
        raise RetryLater(f"Elia's quota is spent: {detail}", after=_after(headers, problem), status=429)
    if status >= 500 or status == 408:
        raise RetryLater(f"Elia answers {status}", after=_after({}, problem), status=status)
    if status in (401, 403) or problem.error_code == "ForbiddenAccess":
        raise ConfigError(f"Elia refuses access: {detail}; check ELIA_API_KEY and the data set's visibility")
    if status != 200 or problem.error_code:
        code = problem.error_code or status
        raise Refused(f"Elia refuses the request ({code}): {detail}", status=status, code=code)
    head, tail = body[:256].lstrip(), body[-64:].rstrip()
    if head[:1] not in (b"[", b"{") or not tail.endswith((b"]", b"}")):
        raise BadData(f"Elia answers 200 without complete records: {detail}", status=status)
    empty = re.match(rb'\[\s*\]\s*$|\{\s*"total_count"\s*:\s*\d+\s*,\s*"results"\s*:\s*\[\s*\]', head)
    return "no_data" if empty else "data"


def fingerprint(body: bytes) -> str:
    """SHA-256 of the rows; ``total_count`` may move while the rows of a page stay."""
    found = re.search(rb'"results"\s*:', body[:256])
    return hashlib.sha256(body[found.start() :] if found else body).hexdigest()


def _problem(body: bytes) -> _Problem:
    """The error envelope, when the body is one; empty otherwise (also for HTML)."""
    if len(body) > 65_536 or not body.lstrip().startswith(b"{"):
        return _Problem()
    try:
        return msgspec.json.decode(body, type=_Problem)
    except msgspec.MsgspecError:
        return _Problem()


def _after(headers: Mapping[str, str], problem: _Problem) -> float | None:
    """Seconds until the quota's reset, from the body's ``reset_time`` or the header; measured by the server's clock."""
    lower = {k.lower(): v for k, v in headers.items()}
    if (seconds := lower.get("retry-after", "")).isdigit():
        return float(seconds)
    reset = _moment(problem.reset_time) or _moment(lower.get("x-ratelimit-reset", ""))
    if reset is None:
        return None
    wait = (reset - (_http_date(lower.get("date", "")) or datetime.now(UTC))).total_seconds()
    return wait if wait > 0 else None


def _moment(text: str) -> datetime | None:
    """A time stamp or seconds (or milliseconds) since 1970; ``None`` for anything else."""
    try:
        if re.fullmatch(r"\d+(\.\d+)?", text.strip()):
            epoch = float(text)
            return datetime.fromtimestamp(epoch / 1000 if epoch > 1e11 else epoch, UTC)
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _http_date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None
