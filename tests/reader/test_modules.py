"""Modules of the same workspace, laid out as real repositories lay them out."""

import textwrap
from pathlib import Path

import pytest
from reader.reading import summary

from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.value import Known, constant
from kerascope.reader.modules import MODULES
from kerascope.reader.read import read
from kerascope.source.document import load
from kerascope.source.modules import SIZE, Modules

MODEL = """
    from tensorflow import keras
    from tensorflow.keras import layers

    def build_model(classes, width=8):
        model = keras.Sequential([keras.Input((4,)), layers.Dense(width, activation="relu")])
        model.add(layers.Dense(classes, activation="softmax"))
        return model
"""
SUMMARY = [
    "InputLayer (None, 4) 0",
    "Dense (None, 8) 40",
    "Dense (None, 3) 27",
]


def program_in(folder: Path, script: str, **files: str) -> TrainingProgram:
    """The program of ``script``; names of files are given without their ending."""
    for name, text in files.items():
        file = folder / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
    path = folder / f"{script}.py"
    return read(load(path), modules=Modules(path))


def fitted(program: TrainingProgram) -> ModelGraph:
    model = program.fits[-1].model
    assert isinstance(model, Known)
    return model.value


@pytest.mark.parametrize(
    "lines",
    [
        "from model import build_model\nmodel = build_model(3)",
        "from model import build_model as make\nmodel = make(classes=3)",
        "import model as m\nmodel = m.build_model(3)",
        "import model\nmodel = model.build_model(3)",
        "from model import *\nmodel = build_model(3)",
        "from .model import build_model\nmodel = build_model(3)",
        "from . import model as m\nmodel = m.build_model(3)",
        "try:\n    from .model import build_model\nexcept ImportError:\n"
        "    from model import build_model\nmodel = build_model(3)",
        "def run():\n    from model import build_model\n    return build_model(3)\nmodel = run()",
    ],
)
def test_ways_to_import(tmp_path: Path, lines: str) -> None:
    script = f"{lines}\nmodel.compile('adam', 'mse')\nmodel.fit(x, y)\n"
    program = program_in(tmp_path, "train", train=script, model=MODEL)
    assert summary(fitted(program)) == SUMMARY
    assert fitted(program).complete
    assert program.backend.package == "tf.keras"


def test_a_place_in_a_module_knows_its_file_and_the_way_there(tmp_path: Path) -> None:
    script = "from model import build_model\nmodel = build_model(3)\n"
    (model,) = program_in(tmp_path, "train", train=script, model=MODEL).models
    assert model.origin.path == str(tmp_path / "model.py")
    assert f"line {model.origin.line}" == "line 6 of model.py"
    assert model.origin.here.path == ""
    assert model.origin.here.text == "build_model(3)"


def test_two_calls_are_two_ways(tmp_path: Path) -> None:
    script = """
        from model import build_model
        small = build_model(3)
        large = build_model(5, width=80)
    """
    program = program_in(tmp_path, "train", train=script, model=MODEL)
    assert [m.origin.here.line for m in program.models] == [3, 4]
    assert [m.parameters for m in program.models] == [67, 805]


def test_configuration(tmp_path: Path) -> None:
    config = """
        import os
        EPOCHS = 7
        SHAPE = (4,)
        class Config:
            batch_size = 16
        options = {"units": [5, 6]}
        options["rate"] = 0.01
        if os.environ.get("FAST"):
            EPOCHS = 7
    """
    script = """
        import keras
        import config as cfg
        from config import Config, options
        model = keras.Sequential([keras.Input(cfg.SHAPE)])
        for units in options["units"]:
            model.add(keras.layers.Dense(units))
        cfg.EPOCHS += 1
        model.compile(keras.optimizers.SGD(options["rate"]), "mse")
        model.fit(x, y, epochs=cfg.EPOCHS, batch_size=Config.batch_size)
    """
    program = program_in(tmp_path, "train", train=script, config=config)
    fit = program.fits[0]
    assert (constant(fit.get("epochs")), constant(fit.get("batch_size"))) == (8, 16)
    assert fitted(program).parameters == 25 + 36
    optimizer = program.compiles[0].optimizer
    assert isinstance(optimizer, Known)
    assert constant(optimizer.value.learning_rate) == 0.01


