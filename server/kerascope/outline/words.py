"""Shapes and numbers of weights in words."""

from kerascope.program.tensor import Shape


def shape_text(shape: Shape | None) -> str:
    """A shape for people: ``(batch, 28, 28)``; a question mark for what is not known."""
    if shape is None:
        return "unknown shape"
    sizes = [str(size) if size is not None else "?" for size in shape]
    if shape and shape[0] is None:
        sizes[0] = "batch"
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def parameters_text(count: int | None) -> str:
    """A number of weights for people."""
    if count is None:
        return "unknown number of parameters"
    return f"{count:,} parameter{'' if count == 1 else 's'}"
