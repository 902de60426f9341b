"""ENTSO-E Transparency Platform: one timer function per dataset declared in ``shared/catalogue/entsoe.py``."""

from blueprints.acquisition.timers import provider_blueprint

bp = provider_blueprint("entsoe")
