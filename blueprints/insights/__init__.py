"""Insights: the data endpoints and everything about forecasts."""

from blueprints.insights import data

BLUEPRINTS = (data.bp,)
