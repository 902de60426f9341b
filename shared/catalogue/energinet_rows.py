"""Row classes of Energinet's datasets, each with the provider's name per column.

The names follow :mod:`shared.providers.records`: ``|`` parts alternatives, newest first; ``?`` marks a column that
may be absent.
"""

from msgspec import Struct

from shared.catalogue import fields as f

_AREA = {"zone": "PriceArea"}


class SpotPrice(Struct, frozen=True, kw_only=True):
    """Day-ahead price of one market time unit."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    price_eur_mwh: f.PriceEurMwh | None
    price_dkk_mwh: f.PriceDkkMwh | None


SPOT_PRICE = {
    "start": "TimeUTC|HourUTC",
    **_AREA,
    "price_eur_mwh": "DayAheadPriceEUR|SpotPriceEUR",
    "price_dkk_mwh": "DayAheadPriceDKK|SpotPriceDKK",
}
SPOT_PRICE_HOURLY = SPOT_PRICE | {"start": "HourUTC|TimeUTC", "price_eur_mwh": "SpotPriceEUR|DayAheadPriceEUR",
                                  "price_dkk_mwh": "SpotPriceDKK|DayAheadPriceDKK"}  # fmt: skip


class ImbalancePrice(Struct, frozen=True, kw_only=True):
    """Imbalance price of one settlement period and what it was made from."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    satisfied_demand_mw: f.SatisfiedDemandMw | None
    imbalance_price_eur_mwh: f.PriceEurMwh | None
    imbalance_price_dkk_mwh: f.PriceDkkMwh | None
    spot_price_eur_mwh: f.PriceEurMwh | None
    dominating_direction: f.Direction | None
    afrr_up_mw: f.AfrrSignedMw | None
    afrr_up_price_eur_mwh: f.PriceEurMwh | None
    afrr_up_price_dkk_mwh: f.PriceDkkMwh | None
    afrr_down_mw: f.AfrrSignedMw | None
    afrr_down_price_eur_mwh: f.PriceEurMwh | None
    afrr_down_price_dkk_mwh: f.PriceDkkMwh | None
    mfrr_up_price_eur_mwh: f.PriceEurMwh | None
    mfrr_up_price_dkk_mwh: f.PriceDkkMwh | None
    mfrr_down_price_eur_mwh: f.PriceEurMwh | None
    mfrr_down_price_dkk_mwh: f.PriceDkkMwh | None


IMBALANCE_PRICE = {
    "start": "TimeUTC",
    **_AREA,
    "satisfied_demand_mw": "SatisfiedDemand|BalancingDemand",
    "imbalance_price_eur_mwh": "ImbalancePriceEUR",
    "imbalance_price_dkk_mwh": "ImbalancePriceDKK",
    "spot_price_eur_mwh": "SpotPriceEUR|DayAheadPriceEUR",
    "dominating_direction": "DominatingDirection",
    "afrr_up_mw": "aFRRUpMW",
    "afrr_up_price_eur_mwh": "aFRRVWAUpEUR",
    "afrr_up_price_dkk_mwh": "aFRRVWAUpDKK",
    "afrr_down_mw": "aFRRDownMW",
    "afrr_down_price_eur_mwh": "aFRRVWADownEUR",
    "afrr_down_price_dkk_mwh": "aFRRVWADownDKK",
    "mfrr_up_price_eur_mwh": "mFRRMarginalPriceUpEUR",
    "mfrr_up_price_dkk_mwh": "mFRRMarginalPriceUpDKK",
    "mfrr_down_price_eur_mwh": "mFRRMarginalPriceDownEUR",
    "mfrr_down_price_dkk_mwh": "mFRRMarginalPriceDownDKK",
}


