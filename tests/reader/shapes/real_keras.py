"""Layers of the real libraries, made from the same descriptions as the static ones."""

from kerascope.reader.shapes import Inner

TEXT = {"StringLookup", "TextVectorization", "Hashing", "HashedCrossing"}
WHOLE_NUMBERS = {"Embedding", "ReversibleEmbedding", "IntegerLookup", "CategoryEncoding"}


def library(version):
    """The installed Keras 3 or Keras 2."""
    if version == 3:
        import keras

        return keras
    import tf_keras

    return tf_keras


def real(value, version):
    """A configuration value with its inner layers made real."""
    if isinstance(value, Inner):
        config = {name: real(item, version) for name, item in value.config.items()}
        return getattr(library(version).layers, value.class_name)(**config)
    if isinstance(value, list):
        return [real(item, version) for item in value]
    return value


def layer(class_name, config, version):
    return real(Inner(class_name, config), version)


def tensor(shape, version, dtype=None):
    return library(version).Input(shape=shape[1:], batch_size=shape[0], dtype=dtype)


def dtype_for(class_name):
    if class_name in TEXT:
        return "string"
    return "int64" if class_name in WHOLE_NUMBERS else None


def called(class_name, made, tensors):
    """The outputs' shapes: several inputs go in as a list, attention takes them one by one."""
    if class_name in {"MultiHeadAttention", "GroupQueryAttention"}:
        return shapes(made(*tensors))
    return shapes(made(tensors if len(tensors) > 1 else tensors[0]))


def shapes(outputs):
    if isinstance(outputs, (list, tuple)):
        return tuple(tuple(output.shape) for output in outputs)
    return tuple(outputs.shape)
