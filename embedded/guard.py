"""Keeps one child process only as long as its parent lives; run as a script by ``embedded.children``.

The parent holds the other end of this process's standard input. When that closes, because the parent stopped the
child or because the parent is gone (even by SIGKILL), the child is asked to end and after ``GRACE`` seconds made to.
This needs nothing but a pipe, so it works alike on Linux and macOS. The first line on standard output is the child's
process id; the exit code is the child's.

It imports nothing of the project, so that it starts in milliseconds and survives a changing source tree.
"""

import os
import signal
import subprocess
import sys
import threading

GRACE = 5.0


def main(command: list[str]) -> int:
    """Run ``command`` until it ends or standard input closes; its exit code."""
    # Standard output carries nothing but the process id; what the server prints goes where its log is, to stderr.
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=2)  # noqa: S603 the caller's own binaries
    os.write(1, f"{child.pid}\n".encode())
    # The process group belongs to the parent's terminal or service manager; only the pipe decides when to end.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(child,), daemon=True).start()
    return child.wait()


def _end_with_parent(child: subprocess.Popen[bytes]) -> None:
    while os.read(0, 4096):
        pass
    child.terminate()
    try:
        child.wait(GRACE)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
