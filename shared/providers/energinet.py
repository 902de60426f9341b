"""Energinet, Energi Data Service: how to ask, how to judge an answer, how to read it.

Documentation: https://www.energidataservice.dk/guides/api-guides. Base URL ``https://api.energidataservice.dk``, GET
``dataset/{Name}``, no key. Data licence CC BY 4.0.

Answer: ``{"total": n, "dataset": "ImbalancePrice", "records": [{...}]}``, flat records, newest first unless sorted.
Also read: the bare array of records, portal CSV downloads and CSV made from either (:mod:`shared.providers.records`).

Oddities seen, all handled here:

* times are naive; the ``*UTC`` column is the key and ``*DK`` is never read (it repeats an hour in October);
* ``total`` counts the page or the whole query depending on the year: it is never used;
* numbers carry float32 dust (``347.149994``): rows are rounded to the declared scale when they are checked, and here
  where dust is larger than that (``2472.560059`` is 2472.56);
* columns get renamed (``BalancingDemand`` became ``SatisfiedDemand``): alternatives are declared with the dataset;
* ``aFRRVWA*`` is 0.0 when nothing was activated, which is no price: it becomes null;
* FcrNdDK2 publishes the repeated October hour as ``01:01``: it is 01:00.

About 20 to 30 quick calls bring ``429 Rate limit is exceeded. Try again in 197 seconds.``
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Literal

from msgspec import Struct

from shared.catalogue.model import Columns, Request, Slice
from shared.catalogue.schema import columns_of
from shared.errors import BadData, Refused, RetryLater
from shared.providers.records import Batch, Shape, read, shape

QUARTER_HOUR_PRICES = datetime(2025, 9, 30, 22, 0, tzinfo=UTC)
"""Day-ahead market time unit: 60 minutes before, 15 from here."""

AREAS = {"DE": "DE-LU"}
"""Price areas whose code here differs from Scalar's (before October 2018 the zone also held Austria)."""
_CODES = {ours: theirs for theirs, ours in AREAS.items()}
_LOCAL_TIMES = ("HourDK", "TimeDK", "Minutes5DK", "Minutes1DK", "TimeMsDK", "TimestampDK")
_MINUTE = 60_000_000

Finish = Callable[[Batch], None]


