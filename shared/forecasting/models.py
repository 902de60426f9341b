"""The forecast models, each declared once: target, areas, issue times, inputs with their availability, method, gates.

Availability of backfilled rows follows the providers' publication rules: ENTSO-E imbalance and Energinet balancing one
hour after the period; on the day before, load forecasts at 10:00, mFRR capacity at 10:30, prices at 13:30, wind and
solar forecasts at 18:00. Rows received live count from their receipt. An input stands here because it made forecasts of
real series better, or no worse at no risk; docs/forecasting.md tells of those that were tried and left out.

Which areas wait for which source:

- Nordic and Baltic imbalance volumes are asked of ENTSO-E (17.1.H), which few of these areas publish to today: an area
  without rows answers "nothing received" and publishes no forecast. Settlement values of eSett (Nordic) and the Baltic
  balancing dashboard (EE, LV, LT) are to take their place when those datasets are declared.
- Nord Pool's auctions, Volue and Meteologica forecasts and JAO capacities are further inputs of the same kind; until
  they are declared, ENTSO-E and Energinet publish the day-ahead price, and TSOs the wind, solar and load forecasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from shared.forecasting.interface import AfterPeriod, DayBefore, Feature, Gates, ModelDeclaration, Regime

NORDIC: Final = ("DK1", "DK2", "FI", "NO1", "NO2", "NO3", "NO4", "NO5", "SE1", "SE2", "SE3", "SE4")
BALTIC: Final = ("EE", "LV", "LT")
DANISH: Final = ("DK1", "DK2")
NEIGHBOURS: Final = ("DE-LU", "NO2", "SE3", "SE4")
SUMS: Final[Mapping[str, tuple[str, ...]]] = {"Nordic": NORDIC}
"""Areas that are the sum of others. Their quantiles come from a model of the sum, for quantiles do not add; their mean
is the sum of the members' means."""

EVERY_QUARTER: Final = "*/15 * * * *"
HOUR_LATER: Final = AfterPeriod(delay=timedelta(minutes=60))
MINUTES_LATER: Final = AfterPeriod(delay=timedelta(minutes=5))
RESERVES: Final = DayBefore(at="10:30")
AUCTION: Final = DayBefore(at="13:30")
EVENING: Final = DayBefore(at="18:00")
LATE_GAP: Final = 4  # quarters: one hour after the period
NEXT_DAY_GAP: Final = 59  # at 10:15 the quarter ending 09:15 is the newest; 59 quarters are left of the day
BALTIC_DAY_GAP: Final = 55  # their day ends an hour earlier
NEXT_DAY: Final = 100  # quarters of the longest local day; a day of 92 or 96 is cut to its own

QUARTER_IMBALANCE = Regime(
    valid_from=date(2025, 3, 4), reason="Nordic automated mFRR market: volumes become true quarters"
)
QUARTER_PRICES = Regime(valid_from=date(2025, 3, 19), reason="imbalance and mFRR prices become true quarters")
BALTIC_SYNC = Regime(valid_from=date(2025, 2, 9), reason="Baltic synchronisation with Continental Europe")
ZEROS = Regime(valid_from=date(2025, 6, 1), reason="exact zeros of DK1 demand rise from 0.2 % to 10 %", areas=("DK1",))
QUARTER_SPOT = Regime(valid_from=date(2025, 10, 1), reason="quarter-hour day-ahead prices")


def _spot(dataset: str = "energinet.day_ahead_prices", column: str = "price_eur_mwh", **where: str) -> Feature:
    return Feature(name="day_ahead_price", dataset=dataset, column=column, available=AUCTION, where=where)


def _neighbours() -> tuple[Feature, ...]:
    """Beside the own price: which borders are full. Published six hours and more before a forecast needs them."""
    return tuple(replace(_spot(), name=f"day_ahead_price_{zone}", area=zone) for zone in NEIGHBOURS)


def _renewables() -> tuple[Feature, ...]:
    return tuple(
        Feature(
            name=f"{technology}_forecast",
            dataset="energinet.forecasts_hour",
            column="day_ahead_mw",
            available=EVENING,
            where={"technology": technology},
        )
        for technology in ("wind_offshore", "wind_onshore", "solar")
    )


def _offered() -> tuple[Feature, ...]:
    """mFRR energy bids, in the rows of the activation itself: never late on their own."""
    return tuple(
        Feature(
            name=f"offered_{way}", dataset="energinet.mfrr_activation", column=f"offered_{way}_mw", available=HOUR_LATER
        )
        for way in ("up", "down")
    )


