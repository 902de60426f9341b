"""Elia's load, generation and border datasets; ``..._recent`` are the near-real-time twins, with forecasts ahead."""

from datetime import timedelta
from typing import Any

from shared.catalogue import elia_system_rows as rows
from shared.catalogue.declare import days, declare, hours, utc
from shared.catalogue.model import Cron, Dataset, Latest, Window
from shared.providers import elia
from shared.providers.elia import Source


def _system(
    source: Source, *, title: str, value: str, window: Window, schedule: str, fresh_within: timedelta, **facts: Any
) -> Dataset:
    """One data set of the Belgian power system, keyed by time and area unless said otherwise."""
    return declare(
        source,
        title=title + ", Belgium",
        page=f"https://opendata.elia.be/explore/dataset/{source.name}",
        value=value,
        primary_key=facts.pop("primary_key", ("start", "zone")),
        keys=("BE",),
        key_column=source.zone_column,
        window=window,
        schedule=Cron(schedule),
        fresh_within=fresh_within,
        **facts,
    )


def _archive(since_year: int) -> Window:
    return Window(back=days(3), ahead=hours(0), step=days(92), since=utc(since_year, 1, 1))


def _recent(ahead: timedelta) -> Window:
    return Window(back=hours(3), ahead=ahead, step=days(7), since=utc(2024, 1, 1))


TOTAL_LOAD = _system(
    Source(dataset="elia.total_load", name="ods001", row=rows.TotalLoad, columns=rows.TOTAL_LOAD, minutes=15),
    title="Total load, measured and forecast",
    value="total_load_mw",
    window=_archive(2015),
    schedule="5 6 * * *",
    fresh_within=hours(50),
)
TOTAL_LOAD_RECENT = _system(
    Source(dataset="elia.total_load_recent", name="ods002", row=rows.TotalLoad, columns=rows.TOTAL_LOAD, minutes=15),
    title="Total load, measured and forecast, near real time",
    value="total_load_mw",
    window=_recent(days(3)),
    schedule="4-59/15 * * * *",
    fresh_within=hours(1),
    latest=Latest(by="zone", fields=("total_load_mw", "most_recent_mw")),
)
GRID_LOAD = _system(
    Source(dataset="elia.grid_load", name="ods003", row=rows.GridLoad, columns=rows.GRID_LOAD, minutes=15),
    title="Load on the Elia grid",
    value="grid_load_mw",
    window=Window(back=hours(3), ahead=hours(0), step=days(366), since=utc(2015, 1, 1)),
    schedule="4-59/15 * * * *",
    fresh_within=hours(2),
    latest=Latest(by="zone", fields=("grid_load_mw",)),
    notes="Not the total load: generation within distribution grids is missing.",
)

_WIND_KEY = ("start", "region", "technology", "grid_connection")
_WIND_ORDER = ("region", "offshoreonshore", "gridconnectiontype")


def _wind(dataset: str, name: str) -> Source:
    return Source(
        dataset=dataset,
        name=name,
        row=rows.Wind,
        columns=rows.WIND,
        minutes=15,
        order=_WIND_ORDER,
        finish=elia.wind_parks,
    )


WIND = _system(
    _wind("elia.wind", "ods031"),
    title="Wind power by group of parks, measured and forecast",
    value="measured_mw",
    primary_key=_WIND_KEY,
    window=_archive(2015),
    schedule="10 6 * * *",
    fresh_within=hours(50),
    notes="No row for Belgium: the national figure is the sum of all groups.",
)
WIND_RECENT = _system(
    _wind("elia.wind_recent", "ods086"),
    title="Wind power by group of parks, measured and forecast, near real time",
    value="measured_mw",
    primary_key=_WIND_KEY,
    window=_recent(days(4)),
    schedule="5-59/15 * * * *",
    fresh_within=hours(1),
    notes="No row for Belgium: the national figure is the sum of all groups.",
)


