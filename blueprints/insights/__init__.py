"""Insights: the data endpoints and everything about forecasts."""

from blueprints.insights import api, data, forecasts

BLUEPRINTS = (data.bp, api.bp, forecasts.bp)
