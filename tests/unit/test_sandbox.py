"""The providers' stand-in over a real socket: answers, faults on request, and recordings for their own request only."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from embedded.sandbox.faults import FAULTS
from embedded.sandbox.recorded import RecordedAnswers, Recording, recordings
from embedded.sandbox.server import Question, Reply, Sandbox
from embedded.sandbox.synthetic import SyntheticMarket
from shared.catalogue.model import Slice
from shared.catalogue.registry import CATALOGUE
from shared.errors import ConfigError

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIXTURES = Path(__file__).parents[1] / "fixtures/recordings"
PRICES, LOAD = CATALOGUE["energinet.day_ahead_prices"], CATALOGUE["entsoe.actual_load"]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    started = Sandbox([SyntheticMarket(NOW)])
    started.start()
    yield started
    started.stop()


def ask(sandbox: Sandbox, dataset: Any, piece: Slice, **headers: str) -> requests.Response:
    base = sandbox.environment()[f"{dataset.provider.upper()}_BASE_URL"]
    request = dataset.request(piece)
    url = f"{base}/{request.path}".rstrip("/")
    return requests.get(url, params=request.params, headers={**dict(request.headers), **headers}, timeout=20)


def day(key: str) -> Slice:
    return Slice(key=key, start=NOW.replace(hour=0), end=NOW)


def test_the_same_question_has_the_same_answer(sandbox: Sandbox) -> None:
    first = ask(sandbox, PRICES, day("DK1"))
    assert first.status_code == 200
    assert ask(sandbox, PRICES, day("DK1")).content == first.content
    other = Sandbox([SyntheticMarket(NOW)])
    other.start()
    try:
        assert ask(other, PRICES, day("DK1")).content == first.content
    finally:
        other.stop()
    rows = PRICES.parse(first.content, day("DK1"))
    assert len(rows["start"]) == 48
    assert len(set(rows["price_eur_mwh"])) > 10, "a market that never moves"


def test_entsoe_asks_for_a_token_as_the_real_one_does(sandbox: Sandbox) -> None:
    assert ask(sandbox, LOAD, day("BE")).status_code == 401
    assert ask(sandbox, LOAD, day("BE"), SECURITY_TOKEN="any").status_code == 200


def test_nothing_is_known_of_what_has_not_happened(sandbox: Sandbox) -> None:
    later = Slice(key="BE", start=NOW, end=NOW.replace(hour=18))
    answer = ask(sandbox, LOAD, later, SECURITY_TOKEN="any")
    assert b"Acknowledgement_MarketDocument" in answer.content


def test_what_nobody_answers_is_not_found(sandbox: Sandbox) -> None:
    base = f"http://127.0.0.1:{sandbox.port}"
    for path in ("", "/nobody/api", "/elia/api/explore/v2.1/catalog/datasets/ods999/exports/json"):
        assert requests.get(f"{base}{path}", timeout=20).status_code == 404


STATUS = {"401": 401, "429": 429, "500": 500, "503": 503, "html": 200, "empty": 200, "truncated": 200, "renamed": 200}


@pytest.mark.parametrize("name", sorted(set(FAULTS) - {"slow"}))
def test_a_fault_comes_as_often_as_asked_for_and_then_the_answer(sandbox: Sandbox, name: str) -> None:
    good = ask(sandbox, PRICES, day("DK1"))
    wanted = {"provider": "energinet", "fault": name, "times": 2}
    assert requests.post(f"http://127.0.0.1:{sandbox.port}/_faults", json=wanted, timeout=20).status_code == 204
    bad = [ask(sandbox, PRICES, day("DK1")) for _ in range(2)]
    assert [answer.status_code for answer in bad] == [STATUS[name]] * 2
    assert all(answer.content != good.content for answer in bad)
    if name == "429":
        assert bad[0].headers["Retry-After"] == "1"
    assert ask(sandbox, LOAD, day("BE"), SECURITY_TOKEN="any").status_code == 200, "the other providers are well"
    assert ask(sandbox, PRICES, day("DK1")).content == good.content


def test_an_unknown_fault_is_refused_and_an_unstarted_sandbox_stops() -> None:
    sandbox = Sandbox([])
    with pytest.raises(ValueError, match="known: 401"):
        sandbox.fault("entsoe", "earthquake")
    sandbox.stop()


def found(name: str) -> Recording:
    return next(r for r in recordings(FIXTURES) if r.file.startswith(name))


def test_recordings_are_read_with_their_dataset_and_slice() -> None:
    listed = {r.file: r for r in recordings(FIXTURES)}
    assert {r.provider for r in listed.values()} == {"elia", "energinet", "entsoe", "esett"}
    belgian = listed["a44_be_2025-10-26_autumn.xml"]
    assert belgian.dataset == "entsoe.day_ahead_prices"
    assert belgian.slice == Slice(
        key="BE", start=datetime(2025, 10, 25, 22, tzinfo=UTC), end=datetime(2025, 10, 26, 23, tzinfo=UTC)
    )
    assert belgian.expected == {"value_tag": "price.amount", "rows": 100, "rows_without_value": 0, "value_sum": 844.0}
    assert listed["exp14.json"].slice is None
    assert listed["Unknown_2025.json"].dataset == ""


def test_a_recording_answers_its_own_request_only() -> None:
    answers, recording = RecordedAnswers(), found("a44_be")
    request = CATALOGUE[recording.dataset].request(recording.slice or day("BE"))
    asked = Question("entsoe", "api", dict(request.params), {})
    assert answers.reply(asked) is None, "nothing is played yet"
    answers.play(recording)
    played = answers.reply(asked)
    assert played is not None
    assert played.body == recording.body()
    assert played.content_type == "text/xml"
    elsewhere = Question("entsoe", "api", {**asked.params, "in_Domain": "10YNL----------L"}, {})
    assert answers.reply(elsewhere) is None
    second = answers.reply(Question("entsoe", "api", {**asked.params, "offset": "100"}, {}))
    assert second is not None
    assert b"No matching data found" in second.body


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no <provider>/index.json found"):
        list(recordings(tmp_path))
    (tmp_path / "elia").mkdir()
    (tmp_path / "elia/index.json").write_text(json.dumps([{"file": "gone.json", "dataset": "ods134"}]))
    with pytest.raises(ConfigError, match=r"index.json: FileNotFoundError"):
        list(recordings(tmp_path))


def test_sources_are_asked_in_order() -> None:
    class Says:
        def __init__(self, word: bytes, provider: str) -> None:
            self.word, self.provider = word, provider

        def reply(self, question: Question) -> Reply | None:
            return Reply(self.word) if question.provider == self.provider else None

    sandbox = Sandbox([Says(b"first", "a"), Says(b"second", "a"), Says(b"third", "b")])
    bodies = [sandbox.answer(Question(name, "", {}, {})).body for name in ("a", "b", "c")]
    sandbox.stop()
    assert bodies[:2] == [b"first", b"third"]
    assert b"no answer" in bodies[2]
    assert sandbox.asked == {"a": 1, "b": 1, "c": 1}
