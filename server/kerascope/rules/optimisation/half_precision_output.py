"""KS514."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.activation import is_activation
from kerascope.program.call import Call
from kerascope.program.graph import heads, models_in
from kerascope.program.layer import Layer
from kerascope.program.program import TrainingProgram
from kerascope.program.value import constant, text
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_SETTERS = (
    "set_global_policy",
    "set_dtype_policy",
    "set_policy",
    "experimental_set_policy",
)


class HalfPrecisionOutput(Rule):
    """Under mixed precision the output layer computes in 16 bits too.

    ## Why it stops learning

    `mixed_float16` makes all layers compute in half precision, whose numbers have three digits
    and end at 65,504. Softmax or sigmoid in it rounds small probabilities to zero; the loss of
    those is infinite or cut off, and its gradient is lost. Keras' guide asks for a last layer in
    `float32`.

    ## Bad

    ```python
    import keras

    keras.mixed_precision.set_global_policy("mixed_float16")
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),  # <- KS514
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Good

    ```python
    import keras

    keras.mixed_precision.set_global_policy("mixed_float16")
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax", dtype="float32"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Silent when

    The policy is `mixed_bfloat16`, which has the range of `float32`, is not known or is set
    again later, or the output's type is given.

    ## How the probe tests it

    The script as it is against the output in `float32`, for the same number of updates.

    ## References

    - [TensorFlow: mixed precision](https://www.tensorflow.org/guide/mixed_precision)
    """

    code = "KS514"
    name = "half-precision-output"
    tier = "likely"
    effect = "hinders"
    fixable = "safe"
    experiment = Experiment(horizon=300, margin=0.15)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        policies = [call for call in program.calls if call.class_name in _SETTERS]
        if len(policies) != 1 or _policy(policies[0]) != "mixed_float16":
            return
        related = (("the policy is set here", policies[0].origin),)
        compiled = {id(m.identity) for c in program.compiles for m in models_in(c.model)}
        for model in program.models:
            if id(model.identity) not in compiled:
                continue
            for head in heads(model):
                last = next((x for x in reversed(head.after) if is_activation(x)), head.layer)
                if last.call is not None and "dtype" not in last.call.written:
                    yield Fault(last.origin, _message(last, policies[0]), related, subject=last)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        layer: Layer = fault.subject
        if layer.call is None or not layer.call.complete or layer.kind != "layer":
            raise CannotEdit
        edit = Editor(program)
        edit.add_argument(layer.call, f"dtype={edit.quoted('float32')}")
        return edit.fix("Compute the output in float32", safe=True)


def _message(layer: Layer, policy: Call) -> str:
    return (
        f"The policy mixed_float16 (line {policy.origin.line}) makes the output layer "
        f"{layer.class_name} compute in half precision, which loses small probabilities."
    )


def _policy(call: Call) -> str | None:
    """The name of the policy that is set; also of a Policy object."""
    for value in call.written.values():
        found = constant(value)
        if isinstance(found, Call):
            return _policy(found)
        return text(value)
    return None
