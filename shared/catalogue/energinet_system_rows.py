"""Row classes of Energinet's power-system datasets; see :mod:`shared.catalogue.energinet_rows` for the names."""

from msgspec import Struct

from shared.catalogue import fields as f

_AREA = {"zone": "PriceArea"}


class PowerSystemNow(Struct, frozen=True, kw_only=True):
    """The Danish power system in one minute; exchanges are positive for import into the first-named area.

    The only published imbalance of the areas with minute resolution.
    """

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    co2_g_kwh: f.Co2GPerKwh | None
    production_large_mw: f.PowerMw | None
    production_small_mw: f.PowerMw | None
    solar_mw: f.PowerMw | None
    wind_offshore_mw: f.PowerMw | None
    wind_onshore_mw: f.PowerMw | None
    exchange_sum_mw: f.ImportMw | None
    exchange_dk1_de_mw: f.ImportMw | None
    exchange_dk1_nl_mw: f.ImportMw | None
    exchange_dk1_gb_mw: f.ImportMw | None
    exchange_dk1_no_mw: f.ImportMw | None
    exchange_dk1_se_mw: f.ImportMw | None
    exchange_dk1_dk2_mw: f.ImportMw | None
    exchange_dk2_de_mw: f.ImportMw | None
    exchange_dk2_se_mw: f.ImportMw | None
    exchange_bornholm_se_mw: f.ImportMw | None
    afrr_dk1_mw: f.AfrrSignedMw | None
    afrr_dk2_mw: f.AfrrSignedMw | None
    mfrr_dk1_mw: f.ActivatedMw | None
    mfrr_dk2_mw: f.ActivatedMw | None
    imbalance_dk1_mw: f.PowerMw | None
    imbalance_dk2_mw: f.PowerMw | None


POWER_SYSTEM_NOW = {
    "start": "Minutes1UTC",
    "co2_g_kwh": "CO2Emission",
    "production_large_mw": "ProductionGe100MW",
    "production_small_mw": "ProductionLt100MW",
    "solar_mw": "SolarPower",
    "wind_offshore_mw": "OffshoreWindPower",
    "wind_onshore_mw": "OnshoreWindPower",
    "exchange_sum_mw": "Exchange_Sum",
    "exchange_dk1_de_mw": "Exchange_DK1_DE",
    "exchange_dk1_nl_mw": "Exchange_DK1_NL?",
    "exchange_dk1_gb_mw": "Exchange_DK1_GB?",
    "exchange_dk1_no_mw": "Exchange_DK1_NO",
    "exchange_dk1_se_mw": "Exchange_DK1_SE",
    "exchange_dk1_dk2_mw": "Exchange_DK1_DK2",
    "exchange_dk2_de_mw": "Exchange_DK2_DE",
    "exchange_dk2_se_mw": "Exchange_DK2_SE",
    "exchange_bornholm_se_mw": "Exchange_Bornholm_SE",
    "afrr_dk1_mw": "aFRR_ActivatedDK1?",
    "afrr_dk2_mw": "aFRR_ActivatedDK2?",
    "mfrr_dk1_mw": "mFRR_ActivatedDK1?",
    "mfrr_dk2_mw": "mFRR_ActivatedDK2?",
    "imbalance_dk1_mw": "ImbalanceDK1?",
    "imbalance_dk2_mw": "ImbalanceDK2?",
}


class ProductionExchange(Struct, frozen=True, kw_only=True):
    """Production and exchange of an area; a null exchange is a link that the area does not have.

    Solar and wind come in addition to the production of small and large units.
    """

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    production_small_mw: f.PowerMw | None
    production_large_mw: f.PowerMw | None
    wind_offshore_mw: f.PowerMw | None
    wind_onshore_mw: f.PowerMw | None
    solar_mw: f.PowerMw | None
    exchange_great_belt_mw: f.ImportMw | None
    exchange_germany_mw: f.ImportMw | None
    exchange_netherlands_mw: f.ImportMw | None
    exchange_great_britain_mw: f.ImportMw | None
    exchange_norway_mw: f.ImportMw | None
    exchange_sweden_mw: f.ImportMw | None
    exchange_bornholm_mw: f.ImportMw | None


PRODUCTION_EXCHANGE = {
    "start": "Minutes5UTC",
    **_AREA,
    "production_small_mw": "ProductionLt100MW",
    "production_large_mw": "ProductionGe100MW",
    "wind_offshore_mw": "OffshoreWindPower",
    "wind_onshore_mw": "OnshoreWindPower",
    "solar_mw": "SolarPower",
    "exchange_great_belt_mw": "ExchangeGreatBelt",
    "exchange_germany_mw": "ExchangeGermany",
    "exchange_netherlands_mw": "ExchangeNetherlands?",
    "exchange_great_britain_mw": "ExchangeGreatBritain?",
    "exchange_norway_mw": "ExchangeNorway",
    "exchange_sweden_mw": "ExchangeSweden",
    "exchange_bornholm_mw": "BornholmSE4?",
}


