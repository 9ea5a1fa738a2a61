"""Every combination of labels, units, activation and loss has its one verdict, and a fix that
leads to a combination without one. Columns are losses, rows the head's activation; ``!`` marks a
certain finding, ``?`` a hypothesis, ``-`` silence."""

import pytest

from kerascope.checker import check
from kerascope.fixes.apply import apply
from kerascope.rules.finding import Finding
from kerascope.source.document import script

LOSSES = (
    "'binary_crossentropy'",
    "'categorical_crossentropy'",
    "'sparse_categorical_crossentropy'",
    "'mse'",
    "keras.losses.BinaryCrossentropy(from_logits=True)",
    "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
)
LABELS = {
    "unknown": "",
    "binary": "from sklearn.datasets import load_breast_cancer as load\n",
    "integer": "from sklearn.datasets import load_digits as load\n",
    "one-hot": "from sklearn.datasets import load_digits as load\n",
    "numbers": "from sklearn.datasets import load_diabetes as load\n",
}
MARKS = {"certain": "!", "likely": "", "hypothesis": "?"}

TABLE = """
== unknown 1
none     403!      402!      402!      410       411      402!
softmax  401!      401!      401!      401!      401!      401!
sigmoid  -         402!      402!      407       404       402!
relu     403!      402!      402!      409?+410  404       402!
tanh     403!      402!      402!      410       404       402!
== unknown 2
none     403!      403!      403!      410?      -         -
softmax  -         -         -         407       404!      404
sigmoid  -         405       405       407       404       404!
relu     403!      403!      403!      410?      404       404
tanh     403!      403!      403!      410?      404       404
== unknown 10
none     403!      403!      403!      410?      -         -
softmax  406       -         -         407       404!      404
sigmoid  -         405       405       407       404       404!
relu     403!      403!      403!      410?      404       404
tanh     403!      403!      403!      410?      404       404
== binary 1
none     403!      402!      402!      407       411      402!
softmax  401!      401!      401!      401!      401!      401!
sigmoid  -         402!      402!      407       404       402!
relu     403!      402!      402!      407       404       402!
tanh     403!      402!      402!      407       404       402!
== binary 2
none     403!      403!      403!      407       -         -
softmax  415!      -         -         407       404!      404
sigmoid  415!      405       405       407       404       404!
relu     403!      403!      403!      407       404       404
tanh     403!      403!      403!      407       404       404
== binary 10
none     403!      403!      403!      407       -         -
softmax  406       -         -         407       404!      404
sigmoid  406       405       405       407       404       404!
relu     403!      403!      403!      407       404       404
tanh     403!      403!      403!      407       404       404
== integer 1
none     408!      402!      402!      407       408!      402!
softmax  401!      401!      401!      401!      401!      401!
sigmoid  408!      402!      402!      407       408!      402!
relu     408!      402!      402!      407       408!      402!
tanh     408!      402!      402!      407       408!      402!
== integer 2
none     403!      403!      403!      407       -         -
softmax  415!      -         -         407       404!      404
sigmoid  415!      405       405       407       404       404!
relu     403!      403!      403!      407       404       404
tanh     403!      403!      403!      407       404       404
== integer 10
none     403!      403!      403!      407       -         -
softmax  406       -         -         407       404!      404
sigmoid  406       405       405       407       404       404!
relu     403!      403!      403!      407       404       404
tanh     403!      403!      403!      407       404       404
== one-hot 1
none     408!      402!      402!      407       408!      402!
softmax  401!      401!      401!      401!      401!      401!
sigmoid  408!      402!      402!      407       408!      402!
relu     408!      402!      402!      407       408!      402!
tanh     408!      402!      402!      407       408!      402!
== one-hot 2
none     403!      403!      403!      407       -         -
softmax  -         -         -         407       404!      404
sigmoid  -         405       405       407       404       404!
relu     403!      403!      403!      407       404       404
tanh     403!      403!      403!      407       404       404
== one-hot 10
none     403!      403!      403!      407       -         -
softmax  406       -         -         407       404!      404
sigmoid  406?      405       405       407       404       404!
relu     403!      403!      403!      407       404       404
tanh     403!      403!      403!      407       404       404
== numbers 1
none     408!+410! 408!+410! 408!+410! 410!      408!+410! 408!+410!
softmax  401!+410! 401!+410! 401!+410! 401!+410! 401!+410! 401!+410!
sigmoid  408!+410! 408!+410! 408!+410! 409+410!  408!+410! 408!+410!
relu     408!+410! 408!+410! 408!+410! 409+410!  408!+410! 408!+410!
tanh     408!+410! 408!+410! 408!+410! 409+410!  408!+410! 408!+410!
== numbers 2
none     408!+410! 408!+410! 408!+410! 410!      408!+410! 408!+410!
softmax  408!+410! 408!+410! 408!+410! 409+410!  408!+410! 408!+410!
sigmoid  408!+410! 408!+410! 408!+410! 409+410!  408!+410! 408!+410!
relu     408!+410! 408!+410! 408!+410! 410!      408!+410! 408!+410!
tanh     408!+410! 408!+410! 408!+410! 409+410!  408!+410! 408!+410!
== numbers 10
none     408!+410! 408!+410! 408!+410! 410!      408!+410! 408!+410!
softmax  408!+410! 408!+410! 408!+410! 409+410!  408!+410! 408!+410!
sigmoid  408!+410! 408!+410! 408!+410! 409+410!  408!+410! 408!+410!
relu     408!+410! 408!+410! 408!+410! 410!      408!+410! 408!+410!
tanh     408!+410! 408!+410! 408!+410! 409+410!  408!+410! 408!+410!
"""


