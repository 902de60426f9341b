"""ENTSO-E Transparency Platform: how to ask it and how to read its answers.

Links
    https://transparency.entsoe.eu (portal, data item numbers such as 12.1.D)
    https://transparencyplatform.zendesk.com/hc/en-us/articles/15692855254548 (request parameters per data item)
    https://www.entsoe.eu/data/cim/cim-for-energy-markets/ (document schemas, code lists)

Base URL
    One endpoint, ``ENTSOE_BASE_URL`` (``https://web-api.tp.entsoe.eu/api``), selected by query parameters. The token
    goes in the ``SECURITY_TOKEN`` header, so that it cannot stand in a URL.

Limits
    400 requests a minute per token and per address, then a ban of ten minutes. One year per request; one day for
    per-unit generation (A73) and aFRR marginal prices (A84/A67); 100 days for the balancing state (A86/B33). Pages by
    ``offset``: 100 TimeSeries (A44, A81) or 200 documents of a ZIP (A77-A80). Answers take 2 to 90 s whatever
    the window, so ask few and wide ones.

Shape of an answer
    XML, or a ZIP of XML (also where XML was answered yesterday), or an acknowledgement. A document holds TimeSeries,
    each holds Periods (start, end, resolution), each holds Points (position, values). :func:`points` gives one row per
    slot; :func:`shared.providers.entsoe_outages.outages` one row per point of an unavailability, whose intervals are
    kept as they are (one point may stand for months).

Oddities, all met in real answers
    - Curve type A03 leaves out positions that repeat the value before. Filling stops at the end of the Period.
    - A point without value ends the value before it (aFRR marginal prices).
    - One TimeSeries mixes resolutions; one answer holds an hour twice (DE-LU: auction sequence 1 and 2).
    - A Period may interleave one point per price category, so positions repeat.
    - Days, weeks, months and years are steps of the local calendar.
    - Several documents in a ZIP differ in ``docStatus``: a final one wins over an intermediate one.
    - Many items answer in whole market days, wider than asked: rows are kept, the key makes repeats harmless.
    - "No data" is acknowledgement 999 with status 200 or 400; a wrong EIC gets the same answer.
    - Areas stand in the header of balancing documents and in the series of all others.

Wired: the datasets in :mod:`shared.catalogue.entsoe`. Not wired: flow-based documents (B09, B11), bids (A37), master
data (A95), redispatch (A63, A91, A92), expenses (A87), frequency criteria (A45), withdrawn items (A82, A83, A88, A89).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import repeat
from typing import Any

from msgspec import Struct

from shared.catalogue import areas
from shared.catalogue.model import Columns, Parser, Request, RequestBuilder, Slice
from shared.catalogue.schema import column_of
from shared.errors import BadData, ConfigError
from shared.providers import entsoe_curves as curves
from shared.providers.entsoe_documents import classify, documents, fingerprint, local, next_page

__all__ = ["classify", "fingerprint", "next_page", "points", "query", "take"]

Facts = Mapping[str, str]
"""Leaf elements of one TimeSeries by local name (``MktPSRType/psrType`` where nested); those of the document's header
with a leading slash (``/docStatus/value``)."""
Reader = Callable[[Facts, Slice], Any]
"""One attribute of all rows of a TimeSeries."""

MAX_ROWS = 5_000_000
"""Per answer; the largest real one, a year of quarter hours for twenty generation types, is a seventh of it."""


def query(
    family: str,
    params: Mapping[str, str],
    *,
    page: int = 0,
    parts: tuple[str, ...] = (),
    times: tuple[str, str] = ("periodStart", "periodEnd"),
    horizon: timedelta | None = None,
) -> RequestBuilder:
    """Requests for one data item. ``family`` is the document type; ``page`` the full page's size, else 0.

    Values may hold ``{area}`` (key ``BE``), ``{from}`` and ``{to}`` (key ``NL>BE``); they become EICs. A key may carry
    further ``parts`` after colons (``BE:A51`` with ``parts=("process",)`` fills ``{process}``). ``times`` names the
    window's parameters, written ``yyyyMMddHHmm`` in UTC. Items that are asked by time of update need a delivery
    period beside it: ``horizon`` adds ``periodStart`` and ``periodEnd`` of that length from the window's start.
    Raises :class:`ConfigError` when the key is no known area or border.
    """
    fixed = {"documentType": family, **params}

    def request(piece: Slice) -> Request:
        places = _places(piece.key, parts)
        asked = {name: value.format_map(places) for name, value in fixed.items()}
        asked |= {times[0]: _minute(piece.start), times[1]: _minute(piece.end)}
        if horizon:
            asked |= {"periodStart": _minute(piece.start), "periodEnd": _minute(piece.start + horizon)}
        if page:
            asked["offset"] = "0"
        return Request(path="", params=tuple(asked.items()), family=family, page=page)

    return request


def _places(key: str, parts: tuple[str, ...]) -> dict[str, str]:
    place, *codes = key.split(":")
    if len(codes) != len(parts):
        raise ConfigError(f"key {key!r} should read {':'.join(('PLACE', *parts))}", key=key)
    found = dict(zip(parts, codes, strict=True))
    if ">" in place:
        sender, receiver = areas.ends(place)
        return found | {"from": areas.eic(sender), "to": areas.eic(receiver)}
    return found | {"area": areas.eic(place)}


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%d%H%M}"


def take(*names: str, absent: Any = None, read: Callable[[str], Any] = str) -> Reader:
    """Reader of the first of these facts that the answer gives, else ``absent``."""

    def reader(facts: Facts, _: Slice) -> Any:
        found = next((facts[name] for name in names if facts.get(name)), None)
        return absent if found is None else read(found)

    return reader


def _area(*names: str) -> Reader:
    """Reader of an area's code; the slice's key where the answer names none."""
    found = take(*names, read=areas.code)
    return lambda facts, piece: found(facts, piece) or piece.key.partition(":")[0]


_FROM = take("out_Domain.mRID", "connecting_Domain.mRID", read=areas.code)
_TO = take("in_Domain.mRID", "acquiring_Domain.mRID", read=areas.code)

READERS: Mapping[str, Reader] = {
    "zone": _area(
        "inBiddingZone_Domain.mRID", "outBiddingZone_Domain.mRID", "biddingZone_Domain.mRID", "in_Domain.mRID"
    ),
    "control_area": _area(
        "/area_Domain.mRID", "/controlArea_Domain.mRID", "area_Domain.mRID", "controlArea_Domain.mRID"
    ),
    "from_zone": _FROM,
    "to_zone": _TO,
    "border": lambda facts, piece: f"{_FROM(facts, piece)}>{_TO(facts, piece)}",
    # Load and what pumps consume stand under the area that power leaves the grid in.
    "flow": lambda facts, piece: "consumption" if "outBiddingZone_Domain.mRID" in facts else "generation",
    "sequence": take("classificationSequence_AttributeInstanceComponent.position", absent=1, read=int),
    "currency": take("currency_Unit.name"),
    "contract": take("contract_MarketAgreement.type", absent="none"),
    "agreement": take("type_MarketAgreement.type", absent="none"),
    "allocation": take("auction.type", absent="none"),
    "auction_category": take("auction.category", absent="none"),
    "psr_type": take("MktPSRType/psrType", "mktPSRType.psrType", absent="none"),
    "direction": take("flowDirection.direction", absent="none"),
    "market_product": take(
        "standard_MarketProduct.marketProductType", "original_MarketProduct.marketProductType", absent="none"
    ),
    "business_type": take("businessType", absent="none"),
    "process": take("/process.processType", absent="none"),
    "horizon": take("/process.processType", absent="none"),
    "bound": take("businessType", absent="none"),
    "unit": take("quantity_Measure_Unit.name", "quantity_Measurement_Unit.name"),
    "updated_at": take("update_DateAndOrTime.dateTime", read=curves.instant),
    "doc_status": take("/docStatus/value", absent="none"),
    "plant_eic": take("registeredResource.mRID"),
    "unit_eic": take("MktPSRType/PowerSystemResources/mRID", "registeredResource.mRID"),
    "unit_name": take("MktPSRType/PowerSystemResources/name", "registeredResource.name"),
    "allocated_at": take("/allocationDecision_DateAndOrTime.dateTime", read=curves.instant),
}
"""How a column is read unless a dataset says otherwise: one table of the provider's element names."""

