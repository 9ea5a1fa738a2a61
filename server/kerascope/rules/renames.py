"""What Keras 1 and 2 called things that Keras 3 no longer takes."""

from collections.abc import Mapping

OPTIMIZER: Mapping[str, str | None] = {"lr": "learning_rate"}

TRAINING: Mapping[str, str | None] = {
    "nb_epoch": "epochs",
    "nb_val_samples": "validation_steps",
    "samples_per_epoch": "steps_per_epoch",
    "val_samples": "validation_steps",
    "generator": "x",
    "show_accuracy": None,
    "workers": None,
    "nb_worker": None,
    "use_multiprocessing": None,
    "pickle_safe": None,
    "max_queue_size": None,
    "max_q_size": None,
}

_LAYER: Mapping[str, str | None] = {
    "output_dim": "units",
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "border_mode": "padding",
    "subsample": "strides",
    "bias": "use_bias",
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "subsample_length": "strides",
    "pool_length": "pool_size",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
    "consume_less": None,
}

_OF_LAYERS: Mapping[str, Mapping[str, str | None]] = {
    "Dropout": {"p": "rate"},
    "SpatialDropout1D": {"p": "rate"},
    "SpatialDropout2D": {"p": "rate"},
    "GaussianDropout": {"p": "rate"},
    "GaussianNoise": {"sigma": "stddev"},
    "Embedding": {"init": "embeddings_initializer", "W_regularizer": "embeddings_regularizer"},
}

_CALLBACKS: Mapping[str, Mapping[str, str | None]] = {
    "ReduceLROnPlateau": {"epsilon": "min_delta"},
}


def renamed(name: str, class_name: str) -> Mapping[str, str | None]:
    """Old parameter -> today's, None where there is no such parameter any more, for a call."""
    if name == "keras.Model":
        return {"input": "inputs", "output": "outputs"}
    if name.startswith("keras.optimizers."):
        return OPTIMIZER
    if name.startswith("keras.Model."):
        return TRAINING
    if name.startswith("keras.layers."):
        return _OF_LAYERS.get(class_name, _LAYER)
    return _CALLBACKS.get(class_name, {})
