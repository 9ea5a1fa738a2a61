"""How much of a folder's Keras code the reader understands.

    python -m benchmarks.reader_coverage FOLDER [--why]

``--why`` lists what was not understood, most frequent first: of a chain of layers without
shape, only the first. A fit is counted once for each place that calls it.
"""

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Shape, Tensor
from kerascope.program.training import Fit
from kerascope.program.value import Known, Value
from kerascope.reader.read import read
from kerascope.source.document import UnreadableSource, load
from kerascope.source.modules import Modules
from kerascope.source.origin import Origin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--why", action="store_true")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for path in sorted(p for p in arguments.folder.rglob("*") if p.suffix in (".py", ".ipynb")):
        try:
            program = read(
                load(path), modules=Modules(path.absolute(), arguments.folder.absolute())
            )
        except (UnreadableSource, OSError) as error:
            print(f"left out: {error}")
            continue
        counts["scripts"] += 1
        _count(program, counts, reasons)
    _print(counts)
    if arguments.why:
        for reason, number in reasons.most_common(60):
            print(f"{number:6}  {reason}")


def _count(program: TrainingProgram, counts: Counter[str], reasons: Counter[str]) -> None:
    for model in program.models:
        counts["models"] += 1
        counts["models read in full"] += model.complete
        counts["models read in full or saying why not"] += model.complete or bool(model.reason)
        if not model.complete:
            reasons[f"model: {model.reason}"] += 1
        _count_layers(model, counts, reasons)
    for fits in _by_place(program.fits).values():
        tied = [fit for fit in fits if fit.compile is not None and _sourced(fit.x)]
        counts["fits"] += 1
        counts["fits tied to compile and to the data's origin"] += bool(tied)
        if not tied:
            reasons[f"fit: {_why(fits[0])}"] += 1


def _count_layers(model: ModelGraph, counts: Counter[str], reasons: Counter[str]) -> None:
    entrances = {node for layer in model.layers for node in layer.inputs if node.kind == "input"}
    settled = {node for node in entrances if node.output_shape is not None}
    for layer in model.layers:
        counts["layers"] += 1
        counts["layers with a known shape"] += _known(layer)
        if _as_known(layer, settled):
            settled.add(layer)
            counts["layers with a shape as known as Keras could have it"] += 1
        elif all(node in settled for node in layer.inputs):
            reasons[f"shape: {layer.kind} {layer.class_name}"] += 1


def _by_place(fits: Iterable[Fit]) -> dict[Origin, list[Fit]]:
    places: dict[Origin, list[Fit]] = {}
    for fit in fits:
        places.setdefault(fit.origin, []).append(fit)
    return places


def _why(fit: Fit) -> str:
    if not isinstance(fit.x, Known):
        return getattr(fit.x, "reason", "it depends on a condition")
    return "the data have no origin" if fit.x.value.source is None else "no compile is in force"


def _shapes(layer: Layer) -> tuple[Shape | None, ...]:
    return layer.output_shapes or (layer.output_shape,)


def _known(layer: Layer) -> bool:
    return all(shape is not None and None not in shape[1:] for shape in _shapes(layer))


def _as_known(layer: Layer, settled: set[Layer]) -> bool:
    """Whether all sizes are known but those that the model's inputs leave open: Keras, too,
    has None for what comes from ``Input(shape=(None,))``."""
    if _known(layer) or None in _shapes(layer):
        return _known(layer)
    if layer.kind == "input" or (layer.kind == "model" and not layer.inputs):
        return True
    return all(n in settled for n in layer.inputs) and any(not _known(n) for n in layer.inputs)


def _sourced(value: Value[Tensor]) -> bool:
    return isinstance(value, Known) and value.value.source is not None


def _print(counts: Counter[str]) -> None:
    wholes = {"models": "models", "layers": "layers", "fits": "fits"}
    for name, number in counts.items():
        whole = counts[wholes.get(name.partition(" ")[0], name)]
        share = f"{number / whole:7.1%}" if number != whole or " " in name else ""
        print(f"{name:52}{number:8}{share}")


if __name__ == "__main__":
    main()
