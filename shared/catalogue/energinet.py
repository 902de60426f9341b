"""Energinet's datasets: markets and balancing here, the power system in :mod:`shared.catalogue.energinet_system`."""

from shared.catalogue import energinet_rows as rows
from shared.catalogue.declare import days, declare, hours, utc
from shared.catalogue.energinet_system import (
    CO2_FORECAST,
    ELECTRICITY_BALANCE,
    FORECASTS_5MIN,
    FORECASTS_HOUR,
    POWER_SYSTEM_NOW,
    PRODUCTION_EXCHANGE_5MIN,
    TRANSMISSION_LINES,
)
from shared.catalogue.model import Cron, Latest, Window
from shared.providers import energinet
from shared.providers.energinet import Source

__all__ = [
    "AFRR_ACTIVATION",
    "AFRR_RESERVES",
    "CO2_FORECAST",
    "DAY_AHEAD_PRICES",
    "ELECTRICITY_BALANCE",
    "FCR_DK1",
    "FCR_ND_DK2",
    "FORECASTS_5MIN",
    "FORECASTS_HOUR",
    "IMBALANCE_PRICES",
    "MFRR_ACTIVATION",
    "MFRR_CAPACITY",
    "POWER_SYSTEM_NOW",
    "PRODUCTION_EXCHANGE_5MIN",
    "REGULATING_POWER",
    "SPOT_PRICES",
    "TRANSMISSION_LINES",
]

_SITE = "https://www.energidataservice.dk/tso-electricity/"
_DK = ("DK1", "DK2")
_SPOT = (*_DK, "SE3", "SE4", "NO2", "DE-LU")
_COPENHAGEN = "Europe/Copenhagen"
_DECADES = hours(24 * 365 * 30)
"""Freshness of a data set that has ended: nothing newer will come."""

DAY_AHEAD_PRICES = declare(
    Source(
        dataset="energinet.day_ahead_prices",
        name="DayAheadPrices",
        row=rows.SpotPrice,
        columns=rows.SPOT_PRICE,
        minutes=15,
        finish=energinet.day_ahead_units,
    ),
    title="Day-ahead prices, Denmark and neighbours",
    page=_SITE + "DayAheadPrices",
    value="price_eur_mwh",
    primary_key=("start", "zone"),
    keys=_SPOT,
    key_column="zone",
    window=Window(back=days(2), ahead=days(2), step=days(92), since=utc(2025, 9, 30, 22)),
    schedule=Cron("*/10 12-15 * * *", tz=_COPENHAGEN),
    fresh_within=hours(26),
    latest=Latest(by="zone", fields=("price_eur_mwh",)),
    notes="DKK may come days later at weekends, when no exchange rate is set; EUR is the price to keep.",
)

SPOT_PRICES = declare(
    Source(
        dataset="energinet.spot_prices",
        name="Elspotprices",
        row=rows.SpotPrice,
        columns=rows.SPOT_PRICE_HOURLY,
        minutes=60,
    ),
    title="Day-ahead prices per hour until 30 September 2025, Denmark and neighbours",
    page=_SITE + "Elspotprices",
    value="price_eur_mwh",
    primary_key=("start", "zone"),
    keys=(*_SPOT, "SYSTEM"),
    key_column="zone",
    window=Window(back=days(1), ahead=days(1), step=days(366), since=utc(1999, 6, 30, 22), until=utc(2025, 9, 30, 22)),
    schedule=Cron("15 4 1 * *", tz=_COPENHAGEN),
    fresh_within=_DECADES,
    notes="Ended; for backfills. Continued by energinet.day_ahead_prices. DE-LU includes Austria before October 2018.",
)

IMBALANCE_PRICES = declare(
    Source(
        dataset="energinet.imbalance_prices",
        name="ImbalancePrice",
        row=rows.ImbalancePrice,
        columns=rows.IMBALANCE_PRICE,
        minutes=15,
        finish=energinet.afrr_without_activation,
    ),
    title="Imbalance prices and satisfied balancing demand, Denmark",
    page=_SITE + "ImbalancePrice",
    value="imbalance_price_eur_mwh",
    primary_key=("start", "zone"),
    keys=_DK,
    key_column="zone",
    window=Window(back=hours(6), ahead=hours(0), step=days(31), since=utc(2025, 3, 4, 12)),
    schedule=Cron("*/5 * * * *"),
    fresh_within=hours(4),
    latest=Latest(by="zone", fields=("imbalance_price_eur_mwh", "satisfied_demand_mw", "dominating_direction")),
    notes="All four quarters of an hour are equal before 2025-03-18T23:00Z.",
)

MFRR_ACTIVATION = declare(
    Source(
        dataset="energinet.mfrr_activation",
        name="MfrrEnergyActivationMarket",
        row=rows.MfrrActivation,
        columns=rows.MFRR_ACTIVATION,
        minutes=15,
    ),
    title="mFRR energy activation market, Denmark",
    page=_SITE + "MfrrEnergyActivationMarket",
    value="total_up_mw",
    primary_key=("start", "zone"),
    keys=_DK,
    key_column="zone",
    window=Window(back=hours(6), ahead=hours(0), step=days(31), since=utc(2025, 3, 3, 23)),
    schedule=Cron("*/5 * * * *"),
    fresh_within=hours(4),
    latest=Latest(by="zone", fields=("total_up_mw", "total_down_mw", "scheduled_up_price_eur_mwh")),
)