def _solar(dataset: str, name: str) -> Source:
    return Source(dataset=dataset, name=name, row=rows.Solar, columns=rows.SOLAR, minutes=15, order=("region",))


SOLAR = _system(
    _solar("elia.solar", "ods032"),
    title="Solar power by region, measured and forecast",
    value="measured_mw",
    primary_key=("start", "region"),
    window=_archive(2018),
    schedule="15 6 * * *",
    fresh_within=hours(50),
    notes="Regions overlap: the national figure is the row 'Belgium', never the sum.",
)
SOLAR_RECENT = _system(
    _solar("elia.solar_recent", "ods087"),
    title="Solar power by region, measured and forecast, near real time",
    value="measured_mw",
    primary_key=("start", "region"),
    window=_recent(days(4)),
    schedule="6-59/15 * * * *",
    fresh_within=hours(1),
    latest=Latest(by="region", fields=("measured_mw", "most_recent_mw")),
    notes="Regions overlap: the national figure is the row 'Belgium', never the sum.",
)
GENERATION_BY_FUEL = _system(
    Source(
        dataset="elia.generation_by_fuel",
        name="ods201",
        row=rows.FuelGeneration,
        columns=rows.FUEL_GENERATION,
        minutes=15,
        order=("fueltypeentsoe",),
        mixed=True,
    ),
    title="Generation by fuel",
    value="generation_mw",
    primary_key=("start", "zone", "fuel"),
    window=Window(back=hours(6), ahead=hours(0), step=days(92), since=utc(2023, 1, 1)),
    schedule="7-59/15 * * * *",
    fresh_within=hours(3),
    latest=Latest(by="fuel", fields=("generation_mw",)),
)


def _flows(dataset: str, name: str) -> Source:
    return Source(
        dataset=dataset,
        name=name,
        row=rows.PhysicalFlow,
        columns=rows.PHYSICAL_FLOW,
        minutes=15,
        order=("controlarea",),
        mixed=True,
        zone_column="from_zone",
        finish=elia.neighbours,
    )


PHYSICAL_FLOWS = _system(
    _flows("elia.physical_flows", "ods026"),
    title="Physical flows per border",
    value="flow_mw",
    primary_key=("start", "from_zone", "to_zone"),
    window=_archive(2015),
    schedule="20 6 * * *",
    fresh_within=hours(50),
)
PHYSICAL_FLOWS_RECENT = _system(
    _flows("elia.physical_flows_recent", "ods160"),
    title="Physical flows per border, near real time",
    value="flow_mw",
    primary_key=("start", "from_zone", "to_zone"),
    window=_recent(hours(0)),
    schedule="8-59/15 * * * *",
    fresh_within=hours(1),
    latest=Latest(by="to_zone", fields=("flow_mw",)),
)


def _carbon(dataset: str, name: str) -> Source:
    return Source(
        dataset=dataset, name=name, row=rows.CarbonIntensity, columns=rows.CARBON_INTENSITY, minutes=60, paged=True
    )


CARBON_INTENSITY = _system(
    _carbon("elia.carbon_intensity", "ods192"),
    title="CO2 intensity by production and consumption",
    value="consumption_co2_g_kwh",
    window=Window(back=days(3), ahead=hours(0), step=days(31), since=utc(2023, 1, 1)),
    schedule="25 6 * * *",
    fresh_within=hours(50),
)
CARBON_INTENSITY_RECENT = _system(
    _carbon("elia.carbon_intensity_recent", "ods191"),
    title="CO2 intensity by production and consumption, near real time",
    value="consumption_co2_g_kwh",
    window=Window(back=hours(6), ahead=hours(0), step=days(3), since=utc(2024, 1, 1)),
    schedule="12 * * * *",
    fresh_within=hours(6),
    latest=Latest(by="zone", fields=("production_co2_g_kwh", "consumption_co2_g_kwh")),
)
