"""``./scalar dead-letters``: list, show, replay and discard bodies that could not be ingested."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cli.connect import connected
from cli.console import console
from shared.catalogue.registry import CATALOGUE
from shared.communication import dead_letters
from shared.ingestion.ops import settle


def main(argv: list[str]) -> int:
    """Run one of the four verbs against the broker."""
    parser = argparse.ArgumentParser(prog="scalar dead-letters", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    listing = verbs.add_parser("list", help="what waits for a decision, oldest first")
    listing.add_argument("--provider", help="only this provider's")
    listing.add_argument("--limit", type=int, default=100)
    show = verbs.add_parser("show", help="the reason on stderr, the body as received on stdout")
    show.add_argument("id")
    replay = verbs.add_parser("replay", help="send bodies through ingestion again")
    replay.add_argument("ids", nargs="+")
    replay.add_argument("--body", type=Path, help="a corrected body to send instead (one id only)")
    discard = verbs.add_parser("discard", help="decide that bodies need no further attention")
    discard.add_argument("ids", nargs="+")
    options = parser.parse_args(argv)
    if options.verb == "replay" and options.body and len(options.ids) != 1:
        parser.error("--body goes with exactly one id")
    return {"list": _list, "show": _show, "replay": _settle, "discard": _settle}[options.verb](options)


def _list(options: argparse.Namespace) -> int:
    from rich.table import Table

    providers = [options.provider] if options.provider else sorted({d.provider for d in CATALOGUE.values()})
    table = Table("id", "dataset", "key", "reason", box=None, pad_edge=False)
    with connected() as held:
        for letter in dead_letters.unsettled(held.broker, providers, limit=options.limit):
            table.add_row(letter.id, letter.dataset, letter.key, letter.reason)
    console().print(table)
    return 0


def _show(options: argparse.Namespace) -> int:
    with connected() as held:
        letter, body = dead_letters.show(held.broker, options.id)
    print(f"{letter.dataset} {letter.key}: {letter.reason}", file=sys.stderr)
    sys.stdout.buffer.write(body)
    return 0


def _settle(options: argparse.Namespace) -> int:
    body = options.body.read_text() if getattr(options, "body", None) else None
    with connected() as held:
        for identity, result in settle(held, options.ids, options.verb, body=body).items():
            print(f"{identity}: {result}")
    return 0
