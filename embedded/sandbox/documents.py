"""ENTSO-E's answers out of the synthetic market: one writer for all documents of TimeSeries, Period and Point.

What a series carries follows from the request's own parameters; what a document type adds is in :data:`KINDS`. Items
published by the week, month or year answer "no matching data", as the real platform does for what nobody published.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

import numpy as np
from msgspec import Struct

from embedded.sandbox import market
from embedded.sandbox.server import Question, Reply
from shared.catalogue.areas import code
from shared.catalogue.schema import Column

QUARTERS_SINCE = datetime(2025, 9, 30, 22, tzinfo=UTC)
"""The day-ahead market's unit is an hour before and a quarter hour from here."""


class Kind(Struct, frozen=True, kw_only=True):
    """What a document type adds: root element, point elements with the market quantity each holds, series variants.

    ``ahead`` is how far beyond the clock the item is published; ``header`` puts the area there instead of the series.
    """

    root: str
    values: Mapping[str, str]
    seconds: int = 900
    unit: str = "MAW"
    ahead: timedelta = timedelta(minutes=-10)
    header: bool = False
    status: str = ""
    variants: tuple[Mapping[str, str], ...] = ({},)
    categories: tuple[str, ...] = ()
    signed: bool = False  # a quantity without direction carries its sign itself


PUBLICATION = "Publication_MarketDocument:451-3:publicationdocument:7:3"
LOAD = "GL_MarketDocument:451-6:generationloaddocument:3:0"
BALANCING = "Balancing_MarketDocument:451-6:balancingdocument:4:4"
DAYS = timedelta(days=2)
_PSR = "MktPSRType/psrType"
_UP_DOWN = ({"flowDirection.direction": "A01"}, {"flowDirection.direction": "A02"})
_TYPES = tuple({_PSR: t} for t in ("B04", "B14", "B16", "B18", "B19"))

KINDS: Mapping[str, Kind] = {
    "A44": Kind(root=PUBLICATION, values={"price.amount": "spot_price"}, ahead=DAYS,
                variants=({"classificationSequence_AttributeInstanceComponent.position": "1"},)),
    "A09": Kind(root=PUBLICATION, values={"quantity": "scheduled_mw"}, ahead=DAYS),
    "A11": Kind(root=PUBLICATION, values={"quantity": "flow_mw"}),
    "A31": Kind(root=PUBLICATION, values={"quantity": "offered_mw"}, ahead=DAYS),
    "A61/A01": Kind(root=PUBLICATION, values={"quantity": "capacity_mw"}, ahead=DAYS),
    "A65/A16": Kind(root=LOAD, values={"quantity": "load"}),
    "A65/A01": Kind(root=LOAD, values={"quantity": "load_forecast"}, ahead=DAYS),
    "A69": Kind(root=LOAD, values={"quantity": "wind_forecast"}, ahead=DAYS,
                variants=({_PSR: "B16"}, {_PSR: "B18"}, {_PSR: "B19"})),
    "A71/A01": Kind(root=LOAD, values={"quantity": "generation_forecast_mw"}, ahead=DAYS),
    "A75": Kind(root=LOAD, values={"quantity": "generation_mw"}, variants=_TYPES),
    "A85": Kind(root=BALANCING, values={"imbalance_Price.amount": "imbalance_price"}, header=True, status="A01",
                categories=("A04", "A05")),
    "A86/B33": Kind(root=BALANCING, values={"quantity": "imbalance_mw"}, seconds=60, header=True),
    "A86/A19": Kind(root=BALANCING, values={"quantity": "imbalance_mw"}, unit="MWH", header=True, status="A01",
                signed=True),
    "A84/A16": Kind(root=BALANCING, values={"activation_Price.amount": "balancing_price"}, header=True,
                    variants=tuple({**d, "businessType": "A96", "mktPSRType.psrType": "A04"} for d in _UP_DOWN)),
    "A84/A67": Kind(root=BALANCING, values={"activation_Price.amount": "balancing_price"}, seconds=4, header=True,
                    variants=_UP_DOWN),
    "A24": Kind(root=BALANCING, values={"quantity": "offered_mw", "secondaryQuantity": "activated_mw"}, header=True,
                variants=_UP_DOWN),
    "A81": Kind(root=BALANCING, values={"quantity": "procured_mw", "procurement_Price.amount": "procured_price"},
                ahead=DAYS, header=True, variants=_UP_DOWN),
    "B17": Kind(root=BALANCING, values={"quantity": "exchanged_mwh"}, unit="MWH", header=True),
    "A30": Kind(root=BALANCING, values={"quantity": "exchanged_mwh"}, unit="MWH", header=True),
}  # fmt: skip

_SERIES_DOMAINS = ("in_Domain", "out_Domain", "inBiddingZone_Domain", "outBiddingZone_Domain", "biddingZone_Domain",
                   "acquiring_Domain", "connecting_Domain")  # fmt: skip


