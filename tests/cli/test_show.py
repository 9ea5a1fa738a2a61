import json

from kerascope.cli.program_json import to_json
from kerascope.cli.show import render
from kerascope.program.call import Call
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import Backend, TrainingProgram, Unread
from kerascope.program.tensor import Step, Tensor
from kerascope.program.training import Compile, Fit, Metric, Optimizer
from kerascope.program.value import Known, OneOf, Unknown
from kerascope.source.document import script
from kerascope.source.origin import Origin
from kerascope.source.piece import pieces_of

DOCUMENT = script(
    """\
x_train = load()
model = Sequential()
model.compile()
model.fit(x_train)
""",
    "mnist.py",
)


def _origins() -> list[Origin]:
    """One for each statement."""
    pieces = pieces_of(DOCUMENT)
    return [Origin(piece, piece.tree.body[0]) for piece in pieces if piece.tree]


def _program() -> TrainingProgram:
    load, build, compiled, fitted = _origins()
    call = Call("keras.layers.Dense", build, {}, {}, {})
    layers = (
        Layer("input", "Input", None, build, output_shape=(None, 784), parameters=0),
        Layer(
            *("layer", "Dense", "head", build),
            config={"units": Known(10), "activation": OneOf(("relu", None)), "use_bias": Unknown()},
            output_shape=(None, 10),
            parameters=7850,
        ),
        Layer("unknown", "Mystery", None, build, call=call),
    )
    model = ModelGraph("model", "sequential", build, layers, complete=False, reason="a branch")
    data = Tensor(
        *("x_train", (60000, 28, 28), "uint8", 0, 255, "raw"),
        role="features",
        trail=(Step("load", "comes from load()", load), Step("infer", "is guessed")),
    )
    compile_call = Compile(
        model=Known(model),
        call=Call("compile", compiled, {}, {}, {}),
        optimizer=Known(Optimizer("SGD", Known(10.0), compiled)),
        loss=Unknown("computed"),
        metrics=Known((Known(Metric("Accuracy", "accuracy", compiled)), Unknown())),
    )
    fit = Fit(
        model=Known(model),
        call=Call("fit", fitted, {"epochs": Known(5)}, {"batch_size": Known(32)}, {}),
        compile=compile_call,
        x=Known(data),
        y=OneOf((Tensor("a"), Tensor("b"))),
        validation=None,
        callbacks=Known(()),
    )
    return TrainingProgram(
        document=DOCUMENT,
        backend=Backend("tf.keras", 3, "tensorflow"),
        models=(model,),
        compiles=(compile_call,),
        fits=(fit,),
        data=(data,),
        unread=(Unread("'(' is never closed", None, 9),),
    )


def test_json_describes_the_whole_program():
    program = json.loads(json.dumps(to_json(_program()), allow_nan=False))
    assert program["backend"] == {"package": "tf.keras", "keras": 3, "engine": "tensorflow"}
    (model,) = program["models"]
    assert (model["name"], model["kind"], model["complete"]) == ("model", "sequential", False)
    assert model["range"]["start"] == {"line": 2, "column": 1}
    dense = model["layers"][1]
    assert (dense["class"], dense["name"], dense["parameters"]) == ("Dense", "head", 7850)
    assert dense["config"] == {
        "units": 10,
        "activation": {"one_of": ["relu", None]},
        "use_bias": None,
    }
    assert dense["output_shape"] == [None, 10]
    assert model["layers"][2]["output_shape"] is None


def test_json_describes_data_and_their_way():
    (data,) = to_json(_program())["data"]
    assert data["shape"] == [60000, 28, 28]
    assert data["range_of_values"] == [0, 255]
    assert (data["scaling"], data["labels"]) == ("raw", None)
    assert [step["text"] for step in data["trail"]] == ["comes from load()", "is guessed"]
    assert data["trail"][1]["range"] is None


def test_json_ties_fit_to_its_model_and_compile():
    program = to_json(_program())
    (compiled,), (fit,) = program["compiles"], program["fits"]
    assert (compiled["model"], compiled["optimizer"], compiled["learning_rate"]) == (
        *("model", "SGD"),
        10.0,
    )
    assert (compiled["loss"], compiled["metrics"]) == (None, ["Accuracy", None])
    assert (fit["model"], fit["compile"], fit["x"]) == ("model", 0, "x_train")
    assert fit["y"] == {"one_of": ["a", "b"]}
    assert (fit["epochs"], fit["batch_size"], fit["validation_split"]) == (5, 32, None)
    assert (fit["validation"], fit["callbacks"]) == (None, [])
    assert program["unread"] == [{"reason": "'(' is never closed", "cell": None, "line": 9}]


def test_infinite_bounds_are_no_json():
    program = TrainingProgram(DOCUMENT, data=(Tensor("x", low=0, high=float("inf")),))
    assert to_json(program)["data"][0]["range_of_values"] == [0, None]


def test_text_reads_as_a_summary():
    assert render(to_json(_program())) == (
        "tf.keras, Keras 3 on tensorflow\n"
        "\n"
        "Model model (sequential, line 2)\n"
        "  layer       output shape  parameters\n"
        "  Input       (None, 784)            0  line 2\n"
        "  Dense head  (None, 10)         7,850  line 2\n"
        "  Mystery     ?                      ?  line 2\n"
        "  incomplete: a branch\n"
        "\n"
        "Data\n"
        "  x_train  features, (60000, 28, 28), uint8, values 0 to 255, raw:"
        " comes from load() (line 1), is guessed\n"
        "\n"
        "Compile\n"
        "  model at line 3: SGD (learning rate 10.0), ?, metrics Accuracy, ?\n"
        "\n"
        "Fit\n"
        "  model at line 4: x x_train, y a or b, 5 epochs, batch size 32,"
        " validation none, callbacks none\n"
        "\n"
        "Not read\n"
        "  line 9: '(' is never closed\n"
    )


def test_a_script_that_trains_nothing():
    assert render(to_json(TrainingProgram(DOCUMENT))) == "none, Keras 3 on tensorflow\n"
