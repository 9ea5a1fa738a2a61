"""Pooling: within windows, over everything, and to a wanted size."""

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments
from kerascope.reader.shapes.convolution import assembled, channels, pixels, spatial_rank, windows
from kerascope.reader.shapes.layer_table import Rule, of_one_input


def window_output(arguments: Arguments, shape: Shape) -> Shape:
    inner = windows(arguments, shape, "pool_size")
    return assembled(arguments, shape[0], inner, channels(arguments, shape))


def global_output(arguments: Arguments, shape: Shape) -> Shape:
    depth = channels(arguments, shape)
    if not arguments.flag("keepdims"):
        return (shape[0], depth)
    return assembled(arguments, shape[0], (1,) * len(pixels(arguments, shape)), depth)


def adaptive_output(arguments: Arguments, shape: Shape) -> Shape:
    wanted = arguments.sizes("output_size", spatial_rank(arguments))
    return assembled(arguments, shape[0], wanted, channels(arguments, shape))


LAYERS: dict[str, Rule] = {}
for _n in (1, 2, 3):
    for _kind in ("Max", "Average"):
        LAYERS[f"{_kind}Pooling{_n}D"] = of_one_input(window_output, rank=_n + 2)
        LAYERS[f"Global{_kind}Pooling{_n}D"] = of_one_input(global_output, rank=_n + 2)
        LAYERS[f"Adaptive{_kind}Pooling{_n}D"] = of_one_input(adaptive_output, rank=_n + 2)
