"""What was parsed and waits to be loaded, per dataset, so that loads are few and large.

A dataset that was not loaded lately is loaded at once: a lone answer is visible within a second or two. In a flood its
rows are gathered until there are ``FLUSH_ROWS`` of them or the oldest has waited ``interval`` seconds, because every
load leaves the warehouse one more version to merge. Limits on the whole bound memory.
"""

from __future__ import annotations

from msgspec import Struct

from shared.catalogue.model import Dataset
from shared.ingestion.read import Parsed

FLUSH_ROWS = 50_000
LOAD_INTERVAL = 2.0
"""Seconds between two loads of one dataset that is not full."""
TOTAL_ROWS = 200_000


class Pending(Struct):
    """The waiting messages of one dataset; ``since`` is when the oldest arrived, on the monotonic clock."""

    dataset: Dataset
    since: float
    messages: list[Parsed]
    rows: int = 0

    def add(self, parsed: Parsed) -> None:
        """Take in one more message."""
        self.messages.append(parsed)
        self.rows += parsed.rows.num_rows


class Buffers:
    """All pending messages. ``interval`` is the longest a message waits."""

    def __init__(self, interval: float = LOAD_INTERVAL) -> None:
        self._interval = interval
        self._pending: dict[str, Pending] = {}
        self._loaded_at: dict[str, float] = {}

    def __bool__(self) -> bool:
        return bool(self._pending)

    def add(self, parsed: Parsed, now: float) -> None:
        """Queue a message's rows at monotonic time ``now``."""
        name = parsed.dataset.id
        if name not in self._pending:
            self._pending[name] = Pending(parsed.dataset, now, [])
        self._pending[name].add(parsed)

    def due(self, now: float, *, everything: bool = False) -> list[Pending]:
        """Take out what should be loaded now."""
        everything = everything or sum(p.rows for p in self._pending.values()) >= TOTAL_ROWS
        names = [name for name, p in self._pending.items() if everything or self._is_due(p, now)]
        for name in names:
            self._loaded_at[name] = now
        return [self._pending.pop(name) for name in names]

    def next_due(self, now: float) -> float:
        """Seconds until something may be due; the interval when nothing waits."""
        waits = (self._due_at(p) - now for p in self._pending.values())
        return max(0.0, min(waits, default=self._interval))

    def clear(self) -> list[Parsed]:
        """Take out everything, to be released."""
        messages = [parsed for pending in self._pending.values() for parsed in pending.messages]
        self._pending.clear()
        return messages

    def _is_due(self, pending: Pending, now: float) -> bool:
        return pending.rows >= FLUSH_ROWS or now >= self._due_at(pending)

    def _due_at(self, pending: Pending) -> float:
        last = self._loaded_at.get(pending.dataset.id)
        return pending.since if last is None else min(pending.since + self._interval, last + self._interval)
