"""KS501."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor, value_of
from kerascope.program.activation import LINEAR, is_activation, own_activation
from kerascope.program.callbacks import has_callback, steers_rate
from kerascope.program.graph import AFFINE, RECURRENT, heads, walk
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit, Optimizer
from kerascope.program.value import Known, number
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import (
    ADAPTIVE,
    Trained,
    moves_bare_variables,
    swept_rates,
    trained,
)
from kerascope.rules.rule import Fault, Rule

_CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")
_SETS_RATE = ("lr", "learning_rate", "_learning_rate")

_SOON = 0.001
"""The least ``decay`` that has halved the rate after a thousand steps."""

_PLAIN = 0.99
"""The highest usual rate of SGD without momentum."""

_SOMEWHAT = 3
"""How many times the highest usual rate an adaptive optimiser's may be to be only somewhat high."""

_SATURATING = frozenset({"sigmoid", "hard_sigmoid", "tanh", LINEAR})
_FLAT = 10
"""The highest rate of SGD that networks of sigmoids, and means over many outputs, are known to
train with: both make gradients small."""

_MEANS = ("MeanSquaredError", "MeanAbsoluteError", "Huber", "LogCosh")
_MANY = 32


class LearningRateTooHigh(Rule):
    """The learning rate is so high that steps jump over what they should descend into.

    ## Why it stops learning

    An adaptive optimiser such as Adam moves every weight by about the learning rate in each
    step, whatever the gradient. Weights start out around 0.05: a rate of 0.1 throws them out of
    any useful range within a few steps, units die or saturate, and the loss stays at what a
    constant prediction gives, or becomes NaN. Plain SGD stands more, up to about 1; momentum
    of 0.9 makes its steps ten times as long.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.5),  # <- KS501
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001),
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    ```

    ## Silent when

    The rate is a schedule or a callback sets it, comes from outside the script, or is one of
    several that are tried; the optimiser scales its own steps (Adadelta, Adagrad, Ftrl); SGD
    clips its gradients. A network without hidden layers stands far higher rates, and so do
    variables that belong to no model. For information: a rate that is only somewhat high, and one
    of SGD up to 10 where all hidden units are sigmoids or tanh, or the loss is a mean over many
    outputs, as in an autoencoder.

    ## How the probe tests it

    The script as it is against the suggested rate, from the same weights, on the same batches,
    for the same number of updates.

    ## References

    - Bengio, [Practical recommendations for gradient-based training](https://arxiv.org/abs/1206.5533)
    - [Keras: Adam](https://keras.io/api/optimizers/adam/)
    """

    code = "KS501"
    name = "learning-rate-too-high"
    tier = "likely"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("learning rate too high",)
    systems = ("UMLAUT", "DeepDiagnosis", "DeepFD", "TheDeepChecker", "SageMaker Debugger")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        swept, bare = swept_rates(program), moves_bare_variables(program)
        for each in trained(program):
            if bare and each.compiled is None:
                continue
            if each.optimizer.origin not in swept and not _is_steered(each):
                yield from _judge(each)
        yield from _set_later(program)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        edit.replace(fault.origin, fault.subject)
        return edit.fix(f"Set the learning rate to {fault.subject}", safe=False)


def _is_steered(each: Trained) -> bool:
    """Whether a callback gives the rate from the first epoch on."""
    return bool(each.fits) and all(
        steers_rate(fit) and not has_callback(fit, "ReduceLROnPlateau") for fit in each.fits
    )


def _judge(each: Trained) -> Iterator[Fault]:
    optimizer = each.optimizer
    rate, place = number(optimizer.learning_rate), optimizer.learning_rate.origin
    found = _limit(optimizer)
    if rate is None or place is None or found is None or each.is_simple:
        return
    limit, suggestion = found
    if rate > limit:
        with_momentum = " and momentum" if optimizer.class_name == "SGD" and limit < _PLAIN else ""
        message = (
            f"{optimizer.class_name} with a learning rate of {rate:g}{with_momentum} moves the "
            "weights too far in each step for most networks to learn; rates "
            f"{'below 1' if limit == _PLAIN else f'up to {limit:g}'} are usual, {suggestion} is a "
            "good start."
        )
        related = (("the optimizer that gets it", optimizer.origin),)
        away = place.line != optimizer.origin.line
        tier = "hypothesis" if _may_be_meant(each, rate, limit) else None
        yield Fault(place, message, related if away else (), subject=suggestion, tier=tier)


