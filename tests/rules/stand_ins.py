"""What programs would download or read, made up here in the right shapes and types.

Data sets have a tenth of their real number of samples, pretrained networks random weights, and
training ends after two batches.
"""

import functools
import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

_RNG = np.random.default_rng(0)
_IMPORTED = (
    "imblearn.over_sampling",
    "keras",
    "scipy.ndimage",
    "sklearn.datasets",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.preprocessing",
    "tensorflow.keras.layers",
)


def warm_up() -> None:
    """Import what programs import, once for all children, and replace what they would download."""
    for module in _IMPORTED:
        importlib.import_module(module)
    keras: Any = importlib.import_module("keras")
    _replace_datasets(keras.datasets)
    _replace_weights(keras.applications)
    _cut_short(keras)


def _cut_short(keras: Any) -> None:
    """Let every fit end after two batches, or one epoch, and its validation."""
    fit = keras.Model.fit

    class TwoBatches(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            self.model.stop_training = batch > 0

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.model.stop_training = True

    @functools.wraps(fit)
    def short_fit(model: Any, *args: Any, callbacks: Any = (), **options: Any) -> Any:
        return fit(model, *args, callbacks=[*(callbacks or ()), TwoBatches()], **options)

    keras.Model.fit = short_fit


Loader = Callable[..., tuple[Any, Any]]


def _images(samples: int, shape: tuple[int, ...], classes: int, labels: tuple[int, ...]) -> Loader:
    def load_data(*_: Any, **_options: Any) -> Any:
        return tuple(
            (
                _RNG.integers(0, 256, (size, *shape), dtype=np.uint8),
                _RNG.integers(0, classes, (size, *labels), dtype=np.uint8),
            )
            for size in (samples, 1000)
        )

    return load_data


def _texts(samples: int, classes: int) -> Loader:
    def load_data(*_: Any, num_words: int = 20000, **_options: Any) -> Any:
        return tuple(
            (
                np.array([_text(num_words) for _ in range(samples)], dtype=object),
                _RNG.integers(0, classes, samples),
            )
            for _ in ("train", "test")
        )

    return load_data


def _text(num_words: int) -> list[int]:
    return _RNG.integers(1, num_words, _RNG.integers(20, 300)).tolist()


def _houses(samples: int, features: int) -> Loader:
    def load_data(*_: Any, **_options: Any) -> Any:
        return tuple(
            (_RNG.normal(10, 4, (size, features)), _RNG.normal(22, 9, size))
            for size in (samples, samples // 4)
        )

    return load_data


def _replace_datasets(datasets: Any) -> None:
    datasets.mnist.load_data = _images(6000, (28, 28), 10, ())
    datasets.fashion_mnist.load_data = _images(6000, (28, 28), 10, ())
    datasets.cifar10.load_data = _images(5000, (32, 32, 3), 10, (1,))
    datasets.cifar100.load_data = _images(5000, (32, 32, 3), 100, (1,))
    datasets.imdb.load_data = _texts(2500, 2)
    datasets.reuters.load_data = _texts(900, 46)
    datasets.boston_housing.load_data = _houses(404, 13)
    datasets.california_housing.load_data = _houses(2000, 8)


def _replace_weights(applications: Any) -> None:
    for name, build in vars(applications).items():
        if callable(build) and name[0].isupper():
            setattr(applications, name, _untrained(build))


def _untrained(build: Any) -> Any:
    @functools.wraps(build)
    def built(*args: Any, **options: Any) -> Any:
        return build(*args, **{**options, "weights": None})

    return built


def write_files(folder: Path) -> None:
    """The arrays, tables, images and the model that programs read, by the names they use."""
    np.save(folder / "samples.npy", _RNG.random((200, 8)))
    np.save(folder / "labels.npy", _RNG.random(200))
    _write_tables(folder)
    _write_model(folder / "model.keras")
    for split in ("train", "val", "test"):
        _write_images(folder / split, ("ants", "bees", "wasps"))
        _write_images(folder / "pets" / split, ("cats", "dogs"))


def _write_model(path: Path) -> None:
    """In a child: the parent must not start TensorFlow's threads."""
    child = os.fork()
    if child == 0:
        keras = importlib.import_module("keras")
        layers = keras.layers
        pool = [keras.Input((None, None, 3)), layers.GlobalAveragePooling2D()]
        keras.Sequential([*pool, layers.Dense(3, activation="softmax")]).save(path)
        os._exit(0)
    os.waitpid(child, 0)


def _write_tables(folder: Path) -> None:
    pima = np.column_stack([_RNG.integers(0, 200, (200, 8)), _RNG.integers(0, 2, 200)])
    np.savetxt(folder / "pima-indians-diabetes.csv", pima, delimiter=",")
    card = pd.DataFrame(_RNG.normal(size=(300, 3)), columns=["V1", "V2", "Amount"])
    card["Class"] = np.arange(300) % 60 == 0
    measured = pd.DataFrame(_RNG.random((200, 3)), columns=["weight", "length", "target"])
    measured.loc[::20, "length"] = None
    houses = pd.DataFrame(_RNG.lognormal(3, 1, (200, 3)), columns=["area", "rooms", "price"])
    houses["sold"] = _RNG.integers(0, 2, 200)
    power = pd.DataFrame(_RNG.random((240, 25)), columns=[*map(str, range(24)), "load"])
    power.insert(0, "date", pd.date_range("2024-01-01", periods=240))
    card.astype(float).to_csv(folder / "creditcard.csv", index=False)
    measured.to_csv(folder / "measurements.csv", index=False, na_rep="?")
    houses.to_csv(folder / "house_sales.csv", index=False)
    power.to_csv(folder / "power.csv", index=False)


def _write_images(folder: Path, classes: tuple[str, ...]) -> None:
    for name in classes:
        (folder / name).mkdir(parents=True)
        for number in range(4):
            pixels = _RNG.integers(0, 256, (40, 40, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")


def run_eagerly() -> None:
    """Trace nothing, which takes longer than two steps. Not for programs with functions of their
    own, which must bear being traced, nor with a second fit, which reuses what was traced."""
    importlib.import_module("tensorflow").config.run_functions_eagerly(True)


def try_untrained_models(names: dict[str, Any]) -> None:
    """Train each compiled model that has seen no data, on a batch made by its shapes and its loss;
    pass a batch through each model that is not compiled."""
    keras = importlib.import_module("keras")
    for value in list(names.values()):
        if isinstance(value, keras.Model) and value.inputs and not _is_trained(value):
            shapes = [[size or 32 for size in tensor.shape] for tensor in value.inputs]
            x = [_RNG.random(shape, dtype=np.float32) for shape in shapes]
            if value.compiled:
                value.fit(x, _targets(value), verbose=0)
            else:
                value.predict(x, verbose=0)


def _is_trained(model: Any) -> bool:
    return model.compiled and int(model.optimizer.iterations) > 0


def _targets(model: Any) -> Any:
    by_name = model.loss if isinstance(model.loss, dict) else {}
    targets = [_target(by_name.get(o.name, model.loss), o.shape) for o in model.outputs]
    if by_name:
        return dict(zip(model.output_names, targets, strict=True))
    return targets if len(targets) > 1 else targets[0]


def _target(loss: Any, shape: tuple[int, ...]) -> Any:
    """Class numbers, one-hot rows or zeros and ones, as the loss asks for."""
    name = getattr(loss, "name", loss)
    if "sparse" in str(name):
        return _RNG.integers(0, shape[-1], (32, *shape[1:-1]))
    if "categorical" in str(name):
        return np.eye(shape[-1])[_RNG.integers(0, shape[-1], (32, *shape[1:-1]))]
    return _RNG.integers(0, 2, (32, *shape[1:])).astype("float32")
