"""Every failure Scalar raises on purpose, named by what the caller does next.

::

    ScalarError
    ├── ConfigError   a setting or credential is missing or refused: stop, alert, name the setting
    ├── RetryLater    429, 5xx, time-out, broker or database away: back off, honour ``after``
    ├── Refused       the provider says the request is wrong: fail the slice, keep request and answer
    └── BadData       body or row breaks the schema or bounds: the body goes to the dead-letter topic

"No data for this period" is a result with zero rows, never an error.
"""

from __future__ import annotations

from typing import ClassVar


class ScalarError(Exception):
    """Base of all deliberate failures; ``facts`` are the message's facts as searchable attributes."""

    family: ClassVar[str] = "error"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.facts: dict[str, object] = facts


class ConfigError(ScalarError):
    """A setting or credential is missing, malformed or refused; retrying cannot help."""

    family = "config"


class RetryLater(ScalarError):
    """Something is away for now. ``after`` is the shortest useful wait in seconds, when known."""

    family = "retry"

    def __init__(self, message: str, *, after: float | None = None, **facts: object) -> None:
        super().__init__(message, **facts)
        self.after = after


class Refused(ScalarError):
    """The provider understood the request and rejects it; the same request will fail again."""

    family = "refused"


class BadData(ScalarError):
    """A body or row that breaks the declared schema, bounds or meaning."""

    family = "bad_data"
