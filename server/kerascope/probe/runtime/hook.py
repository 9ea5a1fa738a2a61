"""Standing between the script and Keras, without importing Keras for it."""

from __future__ import annotations

import importlib.abc
import importlib.util
import inspect
import sys
from typing import Any, Callable

from .weights import Births

FitHandler = Callable[[Any, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]
_PACKAGES = ("keras", "tf_keras")


class _AfterImport(importlib.abc.MetaPathFinder):
    """Calls ``patch`` with each Keras package right after its first import."""

    def __init__(self, patch: Callable[[Any], None]) -> None:
        self._patch = patch
        self._busy = False

    def find_spec(self, name: str, *_where: Any) -> Any:
        if name not in _PACKAGES or self._busy:
            return None
        self._busy = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._busy = False
        if spec is None or spec.loader is None:
            return None
        run, patch = spec.loader.exec_module, self._patch

        def execute(module: Any) -> None:
            run(module)
            patch(module)

        spec.loader.exec_module = execute  # type: ignore[method-assign]
        return spec


def install(on_fit: FitHandler, births: Births) -> None:
    """Hand every ``Model.fit`` to ``on_fit`` and note every weight that a layer creates."""

    def patch(package: Any) -> None:
        _patch_fit(package.Model, on_fit)
        _patch_weights(package, births)
        _patch_layers(package, births)
        _silence(package)

    for name in _PACKAGES:
        if name in sys.modules:
            patch(sys.modules[name])
    sys.meta_path.insert(0, _AfterImport(patch))


def _patch_fit(model_class: Any, on_fit: FitHandler) -> None:
    original = model_class.fit

    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        return on_fit(self, original, args, kwargs)

    fit.__signature__ = inspect.signature(original)  # type: ignore[attr-defined]
    model_class.fit = fit


def _patch_weights(package: Any, births: Births) -> None:
    layer_class = package.layers.Layer
    original, resolve = layer_class.add_weight, package.initializers.get

    def add_weight(self: Any, *args: Any, **kwargs: Any) -> Any:
        variable = original(self, *args, **kwargs)
        initializer = kwargs.get("initializer")
        if initializer is None:
            name = str(getattr(variable, "dtype", "float32"))
            initializer = "glorot_uniform" if "float" in name else "zeros"
        births.record(variable, resolve(initializer))
        return variable

    layer_class.add_weight = add_weight


def _patch_layers(package: Any, births: Births) -> None:
    layer_class = package.layers.Layer
    original = layer_class.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        births.place(self)

    __init__.__signature__ = inspect.signature(original)  # type: ignore[attr-defined]
    layer_class.__init__ = __init__


def _silence(package: Any) -> None:
    """Summaries and drawings cost time and tell nobody anything."""
    package.Model.summary = package.utils.plot_model = _nothing


def _nothing(*_args: Any, **_kwargs: Any) -> None:
    pass