def _may_be_meant(each: Trained, rate: float, limit: float) -> bool:
    """Whether the rate is only somewhat high, for momentum or for a model that is not known, or
    decays soon."""
    call = each.optimizer.call
    if call is not None and (number(call.get("decay")) or 0) >= _SOON:
        return rate < 100 * limit
    if each.optimizer.class_name == "SGD":
        return rate <= 0.3 or (rate <= _FLAT and _has_small_gradients(each))
    if rate <= _SOMEWHAT * limit:
        return True
    known = bool(each.models) and all(m.complete and m.kind != "subclassed" for m in each.models)
    times = 10 if any(_has_network(model) for model in each.models) else 100
    return rate < times * limit and not known


def _has_small_gradients(each: Trained) -> bool:
    """Whether units that saturate, or a mean over many outputs, make all gradients small."""
    flat = bool(each.models) and all(map(_saturates, each.models))
    return flat or any(_means_over_many(each, fit) for fit in each.fits)


def _saturates(model: ModelGraph) -> bool:
    """Whether a model's hidden layers, of which there are some, have no other activation than
    sigmoid or tanh."""
    outside = {id(node) for head in heads(model) for node in (head.layer, *head.after)}
    hidden = [layer for layer in walk(model) if id(layer) not in outside]
    activations = [own_activation(layer) for layer in hidden if layer.class_name in AFFINE]
    alone = [own_activation(layer) for layer in hidden if is_activation(layer)]
    used = {*activations, *alone}
    return model.complete and bool(used - {LINEAR}) and used <= _SATURATING


def _means_over_many(each: Trained, fit: Fit) -> bool:
    loss = each.compiled.loss if each.compiled is not None else None
    if not isinstance(loss, Known) or loss.value.class_name not in _MEANS:
        return False
    arguments = fit.call.arguments
    if "x" in arguments and "y" in arguments:
        x, y = (value_of(arguments[name]).text for name in ("x", "y"))
        if x == y:
            return True
    return any((head.units or 0) >= _MANY for model in each.models for head in heads(model))


def _has_network(model: ModelGraph) -> bool:
    """Whether anything that learns is known of a model: otherwise it may be a linear one, or a
    mask that explains another."""
    return any(layer.class_name in AFFINE | RECURRENT for layer in walk(model))


def _limit(optimizer: Optimizer) -> tuple[float, str] | None:
    """The highest usual rate, and the one to suggest."""
    if optimizer.class_name in ADAPTIVE:
        usual = ADAPTIVE[optimizer.class_name]
        return usual * 10, f"{usual:g}"
    if optimizer.class_name != "SGD":
        return None
    call = optimizer.call
    if call and any(name in call.written for name in _CLIPS):
        return None
    momentum = number(call.get("momentum")) if call else 0.0
    if momentum is None:
        return None
    return (0.1 if momentum >= 0.8 else 0.5 if momentum >= 0.5 else _PLAIN), "0.01"


def _set_later(program: TrainingProgram) -> Iterator[Fault]:
    """``K.set_value(model.optimizer.learning_rate, 0.5)``."""
    optimizers = [each.optimizer for each in trained(program)]
    for call in program.calls:
        if not call.name.endswith("backend.set_value") or len(optimizers) != 1:
            continue
        target, value = call.arguments.get("x"), call.written.get("value")
        if target is None or value is None or target.text.rpartition(".")[2] not in _SETS_RATE:
            continue
        rate, place, found = number(value), value.origin, _limit(optimizers[0])
        if rate is not None and place is not None and found is not None and rate > found[0]:
            message = (
                f"This sets the learning rate of {optimizers[0].class_name} to {rate:g}, which "
                f"moves the weights too far in each step; rates up to {found[0]:g} are usual."
            )
            adaptive = optimizers[0].class_name in ADAPTIVE
            somewhat = adaptive and rate <= _SOMEWHAT * found[0]
            tier = "hypothesis" if somewhat else None
            yield Fault(place, message, subject=found[1], tier=tier)
