"""Forecast models, features, backtests, strategy and registry."""
