"""KS213."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_APPLIED = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*[\w.]+\(.*\)\([ \t]*(\w+)[ \t]*\)", re.MULTILINE)


class BypassedLayer(Rule):
    """A layer's output is overwritten by the next layer, which was given an earlier tensor.

    ## Why it stops learning

    In the functional style each line takes the tensor of the line before. One wrong name, most
    often `inputs` where `x` was meant, and all layers up to there are cut off: the model is
    smaller than the script reads, and nothing complains.

    ## Bad

    ```python
    import keras
    from keras import layers

    inputs = keras.Input((64,))
    x = layers.Dense(128, activation="relu")(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.Dense(64, activation="relu")(inputs)  # <- KS213
    outputs = layers.Dense(10, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    inputs = keras.Input((64,))
    x = layers.Dense(128, activation="relu")(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.Dense(64, activation="relu")(x)
    outputs = layers.Dense(10, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    ```

    ## Silent when

    Anything reads the tensor before it is overwritten, be it a branch, a list or a print; or the
    two layers stand in different cells of a notebook, one to be tried instead of the other. An
    output that nothing overwrites speaks where its name is never read again and a model is built.

    ## How the probe tests it

    Both versions train from the same seed for the same number of updates.

    ## References

    - [Keras: the functional API](https://keras.io/guides/functional_api/)
    """

    code = "KS213"
    name = "bypassed-layer"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300)
    seed = ("network architecture",)
    systems = ("torch-audit",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        texts = [cell.text for cell in program.document.cells]
        if not any(_may_bypass(text) or _builds(text) for text in texts):
            return
        made = {
            id(c.origin.node): c.class_name
            for c in program.calls
            if c.name.startswith("keras.layers.")
        }
        for scope in _scopes(program):
            yield from _judge(scope, made)
            yield from _unused(scope, made, program)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        name: str | None = fault.subject
        if name is None:
            raise CannotEdit
        edit = Editor(program)
        edit.replace(fault.origin, name)
        return edit.fix(f"Go on from {name}", safe=False)


def _scopes(program: TrainingProgram) -> Iterator[list[Origin]]:
    """The statements of the script or of each cell, and of each function."""
    pieces = program.pieces
    for cell in dict.fromkeys(piece.cell for piece in pieces):
        trees = [(p, p.tree) for p in pieces if p.cell == cell and p.tree is not None]
        yield [Origin(piece, node) for piece, tree in trees for node in tree.body]
    for piece in pieces:
        for function in Origin(piece, piece.tree).inside(cst.FunctionDef) if piece.tree else ():
            if isinstance(function.node, cst.FunctionDef):
                yield [Origin(piece, each) for each in function.node.body.body]


def _judge(scope: list[Origin], made: dict[int, str]) -> Iterator[Fault]:
    """``pending`` are the layers' outputs that nothing has read yet, by name."""
    pending: dict[str, tuple[Origin, str]] = {}
    for statement in scope:
        target, call = _application(statement.node)
        for name in _read(statement, target):
            pending.pop(name, None)
        if target is None or call is None:
            continue
        layer = made.get(id(call.func))
        lost = pending.pop(target, None)
        if layer is None:
            continue
        if lost is not None and isinstance(call.args[0].value, cst.Name):
            given = Origin(statement.piece, call.args[0].value)
            message = (
                f"{target} is overwritten by a layer that gets {given.text}, before anything has "
                f"used it: the {lost[1]} of line {lost[0].line} is no part of the model."
            )
            yield Fault(given, message, (("the lost layer", lost[0]),), target)
        pending[target] = (Origin(statement.piece, call.func), layer)


def _unused(scope: list[Origin], made: dict[int, str], program: TrainingProgram) -> Iterator[Fault]:
    """Layers whose output has a name that is never read, in a scope that builds a model later."""
    if not any(_builds(statement.text) for statement in scope):
        return
    last = max(i for i, statement in enumerate(scope) if _builds(statement.text))
    for statement in scope[:last]:
        target, call = _application(statement.node)
        layer = made.get(id(call.func)) if call is not None else None
        if target is None or call is None or layer is None or target.startswith("_"):
            continue
        if not _is_read_later(target, statement, program):
            message = (
                f"Nothing uses {target}: the {layer} that gives it, and whatever leads only "
                "there, is no part of the model."
            )
            yield Fault(Origin(statement.piece, call.func), message, fixable=False)


def _is_read_later(name: str, statement: Origin, program: TrainingProgram) -> bool:
    """Whether a name stands anywhere after a statement, in this cell or in another."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    others = (c.text for c in program.document.cells if c.index != statement.cell)
    if any(word.search(text) for text in others):
        return True
    lines = program.document.text_of(statement.cell).splitlines()
    return word.search("\n".join(lines[statement.range.end.line :])) is not None


def _builds(text: str) -> bool:
    return re.search(r"\bModel\(", text) is not None


def _application(node: cst.CSTNode) -> tuple[str | None, cst.Call | None]:
    """``x`` and the call in ``x = Dense(64)(y)``; only the name where it is given another value."""
    line = node.body[0] if isinstance(node, cst.SimpleStatementLine) and node.body else None
    if not isinstance(line, cst.Assign) or len(line.targets) != 1:
        return None, None
    target, value = line.targets[0].target, line.value
    if not isinstance(target, cst.Name):
        return None, None
    if not isinstance(value, cst.Call) or not isinstance(value.func, cst.Call):
        return target.value, None
    plain = len(value.args) == 1 and value.args[0].keyword is None
    return target.value, value if plain else None


def _read(statement: Origin, target: str | None) -> set[str]:
    """The names in a statement, less the one it assigns."""
    nodes = (each.node for each in statement.inside(cst.Name))
    names = [node.value for node in nodes if isinstance(node, cst.Name)]
    if target is not None:
        names.remove(target)
    return set(names)


def _may_bypass(text: str) -> bool:
    """Whether some name is given a layer's output a second time, and not from itself."""
    seen: set[str] = set()
    for target, given in _APPLIED.findall(text):
        if target in seen and given != target:
            return True
        seen.add(target)
    return False
