"""KS419."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_SUM = re.compile(
    r"^1(?:\.0?)?\s*\+\s*(?P<log>[\w.]+)\s*-\s*(?:[\w.]*(?:square|pow)\([\w.]+(?:,\s*2)?\)|[\w.]+\s*\*\*\s*2)"
    r"\s*-\s*[\w.]*exp\((?P=log)\)$"
)
"""``1 + log_var - square(mean) - exp(log_var)``: minus twice the divergence, never above 0."""


class RewardedDivergence(Rule):
    """A variational autoencoder adds its divergence to the loss with the wrong sign.

    ## Why it stops learning

    `1 + log_var - mean² - exp(log_var)` is -2 times the Kullback-Leibler divergence from the
    normal distribution, so -0.5 belongs in front of it. With a plus the loss falls without end the
    further the code leaves that distribution: it becomes negative, then NaN, and the decoder never
    learns anything from what is sampled.

    ## Bad

    ```python
    from tensorflow.keras import backend as K

    def vae_loss(x, decoded, mean, log_var):
        error = K.sum(K.square(x - decoded), axis=-1)
        kl = 0.5 * K.sum(1 + log_var - K.square(mean) - K.exp(log_var), axis=-1)  # <- KS419
        return K.mean(error + kl)
    ```

    ## Good

    ```python
    from tensorflow.keras import backend as K

    def vae_loss(x, decoded, mean, log_var):
        error = K.sum(K.square(x - decoded), axis=-1)
        kl = -0.5 * K.sum(1 + log_var - K.square(mean) - K.exp(log_var), axis=-1)
        return K.mean(error + kl)
    ```

    ## Silent when

    A minus or a negative factor stands anywhere between the sum and the loss: in the same
    expression, in a later `kl *= -0.5`, or where the variable is subtracted.

    ## How the probe tests it

    The script as it is against the other sign, for the same number of updates.

    ## References

    - Kingma and Welling, [Auto-encoding variational Bayes](https://arxiv.org/abs/1312.6114)
    """

    code = "KS419"
    name = "rewarded-divergence"
    tier = "certain"
    effect = "blocks"
    fixable = "safe"
    experiment = Experiment(horizon=300)
    seed = ("loss function", "negative loss", "custom loss")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        trees = [Origin(p, p.tree) for p in program.pieces if p.tree is not None]
        for tree in trees:
            if "exp(" not in tree.piece.text:
                continue
            for place in tree.inside(cst.BinaryOperation):
                written = " ".join(place.text.split())
                if _SUM.match(written) and not _is_turned(place, _statements(trees)):
                    message = (
                        "This sum is -2 times the divergence of the code, and no minus stands "
                        "between it and the loss: the further the code is from a normal "
                        "distribution, the smaller the loss."
                    )
                    yield Fault(place, message, subject=place)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        edit.replace(fault.origin, f"-({fault.origin.text})")
        return edit.fix("Turn the sign", safe=True)


def _statements(trees: list[Origin]) -> list[Origin]:
    return [each for tree in trees for each in tree.inside(cst.SimpleStatementLine)]


def _is_turned(place: Origin, everywhere: list[Origin]) -> bool:
    """Whether something gives the sum its minus, as far as the names it goes by can be followed."""
    statement = next(place.around(cst.SimpleStatementLine), None)
    if statement is None:
        return True
    value = statement.text.partition("=")[2] if _target(statement) else statement.text
    if _has_minus(value.replace(place.text, "@", 1), "@"):
        return True
    names, todo = set[str](), [_target(statement), _returned_by(statement)]
    while todo:
        name = todo.pop()
        if name is None or name in names:
            continue
        names.add(name)
        for each in everywhere:
            if each == statement or not _mentions(each.text, name):
                continue
            if _has_minus(each.text, name):
                return True
            todo += [_target(each), _returned_by(each)]
    return False


def _returned_by(statement: Origin) -> str | None:
    """The function whose result a statement gives."""
    node = statement.node
    line = node.body[0] if isinstance(node, cst.SimpleStatementLine) else None
    function = next(statement.around(cst.FunctionDef), None)
    if isinstance(line, cst.Return) and function is not None:
        return function.node.name.value if isinstance(function.node, cst.FunctionDef) else None
    return None


def _target(statement: Origin) -> str | None:
    node = statement.node
    line = node.body[0] if isinstance(node, cst.SimpleStatementLine) else None
    if isinstance(line, cst.Assign) and len(line.targets) == 1:
        return Origin(statement.piece, line.targets[0].target).text
    return None


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _has_minus(text: str, name: str) -> bool:
    """Whether a minus stands in a statement with the name, not just in an axis or an index."""
    bare = re.sub(r"axis\s*=\s*[-\w(),\s]*?(?=[,)])|\[[^\]]*\]|1e-\d+", "", text)
    return _mentions(text, name) and "-" in bare
