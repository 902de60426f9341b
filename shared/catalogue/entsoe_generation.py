"""ENTSO-E declarations: load, generation, their forecasts, reservoirs and installed capacity."""

from msgspec import Struct

from shared.catalogue import areas
from shared.catalogue import fields as f
from shared.catalogue.entsoe_common import SOURCE, brussels, days, hours, window
from shared.catalogue.model import Cron, Dataset, Latest
from shared.providers import entsoe


class Load(Struct, frozen=True, kw_only=True):
    """Total load of a zone, measured or forecast."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    load_mw: f.LoadMw


def _load(process: str, **facts: object) -> Dataset:
    return Dataset(
        source=SOURCE,
        provider="entsoe",
        request=entsoe.query("A65", {"processType": process, "outBiddingZone_Domain": "{area}"}),
        parse=entsoe.points(Load, value="quantity", field="load_mw", document="A65", process=process),
        row=Load,
        primary_key=("start", "zone", "minutes"),
        value="load_mw",
        keys=areas.MAIN_ZONES,
        key_column="zone",
        latest=Latest(by="zone", fields=("load_mw",)),
        match={"documentType": "A65", "processType": process},
        **facts,  # type: ignore[arg-type]
    )


ACTUAL_LOAD = _load(
    "A16",
    id="entsoe.actual_load",
    title="Actual total load, 6.1.A",
    window=window(back=days(1)),
    schedule=Cron("*/15 * * * *"),
    fresh_within=hours(4),
)

LOAD_FORECAST_DAY_AHEAD = _load(
    "A01",
    id="entsoe.load_forecast_day_ahead",
    title="Day-ahead total load forecast, 6.1.B",
    window=window(back=days(1), ahead=days(2)),
    schedule=brussels("10 8-14 * * *"),
    fresh_within=hours(26),
)


class LongLoad(Struct, frozen=True, kw_only=True):
    """Least and greatest load expected in a local day (week ahead) or week (month and year ahead)."""

    start: f.Start
    zone: f.Zone
    horizon: f.HorizonCode
    bound: f.LoadBound
    end: f.End
    load_mw: f.LoadMw


LOAD_FORECAST_LONG = Dataset(
    id="entsoe.load_forecast_long",
    title="Week-, month- and year-ahead total load forecast, 6.1.C-E",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A65", {"processType": "{process}", "outBiddingZone_Domain": "{area}"}, parts=("process",)),
    parse=entsoe.points(LongLoad, value="quantity", field="load_mw", document="A65"),
    row=LongLoad,
    primary_key=("start", "zone", "horizon", "bound", "end"),
    value="load_mw",
    keys=tuple(f"{zone}:{process}" for zone in ("BE", "NL", "FR", "DE-LU") for process in ("A31", "A32", "A33")),
    key_column="",
    window=window(back=days(1), ahead=days(60)),
    schedule=brussels("40 16 * * *"),
    fresh_within=days(8),
    partition="year",
    match={"documentType": "A65"},
    notes="Keys read ZONE:PROCESS with process A31 week, A32 month, A33 year ahead.",
)


class TypeGeneration(Struct, frozen=True, kw_only=True):
    """Generation of one production type, or what its units consumed; both are positive."""

    start: f.Start
    zone: f.Zone
    psr_type: f.PsrType
    flow: f.FlowKind
    minutes: f.Minutes
    generation_mw: f.PowerMw


GENERATION_PER_TYPE = Dataset(
    id="entsoe.generation_per_type",
    title="Actual generation per production type, 16.1.B&C",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A75", {"processType": "A16", "in_Domain": "{area}"}),
    parse=entsoe.points(
        TypeGeneration, value="quantity", field="generation_mw", document=("A75", "A74"), process="A16"
    ),
    row=TypeGeneration,
    primary_key=("start", "zone", "psr_type", "flow", "minutes"),
    value="generation_mw",
    keys=areas.MAIN_ZONES,
    key_column="zone",
    window=window(back=days(1)),
    schedule=Cron("*/15 * * * *"),
    fresh_within=hours(4),
    match={"documentType": "A75"},
)


class UnitGeneration(Struct, frozen=True, kw_only=True):
    """Generation of one unit of 100 MW or more, or what it consumed."""

    start: f.Start
    unit_eic: f.Eic
    flow: f.FlowKind
    minutes: f.Minutes
    zone: f.Zone
    psr_type: f.PsrType
    plant_eic: f.Eic | None
    unit_name: f.EicName | None
    generation_mw: f.PowerMw


GENERATION_PER_UNIT = Dataset(
    id="entsoe.generation_per_unit",
    title="Actual generation per generation unit, 16.1.A",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A73", {"processType": "A16", "in_Domain": "{area}"}),
    parse=entsoe.points(UnitGeneration, value="quantity", field="generation_mw", document="A73", process="A16"),
    row=UnitGeneration,
    primary_key=("start", "unit_eic", "flow", "minutes"),
    value="generation_mw",
    keys=("BE", "NL", "FR", "CZ", "DE-50Hertz", "DE-Amprion", "DE-TenneT", "DE-TransnetBW"),
    key_column="zone",
    window=window(back=days(7), ahead=days(-5), step=1),
    schedule=brussels("30 5 * * *"),
    fresh_within=days(8),
    match={"documentType": "A73"},
    notes="Published five days after delivery; one day per request.",
)


class TypeForecast(Struct, frozen=True, kw_only=True):
    """Forecast generation of wind or solar power in a zone."""

    start: f.Start
    zone: f.Zone
    psr_type: f.PsrType
    minutes: f.Minutes
    forecast_mw: f.PowerMw


def _wind_solar(process: str, **facts: object) -> Dataset:
    return Dataset(
        source=SOURCE,
        provider="entsoe",
        request=entsoe.query("A69", {"processType": process, "in_Domain": "{area}"}),
        parse=entsoe.points(TypeForecast, value="quantity", field="forecast_mw", document="A69", process=process),
        row=TypeForecast,
        primary_key=("start", "zone", "psr_type", "minutes"),
        value="forecast_mw",
        keys=areas.MAIN_ZONES,
        key_column="zone",
        window=window(back=days(1), ahead=days(2)),
        match={"documentType": "A69", "processType": process},
        **facts,  # type: ignore[arg-type]
    )


WIND_SOLAR_FORECAST = _wind_solar(
    "A01",
    id="entsoe.wind_solar_forecast",
    title="Generation forecast for wind and solar, day ahead, 14.1.D",
    schedule=brussels("15 16-20 * * *"),
    fresh_within=hours(26),
)

WIND_SOLAR_FORECAST_INTRADAY = _wind_solar(
    "A40",
    id="entsoe.wind_solar_forecast_intraday",
    title="Generation forecast for wind and solar, intraday, 14.1.D",
    schedule=brussels("5,35 * * * *"),
    fresh_within=hours(26),
)

WIND_SOLAR_FORECAST_CURRENT = _wind_solar(
    "A18",
    id="entsoe.wind_solar_forecast_current",
    title="Generation forecast for wind and solar, current, 14.1.D",
    schedule=brussels("20,50 * * * *"),
    fresh_within=hours(6),
    notes="The platform keeps the newest run only; earlier ones stand in the revisions table.",
)


class GenerationForecast(Struct, frozen=True, kw_only=True):
    """Scheduled generation of a zone, or scheduled consumption of its units, day ahead."""

    start: f.Start
    zone: f.Zone
    flow: f.FlowKind
    minutes: f.Minutes
    forecast_mw: f.PowerMw


GENERATION_FORECAST = Dataset(
    id="entsoe.generation_forecast",
    title="Generation forecast day ahead, 14.1.C",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A71", {"processType": "A01", "in_Domain": "{area}"}),
    parse=entsoe.points(GenerationForecast, value="quantity", field="forecast_mw", document="A71", process="A01"),
    row=GenerationForecast,
    primary_key=("start", "zone", "flow", "minutes"),
    value="forecast_mw",
    keys=areas.MAIN_ZONES,
    key_column="zone",
    window=window(back=days(1), ahead=days(2)),
    schedule=brussels("25 16-20 * * *"),
    fresh_within=hours(26),
    match={"documentType": "A71", "processType": "A01"},
)


class Reservoir(Struct, frozen=True, kw_only=True):
    """Energy stored in a zone's water reservoirs, per week from local Monday."""

    start: f.Start
    zone: f.Zone
    end: f.End
    stored_mwh: f.StoredMwh


