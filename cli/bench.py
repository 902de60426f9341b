"""``./scalar bench [NAME] [--json]``: ratios against named peers, measured in one run on this machine."""

from __future__ import annotations

import argparse
from importlib import import_module

BENCHES = {
    "parse-entsoe": ("benchmarks.parse_entsoe", "ENTSO-E documents against entsoe-py and a bare lxml pass"),
    "parse-records": ("benchmarks.parse_records", "Elia and Energinet bodies against bare orjson"),
    "ingest": ("benchmarks.ingest", "the drain against one message, one INSERT"),
    "cold-start": ("benchmarks.cold_start", "importing function_app against azure.functions alone"),
    "forecast": ("benchmarks.forecast", "forecast models against their references"),
    "cover": ("benchmarks.cover", "what the 80 % interval of every declared model covers"),
}


def main(argv: list[str]) -> int:
    """Run one benchmark, or all; further arguments go to it."""
    parser = argparse.ArgumentParser(
        prog="scalar bench",
        description=__doc__,
        epilog="benchmarks: " + "; ".join(f"{name}: {text}" for name, (_, text) in BENCHES.items()),
    )
    parser.add_argument("name", nargs="?", choices=sorted(BENCHES))
    options, rest = parser.parse_known_args(argv)
    chosen = [options.name] if options.name else list(BENCHES)
    codes = [int(import_module(BENCHES[name][0]).main(rest)) for name in chosen]
    return max(codes)