STATUS_ORDER = ("none", "A01", "A02")
"""docStatus from weakest to strongest: unstated, intermediate, final."""

_MARKS = {"imbalance_Price.category": "category"}
_UNITS = {"mw": {"MAW"}, "mwh": {"MWH"}}


def points(
    row: type[Struct],
    *,
    value: str,
    field: str,
    document: str | tuple[str, ...],
    also: Mapping[str, str] | None = None,
    process: str = "",
    business: str = "",
    only: Mapping[str, tuple[str, ...]] | None = None,
    readers: Mapping[str, Reader] | None = None,
    derive: Mapping[str, Callable[[dict[str, list[Any]]], list[Any]]] | None = None,
    key: tuple[str, ...] = (),
) -> Parser:
    """Parser for documents of ``TimeSeries/Period/Point``: one row per slot, as columns.

    ``value`` is the point's element that fills ``field``, ``also`` maps further elements to columns. The slot's length
    goes to the columns ``minutes``, ``seconds`` or ``end`` that ``row`` declares, ``category`` is read per point, all
    other columns per TimeSeries by ``readers`` and :data:`READERS`. ``derive`` computes columns from the others.

    ``document``, ``process`` and ``business`` are the types that the answer must have, ``only`` the values that a
    TimeSeries may have (others are left out, for example intraday auctions among day-ahead prices). Where documents of
    one answer differ in status, rows equal in ``key`` are taken from the strongest (:data:`STATUS_ORDER`).

    A slot without value becomes a row only where ``field`` may be null. Times are integer microseconds since 1970 UTC.
    The parser raises :class:`BadData`; a "no data" acknowledgement gives columns of no rows.
    """
    types = (document,) if isinstance(document, str) else document
    wanted = {"document": types, "process": (process,) if process else (), "business": (business,) if business else ()}
    tags = {value: field, **(also or {})}
    names = list(row.__struct_fields__)
    nullable = column_of(row, field).nullable
    per_point = {"start", "end", "minutes", "seconds", "category", *tags.values(), *(derive or {})}
    attributes = {n: (readers or {}).get(n) or READERS[n] for n in names if n not in per_point}

    def parse(body: bytes, piece: Slice) -> Columns:
        columns: dict[str, list[Any]] = {name: [] for name in names if name not in (derive or {})}
        statuses: set[str] = set()
        for root in documents(body):
            header = facts_of(root, "/")
            _expect(header, local(root), wanted)
            statuses.add(header.get("/docStatus/value", "none"))
            for series in series_of(root):
                facts = {**header, **facts_of(series)}
                if _left_out(facts, only or {}):
                    continue
                _expect_business(facts, wanted["business"])
                _check_units(facts, names)
                fixed = {n: _attribute(n, read, facts, piece) for n, read in attributes.items()}
                fixed["category"] = facts.get("imbalance_Price.category") or "none"
                area = facts.get("inBiddingZone_Domain.mRID") or next(iter(_domains(facts)), piece.key)
                for curve, length in _series_curves(series, facts, area, tuple(tags), "category" in columns):
                    _append(columns, curve, length, list(tags.values()), fixed, field if not nullable else "")
        if len(statuses) > 1 and "doc_status" in columns:
            columns = _strongest(columns, key)
        for name, compute in (derive or {}).items():
            columns[name] = compute(columns)
        return columns

    return parse


