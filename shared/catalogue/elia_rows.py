"""Row classes of Elia's datasets, each with the field names of the data sets that hold them.

The names follow :mod:`shared.providers.records`: ``|`` parts alternatives (field name of the near-real-time twin, of
the historical one, portal label), ``?`` marks a field that may be absent, ``*`` a group of fields by prefix.
"""

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

IMBALANCE_PRICE_MINUTE_PRE_MARI = {
    column: names if column in _TIME else names.removesuffix("?") + "?"
    for column, names in IMBALANCE_PRICE_PRE_MARI.items()
}


class ActivatedVolumes(Struct, frozen=True, kw_only=True):
    """Activated balancing volumes of a period by component; positive magnitudes per direction."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    quality_status: f.QualityStatus | None
    igcc_up_mw: f.ActivatedMw | None
    igcc_down_mw: f.ActivatedMw | None
    afrr_up_mw: f.ActivatedMw | None
    afrr_down_mw: f.ActivatedMw | None
    mfrr_scheduled_up_mw: f.ActivatedMw | None
    mfrr_scheduled_down_mw: f.ActivatedMw | None
    mfrr_direct_up_mw: f.ActivatedMw | None
    mfrr_direct_down_mw: f.ActivatedMw | None
    reserve_sharing_import_mw: f.ActivatedMw | None
    reserve_sharing_export_mw: f.ActivatedMw | None


ACTIVATED_VOLUMES = _TIME | _QUALITY | {
    "igcc_up_mw": "igccvolumeup",
    "igcc_down_mw": "igccvolumedown",
    "afrr_up_mw": "afrrvolumeup",
    "afrr_down_mw": "afrrvolumedown",
    "mfrr_scheduled_up_mw": "mfrrsaup|mfrrsavolumeup",
    "mfrr_scheduled_down_mw": "mfrrsadown|mfrrsavolumedown",
    "mfrr_direct_up_mw": "mfrrdaup|mfrrdavolumeup",
    "mfrr_direct_down_mw": "mfrrdadown|mfrrdavolumedown",
    "reserve_sharing_import_mw": "reserve_sharing_import?",
    "reserve_sharing_export_mw": "reserve_sharing_export?",
}  # fmt: skip


class SystemImbalance(Struct, frozen=True, kw_only=True):
    """System imbalance of one minute (mean over the minute) and what was activated."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    quality_status: f.QualityStatus | None
    system_imbalance_mw: f.SystemImbalanceMw | None
    ace_mw: f.AceMw | None
    igcc_up_mw: f.ActivatedMw | None
    igcc_down_mw: f.ActivatedMw | None
    afrr_up_mw: f.ActivatedMw | None
    afrr_down_mw: f.ActivatedMw | None
    mfrr_scheduled_up_mw: f.ActivatedMw | None
    mfrr_scheduled_down_mw: f.ActivatedMw | None
    mfrr_direct_up_mw: f.ActivatedMw | None
    mfrr_direct_down_mw: f.ActivatedMw | None
    reserve_sharing_import_mw: f.ActivatedMw | None
    reserve_sharing_export_mw: f.ActivatedMw | None


SYSTEM_IMBALANCE = ACTIVATED_VOLUMES | {"system_imbalance_mw": "systemimbalance", "ace_mw": "ace"}


class SystemImbalancePreMari(Struct, frozen=True, kw_only=True):
    """System imbalance of one minute before 22 May 2024 and the components of the regulation volume."""

    start: f.Start
    zone: f.Zone
    minutes: f.Minutes
    quality_status: f.QualityStatus | None
    system_imbalance_mw: f.SystemImbalanceMw | None
    net_regulation_mw: f.RegulationMw | None
    strategic_reserve_mw: f.ActivatedMw | None
    gross_up_mw: f.ActivatedMw | None
    gross_down_mw: f.ActivatedMw | None
    afrr_up_mw: f.ActivatedMw | None
    afrr_down_mw: f.ActivatedMw | None
    igcc_up_mw: f.ActivatedMw | None
    igcc_down_mw: f.ActivatedMw | None
    bids_up_mw: f.ActivatedMw | None
    bids_down_mw: f.ActivatedMw | None
    mfrr_standard_mw: f.ActivatedMw | None
    mfrr_flex_mw: f.ActivatedMw | None
    interruptible_up_mw: f.ActivatedMw | None
    inter_tso_import_mw: f.ActivatedMw | None
    inter_tso_export_mw: f.ActivatedMw | None


SYSTEM_IMBALANCE_PRE_MARI = _TIME | _QUALITY | {
    "system_imbalance_mw": "systemimbalance",
    "net_regulation_mw": "netregulationvolume",
    "strategic_reserve_mw": "strategicreservevolume|SR?",
    "gross_up_mw": "grossupwardregulationvolume|GUV?",
    "gross_down_mw": "grossdownwardregulationvolume|GDV?",
    "afrr_up_mw": "afrrvolumeup|r2volumeup|aFRR+?",
    "afrr_down_mw": "afrrvolumedown|r2volumedown|aFRR-?",
    "igcc_up_mw": "igccvolumeup|IGCC+?",
    "igcc_down_mw": "igccvolumedown|IGCC-?",
    "bids_up_mw": "bidsvolumeup|bidvolumeup|Bids+?",
    "bids_down_mw": "bidsvolumedown|bidvolumedown|Bids-?",
    "mfrr_standard_mw": "mfrrstandard|mfrrstandardvolumeup|r3standardvolumeup|r3std?",
    "mfrr_flex_mw": "mfrrflex|mfrrflexvolumeup|r3flexvolumeup|r3flex?",
    "interruptible_up_mw": "ich+|ichvolumeup?",
    "inter_tso_import_mw": "Inter-TSO import|intertsoreserveimport?",
    "inter_tso_export_mw": "Inter-TSO export|intertsoreserveexport?",
}  # fmt: skip


class SystemImbalanceForecast(Struct, frozen=True, kw_only=True):
    """Forecast of a quarter's system imbalance as made at ``run_at``; the provider keeps no history of it."""

    run_at: f.RunAt
    zone: f.Zone
    start: f.Start
    minutes: f.Minutes
    quality_status: f.QualityStatus | None
    prediction_quality: f.PredictionQuality | None
    system_imbalance_forecast_mw: f.SystemImbalanceMw | None
    bin_probabilities: f.BinProbabilities | None


SYSTEM_IMBALANCE_FORECAST = _QUALITY | {
    "run_at": "predictiontimeutc",
    "start": "predictions_forecastedtimeutc|systemimbalanceforecastdatetime",
    "resolution": "resolutioncode?",
    "prediction_quality": "predictionquality?",
    "system_imbalance_forecast_mw": "predictions_silinearregressionforecast|systemimbalanceforecast",
    "bin_probabilities": "predictions_categoricalsiprediction_*",
}  # fmt: skip
