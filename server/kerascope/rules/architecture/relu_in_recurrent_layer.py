"""KS212."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.activation import activation_name
from kerascope.program.graph import trained_models, walk
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_UNBOUNDED = ("relu", "elu", "selu", "leaky_relu", "gelu", "silu", "swish", "linear")
_FEW, _MANY = 10, 30
"""Time steps below which the state has no time to grow, and from which on it is likely to."""


class ReluInRecurrentLayer(Rule):
    """An LSTM or GRU uses ReLU, or nothing, where it needs tanh.

    ## Why it stops learning

    A recurrent layer applies the same weights at every time step. Tanh keeps the state between
    -1 and 1; with ReLU it grows from step to step, gradients explode over long sequences and
    the loss jumps or becomes NaN. With softmax all units share a sum of 1, and little gets
    through. Keras also loses its fast GPU kernel, which knows tanh only.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((50, 1)),
        layers.LSTM(64, activation="relu"),  # <- KS212
        layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((50, 1)),
        layers.LSTM(64),
        layers.Dense(1, activation="relu"),
    ])
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Silent when

    The sequence is known to be short (fewer than 10 steps), or the layer is a `SimpleRNN`, which is
    used with ReLU and an identity start on purpose. Below 30 steps, and where the length is not
    known, it is a hypothesis. Softmax speaks at any length, but for the last layer.

    ## How the probe tests it

    The script as it is against the same network with tanh, for the same number of updates.

    ## References

    - [Keras: LSTM](https://keras.io/api/layers/recurrent_layers/lstm/)
    - Pascanu et al., [On the difficulty of training recurrent neural
      networks](https://arxiv.org/abs/1211.5063)
    """

    code = "KS212"
    name = "relu-in-recurrent-layer"
    tier = "likely"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("activation functions", "exploding gradients")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for model in trained_models(program.models, program.compiles):
            for layer in walk(model):
                if layer.class_name not in ("LSTM", "GRU") or layer.call is None:
                    continue
                name = activation_name(layer.get("activation"))
                place = layer.call.arguments.get("activation")
                shape = layer.inputs[0].output_shape if len(layer.inputs) == 1 else None
                steps = shape[1] if shape is not None and len(shape) == 3 else None
                if place is not None and name == "softmax" and layer not in model.outputs:
                    units = layer.output_shape[-1] if layer.output_shape else None
                    message = (
                        f"This {layer.class_name} uses softmax instead of tanh: its "
                        f"{f'{units} ' if units else ''}units share a sum of 1 at every step, and "
                        "hardly anything gets through to the next layer."
                    )
                    yield Fault(place, message, subject=layer)
                    continue
                if name not in _UNBOUNDED or place is None or (steps is not None and steps < _FEW):
                    continue
                tier = None if steps is not None and steps >= _MANY else "hypothesis"
                over = f"over {steps} time steps" if steps else "from step to step"
                message = (
                    f"This {layer.class_name} uses {name} instead of tanh: its state is unbounded "
                    f"and can grow {over}, and the gradient with it."
                )
                yield Fault(place, message, subject=layer, tier=tier)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        if fault.subject.call is None:
            raise CannotEdit
        if getattr(fault.origin.node, "keyword", None) is None:
            edit.set_argument(fault.subject.call, "activation", edit.quoted("tanh"))
        else:
            edit.remove_argument(fault.subject.call, "activation")
        return edit.fix("Use Keras' tanh", safe=False)
