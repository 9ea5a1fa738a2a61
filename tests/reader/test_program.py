"""Compile, fit, control flow, notebooks, and inputs of every kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reader.reading import IMPORTS, program_of

from kerascope.program.program import TrainingProgram
from kerascope.program.training import Loss, Optimizer
from kerascope.program.value import Known, OneOf, number
from kerascope.reader.read import read
from kerascope.source.document import Cell, Document, script

MODEL = "model = keras.Sequential([layers.Dense(10, input_shape=(4,))])\n"


def optimizer_of(program: TrainingProgram) -> Optimizer:
    value = program.compiles[-1].optimizer
    assert isinstance(value, Known)
    return value.value


def loss_of(program: TrainingProgram) -> Loss:
    value = program.compiles[-1].loss
    assert isinstance(value, Known)
    return value.value


@pytest.mark.parametrize(
    ("written", "name", "rate"),
    [
        ("'adam'", "Adam", 0.001),
        ("keras.optimizers.SGD(0.5)", "SGD", 0.5),
        ("tf.keras.optimizers.legacy.Adam(lr=1e-4)", "Adam", 1e-4),
        ("keras.optimizers.Adadelta()", "Adadelta", 0.001),
        ("keras.optimizers.RMSprop(learning_rate=10 ** -2)", "RMSprop", 0.01),
    ],
)
def test_optimizers(written: str, name: str, rate: float) -> None:
    optimizer = optimizer_of(program_of(f"{MODEL}model.compile({written}, 'mse')"))
    assert optimizer.class_name == name
    assert number(optimizer.learning_rate) == rate


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("'mse'", "MeanSquaredError"),
        ("'sparse_categorical_crossentropy'", "SparseCategoricalCrossentropy"),
        ("keras.losses.BinaryCrossentropy(from_logits=True)", "BinaryCrossentropy"),
        ("tf.keras.losses.categorical_crossentropy", "CategoricalCrossentropy"),
        ("lambda a, b: 0", "custom"),
    ],
)
def test_losses(written: str, name: str) -> None:
    loss = loss_of(program_of(f"{MODEL}model.compile('adam', {written})"))
    assert loss.class_name == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("'accuracy'", "Accuracy"),
        ("keras.metrics.BinaryAccuracy(name='acc')", "BinaryAccuracy"),
        ("tf.keras.metrics.AUC()", "AUC"),
    ],
)
def test_metrics(written: str, name: str) -> None:
    program = program_of(f"{MODEL}model.compile('adam', 'mse', metrics=[{written}])")
    metrics = program.compiles[-1].metrics
    assert isinstance(metrics, Known)
    assert [m.value.class_name for m in metrics.value if isinstance(m, Known)] == [name]


def test_a_metric_looked_up_in_a_history_belongs_to_its_fit() -> None:
    text = "model.compile('adam', 'mse')\nh = model.fit(x, y)\nh.history['loss']\n"
    program = program_of(MODEL + text)
    assert [(each.key, each.fit) for each in program.lookups] == [("loss", program.fits[0])]


def test_a_choice_that_cannot_be_decided_is_one_of_both() -> None:
    program = program_of(f"""
        import os
        {MODEL}
        rate = 0.1 if os.environ.get("FAST") else 0.001
        model.compile(keras.optimizers.Adam(rate), "mse")
    """)
    assert optimizer_of(program).learning_rate == OneOf((0.1, 0.001), None) or isinstance(
        optimizer_of(program).learning_rate, OneOf
    )


def test_each_fit_has_the_compile_in_force() -> None:
    program = program_of(f"""
        {MODEL}
        x, y = np.zeros((8, 4)), np.zeros((8, 10))
        model.compile("adam", "mse")
        model.fit(x, y, epochs=3)
        model.compile("sgd", "mae")
        model.fit(x, y, validation_split=0.2)
    """)
    losses = [fit.compile.loss for fit in program.fits if fit.compile]
    names = [loss.value.class_name for loss in losses if isinstance(loss, Known)]
    assert names == ["MeanSquaredError", "MeanAbsoluteError"]


def test_main_guard_functions_and_loops() -> None:
    program = program_of(f"""
        def train(epochs):
            {MODEL}
            model.compile("adam", "mse")
            for fold in range(3):
                model.fit(np.zeros((8, 4)), np.zeros((8, 10)), epochs=epochs)

        if __name__ == "__main__":
            train(epochs=7)
    """)
    assert {number(fit.get("epochs")) for fit in program.fits} == {7}
    assert all(f.in_loop for f in program.fits)


def test_an_import_that_may_fail_has_its_first_meaning() -> None:
    text = "try:\n    from keras.optimizers import Nadam as N\nexcept ImportError:\n    N = None\n"
    program = program_of(f"{text}{MODEL}model.compile(N(), 'mse')")
    assert optimizer_of(program).class_name == "Nadam"


def test_a_notebook_is_read_cell_by_cell() -> None:
    cells = (
        Cell("%matplotlib inline\n" + IMPORTS, 0, 1),
        Cell("!pip install keras\n" + MODEL, 2, 2),
        Cell("model.compile('adam', 'mse')\nmodel.fit(", 3, 3),
        Cell("model.fit(np.zeros((8, 4)), np.zeros((8, 10)))", 4, 4),
    )
    program = read(Document("n.ipynb", cells))
    assert [(f.origin.cell, f.origin.line) for f in program.fits] == [(4, 1)]
    assert [(u.cell, u.line) for u in program.unread] == [(3, 2)]


def test_a_broken_statement_makes_its_names_unknown() -> None:
    program = program_of("x = np.zeros((8, 4))\nx = (\ny = 1\n" + MODEL)
    assert program.models[0].parameters == 50


@pytest.mark.parametrize(
    "text",
    [
        "def f(n):\n    return f(n - 1)\nf(3)",
        "x = [x for x in range(10 ** 9)]",
        "while True:\n    pass",
        "for a in r(9):\n    for b in range(99):\n        for c in range(99):\n            z = 1",
        "a = a.b.c[d](*e, **f)",
        "class A(A): pass\nA()",
        "x = 9 ** 9 ** 9",
        "x = 'a' * 10 ** 10",
        "m = keras.Sequential([keras.layers.Dense(-1), None, 3, m])\nm.fit()",
        "lambda: (yield)",
        "from . import x\nfrom .. import *",
        "exit()",
        "x: int\ndel x\nassert x\nglobal y",
        "match a:\n    case [1, *_]: b = 2",
    ],
)
def test_nothing_makes_the_reader_fail(text: str) -> None:
    program = read(script(f"import keras\n{text}\nlast = keras.Sequential()\n"))
    assert program.models or text == "exit()"
    assert not [u for u in program.unread if "failed" in u.reason]


WORDS = st.sampled_from(
    ["model", "keras", ".", "(", ")", "[", "]", "=", "\n", " ", "layers", "Dense", "1", "'x'", ",",
     "def f():", "for i in", "if", "else:", "\n    ", "fit", "compile", "+", "**", ":", "lambda x:"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=60))
def test_word_salad_is_read_without_failing(words: list[str]) -> None:
    program = read(script(IMPORTS + MODEL + "".join(words)))
    assert not [u for u in program.unread if "failed" in u.reason]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("(2, 2) == (2, 2)", 1),
        ("[1, (2, 3)] == [1, (2, 3)]", 1),
        ("(2, 2) == (2, 1)", 2),
        ("(2, 2) == [2, 2]", 2),
        ("None == (2, 2)", 2),
        ("{}.get('strides') == (2, 2)", 2),
        ("(2, 2) != (2,)", 1),
    ],
)
def test_tuples_and_lists_are_compared(written: str, expected: int) -> None:
    text = f"{MODEL}model.fit(x, y, epochs=1 if {written} else 2)\n"
    found = program_of(text).fits[0].get("epochs")
    assert isinstance(found, Known)
    assert found.value == expected
