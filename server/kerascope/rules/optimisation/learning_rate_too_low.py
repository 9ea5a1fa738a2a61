"""KS502."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.callbacks import steers_rate
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Loss, Optimizer
from kerascope.program.updates import run_of
from kerascope.program.value import Known, constant, number
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import ADAPTIVE, Trained, swept_rates, trained
from kerascope.rules.rule import Fault, Rule

_ENOUGH = 5_000
"""Updates that get somewhere at the least rate; weights have to move by about 0.05."""


class LearningRateTooLow(Rule):
    """The learning rate is so low that the weights stay about where they started.

    ## Why it stops learning

    An adaptive optimiser moves a weight by at most about the learning rate in each step, so
    rate × steps bounds how far it can get. Weights have to move by about 0.05: at a rate of
    1e-7 that takes half a million steps. The loss falls so slowly that it looks constant, and
    accuracy stays where chance put it.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    optimizer = keras.optimizers.Adam(learning_rate=1e-7)  # <- KS502
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
    model.fit(x / 16, y, epochs=20)
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    optimizer = keras.optimizers.Adam(learning_rate=1e-3)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
    model.fit(x / 16, y, epochs=20)
    ```

    ## Silent when

    Any weights may be pretrained (an application, a loaded model, a layer that is not known),
    the rate is a schedule or a callback sets it, several rates are tried, a loop steers several
    optimisers against each other, or the run is known to be long enough for the rate. It is for
    information where SGD fits numbers that nobody is known to have scaled: its steps grow with
    them.

    ## How the probe tests it

    The script as it is against a usual rate, for the same number of updates; since more epochs
    would help too, a gain that is gone at the user's own horizon counts as speed only.

    ## References

    - Bengio, [Practical recommendations for gradient-based training](https://arxiv.org/abs/1206.5533)
    """

    code = "KS502"
    name = "learning-rate-too-low"
    tier = "likely"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15, speed=True)
    seed = ("learning rate too low",)
    systems = ("UMLAUT", "DeepFD", "DEFault", "TheDeepChecker", "AUTOTRAINER")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        swept = swept_rates(program)
        found = list(trained(program))
        several = sum(each.compiled is None for each in found) > 1
        for each in found:
            opponent = several and each.compiled is None
            if each.optimizer.origin not in swept and not each.is_pretrained and not opponent:
                yield from _judge(each)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        edit.replace(fault.origin, fault.subject)
        return edit.fix(f"Set the learning rate to {fault.subject}", safe=False)


def _judge(each: Trained) -> Iterator[Fault]:
    optimizer = each.optimizer
    rate, place = number(optimizer.learning_rate), optimizer.learning_rate.origin
    found = _least(optimizer)
    if rate is None or place is None or found is None or rate <= 0:
        return
    least, suggestion = found
    if rate > least or any(steers_rate(fit) for fit in each.fits):
        return
    updates = _updates(each)
    if rate == least if updates is None else rate * updates >= least * _ENOUGH:
        return
    large = _has_large_numbers(each)
    unless = ", unless what it fits are large numbers" if large else ""
    then = "for scaled ones " if large else ""
    message = (
        f"{optimizer.class_name} with a learning rate of {rate:g}{_within(updates)} leaves the "
        f"weights about where they started{unless}; {then}{suggestion} is a good start."
    )
    related = (("the optimizer that gets it", optimizer.origin),)
    away = place.line != optimizer.origin.line
    tier = "hypothesis" if large else None
    yield Fault(place, message, related if away else (), subject=suggestion, tier=tier)


def _has_large_numbers(each: Trained) -> bool:
    """Whether SGD fits numbers of which it is not known that they are scaled: its steps are as
    large as they are, and a tiny rate may just suit them."""
    loss = constant(each.compiled.loss) if each.compiled is not None else None
    if each.optimizer.class_name != "SGD" or not isinstance(loss, Loss):
        return False
    data = [value.value for f in each.fits for value in (f.x, f.y) if isinstance(value, Known)]
    scaled = any(tensor.scaling in ("scaled", "standardised") for tensor in data)
    return not scaled and not loss.class_name.endswith("Crossentropy")


def _least(optimizer: Optimizer) -> tuple[float, str] | None:
    """The rate from which on the run has to be known as too short, and the one to suggest."""
    if optimizer.class_name in ADAPTIVE:
        usual = ADAPTIVE[optimizer.class_name]
        return usual / 100, f"{usual:g}"
    if optimizer.class_name == "SGD":
        momentum = number(optimizer.call.get("momentum")) if optimizer.call else 0.0
        if momentum is not None and momentum < 1:
            return 1e-4 * (1 - momentum), "0.01"
    return None


def _updates(each: Trained) -> int | None:
    counts = [run_of(fit).updates for fit in each.fits]
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def _within(updates: int | None) -> str:
    return f" in {updates:,} updates" if updates is not None else ""
