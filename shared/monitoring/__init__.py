"""Spans, metrics and structured logs of every run."""
