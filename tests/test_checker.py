"""What is judged, and what is only read."""

import pytest

from kerascope.checker import check
from kerascope.config import Settings
from kerascope.source.document import script

FUNCTION = """\
import keras


def test_it_compiles():
    model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(1, activation="softmax")])
    model.compile("sgd", "binary_crossentropy")
"""

TEST_CASE = """\
import keras
from keras.src import testing


class CompileTest(testing.TestCase):
    def test_it_compiles(self):
        model = keras.Sequential([keras.layers.Dense(1, activation="softmax")])
        model.compile("sgd", "binary_crossentropy")
"""


@pytest.mark.parametrize("text", [f"import pytest\n{FUNCTION}", TEST_CASE], ids=["pytest", "class"])
def test_models_in_tests_are_judged_on_request(text: str) -> None:
    assert check(script(text)).findings == ()
    assert "KS401" in {f.code for f in check(script(text), Settings(tests=True)).findings}


def test_a_script_is_no_test_for_a_function_s_name() -> None:
    assert "KS401" in {f.code for f in check(script(FUNCTION)).findings}
