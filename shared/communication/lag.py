"""How far consumers are behind, scraped from the broker's ``/metrics``: the same names in Pulsar and pulsar-lite.

Gauges of the embedded broker refresh every ten seconds or so; backlog counts entries, which are messages because
producers do not batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from shared.errors import RetryLater

_LINE = re.compile(r"^(\w+)\{(.*)\} (\S+)")
_LABEL = re.compile(r'(\w+)="([^"]*)"')
_WANTED = {
    "pulsar_subscription_back_log": "backlog",
    "pulsar_subscription_unacked_messages": "unacked",
    "pulsar_subscription_consumers_count": "consumers",
    "pulsar_out_messages_total": "delivered",
    "pulsar_lite_subscription_acked_messages_total": "acked",
}


class Lag(Struct, frozen=True):
    """One subscription of one topic. ``delivered`` and ``acked`` count since the broker started; 0 where unknown."""

    topic: str
    subscription: str
    backlog: int = 0
    unacked: int = 0
    consumers: int = 0
    delivered: int = 0
    acked: int = 0


def scrape(admin_url: str, *, timeout: float = 3.0) -> list[Lag]:
    """Every durable subscription the broker reports, sorted by topic.

    Raises :class:`RetryLater` when the broker's metrics address does not answer.
    """
    import requests

    try:
        answer = requests.get(f"{admin_url.rstrip('/')}/metrics", timeout=timeout)
        answer.raise_for_status()
    except requests.RequestException as error:
        raise RetryLater(f"broker metrics at {admin_url} are away: {type(error).__name__}") from error
    return read_lags(answer.text)


def read_lags(exposition: str) -> list[Lag]:
    """Subscriptions out of Prometheus text; partitions of a topic are added up."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for name, labels, value in _samples(exposition):
        # Pulsar's topic label is the full name, pulsar-lite's only its last part beside the namespace.
        topic = labels.get("topic", "").split("://")[-1]
        if "/" not in topic:
            topic = f"{labels.get('namespace', '')}/{topic}"
        facts = found.setdefault((re.sub(r"-partition-\d+$", "", topic), labels["subscription"]), {})
        facts[_WANTED[name]] = facts.get(_WANTED[name], 0) + int(float(value))
    return [Lag(topic, subscription, **facts) for (topic, subscription), facts in sorted(found.items())]


def _samples(exposition: str) -> Iterator[tuple[str, dict[str, str], str]]:
    for line in exposition.splitlines():
        if (match := _LINE.match(line)) and match[1] in _WANTED:
            labels = dict(_LABEL.findall(match[2]))
            if "subscription" in labels:
                yield match[1], labels, match[3]
