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
