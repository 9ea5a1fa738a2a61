"""KS605."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.call import Call
from kerascope.program.callbacks import callbacks_of, may_log_more, validates
from kerascope.program.graph import models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile, Fit
from kerascope.program.value import Known, constant, text
from kerascope.rules._compile_order import misplaced_metrics
from kerascope.rules._metrics import OLD_NAMES, adds_metrics
from kerascope.rules.era import is_of_keras_2, is_of_keras_3
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_WATCHING = ("EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau")
_TWINS = {"acc": "accuracy", "accuracy": "acc"}
_FALLING = re.compile(r"loss|error|mae|mse|mape", re.IGNORECASE)
_RISING = re.compile(r"acc|auc|precision|recall|f1|iou|dice|r2", re.IGNORECASE)

Remedy = Literal["rename", "validate", "measure", "mode"]


@dataclass(frozen=True, slots=True, eq=False)
class _Broken:
    call: Call
    fit: Fit
    remedy: Remedy
    value: str


class MonitorNeverLogged(Rule):
    """A callback watches a quantity that training never reports, or waits for it to get worse.

    ## Why it stops learning

    Early stopping, checkpoints and learning rate reduction look for one name among those that
    an epoch reports: `loss`, each metric by its name, and `val_...` of these where there are
    validation data. Where the name is missing, Keras prints one warning and goes on (the
    EarlyStopping of Keras 3, without a `mode`, ends with an error): training never stops, the
    best weights are never kept, the learning rate never falls. A `mode` that contradicts the
    quantity keeps the worst epoch.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(monitor="val_acc", mode="max")  # <- KS605
    model.fit(x / 16, y, epochs=50, validation_split=0.2, callbacks=[stop])
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(monitor="val_accuracy", mode="max")
    model.fit(x / 16, y, epochs=50, validation_split=0.2, callbacks=[stop])
    ```

    ## Silent when

    The name, a metric or the validation data are not known, the metrics stand where only Keras 2
    takes them for metrics (`compile(optimizer, loss, metrics)`), the model has several outputs or
    a training step of its own (their names differ), a callback or layer of the script's own
    adds to the logs, or a checkpoint saves every epoch anyway. In a script that only Keras 1 or
    2 can run, another name is for information: until Keras 2.3 `accuracy` was reported as
    `acc`. So is that one after `import keras`, where nothing shows that the script is for Keras 3.

    ## Fix

    The name that is reported, or the mode that fits. Where nothing is held out: a
    `validation_split`, which changes the experiment and is therefore not a safe fix.

    ## How the probe tests it

    The script as it is against the script with the callback at work.

    ## References

    - [Keras: EarlyStopping](https://keras.io/api/callbacks/early_stopping/)
    """

    code = "KS605"
    name = "monitor-never-logged"
    tier = "certain"
    effect = "overfits"
    fixable = "safe"
    experiment = Experiment(regime="memorise", metric="generalisation", horizon=600, margin=0.04)
    seed = ("early stopping", "learning rate schedules")
    systems = ("Keras warns at run time",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        unsure = program.backend.package == "keras" and not is_of_keras_3(program)
        old, own = is_of_keras_2(program), adds_metrics(program)
        for fit in program.fits:
            for call in callbacks_of(fit):
                if call.class_name not in _WATCHING or may_log_more(fit, call):
                    continue
                if not _saves_always(call):
                    for fault in _judge(call, fit, program.backend.keras):
                        may_be_right = old or (unsure and _has_old_name(call))
                        renamed = may_be_right and fault.subject.remedy == "rename"
                        if own and fault.subject.remedy in ("rename", "measure"):
                            continue
                        yield replace(fault, tier="hypothesis") if renamed else fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        broken: _Broken = fault.subject
        edit, call = Editor(program), broken.call
        if broken.remedy == "validate":
            if "y" not in broken.fit.call.arguments or not broken.fit.call.complete:
                raise CannotEdit
            edit.add_argument(broken.fit.call, f"validation_split={broken.value}")
            return edit.fix("Hold out a fifth of the data for validation", safe=False)
        if broken.remedy == "measure":
            compiled = broken.fit.compile
            if compiled is None or not compiled.call.complete:
                raise CannotEdit
            metrics = f"[{edit.quoted(broken.value)}]"
            edit.set_argument(compiled.call, "metrics", metrics)
            return edit.fix(f"Measure {broken.value}", safe=True)
        name = "monitor" if broken.remedy == "rename" else "mode"
        place = call.written[name].origin if name in call.written else None
        if place is None:
            edit.add_argument(call, f"{name}={edit.quoted(broken.value)}")
        else:
            edit.replace(place, edit.quoted(broken.value, place))
        return edit.fix(f"Set {name} to {broken.value!r}", safe=True)


def _has_old_name(call: Call) -> bool:
    return (text(call.get("monitor")) or "").removeprefix("val_") in OLD_NAMES


def _saves_always(call: Call) -> bool:
    return call.class_name == "ModelCheckpoint" and not constant(call.get("save_best_only"))


def _judge(call: Call, fit: Fit, keras: int) -> Iterator[Fault]:
    monitor = text(call.get("monitor"))
    if monitor is None or not call.complete:
        return
    place = call.written["monitor"].origin if "monitor" in call.written else None
    place, related = place or call.origin, (("the training", fit.origin),)
    if monitor.startswith("val_") and not validates(fit):
        message = (
            f"{call.class_name} watches {monitor!r}, but fit() (line {fit.origin.line}) has no "
            "validation data, so it never acts."
        )
        yield Fault(place, message, related, subject=_Broken(call, fit, "validate", "0.2"))
        return
    if (wanted := _wrong_mode(call, monitor)) is not None:
        message = (
            f"{call.class_name} has mode={text(call.get('mode'))!r}, but {monitor!r} gets better "
            f"the other way: it takes the worst epoch for the best."
        )
        mode = call.written["mode"].origin or call.origin
        yield Fault(mode, message, related, subject=_Broken(call, fit, "mode", wanted))
    names = _reported(fit)
    if names is None or _is_among(monitor.removeprefix("val_"), names):
        return
    remedy, value = _remedy(monitor, names, fit)
    message = (
        f"{call.class_name} watches {monitor!r}, but training reports {_listed(names)}: "
        f"{_effect(call, monitor, keras)}."
    )
    broken = _Broken(call, fit, remedy, value)
    yield Fault(place, message, related, subject=broken, fixable=bool(value))


def _effect(call: Call, monitor: str, keras: int) -> str:
    """Keras 3's EarlyStopping has to be told the mode of a name that is not reported."""
    guesses = "mode" not in call.written and "loss" not in monitor
    if call.class_name == "EarlyStopping" and guesses and keras == 3:
        return "Keras 3 ends the training with an error, Keras 2 only prints a warning"
    return "it only prints a warning and never acts"


def _wrong_mode(call: Call, monitor: str) -> str | None:
    mode = text(call.get("mode")) if "mode" in call.written else None
    falls, rises = _FALLING.search(monitor), _RISING.search(monitor)
    if mode == "max" and falls and not rises:
        return "min"
    return "max" if mode == "min" and rises and not falls else None


def _reported(fit: Fit) -> list[str] | None:
    """The names that an epoch of training reports, or None where they are not all known."""
    compiled = fit.compile
    models = list(models_in(fit.model))
    if compiled is None or not models or compiled.losses is not None:
        return None
    if any(m.kind in ("subclassed", "unknown") or len(m.outputs) != 1 for m in models):
        return None
    metrics = _metric_names(compiled)
    return ["loss", *metrics, "learning_rate", "lr"] if metrics is not None else None


def _metric_names(compiled: Compile) -> list[str] | None:
    call = compiled.call
    if not call.complete or "weighted_metrics" in call.written or misplaced_metrics(call):
        return None
    if not isinstance(compiled.metrics, Known):
        return None
    names: list[str] = []
    for metric in compiled.metrics.value:
        if not isinstance(metric, Known):
            return None
        found = metric.value
        names.append(found.name or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", found.class_name).lower())
    return names


def _is_among(name: str, names: list[str]) -> bool:
    return name in names or re.sub(r"_\d+$", "", name) in names


def _remedy(monitor: str, names: list[str], fit: Fit) -> tuple[Remedy, str]:
    prefix = "val_" if monitor.startswith("val_") else ""
    plain = monitor.removeprefix("val_")
    real = [name for name in names if name not in ("learning_rate", "lr")]
    if validates(fit) and (inner := re.search(r"val_\w+$", plain)):
        plain, prefix = inner.group().removeprefix("val_"), "val_"
    twin = _TWINS.get(plain)
    close = [twin] if twin and twin in real else get_close_matches(plain, real, 1, 0.7)
    if not close and _RISING.search(plain):
        close = [name for name in real if _RISING.search(name)][:1]
    if close:
        return "rename", prefix + close[0]
    if plain in _TWINS and real == ["loss"]:
        return "measure", plain
    return "rename", ""


def _listed(names: list[str]) -> str:
    real = [repr(name) for name in names if name not in ("learning_rate", "lr")]
    return real[0] if len(real) == 1 else f"{', '.join(real[:-1])} and {real[-1]}"
