"""The one dictionary of column names, units and bounds.

One name, one meaning, one unit: the same quantity in the same unit has the same type everywhere, and its unit ends the
column's name (``_mw``, ``_mwh``, ``_eur_mwh``, ``_pct``, ``_minutes``). Bounds are technical limits with room to
spare: outside them a body is refused, so they must be impossible, not unlikely.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta


def _meta(sql: str, description: str, unit: str = "", **limits: Any) -> Meta:
    schema = {"description": description} | ({"x-unit": unit} if unit else {})
    return Meta(extra={"sql": sql}, extra_json_schema=schema, **limits)


# --- time ------------------------------------------------------------------------------------------------------------
Start = Annotated[datetime, _meta("DATETIME", "Start of the delivery period, UTC, inclusive.", tz=True)]
End = Annotated[datetime, _meta("DATETIME", "End of the delivery period, UTC, exclusive.", tz=True)]
RunAt = Annotated[datetime, _meta("DATETIME", "When the provider made or last updated this forecast, UTC.", tz=True)]
CreatedAt = Annotated[datetime, _meta("DATETIME", "When the provider created the document, UTC.", tz=True)]
OutageStart = Annotated[datetime, _meta("DATETIME", "Start of the whole unavailability, UTC.", tz=True)]
OutageEnd = Annotated[datetime, _meta("DATETIME", "End of the whole unavailability, UTC.", tz=True)]
Minutes = Annotated[int, _meta("INT", "Length of the market time unit.", "min", ge=1, le=44_640)]
Seconds = Annotated[int, _meta("INT", "Length of the period.", "s", ge=1, le=86_400)]

# --- place -----------------------------------------------------------------------------------------------------------
_AREA = r"^[A-Z0-9][A-Za-z0-9_-]{1,15}$"
Zone = Annotated[str, _meta("VARCHAR(16)", "Bidding zone (short code; the EIC where none is known).", pattern=_AREA)]
ControlArea = Annotated[
    str, _meta("VARCHAR(16)", "Control area (short code; the EIC where none is known).", pattern=_AREA)
]
FromZone = Annotated[str, _meta("VARCHAR(16)", "Sending side; values are positive from here.", pattern=_AREA)]
ToZone = Annotated[str, _meta("VARCHAR(16)", "Receiving side; values are positive towards here.", pattern=_AREA)]
Region = Annotated[str, _meta("VARCHAR(40)", "Region as the provider names it.", pattern=r"^.{1,40}$")]

# --- power and energy ------------------------------------------------------------------------------------------------
_MW = "DECIMAL(14, 4)"
PowerMw = Annotated[float, _meta(_MW, "Average power over the period.", "MW", ge=-500_000, le=500_000)]
EnergyMwh = Annotated[float, _meta(_MW, "Energy over the period.", "MWh", ge=-500_000, le=500_000)]
LoadMw = Annotated[float, _meta(_MW, "Total load.", "MW", ge=-1_000, le=500_000)]

# --- prices ----------------------------------------------------------------------------------------------------------
_PRICE = "DECIMAL(14, 4)"
PriceEurMwh = Annotated[float, _meta(_PRICE, "Price of energy.", "EUR/MWh", ge=-20_000, le=20_000)]
PriceDkkMwh = Annotated[float, _meta(_PRICE, "Price of energy.", "DKK/MWh", ge=-150_000, le=150_000)]
PricePerMwh = Annotated[
    float, _meta(_PRICE, "Price of energy in the row's currency.", "currency/MWh", ge=-8_000_000, le=8_000_000)
]
Currency = Annotated[str, _meta("VARCHAR(3)", "ISO 4217 currency of the price.", pattern=r"^[A-Z]{3}$")]
Sequence = Annotated[
    int,
    _meta("INT", "Auction sequence: 1 is the single day-ahead coupling, higher ones are other auctions.", ge=1, le=99),
]

# --- balancing and national system operators (Elia, Energinet) -------------------------------------------------------
SystemImbalanceMw = Annotated[
    float, _meta(_MW, "System imbalance; positive = surplus (long), negative = shortage.", "MW", ge=-20_000, le=20_000)
]
AceMw = Annotated[float, _meta(_MW, "Area control error; positive = surplus.", "MW", ge=-20_000, le=20_000)]
RegulationMw = Annotated[
    float, _meta(_MW, "Net regulation volume; positive = net upward activation.", "MW", ge=-20_000, le=20_000)
]
ActivatedMw = Annotated[
    float,
    _meta(_MW, "Activated balancing power, average over the period, in the column's direction.", "MW",
          ge=-50_000, le=50_000),
]  # fmt: skip
AfrrSignedMw = Annotated[
    float, _meta(_MW, "Activated aFRR; upward is positive, downward negative.", "MW", ge=-50_000, le=50_000)
]
SatisfiedDemandMw = Annotated[
    float,
    _meta(_MW, "Balancing demand met by the mFRR market; positive = system short (up-regulation bought).", "MW",
          ge=-20_000, le=20_000),
]  # fmt: skip
OfferedMw = Annotated[float, _meta(_MW, "Power offered to the balancing market.", "MW", ge=0, le=100_000)]
ImportMw = Annotated[float, _meta(_MW, "Exchange; positive = import into the area.", "MW", ge=-50_000, le=50_000)]
ExportMw = Annotated[float, _meta(_MW, "Exchange; positive = export from the area.", "MW", ge=-50_000, le=50_000)]
CapacityMw = Annotated[float, _meta(_MW, "Capacity, signed as the column's name says.", "MW", ge=-100_000, le=100_000)]
Direction = Annotated[int, _meta("INT", "Dominating direction of balancing: 1 up, -1 down, 0 none.", ge=-1, le=1)]
ReservePriceEur = Annotated[
    float, _meta(_PRICE, "Price of reserve capacity per MW and hour.", "EUR/MW/h", ge=-100_000, le=1_000_000)
]
ReservePriceDkk = Annotated[
    float, _meta(_PRICE, "Price of reserve capacity per MW and hour.", "DKK/MW/h", ge=-1_000_000, le=8_000_000)
]
AmountEur = Annotated[float, _meta("DECIMAL(18, 4)", "Amount of money.", "EUR", ge=-1e9, le=1e9)]
AmountDkk = Annotated[float, _meta("DECIMAL(18, 4)", "Amount of money.", "DKK", ge=-1e10, le=1e10)]
Co2GPerKwh = Annotated[float, _meta(_MW, "CO2 emission intensity.", "g/kWh", ge=-100, le=5_000)]
LoadFactor = Annotated[
    float, _meta("DECIMAL(10, 6)", "Output over monitored capacity; may be slightly negative.", "1", ge=-5, le=5)
]
QualityStatus = Annotated[
    str,
    _meta("VARCHAR(32)", "Validation state: not_validated, data_issue, validated.", pattern=r"^[a-z][a-z0-9_]{0,31}$"),
]
Technology = Annotated[
    str,
    _meta("VARCHAR(32)", "Generation technology: solar, wind_onshore, wind_offshore.", pattern=r"^[a-z][a-z0-9_]*$"),
]
FuelName = Annotated[str, _meta("VARCHAR(64)", "Fuel as the provider names it (ENTSO-E names).", pattern=r"^.{1,64}$")]
GridConnection = Annotated[str, _meta("VARCHAR(16)", "Grid of connection: elia or dso.", pattern=r"^[a-z]{1,16}$")]
CurtailmentBid = Annotated[
    str, _meta("VARCHAR(64)", "Decremental bid by which output was reduced on request; null = none.")
]
PredictionQuality = Annotated[str, _meta("VARCHAR(64)", "Quality of the prediction in the provider's words.")]
BinProbabilities = Annotated[
    str, _meta("VARCHAR(2000)", "Probability per bin of system imbalance, a JSON object of bin to probability.")
]
ReserveProduct = Annotated[
    str, _meta("VARCHAR(16)", "Reserve product: fcr_n, fcr_d_up, fcr_d_down.", pattern=r"^[a-z][a-z0-9_]*$")
]
AuctionType = Annotated[
    str, _meta("VARCHAR(16)", "Auction of the product: total, d1_early, d1_late.", pattern=r"^[a-z][a-z0-9_]*$")
]
QuarterStart = Annotated[
    datetime, _meta("DATETIME", "Start of the quarter hour that the minute belongs to, UTC.", tz=True)
]

# --- ENTSO-E Transparency Platform -----------------------------------------------------------------------------------
_CODE = r"^([A-Z][0-9A-Z]{2}|none)$"


def _code(description: str) -> Meta:
    """A code of the provider's list, ``none`` where the answer leaves it out (a key column may not be null)."""
    return _meta("VARCHAR(4)", f"{description} 'none' where not stated.", pattern=_CODE)


