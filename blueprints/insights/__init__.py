"""Forecasts, backtests and the data endpoints."""
