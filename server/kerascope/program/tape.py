"""What stands inside and around a GradientTape."""

from collections.abc import Iterator

import libcst as cst

from kerascope.program.training import CustomLoop
from kerascope.source.origin import Origin


def calls_in(origin: Origin) -> Iterator[Origin]:
    """All calls in a piece of code."""
    return origin.inside(cst.Call)


def trained_name(loop: CustomLoop) -> str | None:
    """``model`` in ``tape.gradient(loss, model.trainable_variables)``."""
    node = loop.origin.node
    sources = node.args[1].value if isinstance(node, cst.Call) and len(node.args) > 1 else None
    if isinstance(sources, cst.Attribute):
        return Origin(loop.origin.piece, sources.value).text
    return None


def moved_name(loop: CustomLoop) -> str | None:
    """``image`` in ``tape.gradient(loss, image)`` or ``tape.gradient(loss, [image])``."""
    node = loop.origin.node
    sources = node.args[1].value if isinstance(node, cst.Call) and len(node.args) > 1 else None
    if isinstance(sources, cst.List | cst.Tuple) and len(sources.elements) == 1:
        sources = sources.elements[0].value
    return sources.value if isinstance(sources, cst.Name) else None


def target_name(loop: CustomLoop) -> str | None:
    """``loss`` in ``tape.gradient(loss, ...)``."""
    node = loop.origin.node
    target = node.args[0].value if isinstance(node, cst.Call) and node.args else None
    return target.value if isinstance(target, cst.Name) else None


def forward_calls(loop: CustomLoop) -> list[Origin]:
    """The calls of the trained model on data inside the tape's block."""
    name = trained_name(loop)
    if name is None or loop.block is None:
        return []
    return [each for each in calls_in(loop.block) if called(each) == name]


def called(call: Origin) -> str:
    """What is called, as written: ``model`` in ``model(x)``."""
    node = call.node
    return Origin(call.piece, node.func).text if isinstance(node, cst.Call) else ""


def assignments(origin: Origin, name: str) -> list[Origin]:
    """The statements in a piece of code that assign a name."""
    found: list[Origin] = []
    for each in origin.inside(cst.Assign, cst.AugAssign, cst.AnnAssign):
        node = each.node
        targets = [t.target for t in node.targets] if isinstance(node, cst.Assign) else []
        if isinstance(node, cst.AugAssign | cst.AnnAssign):
            targets = [node.target]
        names = [t.value for t in targets if isinstance(t, cst.Name)]
        if name in names:
            found.append(each)
    return found


def bindings(origin: Origin, name: str) -> list[Origin]:
    """The assignments in a piece of code that give a name a value, alone or among others."""
    return [
        each
        for each in origin.inside(cst.Assign)
        if isinstance(each.node, cst.Assign)
        for target in each.node.targets
        if any(
            isinstance(found.node, cst.Name) and found.node.value == name
            for found in Origin(each.piece, target.target).inside(cst.Name)
        )
    ]


def function_around(origin: Origin) -> Origin | None:
    """The innermost function that a node stands in."""
    return next(origin.around(cst.FunctionDef), None)
