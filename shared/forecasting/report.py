"""The backtest report: one self-contained HTML page with pictures, or the same numbers as JSON."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.errors import ConfigError
from shared.forecasting.interface import MEDIAN, QUANTILES
from shared.forecasting.metrics import TAIL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from shared.forecasting.backtest import Backtest
    from shared.forecasting.interface import Floats

MODEL_COLOUR = "#0b5394"
OTHER_COLOURS = ("#8a8a8a", "#c27c0e", "#6a8f3c", "#9c5fb5", "#b0413e", "#3b8ea5")
BANDS = ((0, 6, 0.18, "5-95 %"), (1, 5, 0.22, "10-90 %"), (2, 4, 0.30, "25-75 %"))

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ r.model }} on {{ r.series }}</title>
<style>
 body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
 h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
 table { border-collapse: collapse; font-variant-numeric: tabular-nums }
 td, th { padding: .25rem .7rem; text-align: right; border-bottom: 1px solid #ddd }
 td:first-child, th:first-child { text-align: left } tr.model { font-weight: 600 }
 svg { max-width: 100%; height: auto } .note { color: #555 }
</style></head><body>
<h1>{{ r.model }} on {{ r.series }}</h1>
<p>{{ r.origins }} issue times from {{ r.window.from }} to {{ r.window.to }}; periods of {{ r.minutes }} minutes, gap
{{ r.gap }}, horizon {{ r.horizon }}; {{ r.periods }} scored periods. Leakage tests {{ r.leakage_tests }}.</p>
<table><tr><th>Model</th><th>MAE</th><th>rMAE</th><th>RMSE</th><th>Bias</th><th>Mean pinball</th><th>WQL</th>
<th>Cover 80 %</th><th>Cover 90 %</th><th>Width 80 %</th><th>Tail MAE</th><th>Degraded</th></tr>
{% for name, m in r.metrics.items() %}{% if "mae" in m %}<tr{% if name == r.model %} class="model"{% endif %}>
<td>{{ name }}</td><td>{{ m.mae | figure }}</td><td>{{ m.rmae | figure }}</td><td>{{ m.rmse | figure }}</td>
<td>{{ m.bias | figure }}</td><td>{{ m.mean_pinball | figure }}</td><td>{{ m.wql | figure }}</td>
<td>{{ m.cover80 | percent }}</td><td>{{ m.cover90 | percent }}</td><td>{{ m.width80 | figure }}</td>
<td>{{ m.tail_mae | figure }}</td><td>{{ m.degraded_share | percent }}</td></tr>
{% else %}<tr><td>{{ name }}</td><td colspan="11">no forecast: {{ m.refused | join("; ") }}</td></tr>{% endif %}
{% endfor %}</table>
<h2>Is the difference more than luck?</h2>
<p class="note">Diebold-Mariano on the absolute error, one observation a day, Newey-West variance, one-sided;
z below 0 favours {{ r.model }}. Gain is the reference's error less the model's, with its 95 % interval.</p>
<table><tr><th>Against</th><th>z</th><th>p</th><th>p (Holm)</th><th>Gain</th><th>95 % interval</th><th>Days</th></tr>
{% for name, d in r.dm.items() %}<tr><td>{{ name }}</td><td>{{ d.z | figure }}</td><td>{{ "%.4f" | format(d.p) }}</td>
<td>{{ "%.4f" | format(d.p_holm) }}</td><td>{{ d.gain | figure }}</td>
<td>{{ d.low | figure }} to {{ d.high | figure }}</td><td>{{ d.days }}</td></tr>{% endfor %}</table>
{% for title, text, picture in pictures %}<h2>{{ title }}</h2><p class="note">{{ text }}</p>{{ picture | safe }}
{% endfor %}
{% for name, m in r.metrics.items() %}{% for reason, count in m.refused.items() %}
<p class="note">{{ name }} gave no forecast {{ count }} times: {{ reason }}</p>{% endfor %}{% endfor %}
<h2>How it was made</h2><table>{% for key, value in r.run.items() %}<tr><td>{{ key }}</td>
<td style="text-align:left">{% if value is mapping %}{% for k, v in value.items() %}{{ k }} {{ v }}<br>{% endfor %}
{% else %}{{ value }}{% endif %}</td></tr>{% endfor %}</table>
</body></html>
"""


