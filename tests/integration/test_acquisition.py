"""Acquisition against a real HTTP server: every provider fault has its outcome, and marks move only with a receipt."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from embedded.sandbox.server import Question, Reply, Sandbox
from embedded.sandbox.synthetic import SyntheticMarket
from shared.acquisition.run import acquire, fetch, plan
from shared.acquisition.state import AcquisitionState
from shared.catalogue.model import Slice
from shared.catalogue.registry import CATALOGUE
from shared.clients.http import ProviderClient
from shared.clients.limits import Breaker, Limits
from shared.clients.providers import Limit
from shared.communication.envelope import RawMessage
from shared.errors import ConfigError, RetryLater
from shared.secrets import Environment, SecretStore
from shared.settings import load_settings

NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)
LOAD = CATALOGUE["entsoe.actual_load"]
PRICES = CATALOGUE["energinet.day_ahead_prices"]
TOKEN = "5ca1ab1e-0000-4000-8000-000000000000"


class Receipts(list[RawMessage]):
    """A broker that gives receipts, or is away."""

    away = False

    def publish(self, message: RawMessage) -> str:
        if self.away:
            raise RetryLater("broker is away")
        self.append(message)
        return f"1:{len(self)}"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    served = Sandbox([SyntheticMarket(NOW)])
    served.start()
    yield served
    served.stop()


def client(sandbox: Sandbox, provider: str) -> ProviderClient:
    environ = sandbox.environment() | {"EntsoeApi__SecurityToken": TOKEN}
    return ProviderClient(provider, load_settings(environ), SecretStore([Environment(environ)]), Limits(), lambda: NOW)


def piece(key: str = "BE", days: int = 1) -> Slice:
    return Slice(key=key, start=NOW - timedelta(days=days), end=NOW)


def test_a_slice_becomes_one_message_with_its_facts(sandbox: Sandbox) -> None:
    receipts, state = Receipts(), AcquisitionState()
    report = fetch(LOAD, piece(), client=client(sandbox, "entsoe"), publish=receipts.publish, state=state, now=NOW)
    (message,) = receipts
    assert report.outcome == "published"
    assert (message.dataset, message.slice, message.fetched_at) == (LOAD.id, piece(), NOW)
    assert message.partition_key == "entsoe.actual_load|BE"
    assert message.body.startswith(b"<?xml")
    assert state.mark(LOAD.id, "BE") == NOW
    assert TOKEN not in str(message)


def test_an_unchanged_answer_is_not_published_again(sandbox: Sandbox) -> None:
    receipts, state, asking = Receipts(), AcquisitionState(), client(sandbox, "entsoe")
    outcomes = [
        fetch(LOAD, piece(), client=asking, publish=receipts.publish, state=state, now=NOW).outcome for _ in range(2)
    ]
    assert outcomes == ["published", "unchanged"]
    assert len(receipts) == 1


def test_the_mark_stays_while_the_broker_is_away(sandbox: Sandbox) -> None:
    receipts, state, asking = Receipts(), AcquisitionState(), client(sandbox, "entsoe")
    receipts.away = True
    report = fetch(LOAD, piece(), client=asking, publish=receipts.publish, state=state, now=NOW)
    assert (report.outcome, state.mark(LOAD.id, "BE")) == ("retry", None)
    receipts.away = False
    assert fetch(LOAD, piece(), client=asking, publish=receipts.publish, state=state, now=NOW).outcome == "published"


@pytest.mark.parametrize("fault", ["500", "503", "html", "empty", "truncated"])
@pytest.mark.parametrize("provider", ["entsoe", "elia", "energinet"])
def test_a_passing_fault_is_asked_again_and_gone(sandbox: Sandbox, provider: str, fault: str) -> None:
    dataset = {"entsoe": LOAD, "elia": CATALOGUE["elia.total_load"], "energinet": PRICES}[provider]
    sandbox.fault(provider, fault)
    receipts = Receipts()
    report = fetch(
        dataset, piece(dataset.keys[0]), client=client(sandbox, provider), publish=receipts.publish,
        state=AcquisitionState(), now=NOW,
    )  # fmt: skip
    assert report.outcome == "published", report.reason
    assert receipts[0].attempt == 2


def test_an_answer_that_stays_unreadable_is_published_for_the_dead_letters(sandbox: Sandbox) -> None:
    sandbox.fault("energinet", "html", times=2)
    receipts = Receipts()
    report = fetch(
        PRICES, piece("DK1"), client=client(sandbox, "energinet"), publish=receipts.publish, state=AcquisitionState(),
        now=NOW,
    )  # fmt: skip
    assert report.outcome == "published"
    assert receipts[0].body.startswith(b"<!DOCTYPE html>")


def test_a_refused_token_stops_the_provider_and_is_not_told(sandbox: Sandbox) -> None:
    sandbox.fault("entsoe", "401")
    with pytest.raises(ConfigError, match=r"entsoe\.actual_load BE .*401") as caught:
        acquire(LOAD, NOW, client=client(sandbox, "entsoe"), publish=Receipts().publish, state=AcquisitionState())
    assert TOKEN not in str(caught.value)
    assert sandbox.asked["entsoe"] == 1, "a refused token is never tried twice"


def test_429_waits_as_long_as_the_provider_says(sandbox: Sandbox) -> None:
    sandbox.fault("entsoe", "429", times=5)
    asking, receipts = client(sandbox, "entsoe"), Receipts()
    reports = [
        fetch(LOAD, piece(k), client=asking, publish=receipts.publish, state=AcquisitionState(), now=NOW)
        for k in ("BE", "NL")
    ]
    assert [r.outcome for r in reports] == ["retry", "retry"]
    assert "circuit is open" in reports[1].reason, "a ban of minutes opens the circuit for the whole provider"
    assert sandbox.asked["entsoe"] == 1


def test_an_empty_answer_is_no_data_and_moves_the_mark(sandbox: Sandbox) -> None:
    reservoirs, state = CATALOGUE["entsoe.reservoir_filling"], AcquisitionState()
    key = reservoirs.keys[0]
    report = fetch(
        reservoirs, piece(key), client=client(sandbox, "entsoe"), publish=Receipts().publish, state=state, now=NOW
    )
    assert (report.outcome, state.mark(reservoirs.id, key)) == ("no_data", NOW)


class TooMany:
    """A platform that serves at most ten days at once, as ENTSO-E says it."""

    def reply(self, question: Question) -> Reply | None:
        start, end = (
            datetime.strptime(question.params[n], "%Y%m%d%H%M").replace(tzinfo=UTC)
            for n in ("periodStart", "periodEnd")
        )
        if end - start <= timedelta(days=10):
            return None
        text = "The number of instances (250) exceeds the allowed maximum (200)"
        body = (
            '<Acknowledgement_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-1:acknowledgementdocument:7:0">'
            f"<Reason><code>999</code><text>{text}</text></Reason></Acknowledgement_MarketDocument>"
        )
        return Reply(body.encode(), 400, "text/xml")


def test_a_window_that_holds_too_much_is_halved_until_it_fits() -> None:
    served = Sandbox([TooMany(), SyntheticMarket(NOW)])
    served.start()
    try:
        receipts = Receipts()
        report = fetch(
            LOAD, piece(days=32), client=client(served, "entsoe"), publish=receipts.publish, state=AcquisitionState(),
            now=NOW,
        )  # fmt: skip
    finally:
        served.stop()
    assert report.outcome == "published", report.reason
    assert [m.slice.start for m in receipts] == [NOW - timedelta(days=d) for d in (32, 24, 16, 8)]
    assert all(left.slice.end == right.slice.start for left, right in pairwise(receipts))


def test_a_long_gap_is_caught_up_as_far_as_a_run_goes_and_the_rest_is_named() -> None:
    state, activation = AcquisitionState(), CATALOGUE["energinet.afrr_activation"]
    state.advance(activation.id, "DK1", NOW - timedelta(days=20))
    pieces, missed = plan(activation, NOW, state)
    mine = [p for p in pieces if p.key == "DK1"]
    assert len(mine) == 4
    (gap,) = [m for m in missed if m.key == "DK1"]
    assert gap.start == NOW - timedelta(days=20)
    assert gap.end == mine[0].start


def test_a_limit_holds_calls_back() -> None:
    limits = Limits()
    limit = (Limit(2, 60.0),)
    limits.wait("x", limit, timeout=1)
    limits.wait("x", limit, timeout=1)
    with pytest.raises(RetryLater, match="no call is free"):
        limits.wait("x", limit, timeout=0.2)


def test_a_circuit_opens_after_failures_in_a_row_and_closes_with_a_success() -> None:
    breaker = Breaker("x", failures=2, pause=60)
    breaker.failed()
    breaker.check()
    breaker.failed()
    with pytest.raises(RetryLater, match="circuit is open"):
        breaker.check()
    breaker.succeeded()
    breaker.check()
