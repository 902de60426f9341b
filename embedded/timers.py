"""Timers as the Functions host runs them: each on its own, never overlapping itself, past due once after a stop."""

from __future__ import annotations

import heapq
import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from azure.functions.timer import TimerRequest

from embedded.host import TimerFunction

logger = logging.getLogger("scalar.host")
WORKERS = 8


class Timers:
    """Fires timer functions on a small thread pool.

    The last tick of each function is kept in ``state``; one that was missed while stopped fires once, past due.
    """

    def __init__(self, functions: tuple[TimerFunction, ...], state: Path) -> None:
        self._functions = {f.name: f for f in functions}
        self._state = state
        self._last: dict[str, str] = json.loads(state.read_text()) if state.exists() else {}
        self._stop = threading.Event()
        self._changed = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="timer")
        self._thread = threading.Thread(target=self._loop, name="timers", daemon=True)
        self._queue: list[tuple[datetime, str, bool]] = []

    def start(self, now: datetime | None = None) -> None:
        """Schedule every function and begin to fire."""
        moment = now or datetime.now(UTC)
        for function in self._functions.values():
            self._enqueue(function, moment)
        self._thread.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Fire no more; wait for runs in progress."""
        self._stop.set()
        self._thread.join(timeout)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def fire(self, name: str) -> bool:
        """Fire one function by hand, as ``POST /admin/functions/<name>`` does; False if there is none."""
        if name not in self._functions:
            return False
        self._pool.submit(self._fire, self._functions[name], datetime.now(UTC), False)
        return True

    def _enqueue(self, function: TimerFunction, after: datetime) -> None:
        last = self._last.get(function.name)
        if last is not None and function.next_after(datetime.fromisoformat(last)) < after:
            heapq.heappush(self._queue, (after, function.name, True))
        else:
            heapq.heappush(self._queue, (function.next_after(after), function.name, False))

    def _loop(self) -> None:
        while not self._stop.is_set():
            with self._changed:
                wait = (self._queue[0][0] - datetime.now(UTC)).total_seconds() if self._queue else 1.0
                due = heapq.heappop(self._queue) if wait <= 0 else None
            if due is None:
                self._stop.wait(min(max(wait, 0.01), 1.0))
                continue
            moment, name, past_due = due
            self._pool.submit(self._run_and_requeue, self._functions[name], moment, past_due)

    def _run_and_requeue(self, function: TimerFunction, moment: datetime, past_due: bool) -> None:
        """The next tick is computed when the run ends, so a timer never overlaps itself."""
        self._fire(function, moment, past_due)
        with self._changed:
            heapq.heappush(self._queue, (function.next_after(datetime.now(UTC)), function.name, False))

    def _fire(self, function: TimerFunction, moment: datetime, past_due: bool) -> None:
        try:
            function.call(TimerRequest(past_due=past_due))
        except Exception as error:  # the host logs a failed invocation and waits for the next tick
            logger.warning("%s failed: %s: %s", function.name, type(error).__name__, error)
        with self._changed:
            self._last[function.name] = moment.isoformat()
            part = self._state.with_suffix(".part")
            part.write_text(json.dumps(self._last))
            part.replace(self._state)