class Source(Struct, frozen=True, kw_only=True, dict=True):
    """One dataset of the service: the request for a slice and the columns of its answer.

    ``columns`` maps Scalar's columns to the provider's (see :mod:`shared.providers.records`); ``minutes`` is the
    period length and the grid of starts (0: instants without a grid; -1: 15 or 60 as the body's starts show).
    ``zone`` is set where the answer names no area, ``repeated_hour`` where 01:01 in the October night is 01:00.
    ``finish`` repairs columns in place.
    """

    dataset: str
    name: str
    row: type[Struct]
    columns: Mapping[str, str]
    minutes: int
    zone: str = ""
    decimals: int | None = None
    repeated_hour: bool = False
    finish: Finish | None = None

    @cached_property
    def shape(self) -> Shape:
        """Names and kinds; float32 dust that outlasts the stored scale is rounded to ``decimals``."""
        return shape(self.dataset, self.row, self.columns, ignored=_LOCAL_TIMES, decimals=self.decimals)

    def request(self, slice_: Slice) -> Request:
        """All rows of the slice, oldest first: UTC bounds on whole minutes, end exclusive, no limit."""
        time = self.columns["start"].split("|")[0]
        area = self.columns.get("zone", "").split("|")[0]
        codes = [_CODES.get(k, k) for k in slice_.key.split(",")]
        filters = {"filter": json.dumps({area: codes}, separators=(",", ":"))} if area else {}
        return dataset(self.name, slice_, sort=",".join(f"{c} asc" for c in (time, area) if c), **filters)

    def parse(self, body: bytes, slice_: Slice) -> Columns:
        """Rows of an answer as columns. Raises :class:`BadData` or :class:`RetryLater`."""
        answer = read(self.shape, body, slice_)
        named = answer.envelope.get("dataset")
        if named and named != self.name:
            raise self._bad(slice_, f"asked for {self.name}, the answer is {named}")
        columns = answer.columns
        count = len(answer)
        self._areas(columns, count, slice_)
        self._grid(columns, slice_)
        names = {c.name for c in columns_of(self.row)}
        if "minutes" in names:
            columns["minutes"] = self._minutes(columns["start"])
        if self.finish:
            try:
                self.finish(columns)
            except ValueError as error:
                raise self._bad(slice_, str(error)) from error
        return {name: values for name, values in columns.items() if name in names}

    def _areas(self, columns: Batch, count: int, slice_: Slice) -> None:
        """The zone column in Scalar's codes; every row must be of an area that was asked for (an empty key: any)."""
        if self.zone:
            columns["zone"] = [self.zone] * count
            return
        found = set(columns["zone"])
        if None in found:
            raise self._bad(slice_, "a row has no price area")
        asked = {AREAS.get(k, k) for k in slice_.key.split(",") if k}
        if asked and (strange := {AREAS.get(a, a) for a in found} - asked):
            raise self._bad(slice_, f"asked for {sorted(asked)}, the answer holds rows of {sorted(strange)}")
        if found & AREAS.keys():
            columns["zone"] = [AREAS.get(a, a) for a in columns["zone"]]

    def _grid(self, columns: Batch, slice_: Slice) -> None:
        starts = columns["start"]
        if None in starts:
            raise self._bad(slice_, f"row {starts.index(None)} has no {self.columns['start']}")
        step = (15 if self.minutes < 0 else self.minutes) * _MINUTE
        if not step or not any([t % step for t in starts]):  # noqa: C419 - a list is twice as fast as a generator
            return
        if self.repeated_hour:
            columns["start"] = starts = [t if t % step == 0 else _repeated_hour(t) for t in starts]
        for row, start in enumerate(starts):
            if start % step:
                raise self._bad(slice_, f"row {row} starts at {_utc(start):%Y-%m-%dT%H:%M:%SZ}, off its time grid")

    def _minutes(self, starts: list[int]) -> list[int]:
        if self.minutes >= 0:
            return [self.minutes] * len(starts)
        return [15 if any(t % (60 * _MINUTE) for t in starts) else 60] * len(starts)

    def _bad(self, slice_: Slice, reason: str) -> BadData:
        return BadData(f"{self.dataset} {slice_}: {reason}", dataset=self.dataset, slice=str(slice_))


def dataset(name: str, slice_: Slice, **params: str) -> Request:
    """GET ``dataset/{name}``: minute precision and no offset in the bounds, hence ``timezone=UTC``."""
    bounds = {"start": f"{slice_.start:%Y-%m-%dT%H:%M}", "end": f"{slice_.end:%Y-%m-%dT%H:%M}", "timezone": "UTC"}
    return Request(path=f"dataset/{name}", params=tuple((bounds | {"limit": "0"} | params).items()))


# --- repairs of single datasets --------------------------------------------------------------------------------------
def day_ahead_units(columns: Batch) -> None:
    """Market time unit by delivery: hours up to the switch, quarters after it; refuses quarters before it."""
    switch = int(QUARTER_HOUR_PRICES.timestamp()) * 1_000_000
    if early := [t for t in columns["start"] if t < switch and t % (60 * _MINUTE)]:
        raise ValueError(f"{_utc(early[0]):%Y-%m-%dT%H:%MZ}: a quarter hour before {QUARTER_HOUR_PRICES:%Y-%m-%d}")
    columns["minutes"] = [15 if t >= switch else 60 for t in columns["start"]]


def afrr_without_activation(columns: Batch) -> None:
    """A volume-weighted price of 0.0 beside no activation is 'nothing activated', not a price."""
    for direction in ("up", "down"):
        idle = [row for row, volume in enumerate(columns[f"afrr_{direction}_mw"]) if not volume]
        for name in (f"afrr_{direction}_price_eur_mwh", f"afrr_{direction}_price_dkk_mwh"):
            prices = columns[name]
            for row in idle:
                if prices[row] == 0:
                    prices[row] = None


