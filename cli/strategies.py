"""``./scalar strategies list|reset|settings``: where every strategy stands, and what a person decides about it.

``reset`` lifts a loss stop; who, when and why stay on record. ``settings`` prints fees, limits and flexibility in force
as JSON; with a file it checks that file and stores it.
"""

from __future__ import annotations

import argparse
import getpass
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.connect import connected
from cli.console import console
from shared.errors import ConfigError
from shared.forecasting.models import STRATEGIES, StrategyDeclaration

if TYPE_CHECKING:
    from shared.persistence.blob import Blobs


def main(argv: list[str]) -> int:
    """Run one action. Raises ConfigError for an unknown strategy or area, a reset without reason, bad settings."""
    parser = argparse.ArgumentParser(
        prog="scalar strategies", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="verdict, result a day, loss stop and newest proposal per area")
    listing.add_argument("strategy", nargs="?", metavar="STRATEGY")
    listing.add_argument("--area")
    listing.add_argument("--json", action="store_true")
    reset = actions.add_parser("reset", help="lift the loss stop of an area")
    reset.add_argument("strategy", metavar="STRATEGY")
    reset.add_argument("--area", required=True)
    reset.add_argument("--by", required=True, metavar="NAME", help="the person who decides")
    reset.add_argument("--reason", required=True, metavar="TEXT", help="why trading on is right")
    settings = actions.add_parser("settings", help="print the settings in force, or store others")
    settings.add_argument("file", nargs="?", type=Path, metavar="FILE", help="JSON as printed without a file")
    settings.add_argument("--by", default="", help="who decides (default: the user)")
    options = parser.parse_args(argv or ["list"])
    with connected() as held:
        return {"list": _list, "reset": _reset, "settings": _settings}[options.action](held.blobs, options)


def _list(blobs: Blobs, options: argparse.Namespace) -> int:
    from shared.forecasting.strategy_standing import standing

    names = [options.strategy] if options.strategy else list(STRATEGIES)
    chosen = [_declared(name, options.area) for name in names]
    found = [
        standing(blobs, declared, area)
        for declared in chosen
        for area in declared.areas
        if options.area in (None, area)
    ]
    print(json.dumps({"strategies": found})) if options.json else _show(found)
    return 0


def _reset(blobs: Blobs, options: argparse.Namespace) -> int:
    from shared.forecasting.strategy_standing import reset

    declared = _declared(options.strategy, options.area)
    stop, lifted = reset(blobs, declared, options.area, by=options.by, reason=options.reason, now=datetime.now(UTC))
    place = f"{declared.id} {options.area}"
    if lifted:
        made = stop.resets[-1]
        print(f"{place}: lifted by {made.by} ({made.lifted}); losses count from {stop.counted_from} on")
    else:
        print(f"{place}: not stopped, nothing was changed")
    return 0


def _settings(blobs: Blobs, options: argparse.Namespace) -> int:
    from shared.forecasting.proposals import settings
    from shared.forecasting.strategy_standing import store_settings, written

    if options.file is None:
        print(written(settings(blobs)).decode(), end="")
        return 0
    try:
        body = options.file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{options.file}: {error.strerror}") from error
    store_settings(blobs, body, by=options.by or getpass.getuser())
    print("stored; in force from the next proposal on")
    return 0


def _declared(name: str, area: str | None) -> StrategyDeclaration:
    declared = STRATEGIES.get(name)
    if declared is None:
        raise ConfigError(f"strategies: no strategy is called {name!r}; there are {', '.join(STRATEGIES)}")
    if area is not None and area not in declared.areas:
        raise ConfigError(f"{name}: area {area!r} is not one of {', '.join(declared.areas)}")
    return declared


def _show(found: list[dict[str, Any]]) -> None:
    from rich.table import Table

    table = Table("strategy", "area", "verdict", "net EUR a day", "loss stop", "loss of 1, 7, 30 days (limit), EUR",
                  "newest proposal", box=None, pad_edge=False)  # fmt: skip
    for one in found:
        stop, proposal = one["loss_stop"], one["proposal"]
        net = "" if one["net_eur_day"] is None else f"{one['net_eur_day']:.0f}"
        losses = ", ".join(f"{span['loss_eur']:.0f} ({span['limit_eur']:.0f})" for span in stop["losses"])
        newest = f"{proposal['day']}, up to {proposal['largest_mw']:.1f} MW" if proposal else "none yet"
        state = f"stopped: {stop['stopped']}" if stop["stopped"] else "open"
        table.add_row(one["strategy"], one["area"], one["verdict"], net, state, losses, newest)
    console().print(table)
