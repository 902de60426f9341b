"""What differs between providers on the wire: base URL, credential, limits, and how an answer is judged.

Everything else (session, retry, rate limit, circuit breaker, redaction) is the same for all and lives in
:mod:`shared.clients.http`. Adding a provider adds one entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from shared.catalogue.model import Request
from shared.errors import ConfigError
from shared.secrets import SecretStore
from shared.settings import Settings

Verdict = Literal["data", "no_data"]


class Limit(Struct, frozen=True):
    """At most ``calls`` requests in ``seconds``."""

    calls: int
    seconds: float


class Credential(Struct, frozen=True):
    """Headers that carry a credential, and the credential's name (never its value) for logs and limits."""

    name: str = "anonymous"
    headers: Mapping[str, str] = {}


class Provider(Struct, frozen=True, kw_only=True):
    """How to reach one provider.

    ``per_address`` limits this egress address, ``per_credential`` each token. ``classify`` judges
    ``(status, headers, body)``: a verdict, or one of the four errors. ``fingerprint`` hashes the content without what
    changes in every answer. ``next_page`` gives the request for the page after a full one, else ``None``.
    """

    name: str
    base_url: Callable[[Settings], str]
    credential: Callable[[SecretStore, str, Request], Credential]
    classify: Callable[[int, Mapping[str, str], bytes], Verdict]
    fingerprint: Callable[[bytes], str]
    next_page: Callable[[Request, bytes], Request | None] = lambda request, body: None
    per_address: tuple[Limit, ...]
    per_credential: tuple[Limit, ...] = ()
    connect_timeout: float = 10.0
    read_timeout: float = 180.0


def _entsoe_credential(secrets: SecretStore, dataset: str, request: Request) -> Credential:
    """The token goes in a header, so that it cannot appear in a URL, proxy log or span."""
    name, token = secrets.entsoe_token(dataset, request.family)
    return Credential(name=name, headers={"SECURITY_TOKEN": token})


def _elia_credential(secrets: SecretStore, _dataset: str, _request: Request) -> Credential:
    key = secrets.find("ELIA_API_KEY")
    return Credential(name="ELIA_API_KEY", headers={"Authorization": f"Apikey {key}"}) if key else Credential()


def _entsoe() -> Provider:
    from shared.providers import entsoe

    return Provider(
        name="entsoe",
        base_url=lambda s: s.entsoe_base_url,
        credential=_entsoe_credential,
        classify=entsoe.classify,
        fingerprint=entsoe.fingerprint,
        next_page=entsoe.next_page,
        per_address=(Limit(380, 60),),  # 400 per minute per address, above it a ban of ten minutes
        per_credential=(Limit(380, 60),),
    )


def _elia() -> Provider:
    from shared.providers import elia

    return Provider(
        name="elia",
        base_url=lambda s: s.elia_base_url,
        credential=_elia_credential,
        classify=elia.classify,
        fingerprint=elia.fingerprint,
        next_page=elia.next_page,
        per_address=(Limit(5, 1), Limit(9_500, 86_400)),  # sister portals allow 10,000 anonymous calls a day
    )


def _energinet() -> Provider:
    from shared.providers import energinet

    return Provider(
        name="energinet",
        base_url=lambda s: s.energinet_base_url,
        credential=lambda secrets, dataset, request: Credential(),
        classify=energinet.classify,
        fingerprint=energinet.fingerprint,
        per_address=(Limit(1, 1),),  # throttled after 20 to 30 quick calls: one a second stays clear of it
    )


PROVIDERS: Mapping[str, Callable[[], Provider]] = {"entsoe": _entsoe, "elia": _elia, "energinet": _energinet}
"""Made on first use, because the judging functions need each provider's XML or JSON library."""


def provider(name: str) -> Provider:
    """The provider of this name. Raises :class:`ConfigError` for one that no client exists for."""
    try:
        return PROVIDERS[name]()
    except KeyError:
        raise ConfigError(f"{name}: no client is declared in shared/clients/providers.py", provider=name) from None
