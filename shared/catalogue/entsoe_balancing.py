"""ENTSO-E declarations: balancing (imbalance, balancing state, activation, reserves), under the EB guideline."""

from typing import Any

from msgspec import Struct

from shared.catalogue import fields as f
from shared.catalogue.entsoe_common import SOURCE, brussels, days, hours, window
from shared.catalogue.model import Cron, Dataset, Latest, Rank
from shared.providers import entsoe

_CONTROL = {"controlArea_Domain": "{area}"}
_AREA = {"area_Domain": "{area}"}
NORDIC_AND_BALTIC = (
    "DK1", "DK2", "FI", "NO1", "NO2", "NO3", "NO4", "NO5", "SE1", "SE2", "SE3", "SE4", "EE", "LV", "LT",
)  # fmt: skip
_FINAL = Rank(column="doc_status", order=entsoe.STATUS_ORDER)


class ImbalancePrice(Struct, frozen=True, kw_only=True):
    """Imbalance price of one settlement period; one row per category, or a single one without."""

    start: f.Start
    control_area: f.ControlArea
    psr_type: f.PsrType
    category: f.PriceCategory
    minutes: f.Minutes
    price: f.PricePerMwh | None
    currency: f.Currency | None
    doc_status: f.DocStatus


_IMBALANCE_PRICE_KEY = ("start", "control_area", "psr_type", "category", "minutes")

IMBALANCE_PRICES = Dataset(
    id="entsoe.imbalance_prices",
    title="Imbalance prices, 17.1.G",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A85", _CONTROL),
    parse=entsoe.points(
        ImbalancePrice, value="imbalance_Price.amount", field="price", document="A85", key=_IMBALANCE_PRICE_KEY
    ),
    row=ImbalancePrice,
    primary_key=_IMBALANCE_PRICE_KEY,
    value="price",
    keys=("BE", "NL", "FR", "AT", "ES", "CZ", "PL", "CH", "EE", "LV", "LT"),
    key_column="control_area",
    window=window(back=hours(6)),
    schedule=Cron("4,19,34,49 * * * *"),
    fresh_within=hours(6),
    latest=Latest(by="control_area", fields=("price", "category", "currency", "doc_status")),
    rank=_FINAL,
    match={"documentType": "A85"},
    notes="A final price (A02) never yields to an intermediate one (A01). A few areas price generation (psr_type "
    "A04) and load (A05) apart. The Baltic areas may answer 'no data': their own platform publishes first.",
)


class ImbalanceVolume(Struct, frozen=True, kw_only=True):
    """Total imbalance of one settlement period; a volume without direction carries its sign itself."""

    start: f.Start
    control_area: f.ControlArea
    minutes: f.Minutes
    direction: f.DirectionCode
    volume: f.Quantity | None
    unit: f.UnitOfMeasure | None
    doc_status: f.DocStatus


_IMBALANCE_VOLUME_KEY = ("start", "control_area", "minutes")

IMBALANCE_VOLUMES = Dataset(
    id="entsoe.imbalance_volumes",
    title="Total imbalance volumes, 17.1.H",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A86", {**_CONTROL, "businessType": "A19"}),
    parse=entsoe.points(
        ImbalanceVolume, value="quantity", field="volume", document="A86", business="A19", key=_IMBALANCE_VOLUME_KEY
    ),
    row=ImbalanceVolume,
    primary_key=_IMBALANCE_VOLUME_KEY,
    value="volume",
    keys=("BE", "AT", "FR", "ES", *NORDIC_AND_BALTIC),
    key_column="control_area",
    window=window(back=hours(6)),
    schedule=Cron("6,21,36,51 * * * *"),
    fresh_within=hours(6),
    latest=Latest(by="control_area", fields=("volume", "direction", "unit", "doc_status")),
    rank=_FINAL,
    match={"documentType": "A86", "businessType": "A19"},
    notes="Few Nordic and Baltic areas publish here; an area without data answers so and costs one request.",
)


class BalancingState(Struct, frozen=True, kw_only=True):
    """Area control error per minute, as published and with a sign."""

    start: f.Start
    control_area: f.ControlArea
    minutes: f.Minutes
    direction: f.DirectionCode
    ace_mw: f.AceMagnitudeMw
    ace_signed_mw: f.AceMw


LONG_IS_UP: frozenset[str] = frozenset()
"""Areas that publish direction A01 for a surplus. Everywhere else A01 has meant a shortage (prices above day-ahead),
which is the default; check a new area against the sign of imbalance price less day-ahead price."""


def _signed(columns: dict[str, list[Any]]) -> list[Any]:
    """Positive = the area is long. A quantity without direction is signed already."""
    signs = {"A01": -1.0, "A02": 1.0}
    rows = zip(columns["control_area"], columns["direction"], columns["ace_mw"], strict=True)
    return [mw * signs.get(way, 1.0) * (-1.0 if area in LONG_IS_UP and way in signs else 1.0) for area, way, mw in rows]


