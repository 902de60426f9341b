"""Point-in-time sources, models as declared, registry, drift."""
