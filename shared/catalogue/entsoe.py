"""ENTSO-E Transparency Platform: prices. How it is asked and read: :mod:`shared.providers.entsoe`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from shared.catalogue import areas
from shared.catalogue import fields as f
from shared.catalogue.model import Cron, Dataset, Latest, Window
from shared.providers import entsoe

_PORTAL = "https://transparency.entsoe.eu/"


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
    source=_PORTAL,
    provider="entsoe",
    request=entsoe.query(
        "A44",
        {"in_Domain": "{area}", "out_Domain": "{area}", "contract_MarketAgreement.type": "A01"},
        page=100,
    ),
    parse=entsoe.points(
        AuctionPrice,
        value="price.amount",
        field="price",
        document="A44",
        only={"contract_MarketAgreement.type": ("A01",)},
    ),
    row=AuctionPrice,
    primary_key=("start", "zone", "sequence", "minutes"),
    value="price",
    keys=areas.DAY_AHEAD_ZONES,
    key_column="zone",
    window=Window(
        back=timedelta(days=1),
        ahead=timedelta(days=2),
        step=timedelta(days=365),
        since=datetime(2015, 1, 1, tzinfo=UTC),
        tz=areas.MARKET_TZ,
    ),
    schedule=Cron("*/5 12-14 * * *", tz=areas.MARKET_TZ),
    fresh_within=timedelta(hours=26),
    latest=Latest(by="zone", fields=("price", "currency", "sequence", "minutes")),
    match={"documentType": "A44", "contract_MarketAgreement.type": "A01"},
)
