"""How fast ENTSO-E documents become rows: Scalar's parser, the peer entsoe-py, and lxml alone, in one run.

``./scalar bench parse-entsoe [--json] [--days N] [--repeat N] [--check]``

Documents are synthetic years of quarter hours in the provider's own layout (curve type A03, about two fifths of the
positions left out), made anew from a fixed seed. Times are medians of CPU time in one process, so that other load on
the machine counts little. *lxml* is one bare pass: ``lxml.etree.iterparse`` over all end events of all tags, doing
nothing. The peer runs in an environment of its own (``.scalar/bench/peers/entsoe-py``), made on first use; without a
network its column stays empty. Targets: at least 50 times the peer, at most 2.5 times bare lxml.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

PEER = "entsoe-py==0.8.1"
PEER_FOLDER = Path(__file__).parents[1] / ".scalar" / "bench" / "peers" / "entsoe-py"
FASTER_THAN_PEER = 50.0
SLOWER_THAN_LXML = 2.5
_START = datetime(2024, 12, 31, 23, tzinfo=UTC)


class Case(Struct, frozen=True):
    """One synthetic document: what it is, who reads it here and in the peer, and its bytes."""

    name: str
    dataset: str
    peer_call: str
    body: bytes


class Timing(Struct, frozen=True):
    """Median CPU seconds per pass over one document; ``peer`` is ``None`` where it could not run."""

    name: str
    megabytes: float
    rows: int
    scalar: float
    lxml: float
    peer: float | None

    @property
    def against_peer(self) -> float | None:
        """How many times faster than the peer."""
        return self.peer / self.scalar if self.peer else None

    @property
    def against_lxml(self) -> float:
        """How many times slower than a bare pass of lxml."""
        return self.scalar / self.lxml


def main(argv: list[str] | None = None) -> int:
    """Measure, print a table (or JSON), and with ``--check`` return 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="scalar bench parse-entsoe", description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    parser.add_argument("--days", type=int, default=365, help="length of the documents (365)")
    parser.add_argument("--repeat", type=int, default=5, help="passes per document; the peer makes at most three (5)")
    parser.add_argument("--no-peer", action="store_true", help="leave the peer out")
    parser.add_argument("--check", action="store_true", help="return 1 when a target is missed")
    options = parser.parse_args(argv)
    cases = _cases(options.days)
    peer = None if options.no_peer else _peer_python()
    timings = [_measure(case, options.repeat, peer) for case in cases]
    print(json.dumps(_figures(timings), indent=2) if options.json else _table(timings))
    return 1 if options.check and _misses(timings) else 0


def _misses(timings: list[Timing]) -> bool:
    """Whether a document is too slow beside lxml, or the median document beside the peer."""
    ratios = [t.against_peer for t in timings if t.against_peer]
    slow = any(t.against_lxml > SLOWER_THAN_LXML for t in timings)
    return slow or (bool(ratios) and statistics.median(ratios) < FASTER_THAN_PEER)


def _measure(case: Case, repeat: int, peer: Path | None) -> Timing:
    from lxml import etree

    from shared.catalogue.model import Slice
    from shared.catalogue.registry import dataset

    parse = dataset(case.dataset).parse
    piece = Slice(key="BE", start=_START, end=_START + timedelta(days=365))
    rows = len(parse(case.body, piece)["start"])

    def bare() -> None:
        for _ in etree.iterparse(io.BytesIO(case.body)):
            pass

    return Timing(
        name=case.name,
        megabytes=len(case.body) / 1e6,
        rows=rows,
        scalar=_median(lambda: parse(case.body, piece), repeat),
        lxml=_median(bare, repeat),
        peer=_peer_seconds(case, min(3, repeat), peer) if peer else None,
    )


def _median(call: Callable[[], object], repeat: int) -> float:
    spent = []
    for _ in range(repeat):
        begun = time.process_time()
        call()
        spent.append(time.process_time() - begun)
    return statistics.median(spent)


# --- the peer --------------------------------------------------------------------------------------------------------

_PEER_PROGRAM = """
import json, statistics, sys, time, warnings
warnings.simplefilter("ignore")
from entsoe import parsers
path, call, repeat = sys.argv[1:]
text = open(path, encoding="utf-8").read()
read = {"prices": parsers.parse_prices, "generation": parsers.parse_generation,
        "loads": lambda body: parsers.parse_loads(body, process_type="A16")}[call]
spent = []
for _ in range(int(repeat)):
    begun = time.process_time()
    read(text)
    spent.append(time.process_time() - begun)
print(json.dumps(statistics.median(spent)))
"""


def _peer_python() -> Path | None:
    """Interpreter of the peer's environment, made on first use; ``None`` (and a line on stderr) when it cannot be."""
    python = PEER_FOLDER / "bin" / "python"
    if python.exists():
        return python
    print(f"installing {PEER} for the comparison …", file=sys.stderr)
    venv.create(PEER_FOLDER, with_pip=True)
    made = subprocess.run([python, "-m", "pip", "install", "--quiet", PEER, "pytz"], check=False)
    if made.returncode:
        (PEER_FOLDER / "bin" / "python").unlink()
        print(f"{PEER} could not be installed: measuring without it", file=sys.stderr)
        return None
    return python


