"""How fast flat records become typed columns: Scalar beside bare JSON libraries and the public clients, in one run.

``./scalar bench parse-records [--json] [--records N] [--repeat N] [--no-peer] [--check]``

Bodies are synthetic, in the providers' own layout, from a fixed seed: Energinet's ImbalancePrice (18 columns) and
Elia's imbalance prices (10 fields). *Scalar* is ``Dataset.parse``: decoded, typed, times in UTC, grid, areas and
resolution checked, as columns. *orjson* and *json* are the bare ``loads`` of the same body. The
calls take turns and times are medians of CPU time in one process, so that other load on the machine counts little.
The peers run with the network replaced by the body, in an environment of their own (``.scalar/bench/peers/records``),
made on first use; without a network their column stays empty. Target: at least 0.8 times orjson.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

PEERS = ("pyenerginet==0.6", "elia-py==0.3.1", "elia-opendata==1.1.0")
PEER_FOLDER = Path(__file__).parents[1] / ".scalar" / "bench" / "peers" / "records"
BESIDE_ORJSON = 0.8
_START = datetime(2025, 3, 19, tzinfo=UTC)


class Case(Struct, frozen=True):
    """One synthetic body, its dataset and slice key here, and the peers that can read it."""

    name: str
    dataset: str
    key: str
    body: bytes
    peers: tuple[str, ...]


class Timing(Struct, frozen=True):
    """Median CPU seconds per pass over one body, by contestant (``scalar``, ``orjson``, ``json``, peers)."""

    name: str
    megabytes: float
    rows: int
    seconds: Mapping[str, float]

    def beside(self, contestant: str) -> float:
        """Scalar's speed over the contestant's."""
        return self.seconds[contestant] / self.seconds["scalar"]


def main(argv: list[str] | None = None) -> int:
    """Measure, print a table (or JSON), and with ``--check`` return 1 when the target is missed."""
    parser = argparse.ArgumentParser(prog="scalar bench parse-records", description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    parser.add_argument("--records", type=int, default=100_000, help="records per body (100000)")
    parser.add_argument("--repeat", type=int, default=7, help="passes per body; peers make at most three (7)")
    parser.add_argument("--no-peer", action="store_true", help="leave the peers out")
    parser.add_argument("--check", action="store_true", help="return 1 when the target is missed")
    options = parser.parse_args(argv)
    peer = None if options.no_peer else _peer_python()
    timings = [_measure(case, options.repeat, peer) for case in _cases(options.records)]
    print(json.dumps(_figures(timings), indent=2) if options.json else _table(timings))
    missed = any(t.beside("orjson") < BESIDE_ORJSON for t in timings)
    return 1 if options.check and missed else 0


def _measure(case: Case, repeat: int, peer: Path | None) -> Timing:
    import orjson

    from shared.catalogue.model import Slice
    from shared.catalogue.registry import dataset

    parse = dataset(case.dataset).parse
    piece = Slice(key=case.key, start=_START, end=_START + timedelta(days=9_999))
    rows = len(parse(case.body, piece)["start"])
    calls: dict[str, Callable[[], object]] = {
        "scalar": lambda: parse(case.body, piece),
        "orjson": lambda: orjson.loads(case.body),
        "json": lambda: json.loads(case.body),
    }
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repeat):
        for name, call in calls.items():
            gc.collect()
            begun = time.process_time()
            call()
            spent[name].append(time.process_time() - begun)
    seconds = {name: statistics.median(times) for name, times in spent.items()}
    if peer:
        found = {name: _peer_seconds(name, case.body, min(3, repeat), peer) for name in case.peers}
        seconds |= {name: value for name, value in found.items() if value is not None}
    return Timing(name=case.name, megabytes=len(case.body) / 1e6, rows=rows, seconds=seconds)


# --- the peers -------------------------------------------------------------------------------------------------------

_PEER_PROGRAM = """
import json, statistics, sys, time, warnings
warnings.simplefilter("ignore")
import requests
path, peer, repeat = sys.argv[1:]
answer = requests.Response()
answer.status_code, answer._content = 200, open(path, "rb").read()
requests.get = lambda *_, **__: answer
if peer == "pyenerginet":
    from pyenerginet import EnerginetData
    client = EnerginetData(cache_path=None)
    client.session.get = requests.get
    read = lambda: client._base_request("", {})
elif peer == "elia-py":
    from elia.elia import EliaPandasClient
    client = EliaPandasClient()
    read = lambda: client._process_results(client._execute_query("ods134", {}))
else:
    from elia_opendata.client import EliaClient
    read = lambda: EliaClient().export("ods134")
spent = []
for _ in range(int(repeat)):
    begun = time.process_time()
    read()
    spent.append(time.process_time() - begun)
