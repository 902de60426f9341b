"""ENTSO-E declarations: what flows, is scheduled and may flow between zones."""

from typing import Any

from msgspec import Struct

from shared.catalogue import areas
from shared.catalogue import fields as f
from shared.catalogue.entsoe_common import SOURCE, brussels, days, hours, window
from shared.catalogue.model import Dataset, Latest
from shared.providers import entsoe

_CONTRACT = "contract_MarketAgreement.type"
_ZONE = {"in_Domain": "{area}", "out_Domain": "{area}"}
_BORDER = {"in_Domain": "{to}", "out_Domain": "{from}"}


class PhysicalFlow(Struct, frozen=True, kw_only=True):
    """Physical flow over one border in one direction."""

    start: f.Start
    border: f.Border
    minutes: f.Minutes
    from_zone: f.FromZone
    to_zone: f.ToZone
    physical_flow_mw: f.FlowMw


PHYSICAL_FLOWS = Dataset(
    id="entsoe.physical_flows",
    title="Cross-border physical flows, 12.1.G",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A11", _BORDER),
    parse=entsoe.points(PhysicalFlow, value="quantity", field="physical_flow_mw", document="A11"),
    row=PhysicalFlow,
    primary_key=("start", "border", "minutes"),
    value="physical_flow_mw",
    keys=areas.HOME_BORDERS,
    key_column="border",
    window=window(back=days(1)),
    schedule=brussels("*/30 * * * *"),
    fresh_within=hours(6),
    latest=Latest(by="border", fields=("physical_flow_mw",)),
    match={"documentType": "A11"},
    notes="Each direction is published on its own and never negative; the net flow is one less the other.",
)


class ScheduledExchange(Struct, frozen=True, kw_only=True):
    """Commercial schedule over one border in one direction; day-ahead and total stand side by side."""

    start: f.Start
    border: f.Border
    contract: f.ContractCode
    minutes: f.Minutes
    from_zone: f.FromZone
    to_zone: f.ToZone
    scheduled_mw: f.ScheduledMw


SCHEDULED_EXCHANGES = Dataset(
    id="entsoe.scheduled_exchanges",
    title="Scheduled commercial exchanges, 12.1.F",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A09", _BORDER),
    parse=entsoe.points(ScheduledExchange, value="quantity", field="scheduled_mw", document="A09"),
    row=ScheduledExchange,
    primary_key=("start", "border", "contract", "minutes"),
    value="scheduled_mw",
    keys=areas.HOME_BORDERS,
    key_column="border",
    window=window(back=days(1), ahead=days(2)),
    schedule=brussels("20,50 13-16,20 * * *"),
    fresh_within=hours(26),
    latest=Latest(by="border", fields=("scheduled_mw", "contract")),
    match={"documentType": "A09"},
)


class TransferCapacity(Struct, frozen=True, kw_only=True):
    """Forecast net transfer capacity of one border and direction, per market time unit."""

    start: f.Start
    border: f.Border
    minutes: f.Minutes
    from_zone: f.FromZone
    to_zone: f.ToZone
    ntc_mw: f.PowerMw


NTC_FORECAST = Dataset(
    id="entsoe.ntc_forecast",
    title="Forecasted transfer capacities day ahead, 11.1",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A61", {**_BORDER, _CONTRACT: "A01"}),
    parse=entsoe.points(TransferCapacity, value="quantity", field="ntc_mw", document="A61"),
    row=TransferCapacity,
    primary_key=("start", "border", "minutes"),
    value="ntc_mw",
    keys=areas.HOME_BORDERS,
    key_column="border",
    window=window(back=days(1), ahead=days(2)),
    schedule=brussels("5,35 8-11 * * *"),
    fresh_within=hours(26),
    latest=Latest(by="border", fields=("ntc_mw",)),
    match={"documentType": "A61", _CONTRACT: "A01"},
)


class LongTransferCapacity(Struct, frozen=True, kw_only=True):
    """Forecast net transfer capacity per local day, week or month; the contract asked for is its horizon."""

    start: f.Start
    border: f.Border
    contract: f.ContractCode
    end: f.End
    from_zone: f.FromZone
    to_zone: f.ToZone
    ntc_mw: f.PowerMw


def _asked(place: int) -> entsoe.Reader:
    """What the slice's key says after its colons, for facts that the answer leaves out."""

    def reader(_: entsoe.Facts, piece: Any) -> str:
        parts = piece.key.split(":")
        return parts[place] if len(parts) > place else "none"

    return reader


NTC_FORECAST_LONG = Dataset(
    id="entsoe.ntc_forecast_long",
    title="Forecasted transfer capacities week, month and year ahead, 11.1",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A61", {**_BORDER, _CONTRACT: "{contract}"}, parts=("contract",)),
    parse=entsoe.points(
        LongTransferCapacity, value="quantity", field="ntc_mw", document="A61", readers={"contract": _asked(1)}
    ),
    row=LongTransferCapacity,
    primary_key=("start", "border", "contract", "end"),
    value="ntc_mw",
    keys=tuple(
        f"{border}:{contract}" for border in ("BE>GB", "GB>BE", "FR>GB", "GB>FR") for contract in ("A02", "A03")
    ),
    key_column="",
    window=window(back=days(7), ahead=days(60)),
    schedule=brussels("25 9 * * *"),
    fresh_within=days(8),
    partition="year",
    match={"documentType": "A61"},
    notes="Keys read BORDER:CONTRACT with contract A02 week, A03 month, A04 year ahead: the answer does not name it.",
)


