"""A script made ready to run, and its first statements run once for all versions of it."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

from . import protect
from .devices import stay_on_one
from .hook import install
from .script import be_alone, begin, execute
from .traces import has_computed, traces
from .weights import Births


class Beginning:
    """The first statements of a script, run in a process that its versions are forked from."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self.births = Births(orders["path"])
        self.guards = _shield(orders)
        self.done = 0
        self.on_fit: Any = _unexpected
        be_alone(orders["seed"], orders.get("notebook", False))
        _seed_tensorflow(orders["seed"])
        if "Strategy" in orders["text"]:
            stay_on_one()
        install(lambda *call: self.on_fit(*call), self.births)
        begin(orders.get("file", orders["path"]), orders["arguments"], orders["modules"])

    def advance(self, orders: dict[str, Any]) -> str:
        """Run up to statement ``orders["until"]``; why the process must not be forked now, if so.

        Raises:
            ScriptFailed: the script did.
        """
        before = traces(orders["folders"])
        execute(orders["text"], orders["path"], self.done, orders["until"])
        self.done = orders["until"]
        after = traces(orders["folders"])
        return next((what for what in before if before[what] != after[what]), "") or has_computed()


def _unexpected(*_call: Any) -> None:
    """A fit in the beginning: nobody could be told, and the trials are made elsewhere."""
    os._exit(0)


def _shield(orders: dict[str, Any]) -> list[str]:
    # CUDA maps far more addresses than it uses memory.
    memory = 0 if os.path.exists("/dev/nvidiactl") else orders["memory"]
    done = protect.limit(memory, orders["file_size"], orders["processes"])
    if not orders["network"]:
        done += protect.leave_network()
        # A change of user namespace makes the system forget this.
        protect.die_with_parent()
    return done + narrow(orders)


def narrow(orders: dict[str, Any]) -> list[str]:
    """Go to the folder of the orders, and write nowhere else."""
    os.chdir(orders["folder"])
    os.environ.update(orders["environment"])
    tempfile.tempdir = None
    return protect.confine_writes(orders["writable"], orders["network"])


def _seed_tensorflow(seed: int) -> None:
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        tensorflow.random.set_seed(seed)
