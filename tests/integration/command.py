"""The command line as a user runs it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def environment(data: Path) -> dict[str, str]:
    """The environment of a user who has set nothing but the data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCALAR_", "ENTSOE", "Entsoe"))}
    return {**kept, "SCALAR_DATA": str(data)}


def scalar(*arguments: str, data: Path, stdin: bytes = b"", seconds: float = 120) -> subprocess.CompletedProcess[bytes]:
    """``./scalar`` with these arguments; output as bytes."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=PROJECT,
        env=environment(data),
        input=stdin,
        capture_output=True,
        timeout=seconds,
        check=False,
    )


def complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    """The one line on stderr that a failed command leaves."""
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1, done.stderr.decode()[-2000:]
    assert "Traceback" not in lines[0]
    return lines[0]
