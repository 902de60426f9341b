"""A seeded synthetic market: any quantity, for any area and any instant, without keeping state.

Values are smooth noise of several time scales around daily and yearly shapes, so that they are autocorrelated like
real ones and the same instant always has the same value. Quantities hang together: an area's imbalance drives its
activation and its imbalance price, wind lowers the spot price. Nothing here is meant to look like a given year.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from shared.catalogue.schema import Column

Floats = NDArray[np.float64]
Times = NDArray[np.int64]
"""Epoch seconds, UTC."""

HOUR, DAY, YEAR = 3600, 86_400, 31_556_952
DKK_PER_EUR = 7.46


def noise(seed: str, times: Times, scale: int) -> Floats:
    """Smooth noise in about [-1, 1] whose values are alike within ``scale`` seconds."""
    position = times / scale
    left = np.floor(position).astype(np.int64)
    blend = position - left
    blend = blend * blend * (3 - 2 * blend)
    salt = zlib.crc32(seed.encode())
    here: Floats = _lattice(left, salt) * (1 - blend) + _lattice(left + 1, salt) * blend
    return here


def _lattice(index: NDArray[np.int64], salt: int) -> Floats:
    """A uniform value in [-1, 1) per integer: SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014)."""
    with np.errstate(over="ignore"):
        z = index.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt) * np.uint64(0xD1B54A32D192ED03)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) / 2.0**52 - 1.0


def size(area: str) -> float:
    """How large an area's system is, 0.5 to 8."""
    return 0.5 + 7.5 * (zlib.crc32(f"size {area}".encode()) % 1000) / 1000


def _wave(times: Times, period: int, peak: float) -> Floats:
    wave: Floats = np.cos(2 * np.pi * (times / period - peak))
    return wave


def load(area: str, times: Times) -> Floats:
    """Total load, MW."""
    shape = (
        1 + 0.18 * _wave(times, DAY, 18 / 24) + 0.08 * _wave(times, DAY // 2, 0.35) + 0.12 * _wave(times, YEAR, 0.05)
    )
    return 2000 * size(area) * (shape + 0.05 * noise(f"load {area}", times, 6 * HOUR))


def wind(area: str, times: Times) -> Floats:
    """Wind generation, MW, from zero to about a third of the load."""
    gust = 0.6 * noise(f"wind {area}", times, 30 * HOUR) + 0.3 * noise(f"gust {area}", times, 4 * HOUR)
    return 900 * size(area) * np.clip(0.5 + gust, 0, 1) ** 1.5


def solar(area: str, times: Times) -> Floats:
    """Solar generation, MW; zero at night."""
    height = np.clip(_wave(times, DAY, 11.5 / 24) - 0.1 - 0.3 * _wave(times, YEAR, 0.97), 0, None)
    return 500 * size(area) * height * (0.7 + 0.3 * noise(f"cloud {area}", times, 3 * HOUR))


def spot(area: str, times: Times) -> Floats:
    """Day-ahead price, EUR/MWh; the same within each quarter hour."""
    quarter = times // 900 * 900
    tight = (load(area, quarter) - wind(area, quarter) - solar(area, quarter)) / (2000 * size(area))
    return 20 + 60 * tight + 25 * noise(f"price {area}", quarter, 10 * HOUR) + 8 * noise("coupling", quarter, 2 * HOUR)


def demand(area: str, times: Times) -> Floats:
    """Balancing demand, MW, positive when the system is short; exactly zero now and then."""
    slow, fast = noise(f"demand {area}", times, 5 * HOUR), noise(f"error {area}", times, 2400)
    daily = 0.25 * _wave(times, DAY, 0.3)
    wanted = 60 * (1 + size(area) / 4) * (slow + 0.9 * fast + daily - 0.15)
    return np.where(np.abs(wanted) < 1.5, 0.0, np.round(wanted))


def imbalance_price(area: str, times: Times) -> Floats:
    """Imbalance price, EUR/MWh: the spot price moved by the demand, more when the system is far off."""
    wanted = demand(area, times)
    return spot(area, times) + 0.25 * wanted + 0.0008 * wanted * np.abs(wanted) + 4 * noise(f"bid {area}", times, 1800)


def _positive(area: str, times: Times) -> Floats:
    return np.clip(demand(area, times), 0, None)


def _negative(area: str, times: Times) -> Floats:
    return np.clip(-demand(area, times), 0, None)


def _level(seed: str, around: float, spread: float, area: str, times: Times) -> Floats:
    return around + spread * noise(f"{seed} {area}", times, 4 * HOUR)


Quantity = Callable[[str, Times], Floats]

RULES: tuple[tuple[str, Quantity], ...] = (
    ("satisfied_demand", demand),
    ("system_imbalance", lambda area, times: -demand(area, times)),
    ("imbalance_mw", demand),
    ("imbalance_dk", lambda area, times: demand(area, times) + 15 * noise(f"meter {area}", times, 600)),
    ("afrr_dk", lambda area, times: np.clip(0.4 * demand(area, times), -90, 90)),
    ("mfrr_dk", lambda area, times: 0.8 * demand(area, times - 300)),
    ("ace", lambda area, times: 0.3 * demand(area, times)),
    ("total_mfrr_up_mw", _positive),
    ("total_mfrr_down_mw", _negative),
    ("requested_up_mw", _positive),
    ("requested_down_mw", _negative),
    ("imbalance_price", imbalance_price),
    ("balancing_price", imbalance_price),
    ("marginal", imbalance_price),
    ("load", load),
    ("solar", solar),
    ("wind", wind),
)
"""First part of a column's name that matches decides what the column holds."""


_OWN_AREA = re.compile(r"^(?:imbalance|afrr|mfrr)_(dk[12])_mw$")
"""One row for all of Denmark, with a column for each area."""


def values(column: Column, area: str, times: Times, salt: str = "") -> Floats:
    """Values of a column by its name and unit, within its declared bounds. ``salt`` tells rows of one area apart."""
    if own := _OWN_AREA.search(column.name):
        area = own[1].upper()
    raw: Floats = _by_name(column, salt)(area, times)
    if any(word in column.name for word in ("forecast", "ahead", "intraday", "1h_", "5h_", "recent", "p10", "p90")):
        raw = raw * (1 + 0.06 * noise(f"{column.name} {salt}", times, 3 * HOUR))
    if "dkk" in column.name:
        raw = raw * DKK_PER_EUR
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    bounded: Floats = np.round(np.clip(raw, low, high), 2).astype(np.float64)
    return bounded


def _by_name(column: Column, salt: str) -> Quantity:
    about = f"{column.name} {salt}".replace("dkk", "eur")
    for part, quantity in RULES:
        if part in about:
            return quantity
    if "price" in column.name or "eur_mwh" in column.name or "dkk_mwh" in column.name:
        return spot
    if column.unit in ("MW", "MWh"):
        signed = column.low is not None and column.low < 0
        return partial(_level, about, 0.0 if signed else 150.0, 120.0)
    return partial(_level, about, 0.5 if column.unit == "1" else 40.0, 0.3 if column.unit == "1" else 20.0)