def technologies(columns: Batch) -> None:
    """``Offshore Wind`` → ``wind_offshore``."""
    columns["technology"] = _recoded(columns["technology"], _TECHNOLOGIES)


def reserve_products(columns: Batch) -> None:
    """``FCR-D upp`` → ``fcr_d_up``, ``D-1 early`` → ``d1_early``."""
    columns["product"] = _recoded(columns["product"], _PRODUCTS)
    columns["auction"] = _recoded(columns["auction"], {"D-1 early": "d1_early", "D-1 late": "d1_late"})


def neighbours(columns: Batch) -> None:
    """The connected area in Scalar's codes."""
    columns["connected_zone"] = [AREAS.get(a, a) for a in columns["connected_zone"]]


_TECHNOLOGIES = {"Offshore Wind": "wind_offshore", "Onshore Wind": "wind_onshore", "Solar": "solar"}
_PRODUCTS = {"FCR-N": "fcr_n", "FCR-D upp": "fcr_d_up", "FCR-D ned": "fcr_d_down"}


def _recoded(values: list[str | None], table: Mapping[str, str]) -> list[str | None]:
    """Provider words as Scalar's; a word that the table lacks in lower case with underscores."""
    words = {v: table.get(v) or re.sub(r"[^a-z0-9]+", "_", v.lower()).strip("_") for v in set(values) if v}
    return [words[v] if v else None for v in values]


def _repeated_hour(micros: int) -> int:
    """``01:01`` on the last Sunday of October is the repeated local hour: 01:00Z. Any other time is left alone."""
    time = _utc(micros)
    last_sunday = time.month == 10 and time.weekday() == 6 and (time + timedelta(days=7)).month == 11
    return micros - _MINUTE if last_sunday and (time.hour, time.minute, time.second) == (1, 1, 0) else micros


def _utc(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


# --- judging an answer -----------------------------------------------------------------------------------------------
_EMPTY = rb'"records"\s*:\s*\[\s*\]'
_RECORDS = rb'"records"\s*:\s*\['
_WAIT = rb"[Tt]ry again in (\d+(?:\.\d+)?) second"


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Literal["data", "no_data"]:
    """Whether an answer holds data; else one of the errors.

    Raises :class:`RetryLater` for 429 (after the longer of what body and ``Retry-After`` say), 408 and 5xx;
    :class:`Refused` for every other status; :class:`BadData` for a 200 that is no complete list of records.
    """
    if status == 429 or status == 408 or status >= 500:
        raise RetryLater(f"Energinet answers {status}: {_text(body)}", after=_after(headers, body), status=status)
    if status == 404:
        raise Refused(f"Energinet knows no such dataset (404); was it renamed? {_text(body)}", status=status)
    if status == 403:
        raise Refused(f"Energinet refuses the caller (403): check User-Agent and address. {_text(body)}", status=status)
    if status != 200:
        raise Refused(f"Energinet refuses the request ({status}): {_text(body)}", status=status)
    tail = body[-64:].rstrip()
    if re.search(_EMPTY, body[:4096]) and tail.endswith(b"}"):
        return "no_data"
    if not re.search(_RECORDS, body[:8192]) or not tail.endswith(b"}"):
        raise BadData(f"Energinet answers 200 without a complete list of records: {_text(body)}", status=status)
    return "data"


def fingerprint(body: bytes) -> str:
    """SHA-256 of the records; the envelope (``total`` and the like) may differ between equal answers."""
    found = re.search(_RECORDS, body[:8192])
    return hashlib.sha256(body[found.start() :] if found else body).hexdigest()


def _after(headers: Mapping[str, str], body: bytes) -> float | None:
    waits = [float(m) for m in re.findall(_WAIT, body[:2000])]
    header = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    if header.strip().isdigit():
        waits.append(float(header))
    return max(waits, default=None)


def _text(body: bytes) -> str:
    return " ".join(body[:300].decode("utf-8", errors="replace").split())