CURRENT_BALANCING_STATE = Dataset(
    id="entsoe.current_balancing_state",
    title="Current balancing state (area control error), 12.3.A",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A86", {**_AREA, "businessType": "B33"}),
    parse=entsoe.points(
        BalancingState,
        value="quantity",
        field="ace_mw",
        document="A86",
        business="B33",
        derive={"ace_signed_mw": _signed},
    ),
    row=BalancingState,
    primary_key=("start", "control_area", "minutes"),
    value="ace_mw",
    keys=("BE", "NL", "AT", "FR", "IT", "ES", "PL", "CZ", "HU"),
    key_column="control_area",
    window=window(back=hours(3), step=99, since=2021),
    schedule=Cron("*/5 * * * *"),
    fresh_within=hours(1),
    latest=Latest(by="control_area", fields=("ace_mw", "direction", "ace_signed_mw")),
    match={"documentType": "A86", "businessType": "B33"},
)


class ActivationPrice(Struct, frozen=True, kw_only=True):
    """Price of activated balancing energy."""

    start: f.Start
    control_area: f.ControlArea
    process: f.ProcessCode
    business_type: f.BusinessCode
    psr_type: f.PsrType
    direction: f.DirectionCode
    category: f.PriceCategory
    market_product: f.MarketProduct
    minutes: f.Minutes
    price: f.PricePerMwh | None
    currency: f.Currency | None


ACTIVATED_BALANCING_PRICES = Dataset(
    id="entsoe.activated_balancing_prices",
    title="Prices of activated balancing energy, 17.1.F",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A84", {**_CONTROL, "processType": "A16"}),
    parse=entsoe.points(ActivationPrice, value="activation_Price.amount", field="price", document="A84"),
    row=ActivationPrice,
    primary_key=(
        "start",
        "control_area",
        "process",
        "business_type",
        "psr_type",
        "direction",
        "category",
        "market_product",
        "minutes",
    ),
    value="price",
    keys=("AT", "FR", "NL"),
    key_column="control_area",
    window=window(back=hours(6)),
    schedule=Cron("9,24,39,54 * * * *"),
    fresh_within=hours(6),
    match={"documentType": "A84"},
    notes="business_type names the reserve: A95 FCR, A96 aFRR, A97 mFRR, A98 RR.",
)


class MarginalPrice(Struct, frozen=True, kw_only=True):
    """Cross-border marginal price of aFRR per optimisation cycle of 4 s; null while none was set."""

    start: f.Start
    control_area: f.ControlArea
    direction: f.DirectionCode
    seconds: f.Seconds
    price: f.PricePerMwh | None
    currency: f.Currency | None


AFRR_MARGINAL_PRICE_4S = Dataset(
    id="entsoe.afrr_marginal_price_4s",
    title="Cross-border marginal prices of aFRR (PICASSO), per 4 s",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query(
        "A84", {**_CONTROL, "processType": "A67", "businessType": "A96", "Standard_MarketProduct": "A01"}
    ),
    parse=entsoe.points(
        MarginalPrice, value="activation_Price.amount", field="price", document="A84", process="A67", business="A96"
    ),
    row=MarginalPrice,
    primary_key=("start", "control_area", "direction", "seconds"),
    value="price",
    keys=("DE-50Hertz", "DE-TenneT", "AT", "NL"),
    key_column="control_area",
    window=window(back=hours(6), step=1, since=2022),
    schedule=Cron("12 * * * *"),
    fresh_within=hours(6),
    partition="day",
    match={"documentType": "A84", "processType": "A67"},
    notes="21,600 rows per direction and day; one day per request.",
)


class AggregatedBids(Struct, frozen=True, kw_only=True):
    """Balancing energy offered, activated and unavailable, per direction."""

    start: f.Start
    control_area: f.ControlArea
    process: f.ProcessCode
    direction: f.DirectionCode
    market_product: f.MarketProduct
    minutes: f.Minutes
    offered_mw: f.OfferedMw | None
    activated_mw: f.ActivatedMw | None
    unavailable_mw: f.PowerMw | None


BALANCING_BIDS_AGGREGATED = Dataset(
    id="entsoe.balancing_bids_aggregated",
    title="Aggregated balancing energy bids, GL EB 12.3.E",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A24", {**_AREA, "processType": "{process}"}, parts=("process",)),
    parse=entsoe.points(
        AggregatedBids,
        value="quantity",
        field="offered_mw",
        document="A24",
        also={"secondaryQuantity": "activated_mw", "unavailable_Quantity.quantity": "unavailable_mw"},
    ),
    row=AggregatedBids,
    primary_key=("start", "control_area", "process", "direction", "market_product", "minutes"),
    value="offered_mw",
    keys=tuple(f"{area}:{process}" for area in ("AT", "BE", "FR", "NL") for process in ("A51", "A47")),
    key_column="",
    window=window(back=hours(6), since=2020),
    schedule=Cron("14,29,44,59 * * * *"),
    fresh_within=hours(6),
    match={"documentType": "A24"},
    notes="Keys read AREA:PROCESS; process A51 aFRR, A47 mFRR, A60/A61 mFRR scheduled/direct, A46 RR.",
)


