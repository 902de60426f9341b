"""Energinet's datasets: markets and balancing here, the power system in :mod:`shared.catalogue.energinet_system`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shared.catalogue import energinet_rows as rows
from shared.catalogue.model import Cron, Dataset, Latest, Rank, Window
from shared.providers import energinet
from shared.providers.energinet import Source

_SITE = "https://www.energidataservice.dk/tso-electricity/"
_DK = ("DK1", "DK2")


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


_DAY_AHEAD = Source(
    dataset="energinet.day_ahead_prices",
    name="DayAheadPrices",
    row=rows.SpotPrice,
    columns=rows.SPOT_PRICE,
    minutes=15,
    finish=energinet.day_ahead_units,
)
DAY_AHEAD_PRICES = Dataset(
    id=_DAY_AHEAD.dataset,
    title="Day-ahead prices, Denmark and neighbours",
    source=_SITE + "DayAheadPrices",
    provider="energinet",
    request=_DAY_AHEAD.request,
    parse=_DAY_AHEAD.parse,
    row=rows.SpotPrice,
    primary_key=("start", "zone"),
    value="price_eur_mwh",
    keys=(*_DK, "SE3", "SE4", "NO2", "DE-LU"),
    key_column="zone",
    window=Window(
        back=timedelta(days=1), ahead=timedelta(days=2), step=timedelta(days=31), since=_utc(2025, 9, 30, 22)
    ),
    schedule=Cron("45-59/5 12 * * *", tz="Europe/Copenhagen"),
    fresh_within=timedelta(hours=26),
    latest=Latest(by="zone", fields=("price_eur_mwh",)),
    rank=Rank(column="price_dkk_mwh"),
    match={"dataset": "DayAheadPrices"},
)