Border = Annotated[
    str,
    _meta("VARCHAR(33)", "Border in the direction of the flow, FROM>TO.", pattern=r"^[A-Za-z0-9_-]+>[A-Za-z0-9_-]+$"),
]
PsrType = Annotated[str, _code("Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage.")]
FlowKind = Annotated[
    str, _meta("VARCHAR(12)", "generation, or consumption (pumps, own use).", pattern="^(generation|consumption)$")
]
DirectionCode = Annotated[str, _code("Direction: A01 up, A02 down, A03 symmetric or balanced.")]
TradeDirection = Annotated[str, _meta("VARCHAR(6)", "Side of the area: export or import.", pattern="^(export|import)$")]
ContractCode = Annotated[
    str, _code("Contract: A01 daily, A02 weekly, A03 monthly, A04 yearly, A05 total, A07 intraday.")
]
AgreementCode = Annotated[
    str, _code("Procurement agreement: A01 daily, A02 weekly, A03 monthly, A04 yearly, A13 hourly.")
]
AllocationCode = Annotated[str, _code("Allocation: A01 implicit, A02 explicit, A08 continuous.")]
AuctionCategory = Annotated[str, _code("Auction category: A01 base, A02 peak, A03 off-peak, A04 hourly.")]
ProcessCode = Annotated[str, _code("Process: A16 realised, A46 RR, A47 mFRR, A51 aFRR, A52 FCR, A60/A61 mFRR.")]
HorizonCode = Annotated[str, _code("Forecast horizon, a process: A31 week, A32 month, A33 year ahead.")]
BusinessCode = Annotated[str, _code("Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned.")]
LoadBound = Annotated[str, _code("Bound of a load forecast: A60 minimum, A61 maximum.")]
PriceCategory = Annotated[
    str, _code("Price category: A04 long (surplus), A05 short (deficit), A06 average, A08 marginal.")
]
MarketProduct = Annotated[str, _code("Market product: A01 standard, A02-A04 specific, A05, A07.")]
DocStatus = Annotated[
    str, _code("Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn.")
]
UnitOfMeasure = Annotated[
    str, _meta("VARCHAR(4)", "Unit of the row's quantity: MWH or MAW (MW).", pattern="^[A-Z0-9]{3}$")
]
Quantity = Annotated[float, _meta(_MW, "Quantity in the row's unit of measure.", "row's unit", ge=-500_000, le=500_000)]
ScheduledMw = Annotated[
    float, _meta(_MW, "Scheduled commercial exchange, per direction.", "MW", ge=-100_000, le=100_000)
]
FlowMw = Annotated[float, _meta(_MW, "Physical flow, per direction, not netted.", "MW", ge=-100_000, le=100_000)]
StoredMwh = Annotated[float, _meta(_MW, "Energy stored in water reservoirs.", "MWh", ge=0, le=500_000_000)]
AceMagnitudeMw = Annotated[
    float, _meta(_MW, "Area control error as published; its sign is the row's direction.", "MW", ge=-50_000, le=50_000)
]
ReservePrice = Annotated[
    float,
    _meta(_PRICE, "Procurement price in the row's currency per MW, for the hour or product period as published.",
          "currency/MW", ge=-10_000_000, le=100_000_000),
]  # fmt: skip
Amount = Annotated[
    float, _meta("DECIMAL(18, 4)", "Amount of money in the row's currency.", "currency", ge=-1e12, le=1e12)
]
AllocatedAt = Annotated[datetime, _meta("DATETIME", "When the reserve was allocated, UTC.", tz=True)]
UpdatedAt = Annotated[datetime, _meta("DATETIME", "When the provider last updated the value, UTC.", tz=True)]
Eic = Annotated[
    str,
    _meta(
        "VARCHAR(64)", "Energy identification code (or national one) of unit, plant or asset.", pattern=r"^\S.{0,63}$"
    ),
]
EicName = Annotated[str, _meta("VARCHAR(500)", "Name of the unit, plant or asset as published.")]
Mrid = Annotated[str, _meta("VARCHAR(40)", "The provider's lasting id of an unavailability.", pattern=r"^\S{1,40}$")]
Revision = Annotated[int, _meta("INT", "Revision of the unavailability, counting from 1.", ge=0, le=100_000)]
SeriesNo = Annotated[int, _meta("INT", "Ordinal of the series within its document.", ge=1, le=100_000)]
ReasonCode = Annotated[str, _meta("VARCHAR(8)", "Reason: B18 failure, B19 maintenance, B20 shutdown, A95 see text.")]
ReasonText = Annotated[str, _meta("VARCHAR(4000)", "Reason in the publisher's words, cut at 1,000 characters.")]
