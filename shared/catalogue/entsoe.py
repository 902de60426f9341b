"""ENTSO-E Transparency Platform: prices; exchanges, load and generation, balancing and outages have a file each.

How it is asked and read: :mod:`shared.providers.entsoe`. Keys are zones (``BE``), borders in the direction of the flow
(``NL>BE``), or one of these with further codes after a colon (``BE:A51``, area and process).
"""

from msgspec import Struct

from shared.catalogue import areas
from shared.catalogue import fields as f
from shared.catalogue.entsoe_balancing import (
    ACTIVATED_BALANCING_PRICES,
    AFRR_MARGINAL_PRICE_4S,
    BALANCING_BIDS_AGGREGATED,
    CONTRACTED_RESERVES,
    CURRENT_BALANCING_STATE,
    EXCHANGED_VOLUMES,
    IMBALANCE_PRICES,
    IMBALANCE_VOLUMES,
    NETTED_VOLUMES,
)
from shared.catalogue.entsoe_common import SOURCE, brussels, days, hours, window
from shared.catalogue.entsoe_exchange import (
    CONGESTION_INCOME,
    NET_POSITIONS,
    NTC_FORECAST,
    NTC_FORECAST_LONG,
    OFFERED_CAPACITY,
    PHYSICAL_FLOWS,
    SCHEDULED_EXCHANGES,
)
from shared.catalogue.entsoe_generation import (
    ACTUAL_LOAD,
    GENERATION_FORECAST,
    GENERATION_PER_TYPE,
    GENERATION_PER_UNIT,
    INSTALLED_CAPACITY,
    LOAD_FORECAST_DAY_AHEAD,
    LOAD_FORECAST_LONG,
    RESERVOIR_FILLING,
    WIND_SOLAR_FORECAST,
    WIND_SOLAR_FORECAST_CURRENT,
    WIND_SOLAR_FORECAST_INTRADAY,
)
from shared.catalogue.entsoe_outages import (
    CONSUMPTION_OUTAGES,
    GENERATION_OUTAGES,
    OFFSHORE_GRID_OUTAGES,
    PRODUCTION_UNIT_OUTAGES,
    TRANSMISSION_OUTAGES,
)
from shared.catalogue.model import Dataset, Latest
from shared.providers import entsoe

__all__ = [
    "ACTIVATED_BALANCING_PRICES",
    "ACTUAL_LOAD",
    "AFRR_MARGINAL_PRICE_4S",
    "BALANCING_BIDS_AGGREGATED",
    "CONGESTION_INCOME",
    "CONSUMPTION_OUTAGES",
    "CONTRACTED_RESERVES",
    "CURRENT_BALANCING_STATE",
    "DAY_AHEAD_PRICES",
    "EXCHANGED_VOLUMES",
    "GENERATION_FORECAST",
    "GENERATION_OUTAGES",
    "GENERATION_PER_TYPE",
    "GENERATION_PER_UNIT",
    "IMBALANCE_PRICES",
    "IMBALANCE_VOLUMES",
    "INSTALLED_CAPACITY",
    "INTRADAY_AUCTION_PRICES",
    "LOAD_FORECAST_DAY_AHEAD",
    "LOAD_FORECAST_LONG",
    "NETTED_VOLUMES",
    "NET_POSITIONS",
    "NTC_FORECAST",
    "NTC_FORECAST_LONG",
    "OFFERED_CAPACITY",
    "OFFSHORE_GRID_OUTAGES",
    "PHYSICAL_FLOWS",
    "PRODUCTION_UNIT_OUTAGES",
    "RESERVOIR_FILLING",
    "SCHEDULED_EXCHANGES",
    "TRANSMISSION_OUTAGES",
    "WIND_SOLAR_FORECAST",
    "WIND_SOLAR_FORECAST_CURRENT",
    "WIND_SOLAR_FORECAST_INTRADAY",
]

_CONTRACT = "contract_MarketAgreement.type"
_ZONE = {"in_Domain": "{area}", "out_Domain": "{area}"}


class AuctionPrice(Struct, frozen=True, kw_only=True):
    """Clearing price of one auction for one market time unit."""

    start: f.Start
    zone: f.Zone
    sequence: f.Sequence
    minutes: f.Minutes
    price: f.PricePerMwh
    currency: f.Currency | None


DAY_AHEAD_PRICES = Dataset(
    id="entsoe.day_ahead_prices",
    title="Day-ahead prices, 12.1.D",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A44", {**_ZONE, _CONTRACT: "A01"}, page=100),
    parse=entsoe.points(AuctionPrice, value="price.amount", field="price", document="A44", only={_CONTRACT: ("A01",)}),
    row=AuctionPrice,
    primary_key=("start", "zone", "sequence", "minutes"),
    value="price",
    keys=areas.DAY_AHEAD_ZONES,
    key_column="zone",
    window=window(back=days(1), ahead=days(2)),
    schedule=brussels("*/5 12-14 * * *"),
    fresh_within=hours(26),
    latest=Latest(by="zone", fields=("price", "currency", "sequence", "minutes")),
    match={"documentType": "A44", _CONTRACT: "A01"},
    notes="In DE-LU and AT sequence 1 is the single day-ahead coupling and 2 the EXAA auction; never take one for the "
    "other. Quarter hours from 2025-09-30T22:00Z; before and after, resolutions may stand side by side.",
)

INTRADAY_AUCTION_PRICES = Dataset(
    id="entsoe.intraday_auction_prices",
    title="Intraday auction prices, 12.1.D",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A44", {**_ZONE, _CONTRACT: "A07"}, page=100),
    parse=entsoe.points(AuctionPrice, value="price.amount", field="price", document="A44", only={_CONTRACT: ("A07",)}),
    row=AuctionPrice,
    primary_key=("start", "zone", "sequence", "minutes"),
    value="price",
    keys=areas.MAIN_ZONES,
    key_column="zone",
    window=window(back=days(1), ahead=days(2), since=2024),
    schedule=brussels("15,30 10,15,22 * * *"),
    fresh_within=hours(26),
    latest=Latest(by="zone", fields=("price", "currency", "sequence", "minutes")),
    match={"documentType": "A44", _CONTRACT: "A07"},
    notes="Sequences 1 to 3 are the three pan-European intraday auctions.",
)
