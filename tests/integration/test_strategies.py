"""``/api/strategies`` and ``./scalar strategies``: where a strategy stands, and a person's decisions on record."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from shared.forecasting.models import STRATEGIES
from shared.forecasting.proposals import DEFAULT, SETTINGS, folder, loss_stop, settings
from shared.forecasting.strategy.limits import LossStop
from shared.persistence.blob import FolderBlobs
from tests.integration.api import Api, served
from tests.integration.command import complaint, scalar

NAME = "dk_da_strategy"
DECLARED = STRATEGIES[NAME]
TODAY = datetime.now(UTC).date()
WHO = {"area": "DK1", "by": "Ada Holm", "reason": "spike on 3 March explained"}


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    """DK1 has lost 2,500 EUR on one day and is stopped; it has a verdict and a proposal. DK2 has nothing."""
    found = FolderBlobs(tmp_path / "blobs")
    stop = LossStop()
    for ago, net in ((9, -300.0), (3, 120.0), (2, -2500.0)):
        stop = stop.booked(TODAY - timedelta(days=ago), net, DEFAULT.limits)
    assert stop.stopped
    at = folder(DECLARED, "DK1")
    found.put(f"{at}/loss_stop.json", stop.dump())
    figures = {"days": 120, "net_day": 41.5, "interval": [3.0, 80.0]}
    judged = {"made_at": "2026-03-01T04:50:00+00:00", "verdict": "edge", "report": {"strategy": figures}}
    found.put(f"{at}/backtest.json", json.dumps(judged).encode())
    periods = [{"deviation_mw": mw} for mw in (0.0, -2.5, 1.0)]
    proposal = {"day": "2026-03-04", "issued_at": "2026-03-03T09:45:00+00:00", "notes": ["stopped"], "periods": periods}
    found.put(f"{at}/days/2026-03-04.json", json.dumps(proposal).encode())
    return found


@pytest.fixture
def api(tmp_path: Path, blobs: FolderBlobs) -> Iterator[Api]:
    with served(tmp_path, {"SCALAR_BLOB_URL": f"file:{tmp_path}/blobs"}) as found:
        yield found


def lift(api: Api, **other: str) -> Any:
    return api.post(f"strategies/{NAME}/reset", json.dumps({**WHO, **other}).encode())


def test_the_list_holds_losses_beside_their_limits(api: Api) -> None:
    answer = api.get("strategies").json()
    document = api.get("openapi.json").json()
    described = document["paths"]["/strategies"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**described, "components": document["components"]}).validate(answer)
    mine, other = answer["strategies"]
    assert (mine["area"], mine["verdict"], mine["net_eur_day"], mine["days"]) == ("DK1", "edge", 41.5, 120)
    told = [(span["days"], span["loss_eur"], span["limit_eur"]) for span in mine["loss_stop"]["losses"]]
    assert told == [(1, 2500.0, 2000.0), (7, 2380.0, 5000.0), (30, 2680.0, 10_000.0)]
    assert "2500 EUR in 1 days" in mine["loss_stop"]["stopped"]
    assert mine["proposal"]["largest_mw"] == 2.5
    assert (other["area"], other["verdict"], other["proposal"]) == ("DK2", "no edge (no backtest stored)", None)
    assert [span["loss_eur"] for span in other["loss_stop"]["losses"]] == [0.0, 0.0, 0.0]


def test_a_reset_is_kept_with_its_reason_and_repeating_it_changes_nothing(
    api: Api, blobs: FolderBlobs, caplog: pytest.LogCaptureFixture
) -> None:
    stopped = loss_stop(blobs, DECLARED, "DK1").stopped
    with caplog.at_level(logging.INFO, "scalar"):
        first = lift(api)
        stored = blobs.get(f"{folder(DECLARED, 'DK1')}/loss_stop.json")
        again = lift(api)
    assert (first.status_code, first.json()["changed"]) == (200, True)
    assert (again.status_code, again.json()["changed"]) == (200, False)
    assert blobs.get(f"{folder(DECLARED, 'DK1')}/loss_stop.json") == stored
    held = loss_stop(blobs, DECLARED, "DK1")
    (kept,) = held.resets
    assert (held.stopped, kept.by, kept.reason, kept.lifted) == ("", WHO["by"], WHO["reason"], stopped)
    assert abs(datetime.now(UTC) - kept.at) < timedelta(minutes=1)
    assert first.json()["loss_stop"]["losses"][2]["loss_eur"] == 0.0
    lines = [record.message for record in caplog.records if record.message.startswith("strategy.reset {")]
    told = [json.loads(line.removeprefix("strategy.reset ")) for line in lines]
    assert [(facts["by"], facts["reason"], facts["area"]) for facts in told] == [("Ada Holm", WHO["reason"], "DK1")]


@pytest.mark.parametrize(
    ("path", "body", "status", "told"),
    [
        (NAME, {"by": "Ada", "reason": "x"}, 400, "area"),
        (NAME, {"area": "DK1", "by": "  ", "reason": "x"}, 400, "by"),
        (NAME, {"area": "DK1", "by": "Ada", "reason": ""}, 400, "reason"),
        (NAME, {"area": "DK1", "by": "Ada", "reason": "x", "on": "2020-01-01"}, 400, "on"),
        (NAME, {"area": "SE3", "by": "Ada", "reason": "x"}, 404, "not one of DK1, DK2"),
        ("nothing", {"area": "DK1", "by": "Ada", "reason": "x"}, 404, "no strategy"),
    ],
)
def test_a_reset_that_does_not_say_all_is_refused(
    api: Api, blobs: FolderBlobs, path: str, body: dict[str, str], status: int, told: str
) -> None:
    answer = api.post(f"strategies/{path}/reset", json.dumps(body).encode())
    assert (answer.status_code, told in answer.json()["detail"]) == (status, True)
    assert loss_stop(blobs, DECLARED, "DK1").stopped


def test_a_reset_needs_the_admin_key(api: Api, blobs: FolderBlobs) -> None:
    (function,) = (f for f in api.functions if f.route == "strategies/{strategy}/reset")
    assert (function.auth, function.methods) == ("admin", ("POST",))
    for key in (None, "wrong"):
        assert api.post(f"strategies/{NAME}/reset", json.dumps(WHO).encode(), key=key).status_code == 401
    assert loss_stop(blobs, DECLARED, "DK1").stopped


def test_the_command_line_lists_and_resets(tmp_path: Path, blobs: FolderBlobs) -> None:
    shown = scalar("strategies", "list", data=tmp_path).stdout.decode()
    assert "2500 (2000), 2380 (5000), 2680 (10000)" in shown
    assert "stopped: lost 2500 EUR" in shown
    assert "none yet" in shown
    arguments = ("strategies", "reset", NAME, "--area", "DK1", "--by", "Ada Holm", "--reason", "explained")
    assert "lifted by Ada Holm (lost 2500 EUR" in scalar(*arguments, data=tmp_path).stdout.decode()
    assert "not stopped, nothing was changed" in scalar(*arguments, data=tmp_path).stdout.decode()
    listed = json.loads(scalar("strategies", "list", NAME, "--area", "DK1", "--json", data=tmp_path).stdout)
    (one,) = listed["strategies"]
    assert [(r["by"], r["reason"]) for r in one["loss_stop"]["resets"]] == [("Ada Holm", "explained")]


def test_settings_are_shown_checked_and_stored(tmp_path: Path, blobs: FolderBlobs) -> None:
    printed = scalar("strategies", "settings", data=tmp_path).stdout
    assert msgspec.json.decode(printed, type=type(DEFAULT)) == DEFAULT
    mine = json.loads(printed) | {"flex_mw": 3.0}
    mine["limits"] |= {"max_loss_1d_eur": 900.0, "max_age": "PT2H"}
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(mine))
    assert scalar("strategies", "settings", str(file), "--by", "Ada", data=tmp_path).returncode == 0
    assert (settings(blobs).flex_mw, settings(blobs).limits.max_age) == (3.0, timedelta(hours=2))
    before = blobs.get(SETTINGS)
    for wrong, told in (({"flex_mv": 3.0}, "flex_mv"), ({"flex_mw": -1.0}, "flex_mw"), ({"fees": []}, "no fees")):
        file.write_text(json.dumps(mine | wrong))
        done = scalar("strategies", "settings", str(file), data=tmp_path)
        assert (done.returncode, told in complaint(done)) == (78, True)
    assert blobs.get(SETTINGS) == before


def test_the_documented_settings_are_valid(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/forecasting.md").read_text()
    example = page.split("```json")[1].split("```")[0]
    file = tmp_path / "example.json"
    file.write_text(example)
    assert scalar("strategies", "settings", str(file), data=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["list", "nothing"], 78, "no strategy is called"),
        (["list", "--area", "FI"], 78, "not one of DK1, DK2"),
        (["reset", NAME, "--area", "FI", "--by", "Ada", "--reason", "x"], 78, "not one of DK1, DK2"),
        (["reset", NAME, "--area", "DK1", "--by", "Ada", "--reason", " "], 78, "reason"),
        (["settings", "nowhere.json"], 78, "nowhere.json"),
    ],
)
def test_mistakes_end_with_one_line_and_their_code(tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    done = scalar("strategies", *arguments, data=tmp_path)
    assert (done.returncode, told in complaint(done)) == (code, True)
