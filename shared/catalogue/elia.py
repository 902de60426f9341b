"""Elia's datasets: balancing here, load, generation and borders in :mod:`shared.catalogue.elia_system`."""

from __future__ import annotations

from shared.catalogue import elia_rows as rows
from shared.catalogue.declare import days, declare, hours, utc
from shared.catalogue.model import Cron, Latest, Rank, Window
from shared.providers.elia import QUALITY_ORDER, Source

SITE = "https://opendata.elia.be/explore/dataset/"
BELGIUM = ("BE",)
MARI = utc(2024, 5, 21, 22)
"""Local go-live of MARI: other data sets, fields and products from here."""
BY_QUALITY = Rank(column="quality_status", order=QUALITY_ORDER)
_PRICE = Latest(by="zone", fields=("imbalance_price_eur_mwh", "system_imbalance_mw"))

IMBALANCE_PRICES = declare(
    Source(
        dataset="elia.imbalance_prices",
        name="ods134",
        row=rows.ImbalancePrice,
        columns=rows.IMBALANCE_PRICE,
        minutes=15,
    ),
    title="Imbalance prices per quarter hour, Belgium",
    page=SITE + "ods134",
    value="imbalance_price_eur_mwh",
    primary_key=("start", "zone"),
    keys=BELGIUM,
    key_column="zone",
    window=Window(back=days(50), ahead=hours(0), step=days(366), since=MARI),
    schedule=Cron("30 5 * * *"),
    fresh_within=hours(50),
    latest=_PRICE,
    rank=BY_QUALITY,
    notes="Month M is validated after the 15th of M+1: the last 50 days are read again.",
)