class ContractedReserve(Struct, frozen=True, kw_only=True):
    """Reserve capacity under contract: power and price."""

    start: f.Start
    control_area: f.ControlArea
    process: f.ProcessCode
    agreement: f.AgreementCode
    direction: f.DirectionCode
    psr_type: f.PsrType
    market_product: f.MarketProduct
    minutes: f.Minutes
    procured_mw: f.PowerMw | None
    procurement_price: f.ReservePrice | None
    currency: f.Currency | None
    category: f.PriceCategory
    allocated_at: f.AllocatedAt | None


CONTRACTED_RESERVES = Dataset(
    id="entsoe.contracted_reserves",
    title="Volumes and prices of contracted reserves, 17.1.B&C",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query(
        "A81",
        {**_CONTROL, "businessType": "B95", "processType": "{process}", "Type_MarketAgreement.Type": "A01"},
        parts=("process",),
        page=100,
    ),
    parse=entsoe.points(
        ContractedReserve,
        value="quantity",
        field="procured_mw",
        document="A81",
        business="B95",
        also={"procurement_Price.amount": "procurement_price"},
    ),
    row=ContractedReserve,
    primary_key=(
        "start",
        "control_area",
        "process",
        "agreement",
        "direction",
        "psr_type",
        "market_product",
        "minutes",
    ),
    value="procured_mw",
    keys=tuple(f"{area}:{process}" for area in ("NL", "BE", "AT", "FR") for process in ("A52", "A51", "A47")),
    key_column="",
    window=window(back=days(1), ahead=days(2)),
    schedule=brussels("55 10,18 * * *"),
    fresh_within=hours(26),
    match={"documentType": "A81"},
    notes="Keys read AREA:PROCESS; process A52 FCR, A51 aFRR, A47 mFRR, A46 RR. Daily agreements are asked for.",
)


class NettedVolume(Struct, frozen=True, kw_only=True):
    """Balancing energy netted or exchanged from one area to another."""

    start: f.Start
    border: f.Border
    process: f.ProcessCode
    business_type: f.BusinessCode
    market_product: f.MarketProduct
    minutes: f.Minutes
    from_zone: f.FromZone
    to_zone: f.ToZone
    exchanged_mwh: f.EnergyMwh


_VOLUME_KEY = ("start", "border", "process", "business_type", "market_product", "minutes")

NETTED_VOLUMES = Dataset(
    id="entsoe.netted_volumes",
    title="Netted and exchanged balancing volumes per area",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query(
        "B17",
        {"processType": "{process}", "Acquiring_Domain": "{area}", "Connecting_Domain": "{area}"},
        parts=("process",),
    ),
    parse=entsoe.points(NettedVolume, value="quantity", field="exchanged_mwh", document="B17"),
    row=NettedVolume,
    primary_key=_VOLUME_KEY,
    value="exchanged_mwh",
    keys=("DE-50Hertz:A63", "BE:A63", "NL:A63", "AT:A63"),
    key_column="",
    window=window(back=days(1), step=1, since=2020),
    schedule=Cron("22 * * * *"),
    fresh_within=hours(26),
    match={"documentType": "B17"},
    notes="Keys read AREA:PROCESS; process A63 imbalance netting, A51 aFRR, A60/A61 mFRR. The other side of an area's "
    "volume is the platform's region.",
)

EXCHANGED_VOLUMES = Dataset(
    id="entsoe.exchanged_volumes",
    title="Netted and exchanged balancing volumes per border",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query(
        "A30",
        {"processType": "{process}", "Acquiring_Domain": "{to}", "Connecting_Domain": "{from}"},
        parts=("process",),
    ),
    parse=entsoe.points(NettedVolume, value="quantity", field="exchanged_mwh", document="A30"),
    row=NettedVolume,
    primary_key=_VOLUME_KEY,
    value="exchanged_mwh",
    keys=("FR>BE:A60", "BE>FR:A60", "NL>BE:A60", "BE>NL:A60"),
    key_column="",
    window=window(back=days(1), step=1, since=2022),
    schedule=Cron("52 * * * *"),
    fresh_within=hours(26),
    match={"documentType": "A30"},
    notes="Keys read BORDER:PROCESS, from the connecting to the acquiring area.",
)
