"""What other modules of the project do with a model."""

import textwrap
from pathlib import Path

from kerascope.checker import check
from kerascope.source.document import load
from kerascope.source.modules import Modules


def _codes(folder: Path, **modules: str) -> set[str]:
    """The codes of the errors and warnings in ``train``."""
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
    path = folder / "train.py"
    report = check(load(path), modules=Modules(path))
    return {finding.code for finding in report.findings if finding.tier != "hypothesis"}


def test_a_module_compiles_only_so_that_the_model_can_predict(tmp_path: Path) -> None:
    agent = """
        class Agent:
            def __init__(self, model):
                self.model = model

            def compile(self):
                self.model.compile(optimizer="sgd", loss="mse")
    """
    script = """
        import keras
        from agent import Agent

        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, activation="softmax")])
        agent = Agent(model)
        agent.compile()
    """
    assert "KS407" not in _codes(tmp_path, train=script, agent=agent)


def test_a_module_trains_in_its_own_way(tmp_path: Path) -> None:
    search = """
        import keras

        def search(model, x, y):
            copy = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
            copy.compile("adam", "mse")
            copy.fit(x, y)
            model.set_weights(copy.get_weights())
    """
    judge = """
        def score(model, x, y):
            return model.evaluate(x, y)
    """
    script = """
        import keras
        from judge import score
        from search import search

        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        search(model, x, y)
        score(model, x, y)
    """
    assert "KS808" not in _codes(tmp_path, train=script, search=search, judge=judge)


def test_a_tape_s_gradient_is_taken_in_another_module(tmp_path: Path) -> None:
    private = """
        # How a gradient is made private.

        CLIP = 1.0
        NOISE = 0.1


        def slopes(losses, variables, tape):
            # Each is clipped by itself; noise is added to their sum.
            loss = sum(losses)
            return tape.gradient(loss, variables)
    """
    script = """
        import tensorflow as tf
        from private import slopes

        model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(1)])
        with tf.GradientTape(persistent=True) as tape:
            found = slopes([model(tf.ones((2, 4)))], model.trainable_variables, tape)
    """
    assert "KS705" not in _codes(tmp_path, train=script, private=private)
