"""One picture of a pass: every model's earlier forecast beside what happened, and its newest one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.forecasting.interface import MEDIAN, QUANTILES
from shared.forecasting.models import MODELS
from shared.runtime import Runtime

if TYPE_CHECKING:
    from shared.forecasting.outputs import Issued

COLOURS = ("#8a8a8a", "#0b5394")
BEFORE = timedelta(hours=8)


def draw(held: Runtime, made: Sequence[Issued], path: Path) -> Path:
    """Write the picture (PNG): one panel per model, its first area; the path."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = [m for m in MODELS if any(one.model == m for one in made)]
    columns = 2
    rows = max(1, -(-len(shown) // columns))
    figure = Figure(figsize=(13, 2.6 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for panel, model in zip(panels, shown, strict=False):
        first = next(one for one in made if one.model == model)
        _panel(held, panel, [one for one in made if (one.model, one.area) == (model, first.area)])
    for panel in panels[len(shown) :]:
        panel.set_visible(False)
    lines, names = panels[0].get_legend_handles_labels()
    figure.legend(lines, names, loc="outside upper center", fontsize=8, ncols=5, frameon=False)
    figure.savefig(path, dpi=110)
    return path


def _panel(held: Runtime, panel: Any, made: Sequence[Issued]) -> None:
    from matplotlib import dates

    formatter: Any = dates.ConciseDateFormatter  # matplotlib leaves it without types
    last = made[-1]
    for one, colour, name in zip(made, COLOURS[-len(made) :], ("earlier", "now")[-len(made) :], strict=True):
        low, high = (one.quantiles[:, QUANTILES.index(q)] for q in (0.1, 0.9))
        panel.fill_between(one.starts, low, high, step="post", color=colour, alpha=0.22, lw=0, label=f"80 %, {name}")
        panel.step(one.starts, one.quantiles[:, MEDIAN], where="post", color=colour, lw=1.3, label=f"median, {name}")
    times, actual = _happened(held, last, min(one.starts[0] for one in made) - BEFORE)
    panel.step(times, actual, where="post", color="black", lw=1.0, label="what happened")
    panel.axhline(0, color="#cccccc", lw=0.6, zorder=0)
    panel.set_title(f"{last.model}, {last.area} [{last.unit}]", fontsize=9, loc="left")
    panel.tick_params(labelsize=7)
    panel.xaxis.set_major_formatter(formatter(panel.xaxis.get_major_locator()))
    panel.spines[["top", "right"]].set_visible(False)


def _happened(held: Runtime, made: Issued, since: Any) -> tuple[list[Any], Any]:
    from shared.forecasting.features import declared_source

    source = declared_source(MODELS[made.model], made.area, held.warehouse, made.issued_at)
    final = source.target.final()
    period = timedelta(minutes=made.minutes)
    first = max(0, (since - source.start) // period)
    stop = min(len(final), (made.starts[-1] - source.start) // period + 1)
    return [source.start + i * period for i in range(first, stop)], final[first:stop]
