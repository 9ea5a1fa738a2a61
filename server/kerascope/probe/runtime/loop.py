"""Many updates in one call: the training loop of each backend, compiled where that pays."""

from __future__ import annotations

import sys
from typing import Any, Protocol

import numpy as np

from . import tree
from .capture import Data
from .weights import as_array

PACKAGES = ("keras", "tf_keras")


class Loop(Protocol):
    """Trains and predicts with one model on samples held in memory."""

    def run(self, order: Any) -> None:
        """Make one update for each row of ``order`` ([steps, batch] of sample numbers)."""
        ...

    def predict(self, x: Any, training: bool = False) -> Any:
        """The model's outputs for all samples of ``x``, as nested arrays."""
        ...

    def loss(self, data: Data) -> float:
        """The loss on ``data``, as in evaluation."""
        ...

    def gradients(self, batch: Data) -> tuple[float, list[Any]]:
        """The loss on ``batch`` and its gradient for each trainable weight (None: no path)."""
        ...


def loop_for(model: Any, data: Data) -> Loop:
    """The fastest loop that the model's backend allows."""
    name = backend_of(model)
    if name == "jax":
        return JaxLoop(model, data)
    if name == "tensorflow":
        return TensorFlowLoop(model, data)
    return TorchLoop(model, data)


def package_of(model: Any) -> str:
    """``keras`` or ``tf_keras``: whose class the model is."""
    names = (package_of_class(parent) for parent in type(model).__mro__)
    return next((name for name in names if name in PACKAGES), "keras")


def package_of_class(kind: type) -> str:
    """The name of the package that a class stands in."""
    return kind.__module__.split(".")[0]


def backend_of(model: Any) -> str:
    """``tensorflow``, ``jax`` or ``torch``."""
    if package_of(model) == "tf_keras":
        return "tensorflow"
    backend = sys.modules["keras"].backend
    return str(backend.backend()) if hasattr(backend, "backend") else "tensorflow"


def _parts(data: Data) -> tuple[Any, ...]:
    return (data.x, data.y) if data.weight is None else (data.x, data.y, data.weight)


class TensorFlowLoop:
    """The whole loop in one graph, not compiled by XLA: that makes convolutions slow on CPUs."""

    def __init__(self, model: Any, data: Data) -> None:
        import tensorflow as tf

        self._tf, self._model = tf, model
        samples = tree.mapped(tf.constant, _parts(data))
        # As in fit(): Keras 2 rewrites the control flow of a model's own steps, Keras 3 does not.
        # Rewriting takes longer than all else in making the graph.
        self._rewrite = package_of(model) == "tf_keras"

        def steps(order: Any) -> None:
            count = tf.shape(order)[0]
            tf.while_loop(lambda done: done < count, lambda done: step(done, order), [0])

        def step(done: Any, order: Any) -> Any:
            train_step = model.train_step
            if self._rewrite:
                autograph = tf.__internal__.autograph
                train_step = autograph.tf_convert(train_step, autograph.control_status_ctx())
            train_step(batch(order[done]))
            return done + 1

        def batch(chosen: Any) -> Any:
            return tree.mapped(lambda leaf: tf.gather(leaf, chosen), samples)

        def outputs(x: Any) -> Any:
            return model(x, training=False)

        # One graph for any number of steps: the batch has to stay fixed, stateful layers need it.
        self._steps: dict[int, Any] = {}
        self._plain_steps = steps
        self._outputs = tf.function(outputs, reduce_retracing=True, autograph=self._rewrite)

    def run(self, order: Any) -> None:
        tf, batch = self._tf, order.shape[1]
        if batch not in self._steps:
            signature = [tf.TensorSpec([None, batch], tf.int32)]
            self._steps[batch] = tf.function(
                self._plain_steps, input_signature=signature, autograph=self._rewrite
            )
        self._steps[batch](tf.constant(order, dtype="int32"))

    def predict(self, x: Any, training: bool = False) -> Any:
        x = tree.mapped(self._tf.constant, x)
        return tree.mapped(
            as_array, self._model(x, training=True) if training else self._outputs(x)
        )

    def loss(self, data: Data) -> float:
        x, y, *weight = tree.mapped(self._tf.constant, _parts(data))
        return float(self._model.compute_loss(x, y, self._model(x, training=False), *weight))

    def gradients(self, batch: Data) -> tuple[float, list[Any]]:
        tf = self._tf
        x, y, *weight = tree.mapped(tf.constant, _parts(batch))
        with tf.GradientTape() as tape:
            outputs = self._model(x, training=True)
            loss = self._model.compute_loss(x, y, outputs, *weight)
        sources = [getattr(w, "_value", w) for w in self._model.trainable_variables]
        found = tape.gradient(loss, sources)
        return float(loss), [
            None if g is None else as_array(tf.convert_to_tensor(g)) for g in found
        ]


