"""``match`` statements: decided where the subject is known, joined where it is not."""

import textwrap

import pytest
from reader.reading import IMPORTS

from kerascope.program.value import Known, OneOf, constant
from kerascope.reader.read import read
from kerascope.source.document import script


def epochs(text: str) -> object:
    """What ``epochs`` is when it reaches ``fit``: a value, a set of them, or None."""
    model = "\nkeras.Sequential([layers.Dense(1)]).fit(x, y, epochs=epochs)\n"
    program = read(script(IMPORTS + textwrap.dedent(text) + model))
    assert not program.unread
    found = program.fits[0].get("epochs")
    return set(found.values) if isinstance(found, OneOf) else constant(found)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("'short'", 1),
        ("'long'", 9),
        ("'longer'", 9),
        ("7", 7),
        ("None", 2),
        ("True", 3),
        ("1.5", 5),
        ("[4]", 4),
        ("(6, 8)", 14),
        ("[1, 2, 3, 20]", 20),
        ("{'epochs': 30}", 30),
        ("{'epochs': 30, 'more': 5}", 35),
        ("{}", 0),
        ("Plan(40)", 40),
        ("Other()", 0),
        ("Finer(41)", 41),
    ],
)
def test_known_subjects_are_decided(subject: str, expected: int) -> None:
    text = f"""
        from dataclasses import dataclass
        @dataclass
        class Plan:
            epochs: int
            name: str = "plan"
        class Finer(Plan):
            pass
        class Other:
            pass
        match {subject}:
            case "short":
                epochs = 1
            case "long" | "longer":
                epochs = 9
            case None:
                epochs = 2
            case True:
                epochs = 3
            case int(n) if n > 3:
                epochs = n
            case float():
                epochs = 5
            case [only]:
                epochs = only
            case (first, second):
                epochs = first + second
            case [1, *rest, last] if len(rest) == 2:
                epochs = last
            case {{"epochs": n, "more": m}}:
                epochs = n + m
            case {{"epochs": n, **rest}} if not rest:
                epochs = n
            case Plan(epochs=n):
                epochs = n
            case _:
                epochs = 0
    """
    assert epochs(text) == expected


def test_the_arms_of_an_unknown_subject_are_joined() -> None:
    text = """
        import sys
        epochs = 1
        match sys.argv[1]:
            case "a":
                epochs = 2
            case "b":
                epochs = 3
    """
    assert epochs(text) == {1, 2, 3}


def test_a_last_arm_that_fits_everything_leaves_nothing_of_before() -> None:
    text = """
        import sys
        epochs = 1
        match sys.argv[1]:
            case "a":
                epochs = 2
            case _:
                epochs = 3
    """
    assert epochs(text) == {2, 3}


def test_an_arm_that_leaves_is_no_alternative() -> None:
    text = """
        import sys
        match sys.argv[1]:
            case "a":
                epochs = 2
            case "b":
                raise ValueError
            case _:
                sys.exit(1)
    """
    assert epochs(text) == 2


def test_a_subject_with_a_few_values() -> None:
    text = """
        import sys
        kind = "a" if sys.argv else "b"
        match kind:
            case "a" | "b" as which:
                epochs = 4
            case "c":
                epochs = 5
    """
    assert epochs(text) == 4


def test_a_guard_that_is_not_known() -> None:
    text = """
        import sys
        match 3:
            case n if sys.argv:
                epochs = n
            case n:
                epochs = n + 1
    """
    assert epochs(text) == {3, 4}


def test_returning_from_the_arms_of_a_function() -> None:
    text = """
        def choose(name):
            match name:
                case "sgd":
                    return 1
                case keras.optimizers.Adam():
                    return 2
            return 3
        epochs = choose("sgd") + choose("other")
    """
    assert epochs(text) == 4


def test_layers_of_a_specification() -> None:
    text = """
        inputs = keras.Input((8,))
        x = inputs
        for spec in [("dense", 4), ("drop", 0.5), ("dense", 2)]:
            match spec:
                case ("dense", units):
                    x = layers.Dense(units)(x)
                case ("drop", rate):
                    x = layers.Dropout(rate)(x)
        model = keras.Model(inputs, x)
        model.fit(a, b)
    """
    program = read(script(IMPORTS + textwrap.dedent(text)))
    model = program.fits[0].model
    assert isinstance(model, Known)
    assert [layer.class_name for layer in model.value.layers] == [
        "InputLayer",
        "Dense",
        "Dropout",
        "Dense",
    ]
    assert model.value.parameters == 36 + 10
