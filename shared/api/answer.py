"""What an endpoint answers, free of any trigger type, and how failures become problem details (RFC 9457)."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping

import msgspec
from msgspec import Struct

from shared.errors import BadData, ConfigError, Refused, RetryLater
from shared.monitoring import telemetry
from shared.secrets import redact


class Answer(Struct, frozen=True, kw_only=True):
    """An HTTP answer."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = {}


class BadQuestion(Exception):
    """The caller's request cannot be answered as asked: 400, or 404 for something that does not exist."""

    def __init__(self, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.status = status


def json_answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON answer."""
    return Answer(body=msgspec.json.encode(value), status=status, headers=headers or {})


TITLES = {400: "Bad request", 404: "Not found", 409: "Conflict", 422: "Refused", 500: "Failed", 503: "Away for now"}


def problem(status: int, detail: str, **members: object) -> Answer:
    """Problem details: ``type``, ``title``, ``status``, ``detail`` and further members."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Error"), "status": status, "detail": redact(detail)}
    return Answer(body=msgspec.json.encode(body | members), status=status, content_type="application/problem+json")


def answered(name: str, call: Callable[[], Answer], *, parent: str = "", **facts: object) -> Answer:
    """Run an endpoint inside a span; every failure becomes problem details, and none tells more than it should."""
    try:
        with telemetry.run(name, parent=parent, **facts) as run:
            try:
                return call()
            except BadQuestion as error:  # the caller's mistake: no failure of this run
                run.outcome = "bad_question"
                return problem(error.status, str(error))
    except RetryLater as error:
        # Which server, file or address is away is for the log, which has the whole message.
        away = problem(503, "something that this needs is away; try again later", family=error.family)
        wait = str(max(1, round(error.after or 5)))
        return Answer(body=away.body, status=503, content_type=away.content_type, headers={"Retry-After": wait})
    except (BadData, Refused) as error:
        return problem(422, str(error), family=error.family)
    except ConfigError as error:
        return problem(500, "the platform is not set up for this; its log and ./scalar doctor say what is missing",
                       family=error.family)  # fmt: skip
    except Exception:
        logging.getLogger("scalar").error("%s failed: %s", name, redact(traceback.format_exc()))
        return problem(500, "the request failed; the log has the details", trace=telemetry.traceparent())
