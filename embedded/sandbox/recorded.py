"""Recorded answers: a folder per provider with bodies and an ``index.json``, replayed to the requests they answer.

Each recording is turned into the slice it was captured for (by the provider's ``recorded_dataset``); the request that
our own client makes for that slice is then answered with the recorded body.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import Struct

from embedded.sandbox.documents import no_data
from embedded.sandbox.server import Question, Reply
from shared.catalogue.model import Slice
from shared.catalogue.registry import CATALOGUE, dataset
from shared.errors import ConfigError, ScalarError

PROVIDERS = tuple(dict.fromkeys(d.provider for d in CATALOGUE.values()))


class Recording(Struct, frozen=True, kw_only=True):
    """One recorded answer; ``dataset`` is empty when no declared dataset asks for such an answer."""

    provider: str
    file: str
    path: Path
    status: int = 200
    content_type: str = ""
    dataset: str = ""
    slice: Slice | None = None
    expected: Mapping[str, Any] | None = None

    def body(self) -> bytes:
        """The answer's bytes; files that were compressed for storage are unpacked."""
        raw = self.path.read_bytes()
        return gzip.decompress(raw) if self.path.suffix == ".gz" else raw


def recordings(folder: Path) -> Iterator[Recording]:
    """Every recording below ``folder``, in the order of its indexes.

    Raises :class:`ConfigError` when no provider folder holds an ``index.json``, or one lists a file that is not there.
    """
    indexes = sorted(folder.glob("*/index.json"))
    if not indexes:
        raise ConfigError(
            f"{folder}: no <provider>/index.json found; expected a folder per provider with its recordings"
        )
    for index in indexes:
        try:
            entries = json.loads(index.read_text())
            for entry in entries if isinstance(entries, list) else entries["recordings"]:
                yield _recording(index.parent, entry)
        except (OSError, ValueError, KeyError) as error:
            raise ConfigError(f"{index}: {type(error).__name__}: {error}") from error


def _recording(folder: Path, entry: dict[str, Any]) -> Recording:
    http = entry.get("http") or {}
    plain = Recording(
        provider=folder.name,
        file=entry["file"],
        path=folder / entry["file"],
        status=int(http.get("status") or 200),
        content_type=http.get("content_type") or "",
        expected=entry.get("expanded"),
    )
    if folder.name not in PROVIDERS:
        return plain
    find = import_module(f"shared.providers.{folder.name}_recorded").recorded_dataset
    try:
        found = find(entry, plain.body())
    except ScalarError:
        return plain
    if found is None or found[0] not in CATALOGUE:
        return plain
    return Recording(
        provider=plain.provider,
        file=plain.file,
        path=plain.path,
        status=plain.status,
        content_type=plain.content_type,
        expected=plain.expected,
        dataset=found[0],
        slice=found[1],
    )


class RecordedAnswers:
    """Answers the request for one recording's slice with its body; one recording is on at a time."""

    def __init__(self) -> None:
        self._now: tuple[str, str, dict[str, str], Reply] | None = None

    def play(self, recording: Recording) -> None:
        """From now on, answer with this recording."""
        assert recording.slice is not None
        request = dataset(recording.dataset).request(recording.slice)
        reply = Reply(recording.body(), recording.status, recording.content_type or _guess(recording.file))
        self._now = (recording.provider, request.path.strip("/"), dict(request.params), reply)

    def reply(self, question: Question) -> Reply | None:
        """The body when exactly the expected question is asked; nothing otherwise."""
        if self._now is None:
            return None
        provider, path, params, reply = self._now
        if question.provider != provider or not question.path.strip("/").endswith(path):
            return None
        asked = dict(question.params)
        if asked == params:
            return reply
        if "offset" in params and asked | {"offset": params["offset"]} == params:
            # The page after the recorded one: whoever recorded it got everything in one answer.
            return Reply(no_data(asked, datetime.now(UTC)).encode(), content_type="text/xml")
        return None


def _guess(file: str) -> str:
    kinds = {".json": "application/json", ".csv": "text/csv", ".zip": "application/zip"}
    return kinds.get(Path(file).suffix, "text/xml")