def facts_of(element: Any, prefix: str = "") -> dict[str, str]:
    """Leaf elements below ``element`` by local name, without its series, periods and what lies in them."""
    found: dict[str, str] = {}
    for child in element:
        name = local(child)
        if name.endswith(("TimeSeries", "Period")):
            continue
        if len(child):
            for inner, text in facts_of(child).items():
                found.setdefault(f"{prefix}{name}/{inner}", text)
        else:
            found.setdefault(prefix + name, (child.text or "").strip())
    return found


def series_of(root: Any) -> Iterator[Any]:
    """TimeSeries of a document. Raises :class:`BadData` when there is none: an empty answer is an acknowledgement."""
    found = [child for child in root if local(child) == "TimeSeries"]
    if not found:
        raise BadData(f"{local(root)} holds no TimeSeries")
    yield from found


def _expect(header: Facts, root: str, wanted: Mapping[str, tuple[str, ...]]) -> None:
    for what, name in (("document", "/type"), ("process", "/process.processType")):
        came = header.get(name, "")
        if wanted[what] and came not in wanted[what] and (came or what == "document"):
            raise BadData(f"{root}: {what} type {' or '.join(wanted[what])} expected, {came or 'none'} came")


def _expect_business(facts: Facts, wanted: Sequence[str]) -> None:
    came = facts.get("businessType", "")
    if wanted and came and came not in wanted:
        raise BadData(f"TimeSeries {facts.get('mRID', '?')}: business type {wanted[0]} expected, {came} came")


def _left_out(facts: Facts, only: Mapping[str, tuple[str, ...]]) -> bool:
    return any(name in facts and facts[name] not in allowed for name, allowed in only.items())


