"""KS104."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Step, Tensor
from kerascope.program.trail import is_given, is_picked, load_of, steps
from kerascope.program.training import Fit
from kerascope.program.value import Known
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin
from kerascope.source.position import Range

_MOVES = ("shuffle", "sample", "sort_values", "dropna", "drop_duplicates", "query", "split")
_FILTERS = ("dropna", "drop_duplicates", "query")
"""They choose rows by what is in the table: written the same, they choose the same."""

_MEANT = re.compile(r"random|shuffled|permuted|scrambled", re.IGNORECASE)
"""Names that say the order is lost on purpose."""

_SEEDED = re.compile(r"random_state\s*=\s*([\w.]+)")
_SORTED = re.compile(r"\.sort_values\((.+)\)$", re.DOTALL)
_SHUFFLE = re.compile(r"([\w.]*random)\.shuffle\((\w+)\)$")


class DesynchronisedLabels(Rule):
    """Samples and labels are shuffled, sorted or filtered separately: they no longer match.

    ## Why it stops learning

    After `shuffle(X)` and `shuffle(y)` each sample carries the label of another one. There is
    nothing left to learn: the loss settles at that of the class frequencies, and only
    memorising brings it lower.

    ## Bad

    ```python
    import numpy as np
    import keras
    from keras import layers

    X = np.load("samples.npy")
    y = np.load("labels.npy")
    np.random.shuffle(X)  # <- KS104
    np.random.shuffle(y)
    model = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(X, y)
    ```

    ## Good

    ```python
    import numpy as np
    import keras
    from keras import layers

    X = np.load("samples.npy")
    y = np.load("labels.npy")
    order = np.random.permutation(len(X))
    X, y = X[order], y[order]
    model = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(X, y)
    ```

    ## Silent when

    The variable says that it is meant (`random_labels`), the random generator is seeded again,
    both go through one call, are sorted by the same column or filtered by the same words, rows are
    picked by an index, or it is not known where one of the two comes from. Where both go through
    `dropna()`, each in its own way, it is for information: the gaps may well be the same.

    ## How the probe tests it

    The script as it is against one that shuffles both alike, for the same number of updates.

    ## References

    - [NumPy: random.permutation](https://numpy.org/doc/stable/reference/random/generated/numpy.random.permutation.html)
    """

    code = "KS104"
    name = "desynchronised-labels"
    tier = "certain"
    effect = "blocks"
    fixable = "safe"
    experiment = Experiment(horizon=300)
    seed = ("noisy labels", "inconsistent data")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        if _seeded_again(program):
            return
        for fit in program.fits:
            if (fault := _judge(fit)) is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        one, two = fault.subject
        if one is None or two is None:
            return None
        edit = Editor(program)
        _join(edit, *sorted((one, two), key=lambda place: place.range))
        return edit.fix("Put both into the same random order", safe=True)


def _seeded_again(program: TrainingProgram) -> bool:
    seeds = [c for c in program.calls if c.class_name in ("seed", "set_random_seed", "set_state")]
    return len(seeds) > 1


def _judge(fit: Fit) -> Fault | None:
    argument = fit.call.arguments.get("x")
    if argument is None or not isinstance(fit.x, Known) or not isinstance(fit.y, Known):
        return None
    samples, labels = fit.x.value, fit.y.value
    if (crossed := _crossed(samples, labels, argument)) is not None:
        return crossed
    if samples.order is None or labels.order is None:
        return None
    if _MEANT.search(samples.name) or _MEANT.search(labels.name):
        return None
    if is_picked(samples) or is_picked(labels) or not (_begins(samples) and _begins(labels)):
        return None
    only_x, only_y = _alone(samples, labels), _alone(labels, samples)
    if not only_x and not only_y:
        return None
    first = (only_x or only_y)[0]
    who, other = (samples, labels) if only_x else (labels, samples)
    began = load_of(other)
    if first.origin is None:
        return None
    if began is not None and began.origin and _order(began.origin) > _order(first.origin):
        return None
    names = f"{who.name or 'One array'} {first.text} apart from {other.name or 'the other'}"
    gaps = bool(only_x and only_y) and {s.kind for s in (*only_x, *only_y)} == {"dropna"}
    where = "where the gaps of the two differ, " if gaps else ""
    message = (
        f"{names}: {where}samples and labels no longer belong together when they are trained on "
        f"(line {argument.line})."
    )
    tier = "hypothesis" if gaps else None
    moved = [s.origin for s in (*only_x, *only_y) if s.origin and s is not first]
    related = (*(("moved alone here", o) for o in moved), ("trained on here", argument))
    pair = tuple(found[0].origin if len(found) == 1 else None for found in (only_x, only_y))
    return Fault(first.origin, message, related, pair, fixable=None not in pair, tier=tier)


def _begins(tensor: Tensor) -> bool:
    """Whether all that was done to an array is known."""
    if is_given(tensor):
        return not any(step.kind == "unknown" for step in tensor.trail)
    return load_of(tensor) is not None


def _crossed(samples: Tensor, labels: Tensor, argument: Origin) -> Fault | None:
    """``X_train, y_train, X_test, y_test = train_test_split(X, y)``: parts under wrong names."""
    split = next((s for s in reversed(labels.trail) if s.kind == "split" and s.origin), None)
    ours = [s.origin for s in samples.trail if s.kind == "split"]
    if split is None or split.origin is None or split.origin not in ours:
        return None
    if (samples.split, labels.split) != ("train", "test"):
        return None
    names = (samples.name or "the samples", labels.name or "the labels")
    message = (
        "train_test_split() gives back both parts of the first array, then both of the second: "
        f"{names[1]} is no part of the labels that belongs to {names[0]} (trained on in line "
        f"{argument.line})."
    )
    related = (("trained on here", argument),)
    return Fault(split.origin, message, related, (None, None), fixable=False)


def _order(origin: Origin) -> tuple[int, Range]:
    return origin.here.cell or 0, origin.here.range


def _alone(tensor: Tensor, other: Tensor) -> list[Step]:
    """Steps that move rows of one tensor and not of the other."""
    theirs = {s.origin for s in steps(other, *_MOVES)}
    seeded = {_seed(s) for s in steps(other, *_MOVES)} - {None}
    return [
        s
        for s in steps(tensor, *_MOVES)
        if s.origin and s.origin not in theirs and not (_seed(s) and _seed(s) in seeded)
    ]


def _seed(step: Step) -> str | None:
    text = step.origin.text if step.origin else ""
    if step.origin is not None and isinstance(step.origin.node, cst.Subscript):
        return f"rows {text.partition('[')[2]}"
    if step.kind in _FILTERS:
        return text
    if "shuffle=False" in text.replace(" ", ""):
        return "in order"
    if (by := _SORTED.search(text)) is not None:
        return "sorted by " + by.group(1)
    found = _SEEDED.search(text)
    return found.group(1) if found else None


def _join(edit: Editor, first: Origin, second: Origin) -> None:
    one, two = _SHUFFLE.match(first.text), _SHUFFLE.match(second.text)
    if one is None or two is None or not one.group(1).endswith(".random"):
        raise CannotEdit
    x, y = one.group(2), two.group(2)
    edit.replace(edit.statement_of(second), f"{x}, {y} = {x}[order], {y}[order]")
    edit.replace(first, f"order = {one.group(1)}.permutation(len({x}))")
