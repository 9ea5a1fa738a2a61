"""How much of a folder's Keras code the reader understands.

    python -m benchmarks.reader_coverage FOLDER [--why]

``--why`` lists what was not understood, most frequent first.
"""

import argparse
from collections import Counter
from pathlib import Path

from kerascope.program.layer import Layer
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.value import Known, Value
from kerascope.reader.read import read
from kerascope.source.document import UnreadableSource, load


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--why", action="store_true")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for path in sorted(p for p in arguments.folder.rglob("*") if p.suffix in (".py", ".ipynb")):
        try:
            program = read(load(path))
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
        for layer in model.layers:
            counts["layers"] += 1
            counts["layers with a known shape"] += _known(layer)
            counts["layers with a shape as known as Keras could have it"] += _as_known(layer)
            if not _as_known(layer):
                reasons[f"shape: {layer.kind} {layer.class_name}"] += 1
    for fit in program.fits:
        counts["fits"] += 1
        tied = fit.compile is not None
        counts["fits tied to compile and to the data's origin"] += tied and _sourced(fit.x)
        if not _sourced(fit.x):
            reasons[f"fit: {fit.x.reason if not isinstance(fit.x, Known) else 'no source'}"] += 1


def _known(layer: Layer) -> bool:
    return layer.output_shape is not None and None not in layer.output_shape[1:]


def _as_known(layer: Layer) -> bool:
    """Sizes that the inputs leave open stay open in Keras too."""
    if layer.output_shape is None:
        return False
    if _known(layer):
        return True
    return layer.kind == "input" or any(not _known(node) for node in layer.inputs)


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