REGULATING_POWER = declare(
    Source(
        dataset="energinet.regulating_power",
        name="RegulatingBalancePowerdata",
        row=rows.RegulatingPower,
        columns=rows.REGULATING_POWER,
        minutes=60,
    ),
    title="Regulating power and imbalance per hour until 4 March 2025, Denmark",
    page=_SITE + "RegulatingBalancePowerdata",
    value="imbalance_price_eur_mwh",
    primary_key=("start", "zone"),
    keys=_DK,
    key_column="zone",
    window=Window(back=days(1), ahead=days(1), step=days(366), since=utc(1999, 6, 30, 22), until=utc(2025, 3, 4, 12)),
    schedule=Cron("30 4 1 * *", tz=_COPENHAGEN),
    fresh_within=_DECADES,
    notes="Ended; for backfills. Continued by energinet.imbalance_prices and energinet.mfrr_activation.",
)

AFRR_RESERVES = declare(
    Source(
        dataset="energinet.afrr_reserves",
        name="AfrrReservesNordic",
        row=rows.ReserveCapacity,
        columns=rows.AFRR_CAPACITY,
        minutes=60,
    ),
    title="aFRR capacity market, Denmark",
    page=_SITE + "AfrrReservesNordic",
    value="up_price_eur_mw_h",
    primary_key=("start", "zone"),
    keys=_DK,
    key_column="zone",
    window=Window(back=days(2), ahead=days(2), step=days(92), since=utc(2022, 12, 6, 23)),
    schedule=Cron("*/10 8-9 * * *", tz=_COPENHAGEN),
    fresh_within=hours(26),
    latest=Latest(by="zone", fields=("up_price_eur_mw_h", "down_price_eur_mw_h")),
    notes="DK1 begins 2024-10-01T22:00Z.",
)

MFRR_CAPACITY = declare(
    Source(
        dataset="energinet.mfrr_capacity",
        name="mFRRCapacityMarket",
        row=rows.ReserveCapacity,
        columns=rows.MFRR_CAPACITY,
        minutes=60,
    ),
    title="mFRR capacity market, Denmark",
    page=_SITE + "mFRRCapacityMarket",
    value="up_price_eur_mw_h",
    primary_key=("start", "zone"),
    keys=_DK,
    key_column="zone",
    window=Window(back=days(2), ahead=days(2), step=days(92), since=utc(2023, 6, 20, 22)),
    schedule=Cron("*/10 9-10 * * *", tz=_COPENHAGEN),
    fresh_within=hours(26),
    latest=Latest(by="zone", fields=("up_price_eur_mw_h", "down_price_eur_mw_h")),
)

FCR_DK1 = declare(
    Source(
        dataset="energinet.fcr_dk1",
        name="FcrDK1",
        row=rows.FcrDk1,
        columns=rows.FCR_DK1,
        minutes=60,
        zone="DK1",
    ),
    title="FCR capacity, western Denmark",
    page=_SITE + "FcrDK1",
    value="dk_price_eur_mw_h",
    primary_key=("start", "zone"),
    keys=("DK1",),
    key_column="zone",
    window=Window(back=days(2), ahead=days(2), step=days(92), since=utc(2021, 1, 18, 23)),
    schedule=Cron("*/15 8-9 * * *", tz=_COPENHAGEN),
    fresh_within=hours(26),
    latest=Latest(by="zone", fields=("dk_price_eur_mw_h", "cross_price_eur_mw_h")),
)

FCR_ND_DK2 = declare(
    Source(
        dataset="energinet.fcr_nd_dk2",
        name="FcrNdDK2",
        row=rows.FcrDk2,
        columns=rows.FCR_DK2,
        minutes=60,
        repeated_hour=True,
        finish=energinet.reserve_products,
    ),
    title="FCR-N and FCR-D capacity, eastern Denmark",
    page=_SITE + "FcrNdDK2",
    value="price_eur_mw_h",
    primary_key=("start", "zone", "product", "auction"),
    keys=("DK2",),
    key_column="zone",
    window=Window(back=days(2), ahead=days(2), step=days(31), since=utc(2021, 11, 8, 23)),
    schedule=Cron("30 9,18 * * *", tz=_COPENHAGEN),
    fresh_within=hours(26),
    notes="Prices: the rows of auction 'total'; never sum over auctions.",
)

AFRR_ACTIVATION = declare(
    Source(
        dataset="energinet.afrr_activation",
        name="AfrrEnergyActivation",
        row=rows.AfrrActivation,
        columns=rows.AFRR_ACTIVATION,
        minutes=0,
    ),
    title="Activated aFRR energy and price, Denmark",
    page=_SITE + "AfrrEnergyActivation",
    value="afrr_mw",
    primary_key=("start", "zone"),
    keys=_DK,
    key_column="zone",
    window=Window(back=hours(2), ahead=hours(0), step=days(1), since=utc(2024, 10, 1, 22)),
    schedule=Cron("*/15 * * * *"),
    fresh_within=hours(3),
    latest=Latest(by="zone", fields=("afrr_mw", "afrr_price_eur_mwh"), recent=hours(2)),
    partition="day",
    notes="Kept by the provider for 90 days only: what is missed is lost.",
)
