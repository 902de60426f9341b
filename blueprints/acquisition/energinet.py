"""Energinet Energi Data Service: one timer function per dataset declared in ``shared/catalogue/energinet.py``."""

from blueprints.acquisition.timers import provider_blueprint

bp = provider_blueprint("energinet")
