"""Run the stand-in until it is told to stop."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from tests.starrocks_standin.http import BackEnd, FrontEnd, Server, State
from tests.starrocks_standin.mysql import MySqlServer
from tests.starrocks_standin.store import Store


def main() -> None:
    """Listen on loopback with all three ports."""
    parser = argparse.ArgumentParser(prog="python -m tests.starrocks_standin", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the rows")
    parser.add_argument("--mysql-port", type=int, default=9030)
    parser.add_argument("--http-port", type=int, default=8030, help="the FE's")
    parser.add_argument("--be-port", type=int, default=8040)
    parser.add_argument("--user", default="root")
    parser.add_argument("--password", default="")
    given = parser.parse_args()
    store = Store(given.data)
    state = State(store, given.user, given.password, given.be_port)
    servers = [
        MySqlServer(("127.0.0.1", given.mysql_port), store, given.user, given.password),
        Server(given.be_port, BackEnd, state),
        Server(given.http_port, FrontEnd, state),
    ]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    threading.Event().wait()


if __name__ == "__main__":
    main()
