"""Acquisition: one timer function per dataset, one blueprint per provider, all read from the catalogue."""

from blueprints.acquisition import elia, energinet, entsoe

BLUEPRINTS = (entsoe.bp, elia.bp, energinet.bp)