class MfrrActivation(Struct, frozen=True, kw_only=True):
    """mFRR energy of one market time unit: scheduled (SA) and direct (DA) activation, totals, offers.

    All volumes are positive magnitudes per direction; null means none was requested.
    """

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    scheduled_up_requested_mw: f.ActivatedMw | None
    scheduled_up_price_eur_mwh: f.PriceEurMwh | None
    scheduled_down_requested_mw: f.ActivatedMw | None
    scheduled_down_price_eur_mwh: f.PriceEurMwh | None
    direct_up_mw: f.ActivatedMw | None
    direct_up_price_eur_mwh: f.PriceEurMwh | None
    direct_down_mw: f.ActivatedMw | None
    direct_down_price_eur_mwh: f.PriceEurMwh | None
    total_up_mw: f.ActivatedMw | None
    total_down_mw: f.ActivatedMw | None
    offered_up_mw: f.OfferedMw | None
    offered_down_mw: f.OfferedMw | None
    local_up_mw: f.ActivatedMw | None
    local_down_mw: f.ActivatedMw | None
    special_up_mw: f.ActivatedMw | None
    special_down_mw: f.ActivatedMw | None


MFRR_ACTIVATION = {
    "start": "TimeUTC",
    **_AREA,
    "scheduled_up_requested_mw": "mFRRSAUpReqMW",
    "scheduled_up_price_eur_mwh": "mFRRSAUpEUR",
    "scheduled_down_requested_mw": "mFRRSADownReqMW",
    "scheduled_down_price_eur_mwh": "mFRRSADownEUR",
    "direct_up_mw": "mFRRDAUpMW",
    "direct_up_price_eur_mwh": "mFRRDAUpEUR",
    "direct_down_mw": "mFRRDADownMW",
    "direct_down_price_eur_mwh": "mFRRDADownEUR",
    "total_up_mw": "TotalmFRRUpMW",
    "total_down_mw": "TotalmFRRDownMW",
    "offered_up_mw": "mFRROfferedUpMW",
    "offered_down_mw": "mFRROfferedDownMW",
    "local_up_mw": "mFRRLocalUpMW",
    "local_down_mw": "mFRRLocalDownMW",
    "special_up_mw": "mFRRSpecialUpMW",
    "special_down_mw": "mFRRSpecialDownMW",
}


class RegulatingPower(Struct, frozen=True, kw_only=True):
    """Regulating power and imbalance of one hour, before the Nordic mFRR energy activation market."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    balancing_up_mw: f.ActivatedMw | None
    balancing_down_mw: f.ActivatedMw | None
    special_up_mw: f.ActivatedMw | None
    special_down_mw: f.ActivatedMw | None
    imbalance_mwh: f.EnergyMwh | None
    imbalance_price_eur_mwh: f.PriceEurMwh | None
    imbalance_price_dkk_mwh: f.PriceDkkMwh | None
    mfrr_up_price_eur_mwh: f.PriceEurMwh | None
    mfrr_up_price_dkk_mwh: f.PriceDkkMwh | None
    mfrr_down_price_eur_mwh: f.PriceEurMwh | None
    mfrr_down_price_dkk_mwh: f.PriceDkkMwh | None


REGULATING_POWER = {
    "start": "HourUTC",
    **_AREA,
    "balancing_up_mw": "mFRRUpActBal",
    "balancing_down_mw": "mFRRDownActBal",
    "special_up_mw": "mFRRUpActSpec",
    "special_down_mw": "mFRRDownActSpec",
    "imbalance_mwh": "ImbalanceMWh",
    "imbalance_price_eur_mwh": "ImbalancePriceEUR",
    "imbalance_price_dkk_mwh": "ImbalancePriceDKK",
    "mfrr_up_price_eur_mwh": "BalancingPowerPriceUpEUR",
    "mfrr_up_price_dkk_mwh": "BalancingPowerPriceUpDKK",
    "mfrr_down_price_eur_mwh": "BalancingPowerPriceDownEUR",
    "mfrr_down_price_dkk_mwh": "BalancingPowerPriceDownDKK",
}


class ReserveCapacity(Struct, frozen=True, kw_only=True):
    """Capacity auction of one hour, up and down: demand, procured volume, marginal price."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    up_demand_mw: f.PowerMw | None
    up_procured_mw: f.PowerMw | None
    up_price_eur_mw_h: f.ReservePriceEur | None
    up_price_dkk_mw_h: f.ReservePriceDkk | None
    down_demand_mw: f.PowerMw | None
    down_procured_mw: f.PowerMw | None
    down_price_eur_mw_h: f.ReservePriceEur | None
    down_price_dkk_mw_h: f.ReservePriceDkk | None