class OfferedCapacity(Struct, frozen=True, kw_only=True):
    """Capacity offered to an allocation over one border in one direction."""

    start: f.Start
    border: f.Border
    allocation: f.AllocationCode
    contract: f.ContractCode
    auction_category: f.AuctionCategory
    sequence: f.Sequence
    minutes: f.Minutes
    from_zone: f.FromZone
    to_zone: f.ToZone
    offered_capacity_mw: f.CapacityMw
    updated_at: f.UpdatedAt | None


OFFERED_CAPACITY = Dataset(
    id="entsoe.offered_capacity",
    title="Offered transfer capacities, 11.1",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query(
        "A31", {**_BORDER, "auction.Type": "{allocation}", _CONTRACT: "{contract}"}, parts=("allocation", "contract")
    ),
    # Continuous allocations answer with document type B33 instead of A31.
    parse=entsoe.points(OfferedCapacity, value="quantity", field="offered_capacity_mw", document=("A31", "B33")),
    row=OfferedCapacity,
    primary_key=("start", "border", "allocation", "contract", "auction_category", "sequence", "minutes"),
    value="offered_capacity_mw",
    keys=tuple(f"{key}:A08:A07" for key in ("BE>NL", "NL>BE", "BE>FR", "FR>BE", "BE>DE-LU", "DE-LU>BE")),
    key_column="",
    window=window(back=days(1), ahead=days(1)),
    schedule=brussels("*/15 * * * *"),
    fresh_within=hours(6),
    match={"documentType": "A31"},
    notes="Keys read BORDER:ALLOCATION:CONTRACT; allocation A01 implicit, A02 explicit, A08 continuous.",
)


class NetPosition(Struct, frozen=True, kw_only=True):
    """Net position of a zone; the side on which the zone stands gives the sign."""

    start: f.Start
    zone: f.Zone
    contract: f.ContractCode
    minutes: f.Minutes
    trade_direction: f.TradeDirection
    position_mw: f.PowerMw
    net_export_mw: f.ExportMw


def _own_side(facts: entsoe.Facts, piece: Any) -> str:
    """The zone itself: opposite of the region that stands for all others."""
    sides = (facts.get("out_Domain.mRID", ""), facts.get("in_Domain.mRID", ""))
    return next((areas.code(side) for side in sides if side and not side.startswith("REGION")), piece.key)


def _trade(facts: entsoe.Facts, _: Any) -> str:
    return "import" if facts.get("out_Domain.mRID", "").startswith("REGION") else "export"


def _signed_export(columns: dict[str, list[Any]]) -> list[Any]:
    pairs = zip(columns["trade_direction"], columns["position_mw"], strict=True)
    return [-mw if side == "import" else mw for side, mw in pairs]


NET_POSITIONS = Dataset(
    id="entsoe.net_positions",
    title="Net positions, 12.1.E",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A25", {**_ZONE, "businessType": "B09", _CONTRACT: "A01"}),
    parse=entsoe.points(
        NetPosition,
        value="quantity",
        field="position_mw",
        document="A25",
        business="B09",
        readers={"zone": _own_side, "trade_direction": _trade},
        derive={"net_export_mw": _signed_export},
    ),
    row=NetPosition,
    primary_key=("start", "zone", "contract", "minutes"),
    value="position_mw",
    keys=areas.MAIN_ZONES,
    key_column="zone",
    window=window(back=days(1), ahead=days(2)),
    schedule=brussels("10,40 13-15 * * *"),
    fresh_within=hours(26),
    latest=Latest(by="zone", fields=("net_export_mw",)),
    match={"documentType": "A25", "businessType": "B09"},
)


class CongestionIncome(Struct, frozen=True, kw_only=True):
    """Congestion income of a zone's borders; may be negative."""

    start: f.Start
    zone: f.Zone
    contract: f.ContractCode
    minutes: f.Minutes
    amount: f.Amount
    currency: f.Currency | None


CONGESTION_INCOME = Dataset(
    id="entsoe.congestion_income",
    title="Congestion income of implicit auctions, 12.1.E",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A25", {**_ZONE, "businessType": "B10", _CONTRACT: "A01"}),
    parse=entsoe.points(CongestionIncome, value="price.amount", field="amount", document="A25", business="B10"),
    row=CongestionIncome,
    primary_key=("start", "zone", "contract", "minutes"),
    value="amount",
    keys=areas.MAIN_ZONES,
    key_column="zone",
    window=window(back=days(1), ahead=days(2)),
    schedule=brussels("15 14-15 * * *"),
    fresh_within=hours(26),
    match={"documentType": "A25", "businessType": "B10"},
)
