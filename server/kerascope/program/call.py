"""A call as it was written, with its arguments by parameter name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kerascope.program.value import Unknown, Value
from kerascope.source.origin import Origin


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A call of a library function, or an object made by calling a library class.

    ``name`` is the canonical dotted name (``keras.layers.Dense`` also where the user wrote
    ``tf.keras.layers.Dense`` or ``from keras.layers import Dense as D``). ``written`` holds the
    arguments in the source by parameter name, each with the origin of its expression;
    ``defaults`` the library's own; ``arguments`` the places of the arguments themselves,
    ``learning_rate=lr`` where ``written`` leads to ``lr = 0.5``. ``complete`` is False where
    ``*args`` or ``**kwargs`` of unknown content may hold more.
    """

    name: str
    origin: Origin
    written: Mapping[str, Value[Any]]
    defaults: Mapping[str, Value[Any]]
    arguments: Mapping[str, Origin]
    complete: bool = True

    @property
    def class_name(self) -> str:
        """The last part of the name: ``Dense``."""
        return self.name.rpartition(".")[2]

    def get(self, parameter: str) -> Value[Any]:
        """The value a parameter has: as written, else the default, else unknown."""
        if parameter in self.written:
            return self.written[parameter]
        if not self.complete:
            return Unknown("hidden in ** arguments", self.origin)
        return self.defaults.get(parameter, Unknown("no such parameter", self.origin))