def _right_now() -> tuple[Feature, ...]:
    """Real-time measurements by the minute, averaged: three quarters newer than the newest target an issue knows."""
    return tuple(
        Feature(
            name=f"{what}_now",
            dataset="energinet.power_system_now",
            column=f"mean({what}_{{area}}_mw)",
            area="DK",
            available=MINUTES_LATER,
        )
        for what in ("imbalance", "afrr", "mfrr")
    )


ENTSOE_SPOT = _spot("entsoe.day_ahead_prices", "price", sequence="1")
IMBALANCE = Feature(name="imbalance", dataset="entsoe.imbalance_volumes", column="volume", available=HOUR_LATER)
DEMAND = Feature(
    name="balancing_demand", dataset="energinet.imbalance_prices", column="satisfied_demand_mw", available=HOUR_LATER
)
NET_ACTIVATION = Feature(
    name="net_activation",
    dataset="energinet.mfrr_activation",
    column="total_up_mw? - total_down_mw?",
    available=HOUR_LATER,
)
SPREAD = Feature(
    name="spread",
    dataset="energinet.imbalance_prices",
    column="imbalance_price_eur_mwh - spot_price_eur_mwh",
    available=HOUR_LATER,
)
IMBALANCE_PRICE = Feature(
    name="imbalance_price",
    dataset="energinet.imbalance_prices",
    column="imbalance_price_eur_mwh",
    available=HOUR_LATER,
)
CAPACITY_PRICE = Feature(
    name="mfrr_capacity_price",
    dataset="energinet.mfrr_capacity",
    column="up_price_eur_mw_h",
    available=RESERVES,
)
LOAD = Feature(
    name="load_forecast",
    dataset="entsoe.load_forecast_day_ahead",
    column="load_mw",
    available=DayBefore(at="10:00"),
)


def _hours_ahead(name: str, title: str, target: Feature, areas: tuple[str, ...], **facts: Any) -> ModelDeclaration:
    """Sixteen quarters, issued every quarter, from the period that begins at the issue."""
    return ModelDeclaration(
        id=name, title=title, target=target, areas=areas, minutes=15, issue_tz="UTC",
        **{"horizon": 16, "gap": LATE_GAP, "method": "acrdls", "issue": EVERY_QUARTER, **facts},
    )  # fmt: skip


def _next_day(name: str, title: str, target: Feature, areas: tuple[str, ...], **facts: Any) -> ModelDeclaration:
    """The next local day, issued at 10:15: one filter per delivery period, one origin a day."""
    return ModelDeclaration(
        id=name, title=title, target=target, areas=areas, minutes=15, issue="15 10 * * *",
        **{"horizon": NEXT_DAY, "gap": NEXT_DAY_GAP, "method": "acrdls", "params": {"daily": True},
           "history_days": 365, **facts},
    )  # fmt: skip


