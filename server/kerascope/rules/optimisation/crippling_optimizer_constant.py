"""KS506."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Optimizer
from kerascope.program.value import number
from kerascope.rules.experiment import Experiment
from kerascope.rules.finding import Tier
from kerascope.rules.optimisation._optimizers import moves_bare_variables, trained
from kerascope.rules.rule import Fault, Rule

_CLIPPED = {"clipnorm": 0.01, "clipvalue": 0.001}
_ADAMS = ("Adam", "AdamW", "Adamax", "Nadam")


class CripplingOptimizerConstant(Rule):
    """A constant of the optimiser keeps it from taking useful steps.

    ## Why it stops learning

    Momentum, `beta_1`, `beta_2` and `rho` are averages' memories: at 1 or more the average never
    forgets and grows without bound, or never takes in a gradient at all. A large `epsilon` in
    Adam drowns the small gradients that it is there to scale up. Clipping SGD's gradients to 0.01
    or less cuts nearly every step to almost nothing.

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
    model.compile(
        optimizer=keras.optimizers.SGD(0.01, clipvalue=0.0001),  # <- KS506
        loss="sparse_categorical_crossentropy",
    )
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
    model.compile(
        optimizer=keras.optimizers.SGD(0.01, clipnorm=1.0),
        loss="sparse_categorical_crossentropy",
    )
    model.fit(x / 16, y, epochs=20)
    ```

    ## Silent when

    The constant is not known, `beta_1` is low or zero (usual for GANs), an adaptive optimiser clips
    (it scales the steps up again), or RMSprop has a large `epsilon`, as in some published recipes.

    ## How the probe tests it

    The script as it is against the constant's default, for the same number of updates.

    ## References

    - [Keras: optimizers](https://keras.io/api/optimizers/)
    """

    code = "KS506"
    name = "crippling-optimizer-constant"
    tier = "likely"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("optimizer choice",)
    systems = ("TheDeepChecker",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        bare = moves_bare_variables(program)
        for each in trained(program):
            if bare and each.compiled is None:
                continue
            for name, message, tier in _faults(each.optimizer):
                call = each.optimizer.call
                place = call.written[name].origin if call else None
                if call is not None and place is not None:
                    yield Fault(place, message, subject=(call, name), tier=tier)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        call, name = fault.subject
        edit = Editor(program)
        if name == "momentum":
            edit.replace(fault.origin, "0.9")
            return edit.fix("Set momentum to 0.9", safe=False)
        edit.remove_argument(call, name)
        return edit.fix(f"Leave {name} at its default", safe=False)


def _faults(optimizer: Optimizer) -> Iterator[tuple[str, str, Tier | None]]:
    """The parameter, what is wrong with it, and how sure that is."""
    call = optimizer.call
    for name, value in call.written.items() if call else ():
        size = number(value)
        if size is None:
            continue
        if name in ("momentum", "beta_1", "beta_2", "rho") and size >= 1:
            message = f"{name}={size:g} never forgets a gradient: it has to be below 1."
            yield name, message, "certain"
        elif name == "momentum" and size > 0.99:
            steps = 1 / (1 - size)
            message = f"momentum={size:g} makes each step {steps:,.0f} times as long; 0.9 is usual."
            yield name, message, None
        elif name == "epsilon" and size >= 0.1 and optimizer.class_name in _ADAMS:
            message = (
                f"epsilon={size:g} is larger than most gradients, so {optimizer.class_name} no "
                "longer scales the small ones up; 1e-7 is the default."
            )
            yield name, message, "hypothesis"
        elif name in _CLIPPED and size <= _CLIPPED[name] and optimizer.class_name == "SGD":
            message = f"{name}={size:g} cuts nearly every step of SGD to almost nothing."
            yield name, message, None
