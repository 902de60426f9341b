"""``./scalar seed``: write the declared switches into ``worker_config`` where none stands yet."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from shared.catalogue.registry import CATALOGUE
from shared.persistence.seed import seed
from shared.runtime import Runtime
from shared.settings import load_settings


def main(argv: list[str]) -> int:
    """Seed the configured warehouse."""
    argparse.ArgumentParser(prog="scalar seed", description=__doc__).parse_args(argv)
    held = Runtime(load_settings(), "cli")
    try:
        print(f"{seed(held.warehouse, CATALOGUE.values(), datetime.now(UTC))} switches added")
    finally:
        held.close()
    return 0
