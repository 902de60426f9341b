"""Energinet's power-system datasets: measurements, forecasts and borders."""

from shared.catalogue import energinet_system_rows as rows
from shared.catalogue.declare import days, declare, hours, utc
from shared.catalogue.model import Cron, Latest, Window
from shared.providers import energinet
from shared.providers.energinet import Source

_SITE = "https://www.energidataservice.dk/tso-electricity/"
_DK = ("DK1", "DK2")
_REAL_TIME_DECIMALS = 2
"""Real-time measurements are float32 with two decimals: 2472.560059 is 2472.56."""

POWER_SYSTEM_NOW = declare(
    Source(
        dataset="energinet.power_system_now",
        name="PowerSystemRightNow",
        row=rows.PowerSystemNow,
        columns=rows.POWER_SYSTEM_NOW,
        minutes=1,
        zone="DK",
        decimals=_REAL_TIME_DECIMALS,
    ),
    title="The Danish power system right now",
    page=_SITE + "PowerSystemRightNow",
    value="exchange_sum_mw",
    primary_key=("start", "zone"),
    keys=("DK",),
    key_column="zone",
    window=Window(back=hours(1), ahead=hours(0), step=days(7), since=utc(2017, 1, 1)),
    schedule=Cron("* * * * *"),
    fresh_within=hours(0.5),
    latest=Latest(by="zone", fields=("co2_g_kwh", "exchange_sum_mw", "imbalance_dk1_mw", "imbalance_dk2_mw")),
)

PRODUCTION_EXCHANGE_5MIN = declare(
    Source(
        dataset="energinet.production_exchange_5min",
        name="ElectricityProdex5MinRealtime",
        row=rows.ProductionExchange,
        columns=rows.PRODUCTION_EXCHANGE,
        minutes=5,
        decimals=_REAL_TIME_DECIMALS,
    ),
    title="Production and exchange every five minutes, Denmark",
    page=_SITE + "ElectricityProdex5MinRealtime",
    value="production_large_mw",
    primary_key=("start", "zone"),
    keys=_DK,
    key_column="zone",
    window=Window(back=hours(2), ahead=hours(0), step=days(31), since=utc(2014, 12, 30, 23)),
    schedule=Cron("*/5 * * * *"),
    fresh_within=hours(1),
    latest=Latest(by="zone", fields=("production_large_mw", "wind_offshore_mw", "wind_onshore_mw", "solar_mw")),
)

FORECASTS_HOUR = declare(
    Source(
        dataset="energinet.forecasts_hour",
        name="Forecasts_Hour",
        row=rows.GenerationForecast,
        columns=rows.FORECAST_HOUR,
        minutes=60,
        finish=energinet.technologies,
    ),
    title="Wind and solar forecasts per hour, Denmark",
    page=_SITE + "Forecasts_Hour",
    value="current_mw",
    primary_key=("start", "zone", "technology"),
    keys=_DK,
    key_column="zone",
    window=Window(back=hours(6), ahead=days(2), step=days(92), since=utc(2019, 10, 31)),
    schedule=Cron("10 * * * *"),
    fresh_within=hours(3),
)

FORECASTS_5MIN = declare(
    Source(
        dataset="energinet.forecasts_5min",
        name="Forecasts_5Min",
        row=rows.GenerationForecast,
        columns=rows.FORECAST_5MIN,
        minutes=5,
        finish=energinet.technologies,
    ),
    title="Wind and solar forecasts every five minutes, Denmark",
    page=_SITE + "Forecasts_5Min",
    value="current_mw",
    primary_key=("start", "zone", "technology"),
    keys=_DK,
    key_column="zone",
    window=Window(back=hours(1), ahead=hours(12), step=days(31), since=utc(2019, 10, 31)),
    schedule=Cron("*/5 * * * *"),
    fresh_within=hours(1),
)

CO2_FORECAST = declare(
    Source(
        dataset="energinet.co2_forecast",
        name="CO2EmisProg",
        row=rows.Co2Intensity,
        columns=rows.CO2_INTENSITY,
        minutes=5,
    ),
    title="CO2 intensity forecast, Denmark",
    page=_SITE + "CO2EmisProg",
    value="co2_g_kwh",
    primary_key=("start", "zone"),
    keys=_DK,
    key_column="zone",
    window=Window(back=hours(1), ahead=days(1), step=days(31), since=utc(2017, 1, 1)),
    schedule=Cron("*/15 * * * *"),
    fresh_within=hours(2),
    latest=Latest(by="zone", fields=("co2_g_kwh",)),
)

TRANSMISSION_LINES = declare(
    Source(
        dataset="energinet.transmission_lines",
        name="Transmissionlines",
        row=rows.TransmissionLine,
        columns=rows.TRANSMISSION_LINE,
        minutes=-1,
        finish=energinet.neighbours,
    ),
    title="Capacity, exchange and congestion income per border, Denmark",
    page=_SITE + "Transmissionlines",
    value="physical_mw",
    primary_key=("start", "zone", "connected_zone"),
    keys=_DK,
    key_column="zone",
    window=Window(back=days(1), ahead=days(2), step=days(92), since=utc(2009, 1, 1)),
    schedule=Cron("20 * * * *"),
    fresh_within=hours(4),
)

ELECTRICITY_BALANCE = declare(
    Source(
        dataset="energinet.electricity_balance",
        name="ElectricityBalanceNonv",
        row=rows.ElectricityBalance,
        columns=rows.ELECTRICITY_BALANCE,
        minutes=60,
    ),
    title="Hourly electricity balance by fuel, not validated, Denmark",
    page=_SITE + "ElectricityBalanceNonv",
    value="total_load_mwh",
    primary_key=("start", "zone"),
    keys=_DK,
    key_column="zone",
    window=Window(back=days(2), ahead=hours(0), step=days(366), since=utc(2005, 1, 1)),
    schedule=Cron("25 * * * *"),
    fresh_within=hours(6),
    latest=Latest(by="zone", fields=("total_load_mwh",)),
)
