"""FE and BE over HTTP: health, the 307 from one to the other, Stream Load with its status words, and faults to order.

``POST /_standin/faults`` on the FE takes a JSON list; each item is used up by one load: ``publish_timeout``,
``running`` (the load goes through, but its label is reported as running twice), ``cut`` (the load goes through and
the connection breaks before the answer), ``too_many_versions`` or ``fail:TEXT`` (nothing is loaded).
"""

from __future__ import annotations

import base64
import collections
import http.server
import socket
import threading
from typing import Any
from urllib.parse import quote, urlsplit

import orjson

from tests.starrocks_standin.load import Failed, load
from tests.starrocks_standin.store import Store

VERSIONS = "tablet 10021 has too many versions 1003, please reduce the load frequency"


class State:
    """What FE and BE share."""

    def __init__(self, store: Store, user: str, password: str, be_port: int) -> None:
        self.store, self.user, self.password, self.be_port = store, user, password, be_port
        self.faults: collections.deque[str] = collections.deque()
        self.requests: collections.deque[dict[str, Any]] = collections.deque(maxlen=100)
        self.pretended: dict[str, int] = {}
        self.logs: dict[str, str] = {}
        self.lock = threading.Lock()


class Server(http.server.ThreadingHTTPServer):
    """One of the two."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, handler: type[http.server.BaseHTTPRequestHandler], state: State) -> None:
        self.state = state
        super().__init__(("127.0.0.1", port), handler)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class calls it so
        """Quiet: requests are kept in ``State.requests``."""

    def _json(self, document: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> None:
        body = orjson.dumps(document)
        self.send_response(status)
        for name, value in (*headers, ("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _signed_in(self) -> bool:
        state = self.server.state
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        expected = base64.b64encode(f"{state.user}:{state.password}".encode()).decode()
        if scheme == "Basic" and given == expected:
            return True
        self.close_connection = True
        self._json({"Status": "FAILED", "Message": "Access denied for user"}, 401)
        return False

    def _target(self) -> tuple[str, str] | None:
        match urlsplit(self.path).path.strip("/").split("/"):
            case ["api", database, table, "_stream_load"]:
                return database, table
        self._json({"Status": "FAILED", "Message": "no such address"}, 404)
        return None


class FrontEnd(_Handler):
    """The FE: names a BE, and never reads the body."""

    def handle_expect_100(self) -> bool:
        """The FE answers at once."""
        return True

    def do_GET(self) -> None:
        """Health, and what was asked of the stand-in."""
        if self.path == "/api/health":
            self._json({"online_backend_num": 1, "total_backend_num": 1, "status": "OK"})
        elif self.path == "/_standin/requests":
            self._json(list(self.server.state.requests))
        else:
            self._json({"status": "no such address"}, 404)

    def do_POST(self) -> None:
        """Order faults."""
        faults = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.state.faults.extend(faults)
        self._json({"faults": len(faults)})

    def do_PUT(self) -> None:
        """Redirect a load."""
        self.close_connection = True
        if "Expect" not in self.headers:
            message = "class com.starrocks.common.DdlException: There is no 100-continue header"
            self._json({"Status": "FAILED", "Message": message})
        elif self._signed_in() and self._target():
            state = self.server.state
            signed = quote(f"{state.user}:{state.password}", safe=":;&=+$,!*'()")  # as java.net.URI writes it
            where = f"http://{signed}@127.0.0.1:{state.be_port}{self.path}"
            self._json({}, 307, (("Location", where), ("Connection", "close")))


class BackEnd(_Handler):
    """The BE: loads."""

    def do_GET(self) -> None:
        """The error log of a refused load."""
        if self._signed_in():
            body = self.server.state.logs.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def do_PUT(self) -> None:
        """One load."""
        if not self._signed_in() or (target := self._target()) is None:
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        state, label = self.server.state, self.headers.get("label", "")
        state.requests.append({"label": label, "bytes": len(body), "headers": dict(self.headers)})
        if "Expect" not in self.headers:
            self._json({"Status": "Fail", "Label": label, "Message": "There is no 100-continue header"})
            return
        if (answer := self._by_label(target[0], label)) is not None:
            self._json(answer)
            return
        try:
            fault = state.faults.popleft() if state.faults else ""
            answer = self._load(target, label, body, fault)
        finally:
            with state.lock:
                state.store.running.discard(label)
        if fault == "cut":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._json(answer)

    def _by_label(self, database: str, label: str) -> dict[str, Any] | None:
        """The answer to a label that is known, else None and the label counts as running."""
        state = self.server.state
        known = {"Status": "Label Already Exists", "Label": label, "Message": f"Label [{label}] has already been used."}
        with state.lock:
            if state.pretended.get(label, 0) > 0:
                state.pretended[label] -= 1
                return known | {"ExistingJobStatus": "RUNNING"}
            if label in state.store.running:
                return known | {"ExistingJobStatus": "RUNNING"}
            if state.store.has_label(database, label):
                return known | {"ExistingJobStatus": "FINISHED"}
            state.store.running.add(label)
        return None

    def _load(self, target: tuple[str, str], label: str, body: bytes, fault: str) -> dict[str, Any]:
        state = self.server.state
        if fault == "too_many_versions" or fault.startswith("fail:"):
            message = VERSIONS if fault == "too_many_versions" else fault.removeprefix("fail:")
            return {"Status": "Fail", "Label": label, "Message": message, "NumberFilteredRows": 0}
        try:
            rows = load(state.store, *target, dict(self.headers), body)
        except Failed as error:
            path = f"/api/_load_error_log?file={label}"
            state.logs[path] = error.log
            url = f"http://127.0.0.1:{state.be_port}{path}" if error.log else ""
            return {"Status": "Fail", "Label": label, "Message": str(error), "NumberFilteredRows": error.filtered,
                    "ErrorURL": url}  # fmt: skip
        if fault == "running":
            state.pretended[label] = 1
            return {"Status": "Label Already Exists", "Label": label, "ExistingJobStatus": "RUNNING"}
        status = "Publish Timeout" if fault == "publish_timeout" else "Success"
        return {"Status": status, "Label": label, "Message": "OK", "NumberTotalRows": rows, "NumberLoadedRows": rows}
