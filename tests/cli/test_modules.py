"""Scripts that import from files beside them, on the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

FILES = {
    "data.py": """\
from tensorflow import keras

def load():
    (x, y), _ = keras.datasets.mnist.load_data()
    return x, y
""",
    "model.py": """\
from tensorflow import keras

def build_model(loss):
    model = keras.Sequential([
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", loss=loss, metrics=["accuracy"])
    return model

def oddity():
    model = keras.Sequential([keras.layers.Dense(1, activation="softmax")])
    model.compile("adam", "binary_crossentropy")
    return model
""",
    "train.py": """\
from data import load
from model import build_model, oddity

x, y = load()
x = x / 255.0
model = build_model(loss="categorical_crossentropy")
model.fit(x, y, epochs=5)
oddity().fit(x, y)
""",
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def _findings(cli: Cli, *arguments: str) -> list[dict]:
    return json.loads(cli("check", *arguments, "--output-format", "json").out)


def test_a_fault_that_needs_several_files_names_them(cli: Cli, project: Path):
    (found,) = [f for f in _findings(cli, "train.py") if f["code"] == "KS105"]
    assert found["path"] == "train.py"
    assert found["range"]["start"]["line"] == 6
    assert "line 4 of data.py" in found["message"]
    assert [Path(r["path"]).name for r in found["related"]] == ["data.py"]
    said = cli("check", "train.py").out
    assert "data.py, line 4: the labels get their encoding here" in said


def test_what_one_file_holds_is_found_there_only(cli: Cli):
    inside = [
        (f["path"], f["range"]["start"]["line"]) for f in _findings(cli) if "KS401" in f["code"]
    ]
    assert inside == [("model.py", 13)]


def test_fixes_edit_the_file_at_hand_only(cli: Cli, project: Path):
    (project / "train.py").write_text(FILES["train.py"].replace("x = x / 255.0\n", ""))
    cli("check", "train.py", "--fix", "--unsafe-fixes", "--select", "KS101")
    assert "x = x / 255.0\nmodel.fit" in (project / "train.py").read_text()
    for name in ("data.py", "model.py"):
        assert (project / name).read_text() == FILES[name]


def test_the_cache_knows_the_modules(cli: Cli, project: Path):
    def codes() -> set[str]:
        return {f["code"] for f in _findings(cli, "train.py")}

    assert "KS105" in codes()
    changed = FILES["data.py"].replace("return x, y", "return x, keras.utils.to_categorical(y)")
    (project / "data.py").write_text(changed)
    assert "KS105" not in codes()
    (project / "data.py").unlink()
    assert "KS105" not in codes()
    (project / "data.py").write_text(FILES["data.py"])
    assert "KS105" in codes()


def test_show_says_where_a_layer_is(cli: Cli, project: Path):
    assert "Dense       (None, 10)           7,850  model.py, line 7" in cli("show", "train.py").out
    shown = json.loads(cli("show", "train.py", "--output-format", "json").out)
    model = shown["models"][0]
    assert model["path"] == str(project / "model.py")
    assert model["range"]["start"]["line"] == 4
    assert shown["fits"][0]["path"] is None


def test_sarif_points_into_the_other_file(cli: Cli, project: Path):
    report = json.loads(cli("check", "train.py", "--output-format", "sarif").out)
    (found,) = [r for r in report["runs"][0]["results"] if r["ruleId"] == "KS105"]
    place = found["relatedLocations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == (project / "data.py").as_uri()
    assert place["region"]["startLine"] == 4


def test_what_comes_first_is_told_by_the_calls_in_the_script(cli: Cli, project: Path):
    (project / "scores.py").write_text("def score(model, x, y):\n    return model.evaluate(x, y)\n")
    (project / "train.py").write_text("""\
from data import load
from model import build_model
from scores import score

x, y = load()
x = x / 255.0
model, other = [build_model("sparse_categorical_crossentropy") for _ in range(2)]
score(other, x, y)
model.fit(x, y)
score(model, x, y)
score(other, x, y)
""")
    found = [f for f in _findings(cli, "train.py") if f["code"] == "KS808"]
    assert [f["range"]["start"]["line"] for f in found] == [11]


def test_what_a_fix_would_take_away_is_judged_with_the_modules(cli: Cli, project: Path):
    (project / "train.py").write_text(
        "import tensorflow as tf\n"
        "from data import load\n"
        "from model import build_model\n"
        "data = tf.data.Dataset.from_tensor_slices(load())\n"
        "data.prefetch(2)\n"
        "data = data.batch(32)\n"
        'build_model("sparse_categorical_crossentropy").fit(data, epochs=5)\n'
    )
    assert {"KS706", "KS101"} <= {f["code"] for f in _findings(cli, "train.py")}
