"""Row classes of Elia's load, generation and border datasets; see :mod:`shared.catalogue.elia_rows` for the names."""

from msgspec import Struct

from shared.catalogue import fields as f

_TIME = {"start": "datetime", "resolution": "resolutioncode"}


def _forecast(ours: str, theirs: str, *labels: str) -> dict[str, str]:
    """Forecast and its 10 and 90 % confidence bounds, by field names and portal labels."""
    names = (theirs, *labels)
    return {
        f"{ours}_mw": "|".join(f"{n}forecast" for n in names),
        f"{ours}_p10_mw": "|".join(f"{n}{s}" for n in names for s in ("confidence10", "p10")) + "?",
        f"{ours}_p90_mw": "|".join(f"{n}{s}" for n in names for s in ("confidence90", "p90")) + "?",
    }


class TotalLoad(Struct, frozen=True, kw_only=True):
    """Belgian total load, measured and forecast; a future quarter has no measurement yet."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    total_load_mw: f.LoadMw | None
    most_recent_mw: f.LoadMw | None
    most_recent_p10_mw: f.LoadMw | None
    most_recent_p90_mw: f.LoadMw | None
    day_ahead_mw: f.LoadMw | None
    day_ahead_p10_mw: f.LoadMw | None
    day_ahead_p90_mw: f.LoadMw | None
    week_ahead_mw: f.LoadMw | None


TOTAL_LOAD = _TIME | {
    "total_load_mw": "totalload|measured",
    **_forecast("most_recent", "mostrecent"),
    **_forecast("day_ahead", "dayahead", "dayahead6pm"),
    "week_ahead_mw": "weekaheadforecast",
}  # fmt: skip


class GridLoad(Struct, frozen=True, kw_only=True):
    """Load seen by the Elia grid: less than the total load, which adds generation within distribution grids."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    grid_load_mw: f.LoadMw | None


GRID_LOAD = _TIME | {"grid_load_mw": "eliagridload"}

_GENERATION = {
    "measured_mw": "measured|realtime|measuredupscaled",
    **_forecast("most_recent", "mostrecent"),
    **_forecast("day_ahead_11h", "dayahead11h", "dayahead11am"),
    **_forecast("day_ahead", "dayahead", "dayahead6pm"),
    **_forecast("week_ahead", "weekahead"),
    "monitored_capacity_mw": "monitoredcapacity",
    "load_factor": "loadfactor?",
}


class Wind(Struct, frozen=True, kw_only=True):
    """Wind power of one group of parks, measured and forecast. Belgium is the sum of all groups.

    ``day_ahead_11h_mw`` was known at 11:00 D-1 and is the one for day-ahead models; ``most_recent_mw`` leaks in a
    back-test. Measured values include curtailment where ``curtailment_bid`` is set.
    """

    start: f.Start
    zone: f.Zone
    region: f.Region
    technology: f.Technology
    grid_connection: f.GridConnection
    minutes: f.Minutes
    measured_mw: f.PowerMw | None
    most_recent_mw: f.PowerMw | None
    most_recent_p10_mw: f.PowerMw | None
    most_recent_p90_mw: f.PowerMw | None
    day_ahead_11h_mw: f.PowerMw | None
    day_ahead_11h_p10_mw: f.PowerMw | None
    day_ahead_11h_p90_mw: f.PowerMw | None
    day_ahead_mw: f.PowerMw | None
    day_ahead_p10_mw: f.PowerMw | None
    day_ahead_p90_mw: f.PowerMw | None
    week_ahead_mw: f.PowerMw | None
    week_ahead_p10_mw: f.PowerMw | None
    week_ahead_p90_mw: f.PowerMw | None
    monitored_capacity_mw: f.PowerMw | None
    load_factor: f.LoadFactor | None
    curtailment_bid: f.CurtailmentBid | None


WIND = _TIME | _GENERATION | {
    "region": "region",
    "technology": "offshoreonshore",
    "grid_connection": "gridconnectiontype",
    "curtailment_bid": "decrementalbidid|decrementalbidindicator?",
}  # fmt: skip


class Solar(Struct, frozen=True, kw_only=True):
    """Solar power of one region, measured and forecast. Regions overlap: the national figure is the row ``Belgium``."""

    start: f.Start
    zone: f.Zone
    region: f.Region
    minutes: f.Minutes
    measured_mw: f.PowerMw | None
    most_recent_mw: f.PowerMw | None
    most_recent_p10_mw: f.PowerMw | None
    most_recent_p90_mw: f.PowerMw | None
    day_ahead_11h_mw: f.PowerMw | None
    day_ahead_11h_p10_mw: f.PowerMw | None
    day_ahead_11h_p90_mw: f.PowerMw | None
    day_ahead_mw: f.PowerMw | None
    day_ahead_p10_mw: f.PowerMw | None
    day_ahead_p90_mw: f.PowerMw | None
    week_ahead_mw: f.PowerMw | None
    week_ahead_p10_mw: f.PowerMw | None
    week_ahead_p90_mw: f.PowerMw | None
    monitored_capacity_mw: f.PowerMw | None
    load_factor: f.LoadFactor | None


SOLAR = _TIME | _GENERATION | {"region": "region"}


class FuelGeneration(Struct, frozen=True, kw_only=True):
    """Generation of one fuel; whether pumped storage shows pumping as negative is not settled."""

    start: f.Start
    zone: f.Zone
    fuel: f.FuelName
    minutes: f.Minutes
    generation_mw: f.PowerMw | None


FUEL_GENERATION = _TIME | {"fuel": "fueltypeentsoe", "generation_mw": "generatedpower"}


class PhysicalFlow(Struct, frozen=True, kw_only=True):
    """Physical flow over one border, positive for export from Belgium."""

    start: f.Start
    from_zone: f.FromZone
    to_zone: f.ToZone
    minutes: f.Minutes
    flow_mw: f.ExportMw | None


PHYSICAL_FLOW = _TIME | {"to_zone": "controlarea", "flow_mw": "physicalflowatborder"}


class CarbonIntensity(Struct, frozen=True, kw_only=True):
    """CO2 intensity of Belgian electricity, by production and by consumption."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    production_co2_g_kwh: f.Co2GPerKwh | None
    consumption_co2_g_kwh: f.Co2GPerKwh | None


CARBON_INTENSITY = {
    "start": "datetime",
    "resolution": "resolutioncode?",
    "production_co2_g_kwh": "production",
    "consumption_co2_g_kwh": "consumption",
}
