"""Cold start: importing ``function_app`` per role against ``import azure.functions`` alone.

Each import runs in a fresh interpreter with compiled files; the peers alternate, so that a busy machine slows both.
The figure is the ratio of the medians of CPU time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

PROJECT = Path(__file__).resolve().parent.parent
ROLES = ("acquisition", "ingestion", "insights", "acquisition,ingestion,insights")
CODE = "import time; s = time.process_time(); import {module}; print(time.process_time() - s)"


def main(argv: list[str]) -> int:
    """Measure and print; 0 when the acquisition role stays within 1.3 times its peer."""
    parser = argparse.ArgumentParser(prog="scalar bench cold-start", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args(argv)
    figures = measure(options.runs)
    if options.json:
        print(json.dumps({"bench": "cold-start", "runs": options.runs, "figures": figures}))
    else:
        for figure in figures:
            print(f"{figure['role']:<32}{figure['seconds']:.3f} s   {figure['ratio']:.2f} x azure.functions")
    return 0 if figures[0]["ratio"] <= 1.3 else 1


class Figure(TypedDict):
    """One role's median import time and its ratio to the peer's."""

    role: str
    seconds: float
    peer_seconds: float
    ratio: float


def measure(runs: int) -> list[Figure]:
    """Median seconds per role and their ratio to the peer's median, measured by turns."""
    peer: list[float] = []
    ours: dict[str, list[float]] = {role: [] for role in ROLES}
    for role in ROLES:
        _seconds("function_app", role)  # compiles what is not compiled yet
    for _ in range(runs):
        peer.append(_seconds("azure.functions", ""))
        for role in ROLES:
            ours[role].append(_seconds("function_app", role))
    base = statistics.median(peer)
    return [
        Figure(role=role, seconds=(m := statistics.median(times)), peer_seconds=base, ratio=m / base)
        for role, times in ours.items()
    ]


def _seconds(module: str, roles: str) -> float:
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environ |= {"PYTHONPATH": str(PROJECT), "PYTHONPYCACHEPREFIX": str(PROJECT / ".scalar" / "bench" / "pyc")}
    environ |= {"SCALAR_ROLES": roles} if roles else {}
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(module=module)], env=environ, check=True, capture_output=True, text=True
    )
    return float(done.stdout)
