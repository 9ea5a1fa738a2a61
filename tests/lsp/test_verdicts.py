"""For how long a verdict holds, and how it reads."""

import pytest

from kerascope.checker import check
from kerascope.lsp.verdicts import fingerprint, remember, sentence, sparklines
from kerascope.outline.describe import outline
from kerascope.probe.verdict import Arm, CurvePoint, Interval, ProbeReport, Verdict
from kerascope.source.document import Cell, Document, script

SCRIPT = """\
import keras

model = keras.Sequential([
    keras.layers.Input((20,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(keras.optimizers.Adam(learning_rate=0.5), loss="mse")
model.fit(x, y)
"""


def _fingerprint(document):
    return fingerprint(document, outline(check(document).program))


@pytest.mark.parametrize(
    "text",
    [
        "# About this script\n\n" + SCRIPT,
        SCRIPT.replace("model.fit(x, y)", "model.fit(  # here\n    x,\n    y\n)"),
        SCRIPT.replace('"mse")', '"mse")  # noqa: KS501'),
        SCRIPT + "model.save('it.keras')\n",
    ],
)
def test_comments_layout_and_what_comes_after_training_do_not_count(text):
    assert _fingerprint(script(text)) == _fingerprint(script(SCRIPT))


@pytest.mark.parametrize(
    ("old", "new"), [("Dense(1)", "Dense(2)"), ("x, y", "x, z"), ("(20,)", "(21,)")]
)
def test_code_does_count(old, new):
    assert _fingerprint(script(SCRIPT.replace(old, new))) != _fingerprint(script(SCRIPT))


def test_where_a_function_trains_everything_counts():
    function = "def main():\n" + "".join(f"    {line}\n" for line in SCRIPT.splitlines())
    text = function + "\nmain()\n"
    assert _fingerprint(script(text)) != _fingerprint(script(text + "rate = 1\n"))


def test_cells_after_the_training_do_not_count():
    first, second = Cell(SCRIPT, 0), Cell("plot(history)\n", 1)
    changed = Cell("plot(history, log=True)\n", 1)
    one, other = Document("n.ipynb", (first, second)), Document("n.ipynb", (first, changed))
    assert _fingerprint(one) == _fingerprint(other)


def test_broken_code_has_a_fingerprint_too():
    assert _fingerprint(script(SCRIPT + "def (")) != _fingerprint(script("def ("))


def _verdict(finding, **fields):
    return Verdict(
        finding.code, finding.name, finding.cell, finding.range, reason="It helped.", **fields
    )


def test_a_verdict_finds_its_finding_after_the_lines_have_moved():
    document = script(SCRIPT)
    finding = next(f for f in check(document).findings if f.code == "KS501")
    report = ProbeReport("s.py", None, (), None, (_verdict(finding, verdict="confirmed"),), 1.0)
    probed = remember(report, document, "code")

    moved = script("# One\n\n# Two\n" + SCRIPT)
    there = next(f for f in check(moved).findings if f.code == "KS501")
    assert there.range != finding.range
    assert probed.on(there, moved) == report.verdicts[0]


def test_a_verdict_reads_as_a_sentence():
    finding = next(f for f in check(script(SCRIPT)).findings if f.code == "KS501")
    measured = _verdict(
        finding, verdict="confirmed", metric="skill", effect=0.41, interval=Interval(0.3, 0.52)
    )
    assert sentence(measured) == ("confirmed by probe: +0.41 skill, 90 % interval +0.30 to +0.52")
    assert sentence(_verdict(finding, verdict="refuted")) == "probe: refuted. It helped."


def test_curves_are_drawn_in_one_line_each():
    finding = next(f for f in check(script(SCRIPT)).findings if f.code == "KS501")
    points = tuple(CurvePoint(n, score, score, score) for n, score in enumerate((-1.0, 0.0, 1.0)))
    arms = {"as-is": Arm("as-is", "as it is", (), points, 2)}
    verdict = _verdict(finding, verdict="confirmed", curves=("as-is", "gone"))
    assert sparklines(verdict, arms) == ["```text\nas it is  ▁▅█  +1.00\n```"]
