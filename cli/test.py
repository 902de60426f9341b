"""``./scalar test [pytest arguments]``: lint, types and the whole suite; with arguments only pytest."""

from __future__ import annotations

import subprocess
import sys

from cli.__main__ import PROJECT

CHECKS = (("ruff", "check", "--quiet", "."), ("ruff", "format", "--check", "--quiet", "."), ("mypy",))


def main(argv: list[str]) -> int:
    """Run the checks and pytest; the first failing command's exit code."""
    for check in () if argv else CHECKS:
        print(f"scalar test: {' '.join(check)}", flush=True)
        if code := _python("-m", *check):
            return code
    return _python("-m", "pytest", *(argv or ["-q"]))


def _python(*arguments: str) -> int:
    return subprocess.run([sys.executable, *arguments], cwd=PROJECT, check=False).returncode  # noqa: S603 our own tools
