"""Logs as people paste them, and what their numbers say."""

import pytest

from kerascope.trainlog.decode import decode
from kerascope.trainlog.parse import parse_log

KERAS_3 = """\
Epoch 1/3
\x1b[1m313/313\x1b[0m \x1b[32m━━━━━━━━━━━━━━━━━━━━\x1b[0m\x1b[37m\x1b[0m \x1b[1m1s\x1b[0m 2ms/step - accuracy: 0.1012 - loss: 2.3031 - val_accuracy: 0.0980 - val_loss: 2.3030
Epoch 2/3
313/313 ━━━━━━━━━━━━━━━━━━━━ 1s 2ms/step - accuracy: 0.0991 - loss: 2.3027 - val_accuracy: 0.0980 - val_loss: 2.3026
Epoch 3/3
313/313 ━━━━━━━━━━━━━━━━━━━━ 1s 2ms/step - accuracy: 0.1001 - loss: 2.3026 - val_accuracy: 0.0980 - val_loss: 2.3026
"""  # noqa: E501


def log(*epochs: str) -> str:
    return "".join(
        f"Epoch {n}/{len(epochs)}\n10/10 [====>.....] - ETA: 0s - loss: 9.9\r"
        f"10/10 [==========] - 1s 2ms/step - {metrics}\n"
        for n, metrics in enumerate(epochs, 1)
    )


def codes(text: str) -> list[str | None]:
    return [reading.code for found in parse_log(text) for reading in decode(found)]


def sentences(text: str) -> str:
    return " ".join(reading.sentence for found in parse_log(text) for reading in decode(found))


def test_a_log_is_read_epoch_by_epoch() -> None:
    (found,) = parse_log(KERAS_3)
    assert found.epochs == 3
    assert found.series["loss"] == (2.3031, 2.3027, 2.3026)
    assert found.series["val_accuracy"] == (0.098, 0.098, 0.098)


def test_a_progress_bar_counts_as_what_it_last_showed() -> None:
    (found,) = parse_log(log("loss: 0.7 - acc: 0.5", "loss: 0.6 - acc: 0.6"))
    assert found.series["loss"] == (0.7, 0.6)


def test_two_runs_are_told_apart() -> None:
    assert len(parse_log(log("loss: 1.0", "loss: 0.9") + log("loss: 1.0", "loss: 0.8"))) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (KERAS_3, "ln 10 is 2.3026"),
        (log(*["loss: 0.6931 - acc: 0.4987"] * 4), "ln 2 is 0.6931"),
        (log(*["loss: 0.6 - acc: 0.6500"] * 4), "0.6500 in every epoch"),
        (
            log("loss: 0.5 - acc: 0.7 - val_acc: 0.8", "loss: 0.4 - acc: 0.7 - val_acc: 0.8"),
            "no fault",
        ),
    ],
)
def test_what_the_numbers_say(text: str, says: str) -> None:
    assert says in sentences(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (log(*["loss: 14.5063 - accuracy: 0.1000"] * 4), "KS403"),
        (log(*["loss: 8.0590 - acc: 0.5000"] * 4), "KS403"),
        (log(*["loss: 7.9712 - acc: 0.5000"] * 4), "KS403"),
        (log(*["loss: 0.0000e+00 - accuracy: 0.3333"] * 4), "KS402"),
        (log("loss: 1.47 - accuracy: 0.97", *["loss: 1.4650 - accuracy: 0.9950"] * 3), "KS404"),
        (log("loss: -10.5 - acc: 0.1", "loss: -205.1 - acc: 0.1"), "KS408"),
        (log("loss: 900.0 - acc: 0.0", "loss: 80.0 - acc: 0.0", "loss: 20.0 - acc: 0.0"), "KS410"),
        (log("loss: 0.9", "loss: nan", "loss: nan"), "KS501"),
        (log("loss: 2.0", "loss: 1.6", "loss: 1.2", "loss: 0.9"), "KS511"),
        (
            log(
                *(
                    f"loss: {1 / n:.3f} - val_loss: {0.5 + abs(n - 3) * 0.1:.3f}"
                    for n in range(1, 11)
                )
            ),
            "KS603",
        ),
    ],
)
def test_numbers_that_name_a_rule(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_a_log_of_a_model_that_learns_says_nothing() -> None:
    learning = [(0.9, 0.6), (0.5, 0.8), (0.4, 0.85), (0.39, 0.86), (0.385, 0.861)]
    assert codes(log(*(f"loss: {a} - accuracy: {b}" for a, b in learning))) == []


def test_what_is_no_log_has_no_runs() -> None:
    assert parse_log("hello\nloss is high: very") == []
