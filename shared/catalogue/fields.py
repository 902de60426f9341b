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
Direction = Annotated[
    int, _meta("INT", "Dominating direction of balancing: 1 up, -1 down, 0 none.", ge=-1, le=1)
]
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
    str, _meta("VARCHAR(32)", "Generation technology: solar, wind_onshore, wind_offshore.", pattern=r"^[a-z][a-z0-9_]*$")
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
BorderDirection = Annotated[str, _meta("VARCHAR(16)", "Direction of the border: import or export.")]