print(json.dumps(statistics.median(spent)))
"""


def _peer_python() -> Path | None:
    """Interpreter of the peers' environment, made on first use; ``None`` (and a line on stderr) when it cannot be."""
    python = PEER_FOLDER / "bin" / "python"
    if python.exists():
        return python
    print(f"installing {', '.join(PEERS)} for the comparison …", file=sys.stderr)
    venv.create(PEER_FOLDER, with_pip=True)
    made = subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=False)
    if made.returncode:
        python.unlink()
        print("the peers could not be installed: measuring without them", file=sys.stderr)
        return None
    return python


def _peer_seconds(peer: str, body: bytes, repeat: int, python: Path) -> float | None:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(body)
        file.flush()
        done = subprocess.run(
            [python, "-c", _PEER_PROGRAM, file.name, peer, str(repeat)], check=False, capture_output=True, text=True
        )
    if done.returncode:
        print(f"{peer} fails: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return float(json.loads(done.stdout.splitlines()[-1]))


# --- synthetic bodies ------------------------------------------------------------------------------------------------


def _cases(count: int) -> list[Case]:
    chance = random.Random(20250319)
    return [
        Case("Energinet ImbalancePrice", "energinet.imbalance_prices", "DK1,DK2", _energinet(count, chance),
             ("pyenerginet",)),
        Case("Elia imbalance prices", "elia.imbalance_prices", "BE", _elia(count, chance),
             ("elia-py", "elia-opendata")),
    ]  # fmt: skip


_PRICES = (
    "ImbalancePriceEUR", "ImbalancePriceDKK", "SpotPriceEUR",
    "aFRRUpMW", "aFRRVWAUpEUR", "aFRRVWAUpDKK", "aFRRDownMW", "aFRRVWADownEUR", "aFRRVWADownDKK",
    "mFRRMarginalPriceUpEUR", "mFRRMarginalPriceUpDKK", "mFRRMarginalPriceDownEUR", "mFRRMarginalPriceDownDKK",
)  # fmt: skip


def _energinet(count: int, chance: random.Random) -> bytes:
    records = []
    for number in range(count):
        start = _START + timedelta(minutes=15 * (number // 2))
        records.append(
            {
                "TimeUTC": f"{start:%Y-%m-%dT%H:%M:%S}",
                "TimeDK": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M:%S}",
                "PriceArea": "DK1" if number % 2 == 0 else "DK2",
                "SatisfiedDemand": float(chance.randint(-500, 500)),
                "DominatingDirection": chance.choice((-1, 0, 1)),
                **{name: _value(chance) for name in _PRICES},
            }
        )
    return _compact({"total": count, "limit": 0, "dataset": "ImbalancePrice", "records": records})


def _elia(count: int, chance: random.Random) -> bytes:
    names = "ace systemimbalance alpha alpha_prime marginalincrementalprice marginaldecrementalprice imbalanceprice"
    return _compact(
        [
            {
                "datetime": f"{_START + timedelta(minutes=15 * number):%Y-%m-%dT%H:%M:%S}+00:00",
                "resolutioncode": "PT15M",
                "qualitystatus": "NotValidated",
                **{name: _value(chance) for name in names.split()},
            }
            for number in range(count)
        ]
    )


def _value(chance: random.Random) -> float | None:
    """A number with two decimals; now and then nothing, or the zero of 'nothing activated'."""
    kind = chance.random()
    return None if kind < 0.02 else 0.0 if kind < 0.1 else chance.randint(-40_000, 80_000) / 100


def _compact(answer: object) -> bytes:
    return json.dumps(answer, separators=(",", ":")).encode()


# --- report ----------------------------------------------------------------------------------------------------------


def _figures(timings: list[Timing]) -> list[dict[str, object]]:
    return [
        {
            "body": t.name,
            "megabytes": round(t.megabytes, 2),
            "rows": t.rows,
            "rows_per_second": {name: round(t.rows / s) for name, s in t.seconds.items()},
            "times_faster_than": {n: round(t.beside(n), 2) for n in t.seconds if n != "scalar"},
        }
        for t in timings
    ]


def _table(timings: list[Timing]) -> str:
    lines = []
    for t in timings:
        lines.append(f"{t.name}: {t.rows} records, {t.megabytes:.1f} MB")
        lines.append(f"  {'':<16}{'ms':>8}{'rows/s':>12}{'Scalar is':>12}")
        for name, seconds in t.seconds.items():
            ratio = "" if name == "scalar" else f"{t.beside(name):.2f} x"
            lines.append(f"  {name:<16}{seconds * 1e3:>8.0f}{t.rows / seconds:>12.0f}{ratio:>12}")
    worst = min(t.beside("orjson") for t in timings)
    lines.append(f"at least {worst:.2f} times bare orjson (target {BESIDE_ORJSON})")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
