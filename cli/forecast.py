"""``./scalar forecast MODEL [--area A] [--at TIME] [--json]``: forecast with a declared model.

While the platform runs here it makes and publishes the forecast; otherwise it is computed on the stored rows, shown,
and nothing is written (``--publish``: written and published, with the configured stores and broker).
"""

from __future__ import annotations

import argparse
import json
import logging
from datetime import UTC, datetime
from typing import Any

from cli.connect import ask_host, connected, opens_warehouse
from shared.errors import BadData, ConfigError
from shared.forecasting.interface import ModelDeclaration
from shared.forecasting.models import MODELS


def main(argv: list[str]) -> int:
    """Print quantiles per period. Raises ConfigError for an unknown model or area, BadData for an instant to come."""
    parser = argparse.ArgumentParser(
        prog="scalar forecast", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", metavar="MODEL", help=", ".join(MODELS))
    parser.add_argument("--area", help="one area (default: all of the model's)")
    parser.add_argument("--at", type=_instant, metavar="TIME", help="issue time (default: the last scheduled one)")
    parser.add_argument("--publish", action="store_true", help="without a running platform: write and publish")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args(argv)
    declared = MODELS.get(options.model)
    if declared is None:
        raise ConfigError(f"forecast: no model is called {options.model!r}; there are {', '.join(MODELS)}")
    if options.area and options.area not in declared.areas:
        raise ConfigError(f"{declared.id}: area {options.area!r} is not one of {', '.join(declared.areas)}")
    if options.at and options.at > datetime.now(UTC):
        raise BadData(f"forecast: {options.at:%Y-%m-%dT%H:%MZ} has not come yet, nothing is known of it")
    logging.getLogger("scalar").setLevel(logging.ERROR)  # what fails here is said once, by the command itself
    made = _made(declared, options)
    print(json.dumps({"model": declared.id, "forecasts": made})) if options.json else _show(made)
    return 0


def _made(declared: ModelDeclaration, options: argparse.Namespace) -> list[dict[str, Any]]:
    with connected() as held:
        if not opens_warehouse(held):  # then the host forecasts for us
            at = {"issued_at": options.at.isoformat()} if options.at else {}
            body = {**({"area": options.area} if options.area else {}), **at}
            found: list[dict[str, Any]] = ask_host("POST", f"forecasts/{declared.id}/run", json=body).json()[
                "forecasts"
            ]
            return found
        from shared.forecasting.run import forecast
        from shared.forecasting.schedule import last_issue

        moment = options.at or last_issue(declared.issue, declared.issue_tz, datetime.now(UTC))
        areas = [options.area] if options.area else declared.areas
        return [forecast(declared, area, moment, held, publish=options.publish).document() for area in areas]


def _instant(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _show(made: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for one in made:
        console.print(
            f"{one['model_id']} {one['area']}, issued {one['issued_at']}, version {one['model_version']}, {one['unit']}"
        )
        levels = list(one["periods"][0]["quantiles"])
        signs = list(one["periods"][0].get("probabilities", ()))
        table = Table("period", *levels, "mean", *(f"P {sign}" for sign in signs), "", box=None, pad_edge=False)
        for period in one["periods"]:
            mean = "" if period["mean"] is None else f"{period['mean']:.1f}"
            figures = [f"{period['quantiles'][level]:.1f}" for level in levels]
            chances = [f"{period['probabilities'][sign]:.0%}" for sign in signs]
            table.add_row(period["start"], *figures, mean, *chances, "degraded" if period["degraded"] else "")
        console.print(table)
        for note in one["notes"]:
            console.print(f"[yellow]note[/yellow] {note}", highlight=False)
