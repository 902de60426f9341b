"""The sandbox's HTTP side: ``/<provider>/<path>`` is answered by the first source that has something to say.

Faults are asked for by ``POST /_faults`` with ``{"provider": "entsoe", "fault": "429", "times": 3}`` or in code; they
apply to the next requests of that provider.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct

from embedded.sandbox.faults import FAULTS


class Question(Struct, frozen=True):
    """One request as a source sees it; ``path`` is below the provider's base URL."""

    provider: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]


class Reply(Struct, frozen=True):
    """One answer, status and body as the provider would send them."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = {}


class Source(Protocol):
    """Something that answers for a provider, or passes (``None``)."""

    def reply(self, question: Question) -> Reply | None: ...


class Sandbox:
    """The providers' stand-in on a loopback port; ``sources`` are asked in order."""

    def __init__(self, sources: Iterable[Source], port: int = 0) -> None:
        self._sources = list(sources)
        self._faults: dict[str, deque[str]] = {}
        self._lock = threading.Lock()
        self.asked: dict[str, int] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self.port = int(self._server.server_port)
        self._thread = threading.Thread(target=self._server.serve_forever, name="sandbox", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; also when it was never started, where ``shutdown`` would wait for ever."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()

    def environment(self) -> dict[str, str]:
        """The settings that point acquisition here."""
        base = f"http://127.0.0.1:{self.port}"
        return {
            "ENTSOE_BASE_URL": f"{base}/entsoe/api",
            "ELIA_BASE_URL": f"{base}/elia/api/explore/v2.1",
            "ENERGINET_BASE_URL": f"{base}/energinet",
            "EntsoeApi__SecurityToken": "sandbox-accepts-any-token",
        }

    def fault(self, provider: str, name: str, times: int = 1) -> None:
        """Answer the provider's next ``times`` requests with a fault of :data:`embedded.sandbox.faults.FAULTS`."""
        if name not in FAULTS:
            raise ValueError(f"no fault is called {name!r}; known: {', '.join(sorted(FAULTS))}")
        with self._lock:
            self._faults.setdefault(provider, deque()).extend([name] * times)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        """A handler of the standard library: WSGI servers drop headers with an underscore, as ENTSO-E's token has."""
        sandbox = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                url = urlsplit(self.path)
                _, provider, *rest = url.path.split("/", 2)
                asked = Question(provider, rest[0] if rest else "", dict(parse_qsl(url.query)), dict(self.headers))
                self._send(sandbox.answer(asked))

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                sandbox.fault(asked["provider"], asked["fault"], int(asked.get("times", 1)))
                self._send(Reply(b"", 204))

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                headers = {"Content-Type": reply.content_type, "Content-Length": str(len(reply.body)), **reply.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_: object) -> None:
                """Requests are counted in ``asked``, not printed."""

        return Handler

    def answer(self, question: Question) -> Reply:
        """The reply to one request: a fault that was asked for, else the first source's."""
        with self._lock:
            self.asked[question.provider] = self.asked.get(question.provider, 0) + 1
            waiting = self._faults.get(question.provider)
            fault = waiting.popleft() if waiting else None
        answers = (r for source in self._sources if (r := source.reply(question)) is not None)
        if fault is not None:
            return FAULTS[fault](lambda: next(answers, _UNKNOWN))
        return next(answers, _UNKNOWN)


_UNKNOWN = Reply(b'{"message": "the sandbox has no answer for this request"}', status=404)
