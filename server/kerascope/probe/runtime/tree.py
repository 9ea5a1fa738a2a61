"""Nested data: dictionaries, lists and tuples of arrays."""

from __future__ import annotations

from typing import Any, Callable


def leaves(tree: Any) -> list[Any]:
    """The arrays of a nested structure, in order; None holds nothing."""
    if tree is None:
        return []
    if isinstance(tree, dict):
        return [leaf for value in tree.values() for leaf in leaves(value)]
    if isinstance(tree, (list, tuple)):
        return [leaf for value in tree for leaf in leaves(value)]
    return [tree]


def mapped(function: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """The same structure with ``function`` applied to each leaf (and those of ``others``)."""
    if tree is None:
        return None
    if isinstance(tree, dict):
        return {key: mapped(function, tree[key], *(o[key] for o in others)) for key in tree}
    if isinstance(tree, (list, tuple)):
        items = [mapped(function, *group) for group in zip(tree, *others)]
        return items if isinstance(tree, list) else tuple(items)
    return function(tree, *others)


def rows(tree: Any) -> int:
    """How many samples a structure of arrays holds."""
    found = leaves(tree)
    return len(found[0]) if found else 0


def size(tree: Any) -> int:
    """Bytes of all arrays."""
    return sum(leaf.nbytes for leaf in leaves(tree))


def picked(tree: Any, index: Any) -> Any:
    """The samples at ``index``."""
    return mapped(lambda leaf: leaf[index], tree)
