"""The Functions app as data: its timer and HTTP functions, checked against the rules of the real host.

The real host drops or refuses what breaks these rules, some only after deployment; here each is a ``ConfigError`` at
start that names the function. Sources: Azure Functions host (route and name checks), NCRONTAB documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import azure.functions as func
from cronsim import CronSim
from msgspec import Struct

from shared.errors import ConfigError

_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_-]{0,127}$")
_RESERVED = re.compile(r"^/?(admin|runtime)(/|$)", re.IGNORECASE)


class TimerFunction(Struct, frozen=True):
    """A timer-triggered function; ``schedule`` is six-field NCRONTAB in UTC."""

    name: str
    schedule: str
    call: Callable[[func.TimerRequest], None]

    def next_after(self, moment: datetime) -> datetime:
        """First tick after a moment."""
        return next(CronSim(self.schedule, moment.astimezone(UTC)))


class HttpFunction(Struct, frozen=True):
    """An HTTP-triggered function; ``route`` is below ``/api``, ``auth`` is anonymous, function or admin."""

    name: str
    route: str
    methods: tuple[str, ...]
    auth: str
    call: Callable[[func.HttpRequest], func.HttpResponse | str]


class Functions(Struct, frozen=True):
    """All functions of an app, as the host indexed them."""

    timers: tuple[TimerFunction, ...]
    http: tuple[HttpFunction, ...]


def index(app: func.FunctionApp) -> Functions:
    """Read and check an app's functions; works once per app object, as in the real host.

    Raises :class:`ConfigError` listing everything the real host would refuse.
    """
    timers: list[TimerFunction] = []
    http: list[HttpFunction] = []
    for item in app.get_functions():
        found = item.get_trigger()
        trigger: dict[str, Any] = found.get_dict_repr() if found else {"type": "no trigger"}
        if trigger["type"] == "timerTrigger":
            timers.append(_timer(item, trigger))
        elif trigger["type"] == "httpTrigger":
            http.append(_http(item, trigger))
        else:
            raise ConfigError(f"{item.get_function_name()}: the embedded host has no {trigger['type']}")
    functions = Functions(tuple(timers), tuple(http))
    if problems := list(_problems(functions)):
        raise ConfigError("the Functions host would refuse: " + "; ".join(problems))
    return functions


def _timer(item: Any, trigger: dict[str, Any]) -> TimerFunction:
    user, name = item.get_user_function(), trigger["name"]
    return TimerFunction(item.get_function_name(), trigger["schedule"], lambda request: user(**{name: request}))


def _http(item: Any, trigger: dict[str, Any]) -> HttpFunction:
    user, name = item.get_user_function(), trigger["name"]
    methods = tuple(str(m.value).upper() for m in trigger.get("methods") or ()) or ("GET", "POST")
    auth = str(trigger["authLevel"].value).lower()
    route = trigger.get("route") or item.get_function_name()
    return HttpFunction(item.get_function_name(), route, methods, auth, lambda request: _called(user, name, request))


def _called(user: Callable[..., Any], name: str, request: func.HttpRequest) -> func.HttpResponse | str:
    answer = user(**{name: request})
    if not isinstance(answer, func.HttpResponse | str):
        raise TypeError(f"an HTTP function may return str or HttpResponse, not {type(answer).__name__}")
    return answer


def _problems(functions: Functions) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    names = [t.name.lower() for t in functions.timers] + [h.name.lower() for h in functions.http]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"{name}: two functions have this name"
    for name in names:
        if not _NAME.match(name):
            yield f"{name}: a name is a letter, then at most 127 letters, digits, '-' or '_'"
    for timer in functions.timers:
        yield from _schedule_problems(timer)
    for http in functions.http:
        if _RESERVED.match(http.route):
            yield f"{http.name}: route '{http.route}' begins with a reserved word (admin, runtime)"
        shape = re.sub(r"{[^}]*}", "{}", http.route.lower())
        for method in http.methods:
            if (shape, method) in seen:
                yield f"{http.name}: {method} {http.route} is taken by another function"
            seen.add((shape, method))


def _schedule_problems(timer: TimerFunction) -> Iterator[str]:
    fields = timer.schedule.split()
    if len(fields) != 6:
        yield f"{timer.name}: schedule '{timer.schedule}' needs six fields (seconds first)"
        return
    if fields[3] != "*" and fields[5] != "*":
        yield f"{timer.name}: '{timer.schedule}' restricts day and weekday, which NCRONTAB joins by AND"
    try:
        CronSim(timer.schedule, datetime(2026, 1, 1, tzinfo=UTC))
    except Exception as error:  # CronSimError derives from Exception directly
        yield f"{timer.name}: schedule '{timer.schedule}' is not valid: {error}"
