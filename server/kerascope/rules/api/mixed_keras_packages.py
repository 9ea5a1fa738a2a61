"""KS803."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.program import Import, TrainingProgram
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_PRIVATE = "tensorflow.python.keras"
_PARTS = (
    "keras.layers.",
    "keras.Model",
    "keras.Sequential",
    "keras.Input",
    "keras.optimizers.",
    "keras.applications.",
)
"""What models are made of; data sets and helpers go with every package."""

_HELPERS = ("preprocess_input", "decode_predictions", "imagenet_utils")
"""What stands among the applications and works on arrays."""


class MixedKerasPackages(Rule):
    """Parts of one model come from different Keras packages.

    ## Why it stops learning

    `tensorflow.python.keras` is a private, frozen copy of an old Keras, and `tf_keras` is
    Keras 2; neither's layers and optimisers know those of today's `keras` (which is what
    `tf.keras` is, too). Mixed, they stop with errors that do not name the cause, or share no
    weights and train nothing.

    ## Bad

    ```python
    from keras import Input
    from keras.models import Sequential
    from tensorflow.python.keras.layers import Dense  # <- KS803

    model = Sequential([Input((20,)), Dense(10, activation="softmax")])  # raises ValueError
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Good

    ```python
    from keras import Input
    from keras.models import Sequential
    from keras.layers import Dense

    model = Sequential([Input((20,)), Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Silent when

    Everything that models are made of comes from one package. `keras` and `tensorflow.keras` are
    the same since TensorFlow 2.16.

    ## References

    - [Keras 3 and TensorFlow](https://keras.io/getting_started/)
    """

    code = "KS803"
    name = "mixed-keras-packages"
    tier = "likely"
    effect = "stops"
    fixable = "safe"
    seed = ("version differences",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        last = {each.bound: each for each in program.imports}
        named = [(package, each) for each in last.values() if (package := _package(each))]
        if len({package for package, _ in named}) < 2:
            return
        found = [(package, each) for package, each in named if _gives_parts(each, program)]
        packages = {package for package, _ in found}
        if len(packages) < 2:
            return
        odd = "private" if "private" in packages else "tf_keras"
        strange = [each for package, each in found if package == odd]
        usual = next(each for package, each in found if package != odd)
        message = (
            f"{strange[0].written} belongs to another Keras than {usual.written} (line "
            f"{usual.statement.line}): their layers, optimisers and models do not work together."
        )
        yield Fault(
            strange[0].statement,
            message,
            (("the other package", usual.statement),),
            subject=(strange, usual),
            fixable=odd == "private",
        )

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        strange: list[Import] = fault.subject[0]
        usual: Import = fault.subject[1]
        root = usual.written[: usual.written.index("keras") + len("keras")]
        edit = Editor(program)
        for statement in {each.statement: None for each in strange}:
            node = statement.node
            if not isinstance(node, cst.ImportFrom) or node.module is None:
                raise CannotEdit
            named = [each for each in strange if each.statement == statement]
            homes = {each.canonical.rpartition(".")[0] for each in named if each.of_name}
            if len(homes) != 1:
                raise CannotEdit
            module = Origin(statement.piece, node.module)
            edit.replace(module, root + homes.pop().removeprefix("keras"))
        return edit.fix(f"Import from {root}", safe=True)


def _gives_parts(found: Import, program: TrainingProgram) -> bool:
    """Whether models are made of what the import binds: of it itself, or of ``it.layers.Dense``."""
    if found.canonical.startswith(_PARTS):
        return found.canonical.rpartition(".")[2] not in _HELPERS
    return found.canonical == "keras" and any(
        call.name.startswith(_PARTS) and call.origin.text.startswith(f"{found.bound}.")
        for call in program.calls
    )


def _package(found: Import) -> str | None:
    if found.written.startswith(_PRIVATE):
        return "private"
    root = found.written.partition(".")[0]
    if root == "tf_keras":
        return "tf_keras"
    if root == "keras" or found.written.startswith("tensorflow.keras"):
        return "keras"
    return None