def _program(labels: str, units: str, activation: str, loss: str, metrics: str) -> str:
    load = LABELS[labels]
    if load:
        load += "x, y = load(return_X_y=True)\n"
    if labels == "one-hot":
        load += "y = keras.utils.to_categorical(y, 10)\n"
    given = "" if activation == "none" else f", activation='{activation}'"
    return (
        f"import keras\nfrom keras import layers\n{load}"
        "model = keras.Sequential([\n"
        "    layers.Dense(32, activation='relu'),\n"
        f"    layers.Dense({units}{given}),\n])\n"
        f"model.compile(optimizer='adam', loss={loss}{metrics})\n"
        "model.fit(x, y, epochs=50)\n"
    )


def _findings(text: str) -> list[Finding]:
    """What this group says of the head and the loss."""
    return [f for f in check(script(text)).findings if f.code.startswith("KS4")]


def _cases() -> list[tuple[str, str, str, str, str]]:
    cases: list[tuple[str, str, str, str, str]] = []
    labels, units = "", ""
    for line in TABLE.strip().splitlines():
        words = line.split()
        if words and words[0] == "==":
            labels, units = words[1], words[2]
        elif words:
            cells = zip(LOSSES, words[1:], strict=True)
            cases += [(labels, units, words[0], loss, cell) for loss, cell in cells]
    return cases


@pytest.mark.parametrize(("labels", "units", "activation", "loss", "expected"), _cases())
def test_one_verdict_for_each_combination(
    labels: str, units: str, activation: str, loss: str, expected: str
) -> None:
    text = _program(labels, units, activation, loss, ", metrics=['accuracy']")
    found = _findings(text)
    said = "+".join(f"{f.code[2:]}{MARKS[f.tier]}" for f in found) or "-"
    assert said == expected
    _mended(text)


def _mended(text: str) -> None:
    """Fix after fix, until there is nothing left that could be fixed."""
    document = script(text)
    for _ in range(4):
        fixes = [f.fix for f in _findings(document.cells[0].text) if f.fix is not None]
        if not fixes:
            return
        document = apply(document, fixes[0].edits)
        compile(document.cells[0].text, "fixed.py", "exec")
    raise AssertionError(f"no end of fixes:\n{document.cells[0].text}")
