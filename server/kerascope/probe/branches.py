"""The processes that have run what versions of the script have in common."""

import threading
from collections.abc import Callable, Sequence

from kerascope.probe.beginning import in_common, statements, stops
from kerascope.probe.worker import Branch, Forker, Message, WorkerFailed


class Branches:
    """One process for each place where the versions part, each forked from the one before.

    ``orders`` gives what a branch has to know to run its part of ``base``, which takes at most
    ``seconds``. Methods may be called from several threads.
    """

    def __init__(
        self,
        base: str,
        others: Sequence[str],
        orders: Callable[[], Message],
        seconds: float,
    ) -> None:
        self._base = base
        self._body = statements(base)
        self._stops = stops(base, [base, *others])
        self._orders = orders
        self._seconds = seconds
        self._made: list[Branch] = []
        self._shared_orders: Message = {}
        self._lock = threading.Lock()

    def nearest(self, text: str, host: Forker) -> Forker:
        """What to fork a version with this text from: the furthest branch that it passes, or
        ``host``.

        Raises:
            TimeoutError: the common part takes too long.
        """
        same = in_common(self._body, statements(text))
        with self._lock:
            wanted = sum(stop <= same for stop in self._stops)
            while len(self._made) < wanted and self._grow(host):
                pass
            passed = self._made[:wanted]
        return passed[-1] if passed and passed[-1].alive else host

    def close(self) -> None:
        """End them all."""
        with self._lock:
            self._stops = []
            for branch in self._made:
                branch.close()
            self._made = []

    def _grow(self, host: Forker) -> bool:
        """Make the next branch; whether it may be forked."""
        number = len(self._made)
        self._shared_orders = self._shared_orders or self._orders()
        orders = {**self._shared_orders, "text": self._base, "until": self._stops[number]}
        try:
            branch = (self._made[-1] if self._made else host).branch(orders)
        except WorkerFailed:
            self._stops = self._stops[:number]
            return False
        ready = False
        try:
            ready = branch.is_ready(self._seconds)
        finally:
            if ready:
                self._made.append(branch)
            else:
                self._stops = self._stops[:number]
                branch.close()
        return ready