class DocumentAnswers:
    """Answers for the ENTSO-E Transparency Platform; ``now`` fixes the clock."""

    def __init__(self, now: datetime | None = None) -> None:
        self._fixed = now

    def reply(self, question: Question) -> Reply | None:
        """The answer to one request, or ``None`` when it is for another provider."""
        if question.provider != "entsoe":
            return None
        if not question.headers.get("SECURITY_TOKEN"):
            return _reply(_page("Unauthorized. Missing or invalid security token"), 401, "text/html")
        params, now = question.params, self._fixed or datetime.now(UTC)
        kind = _kind(params)
        if params["documentType"] in ("A77", "A80"):
            return _reply(_outages(params, now), 200, "application/zip")
        if kind is None:
            return _reply(no_data(params, now))
        start, end = (_moment(params[name]) for name in ("periodStart", "periodEnd"))
        end = min(end, (now + kind.ahead).replace(second=0, microsecond=0))
        return _reply(_document(kind, params, start, end, now) if start < end else no_data(params, now))


def _kind(params: Mapping[str, str]) -> Kind | None:
    family = params["documentType"]
    for part in (params.get("businessType"), params.get("processType")):
        if f"{family}/{part}" in KINDS:
            return KINDS[f"{family}/{part}"]
    return KINDS.get(family)


def _document(kind: Kind, params: Mapping[str, str], start: datetime, end: datetime, now: datetime) -> str:
    name, tail = kind.root.split(":", 1)
    by_lower = {key.lower(): value for key, value in params.items()}
    header = {"mRID": f"{now:%Y%m%d%H%M%S%f}", "revisionNumber": "1", "type": params["documentType"]}
    if "processType" in params:
        header["process.processType"] = params["processType"]
    header["createdDateTime"] = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    if kind.status:
        header["docStatus/value"] = kind.status
    area = next((v for k, v in by_lower.items() if k.endswith("_domain")), "")
    if kind.header:
        header["area_Domain.mRID"] = area
    interval = "time_Period.timeInterval" if name == "GL_MarketDocument" else "period.timeInterval"
    header[interval] = f"<start>{_text(start)}</start><end>{_text(end)}</end>"
    series = "".join(_series(kind, params, area, start, end))
    if not series:
        return no_data(params, now)
    fields = "".join(_element(k, v, raw=k == interval) for k, v in header.items())
    opening = f'<{name} xmlns="urn:iec62325.351:tc57wg16:{tail}">'
    return f'<?xml version="1.0" encoding="UTF-8"?>{opening}{fields}{series}</{name}>'


def _series(kind: Kind, params: Mapping[str, str], area: str, start: datetime, end: datetime) -> Iterator[str]:
    by_lower = {key.lower(): value for key, value in params.items()}
    for number, variant in enumerate(kind.variants, start=1):
        facts = {"mRID": str(number), "businessType": by_lower.get("businesstype", "A01"), **variant}
        facts |= {f"{d}.mRID": by_lower[d.lower()] for d in _SERIES_DOMAINS if d.lower() in by_lower}
        if (
            "inBiddingZone_Domain.mRID" not in facts
            and "GL_" in kind.root
            and "outBiddingZone_Domain.mRID" not in facts
        ):
            facts["inBiddingZone_Domain.mRID"] = facts.pop("in_Domain.mRID", area)
        if contract := by_lower.get("contract_marketagreement.type"):
            facts["contract_MarketAgreement.type"] = contract
        if any("rice" in tag for tag in kind.values):
            facts |= {"currency_Unit.name": "EUR", "price_Measure_Unit.name": "MWH"}
        if any("uantity" in tag for tag in kind.values):
            facts["quantity_Measure_Unit.name"] = kind.unit
        facts["curveType"] = "A03"
        periods = "".join(_periods(kind, params, facts, area, start, end))
        if periods:
            yield f"<TimeSeries>{''.join(_element(k, v) for k, v in facts.items())}{periods}</TimeSeries>"


def _periods(
    kind: Kind, params: Mapping[str, str], facts: Mapping[str, str], area: str, start: datetime, end: datetime
) -> Iterator[str]:
    """One Period per length of the market time unit; a position equal to the one before is left out (curve A03)."""
    spans = [(start, end, kind.seconds)]
    if params["documentType"] == "A44":
        spans = [(start, min(end, QUARTERS_SINCE), 3600), (max(start, QUARTERS_SINCE), end, 900)]
    for left, right, step in spans:
        count = int((right - left).total_seconds()) // step
        if count <= 0:
            continue
        times = int(left.timestamp()) + step * np.arange(count, dtype=np.int64)
        points = "".join(_points(kind, facts, area, times))
        stop = left + timedelta(seconds=count * step)
        name = f"PT{step // 60}M" if step >= 60 else f"PT{step}S"
        yield (
            f"<Period><timeInterval><start>{_text(left)}</start><end>{_text(stop)}</end></timeInterval>"
            f"<resolution>{name}</resolution>{points}</Period>"
        )


