"""HTTP functions behind a real server: the route templates, keys and status codes of the Functions host.

Function keys travel as ``x-functions-key`` or ``?code=``. ``POST /admin/functions/<name>`` with the key fires a timer
by hand. The server listens on loopback only.
"""

from __future__ import annotations

import hmac
import logging
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import azure.functions as func
from waitress import wasyncore
from waitress.server import create_server
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from embedded.host import HttpFunction

logger = logging.getLogger("scalar.host")
MAX_BODY = 100 * 1024 * 1024
FireTimer = Callable[[str], bool]


class WebApp:
    """WSGI application over HTTP functions; ``key`` opens function- and admin-level routes."""

    def __init__(self, functions: tuple[HttpFunction, ...], key: str, fire: FireTimer) -> None:
        self._functions = {f.name: f for f in functions}
        self._key = key
        self._fire = fire
        rules = [Rule(_rule(f.route), endpoint=f.name, methods=f.methods, merge_slashes=False) for f in functions]
        fire_rule = Rule("/admin/functions/<name>", endpoint="admin:fire", methods=["POST"])
        self._map = Map([*rules, fire_rule], strict_slashes=False)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = MAX_BODY
        try:
            response = self._respond(request)
        except HTTPException as error:
            response = Response(status=error.code)
        except Exception:
            # The host answers 500 without detail; what went wrong is for the log alone.
            logger.exception("%s %s failed", request.method, request.path)
            response = Response(status=500)
        return response(environ, start_response)

    def _respond(self, request: Request) -> Response:
        endpoint, arguments = self._map.bind_to_environ(request.environ).match()
        if endpoint == "admin:fire":
            if not self._allowed(request):
                return Response(status=401)
            return Response(status=202 if self._fire(arguments["name"]) else 404)
        function = self._functions[endpoint]
        if function.auth != "anonymous" and not self._allowed(request):
            return Response(status=401)
        answer = function.call(_function_request(request, arguments))
        if isinstance(answer, str):
            return Response(answer, mimetype="text/plain")
        return Response(
            answer.get_body(), status=answer.status_code, headers=dict(answer.headers), content_type=_type(answer)
        )

    def _allowed(self, request: Request) -> bool:
        offered = request.headers.get("x-functions-key") or request.args.get("code") or ""
        return bool(self._key) and hmac.compare_digest(offered.encode(), self._key.encode())


class WebServer:
    """The application on a loopback port, in threads of its own."""

    def __init__(self, app: WebApp, port: int) -> None:
        self._sockets: dict[int, Any] = {}
        server: Any = create_server(
            app,
            map=self._sockets,
            host="127.0.0.1",
            port=port,
            threads=8,
            ident="",
            clear_untrusted_proxy_headers=True,
        )
        self._server = server
        self.port: int = int(server.effective_port)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="http", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and drop connections."""
        self._stopping.set()
        self._thread.join()
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets, ignore_all=True)

    def _loop(self) -> None:
        """Poll until told to stop: sockets closed under a poll in another thread would make it fail."""
        while not self._stopping.is_set():
            wasyncore.loop(timeout=0.2, map=self._sockets, count=1)


def _rule(route: str) -> str:
    """Azure's route template as a rule: ``{x}``, ``{x:int}``, ``{*rest}``; an optional ``{x?}`` has no equal here."""

    def part(match: re.Match[str]) -> str:
        name, _, kind = match.group(1).partition(":")
        if name.startswith("*"):
            return f"<path:{name[1:]}>"
        return f"<{kind}:{name}>" if kind else f"<{name}>"

    return "/api/" + re.sub(r"{([^}]*)}", part, route).lstrip("/")


def _function_request(request: Request, arguments: Mapping[str, Any]) -> func.HttpRequest:
    return func.HttpRequest(
        method=request.method,
        url=request.url,
        headers=dict(request.headers),
        params=request.args.to_dict(),
        route_params={name: str(value) for name, value in arguments.items()},
        body=request.get_data(),
    )


def _type(answer: func.HttpResponse) -> str:
    charset = f"; charset={answer.charset}" if answer.mimetype.startswith("text/") else ""
    return f"{answer.mimetype}{charset}"