RESERVOIR_FILLING = Dataset(
    id="entsoe.reservoir_filling",
    title="Water reservoirs and hydro storage plants, 16.1.D",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A72", {"processType": "A16", "in_Domain": "{area}"}),
    parse=entsoe.points(Reservoir, value="quantity", field="stored_mwh", document="A72", process="A16"),
    row=Reservoir,
    primary_key=("start", "zone", "end"),
    value="stored_mwh",
    keys=("NO1", "NO2", "NO3", "NO4", "NO5", "SE1", "SE2", "SE3", "SE4", "FI", "AT", "CH", "FR", "ES", "PT"),
    key_column="zone",
    window=window(back=days(35)),
    schedule=brussels("45 10 * * 3,4"),
    fresh_within=days(9),
    partition="year",
    latest=Latest(by="zone", fields=("stored_mwh",), ttl=days(21), recent=days(60)),
    match={"documentType": "A72"},
)


class InstalledCapacity(Struct, frozen=True, kw_only=True):
    """Installed net capacity per production type, for a calendar year."""

    start: f.Start
    zone: f.Zone
    psr_type: f.PsrType
    end: f.End
    installed_mw: f.PowerMw


INSTALLED_CAPACITY = Dataset(
    id="entsoe.installed_capacity",
    title="Installed generation capacity per type, 14.1.A",
    source=SOURCE,
    provider="entsoe",
    request=entsoe.query("A68", {"processType": "A33", "in_Domain": "{area}"}),
    parse=entsoe.points(InstalledCapacity, value="quantity", field="installed_mw", document="A68", process="A33"),
    row=InstalledCapacity,
    primary_key=("start", "zone", "psr_type", "end"),
    value="installed_mw",
    keys=areas.MAIN_ZONES,
    key_column="zone",
    window=window(back=days(360), ahead=days(1)),
    schedule=brussels("35 3 * * 1"),
    fresh_within=days(400),
    partition="year",
    match={"documentType": "A68"},
)