def _peer_seconds(case: Case, repeat: int, python: Path) -> float | None:
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(case.body)
        file.flush()
        done = subprocess.run(
            [python, "-c", _PEER_PROGRAM, file.name, case.peer_call, str(repeat)],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
    if done.returncode:
        print(f"{PEER} fails on {case.name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return float(json.loads(done.stdout))


# --- synthetic documents ---------------------------------------------------------------------------------------------


def _cases(days: int) -> list[Case]:
    chance = random.Random(20251001)
    types = [f"B{number:02d}" for number in (1, 4, 5, 10, 12, 14, 16, 18, 19, 20)]
    return [
        Case("A44 prices", "entsoe.day_ahead_prices", "prices", _prices(days, chance)),
        Case("A65 load", "entsoe.actual_load", "loads", _load(days, chance)),
        Case("A75 generation, 10 types", "entsoe.generation_per_type", "generation", _generation(days, types, chance)),
    ]


def _prices(days: int, chance: random.Random) -> bytes:
    head = (
        "<auction.type>A01</auction.type><businessType>A62</businessType>"
        '<in_Domain.mRID codingScheme="A01">10YBE----------2</in_Domain.mRID>'
        '<out_Domain.mRID codingScheme="A01">10YBE----------2</out_Domain.mRID>'
        "<contract_MarketAgreement.type>A01</contract_MarketAgreement.type><currency_Unit.name>EUR</currency_Unit.name>"
        "<price_Measure_Unit.name>MWH</price_Measure_Unit.name><curveType>A03</curveType>"
    )
    return _document("Publication", "451-3:publicationdocument:7:3", "A44", [(head, "price.amount")], days, chance)


def _load(days: int, chance: random.Random) -> bytes:
    head = (
        "<businessType>A04</businessType><objectAggregation>A01</objectAggregation>"
        '<outBiddingZone_Domain.mRID codingScheme="A01">10YBE----------2</outBiddingZone_Domain.mRID>'
        "<quantity_Measure_Unit.name>MAW</quantity_Measure_Unit.name><curveType>A03</curveType>"
    )
    return _document("GL", "451-6:generationloaddocument:3:0", "A65", [(head, "quantity")], days, chance)


def _generation(days: int, types: list[str], chance: random.Random) -> bytes:
    heads = [
        "<businessType>A01</businessType><objectAggregation>A08</objectAggregation>"
        '<inBiddingZone_Domain.mRID codingScheme="A01">10YBE----------2</inBiddingZone_Domain.mRID>'
        "<quantity_Measure_Unit.name>MAW</quantity_Measure_Unit.name><curveType>A03</curveType>"
        f"<MktPSRType><psrType>{psr_type}</psrType></MktPSRType>"
        for psr_type in types
    ]
    return _document(
        "GL", "451-6:generationloaddocument:3:0", "A75", [(head, "quantity") for head in heads], days, chance
    )


def _document(
    root: str, namespace: str, kind: str, series: list[tuple[str, str]], days: int, chance: random.Random
) -> bytes:
    """A market document of ``series`` (header elements, value tag); indented as the provider's answers are."""
    span = f"<start>{_START:%Y-%m-%dT%H:%MZ}</start><end>{_START + timedelta(days=days):%Y-%m-%dT%H:%MZ}</end>"
    process = "" if kind == "A44" else "<process.processType>A16</process.processType>"
    wrapper = "period.timeInterval" if kind == "A44" else "time_Period.timeInterval"
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}_MarketDocument '
        f'xmlns="urn:iec62325.351:tc57wg16:{namespace}">\n  <mRID>0</mRID>\n  <revisionNumber>1</revisionNumber>\n'
        f"  <type>{kind}</type>\n  {process}\n  <createdDateTime>2026-01-01T00:00:00Z</createdDateTime>\n"
        f"  <{wrapper}>{span}</{wrapper}>\n"
    ]
    for number, (head, tag) in enumerate(series, 1):
        parts.append(f"  <TimeSeries>\n    <mRID>{number}</mRID>\n    {head}\n    <Period>\n")
        parts.append(f"      <timeInterval>{span}</timeInterval>\n      <resolution>PT15M</resolution>\n")
        parts += [
            f"      <Point>\n        <position>{position}</position>\n"
            f"        <{tag}>{chance.randint(-50_000, 999_999) / 100:.2f}</{tag}>\n      </Point>\n"
            for position in range(1, days * 96 + 1)
            if position == 1 or chance.random() < 0.6
        ]
        parts.append("    </Period>\n  </TimeSeries>\n")
    return "".join((*parts, f"</{root}_MarketDocument>\n")).encode()


# --- report ----------------------------------------------------------------------------------------------------------


def _figures(timings: list[Timing]) -> list[dict[str, object]]:
    return [
        {
            "document": t.name,
            "megabytes": round(t.megabytes, 2),
            "rows": t.rows,
            "scalar_seconds": round(t.scalar, 4),
            "scalar_rows_per_second": round(t.rows / t.scalar),
            "lxml_iterparse_seconds": round(t.lxml, 4),
            "entsoe_py_seconds": round(t.peer, 3) if t.peer else None,
            "times_faster_than_entsoe_py": round(t.against_peer, 1) if t.against_peer else None,
            "times_bare_lxml": round(t.against_lxml, 2),
        }
        for t in timings
    ]


def _table(timings: list[Timing]) -> str:
    lines = [
        f"{'document':<26}{'MB':>7}{'rows':>9}{'rows/s':>10}{'ms':>8}{'lxml ms':>9}{'x lxml':>8}{'x entsoe-py':>13}"
    ]
    for t in timings:
        peer = f"{t.against_peer:.0f}" if t.against_peer else "-"
        lines.append(
            f"{t.name:<26}{t.megabytes:>7.2f}{t.rows:>9}{t.rows / t.scalar:>10.0f}{t.scalar * 1e3:>8.0f}"
            f"{t.lxml * 1e3:>9.0f}{t.against_lxml:>8.2f}{peer:>13}"
        )
    ratios = [t.against_peer for t in timings if t.against_peer]
    if ratios:
        lines.append(f"median: {statistics.median(ratios):.0f} times entsoe-py (target {FASTER_THAN_PEER:.0f})")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
