"""GET a provider's answer: session, credential, rate limit, retry, circuit breaker, classification.

The result is the body exactly as received (after transfer decoding) and a verdict; what the provider means by a status
or a page is judged by its ``classify``. A failure is one of the four errors of :mod:`shared.errors`, whose text never
holds a credential.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct

from shared.catalogue.model import Dataset, Request, Slice
from shared.clients.limits import Breaker, Limits
from shared.clients.providers import Credential, Provider, Verdict, provider
from shared.errors import BadData, ConfigError, RetryLater, ScalarError
from shared.monitoring import telemetry
from shared.secrets import SecretStore, redact
from shared.settings import LOOPBACK, Settings

if TYPE_CHECKING:
    import requests
    from tenacity import RetryCallState

USER_AGENT = "scalar-energy-platform/0.1"
MAX_BODY = 256 * 1024 * 1024
"""Bytes after decompression; the largest declared window answers with well under a tenth of it."""
LONGEST_WAIT = 30.0
"""Seconds a run itself waits before a retry; a provider that asks for more is left to the next run."""
PAGES = 100


def utc_now() -> datetime:
    """The clock that stamps answers."""
    return datetime.now(UTC)


class Answer(Struct, frozen=True, kw_only=True):
    """One accepted answer of a provider."""

    body: bytes
    verdict: Verdict
    content_type: str
    fetched_at: datetime
    fingerprint: str
    attempt: int


class ProviderClient:
    """Asks one provider. Thread-safe; one per process and provider."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        secrets: SecretStore,
        limits: Limits,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.provider: Provider = provider(name)
        self._base = self.provider.base_url(settings).rstrip("/")
        # Limits spare a remote provider; a sandbox on this machine has none to keep.
        self._local = urlsplit(self._base).hostname in LOOPBACK
        self._secrets = secrets
        self._limits = limits
        self._clock = clock
        self._breaker = Breaker(name)
        self._session: requests.Session | None = None
        self._lock = threading.Lock()

    def pages(self, dataset: Dataset, piece: Slice, *, budget: float) -> Iterator[Answer]:
        """Every page of the answer for one slice, usually one.

        Raises :class:`ConfigError`, :class:`RetryLater`, :class:`Refused` or :class:`BadData`, naming dataset and
        slice. ``budget`` is the time in seconds after which no further attempt starts.
        """
        request: Request | None = dataset.request(piece)
        for _ in range(PAGES):
            if request is None:
                return
            answer = self._fetch(dataset, piece, request, budget)
            yield answer
            request = self.provider.next_page(request, answer.body) if answer.verdict == "data" else None
        raise BadData(f"{dataset.id} {piece}: more than {PAGES} pages; use a shorter window", dataset=dataset.id)

    def close(self) -> None:
        """Close the connections that are kept open; the next request opens new ones."""
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    def _fetch(self, dataset: Dataset, piece: Slice, request: Request, budget: float) -> Answer:
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_after_delay

        retrying = Retrying(
            retry=retry_if_exception(lambda e: isinstance(e, RetryLater) and (e.after or 0) <= LONGEST_WAIT),
            wait=_wait,
            stop=stop_after_attempt(4) | stop_after_delay(budget),
            reraise=True,
        )
        attempt = 0
        for tried in retrying:
            with tried:
                attempt = tried.retry_state.attempt_number
                return self._attempt(dataset, piece, request, attempt, budget)
        raise AssertionError("tenacity re-raises the last failure")

    def _attempt(self, dataset: Dataset, piece: Slice, request: Request, attempt: int, budget: float) -> Answer:
        name = self.provider.name
        self._breaker.check()
        credential = self.provider.credential(self._secrets, dataset.id, request)
        if not self._local:
            self._limits.wait(f"{name}:address", self.provider.per_address, timeout=budget)
            self._limits.wait(f"{name}:{credential.name}", self.provider.per_credential, timeout=budget)
        try:
            answer = self._get(request, credential, attempt)
        except ScalarError as error:
            telemetry.count("provider.errors", provider=name, family=error.family, dataset=dataset.id)
            if isinstance(error, ConfigError):
                self._secrets.invalidate(credential.name)
            if isinstance(error, RetryLater):
                self._breaker.failed(error.after)
                if error.facts.get("status") == 429:
                    telemetry.count("provider.throttles", provider=name)
            raise _named(error, f"{dataset.id} {piece}: ", dataset, credential.name) from error
        self._breaker.succeeded()
        return answer

    def _get(self, request: Request, credential: Credential, attempt: int) -> Answer:
        import requests

        url = f"{self._base}/{request.path}".rstrip("/") if request.path else self._base
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **dict(request.headers), **credential.headers}
        timeouts = (self.provider.connect_timeout, self.provider.read_timeout)
        try:
            with self._http().get(
                url, params=request.params, headers=headers, timeout=timeouts, stream=True, allow_redirects=False
            ) as response:
                body = _read(response)
                status, got = response.status_code, dict(response.headers)
        except requests.Timeout as error:
            raise RetryLater(f"no answer in time ({type(error).__name__})") from None
        except requests.RequestException as error:
            raise RetryLater(f"connection failed: {redact(str(error))[:300]}") from None
        return Answer(
            body=body,
            verdict=self._judge(status, got, body, attempt),
            content_type=got.get("Content-Type", ""),
            fetched_at=self._clock(),
            fingerprint=self.provider.fingerprint(body),
            attempt=attempt,
        )

    def _judge(self, status: int, headers: Mapping[str, str], body: bytes, attempt: int) -> Verdict:
        """What the answer is. One that makes no sense is asked for once more; the second time it is passed on.

        Passing it on keeps it: ingestion refuses it with a reason and puts the body among the dead letters.
        """
        try:
            return self.provider.classify(status, headers, body)
        except BadData as error:
            if attempt == 1:
                raise RetryLater(f"{error}; asking once more", status=status) from None
            telemetry.count("provider.unreadable", provider=self.provider.name)
            return "data"

    def _http(self) -> requests.Session:
        import requests

        with self._lock:
            if self._session is None:
                self._session = requests.Session()
                # A proxy or .netrc entry of the machine must not add credentials of its own.
                self._session.trust_env = False
            return self._session


def _read(response: requests.Response) -> bytes:
    """The decoded body, refused beyond :data:`MAX_BODY` while it is still being read."""
    parts: list[bytes] = []
    size = 0
    for part in response.iter_content(1 << 20):
        size += len(part)
        if size > MAX_BODY:
            raise BadData(f"answer is larger than {MAX_BODY >> 20} MiB; use a shorter window")
        parts.append(part)
    return b"".join(parts)


def _wait(state: RetryCallState) -> float:
    """Jittered exponential back-off, never shorter than what the provider asked for."""
    from tenacity import wait_random_exponential

    failure = state.outcome.exception() if state.outcome else None
    asked = failure.after or 0.0 if isinstance(failure, RetryLater) else 0.0
    return max(asked, wait_random_exponential(multiplier=0.5, max=LONGEST_WAIT)(state))


def _named(error: ScalarError, prefix: str, dataset: Dataset, credential: str) -> ScalarError:
    """The same failure, its message opening with dataset and slice and cleared of secrets."""
    facts: dict[str, Any] = {**error.facts, "dataset": dataset.id, "credential": credential}
    text = prefix + redact(str(error)).removeprefix(prefix)
    if isinstance(error, RetryLater):
        return RetryLater(text, after=error.after, **facts)
    return type(error)(text, **facts)
