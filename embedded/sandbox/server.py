"""The sandbox's HTTP side: ``/<provider>/<path>`` is answered by the first source that has something to say.

Faults are asked for by ``POST /_faults`` with ``{"provider": "entsoe", "fault": "429", "times": 3}`` or in code; they
apply to the next requests of that provider.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from msgspec import Struct
from waitress.server import create_server
from werkzeug.wrappers import Request, Response

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
        server: Any = create_server(self._wsgi, host="127.0.0.1", port=port, threads=4, ident="")
        self._server = server
        self.port = int(server.effective_port)
        self._thread = threading.Thread(target=server.run, name="sandbox", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.close()
        self._server.task_dispatcher.shutdown()

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

    def _wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        if request.path == "/_faults" and request.method == "POST":
            asked = json.loads(request.get_data())
            self.fault(asked["provider"], asked["fault"], int(asked.get("times", 1)))
            return Response(status=204)(environ, start_response)
        reply = self._reply(request)
        response = Response(reply.body, status=reply.status, content_type=reply.content_type, headers=reply.headers)
        return response(environ, start_response)

    def _reply(self, request: Request) -> Reply:
        _, provider, *rest = request.path.split("/", 2)
        question = Question(provider, rest[0] if rest else "", request.args.to_dict(), dict(request.headers))
        with self._lock:
            self.asked[provider] = self.asked.get(provider, 0) + 1
            waiting = self._faults.get(provider)
            fault = waiting.popleft() if waiting else None
        answers = (r for source in self._sources if (r := source.reply(question)) is not None)
        if fault is not None:
            return FAULTS[fault](lambda: next(answers, _UNKNOWN))
        return next(answers, _UNKNOWN)


_UNKNOWN = Reply(b'{"message": "the sandbox has no answer for this request"}', status=404)