class JaxLoop:
    """One compiled update, called for each step."""

    def __init__(self, model: Any, data: Data) -> None:
        import jax

        self._jax, self._model = jax, model
        self._samples = tree.mapped(jax.numpy.asarray, _parts(data))

        def step(state: Any, samples: Any, chosen: Any) -> Any:
            return model.train_step(state, tree.picked(samples, chosen))[1]

        def outputs(trainable: Any, rest: Any, x: Any) -> Any:
            return model.stateless_call(trainable, rest, x, training=False)[0]

        self._step = jax.jit(step, donate_argnums=0)
        self._outputs = jax.jit(outputs)

    def _variables(self) -> list[list[Any]]:
        model = self._model
        return [
            list(model.trainable_variables),
            list(model.non_trainable_variables),
            list(model.optimizer.variables),
            list(model.metrics_variables),
        ]

    def run(self, order: Any) -> None:
        jnp, groups = self._jax.numpy, self._variables()
        state = tuple([jnp.array(v.value) for v in group] for group in groups)
        # Rows of a JAX array would be cut out by a program compiled for each number of rows.
        for chosen in np.asarray(order, dtype="int32"):
            state = self._step(state, self._samples, chosen)
        for group, values in zip(groups, state):
            for variable, value in zip(group, values):
                variable.assign(value)

    def predict(self, x: Any, training: bool = False) -> Any:
        if training:
            return tree.mapped(as_array, self._model(x, training=True))
        trainable, rest = ([v.value for v in group] for group in self._variables()[:2])
        return tree.mapped(as_array, self._outputs(trainable, rest, x))

    def loss(self, data: Data) -> float:
        x, y, *weight = _parts(data)
        return float(self._model.compute_loss(x, y, self._model(x, training=False), *weight))

    def gradients(self, batch: Data) -> tuple[float, list[Any]]:
        trainable, rest, optimizer, metrics = (
            [v.value for v in group] for group in self._variables()
        )
        x, y, *weight = _parts(batch)

        def loss_of(trainable: Any) -> Any:
            return self._model.compute_loss_and_updates(
                trainable,
                rest,
                metrics,
                x,
                y,
                weight[0] if weight else None,
                training=True,
                optimizer_variables=optimizer,
            )[0]

        loss, found = self._jax.value_and_grad(loss_of)(trainable)
        return float(loss), [as_array(gradient) for gradient in found]


class TorchLoop:
    """Keras' own step, one call an update."""

    def __init__(self, model: Any, data: Data) -> None:
        self._model, self._data = model, data

    def run(self, order: Any) -> None:
        self._model.train()
        for chosen in order:
            self._model.train_step(_parts(self._data.picked(chosen)))

    def predict(self, x: Any, training: bool = False) -> Any:
        import torch

        with torch.no_grad():
            return tree.mapped(as_array, self._model(x, training=training))

    def loss(self, data: Data) -> float:
        x, y, *weight = _parts(data)
        return float(self._model.compute_loss(x, y, self._model(x, training=False), *weight))

    def gradients(self, batch: Data) -> tuple[float, list[Any]]:
        self._model.zero_grad()
        x, y, *weight = _parts(batch)
        loss = self._model.compute_loss(x, y, self._model(x, training=True), *weight)
        loss.backward()
        found = [v.value.grad for v in self._model.trainable_variables]
        return float(loss), [None if g is None else as_array(g) for g in found]
