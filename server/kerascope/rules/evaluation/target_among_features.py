"""KS911."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.editor import value_of
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Step, Tensor
from kerascope.program.trail import called
from kerascope.program.training import Fit
from kerascope.program.value import Known
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_TAKES_AWAY = re.compile(
    r"\.drop\(|\.pop\(|\bdel\b|\.remove\(|difference|select_dtypes|\.columns\b|\bpop\b"
)
"""What may take the target out of a table in a way that is not followed."""

_PLAIN = frozenset(
    {
        "load", "given", "code", "fillna", "dropna", "cast", "scale", "split", "shuffle", "assign",
        "shift", "reshape", "keep", "linear", "recode", "encode", "one-hot", "compare", "sample",
    }
)  # fmt: skip
"""Steps that leave the columns what they are, or come after one was taken."""

_Columns = str | int


class TargetAmongFeatures(Rule):
    """The column that is to be predicted is one of the columns that it is predicted from.

    ## Why it stops learning

    It does not: the model reads the answer off its input, and the score is near perfect from the
    start. On new data, where the answer is not known, it has learnt nothing else. Python counts
    from 0 and leaves the end of a slice out: of nine columns, `[:, 0:8]` are the first eight.

    ## Bad

    ```python
    import keras
    import numpy as np
    from keras import layers

    data = np.loadtxt("pima-indians-diabetes.csv", delimiter=",")
    X = data[:, 0:9]  # <- KS911
    y = data[:, 8]
    model = keras.Sequential([
        layers.BatchNormalization(),
        layers.Dense(12, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(X, y, epochs=150)
    ```

    ## Good

    ```python
    import keras
    import numpy as np
    from keras import layers

    data = np.loadtxt("pima-indians-diabetes.csv", delimiter=",")
    X = data[:, 0:8]
    y = data[:, 8]
    model = keras.Sequential([
        layers.BatchNormalization(),
        layers.Dense(12, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(X, y, epochs=150)
    ```

    ## Silent when

    It is not known which columns are taken, anything in the script drops columns, the target is
    that of another row (as in a forecast), or the input has more than two axes.

    ## References

    - Kaufman et al., [Leakage in data mining](https://dl.acm.org/doi/10.1145/2382577.2382579)
    """

    code = "KS911"
    name = "target-among-features"
    tier = "certain"
    effect = "misleads"
    seed = ("data leakage", "accuracy of 100 percent")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        whole = "\n".join(cell.text for cell in program.document.cells)
        if _TAKES_AWAY.search(whole):
            return
        told: set[Origin] = set()
        for fit in program.fits:
            fault = _judge(fit)
            if fault is not None and fault.origin not in told:
                told.add(fault.origin)
                yield fault


def _judge(fit: Fit) -> Fault | None:
    argument = fit.call.arguments.get("x")
    if argument is None or "y" not in fit.call.arguments:
        return None
    if not isinstance(fit.x, Known) or not isinstance(fit.y, Known):
        return None
    x, y = fit.x.value, fit.y.value
    if x.rows is None or (x.rows, x.order) != (y.rows, y.order) or x.source != y.source:
        return None
    if x.shape is None or len(x.shape) != 2 or "shift(" in _text(y):
        return None
    target = _target(y)
    taken = _taken(x)
    if target is None or taken is None or not _holds(taken[0], target[0]):
        return None
    shared = any(step.origin == taken[1] for step in y.trail)
    place = value_of(argument) if taken[1] is None or shared else taken[1]
    name = repr(target[0]) if isinstance(target[0], str) else f"column {target[0]}"
    message = (
        f"{called(value_of(argument), x, 'The input')} holds {name} too, the target (line "
        f"{target[1].line}): the model reads the answer off its input, and the score says nothing "
        "about new data."
    )
    return Fault(place, message, (("the target", target[1]),), fixable=False)


def _text(tensor: Tensor) -> str:
    return " ".join(step.origin.text for step in tensor.trail if step.origin is not None)


def _target(y: Tensor) -> tuple[_Columns, Origin] | None:
    """The one column that the target is, and where it is taken."""
    found: tuple[_Columns, Origin] | None = None
    for step in y.trail:
        if step.kind in _PLAIN or _keeps_columns(step):
            continue
        if found is not None or step.origin is None:
            return None
        column = _column(step.origin.node)
        if column is None and isinstance(_several(step.origin.node), list):
            continue
        if column is None:
            return None
        found = column, step.origin
    return found


def _taken(x: Tensor) -> tuple[list[_Columns] | slice | None, Origin | None] | None:
    """The columns that the input is made of, None for all; and where they are chosen. None
    where that is not known."""
    chosen: tuple[list[_Columns] | slice | None, Origin | None] = (None, None)
    for step in x.trail:
        if step.kind in _PLAIN or _keeps_columns(step):
            if step.kind in ("encode", "one-hot", "compare", "recode"):
                return None
            continue
        if step.origin is None or chosen[1] is not None:
            return None
        columns = _several(step.origin.node)
        if columns is None:
            return None
        chosen = columns, step.origin
    return chosen


def _keeps_columns(step: Step) -> bool:
    """A choice of rows: ``data[100:]``."""
    if step.kind != "slice" or step.origin is None:
        return False
    parts = _parts(step.origin.node)
    return len(parts) == 1 or (len(parts) == 2 and _is_all(parts[1]))


def _parts(node: cst.CSTNode) -> list[cst.BaseSlice]:
    return [part.slice for part in node.slice] if isinstance(node, cst.Subscript) else []


def _is_all(part: cst.BaseSlice) -> bool:
    return isinstance(part, cst.Slice) and not (part.lower or part.upper or part.step)


def _column(node: cst.CSTNode) -> _Columns | None:
    """``8`` in ``data[:, 8]``, ``"price"`` in ``df["price"]`` and ``df.price``."""
    if isinstance(node, cst.Attribute):
        return node.attr.value
    parts = _parts(node)
    if not parts or (len(parts) == 2 and not _is_all(parts[0])) or len(parts) > 2:
        return None
    last = parts[-1]
    if not isinstance(last, cst.Index):
        return None
    value = _constant(last.value)
    if isinstance(last.value, cst.List) and len(last.value.elements) == 1:
        value = _constant(last.value.elements[0].value)
    return value if len(parts) == 2 or isinstance(value, str) else None


def _several(node: cst.CSTNode) -> list[_Columns] | slice | None:
    """``0:8`` in ``data[:, 0:8]``, the names in ``df[["a", "b"]]``."""
    parts = _parts(node)
    if not parts or (len(parts) == 2 and not _is_all(parts[0])) or len(parts) > 2:
        return None
    last = parts[-1]
    if isinstance(last, cst.Index) and isinstance(last.value, cst.List):
        values = [_constant(element.value) for element in last.value.elements]
        return [v for v in values if v is not None] if None not in values else None
    if not isinstance(last, cst.Slice) or len(parts) != 2 or last.step is not None:
        return None
    bounds = [_constant(bound) if bound else None for bound in (last.lower, last.upper)]
    known = all(
        value is not None or bound is None
        for value, bound in zip(bounds, (last.lower, last.upper), strict=True)
    )
    return slice(*bounds) if known and not any(isinstance(b, str) for b in bounds) else None


def _constant(node: cst.BaseExpression) -> _Columns | None:
    if isinstance(node, cst.Integer):
        return int(node.value)
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        inner = _constant(node.expression)
        return -inner if isinstance(inner, int) else None
    found = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    return found if isinstance(found, str) else None


def _holds(columns: list[_Columns] | slice | None, target: _Columns) -> bool:
    """Whether the target is surely one of the columns."""
    if columns is None:
        return True
    if isinstance(columns, list):
        return target in columns
    if not isinstance(target, int):
        return False
    lower, upper = columns.start or 0, columns.stop
    if lower < 0:
        return False
    if upper is None:
        return target < 0 or lower <= target
    return 0 <= lower <= target < upper
