"""A call as it was written, with its arguments by parameter name."""

from collections.abc import Mapping
from typing import Any, Literal

from kerascope.program.value import Unknown, Value
from kerascope.source.immutable import immutable
from kerascope.source.origin import Origin

OLD_NAMES: Mapping[str, tuple[str, ...]] = {
    "units": ("output_dim",),
    "filters": ("nb_filter",),
    "kernel_size": ("filter_length",),
    "kernel_initializer": ("init",),
    "kernel_regularizer": ("W_regularizer",),
    "bias_regularizer": ("b_regularizer",),
    "padding": ("border_mode",),
    "strides": ("subsample", "subsample_length"),
    "pool_size": ("pool_length",),
    "rate": ("p",),
    "use_bias": ("bias",),
    "dropout": ("dropout_W",),
    "recurrent_dropout": ("dropout_U",),
    "epochs": ("nb_epoch",),
    "steps_per_epoch": ("samples_per_epoch",),
    "x": ("generator",),
}
"""Parameters and what they were called in Keras 1."""


@immutable(eq=False)
class Call:
    """A call of a library function, or an object made by calling a library class.

    ``name`` is the canonical dotted name (``keras.layers.Dense`` also where the user wrote
    ``tf.keras.layers.Dense`` or ``from keras.layers import Dense as D``). ``written`` holds the
    arguments in the source by parameter name, each with the origin of its expression;
    ``defaults`` the library's own; ``arguments`` the places of the arguments themselves,
    ``learning_rate=lr`` where ``written`` leads to ``lr = 0.5``. ``complete`` is False where
    ``*args`` or ``**kwargs`` of unknown content may hold more. ``keras`` is the version whose
    library it is.
    """

    name: str
    origin: Origin
    written: Mapping[str, Value[Any]]
    defaults: Mapping[str, Value[Any]]
    arguments: Mapping[str, Origin]
    complete: bool = True
    keras: Literal[2, 3] = 3

    @property
    def class_name(self) -> str:
        """The last part of the name: ``Dense``."""
        return self.name.rpartition(".")[2]

    def get(self, parameter: str) -> Value[Any]:
        """The value a parameter has: as written (under Keras 1's name too), else the default,
        else unknown."""
        if parameter in self.written:
            return self.written[parameter]
        for old in OLD_NAMES.get(parameter, ()):
            if old in self.written:
                return self.written[old]
        if not self.complete:
            return Unknown("hidden in ** arguments", self.origin)
        return self.defaults.get(parameter, Unknown("no such parameter", self.origin))
