"""Forecasting methods behind the ``Forecaster`` interface, beside ACRDLS and the references.

Each module is one method; ``grid`` (local clock, lags, past views), ``tabular`` (pooled design matrix), ``boosting``
(LightGBM, deterministic) and ``calibration`` (conformal correction on own past errors) are shared.
"""
