"""KS103."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.call import Call
from kerascope.program.graph import models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.tape import bindings, function_around
from kerascope.program.tensor import Step, Tensor
from kerascope.program.trail import called, is_given, is_untold, load_of, steps
from kerascope.program.training import Fit, Use
from kerascope.program.value import Known, Value, constant
from kerascope.reader.values import Dataset
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_SCALED = ("scaled", "standardised")
_FITTED = re.compile(r"^(?P<scaler>[A-Za-z_][\w.]*(?P<made>\([^()]*\))?)\.fit_transform\(")
_PICTURES = re.compile(
    r"(?:mnist|cifar\d+)\.load_data|imread|Image\.open|load_img|flow_from|image_dataset_from|img_to_array|decode"
)
_MEASURED = re.compile(r"mean|std|max|min|norm", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Refit:
    """The second ``fit_transform`` of one scaler."""

    place: Origin
    scaler: str


@dataclass(frozen=True, slots=True)
class _Rescale:
    """The generator that lacks the factor, and the factor as it is written in the other."""

    call: Call
    factor: str


class PreprocessingSkew(Rule):
    """Training data are scaled, the data for validation or test are not (or the other way round).

    ## Why it stops learning

    The model learns on values around 1 and is then asked about values up to 255. Its answers
    there mean nothing: training accuracy rises while validation accuracy stays where it was, which
    looks like overfitting and is not. A scaler that is fitted again to the held-out data does the
    same, more weakly.

    ## Bad

    ```python
    import keras
    from keras import layers

    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    x_train = x_train.astype("float32") / 255
    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, epochs=5)
    model.evaluate(x_test, y_test)  # <- KS103
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    x_train = x_train.astype("float32") / 255
    x_test = x_test.astype("float32") / 255
    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, epochs=5)
    model.evaluate(x_test, y_test)
    ```

    ## Silent when

    It is not known what happened to one of the two, they do not come from the same source, or the
    model is also fitted to data that are scaled otherwise. Of arrays that a snippet uses and never
    makes it is told with less certainty.

    ## How the probe tests it

    The trained model is evaluated on both versions of the held-out data.

    ## References

    - [TensorFlow: training-serving skew](https://www.tensorflow.org/tfx/guide/tfdv)
    """

    code = "KS103"
    name = "preprocessing-skew"
    tier = "certain"
    effect = "misleads"
    fixable = "safe"
    experiment = Experiment(regime="evaluate")
    seed = ("inconsistent preprocessing",)
    systems = ("Deepchecks",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            if isinstance(fit.x, Known) and not _learns_otherwise(fit, program.fits):
                yield from _judge(fit, fit.x.value, program.uses)
            if (fault := _scaled_labels(fit)) is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        if fault.subject is None:
            return None
        if isinstance(fault.subject, _Rescale):
            edit = Editor(program)
            edit.add_argument(fault.subject.call, f"rescale={fault.subject.factor}")
            return edit.fix("Rescale these pictures, too", safe=True)
        if isinstance(fault.subject, _Refit):
            edit = Editor(program)
            text = fault.subject.place.text
            edit.replace(fault.subject.place, text.replace(".fit_transform(", ".transform(", 1))
            return edit.fix("Use what the scaler learnt from the training data", safe=True)
        step, trained, other = fault.subject
        edit = Editor(program)
        text = _same_for(edit, step, trained, other)
        edit.insert_after(_last_named(program, step, other.name, fault.origin), text)
        return edit.fix(f"Do the same to {other.name}", safe=True)


def _learns_otherwise(fit: Fit, fits: tuple[Fit, ...]) -> bool:
    """Whether the same model is fitted to other data, too, that are not known to be scaled alike:
    what it is asked about then may fit those."""
    identities = {id(model.identity) for model in models_in(fit.model)}
    scaling = fit.x.value.scaling if isinstance(fit.x, Known) else None
    return any(
        any(id(model.identity) in identities for model in models_in(other.model))
        and (not isinstance(other.x, Known) or other.x.value.scaling != scaling)
        for other in fits
        if other.origin != fit.origin
    )


def _judge(fit: Fit, trained: Tensor, uses: tuple[Use, ...]) -> Iterator[Fault]:
    identities = {id(model.identity) for model in models_in(fit.model)}
    places = list(_validation(fit))
    for use in uses:
        if any(id(m.identity) in identities for m in models_in(use.model)):
            argument = use.call.arguments.get("x")
            if argument is not None:
                made = _generator_place(use.call.get("x"), fit)
                places.append((use.x, made or value_of(argument)))
    told: set[str] = set()
    for value, place in places:
        if isinstance(value, Known) and place.text not in told:
            fault = _compared(trained, value.value, place)
            if fault is not None:
                told.add(place.text)
                lacking = _lacking(fit, place, uses)
                yield replace(fault, subject=lacking, fixable=True) if lacking else fault


def _validation(fit: Fit) -> Iterator[tuple[Value[Tensor], Origin]]:
    argument = fit.call.arguments.get("validation_data")
    if argument is None or fit.validation is None:
        return
    place = _generator_place(fit.get("validation_data"), fit) or value_of(argument)
    if isinstance(place.node, cst.Tuple) and place.node.elements:
        place = Origin(place.piece, place.node.elements[0].value)
    yield fit.validation[0], place


def _lacking(fit: Fit, place: Origin, uses: tuple[Use, ...]) -> _Rescale | None:
    """What the generator at that place needs to do as the one trained with does."""
    ours = _generator(fit.get("x"))
    written = ours.arguments.get("rescale") if ours is not None else None
    if written is None:
        return None
    values = [fit.get("validation_data"), *(use.call.get("x") for use in uses)]
    for call in map(_generator, values):
        if call is not None and call.origin == place and "rescale" not in call.written:
            return _Rescale(call, value_of(written).text)
    return None


def _generator_place(value: Value[object], fit: Fit) -> Origin | None:
    """Where the generator of held-out pictures is made, unless it is the one trained with."""
    made, ours = _generator(value), _generator(fit.get("x"))
    return made.origin if made is not None and made is not ours else None


def _generator(value: Value[object]) -> Call | None:
    found = constant(value)
    facts = found.facts if isinstance(found, Dataset) else ()
    return next((call for name, call in facts if name == "generator"), None)


def _compared(trained: Tensor, other: Tensor, place: Origin) -> Fault | None:
    done, missing = _scaling(trained), _scaling(other)
    given = is_given(trained) and is_given(other)
    if not _are_alike(trained, other) or (load_of(other) is None and not given):
        return None
    untouched = other.scaling == "raw" or (given and is_untold(other))
    if trained.scaling in _SCALED and untouched and done:
        name = _name_of(place, other)
        message = (
            f"The training data {done[-1].text} (line {_line(done[-1])}), but {name} is not: "
            "the model is asked about values it has never seen."
        )
        fault = _fault(place, message, done[-1], trained, other)
        return replace(fault, tier="likely") if given else fault
    raw = trained.scaling == "raw" or (given and is_untold(trained))
    if raw and other.scaling in _SCALED and missing:
        name = called(place, other, "The held-out data")
        message = (
            f"{name} {missing[-1].text} (line {_line(missing[-1])}), but the training data are "
            "not: the model is asked about values it has never seen."
        )
        tier = "likely" if given else None
        return Fault(place, message, _related(missing[-1]), fixable=False, tier=tier)
    if (own := _measured_again(done, missing, other)) is not None:
        return own
    return _fitted_again(done, missing, other) or _by_other_scaler(done, missing, place, other)


def _are_alike(trained: Tensor, other: Tensor) -> bool:
    """Whether both come from one source, or both are pictures of bytes that somebody reads."""
    if is_given(trained) and is_given(other):
        return True
    if trained.source is None or other.source is None:
        return False
    if trained.source == other.source:
        return True
    pictures = _PICTURES.search(trained.source) and _PICTURES.search(other.source)
    return bool(pictures) and {trained.high, other.high} <= {1.0, 255.0}


def _measured_again(done: list[Step], missing: list[Step], other: Tensor) -> Fault | None:
    """``(x_test - x_test.mean()) / x_test.std()``, where the training data have their own."""
    if not done or not missing or not other.name:
        return None
    first, again = done[-1].origin, missing[-1].origin
    if first is None or again is None or first == again or _is_repeated(again):
        return None
    own = re.compile(
        rf"\b{re.escape(other.name)}\.(?:mean|std|min|max)\(|(?:mean|std)\({re.escape(other.name)}\b"
    )
    if not own.search(again.text) or own.search(first.text):
        return None
    message = (
        f"{other.name} is scaled by what is measured on itself: the same value becomes another "
        f"number than in training (line {first.line})."
    )
    related = (("the training data are scaled here", first),)
    return Fault(again, message, related, None, tier="likely", fixable=False)


def _fitted_again(done: list[Step], missing: list[Step], other: Tensor) -> Fault | None:
    """A scaler measures the held-out data afresh instead of using what it learnt in training."""
    if not done or not missing or done[-1].text != missing[-1].text:
        return None
    first, again = done[-1].origin, missing[-1].origin
    if first is None or again is None or first == again:
        return None
    found = _FITTED.match(again.text)
    if found is None or "Normalizer" in missing[-1].text or not _FITTED.match(first.text):
        return None
    if _is_repeated(first) or _is_repeated(again):
        return None
    message = (
        f"{other.name or 'The held-out data'} {missing[-1].text} that is fitted to it anew: the "
        f"same value becomes another number than in training (line {first.line})."
    )
    kept = not found["made"] and found["scaler"] in first.text
    change = _Refit(again, found["scaler"]) if kept else None
    related = (("fitted to the training data here", first),)
    return Fault(again, message, related, change, tier="likely", fixable=change is not None)


def _is_repeated(place: Origin) -> bool:
    """Whether it stands in a loop or comprehension, which scales each sample by itself."""
    repeating = (cst.For, cst.While, cst.ListComp, cst.GeneratorExp)
    return any(place.around(*repeating))


def _by_other_scaler(
    done: list[Step], missing: list[Step], place: Origin, other: Tensor
) -> Fault | None:
    one, two = ({s.text for s in found if "Scaler" in s.text} for found in (done, missing))
    if len(one) != 1 or len(two) != 1 or one == two:
        return None
    name = called(place, other, "The held-out data")
    message = (
        f"{name} {two.pop()} (line {_line(missing[-1])}), but the training data {one.pop()} "
        f"(line {_line(done[-1])}): the model is asked about values on another scale."
    )
    return Fault(place, message, _related(missing[-1]), fixable=False)


def _name_of(place: Origin, other: Tensor) -> str:
    """The array asked about, or what the generator at that place makes."""
    made = re.search(r"ImageDataGenerator|flow_from|_from_directory", place.text) is not None
    return "what this generator makes" if made else called(place, other, "the held-out data")


def _scaling(tensor: Tensor) -> list[Step]:
    return steps(tensor, "scale")


def _line(step: Step) -> int:
    return step.origin.line if step.origin else 0


def _related(step: Step) -> tuple[tuple[str, Origin], ...]:
    return (("scaled here", step.origin),) if step.origin else ()


def _fault(place: Origin, message: str, step: Step, trained: Tensor, other: Tensor) -> Fault:
    return Fault(place, message, _related(step), (step.origin, trained, other))


def _same_for(edit: Editor, step: Origin, trained: Tensor, other: Tensor) -> str:
    """The statement that scales the training data, written for the other array."""
    statement = edit.statement_of(step).text.strip()
    last = other.trail[-1].origin
    if not trained.name or not other.name or other.name in statement or last is None:
        raise CannotEdit
    if not re.match(rf"{re.escape(trained.name)}\s*[-+*/]?=[^=]", statement) or "\n" in statement:
        raise CannotEdit
    if _MEASURED.search(statement.replace("MinMax", "")) and "transform" not in statement:
        raise CannotEdit
    if last.cell != step.cell or last.range.start > step.range.start or "().fit_" in statement:
        raise CannotEdit
    text = re.sub(rf"\b{re.escape(trained.name)}\b", other.name, statement)
    return text.replace(".fit_transform(", ".transform(")


def _last_named(program: TrainingProgram, step: Origin, name: str, use: Origin) -> Origin:
    """Where both arrays are there: at the step that one has gone through, or where the other gets
    its name after that."""
    around = function_around(step)
    parts = (
        [around]
        if around is not None
        else [
            Origin(piece, piece.tree)
            for piece in program.pieces
            if piece.cell == step.cell and piece.tree is not None
        ]
    )
    found = [step, *(each for part in parts for each in bindings(part, name))]
    before = [each for each in found if each.cell != use.cell or each.range.start < use.range.start]
    return max(before, key=lambda each: each.range.start, default=step)


def _scaled_labels(fit: Fit) -> Fault | None:
    """Class numbers that were divided like pixels."""
    argument = fit.call.arguments.get("y")
    if not isinstance(fit.y, Known) or argument is None:
        return None
    labels = fit.y.value
    done = [s for s in _scaling(labels) if "divided by" in s.text and "itself" not in s.text]
    if labels.labels not in ("integer", "binary") or not done:
        return None
    place = value_of(argument)
    message = (
        f"{called(place, labels, 'The label array')} holds numbers of classes and {done[-1].text} "
        f"(line {_line(done[-1])}): they are no class numbers any more."
    )
    return Fault(place, message, _related(done[-1]), fixable=False)
