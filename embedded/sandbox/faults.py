"""Faults that the sandbox answers with on request: what providers do on bad days."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embedded.sandbox.server import Reply

Fault = Callable[[Callable[[], "Reply"]], "Reply"]


def _page(status: int, text: str, **headers: str) -> Fault:
    def fault(_good: Callable[[], Reply]) -> Reply:
        from embedded.sandbox.server import Reply

        body = f"<!DOCTYPE html><html><head><title>Error</title></head><body><p>{text}</p></body></html>"
        return Reply(body.encode(), status, "text/html", {k.replace("_", "-"): v for k, v in headers.items()})

    return fault


def _changed(change: Callable[[bytes], bytes]) -> Fault:
    def fault(good: Callable[[], Reply]) -> Reply:
        from embedded.sandbox.server import Reply

        reply = good()
        return Reply(change(reply.body), reply.status, reply.content_type, reply.headers)

    return fault


def _slow(good: Callable[[], Reply]) -> Reply:
    time.sleep(5.0)
    return good()


FAULTS: Mapping[str, Fault] = {
    "401": _page(401, "Unauthorized. Missing or invalid security token"),
    "429": _page(429, "Max allowed requests per minute from each unique IP is max up to 400 only", Retry_After="1"),
    "500": _page(500, "Internal Server Error"),
    "503": _page(503, "The service is down for scheduled maintenance"),
    "html": _page(200, "Welcome to the portal"),
    "empty": _changed(lambda body: b""),
    "truncated": _changed(lambda body: body[: len(body) // 2]),
    "renamed": _changed(
        lambda body: body.replace(b"price", b"preis").replace(b"PriceArea", b"Area").replace(b"quantity", b"menge")
    ),
    "slow": _slow,
}
