"""Layers that were unfrozen too late: Keras does not train them, and neither do trials."""

from __future__ import annotations

from typing import Any

from .loop import backend_of


def keep_frozen(model: Any) -> None:
    """Freeze the layers that were unfrozen after the model was trained, and not compiled anew.

    ``fit`` goes on with the step that it made for the weights there were. A new step, as trials
    make it, would meet weights that the optimizer does not know.
    """
    if not getattr(model, "train_function", None) or backend_of(model) != "tensorflow":
        return
    for layer in model._flatten_layers(include_self=False, recursive=True):
        weights = layer.trainable_variables
        if weights and not any(_is_known(model.optimizer, weight) for weight in weights):
            layer.trainable = False


def _is_known(optimizer: Any, weight: Any) -> bool:
    places = getattr(optimizer, "_index_dict", None)
    if places is not None:
        return optimizer._var_key(weight) in places
    known = getattr(optimizer, "_trainable_variables", None)
    return known is None or any(weight is one for one in known)
