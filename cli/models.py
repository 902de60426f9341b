"""``./scalar models list|delays|promote|rollback``: the versions of every model, and which of them forecasts.

``delays`` shows how late each target was received in the last 14 days beside what the declared gap allows.
"""

from __future__ import annotations

import argparse
import getpass
import json
from datetime import UTC, datetime
from typing import Any

import msgspec

from cli.connect import ask_host, connected, opens_warehouse
from cli.console import console
from shared.errors import ConfigError, RetryLater
from shared.forecasting.models import MODELS
from shared.forecasting.registry import Registry
from shared.persistence.blob import Conflict


def main(argv: list[str]) -> int:
    """List versions or delays, point the champion alias elsewhere, or take the last change back."""
    parser = argparse.ArgumentParser(
        prog="scalar models", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    listing = actions.add_parser("list", help="versions and aliases")
    delays = actions.add_parser("delays", help="measured publication delay of the targets, and the gap it needs")
    for shown in (listing, delays):
        shown.add_argument("model", nargs="?", metavar="MODEL")
        shown.add_argument("--area")
        shown.add_argument("--json", action="store_true")
    promote = actions.add_parser("promote", help="make a version the champion")
    rollback = actions.add_parser("rollback", help="back to the champion before this one")
    for action in (promote, rollback):
        action.add_argument("model", metavar="MODEL")
        action.add_argument("--area", required=True)
        action.add_argument("--by", default="", help="who decides (default: the user)")
    promote.add_argument("version", metavar="VERSION")
    options = parser.parse_args(argv or ["list"])
    if options.action is None:
        parser.error("give list, delays, promote or rollback")
    if options.model is not None and options.model not in MODELS:
        raise ConfigError(f"models: no model is called {options.model!r}; there are {', '.join(MODELS)}")
    if options.action == "delays":
        chosen = _delays(options.model, options.area)
        print(json.dumps({"delays": chosen})) if options.json else _show_delays(chosen)
        return 0
    with connected() as held:
        registry = Registry(held.blobs)
        if options.action == "list":
            found = list(_versions(registry, options.model, options.area))
            print(json.dumps({"versions": found})) if options.json else _show(found)
            return 0
        return _change(registry, options)


def _change(registry: Registry, options: argparse.Namespace) -> int:
    by, now = options.by or getpass.getuser(), datetime.now(UTC)
    try:
        if options.action == "promote":
            made = registry.promote(options.model, options.area, options.version, by, now)
        else:
            made = registry.rollback(options.model, options.area, by, now)
    except Conflict as error:
        raise RetryLater(f"models: the alias changed meanwhile; look again and repeat: {error}") from error
    print(f"{options.model} {options.area}: champion is {made.version}, before it {made.previous or 'none'}")
    return 0


def _versions(registry: Registry, model: str | None, area: str | None) -> Any:
    for declared in MODELS.values():
        if model and declared.id != model:
            continue
        for place in declared.areas:
            if area and place != area:
                continue
            aliases = registry.aliases(declared.id, place)
            for version in registry.versions(declared.id, place):
                card = registry.card(declared.id, place, version)
                yield {
                    "model": declared.id,
                    "area": place,
                    "version": version,
                    "aliases": sorted(name for name, alias in aliases.items() if alias.version == version),
                    "method": card.method,
                    "trained_at": card.trained_at.isoformat(),
                    "training_from": card.training_from.isoformat(),
                    "target_values": card.target_values,
                    "fallback_rows": card.fallback_rows.get("target", 0),
                }


def _delays(model: str | None, area: str | None) -> list[dict[str, Any]]:
    """Measured here, or by the running host, which alone may open an embedded warehouse."""
    from shared.forecasting.delays import measured

    with connected() as held:
        if opens_warehouse(held):
            pairs = measured(held.warehouse, datetime.now(UTC)).items()
            found = [{"model": name, "area": place, **msgspec.to_builtins(one)} for (name, place), one in pairs]
        else:
            standing = ask_host("GET", "forecasts").json()["models"]
            found = [{"model": one["model"], "area": one["area"], **(one["delay"] or {})} for one in standing]
    return [one for one in found if model in (None, one["model"]) and area in (None, one["area"])]


def _show_delays(found: list[dict[str, Any]]) -> None:
    from rich.table import Table

    def minutes(value: float | None) -> str:
        return "" if value is None else f"{value:.0f}"

    table = Table("model", "area", "live rows", "median, min", "95 %, min", "allowed, min", "gap", "needed", "verdict",
                  box=None, pad_edge=False)  # fmt: skip
    for one in found:
        if "rows" not in one:
            table.add_row(one["model"], one["area"], *[""] * 6, "not measured")
            continue
        figures = (minutes(one[name]) for name in ("median_minutes", "p95_minutes", "allowed_minutes"))
        needed = "" if one["needed_gap"] is None else str(one["needed_gap"])
        table.add_row(one["model"], one["area"], str(one["rows"]), *figures, str(one["gap"]), needed, one["verdict"])
    console().print(table)


def _show(found: list[dict[str, Any]]) -> None:
    from rich.table import Table

    table = Table("model", "area", "version", "alias", "method", "values", "backfilled", box=None, pad_edge=False)
    for one in found:
        figures = (str(one["target_values"]), str(one["fallback_rows"]))
        table.add_row(one["model"], one["area"], one["version"], ", ".join(one["aliases"]), one["method"], *figures)
    table.caption = None if found else "no version yet; the first forecast of an area trains one"
    console().print(table)
