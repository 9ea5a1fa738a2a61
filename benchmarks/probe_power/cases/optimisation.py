"""Optimiser, rate and batch (KS5)."""

from benchmarks.probe_power.case import Case, alarm, fault, put
from benchmarks.probe_power.scripts import (
    BARS,
    CANCER,
    DIABETES,
    DIGITS,
    EVEN,
    FRIEDMAN,
    IMAGES,
    MULTI_LABEL,
    OF_KERAS_2,
    OF_TENSORFLOW,
    SEQUENCES,
    SERIES,
    TOKENS,
)

_FROZEN = "for layer in model.layers:\n    layer.trainable = False\n"
_VANISHING = "keras.optimizers.schedules.ExponentialDecay(0.003, 1, 0.8)"
_LOWERED = "callbacks=[keras.callbacks.ReduceLROnPlateau(patience=4)], verbose=0"


def _rate(text: str, written: str, good: str) -> tuple[str, tuple[str, str]]:
    """The script with the rate ``written``, and the change to ``good``."""
    change = (f"learning_rate={written}", f"learning_rate={good}")
    start = text.index("learning_rate=")
    old = text[start : text.index(")", start)]
    return put(text, (old, change[0])), change


def _too_high(name: str, text: str, written: str, good: str, kept_apart: bool = False) -> Case:
    text, change = _rate(text, written, good)
    return Case(name, text, (fault("KS501", change),), kept_apart)


def _too_low(name: str, text: str, written: str, good: str, kept_apart: bool = False) -> Case:
    text, change = _rate(text, written, good)
    return Case(name, text, (fault("KS502", change),), kept_apart)


def _fine(
    name: str, code: str, text: str, written: str, other: str, kept_apart: bool = False
) -> Case:
    text, change = _rate(text, written, other)
    return Case(name, text, (alarm(code, change),), kept_apart)


CASES = (
    _too_high("rate 10, digits", DIGITS, "10.0", "0.001"),
    _too_high("rate 3, images", IMAGES, "3.0", "0.002", kept_apart=True),
    _too_high("rate 5, sequences", SEQUENCES, "5.0", "0.01"),
    _too_high("rate 10, numbers", DIABETES, "10.0", "0.003", kept_apart=True),
    _too_high("rate 3, several labels", MULTI_LABEL, "3.0", "0.005", kept_apart=True),
    _too_low("rate 1e-6, digits", DIGITS, "1e-6", "0.001"),
    _too_low("rate 1e-6, sequences", SEQUENCES, "1e-6", "0.01", kept_apart=True),
    _too_low("rate 1e-6, series", SERIES, "1e-6", "0.005"),
    Case(
        "the schedule ends before the first epoch does",
        put(BARS, ("learning_rate=0.003", f"learning_rate={_VANISHING}"), OF_TENSORFLOW),
        (fault("KS503", (_VANISHING, _VANISHING.replace("1, 0.8", "200, 0.8"))),),
        kept_apart=True,
    ),
    Case(
        "Adadelta's default rate",
        put(DIGITS, ("Adam(learning_rate=0.001)", "Adadelta()"), OF_KERAS_2),
        (fault("KS504", ("Adadelta()", "Adadelta(learning_rate=1.0)")),),
        tensorflow_only=True,
    ),
    Case(
        "gradients clipped to nothing",
        put(EVEN, ("Adam(learning_rate=0.01)", "SGD(learning_rate=0.1, clipvalue=1e-6)")),
        (fault("KS506", (", clipvalue=1e-6", "")),),
        kept_apart=True,
    ),
    Case(
        "an epsilon as large as the gradients are not",
        put(TOKENS, ("learning_rate=0.005", "learning_rate=0.005, epsilon=100.0")),
        (fault("KS506", (", epsilon=100.0", "")),),
    ),
    Case(
        "every layer is frozen",
        put(DIGITS, ("model.compile(", _FROZEN + "model.compile(")),
        (fault("KS512", (_FROZEN, "")),),
    ),
    _fine("rate .002 is fine", "KS501", DIGITS, "0.002", "0.001"),
    _fine("rate .03 is fine", "KS501", EVEN, "0.03", "0.01", kept_apart=True),
    _fine("rate .02 is fine, numbers", "KS501", FRIEDMAN, "0.02", "0.005"),
    _fine("slower than it could be", "KS502", DIGITS, "0.0004", "0.001"),
    _fine("rate .002 is fine, words", "KS502", TOKENS, "0.002", "0.005", kept_apart=True),
    Case("batch of 16 is fine", DIABETES, (alarm("KS510", ("batch_size=16", "batch_size=32")),)),
    Case(
        "batch of 32 is fine",
        SEQUENCES,
        (alarm("KS510", ("batch_size=32", "batch_size=16")),),
        kept_apart=True,
    ),
    Case("the rate need not fall", IMAGES, (alarm("KS509", ("verbose=0", _LOWERED)),)),
    Case(
        "a clip that never bites",
        put(CANCER, ("learning_rate=0.005", "learning_rate=0.005, clipnorm=5.0")),
        (alarm("KS506", (", clipnorm=5.0", "")),),
        kept_apart=True,
    ),
    Case(
        "plain SGD is enough",
        put(CANCER, ("Adam(learning_rate=0.005)", "SGD(learning_rate=0.1)")),
        (alarm("KS505", ("SGD(learning_rate=0.1)", "SGD(learning_rate=0.1, momentum=0.9)")),),
    ),
)
