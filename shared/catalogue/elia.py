"""Elia's datasets: balancing here, load, generation and borders in :mod:`shared.catalogue.elia_system`.

Near-real-time data sets (``..._recent``) and their validated archives are datasets of their own with one row class.
Balancing before the local go-live of MARI (22 May 2024) has other columns and ends there (``..._pre_mari``).
"""

from datetime import timedelta
from typing import Any

from msgspec import Struct

from shared.catalogue import elia_rows as rows
from shared.catalogue.declare import days, declare, hours, utc
from shared.catalogue.elia_system import (
    CARBON_INTENSITY,
    CARBON_INTENSITY_RECENT,
    GENERATION_BY_FUEL,
    GRID_LOAD,
    PHYSICAL_FLOWS,
    PHYSICAL_FLOWS_RECENT,
    SOLAR,
    SOLAR_RECENT,
    TOTAL_LOAD,
    TOTAL_LOAD_RECENT,
    WIND,
    WIND_RECENT,
)
from shared.catalogue.model import Cron, Dataset, Latest, Rank, Window
from shared.providers.elia import QUALITY_ORDER, Source

__all__ = [
    "ACTIVATED_VOLUMES",
    "ACTIVATED_VOLUMES_RECENT",
    "CARBON_INTENSITY",
    "CARBON_INTENSITY_RECENT",
    "GENERATION_BY_FUEL",
    "GRID_LOAD",
    "IMBALANCE_PRICES",
    "IMBALANCE_PRICES_MINUTE",
    "IMBALANCE_PRICES_MINUTE_PRE_MARI",
    "IMBALANCE_PRICES_MINUTE_RECENT",
    "IMBALANCE_PRICES_PRE_MARI",
    "IMBALANCE_PRICES_RECENT",
    "PHYSICAL_FLOWS",
    "PHYSICAL_FLOWS_RECENT",
    "SOLAR",
    "SOLAR_RECENT",
    "SYSTEM_IMBALANCE",
    "SYSTEM_IMBALANCE_FORECAST_CURRENT",
    "SYSTEM_IMBALANCE_FORECAST_NEXT",
    "SYSTEM_IMBALANCE_PRE_MARI",
    "SYSTEM_IMBALANCE_RECENT",
    "TOTAL_LOAD",
    "TOTAL_LOAD_RECENT",
    "WIND",
    "WIND_RECENT",
]

MARI = utc(2024, 5, 21, 22)
"""Local go-live of MARI: other data sets, fields and products from here."""
_DECADES = hours(24 * 365 * 30)
"""Freshness of a data set that has ended: nothing newer will come."""
_QUALITY = Rank(column="quality_status", order=QUALITY_ORDER)
_PRICE = Latest(by="zone", fields=("imbalance_price_eur_mwh", "system_imbalance_mw"))
_IMBALANCE = Latest(by="zone", fields=("system_imbalance_mw", "ace_mw"))
_ARCHIVE_NOTE = "Month M is validated after the 15th of M+1: the last 50 days are read again."


def _balancing(
    dataset: str,
    name: str,
    row: type[Struct],
    columns: dict[str, str],
    minutes: int,
    *,
    title: str,
    value: str,
    window: Window,
    schedule: str,
    fresh_within: timedelta,
    **facts: Any,
) -> Dataset:
    """One balancing data set of Belgium."""
    return declare(
        Source(dataset=dataset, name=name, row=row, columns=columns, minutes=minutes),
        title=title + ", Belgium",
        page=f"https://opendata.elia.be/explore/dataset/{name}",
        value=value,
        primary_key=("start", "zone"),
        keys=("BE",),
        key_column="zone",
        window=window,
        schedule=Cron(schedule),
        fresh_within=fresh_within,
        rank=_QUALITY,
        **facts,
    )


def _archive(step: timedelta) -> Window:
    return Window(back=days(50), ahead=hours(0), step=step, since=MARI)


def _recent(back: timedelta) -> Window:
    return Window(back=back, ahead=hours(0), step=days(1), since=MARI)


def _pre_mari(step: timedelta) -> Window:
    return Window(back=days(1), ahead=hours(0), step=step, since=utc(2015, 1, 1), until=MARI)


