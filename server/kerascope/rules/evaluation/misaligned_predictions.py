"""KS906."""

import re
from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Use
from kerascope.program.value import constant
from kerascope.reader.values import Dataset
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule


class MisalignedPredictions(Rule):
    """Predictions of a shuffled pipeline are compared with labels in another order.

    ## Why it stops learning

    It does not: the comparison is wrong. `flow_from_directory` and
    `image_dataset_from_directory` shuffle unless told not to, while `.classes` lists the labels
    in the order of the directories, and a second pass over a shuffled pipeline comes in another
    order. The report then shows the accuracy of guessing, and the confusion matrix is noise.

    ## Bad

    ```python
    from tensorflow import keras
    from sklearn.metrics import classification_report

    model = keras.models.load_model("model.keras")
    generator = keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255)
    test = generator.flow_from_directory("test", class_mode="categorical")  # <- KS906
    predicted = model.predict(test).argmax(axis=1)
    print(classification_report(test.classes, predicted))
    ```

    ## Good

    ```python
    from tensorflow import keras
    from sklearn.metrics import classification_report

    model = keras.models.load_model("model.keras")
    generator = keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255)
    test = generator.flow_from_directory("test", class_mode="categorical", shuffle=False)
    predicted = model.predict(test).argmax(axis=1)
    print(classification_report(test.classes, predicted))
    ```

    ## Silent when

    The pipeline is made with `shuffle=False`, or its labels are never asked for.

    ## How the probe tests it

    The trained model is evaluated with and without shuffling.

    ## References

    - [Keras: flow_from_directory](https://www.tensorflow.org/api_docs/python/tf/keras/preprocessing/image/ImageDataGenerator#flow_from_directory)
    - [Keras issue 4225](https://github.com/keras-team/keras/issues/4225)
    """

    code = "KS906"
    name = "misaligned-predictions"
    tier = "certain"
    effect = "misleads"
    fixable = "safe"
    experiment = Experiment(regime="evaluate")
    seed = ("evaluation mistakes",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        text = "\n".join(cell.text for cell in program.document.cells)
        for use in program.uses:
            if use.method.startswith("predict") and (fault := _judge(use, text)) is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        call, dataset = fault.subject
        if any(constant(fit.get("x")) is dataset for fit in program.fits):
            raise CannotEdit
        edit = Editor(program)
        edit.set_argument(call, "shuffle", "False")
        return edit.fix("Keep the order", safe=True)


def _judge(use: Use, text: str) -> Fault | None:
    argument = use.call.arguments.get("x")
    found = constant(use.call.get("x"))
    if argument is None or not isinstance(found, Dataset) or len(found.facts) == 0:
        return None
    name = value_of(argument).text
    facts = dict(found.facts)
    made = facts.get("shuffle")
    if not name.isidentifier() or made is None or "from_directory" not in (found.source or ""):
        return None
    asked = _asked(name, text, listed="flow_from" in made.name)
    if asked is None or made.name.endswith("Dataset.shuffle"):
        return None
    loader = made.name.rpartition(".")[2]
    message = (
        f"{loader}() shuffles, so predict({name}) (line {use.call.origin.line}) comes in another "
        f"order than {asked}: the two cannot be compared."
    )
    return Fault(made.origin, message, (("predicted here", use.call.origin),), (made, found))


def _asked(name: str, text: str, *, listed: bool) -> str | None:
    """How the script asks for the labels of the pipeline."""
    if listed:
        match = re.search(rf"\b{name}\.(classes|labels|filenames)\b(?!\.)", text)
        return match.group() if match else None
    if re.search(
        rf"for\s*\(?\s*\w+\s*,\s*(?:y|labels?|lbls?|target)\w*\s*\)?\s+in\s+{name}\b", text
    ):
        return f"the labels of a second pass over {name}"
    return None