MFRR_CAPACITY = {
    "start": "TimeUTC|HourUTC",
    **_AREA,
    "up_demand_mw": "UpDemandMW|mFRR_UpDemand?",
    "up_procured_mw": "UpProcuredMW|mFRR_UpPurchased",
    "up_price_eur_mw_h": "UpPriceEUR|mFRR_UpPriceEUR|mFRR_UpCapPriceEUR",
    "up_price_dkk_mw_h": "UpPriceDKK|mFRR_UpPriceDKK|mFRR_UpCapPriceDKK",
    "down_demand_mw": "DownDemandMW|mFRR_DownDemand?",
    "down_procured_mw": "DownProcuredMW|mFRR_DownPurchased",
    "down_price_eur_mw_h": "DownPriceEUR|mFRR_DownPriceEUR|mFRR_DownCapPriceEUR",
    "down_price_dkk_mw_h": "DownPriceDKK|mFRR_DownPriceDKK|mFRR_DownCapPriceDKK",
}
AFRR_CAPACITY = {column: names.replace("mFRR_", "aFRR_") for column, names in MFRR_CAPACITY.items()}


class FcrDk1(Struct, frozen=True, kw_only=True):
    """FCR capacity in DK1 (continental auction, four-hour blocks published as hours)."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    domestic_mw: f.PowerMw | None
    abroad_mw: f.PowerMw | None
    cross_price_eur_mw_h: f.ReservePriceEur | None
    cross_price_dkk_mw_h: f.ReservePriceDkk | None
    dk_price_eur_mw_h: f.ReservePriceEur | None
    dk_price_dkk_mw_h: f.ReservePriceDkk | None


FCR_DK1 = {
    "start": "HourUTC|TimeUTC",
    "domestic_mw": "FCRdomestic_MW",
    "abroad_mw": "FCRabroad_MW",
    "cross_price_eur_mw_h": "FCRcross_EUR",
    "cross_price_dkk_mw_h": "FCRcross_DKK",
    "dk_price_eur_mw_h": "FCRdk_EUR",
    "dk_price_dkk_mw_h": "FCRdk_DKK",
}


class FcrDk2(Struct, frozen=True, kw_only=True):
    """FCR-N and FCR-D capacity in DK2 per product and auction; ``total`` is the price to use, never a sum."""

    start: f.Start
    zone: f.Zone
    product: f.ReserveProduct
    auction: f.AuctionType
    minutes: f.Minutes
    local_mw: f.PowerMw | None
    total_mw: f.PowerMw | None
    price_eur_mw_h: f.ReservePriceEur | None


FCR_DK2 = {
    "start": "HourUTC|TimeUTC",
    **_AREA,
    "product": "ProductName",
    "auction": "AuctionType",
    "local_mw": "PurchasedVolumeLocal",
    "total_mw": "PurchasedVolumeTotal",
    "price_eur_mw_h": "PriceTotalEUR",
}


class AfrrActivation(Struct, frozen=True, kw_only=True):
    """Activated aFRR and its price at an instant (about one row per second or change)."""

    start: f.Start
    zone: f.Zone
    afrr_mw: f.AfrrSignedMw | None
    afrr_price_eur_mwh: f.PriceEurMwh | None


AFRR_ACTIVATION = {
    "start": "TimeMsUTC|ActivationTime",
    **_AREA,
    "afrr_mw": "aFRR_Activated",
    "afrr_price_eur_mwh": "aFRR_ActivatedEUR",
}
