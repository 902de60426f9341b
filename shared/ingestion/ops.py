"""The ingestion role's operations over HTTP: lag, and what to do with dead letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from shared.api.answer import Answer, BadQuestion, json_answer
from shared.catalogue.registry import CATALOGUE
from shared.communication import dead_letters
from shared.communication.lag import scrape
from shared.errors import ConfigError

if TYPE_CHECKING:
    from shared.runtime import Runtime

LONGEST_LIST = 1_000
LARGEST_SHOWN = 256 * 2**10


class Settle(Struct, frozen=True, forbid_unknown_fields=True):
    """Body of ``POST /api/ops/dead-letters``. ``body`` replaces the kept one and fits a single id only."""

    action: Literal["replay", "discard"]
    ids: list[str]
    body: str | None = None


def lag(held: Runtime) -> Answer:
    """``GET /api/ops/lag``: messages not yet ingested, per provider topic."""
    if held.settings.broker_admin_url is None:
        raise ConfigError("SCALAR_BROKER_ADMIN_URL is not set: the backlog cannot be read")
    found = scrape(held.settings.broker_admin_url)
    return json_answer({"backlog": sum(item.backlog for item in found), "subscriptions": found})


def list_dead_letters(held: Runtime, params: Mapping[str, str]) -> Answer:
    """``GET /api/ops/dead-letters?provider=&limit=``: what waits for a decision, oldest first."""
    providers = [params["provider"]] if params.get("provider") else _providers()
    if unknown := set(providers) - set(_providers()):
        raise BadQuestion(f"provider {sorted(unknown)[0]!r} is unknown; one of {', '.join(_providers())}", 404)
    try:
        limit = int(params.get("limit", "100"))
    except ValueError:
        limit = 0
    if not 1 <= limit <= LONGEST_LIST:
        raise BadQuestion(f"limit must be a whole number from 1 to {LONGEST_LIST}")
    return json_answer({"dead_letters": dead_letters.unsettled(held.broker, providers, limit=limit)})


def show_dead_letter(held: Runtime, identity: str) -> Answer:
    """``GET /api/ops/dead-letters/{id}``: the kept message with the beginning of its body as text."""
    try:
        letter, body = dead_letters.show(held.broker, _known(identity))
    except dead_letters.NoSuchLetter as error:
        raise BadQuestion(str(error), 404) from error
    text = body[:LARGEST_SHOWN].decode(errors="replace")
    return json_answer({"dead_letter": letter, "body": text, "truncated": len(body) > LARGEST_SHOWN})


def settle_dead_letters(held: Runtime, request: bytes) -> Answer:
    """``POST /api/ops/dead-letters``: replay or discard; says what became of each id."""
    try:
        wanted = msgspec.json.decode(request, type=Settle)
    except msgspec.MsgspecError as error:
        raise BadQuestion(f"expected {{action: replay|discard, ids: [...], body?: text}}: {error}") from error
    if wanted.body is not None and (len(wanted.ids) != 1 or wanted.action != "replay"):
        raise BadQuestion("a corrected body goes with the replay of exactly one id")
    for identity in wanted.ids:
        _known(identity)
    try:
        return json_answer({"settled": settle(held, wanted.ids, wanted.action, body=wanted.body)})
    except dead_letters.NoSuchLetter as error:
        raise BadQuestion(str(error), 404) from error


def settle(
    held: Runtime, ids: Sequence[str], action: Literal["replay", "discard"], *, body: str | None = None
) -> dict[str, str]:
    """Replay or discard dead letters; the new message id of each, or ``discarded``. For the command line as well."""
    now = datetime.now(UTC)
    done = {}
    for identity in ids:
        if action == "discard":
            dead_letters.discard(held.broker, identity, now)
            done[identity] = "discarded"
        else:
            fixed = None if body is None else body.encode()
            done[identity] = dead_letters.replay(held.broker, identity, now, body=fixed)
    return done


def _known(identity: str) -> str:
    """An id whose provider exists: reading creates the topic it names."""
    if identity.partition("-")[0] not in _providers():
        raise BadQuestion(f"no dead letter is called {identity[:80]!r}", 404)
    return identity


def _providers() -> list[str]:
    return sorted({dataset.provider for dataset in CATALOGUE.values()})