class GenerationForecast(Struct, frozen=True, kw_only=True):
    """Wind and solar forecast by horizon, with the time of the row's last update.

    Honest in a back-test: ``day_ahead_mw`` (known about 18:00 D-1) and ``five_hours_mw``; ``one_hour_mw`` and
    ``current_mw`` are overwritten until delivery.
    """

    start: f.Start
    zone: f.Zone
    technology: f.Technology
    minutes: f.Minutes
    day_ahead_mw: f.PowerMw | None
    intraday_mw: f.PowerMw | None
    five_hours_mw: f.PowerMw | None
    one_hour_mw: f.PowerMw | None
    current_mw: f.PowerMw | None
    run_at: f.RunAt | None


FORECAST_HOUR = {
    "start": "HourUTC",
    **_AREA,
    "technology": "ForecastType",
    "day_ahead_mw": "ForecastDayAhead",
    "intraday_mw": "ForecastIntraday?",
    "five_hours_mw": "Forecast5Hour",
    "one_hour_mw": "Forecast1Hour",
    "current_mw": "ForecastCurrent",
    "run_at": "TimestampUTC",
}
FORECAST_5MIN = FORECAST_HOUR | {"start": "Minutes5UTC"}


class Co2Intensity(Struct, frozen=True, kw_only=True):
    """CO2 emitted per unit of electricity consumed in an area."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    co2_g_kwh: f.Co2GPerKwh | None


CO2_INTENSITY = {"start": "Minutes5UTC", **_AREA, "co2_g_kwh": "CO2Emission"}


class TransmissionLine(Struct, frozen=True, kw_only=True):
    """Capacity, exchange and congestion income of one border; ``export_capacity_mw`` is negative as published."""

    start: f.Start
    zone: f.Zone
    connected_zone: f.Zone
    minutes: f.Minutes
    import_capacity_mw: f.CapacityMw | None
    export_capacity_mw: f.CapacityMw | None
    scheduled_day_ahead_mw: f.ImportMw | None
    scheduled_intraday_mw: f.ImportMw | None
    physical_mw: f.ImportMw | None
    physical_settled_mw: f.ImportMw | None
    congestion_income_eur: f.AmountEur | None
    congestion_income_dkk: f.AmountDkk | None
    home_price_eur_mwh: f.PriceEurMwh | None
    home_price_dkk_mwh: f.PriceDkkMwh | None
    connected_price_eur_mwh: f.PriceEurMwh | None
    connected_price_dkk_mwh: f.PriceDkkMwh | None


TRANSMISSION_LINE = {
    "start": "HourUTC|TimeUTC",
    **_AREA,
    "connected_zone": "ConnectedArea",
    "import_capacity_mw": "ImportCapacity",
    "export_capacity_mw": "ExportCapacity",
    "scheduled_day_ahead_mw": "ScheduledExchangeDayAhead",
    "scheduled_intraday_mw": "ScheduledExchangeIntraday",
    "physical_mw": "PhysicalExchangeNonvalidated",
    "physical_settled_mw": "PhysicalExchangeSettlement?",
    "congestion_income_eur": "CongestionIncomeEUR?",
    "congestion_income_dkk": "CongestionIncomeDKK?",
    "home_price_eur_mwh": "HomePriceEUR?",
    "home_price_dkk_mwh": "HomePriceDKK?",
    "connected_price_eur_mwh": "ConnectedPriceEUR?",
    "connected_price_dkk_mwh": "ConnectedPriceDKK?",
}


class ElectricityBalance(Struct, frozen=True, kw_only=True):
    """Hourly energy balance of an area by fuel, not validated; exchanges are positive for import."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    total_load_mwh: f.EnergyMwh | None
    biomass_mwh: f.EnergyMwh | None
    fossil_gas_mwh: f.EnergyMwh | None
    hard_coal_mwh: f.EnergyMwh | None
    fossil_oil_mwh: f.EnergyMwh | None
    hydro_mwh: f.EnergyMwh | None
    other_renewable_mwh: f.EnergyMwh | None
    solar_mwh: f.EnergyMwh | None
    waste_mwh: f.EnergyMwh | None
    wind_onshore_mwh: f.EnergyMwh | None
    wind_offshore_mwh: f.EnergyMwh | None
    exchange_continent_mwh: f.EnergyMwh | None
    exchange_great_belt_mwh: f.EnergyMwh | None
    exchange_nordic_mwh: f.EnergyMwh | None
    exchange_great_britain_mwh: f.EnergyMwh | None


ELECTRICITY_BALANCE = {
    "start": "HourUTC",
    **_AREA,
    "total_load_mwh": "TotalLoad",
    "biomass_mwh": "Biomass",
    "fossil_gas_mwh": "FossilGas",
    "hard_coal_mwh": "FossilHardCoal",
    "fossil_oil_mwh": "FossilOil",
    "hydro_mwh": "HydroPower",
    "other_renewable_mwh": "OtherRenewable",
    "solar_mwh": "SolarPower",
    "waste_mwh": "Waste",
    "wind_onshore_mwh": "OnshoreWindPower",
    "wind_offshore_mwh": "OffshoreWindPower",
    "exchange_continent_mwh": "ExchangeContinent",
    "exchange_great_belt_mwh": "ExchangeGreatBelt",
    "exchange_nordic_mwh": "ExchangeNordicCountries",
    "exchange_great_britain_mwh": "ExchangeGreatBritain?",
}