_DECLARED = (
    _hours_ahead(
        "acrdls_nordic_imbalance", "Nordic system imbalance, four hours", IMBALANCE, (*NORDIC, "Nordic"),
        features=(ENTSOE_SPOT,), regimes=(QUARTER_IMBALANCE,),
    ),
    _next_day(
        "acrdls_nordic_imbalance_next_day", "Nordic system imbalance, next day", IMBALANCE, (*NORDIC, "Nordic"),
        regimes=(QUARTER_IMBALANCE,),
    ),
    _hours_ahead(
        "baltic_imbalance", "Baltic system imbalance, four hours", IMBALANCE, BALTIC,
        features=(ENTSOE_SPOT,), regimes=(BALTIC_SYNC,), tz="Europe/Riga",
    ),
    _next_day(
        "baltic_imbalance_next_day", "Baltic system imbalance, next day", IMBALANCE, BALTIC,
        gap=BALTIC_DAY_GAP, regimes=(BALTIC_SYNC,), tz="Europe/Riga",
    ),
    _hours_ahead(
        "baltic_imbalance_price", "Baltic imbalance price, four hours",
        Feature(name="imbalance_price", dataset="entsoe.imbalance_prices", column="price", available=HOUR_LATER,
                where={"category": "A04"}),
        BALTIC, features=(ENTSOE_SPOT,), regimes=(BALTIC_SYNC,), tz="Europe/Riga", unit="EUR/MWh",
    ),
    _hours_ahead(
        "dk_balancing_demand", "Danish balancing demand, four hours", DEMAND, DANISH, method="zero_mass",
        features=(_spot(), *_neighbours(), *_renewables(), *_right_now()), regimes=(QUARTER_IMBALANCE, ZEROS),
    ),
    _next_day(
        "dk_balancing_demand_next_day", "Danish balancing demand, next day", DEMAND, DANISH,
        regimes=(QUARTER_IMBALANCE, ZEROS),
    ),
    # the mFRR energy gate closes 45 minutes before delivery: three quarters beyond the publication delay
    _hours_ahead(
        "DKAct_2", "Danish mFRR activation, net up, two hours from gate closure", NET_ACTIVATION, DANISH,
        horizon=8, gap=LATE_GAP + 3, method="hurdle",
        features=(_spot(), *_neighbours(), *_renewables(), CAPACITY_PRICE, *_offered(), *_right_now()),
        regimes=(QUARTER_IMBALANCE,), refit_days=1,
        gates=Gates(),
    ),
    ModelDeclaration(
        id="dk_da_price", title="Danish day-ahead price, next day",
        target=Feature(name="price", dataset="energinet.day_ahead_prices", column="price_eur_mwh", available=AUCTION),
        areas=DANISH, minutes=15, horizon=NEXT_DAY, gap=0, issue="30 10 * * *", method="combination",
        params={"daily": True, "members": {"lear": {}, "lightgbm_q": {"daily": True, "local_scale": True}}},
        features=(LOAD,), history_days=1100, refit_days=1, unit="EUR/MWh", regimes=(QUARTER_SPOT,),
    ),
    _next_day(
        "dk_imbalance_spread_next_day", "Danish imbalance price less day-ahead price, next day", SPREAD, DANISH,
        unit="EUR/MWh", regimes=(QUARTER_PRICES,),
    ),
    _hours_ahead(
        "autogluon_ts", "Danish balancing demand by AutoGluon time series, four hours", DEMAND, DANISH,
        issue="0 * * * *", method="autogluon_ts", regimes=(QUARTER_IMBALANCE, ZEROS),
        gates=Gates(shadow_days=28),
    ),
)  # fmt: skip

MODELS: Final[dict[str, ModelDeclaration]] = {declared.id: declared for declared in _DECLARED}

CHALLENGERS: Final[Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]]] = {
    "baltic_imbalance_price": (("lightgbm_q", {}),),
    "DKAct_2": (("combination", {"members": {"acrdls": {}, "hurdle": {}}}),),
    "dk_balancing_demand": (("combination", {"members": {"acrdls": {}, "lightgbm_q": {}}}),),
}
"""Model id -> (method, parameters) of ``challenger-1``, ``challenger-2`` ...: published in shadow and scored."""


class StrategyDeclaration(Struct, frozen=True, kw_only=True):
    """A strategy as facts: which forecasts it reads, when it proposes, what settles it. It never sends an order."""

    id: str
    title: str
    areas: tuple[str, ...]
    issue: str
    price_model: str
    spread_model: str
    imbalance: Feature = IMBALANCE_PRICE
    tz: str = "Europe/Copenhagen"


STRATEGIES: Final[dict[str, StrategyDeclaration]] = {
    "dk_da_strategy": StrategyDeclaration(
        id="dk_da_strategy",
        title="Danish day-ahead positions, proposals only",
        areas=DANISH,
        issue="45 10 * * *",
        price_model="dk_da_price",
        spread_model="dk_imbalance_spread_next_day",
    )
}


FIRST_DAYS: Final = 38  # 28 for climatology, the longest lag, and some to learn from
LEAR_DAYS: Final = 90  # complete days of prices, of which LEAR needs 60


def inputs() -> dict[str, tuple[set[str], int]]:
    """Dataset id -> areas that models read of it, and the days of history the most demanding of them starts with."""
    from shared.forecasting.interface import METHODS

    found: dict[str, tuple[set[str], int]] = {}
    for declared in MODELS.values():
        least = METHODS[declared.method].training_days
        days = max(FIRST_DAYS, least, LEAR_DAYS if "lear" in declared.params.get("members", {}) else 0)
        for feature in (declared.target, *declared.features):
            areas, most = found.get(feature.dataset, (set(), 0))
            named = [feature.area] if feature.area else [m for a in declared.areas for m in SUMS.get(a, (a,))]
            found[feature.dataset] = (areas | set(named), max(most, days))
    return found
