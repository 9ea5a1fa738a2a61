"""KS113."""

import re
from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.graph import followers, models_in, passes
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.trail import load_of, steps
from kerascope.program.value import Known, constant, number
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_LENGTH = re.compile(r"^len\(\s*[\w.]*word_index\s*\)$")
_POST = re.compile(r"padding\s*=\s*['\"]post['\"]")


class TokenRange(Rule):
    """The embedding has too few rows for the token ids, or padding is read as text.

    ## Why it stops learning

    Ids of `Tokenizer.word_index` start at 1, so the largest one needs a row more than there are
    words. An id without a row crashes on a CPU and silently becomes zeros on some GPUs. Texts
    padded at the end make an LSTM's last state the state after all the padding: what it read
    before is forgotten, unless the padding is masked.

    ## Bad

    ```python
    import keras
    from keras import layers

    (x, y), _ = keras.datasets.imdb.load_data(num_words=10000)
    x = keras.utils.pad_sequences(x, maxlen=200)
    model = keras.Sequential([
        layers.Embedding(5000, 32),  # <- KS113
        layers.LSTM(32),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy")
    model.fit(x, y)  # raises InvalidArgumentError
    ```

    ```python
    import keras
    from keras import layers

    (x, y), _ = keras.datasets.imdb.load_data(num_words=10000)
    x = keras.utils.pad_sequences(x, maxlen=500, padding="post")
    model = keras.Sequential([
        layers.Embedding(10000, 32),  # <- KS113
        layers.LSTM(32),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy")
    model.fit(x, y)
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    (x, y), _ = keras.datasets.imdb.load_data(num_words=10000)
    x = keras.utils.pad_sequences(x, maxlen=500, padding="post")
    model = keras.Sequential([
        layers.Embedding(10000, 32, mask_zero=True),
        layers.LSTM(32),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy")
    model.fit(x, y)
    ```

    ## Silent when

    The ids are not known, padding comes in front (the default), it is masked, or every state is
    used (pooling, attention, `return_sequences=True`, a bidirectional layer).

    ## How the probe tests it

    The script as it is against one with the fix, for the same number of updates.

    ## References

    - [Keras: masking and padding](https://keras.io/guides/understanding_masking_and_padding/)
    """

    code = "KS113"
    name = "token-range"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300)
    seed = ("text preprocessing", "padding")
    systems = ("SageMaker Debugger", "torch-audit")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        limited = any(
            c.class_name == "Tokenizer" and "num_words" in c.written for c in program.calls
        )
        for fit in program.fits:
            tensor = fit.x.value if isinstance(fit.x, Known) else None
            for model in models_in(fit.model):
                for layer in model.layers:
                    if _takes_tokens(layer, model):
                        yield from _judge(layer, model, tensor, limited=limited)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        title, place, text = fault.subject
        edit = Editor(program)
        if isinstance(place, Origin):
            edit.replace(place, text)
        else:
            edit.set_argument(place, "mask_zero", text)
        return edit.fix(title, safe=False)


def _judge(
    layer: Layer, model: ModelGraph, tensor: Tensor | None, *, limited: bool
) -> Iterator[Fault]:
    rows = layer.get("input_dim")
    size, place = number(rows), rows.origin
    if place is not None and _LENGTH.match(place.text) and not limited:
        message = (
            f"Ids in word_index start at 1, so the largest one is {place.text} itself: the "
            "embedding needs a row more."
        )
        yield Fault(place, message, (), ("Add a row", place, f"{place.text} + 1"), "certain")
    if tensor is None:
        return
    if size is not None and tensor.high is not None and tensor.high >= size and place:
        yield _too_few(tensor, int(size), int(tensor.high), place)
    padded = [s for s in steps(tensor, "pad") if s.origin and _POST.search(s.origin.text)]
    if padded and padded[0].origin and _reads_padding(layer, model):
        message = (
            f"Texts are padded at the end (line {padded[0].origin.line}) and nothing masks it: the "
            "last state of the recurrent layer is the one after the padding."
        )
        related = (("padded here", padded[0].origin),)
        yield Fault(layer.origin, message, related, ("Mask the padding", layer.call, "True"))


def _takes_tokens(layer: Layer, model: ModelGraph) -> bool:
    """Whether an embedding gets the model's only input as it is (no positions, no patches)."""
    if layer.class_name != "Embedding" or layer.call is None:
        return False
    inputs = {id(node) for each in model.layers for node in each.inputs if node.kind == "input"}
    return len(inputs) == 1 and len(layer.inputs) == 1 and layer.inputs[0].kind == "input"


def _too_few(tensor: Tensor, size: int, high: int, place: Origin) -> Fault:
    load = load_of(tensor)
    since = f" (line {load.origin.line})" if load and load.origin else ""
    message = (
        f"The token ids{since} go up to {high}, but the embedding has rows for 0 to {size - 1} "
        "only."
    )
    related = (("the ids come from here", load.origin),) if load and load.origin else ()
    return Fault(
        place, message, related, ("Make rows for all ids", place, f"{high + 1}"), "certain"
    )


def _reads_padding(layer: Layer, model: ModelGraph) -> bool:
    """Whether an LSTM whose last state counts follows, without a mask."""
    if constant(layer.get("mask_zero")) is not False:
        return False
    following = followers(model)
    nodes = following.get(layer, [])
    while len(nodes) == 1 and passes(nodes[0]) and nodes[0].class_name != "Masking":
        nodes = following.get(nodes[0], [])
    if len(nodes) != 1 or nodes[0].class_name not in ("LSTM", "GRU", "SimpleRNN"):
        return False
    return constant(nodes[0].get("return_sequences")) is False
