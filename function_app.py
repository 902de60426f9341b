"""The Functions app: registers the blueprints of the roles that ``SCALAR_ROLES`` names, and nothing else.

Importing this module must stay cheap (cold start): no data, broker or database library is imported before a function
of its role runs. ``tests/unit/test_function_app.py`` holds it to that.
"""

import gc

gc.disable()  # what is imported and registered here stays for good: collecting meanwhile is a tenth of the cold start

import signal
import sys
import threading
from importlib import import_module
from types import FrameType

import azure.functions as func

from shared.settings import load_settings

app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)

for _name in ("health", *load_settings().roles):
    for _blueprint in import_module(f"blueprints.{_name}").BLUEPRINTS:
        app.register_functions(_blueprint)
gc.enable()


def _exit_on_sigterm() -> None:
    """Leave through ``atexit``, where connections are closed: by itself the worker dies at once on SIGTERM."""
    previous = signal.getsignal(signal.SIGTERM)

    def leave(number: int, frame: FrameType | None) -> None:
        if callable(previous):
            previous(number, frame)
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)


if threading.current_thread() is threading.main_thread():
    _exit_on_sigterm()
