"""Pulsar: envelope, publish with receipts, batched consume, dead letters."""
