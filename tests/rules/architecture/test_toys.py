"""Numbers that are written out in a script say how much a model has to be able to."""

from kerascope.checker import check
from kerascope.source.document import script

TOY = """
import numpy as np
from tensorflow.keras import Sequential, layers
celsius = np.array([-40, -10, 0, 8, 15, 22, 38], dtype=float)
fahrenheit = np.array([-40, 14, 32, 46, 59, 72, 100], dtype=float)
model = Sequential([layers.Dense(4, input_shape=[1]), layers.Dense(4), layers.Dense(1)])
model.compile(loss="mean_squared_error", optimizer="adam")
model.fit(celsius, fahrenheit, epochs=500)
"""


def test_a_linear_stack_on_a_line_is_for_information():
    (finding,) = check(script(TOY)).findings
    assert (finding.code, finding.tier) == ("KS201", "hypothesis")


def test_a_linear_stack_on_anything_else_is_an_error():
    bent = TOY.replace("fahrenheit, epochs", "celsius ** 2, epochs")
    assert [f.tier for f in check(script(bent)).findings if f.code == "KS201"] == ["certain"]