def write(path: Path, test: Backtest, report: dict[str, Any]) -> None:
    """Write ``report`` to ``path``, a page for .html, the numbers for .json. Raises ConfigError for another ending."""
    if path.suffix not in (".html", ".json"):
        raise ConfigError(f"report: a file ending in .html or .json expected, got {path.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = page(test, report) if path.suffix == ".html" else json.dumps(finite(report), indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def finite(value: Any) -> Any:
    """The same value with NaN and infinities as null, which JSON can say."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def page(test: Backtest, report: dict[str, Any]) -> str:
    from jinja2 import Environment

    environment = Environment(autoescape=True)
    environment.filters["figure"] = lambda v: "–" if v is None or not np.isfinite(v) else f"{v:.4g}"
    environment.filters["percent"] = lambda v: f"{100 * v:.1f} %"
    small = (5.2, 4.6)
    pictures = [
        ("Forecasts", "Three issue times: of the largest 5 % of errors, of middling ones, of the smallest 5 %; "
         "dots are what came.", draw(lambda axes: _fans(axes, test), 3)),
        ("Skill by horizon", "Mean absolute error by horizon.", draw(lambda axes: _horizons(axes[0], report), 1)),
        ("Calibration", "Share of actual values below each quantile; on the diagonal the forecast means what it says.",
         draw(lambda axes: _calibration(axes[0], report), 1, small)),
        ("Tails", f"Forecast and actual; shaded where the actual value exceeds its {TAIL:.0%} quantile in size.",
         draw(lambda axes: _tails(axes[0], test), 1, small)),
    ]  # fmt: skip
    return environment.from_string(PAGE).render(r=report, pictures=pictures)


def draw(
    paint: Callable[[Sequence[Axes]], None], panels: int, size: tuple[float, float] = (9.5, 3.6), kind: str = "svg"
) -> str:
    """One picture of ``panels`` side by side as an ``<svg>`` or PNG ``<img>``; equal numbers give an equal picture."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "scalar", "font.size": 9, "axes.spines.top": False,
                         "axes.spines.right": False, "axes.grid": True, "grid.alpha": 0.25}):  # fmt: skip
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots(1, panels, squeeze=False)[0]
        paint(axes)
        out = io.BytesIO()
        figure.savefig(out, format=kind, metadata={"Date": None} if kind == "svg" else None, dpi=110)
    if kind == "png":
        return f'<img alt="" src="data:image/png;base64,{b64encode(out.getvalue()).decode()}">'
    text = out.getvalue().decode()
    return text[text.index("<svg") :]


def _fans(axes: Sequence[Axes], test: Backtest) -> None:
    for panel, axis in enumerate(axes):
        _fan(axis, test, panel)


def _fan(axis: Axes, test: Backtest, panel: int) -> None:
    quantiles = test.issued[test.model].quantiles
    error = np.abs(test.actual - quantiles[..., MEDIAN]).mean(axis=1)
    usable = np.flatnonzero(np.isfinite(error))
    order = usable[np.argsort(error[usable], kind="stable")]
    which = int(order[int((0.95, 0.5, 0.05)[panel] * (len(order) - 1))])
    hours = (np.arange(test.source.horizon) + 0.5) * test.source.minutes / 60
    for low, high, alpha, label in BANDS:
        low_line, high_line = quantiles[which, :, low], quantiles[which, :, high]
        axis.fill_between(hours, low_line, high_line, color=MODEL_COLOUR, alpha=alpha, lw=0, label=label)
    axis.plot(hours, quantiles[which, :, MEDIAN], color=MODEL_COLOUR, lw=1.6, label="median")
    axis.plot(hours, test.actual[which], "o", color="#222", ms=3, label="actual")
    axis.set_title(f"issued {test.times[which]:%Y-%m-%d %H:%M} UTC", fontsize=9)
    axis.set_xlabel("hours from the first period")
    if panel == 0:
        axis.legend(fontsize=7, framealpha=0.85, edgecolor="none")


def _horizons(axis: Axes, report: dict[str, Any]) -> None:
    k = np.arange(1, report["horizon"] + 1)
    colours = iter(OTHER_COLOURS * 3)
    for name, rows in report["per_horizon"].items():
        chosen = name == report["model"]
        colour, width = (MODEL_COLOUR, 2.2) if chosen else (next(colours), 1.2)
        axis.plot(k, rows["mae"], color=colour, lw=width, marker="o" if len(k) < 25 else "", ms=3, label=name)
    axis.set_xlabel(f"horizon, periods of {report['minutes']} minutes")
    axis.set_ylabel("mean absolute error")
    axis.set_ylim(bottom=0)
    axis.legend(fontsize=7, framealpha=0.85, edgecolor="none")


def _calibration(axis: Axes, report: dict[str, Any]) -> None:
    axis.plot([0, 1], [0, 1], color="#bbb", lw=1)
    colours = iter(OTHER_COLOURS * 3)
    for name, share in report["calibration"].items():
        chosen = name == report["model"]
        colour = MODEL_COLOUR if chosen else next(colours)
        axis.plot(QUANTILES, share, marker="o", ms=4, color=colour, lw=2.2 if chosen else 1, label=name)
    axis.set_xlabel("quantile forecast")
    axis.set_ylabel("share of actual values below")
    axis.legend(fontsize=7, framealpha=0.85, edgecolor="none")


def _tails(axis: Axes, test: Backtest) -> None:
    forecast: Floats = test.issued[test.model].quantiles[..., MEDIAN].ravel()
    actual = test.actual.ravel()
    kept = np.isfinite(forecast) & np.isfinite(actual)
    forecast, actual = forecast[kept], actual[kept]
    bound = float(np.quantile(np.abs(actual), TAIL))
    shown = slice(None, None, max(1, len(actual) // 3000))  # a thinned cloud looks the same and keeps the page small
    axis.plot(actual[shown], forecast[shown], ".", ms=2, alpha=0.4, color=MODEL_COLOUR, rasterized=True)
    low, high = float(actual.min()), float(actual.max())
    axis.plot([low, high], [low, high], color="#bbb", lw=1)
    for start, end in ((low, -bound), (bound, high)):
        if end > start:
            axis.axvspan(start, end, color="#b0413e", alpha=0.08, lw=0)
    axis.set_xlabel("actual")
    axis.set_ylabel("median forecast")