def test_a_package_that_exports_what_its_modules_define(tmp_path: Path) -> None:
    program = program_in(
        tmp_path,
        "train",
        train="from nets import build_model, WIDTH\nimport nets.heads\n"
        "m = build_model(nets.heads.CLASSES, WIDTH)\nm.compile('adam', 'mse')\nm.fit(x, y)\n",
        **{
            "nets/__init__": "from .dense import build_model\nfrom nets.sizes import *\n",
            "nets/dense": MODEL,
            "nets/sizes": "WIDTH = 8\n_HIDDEN = 1\n",
            "nets/heads": "from . import sizes\nCLASSES = sizes.WIDTH - 5\n",
        },
    )
    assert summary(fitted(program)) == SUMMARY


@pytest.mark.parametrize("place", ["src/train", "src/jobs/train", "scripts/train", "train"])
def test_a_project_with_its_code_in_src(tmp_path: Path, place: str) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    text = "from src.nets.model import build_model\nm = build_model(3)\nm.fit(x, y)\n"
    files = {place: text, "src/nets/model": MODEL}
    assert summary(fitted(program_in(tmp_path, place, **files))) == SUMMARY


def test_an_installed_layout_is_found_below_src(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text("")
    text = "from nets.model import build_model\nm = build_model(3)\nm.fit(x, y)\n"
    files = {"scripts/train": text, "src/nets/__init__": "", "src/nets/model": MODEL}
    assert summary(fitted(program_in(tmp_path, "scripts/train", **files))) == SUMMARY


def test_nothing_above_the_project_is_read(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "pyproject.toml").write_text("")
    text = "from model import build_model\nm = build_model(3)\n"
    files = {"inner/train": text, "model": MODEL}
    assert not program_in(tmp_path, "inner/train", **files).models


def test_what_a_module_does_when_imported_is_not_trained(tmp_path: Path) -> None:
    other = (
        MODEL
        + """
    small = build_model(2)
    small.compile("adam", "mse")
    small.fit(a, b)

    if __name__ == "__main__":
        build_model(9).fit(a, b)
    """
    )
    script = "import keras\nfrom other import build_model\nm = build_model(3)\nm.fit(x, y)\n"
    program = program_in(tmp_path, "train", train=script, other=other)
    assert [fit.origin.text for fit in program.fits] == ["m.fit(x, y)"]
    assert [model.parameters for model in program.models] == [67]
    assert not program.compiles


def test_a_model_made_by_an_import_is_known_where_it_is_trained(tmp_path: Path) -> None:
    other = MODEL + '    model = build_model(3)\n    model.compile("sgd", "mse")\n'
    script = "from other import model\nmodel.fit(x, y, epochs=3)\n"
    program = program_in(tmp_path, "train", train=script, other=other)
    assert summary(fitted(program)) == SUMMARY
    assert [model.parameters for model in program.models] == [67]
    assert program.fits[0].compile is not None


def test_training_in_another_file_belongs_to_the_script_that_calls_it(tmp_path: Path) -> None:
    trainer = """
        def train(model, x, y, epochs=4):
            model.compile("adam", "categorical_crossentropy")
            return model.fit(x, y, epochs=epochs)
    """
    script = """
        from keras.datasets import mnist
        from model import build_model
        from trainer import train
        (x, y), _ = mnist.load_data()
        train(build_model(10), x.reshape(60000, 784), y)
    """
    program = program_in(tmp_path, "main", main=script, model=MODEL, trainer=trainer)
    (fit,) = program.fits
    assert fit.origin.path == str(tmp_path / "trainer.py")
    assert fit.origin.here.line == 6
    assert constant(fit.get("epochs")) == 4
    assert isinstance(fit.x, Known)
    assert fit.x.value.shape == (60000, 784)


def test_classes_across_files(tmp_path: Path) -> None:
    blocks = """
        import keras
        class Block(keras.layers.Layer):
            def __init__(self, units):
                super().__init__()
                self.dense = keras.layers.Dense(units)
            def call(self, x):
                return self.dense(x)
    """
    net = """
        import keras
        from blocks import Block
        class Net(keras.Model):
            def __init__(self, sizes):
                super().__init__()
                self.blocks = [Block(s) for s in sizes]
            def call(self, x):
                for block in self.blocks:
                    x = block(x)
                return x
    """
    script = """
        import keras
        from net import Net
        m = Net([5, 3])
        m(keras.Input((4,)))
        m.fit(x, y)
    """
    program = program_in(tmp_path, "train", train=script, net=net, blocks=blocks)
    assert fitted(program).parameters == 25 + 18


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    program = program_in(
        tmp_path,
        "train",
        train="import model, train\nfrom model import build_model, data\n"
        "m = build_model(data.CLASSES)\nm.fit(x, y)\n",
        model="import data\n" + textwrap.dedent(MODEL),
        data="import model\nfrom model import build_model\nCLASSES = 3\n",
    )
    assert summary(fitted(program)) == SUMMARY


def test_modules_that_are_not_there(tmp_path: Path) -> None:
    script = "from lost import build\nfrom .gone import x\nimport lost.too\nm = build(3)\n"
    program = program_in(tmp_path, "train", train=script)
    assert not program.models
    assert not program.unread
    assert [i.written for i in program.imports] == ["lost.build", ".gone.x", "lost"]


def test_a_name_that_a_module_lacks_is_unknown(tmp_path: Path) -> None:
    script = "import model\nfrom model import other\nm = other(3)\nn = model.third()\n"
    program = program_in(tmp_path, "train", train=script, model=MODEL)
    assert not program.models
    assert not program.unread


def test_a_broken_statement_costs_its_names_only(tmp_path: Path) -> None:
    broken = MODEL + "\n    def lost(:\n        return 1\n    )))\n"
    script = "from model import build_model, lost\nm = build_model(3)\nm.fit(x, y)\n"
    program = program_in(tmp_path, "train", train=script, model=broken)
    assert summary(fitted(program)) == SUMMARY
    assert not program.unread


def test_a_huge_module_is_not_followed_and_that_is_said(tmp_path: Path) -> None:
    huge = textwrap.dedent(MODEL) + "#" * SIZE
    script = "import keras\nfrom model import build_model\nm = build_model(3)\n"
    program = program_in(tmp_path, "train", train=script, model=huge)
    assert not program.models
    ((reason, line),) = [(u.reason, u.line) for u in program.unread]
    assert reason == "model is too large to be followed, or no text"
    assert line == 2


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_bytes(b"\0\xff")
    program = program_in(tmp_path, "train", train="from model import build_model\n")
    assert len(program.unread) == 1


def test_the_number_of_modules_is_bounded(tmp_path: Path) -> None:
    count = MODULES + 10
    chain = {f"m{i}": f"from m{i + 1} import *\nN{i} = {i}\n" for i in range(count)}
    script = "import keras\nfrom m0 import N0\nm = keras.Sequential([keras.layers.Dense(N0)])\n"
    program = program_in(tmp_path, "train", train=script, **chain)
    assert len(program.models) == 1
    assert not program.unread
    many = "".join(f"import m{i}\n" for i in range(count))
    flat = {f"m{i}": f"N{i} = {i}\n" for i in range(count)}
    (unread,) = program_in(tmp_path, "train", train=many, **flat).unread
    assert (unread.reason, unread.line) == ("it imports more modules than are followed", 31)


def test_a_folder_of_data_does_not_hide_a_library(tmp_path: Path) -> None:
    (tmp_path / "datasets").mkdir()
    script = "from datasets import load_dataset\nimport datasets\n"
    program = program_in(tmp_path, "train", train=script)
    assert [i.canonical for i in program.imports] == ["datasets.load_dataset", "datasets"]


def test_libraries_are_not_looked_for_in_the_workspace(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_text("import numpy as np\nimport os.path\nfrom keras import layers\n")
    modules = Modules(path)
    read(load(path), modules=modules)
    assert not modules.used
    assert not modules.absent


def test_a_module_in_tf_keras_makes_it_keras_2(tmp_path: Path) -> None:
    script = "from model import build_model\nm = build_model(3)\n"
    old = MODEL.replace("from tensorflow import keras", "import tf_keras as keras")
    program = program_in(tmp_path, "train", train=script, model=old)
    assert (program.backend.package, program.backend.keras) == ("tf_keras", 2)


def test_documents_that_are_open_count_instead_of_files(tmp_path: Path) -> None:
    path, model = tmp_path / "train.py", tmp_path / "model.py"
    path.write_text("from model import build_model\nm = build_model(3)\nm.fit(x, y)\n")
    model.write_text("def build_model(classes):\n    return None\n")
    typed = load(model).with_text(None, textwrap.dedent(MODEL))
    program = read(load(path), modules=Modules(path, opened={str(model): typed}))
    assert summary(fitted(program)) == SUMMARY


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    script = "from config import N\nimport keras\nm = keras.Sequential([keras.Input((4,)), "
    script += "keras.layers.Dense(N)])\n"
    before = program_in(tmp_path, "train", train=script, config="N = 3\n")
    after = program_in(tmp_path, "train", config="N = 10\n")
    assert [p.models[0].parameters for p in (before, after)] == [15, 50]