def _points(kind: Kind, facts: Mapping[str, str], area: str, times: market.Times) -> Iterator[str]:
    salt = " ".join(v for k, v in facts.items() if k in (_PSR, "flowDirection.direction", "out_Domain.mRID"))
    place = code(area)
    columns = []
    for tag, quantity in kind.values.items():
        low = None if "rice" in tag or kind.signed else 0.0
        column = Column(quantity, "float", "DECIMAL(14, 4)", True, quantity, "" if "rice" in tag else "MW", low)
        columns.append((tag, market.values(column, place, times, salt)))
    before = None
    for index in range(len(times)):
        body = "".join(f"<{tag}>{values[index]:g}</{tag}>" for tag, values in columns)
        if kind.categories:
            for category in kind.categories:
                marked = f"{body}<imbalance_Price.category>{category}</imbalance_Price.category>"
                yield f"<Point><position>{index + 1}</position>{marked}</Point>"
        elif body != before:
            yield f"<Point><position>{index + 1}</position>{body}</Point>"
        before = body


def _outages(params: Mapping[str, str], now: datetime) -> bytes:
    """A ZIP of two unavailability documents of the area: one running, one planned."""
    area = next(v for k, v in params.items() if k.lower().endswith("_domain"))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (offset, length) in enumerate(((-1, 3), (5, 10)), start=1):
            start, end = midnight + timedelta(days=offset), midnight + timedelta(days=offset + length)
            archive.writestr(f"{number:03d}-UNAVAILABILITY.xml", _outage(params, area, number, start, end, midnight))
    return sink.getvalue()


def _outage(
    params: Mapping[str, str], area: str, number: int, start: datetime, end: datetime, created: datetime
) -> str:
    unit = "production_RegisteredResource.pSRType.powerSystemResources"
    facts = {
        "mRID": "1", "businessType": "A54" if number == 1 else "A53", "biddingZone_Domain.mRID": area,
        "start_DateAndOrTime.date": f"{start:%Y-%m-%d}", "start_DateAndOrTime.time": f"{start:%H:%M:%SZ}",
        "end_DateAndOrTime.date": f"{end:%Y-%m-%d}", "end_DateAndOrTime.time": f"{end:%H:%M:%SZ}",
        "quantity_Measure_Unit.name": "MAW", "curveType": "A03",
        "production_RegisteredResource.mRID": f"22WSANDBOX-P{number:03d}-",
        "production_RegisteredResource.name": f"Sandbox plant {number}",
        "production_RegisteredResource.pSRType.psrType": "B04",
        f"{unit}.mRID": f"22WSANDBOX-U{number:03d}-", f"{unit}.name": f"Sandbox unit {number}",
        f"{unit}.nominalP": "400",
    }  # fmt: skip
    period = (
        f"<Available_Period><timeInterval><start>{_text(start)}</start><end>{_text(end)}</end></timeInterval>"
        "<resolution>PT1M</resolution><Point><position>1</position><quantity>120</quantity></Point></Available_Period>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Unavailability_MarketDocument '
        'xmlns="urn:iec62325.351:tc57wg16:451-6:outagedocument:3:0">'
        f"<mRID>sandbox-{code(area)}-{number}-{start:%Y%m%d}</mRID><revisionNumber>1</revisionNumber>"
        f"<type>{escape(params['documentType'])}</type><process.processType>A26</process.processType>"
        f"<createdDateTime>{_text(created)[:-1]}:00Z</createdDateTime>"
        f"<unavailability_Time_Period.timeInterval><start>{_text(start)}</start><end>{_text(end)}</end>"
        "</unavailability_Time_Period.timeInterval>"
        f"<TimeSeries>{''.join(_element(k, v) for k, v in facts.items())}{period}</TimeSeries>"
        "<Reason><code>B18</code><text>Failure</text></Reason></Unavailability_MarketDocument>"
    )


def no_data(params: Mapping[str, str], now: datetime) -> str:
    """The acknowledgement that says so."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Acknowledgement_MarketDocument '
        'xmlns="urn:iec62325.351:tc57wg16:451-1:acknowledgementdocument:7:0">'
        f"<mRID>{now:%H%M%S%f}</mRID><createdDateTime>{now:%Y-%m-%dT%H:%M:%SZ}</createdDateTime><Reason><code>999</code>"
        f"<text>No matching data found for Data item {escape(params['documentType'])}</text></Reason>"
        "</Acknowledgement_MarketDocument>"
    )


def _page(text: str) -> str:
    return f"<!DOCTYPE html><html><head><title>Error</title></head><body>{text}</body></html>"


def _reply(body: str | bytes, status: int = 200, content_type: str = "text/xml") -> Reply:
    return Reply(body.encode() if isinstance(body, str) else body, status, content_type)


def _element(path: str, text: str, *, raw: bool = False) -> str:
    """``a/b`` becomes nested elements."""
    names = path.split("/")
    inside = text if raw else escape(text)
    for name in reversed(names):
        inside = f"<{name}>{inside}</{name}>"
    return inside


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%d%H%M").replace(tzinfo=UTC)


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
