"""Names of topics and subscriptions: the one place where they are spelled."""

from __future__ import annotations

TENANT = "scalar"
INGESTION = "ingestion"
"""The one Shared subscription by which every ingesting instance shares the work."""


def raw_topic(provider: str) -> str:
    """Where a provider's answers go, exactly as received."""
    return f"persistent://{TENANT}/raw/{provider}"


def dead_letter_topic(provider: str) -> str:
    """Where bodies go that could not be ingested, with the reason."""
    return f"persistent://{TENANT}/dlq/{provider}"


def forecast_topic(model: str) -> str:
    """Where a model's forecasts are announced."""
    return f"persistent://{TENANT}/forecast/{model}"


def provider_of(topic: str) -> str:
    """The last part of a topic's name, without a partition number."""
    return topic.rpartition("/")[2].partition("-partition-")[0]
