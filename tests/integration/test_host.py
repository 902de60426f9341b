"""The embedded host enforces the real host's rules and serves functions over real sockets."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import azure.functions as func
import pytest
import requests

from embedded.host import Functions, TimerFunction, index
from embedded.timers import Timers
from embedded.web import WebApp, WebServer
from shared.errors import ConfigError
from tests.integration.market import wait_until

KEY = "a-function-key-for-tests"


def app_with(*functions: Any) -> func.FunctionApp:
    app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)
    for register in functions:
        register(app)
    return app


def timer(name: str, schedule: str = "0 * * * * *") -> Any:
    def register(app: func.FunctionApp) -> None:
        def tick(timer: func.TimerRequest) -> None: ...

        app.function_name(name)(app.timer_trigger(arg_name="timer", schedule=schedule)(tick))

    return register


def route(name: str, path: str, auth: func.AuthLevel | None = None, methods: tuple[str, ...] = ("GET",)) -> Any:
    def register(app: func.FunctionApp) -> None:
        def answer(req: func.HttpRequest) -> func.HttpResponse:
            told = {"params": dict(req.params), "route": dict(req.route_params), "body": req.get_body().decode()}
            return func.HttpResponse(json.dumps(told), mimetype="application/json", headers={"X-Name": name})

        app.function_name(name)(app.route(path, methods=list(methods), auth_level=auth)(answer))

    return register


@pytest.mark.parametrize(
    ("functions", "reason"),
    [
        ([timer("1st")], "1st: a name is a letter"),
        ([timer("late", "*/5 * * * *")], "needs six fields"),
        ([timer("friday", "0 0 0 13 * 5")], "joins by AND"),
        ([timer("never", "0 61 * * * *")], "is not valid"),
        ([route("a", "admin/keys")], "begins with a reserved word"),
        ([route("a", "runtime")], "begins with a reserved word"),
        ([route("a", "data/{x}"), route("b", "data/{y}")], "GET data/{y} is taken"),
    ],
)
def test_what_the_real_host_refuses_is_refused_at_start(functions: list[Any], reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        index(app_with(*functions))
    assert reason in str(caught.value)


def test_two_methods_may_share_a_route() -> None:
    found = index(app_with(route("a", "data/{x}"), route("b", "data/{x}", methods=("POST",))))
    assert [f.methods for f in found.http] == [("GET",), ("POST",)]


@pytest.fixture
def served() -> Iterator[tuple[str, list[str]]]:
    functions = index(
        app_with(
            route("open", "open", func.AuthLevel.ANONYMOUS),
            route("data", "data/{dataset}"),
            route("operate", "ops/{*rest}", func.AuthLevel.ADMIN, ("POST",)),
        )
    )
    fired: list[str] = []

    def fire(name: str) -> bool:
        fired.append(name)
        return name == "known"

    server = WebServer(WebApp(functions.http, KEY, fire), 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}", fired
    server.stop()


def test_only_anonymous_routes_answer_without_a_key(served: tuple[str, list[str]]) -> None:
    base, _ = served
    assert requests.get(f"{base}/api/open", timeout=30).status_code == 200
    for method, path in (("GET", "data/x"), ("POST", "ops/a/b")):
        assert requests.request(method, f"{base}/api/{path}", timeout=30).status_code == 401
        wrong = {"x-functions-key": KEY + "x"}
        assert requests.request(method, f"{base}/api/{path}", headers=wrong, timeout=30).status_code == 401
        assert requests.request(method, f"{base}/api/{path}?code={KEY}", timeout=30).status_code == 200


def test_routes_parameters_and_bodies_reach_the_function(served: tuple[str, list[str]]) -> None:
    base, _ = served
    answer = requests.get(f"{base}/api/data/e.x?zone=BE%2CNL", headers={"x-functions-key": KEY}, timeout=30)
    assert answer.json() == {"params": {"zone": "BE,NL"}, "route": {"dataset": "e.x"}, "body": ""}
    assert answer.headers["X-Name"] == "data"
    posted = requests.post(f"{base}/api/ops/a/b", data=b"hello", headers={"x-functions-key": KEY}, timeout=30)
    assert posted.json()["route"] == {"rest": "a/b"}
    assert posted.json()["body"] == "hello"
    assert requests.get(f"{base}/api/none", timeout=30).status_code == 404


def test_a_timer_is_fired_by_hand_with_the_key_only(served: tuple[str, list[str]]) -> None:
    base, fired = served
    assert requests.post(f"{base}/admin/functions/known", timeout=30).status_code == 401
    assert (
        requests.post(f"{base}/admin/functions/known", headers={"x-functions-key": KEY}, timeout=30).status_code == 202
    )
    assert (
        requests.post(f"{base}/admin/functions/other", headers={"x-functions-key": KEY}, timeout=30).status_code == 404
    )
    assert fired == ["known", "other"]


def test_a_timer_never_overlaps_itself(tmp_path: Path) -> None:
    running, overlapped, runs = threading.Semaphore(1), threading.Event(), []

    def slow(_: func.TimerRequest) -> None:
        if not running.acquire(blocking=False):
            overlapped.set()
        runs.append(1)
        time.sleep(1.5)  # longer than from one tick to the next
        running.release()

    timers = Timers((TimerFunction("slow", "* * * * * *", slow),), tmp_path / "timers.json")
    timers.start()
    wait_until(lambda: len(runs) == 3)
    timers.stop()
    assert not overlapped.is_set()


def test_a_tick_missed_while_stopped_fires_once_past_due(tmp_path: Path) -> None:
    state = tmp_path / "timers.json"
    now = datetime.now(UTC)
    state.write_text(json.dumps({"hourly": (now - timedelta(hours=5)).isoformat()}))
    seen: list[bool] = []
    schedule = f"0 {(now.minute + 30) % 60} * * * *"  # half an hour away: no tick of its own falls into this test
    hourly = TimerFunction("hourly", schedule, lambda request: seen.append(request.past_due))
    timers = Timers((hourly,), state)
    timers.start()
    wait_until(lambda: bool(seen))
    timers.stop()
    assert seen == [True]
    again = Timers((hourly,), state)
    again.start()
    time.sleep(0.5)
    again.stop()
    assert seen == [True], "it is not missed any more"


def test_a_function_that_fails_is_tried_at_its_next_tick(tmp_path: Path) -> None:
    calls: list[int] = []

    def fails(_: func.TimerRequest) -> None:
        calls.append(1)
        raise RuntimeError("no")

    timers = Timers((TimerFunction("fails", "* * * * * *", fails),), tmp_path / "timers.json")
    timers.start()
    wait_until(lambda: len(calls) >= 2)
    timers.stop()


def test_the_product_indexes_cleanly() -> None:
    from function_app import app
    from shared.catalogue.registry import CATALOGUE

    functions: Functions = index(app)
    timers = {t.name for t in functions.timers}
    assert {d.name for d in CATALOGUE.values()} < timers
    assert "ingestion_drain" in timers
    anonymous = {f.route for f in functions.http if f.auth == "anonymous"}
    assert anonymous == {"health", "openapi.json"}
