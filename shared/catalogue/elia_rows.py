"""Row classes of Elia's datasets, each with the field names of the data sets that hold them.

The names follow :mod:`shared.providers.records`: ``|`` parts alternatives (field name of the near-real-time twin, of
the historical one, portal label), ``?`` marks a field that may be absent, ``*`` a group of fields by prefix.
"""

from __future__ import annotations

from msgspec import Struct

from shared.catalogue import fields as f

_TIME = {"start": "datetime", "resolution": "resolutioncode"}
_QUALITY = {"quality_status": "qualitystatus?"}


class ImbalancePrice(Struct, frozen=True, kw_only=True):
    """Imbalance price of one quarter hour (single price) and the prices it was made from."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    quality_status: f.QualityStatus | None
    ace_mw: f.AceMw | None
    system_imbalance_mw: f.SystemImbalanceMw | None
    alpha_eur_mwh: f.PriceEurMwh | None
    alpha_prime_eur_mwh: f.PriceEurMwh | None
    marginal_incremental_price_eur_mwh: f.PriceEurMwh | None
    marginal_decremental_price_eur_mwh: f.PriceEurMwh | None
    imbalance_price_eur_mwh: f.PriceEurMwh | None


IMBALANCE_PRICE = _TIME | _QUALITY | {
    "ace_mw": "ace",
    "system_imbalance_mw": "systemimbalance",
    "alpha_eur_mwh": "alpha",
    "alpha_prime_eur_mwh": "alpha_prime?",
    "marginal_incremental_price_eur_mwh": "marginalincrementalprice",
    "marginal_decremental_price_eur_mwh": "marginaldecrementalprice",
    "imbalance_price_eur_mwh": "imbalanceprice",
}  # fmt: skip


class ImbalancePriceMinute(Struct, frozen=True, kw_only=True):
    """Imbalance price as known after one minute: a running average since the start of the minute's quarter."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    quarter_start: f.QuarterStart | None
    quality_status: f.QualityStatus | None
    ace_mw: f.AceMw | None
    system_imbalance_mw: f.SystemImbalanceMw | None
    alpha_eur_mwh: f.PriceEurMwh | None
    alpha_prime_eur_mwh: f.PriceEurMwh | None
    marginal_incremental_price_eur_mwh: f.PriceEurMwh | None
    marginal_decremental_price_eur_mwh: f.PriceEurMwh | None
    imbalance_price_eur_mwh: f.PriceEurMwh | None


IMBALANCE_PRICE_MINUTE = IMBALANCE_PRICE | {"quarter_start": "quarterhour"}


class ImbalancePricePreMari(Struct, frozen=True, kw_only=True):
    """Imbalance prices before 22 May 2024: one per sign of the imbalance (equal under single pricing)."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    quality_status: f.QualityStatus | None
    net_regulation_mw: f.RegulationMw | None
    system_imbalance_mw: f.SystemImbalanceMw | None
    alpha_eur_mwh: f.PriceEurMwh | None
    marginal_incremental_price_eur_mwh: f.PriceEurMwh | None
    marginal_decremental_price_eur_mwh: f.PriceEurMwh | None
    strategic_reserve_price_eur_mwh: f.PriceEurMwh | None
    positive_imbalance_price_eur_mwh: f.PriceEurMwh | None
    negative_imbalance_price_eur_mwh: f.PriceEurMwh | None


IMBALANCE_PRICE_PRE_MARI = _TIME | _QUALITY | {
    "net_regulation_mw": "netregulationvolume",
    "system_imbalance_mw": "systemimbalance",
    "alpha_eur_mwh": "alpha",
    "marginal_incremental_price_eur_mwh": "marginalincrementalprice",
    "marginal_decremental_price_eur_mwh": "marginaldecrementalprice",
    "strategic_reserve_price_eur_mwh": "strategicreserveprice?",
    "positive_imbalance_price_eur_mwh": "positiveimbalanceprice",
    "negative_imbalance_price_eur_mwh": "negativeimbalanceprice",
}  # fmt: skip
