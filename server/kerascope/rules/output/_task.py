"""What is to be learnt: classes or numbers, as far as the script tells."""

import re
from dataclasses import dataclass
from typing import Literal

from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.source.origin import Origin

Kind = Literal["binary", "classes", "multi-label", "numbers"]
Form = Literal["integer", "one-hot"]

_FILES: tuple[tuple[str, Kind, int | None], ...] = (
    (r"pima|diabetes|sonar|ionosphere|banknote|titanic|churn|spam|heart|creditcard", "binary", 2),
    (r"\biris\b|iris\.", "classes", 3),
    (
        r"housing|house|boston|price|stock|airline-passengers|salary|auto-mpg|concrete",
        "numbers",
        None,
    ),
)
_COLUMN = re.compile(
    r"price|\bsales\b|salary|medv|\bmpg\b|charges|revenue|rent(?:al)?s?\b|\bclose\b"
    r"|\bopen\b|temperature|\bdemand\b|consumption|\bcnt\b",
    re.IGNORECASE,
)
"""Columns of numbers, by their names."""

_SORTS = re.compile(
    r"range|above|below|high|low|median|\bis|\bhas|up|down|direction|class|label|categor|level|bin",
    re.IGNORECASE,
)
"""Names of columns that tell sorts apart, such as ``AboveMedianPrice`` and ``price_range``."""

_TAKEN = re.compile(r"""["']([^"']+)["']\s*[\])]+$|\.(\w+)$""")
"""``price`` in ``df["price"]`` and in ``df.price``."""

_MANY = 100
"""Integers over a range this wide count or measure something."""

_MADE = ("numpy.random", "numpy.linspace", "numpy.arange", "literal")


@dataclass(frozen=True, slots=True)
class Task:
    """``kind`` None is not known. ``form`` is how classes are written, ``classes`` how many.
    ``sure`` is False where only a name tells, ``column`` if it is a column's. ``why`` reads on
    from "the targets"; ``origin`` is where it is told."""

    kind: Kind | None = None
    form: Form | None = None
    classes: int | None = None
    sure: bool = False
    why: str = ""
    origin: Origin | None = None
    column: str = ""

    @property
    def is_classes(self) -> bool:
        return self.kind in ("binary", "classes", "multi-label")

    @property
    def is_numbers(self) -> bool:
        return self.kind == "numbers"


def task_of(program: TrainingProgram, y: Tensor | None, place: Origin | None) -> Task:
    """The task that targets ``y``, written at ``place``, set."""
    origin = y.trail[0].origin if y is not None and y.trail else place
    if y is not None:
        told = _by_labels(y, origin) or _by_values(y, origin)
        if told is not None:
            return told
    wrapped = _by_wrapper(program)
    if wrapped is not None:
        return wrapped
    if y is not None and _is_file(y) and origin is not None:
        return _by_file(y, origin)
    return Task()


def _by_labels(y: Tensor, origin: Origin | None) -> Task | None:
    loaded = y.trail[0].text if y.trail else "by their kind"
    one_column = y.shape is None or len(y.shape) < 2 or y.shape[-1] == 1
    match y.labels:
        case "binary" if one_column:
            return Task("binary", "integer", 2, True, "are 0 or 1", origin)
        case "binary" | "multi-hot":
            return Task("multi-label", None, y.classes, True, "may name several classes", origin)
        case "integer":
            kind = "binary" if y.classes == 2 else "classes"
            return Task(kind, "integer", y.classes, True, _counted(y.classes, "integer"), origin)
        case "one-hot":
            kind = "binary" if y.classes == 2 else "classes"
            return Task(kind, "one-hot", y.classes, True, _counted(y.classes, "one-hot"), origin)
        case "continuous":
            return Task("numbers", None, None, True, f"are numbers ({loaded})", origin)
        case None:
            return None


def _counted(classes: int | None, form: str) -> str:
    return f"are {form} labels of {classes} classes" if classes else f"are {form} class labels"


def _by_values(y: Tensor, origin: Origin | None) -> Task | None:
    if y.scaling in ("standardised", "scaled") and any(step.kind == "scale" for step in y.trail):
        sure = y.scaling == "standardised"
        return Task("numbers", None, None, sure, f"are {y.scaling} numbers", origin)
    if y.low is None or y.high is None:
        return None
    kind, source = y.dtype or "", y.source or ""
    one_column = y.shape is not None and (len(y.shape) == 1 or y.shape[-1] == 1)
    if kind.startswith(("int", "bool", "uint")) and (y.low, y.high) == (0, 1) and one_column:
        return Task("binary", "integer", 2, True, "are 0 or 1", origin)
    if source.startswith(_MADE) and (_is_fine(kind, y.low, y.high) or _is_computed(y, kind)):
        why = f"are numbers from {y.low:g} to {y.high:g}"
        return Task("numbers", None, None, True, why, origin)
    return None


def _is_fine(kind: str, low: float, high: float) -> bool:
    """Whether numbers made in the script are no class labels: fractions, or integers far apart."""
    return high - low > 2 if kind.startswith("float") else low < -1 or high - low >= _MANY


def _is_computed(y: Tensor, kind: str) -> bool:
    """Whether a function of something else gives the numbers, as in ``np.sin(x)``."""
    return kind.startswith("float") and any(step.kind == "compute" for step in y.trail)


def _by_wrapper(program: TrainingProgram) -> Task | None:
    for call in program.calls:
        if call.class_name == "KerasRegressor":
            return Task("numbers", None, None, True, "go to KerasRegressor", call.origin)
        if call.class_name == "KerasClassifier":
            return Task("classes", None, None, False, "go to KerasClassifier", call.origin)
    return None


def _is_file(y: Tensor) -> bool:
    return (y.source or "").startswith(
        ("pandas.read", "pandas.DataFrame", "numpy.loadtxt", "numpy.genfromtxt")
    )


def _by_file(y: Tensor, origin: Origin) -> Task:
    if any(step.kind in ("one-hot", "encode", "binarise", "unknown") for step in y.trail):
        return Task()
    taken = [s.origin for s in y.trail if s.kind == "columns" and s.origin is not None]
    column = _TAKEN.search(taken[-1].text) if taken else None
    if column is not None and ".drop(" not in column.string:
        name = column.group(1) or column.group(2)
        if _COLUMN.search(name) and not _SORTS.search(name):
            why = f"seem to be numbers ({name})"
            return Task("numbers", None, None, False, why, taken[-1], column=name)
    for pattern, kind, classes in _FILES:
        if re.search(pattern, origin.text, re.IGNORECASE):
            form: Form | None = "integer" if kind != "numbers" else None
            name = "classes" if kind != "numbers" else "numbers"
            return Task(kind, form, classes, False, f"seem to be {name}", origin)
    return Task()
