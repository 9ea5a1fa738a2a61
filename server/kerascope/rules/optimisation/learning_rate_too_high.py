"""KS501."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor, value_of
from kerascope.program.activation import LINEAR, is_activation, own_activation
from kerascope.program.callbacks import has_callback, rates_of, steers_rate
from kerascope.program.graph import AFFINE, RECURRENT, head_at, heads, models_in, walk
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit, Optimizer
from kerascope.program.value import Known, number
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import (
    ADAPTIVE,
    Trained,
    is_simple,
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

    The rate is a schedule, a callback sets it in a way that cannot be computed, comes from outside
    the script, or is one of several that are tried; the optimiser scales its own steps (Adadelta,
    Adagrad, Ftrl); SGD clips its gradients. A network without hidden layers stands far higher rates
    (up to 1 for a squared error of one linear unit), and so do variables that belong to no model.
    For information: a rate that is only somewhat high, and one of SGD up to 10 where all hidden
    units are sigmoids or tanh and there is no momentum, or the loss is a mean over many outputs, as
    in an autoencoder.

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
        for fit in program.fits:
            yield from _scheduled(fit)

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
    if rate is None or place is None or found is None:
        return
    if each.is_simple and not _diverges(each, rate):
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


def _diverges(each: Trained, rate: float) -> bool:
    """Whether plain SGD cannot settle on any data: the bias of a linear unit alone has a squared
    error of curvature 2, on which steps at a rate above 1 grow."""
    compiled, call = each.compiled, each.optimizer.call
    if (
        compiled is None
        or each.optimizer.class_name != "SGD"
        or not isinstance(compiled.loss, Known)
    ):
        return False
    momentum = number(call.get("momentum")) if call is not None else 0.0
    squared = compiled.loss.value.class_name == "MeanSquaredError"
    heads = [head for m in each.models for o in m.outputs if (head := head_at(o)) is not None]
    plain = all(h.activation == LINEAR and h.units == 1 and _has_bias(h.layer) for h in heads)
    return squared and bool(heads) and plain and rate > 1 + (momentum or 0.0)


def _has_bias(layer: Layer) -> bool:
    bias = layer.get("use_bias")
    return isinstance(bias, Known) and bias.value is True


def _may_be_meant(each: Trained, rate: float, limit: float) -> bool:
    """Whether the rate is only somewhat high, for momentum or for a model that is not known, or
    decays soon."""
    call = each.optimizer.call
    if call is not None and (number(call.get("decay")) or 0) >= _SOON:
        return rate < 100 * limit
    if each.optimizer.class_name == "SGD":
        plain = limit == _PLAIN
        return rate <= 0.3 or (rate <= _FLAT and _has_small_gradients(each, plain))
    if rate <= _SOMEWHAT * limit:
        return True
    known = bool(each.models) and all(m.complete and m.kind != "subclassed" for m in each.models)
    times = 10 if any(_has_network(model) for model in each.models) else 100
    return rate < times * limit and not known


def _has_small_gradients(each: Trained, plain: bool) -> bool:
    """Whether a mean over many outputs makes all gradients small, or units that saturate do;
    momentum (if it is not ``plain``) makes up for the second."""
    flat = plain and bool(each.models) and all(map(_saturates, each.models))
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


def _scheduled(fit: Fit) -> Iterator[Fault]:
    """A function of the epoch that begins far too high."""
    found, compiled = rates_of(fit), fit.compile
    if found is None or compiled is None or not isinstance(compiled.optimizer, Known):
        return
    optimizer, (call, rates) = compiled.optimizer.value, found
    limit = _limit(optimizer)
    if limit is None or rates[0] <= limit[0] or any(is_simple(m) for m in models_in(fit.model)):
        return
    message = (
        f"This schedule begins with a learning rate of {rates[0]:g}: {optimizer.class_name} then "
        f"moves the weights too far in each step for most networks to learn; {limit[1]} is a good "
        "start."
    )
    place = call.arguments.get("schedule", call.origin)
    yield Fault(place, message, (("the optimizer", optimizer.origin),), fixable=False)


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
