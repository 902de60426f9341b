"""Elia Open Data: one timer function per dataset declared in ``shared/catalogue/elia.py``."""

from blueprints.acquisition.timers import provider_blueprint

bp = provider_blueprint("elia")