IMBALANCE_PRICES = _balancing(
    "elia.imbalance_prices",
    "ods134",
    rows.ImbalancePrice,
    rows.IMBALANCE_PRICE,
    15,
    title="Imbalance prices per quarter hour",
    value="imbalance_price_eur_mwh",
    window=_archive(days(366)),
    schedule="30 5 * * *",
    fresh_within=hours(50),
    notes=_ARCHIVE_NOTE,
)
IMBALANCE_PRICES_RECENT = _balancing(
    "elia.imbalance_prices_recent",
    "ods162",
    rows.ImbalancePrice,
    rows.IMBALANCE_PRICE,
    15,
    title="Imbalance prices per quarter hour, near real time",
    value="imbalance_price_eur_mwh",
    window=_recent(hours(2)),
    schedule="1-59/5 * * * *",
    fresh_within=hours(1),
    latest=_PRICE,
)
IMBALANCE_PRICES_PRE_MARI = _balancing(
    "elia.imbalance_prices_pre_mari",
    "ods047",
    rows.ImbalancePricePreMari,
    rows.IMBALANCE_PRICE_PRE_MARI,
    15,
    title="Imbalance prices per quarter hour until 22 May 2024",
    value="positive_imbalance_price_eur_mwh",
    window=_pre_mari(days(366)),
    schedule="0 4 1 * *",
    fresh_within=_DECADES,
    notes="Ended; for backfills. Continued by elia.imbalance_prices.",
)
IMBALANCE_PRICES_MINUTE = _balancing(
    "elia.imbalance_prices_minute",
    "ods133",
    rows.ImbalancePriceMinute,
    rows.IMBALANCE_PRICE_MINUTE,
    1,
    title="Imbalance prices per minute",
    value="imbalance_price_eur_mwh",
    window=Window(back=days(3), ahead=hours(0), step=days(31), since=MARI),
    schedule="40 5 * * *",
    fresh_within=hours(50),
    notes="A running average since the start of the quarter: what was known after k minutes.",
)
IMBALANCE_PRICES_MINUTE_RECENT = _balancing(
    "elia.imbalance_prices_minute_recent",
    "ods161",
    rows.ImbalancePriceMinute,
    rows.IMBALANCE_PRICE_MINUTE,
    1,
    title="Imbalance prices per minute, near real time",
    value="imbalance_price_eur_mwh",
    window=_recent(timedelta(minutes=30)),
    schedule="* * * * *",
    fresh_within=hours(0.5),
    latest=_PRICE,
    notes="A running average since the start of the quarter: what was known after k minutes.",
)
IMBALANCE_PRICES_MINUTE_PRE_MARI = _balancing(
    "elia.imbalance_prices_minute_pre_mari",
    "ods046",
    rows.ImbalancePricePreMari,
    rows.IMBALANCE_PRICE_MINUTE_PRE_MARI,
    1,
    title="Imbalance prices per minute until 22 May 2024",
    value="positive_imbalance_price_eur_mwh",
    window=_pre_mari(days(31)),
    schedule="10 4 1 * *",
    fresh_within=_DECADES,
    notes="Ended; for backfills.",
)
SYSTEM_IMBALANCE = _balancing(
    "elia.system_imbalance",
    "ods126",
    rows.SystemImbalance,
    rows.SYSTEM_IMBALANCE,
    1,
    title="System imbalance and activated volumes per minute",
    value="system_imbalance_mw",
    window=Window(back=days(3), ahead=hours(0), step=days(31), since=MARI),
    schedule="50 5 * * *",
    fresh_within=hours(50),
    notes="Minute means: fifteen of them do not average to the settled quarter.",
)
SYSTEM_IMBALANCE_RECENT = _balancing(
    "elia.system_imbalance_recent",
    "ods169",
    rows.SystemImbalance,
    rows.SYSTEM_IMBALANCE,
    1,
    title="System imbalance and activated volumes per minute, near real time",
    value="system_imbalance_mw",
    window=_recent(timedelta(minutes=30)),
    schedule="* * * * *",
    fresh_within=hours(0.5),
    latest=_IMBALANCE,
)
SYSTEM_IMBALANCE_PRE_MARI = _balancing(
    "elia.system_imbalance_pre_mari",
    "ods045",
    rows.SystemImbalancePreMari,
    rows.SYSTEM_IMBALANCE_PRE_MARI,
    1,
    title="System imbalance and regulation volumes per minute until 22 May 2024",
    value="system_imbalance_mw",
    window=_pre_mari(days(31)),
    schedule="20 4 1 * *",
    fresh_within=_DECADES,
    notes="Ended; for backfills. Continued by elia.system_imbalance.",
)
ACTIVATED_VOLUMES = _balancing(
    "elia.activated_volumes",
    "ods127",
    rows.ActivatedVolumes,
    rows.ACTIVATED_VOLUMES,
    15,
    title="Activated balancing volumes by component per quarter hour",
    value="afrr_up_mw",
    window=_archive(days(366)),
    schedule="0 6 * * *",
    fresh_within=hours(50),
    notes=_ARCHIVE_NOTE,
)
ACTIVATED_VOLUMES_RECENT = _balancing(
    "elia.activated_volumes_recent",
    "ods167",
    rows.ActivatedVolumes,
    rows.ACTIVATED_VOLUMES,
    15,
    title="Activated balancing volumes by component per quarter hour, near real time",
    value="afrr_up_mw",
    window=_recent(hours(2)),
    schedule="3-59/15 * * * *",
    fresh_within=hours(1),
    latest=Latest(by="zone", fields=("afrr_up_mw", "afrr_down_mw", "mfrr_scheduled_up_mw", "mfrr_scheduled_down_mw")),
)


def _forecast(dataset: str, name: str, quarter: str) -> Dataset:
    """Forecasts of one quarter's system imbalance, made every minute: runs, not delivery, are windowed and keyed."""
    return declare(
        Source(
            dataset=dataset,
            name=name,
            row=rows.SystemImbalanceForecast,
            columns=rows.SYSTEM_IMBALANCE_FORECAST,
            minutes=15,
            time="predictiontimeutc",
            resolved=False,
        ),
        title=f"System imbalance forecast for the {quarter} quarter hour, Belgium",
        page=f"https://opendata.elia.be/explore/dataset/{name}",
        value="system_imbalance_forecast_mw",
        primary_key=("run_at", "zone", "start"),
        keys=("BE",),
        key_column="zone",
        window=_recent(timedelta(minutes=30)),
        schedule=Cron("* * * * *"),
        fresh_within=hours(0.5),
        latest=Latest(by="zone", fields=("system_imbalance_forecast_mw", "start")),
        notes="The provider keeps no history: what is missed is lost.",
    )


SYSTEM_IMBALANCE_FORECAST_CURRENT = _forecast("elia.system_imbalance_forecast_current", "ods136", "current")
SYSTEM_IMBALANCE_FORECAST_NEXT = _forecast("elia.system_imbalance_forecast_next", "ods147", "next")
