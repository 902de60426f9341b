"""How the command line reaches the platform: the configured stores, or the embedded platform of the data folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shared.errors import Refused, RetryLater
from shared.runtime import Runtime
from shared.settings import load_settings


@contextmanager
def connected() -> Iterator[Runtime]:
    """A runtime of the command line's own, closed afterwards.

    The embedded servers' remembered addresses stand in for those that the environment does not name.
    """
    from embedded.supervisor import remembered

    addresses = remembered(Path(os.environ["SCALAR_DATA"]))
    for name, value in addresses.environment().items() if addresses else ():
        os.environ.setdefault(name, value)
    held = Runtime(load_settings(), "cli")
    try:
        yield held
    finally:
        held.close()


def opens_warehouse(held: Runtime) -> bool:
    """Whether the warehouse can be read here; False while the embedded host holds its file and must be asked.

    Raises :class:`RetryLater` when a warehouse server is away.
    """
    try:
        held.warehouse.ping()
    except RetryLater:
        if not held.settings.warehouse_url.startswith("duckdb:"):
            raise
        return False
    return True


def ask_host(method: str, path: str, **options: Any) -> Any:
    """Ask the embedded host of this data folder, which alone may open the warehouse file while it runs.

    Raises :class:`RetryLater` when no host runs here or something it needs is away, and :class:`Refused` for a request
    that it will not answer.
    """
    import requests

    data = Path(os.environ["SCALAR_DATA"])
    try:
        port = json.loads((data / "http.json").read_text())["port"]
        key = (data / "http.key").read_text().strip()
        answer = requests.request(
            method, f"http://127.0.0.1:{port}/api/{path}", headers={"x-functions-key": key}, timeout=300, **options
        )
    except (FileNotFoundError, requests.RequestException) as error:
        raise RetryLater(f"no host answers for {data}: {type(error).__name__}; start ./scalar up") from error
    if answer.ok:
        return answer
    told = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
    family = RetryLater if answer.status_code == 503 else Refused
    raise family(f"the host answered {answer.status_code}: {told.get('detail', 'nothing more')}")
