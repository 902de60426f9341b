"""``./scalar VERB``: finds the verb's module and runs its ``main(argv) -> int``.

Exit codes: 0 done, 64 wrong usage, 65 bad input data, 69 something is away, 70 failed, 78 bad configuration.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from shared.errors import BadData, ConfigError, Refused, RetryLater, ScalarError

PROJECT = Path(__file__).resolve().parent.parent

VERBS: Mapping[str, tuple[str, str]] = {
    "up": ("cli.up", "start everything on this machine (--once: one full pass and a report)"),
    "test": ("cli.test", "run the test suite (arguments go to pytest)"),
    "bench": ("cli.bench", "measure against named peers"),
    "datasets": ("cli.datasets", "list the catalogue"),
    "parse": ("cli.parse", "turn a provider's body into rows (NDJSON)"),
    "query": ("cli.query", "run SQL on the warehouse"),
    "dead-letters": ("cli.dead_letters", "list, show and replay bodies that were refused"),
    "forecast": ("cli.forecast", "forecast with a declared model"),
    "backtest": ("cli.backtest", "judge a model on a series"),
    "models": ("cli.models", "list, promote and roll back model versions; delays of their targets"),
    "strategies": ("cli.strategies", "show strategies, lift a loss stop, change their settings"),
    "migrate": ("cli.migrate", "bring the warehouse's tables up to the catalogue"),
    "seed": ("cli.seed", "write the declared switches into worker_config"),
    "docs": ("cli.docs", "write docs/datasets from the catalogue"),
    "doctor": ("cli.doctor", "check every setting and dependency"),
}

EXIT_CODES: Mapping[type[ScalarError], int] = {BadData: 65, RetryLater: 69, Refused: 70, ConfigError: 78}


def usage() -> str:
    """The list of verbs."""
    width = max(map(len, VERBS)) + 2
    lines = [f"  {verb:<{width}}{text}" for verb, (_, text) in VERBS.items()]
    setup = f"  {'setup':<{width}}install everything now; 'setup insights' adds AutoGluon"
    return "\n".join(["usage: ./scalar VERB [arguments]   (VERB --help tells more)", "", *lines, setup])


def main(argv: list[str]) -> int:
    """Run one verb; deliberate failures become one line on stderr and an exit code."""
    if not argv or argv[0] in ("help", "-h", "--help"):
        print(usage())
        return 0
    verb, *rest = argv
    if verb not in VERBS:
        print(f"scalar: no verb is called {verb!r}\n\n{usage()}", file=sys.stderr)
        return 64
    os.environ.setdefault("SCALAR_DATA", str(PROJECT / ".scalar"))
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr)
    try:
        return int(import_module(VERBS[verb][0]).main(rest))
    except ScalarError as error:
        print(f"scalar {verb}: {' '.join(str(error).split())}", file=sys.stderr)
        return next((code for family, code in EXIT_CODES.items() if isinstance(error, family)), 70)
    except SystemExit as leaving:
        # argparse leaves with 2 after it has told what is wrong.
        return 64 if leaving.code == 2 else int(leaving.code or 0)
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough; keep the interpreter from complaining about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def leave(code: int) -> NoReturn:
    """End the process as ``sys.exit`` does, up to the exit hooks, and then at once.

    DuckDB's binding reports its own objects as leaked, in dozens of lines, when the interpreter is taken down after
    the Functions app was imported. By then everything is closed and written.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main(sys.argv[1:]))
