"""The synthetic market as one source of answers for every provider."""

from __future__ import annotations

from datetime import datetime

from embedded.sandbox.documents import DocumentAnswers
from embedded.sandbox.records import RecordAnswers
from embedded.sandbox.server import Question, Reply


class SyntheticMarket:
    """Answers for ENTSO-E, Elia and Energinet; ``now`` fixes the market's clock (for repeatable tests)."""

    def __init__(self, now: datetime | None = None) -> None:
        self._sources = (DocumentAnswers(now), RecordAnswers(now))

    def reply(self, question: Question) -> Reply | None:
        """The first source's answer."""
        return next((r for s in self._sources if (r := s.reply(question)) is not None), None)
