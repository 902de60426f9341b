"""The verbs behind ``./scalar``."""
