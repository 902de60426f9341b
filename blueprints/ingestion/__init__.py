"""Ingestion: the drain, the maintenance of what it writes, and their operations."""

from blueprints.ingestion import functions

BLUEPRINTS = (functions.bp,)
