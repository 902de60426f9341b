"""Tables for people: as wide as the terminal; piped, as wide as they need to be, so that nothing is cut off."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 10_000


def console() -> Console:
    """A console on standard output."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else WIDEST)
