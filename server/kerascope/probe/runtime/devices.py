"""Distribution over devices, taken out: a trial has one device to itself."""

from __future__ import annotations

import sys
from typing import Any

_STRATEGIES = ("MirroredStrategy", "MultiWorkerMirroredStrategy", "OneDeviceStrategy")


def stay_on_one() -> None:
    """Have TensorFlow's strategies of data parallelism do nothing, and tell the same batch sizes.

    One device makes the same updates with the whole batch as several do with its parts.
    """
    tf = sys.modules.get("tensorflow")
    if tf is None:
        return
    for name in _STRATEGIES:
        if hasattr(tf.distribute, name):
            setattr(tf.distribute, name, _alone(tf))


def _alone(tf: Any) -> Any:
    """A class whose objects stand for the strategy that there is without any."""

    class Alone:
        def __init__(self, *_where: Any, **_how: Any) -> None:
            self.num_replicas_in_sync = len(tf.config.list_physical_devices("GPU")) or 1

        def __getattr__(self, name: str) -> Any:
            return getattr(tf.distribute.get_strategy(), name)

    return Alone
