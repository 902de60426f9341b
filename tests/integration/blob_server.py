"""Blob Storage's REST operations that the platform uses, with the real conditions and status codes, in memory.

Put, Get, Delete and List Blobs of one container, path-style as Azurite has them. Requests without a Shared Key
signature of the development account are refused; the signature itself is not verified.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class _Blobs(BaseHTTPRequestHandler):
    """One request; the files are kept by the server."""

    protocol_version = "HTTP/1.1"
    files: dict[str, tuple[bytes, str]]
    lock: threading.Lock
    container: str

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["x-ms-blob-type"] != "BlockBlob":
            return self._answer(400, code="InvalidHeaderValue")
        with self.lock:
            name, stored = self._name(), self.files.get(self._name())
            if self.headers["If-None-Match"] == "*" and stored:
                return self._answer(409, code="BlobAlreadyExists")
            if (wanted := self.headers["If-Match"]) and (not stored or stored[1] != wanted):
                return self._answer(412, code="ConditionNotMet")
            self.files[name] = body, f'"0x{uuid.uuid4().hex[:15].upper()}"'
        return self._answer(201, etag=self.files[name][1])

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if query.get("comp") == ["list"]:
            return self._list(query.get("prefix", [""])[0])
        stored = self.files.get(self._name())
        if stored is None:
            return self._answer(404, code="BlobNotFound")
        data, etag = stored
        if self.headers["x-ms-range"] is None:
            return self._answer(200, data, etag=etag)
        first, _, last = self.headers["x-ms-range"].removeprefix("bytes=").partition("-")
        if int(first) >= len(data):  # also any range of an empty file
            return self._answer(416, code="InvalidRange")
        part = data[int(first) : int(last) + 1 if last else None]
        return self._answer(
            206, part, etag=etag, content_range=f"bytes {first}-{int(first) + len(part) - 1}/{len(data)}"
        )

    def do_DELETE(self) -> None:
        with self.lock:
            gone = self.files.pop(self._name(), None)
        self._answer(202) if gone else self._answer(404, code="BlobNotFound")

    def _list(self, prefix: str) -> None:
        names = "".join(
            f"<Blob><Name>{escape(name)}</Name><Properties><Content-Length>{len(data)}</Content-Length></Properties></Blob>"
            for name, (data, _) in sorted(self.files.items())
            if name.startswith(prefix)
        )
        xml = f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>{names}</Blobs><NextMarker/></EnumerationResults>'  # noqa: E501
        self._answer(200, xml.encode(), kind="application/xml")

    def _name(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/devstoreaccount1/{self.container}/")

    def _answer(
        self,
        status: int,
        body: bytes = b"",
        *,
        code: str = "",
        etag: str = "",
        content_range: str = "",
        kind: str = "application/octet-stream",
    ) -> None:
        if not (self.headers["Authorization"] or "").startswith("SharedKey devstoreaccount1:"):
            status, code, body = 403, "AuthenticationFailed", b""
        self.send_response(status)
        headers = {"Content-Length": str(len(body)), "Content-Type": kind, "Last-Modified": formatdate(usegmt=True),
                   "x-ms-error-code": code, "ETag": etag, "x-ms-blob-type": "BlockBlob",
                   "Content-Range": content_range}  # fmt: skip
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's name
        """Tests need no access log."""


@contextmanager
def blob_server(container: str = "scalar") -> Iterator[str]:
    """A running server; gives the container's URL for ``SCALAR_BLOB_URL``."""
    handler = type("Handler", (_Blobs,), {"files": {}, "lock": threading.Lock(), "container": container})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/devstoreaccount1/{container}"
        finally:
            server.shutdown()
            thread.join()