def _check_units(facts: Facts, names: Sequence[str]) -> None:
    """The unit that a column's name promises must be the one that the series declares, where it declares one."""
    unit = facts.get("quantity_Measure_Unit.name") or facts.get("quantity_Measurement_Unit.name")
    allowed = set().union(*(_UNITS.get(name.rpartition("_")[2], set()) for name in names))
    if unit and allowed and unit not in allowed:
        raise BadData(f"TimeSeries {facts.get('mRID', '?')}: quantity in {unit}, expected {' or '.join(allowed)}")


def _attribute(name: str, read: Reader, facts: Facts, piece: Slice) -> Any:
    try:
        return read(facts, piece)
    except ValueError as error:
        raise BadData(f"TimeSeries {facts.get('mRID', '?')}: {name} cannot be read: {error}") from error


def _domains(facts: Facts) -> Iterator[str]:
    return (text for name, text in facts.items() if name.endswith("_Domain.mRID"))


def _series_curves(
    series: Any, facts: Facts, area: str, tags: Sequence[str], marked: bool
) -> Iterator[tuple[curves.Curve, curves.Step]]:
    namespace = str(series.tag).rpartition("TimeSeries")[0]
    kind = facts.get("curveType", "A01")
    if kind not in ("A01", "A03"):
        raise BadData(f"TimeSeries {facts.get('mRID', '?')}: curve type {kind} is not known")
    periods = series.findall(f"{namespace}Period")
    if not periods:
        raise BadData(f"TimeSeries {facts.get('mRID', '?')} holds no Period")
    for period in periods:
        start, end, length = interval(period, namespace)
        edges = curves.slots(start, end, length, area)
        for curve in curves.curves(
            period, namespace, edges=edges, fill=kind == "A03", tags=tags, labels=tuple(_MARKS) if marked else ()
        ):
            yield curve, length


def interval(period: Any, namespace: str) -> tuple[int, int, curves.Step]:
    """Start, end and resolution of a Period. Raises :class:`BadData` when one is missing."""
    start = period.findtext(f"{namespace}timeInterval/{namespace}start")
    end = period.findtext(f"{namespace}timeInterval/{namespace}end")
    length = period.findtext(f"{namespace}resolution")
    if not (start and end and length):
        raise BadData(f"a Period lacks its {'resolution' if start and end else 'time interval'}")
    return curves.instant(start), curves.instant(end), curves.step(length)


def _append(
    columns: dict[str, list[Any]],
    curve: curves.Curve,
    length: curves.Step,
    fields: Sequence[str],
    fixed: Mapping[str, Any],
    required: str,
) -> None:
    """Add one curve's rows to the columns; without those that lack the ``required`` field, if one is named."""
    found: dict[str, Sequence[Any]] = {"start": curve.starts, **dict(zip(fields, curve.values, strict=True))}
    count = len(curve.starts)
    if "end" in columns:
        found["end"] = curve.ends
    for name, unit in (("minutes", curves.MINUTE), ("seconds", curves.SECOND)):
        if name in columns:
            found[name] = _lengths(curve, length, unit, name)
    if "category" in columns:
        found["category"] = [mark or fixed["category"] for mark in curve.labels[0]]
    if required and None in found[required]:
        keep = [i for i, value in enumerate(found[required]) if value is not None]
        found = {name: [column[i] for i in keep] for name, column in found.items()}
        count = len(keep)
    if len(columns["start"]) + count > MAX_ROWS:
        raise BadData(f"more than {MAX_ROWS} rows in one answer")
    for name, column in columns.items():
        column.extend(found[name] if name in found else repeat(fixed[name], count))


def _lengths(curve: curves.Curve, length: curves.Step, unit: int, name: str) -> Sequence[int]:
    if length.clock % unit:
        raise BadData(f"a resolution of {length.clock / curves.SECOND:g} s is not a number of whole {name}")
    if length.clock:
        return [length.clock // unit] * len(curve.starts)
    return [(end - start) // unit for start, end in zip(curve.starts, curve.ends, strict=True)]


def _strongest(columns: dict[str, list[Any]], key: tuple[str, ...]) -> dict[str, list[Any]]:
    """Rows without those whose key also stands with a stronger document status."""
    order = {status: rank for rank, status in enumerate(STATUS_ORDER)}
    ranks = [order.get(status, 0) for status in columns["doc_status"]]
    keys = list(zip(*(columns[name] for name in key), strict=True))
    best: dict[tuple[Any, ...], int] = {}
    for place, rank in zip(keys, ranks, strict=True):
        best[place] = max(rank, best.get(place, 0))
    keep = [i for i, (place, rank) in enumerate(zip(keys, ranks, strict=True)) if rank == best[place]]
    return {name: [column[i] for i in keep] for name, column in columns.items()}
