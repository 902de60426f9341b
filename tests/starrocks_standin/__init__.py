"""A stand-in for StarRocks 3.4 at the level of the wire, for tests and for trying out the cluster's code path.

It speaks the MySQL protocol and the two-step Stream Load handshake over real sockets and keeps its rows in DuckDB on
disk, in a process of its own that can be killed and started again. What it cannot do as StarRocks does it refuses
with error 1235: statements and functions are an allow-list. It is stricter than StarRocks where that shows mistakes
(a load that forgets its time zone is shifted; a statement in several sessions' time zones is refused).

It is not StarRocks: no optimiser, no partitions, one replica, no privileges beyond one user's password.

    python -m tests.starrocks_standin --data DIR --mysql-port 9030 --http-port 8030 --be-port 8040
"""

from tests.starrocks_standin.process import StandIn

__all__ = ["StandIn"]
