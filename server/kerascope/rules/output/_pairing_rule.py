"""What the rules about a head and its loss have in common."""

from abc import abstractmethod
from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.program.graph import DENSE
from kerascope.program.program import TrainingProgram
from kerascope.program.value import number
from kerascope.rules.output._pairing import Pairing, pairings
from kerascope.rules.output._remedies import head_place, loss_place, mend
from kerascope.rules.output._verdict import Verdict, verdict
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin


class PairingRule(Rule):
    """A rule that speaks where the shared table says that it is the one to speak."""

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for pairing in pairings(program):
            found = verdict(pairing)
            if found is not None and found.code == self.code:
                yield self._fault(pairing, found)

    def _fault(self, pairing: Pairing, found: Verdict) -> Fault:
        return Fault(
            self.place(pairing),
            self.message(pairing),
            _trail(pairing, self.place(pairing)),
            subject=(pairing, found.remedy),
            tier=found.tier,
            fixable=found.remedy is not None,
        )

    @abstractmethod
    def place(self, pairing: Pairing) -> Origin:
        """What the user would change."""

    @abstractmethod
    def message(self, pairing: Pairing) -> str:
        """The finding's sentence."""

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        pairing, remedy = fault.subject
        return mend(pairing, remedy, program, safe=self.fixable == "safe")


def _trail(pairing: Pairing, place: Origin) -> tuple[tuple[str, Origin], ...]:
    """The other places the verdict rests on: head, loss, labels."""
    places: list[tuple[str, Origin]] = []
    head = head_place(pairing.head)
    loss = loss_place(pairing.compiled, pairing.loss)
    if head != place:
        places.append((f"the head: {described(pairing)}", head))
    if loss != place:
        places.append(("the loss", loss))
    if pairing.task.sure and pairing.task.origin is not None:
        places.append((f"the targets {pairing.task.why}", pairing.task.origin))
    return tuple(places)


def described(pairing: Pairing) -> str:
    """The head in words: ``Dense(10) with softmax``."""
    layer = pairing.head.layer
    units = number(layer.get("units" if layer.class_name in DENSE else "filters"))
    size = "" if units is None else str(int(units))
    name = f"{layer.class_name}({size})"
    if pairing.activation in (None, "linear"):
        return f"{name} without activation"
    return f"{name} with {pairing.activation}"


def loss_name(pairing: Pairing) -> str:
    """The loss as Keras' strings call it."""
    return LOSS_NAMES.get(pairing.loss.class_name, pairing.loss.class_name)


LOSS_NAMES = {
    "BinaryCrossentropy": "binary_crossentropy",
    "BinaryFocalCrossentropy": "binary_focal_crossentropy",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "MeanSquaredError": "mean_squared_error",
    "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error",
    "Huber": "huber",
    "LogCosh": "log_cosh",
}
