"""KS303."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.activation import own_activation
from kerascope.program.graph import NORMALISING, followers, trained_models
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.value import constant, text
from kerascope.rules.experiment import Experiment
from kerascope.rules.initialisation._kernel import argument_of, hidden_layers
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_LECUN = ("lecun_normal", "lecun_uniform", "LecunNormal", "LecunUniform")


class SeluWithoutItsKin(Rule):
    """SELU layers without LeCun initialisation, or with ordinary dropout.

    ## Why it stops learning

    SELU keeps the mean of a deep network's signals at 0 and their variance at 1, but only where
    the weights start from the LeCun normal distribution. From Keras' default they drift layer by
    layer. Ordinary dropout, which sets values to 0 and scales up the rest, disturbs both mean and
    variance; alpha dropout keeps them.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(64, activation="selu"),  # <- KS303
        layers.Dense(64, activation="selu"),
        layers.Dense(64, activation="selu"),
        layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(64, activation="selu", kernel_initializer="lecun_normal"),
        layers.Dense(64, activation="selu", kernel_initializer="lecun_normal"),
        layers.Dense(64, activation="selu", kernel_initializer="lecun_normal"),
        layers.AlphaDropout(0.1),
        layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Silent when

    Fewer than three layers use SELU, or normalisation layers stand between them.

    ## How the probe tests it

    The script as it is against the same network with LeCun initialisation and alpha dropout.

    ## References

    - Klambauer et al., [Self-normalizing neural networks](https://arxiv.org/abs/1706.02515)
    - [Keras: SELU](https://keras.io/api/layers/activations/#selu-function)
    """

    code = "KS303"
    name = "selu-without-its-kin"
    tier = "hypothesis"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=500, margin=0.15, speed=True)
    seed = ("weight initialisation", "activation functions")
    systems = ("TheDeepChecker",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for model in trained_models(program.models, program.compiles):
            if any(layer.class_name in NORMALISING for layer in model.layers):
                continue
            selu = [layer for layer in hidden_layers(model) if own_activation(layer) == "selu"]
            wrong = [layer for layer in selu if _starts_otherwise(layer)]
            noisy = _dropouts(selu, model)
            if len(selu) > 2 and (wrong or noisy):
                yield _fault(selu, wrong, noisy)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        wrong, noisy = fault.subject
        edit = Editor(program)
        for layer in {each.origin: each for each in wrong}.values():
            if layer.call is None:
                raise CannotEdit
            name = argument_of(layer) or "kernel_initializer"
            edit.set_argument(layer.call, name, edit.quoted("lecun_normal"))
        for layer in {each.origin: each for each in noisy}.values():
            edit.replace(_function(layer), edit.name_for("keras.layers.AlphaDropout"))
        return edit.fix("Give SELU its initializer and dropout", safe=False)


def _starts_otherwise(layer: Layer) -> bool:
    value = layer.get("kernel_initializer")
    name = text(value) or getattr(constant(value), "class_name", None)
    return isinstance(name, str) and name not in _LECUN


def _dropouts(selu: list[Layer], model: ModelGraph) -> list[Layer]:
    following = followers(model)
    after = [node for layer in selu for node in following.get(layer, [])]
    return [node for node in after if node.class_name == "Dropout"]


def _fault(selu: list[Layer], wrong: list[Layer], noisy: list[Layer]) -> Fault:
    first = (wrong or noisy)[0]
    lacks = [f"{len(wrong)} of them start from another distribution"] if wrong else []
    lacks += [f"{len(noisy)} are followed by ordinary dropout"] if noisy else []
    message = (
        f"{len(selu)} layers use SELU, which keeps signals at mean 0 and variance 1 only with "
        f"LeCun initialisation and alpha dropout, but {' and '.join(lacks)}."
    )
    places = dict.fromkeys(layer.origin for layer in (*wrong, *noisy))
    related = tuple(("likewise", place) for place in places if place != first.origin)
    return Fault(first.origin, message, related[:4], subject=(wrong, noisy))


def _function(layer: Layer) -> Origin:
    """The ``layers.Dropout`` of ``layers.Dropout(0.2)``."""
    function = getattr(layer.origin.node, "func", None)
    if function is None:
        raise CannotEdit
    return Origin(layer.origin.piece, function)
