"""What versions have in common runs once, where that cannot be told from running it in each."""

import ast

import pytest
from probe.findings import finding
from probe.scripts import HEALTHY

from kerascope.probe.beginning import computes_nothing, statements, stops
from kerascope.probe.hosts import Hosts

SHARED, WHOLE = 8, 9
# The data tell by their number of features whether the beginning ran in the arm's own process.
TELLING = HEALTHY.replace("import numpy as np\n", "import os\nimport numpy as np\n").replace(
    "x = rng.normal(size=(600, 8))",
    "process = os.getpid()\n"
    "BEGINNING\n"
    "keras.utils.set_random_seed(1)\n"
    "MODEL_FOLLOWS = keras.Sequential()\n"
    "x = rng.normal(size=(600, 8 + (process == os.getpid())))",
)
TELLING = TELLING.replace("keras.Input((8,))", "keras.Input((x.shape[1],))")


def features(report) -> int:
    assert report.error is None, report.error
    return len(report.inputs)


@pytest.mark.parametrize(
    ("beginning", "seen"),
    [
        pytest.param(
            "text = open(__file__).read(); np.random.seed(3); np.random.random(5)",
            SHARED,
            id="a file read and closed, random numbers drawn",
        ),
        pytest.param("text = open(__file__)", WHOLE, id="a file left open"),
        pytest.param("open('made.txt', 'w').close()", WHOLE, id="a file written"),
        pytest.param("os.chdir('/')", WHOLE, id="another folder"),
        pytest.param(
            "import threading, time; threading.Thread(target=time.sleep, args=(600,)).start()",
            WHOLE,
            id="a thread",
        ),
        pytest.param("import subprocess; subprocess.Popen(['sleep', '600'])", WHOLE, id="a child"),
        pytest.param(
            "import importlib; importlib.import_module('keras').ops.ones(3)",
            WHOLE,
            id="a computation in disguise",
        ),
    ],
)
def test_a_beginning_is_shared_unless_it_leaves_something_behind(run_probe, beginning, seen):
    assert features(run_probe(TELLING.replace("BEGINNING", beginning))) == seen


def test_a_beginning_that_fails_only_where_it_is_shared_is_run_again(run_probe):
    text = TELLING.replace("BEGINNING", "pass").replace(
        "MODEL_FOLLOWS = keras.Sequential()",
        "keras.Sequential()\nassert process == os.getpid(), 'shared'",
    )
    assert features(run_probe(text)) == WHOLE


def test_results_are_the_same_shared_or_not(run_probe):
    edit = ("batch_size=32", "batch_size=33")
    whole = HEALTHY.replace("rng =", "kept = open(__file__)\nrng =")
    one, other = (run_probe(text, finding(text, "KS001", edit)) for text in (HEALTHY, whole))
    assert one.arms == other.arms
    assert one.verdicts[0].effects == other.verdicts[0].effects


@pytest.mark.parametrize(
    ("text", "first_left_out"),
    [
        ("import keras\nmodel = keras.Sequential()\n", "model = "),
        ("from keras import layers as l\nx = 1\nl.Dense(3)\n", "l.Dense"),
        ("import tensorflow as tf\ntf.random.set_seed(1)\nx = tf.ones(3)\n", "x ="),
        ("from keras.datasets import mnist\nd = mnist.load_data()\nd2 = mnist.other()\n", "d2 ="),
        ("import keras\ndef f():\n    keras.ops.ones(3)\nclass C(keras.Model): pass\nf()\n", "f()"),
        ("import keras\nclass C(keras.Model): pass\nx = 1\nC()\n", "C()"),
        ("import keras\ndef f():\n    g()\ndef g():\n    keras.Model()\nx = 1\nf()\n", "f()"),
        ("import numpy as np\nx = np.ones(3)\n", ""),
    ],
)
def test_it_ends_where_the_backend_may_compute(text, first_left_out):
    body = statements(text)
    rest = body[computes_nothing(body) :]
    first = ast.get_source_segment(text, rest[0]) if rest else ""
    assert (first or "").startswith(first_left_out)
    assert bool(rest) == bool(first_left_out)


def test_it_ends_where_versions_part():
    base = "import keras\nx = load()\ny = x / 2\nz = clean(y)\nmodel = keras.Model()\n"
    assert stops(base, [base]) == [4]
    assert stops(base, [base, base.replace("clean(y)", "clean(y, 1)")]) == [3, 4]
    assert stops(base, [base, base.replace("import keras", "import keras\nimport numpy")]) == [1, 4]
    assert stops("x = 1\ny = 2\n", ["x = 1\ny = 2\n"]) == []
    assert stops("x = (\n", ["x = 1\n"]) == []


def test_what_jax_has_compiled_for_one_version_serves_the_others_and_changes_nothing(run_probe):
    text = 'import os\nos.environ["KERAS_BACKEND"] = "jax"\n' + HEALTHY
    hosts = Hosts(keep=True)
    try:
        first = run_probe(text, hosts=hosts)
        compiled = {file.name for file in hosts.compiled().iterdir()}
        second = run_probe(text, hosts=hosts)
        assert compiled
        assert {file.name for file in hosts.compiled().iterdir()} == compiled
        assert first.baseline.curve == second.baseline.curve == run_probe(text).baseline.curve
    finally:
        hosts.close()
