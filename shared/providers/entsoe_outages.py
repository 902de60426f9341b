"""Unavailability documents (A76 to A80): one row per interval of constant availability, kept as published.

A document is one revision of one unavailability. Its intervals are one-minute or hourly steps that one point covers
for months, so they are stored with start and end and never expanded. The value is what is still available; what is
lost is the nominal power less that. The header's facts stand in each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from shared.catalogue import areas
from shared.catalogue.model import Columns, Parser, Slice
from shared.errors import BadData
from shared.providers import entsoe_curves as curves
from shared.providers.entsoe import Facts, Reader, facts_of, interval, series_of, take
from shared.providers.entsoe_documents import documents, local

_UNIT = "production_RegisteredResource"
_SYSTEM = f"{_UNIT}.pSRType.powerSystemResources"


def _edge(side: str) -> Reader:
    """Start or end of the whole unavailability: date and time of the series, else the header's interval."""

    def reader(facts: Facts, _: Slice) -> int:
        date, time = (facts.get(f"{side}_DateAndOrTime.{part}", "") for part in ("date", "time"))
        return curves.instant(f"{date}T{time}" if date and time else facts[f"{_HEADER_INTERVAL}/{side}"])

    return reader


_HEADER_INTERVAL = "/unavailability_Time_Period.timeInterval"

READERS: Mapping[str, Reader] = {
    "mrid": take("/mRID"),
    "revision": take("/revisionNumber", absent=1, read=int),
    "doc_status": take("/docStatus/value", absent="A05"),
    "business_type": take("businessType", absent="none"),
    "zone": take("biddingZone_Domain.mRID", "in_Domain.mRID", read=areas.code),
    "from_zone": take("out_Domain.mRID", read=areas.code),
    "to_zone": take("in_Domain.mRID", read=areas.code),
    "unit_eic": take(f"{_SYSTEM}.mRID", f"{_UNIT}.mRID"),
    "unit_name": take(f"{_SYSTEM}.name", f"{_UNIT}.name"),
    "plant_eic": take(f"{_UNIT}.mRID"),
    "psr_type": take(f"{_UNIT}.pSRType.psrType", absent="none"),
    "nominal_mw": take(f"{_SYSTEM}.nominalP", read=float),
    "asset_eic": take("Asset_RegisteredResource/mRID"),
    "asset_name": take("Asset_RegisteredResource/name", "Asset_RegisteredResource/location.name"),
    "asset_type": take("Asset_RegisteredResource/asset_PSRType.psrType", absent="none"),
    "outage_start": _edge("start"),
    "outage_end": _edge("end"),
    "reason_code": take("Reason/code", "/Reason/code"),
    "reason_text": take("Reason/text", "/Reason/text", read=lambda text: text[:1000] or None),
    "created_at": take("/createdDateTime", read=curves.instant),
}


def outages(row: type[Struct], *, document: str) -> Parser:
    """Parser for unavailability documents, alone or many in a ZIP: columns of ``row``, times in µs since 1970 UTC.

    ``start``, ``end`` and ``available_mw`` come from each point, ``series_no`` counts the series of a document, all
    else is read by :data:`READERS`. A series without intervals (withdrawn) gives one row over the whole
    unavailability without availability. Raises :class:`BadData`.
    """
    per_point = ("start", "end", "available_mw")
    names = list(row.__struct_fields__)
    attributes = [n for n in names if n not in (*per_point, "series_no")]

    def parse(body: bytes, piece: Slice) -> Columns:
        columns: dict[str, list[Any]] = {name: [] for name in names}
        for root in documents(body):
            header = facts_of(root, "/")
            if header.get("/type") != document or local(root) != "Unavailability_MarketDocument":
                raise BadData(f"{local(root)} of type {header.get('/type')}: unavailability {document} expected")
            for number, series in enumerate(series_of(root), 1):
                facts = {**header, **facts_of(series)}
                fixed = {name: _read(name, facts, piece) for name in attributes} | {"series_no": number}
                for found in _intervals(series, facts, fixed):
                    for name in names:
                        columns[name].append(fixed[name] if name in fixed else found[per_point.index(name)])
        return columns

    return parse


def _read(name: str, facts: Facts, piece: Slice) -> Any:
    try:
        return READERS[name](facts, piece)
    except (ValueError, KeyError) as error:
        raise BadData(f"unavailability {facts.get('/mRID', '?')}: {name} cannot be read: {error}") from error


def _intervals(series: Any, facts: Facts, fixed: Mapping[str, Any]) -> Iterator[tuple[int, int, float | None]]:
    namespace = str(series.tag).rpartition("TimeSeries")[0]
    area = facts.get("biddingZone_Domain.mRID") or facts.get("in_Domain.mRID", "")
    periods = [child for child in series if local(child).endswith("_Period")]
    if not periods:
        yield fixed["outage_start"], fixed["outage_end"], None
    for period in periods:
        start, end, length = interval(period, namespace)
        edges = curves.slots(start, end, length, area)
        single = facts.get("curveType") == "A01"
        yield from _points(period, namespace, edges, end, single)


def _points(
    period: Any, namespace: str, edges: Sequence[int], end: int, single: bool
) -> Iterator[tuple[int, int, float | None]]:
    """(start, end, value) of each point: up to the next one, the last up to the Period's end (A01: one slot each)."""
    positions, values = curves.points_of(period, namespace, ("quantity",))
    following = [*(p - 1 for p in positions[1:]), len(edges) - 1]
    for position, after, value in zip(positions, following, values[0], strict=True):
        if not 1 <= position <= after < len(edges):
            raise BadData(f"position {position} lies outside its Period of {len(edges) - 1} slots, or out of order")
        yield edges[position - 1], min(edges[position if single else after], end), value
