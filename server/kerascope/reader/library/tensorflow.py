"""TensorFlow: tf.data pipelines and tapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kerascope.program.call import Call
from kerascope.program.tensor import Tensor
from kerascope.program.training import CustomLoop
from kerascope.program.value import Known, Unknown, Value
from kerascope.reader.eager import as_data
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.library.as_tensor import same, tensor_of
from kerascope.reader.snapshot import graph_of
from kerascope.reader.values import Dataset, Items, Method, ModelObject, V, payload
from kerascope.reader.values import Table as Dictionary

known = Table()


@known.knows("tensorflow.data.Dataset.from_tensor_slices", "tensorflow.data.Dataset.from_tensors")
def from_slices(call: Invocation) -> V:
    value = _element(call.get(0, "tensors"))
    return Known(Dataset(value, (("arrays", call.call),), call.name, call.origin), call.origin)


_NOT_KNOWN = Unknown("what the pipeline holds is not known")


def _element(value: V) -> V:
    """One sample of arrays: the first axis is gone."""
    found = payload(value)
    if isinstance(found, Tensor):
        shape = found.shape[1:] if found.shape else None
        return Known(replace(found, shape=shape), value.origin)
    if isinstance(found, Items) and found.kind == "list":
        whole = tensor_of(value)
        return _element(Known(whole, value.origin)) if whole is not None else _NOT_KNOWN
    if isinstance(found, Items | Dictionary):
        return _each(value, _element)
    return Unknown("what the pipeline holds is not known", value.origin)


def _each(value: V, change: Callable[[V], V]) -> V:
    """A tuple or a dictionary of tensors with each of them changed."""
    found = payload(value)
    if isinstance(found, Items):
        return Known(
            Items(found.kind, tuple(map(change, found.items)), found.is_open), value.origin
        )
    if isinstance(found, Dictionary):
        entries = {key: change(item) for key, item in found.entries.items()}
        return Known(Dictionary(entries, found.is_open), value.origin)
    return value


@known.knows(
    "tensorflow.data.Dataset.from_generator",
    "tensorflow.data.TFRecordDataset",
    "tensorflow.data.Dataset.list_files",
    "tensorflow.data.TextLineDataset",
    "tensorflow.data.FixedLengthRecordDataset",
    "tensorflow.data.Dataset.load",
    "tensorflow.data.experimental.load",
    "tensorflow.data.experimental.make_csv_dataset",
    "tensorflow.data.experimental.make_batched_features_dataset",
    "tensorflow.data.experimental.CsvDataset",
    "tensorflow_decision_forests.keras.pd_dataframe_to_tf_dataset",
    "tensorflow_datasets.load",
    "tensorflow_datasets.as_dataset",
)
def opaque_source(call: Invocation) -> V:
    element = Unknown("what the pipeline holds is not known", call.origin)
    made = Known(Dataset(element, (), call.name, call.origin), call.origin)
    if not call.name.endswith("datasets.load"):
        return made
    split = payload(call.get(1, "split", Known(None)))
    parts = len(split.items) if isinstance(split, Items) and not split.is_open else 0
    loaded = Known(Items("list", (made,) * parts)) if parts else made
    if payload(call.get(None, "with_info", Known(False))) is True:
        return Known(Items("tuple", (loaded, Unknown("facts of the data set"))), call.origin)
    return loaded


def _pipeline(call: Invocation) -> Dataset | None:
    found = payload(call.owner or Unknown())
    return found if isinstance(found, Dataset) else None


@known.knows(
    "Dataset.shuffle",
    "Dataset.repeat",
    "Dataset.prefetch",
    "Dataset.cache",
    "Dataset.take",
    "Dataset.skip",
    "Dataset.shard",
    "Dataset.with_options",
    "Dataset.filter",
    "Dataset.enumerate",
    "Dataset.concatenate",
    "Dataset.apply",
)
def keep(call: Invocation) -> V:
    pipeline = _pipeline(call)
    if pipeline is None:
        return Unknown("the pipeline is not known", call.origin)
    kind = call.name.rpartition(".")[2]
    element = _other_rows(pipeline.element) if kind in _PARTS else pipeline.element
    made = replace(pipeline, element=element, facts=(*pipeline.facts, (kind, call.call)))
    return Known(made, call.origin)


_PARTS = frozenset({"take", "skip", "shard", "filter", "concatenate"})


def _other_rows(value: V) -> V:
    """The element of a pipeline that holds other samples now."""
    found = payload(value)
    if isinstance(found, Tensor):
        return Known(replace(found, rows=object()), value.origin)
    return _each(value, _other_rows)


@known.knows("Dataset.batch", "Dataset.padded_batch")
def batch(call: Invocation) -> V:
    pipeline = _pipeline(call)
    if pipeline is None:
        return Unknown("the pipeline is not known", call.origin)
    made = replace(
        pipeline,
        element=_batched(pipeline.element),
        facts=(*pipeline.facts, ("batch", call.call)),
    )
    return Known(made, call.origin)


def _batched(value: V) -> V:
    found = payload(value)
    if isinstance(found, Tensor):
        shape = (None, *found.shape) if found.shape is not None else None
        return Known(replace(found, shape=shape), value.origin)
    return _each(value, _batched)


@known.knows("Dataset.unbatch")
def unbatch(call: Invocation) -> V:
    pipeline = _pipeline(call)
    if pipeline is None:
        return Unknown("the pipeline is not known", call.origin)
    facts = (*pipeline.facts, ("unbatch", call.call))
    return Known(replace(pipeline, element=_element(pipeline.element), facts=facts), call.origin)


@known.knows("Dataset.map")
def mapped(call: Invocation) -> V:
    """The user's function is read with one element."""
    from kerascope.reader.calls import call_value

    pipeline = _pipeline(call)
    if pipeline is None:
        return Unknown("the pipeline is not known", call.origin)
    parts = payload(pipeline.element)
    spread = isinstance(parts, Items) and parts.kind == "tuple"
    values = parts.items if spread and isinstance(parts, Items) else (pipeline.element,)
    element = as_data(call_value(call.run, call.get(0, "map_func"), values, call.origin))
    facts = (*pipeline.facts, ("map", call.call))
    return Known(replace(pipeline, element=element, facts=facts), call.origin)


@known.knows("tensorflow.data.Dataset.zip")
def zipped(call: Invocation) -> V:
    parts = call.positional
    first = payload(parts[0]) if len(parts) == 1 else None
    values = list(first.items) if isinstance(first, Items) else parts
    found = [payload(v) for v in values]
    datasets = [d for d in found if isinstance(d, Dataset)]
    parts = tuple(d.element if isinstance(d, Dataset) else _NOT_KNOWN for d in found)
    facts = datasets[0].facts if datasets and len(datasets) == len(found) else ()
    element = Known(Items("tuple", parts))
    return Known(Dataset(element, facts, call.name, call.origin), call.origin)


@known.knows("tensorflow.one_hot", "keras.ops.one_hot")
def one_hot(call: Invocation) -> V:
    depth = payload(call.get(1, "depth", Unknown()))
    return same(
        call,
        "is one-hot encoded",
        "one-hot",
        labels="one-hot",
        low=0,
        high=1,
        scaling="scaled",
        shape=(None, depth if isinstance(depth, int) else None),
    )


@known.knows(
    "horovod.tensorflow.DistributedGradientTape",
    "horovod.tensorflow.DistributedOptimizer",
    "horovod.tensorflow.keras.DistributedOptimizer",
    "horovod.keras.DistributedOptimizer",
)
def averaged(call: Invocation) -> V:
    """The same tape or optimiser, its gradients averaged over all machines."""
    missing = Unknown("it is not known what is averaged", call.origin)
    return call.positional[0] if call.positional else call.get(None, "optimizer", missing)


@known.knows("tensorflow.GradientTape.gradient")
def gradient(call: Invocation) -> V:
    """The model is the one whose ``trainable_variables`` the gradients are for."""
    tape, sources = payload(call.owner or Unknown()), payload(call.get(1, "sources", Unknown()))
    owner = payload(sources.owner) if isinstance(sources, Method) else None
    model = (
        Known(graph_of(call.run, owner), call.origin)
        if isinstance(owner, ModelObject)
        else Unknown("which model it trains is not known", call.origin)
    )
    block = call.run.tapes.get(tape) if isinstance(tape, Call) else None
    given, place = call.run.forwards.get(id(owner), (Unknown("it is not seen"), None))
    tensor = tensor_of(given)
    x: Value[Tensor] = Known(tensor, place) if tensor is not None else Unknown("it is not followed")
    call.run.record.loops.append(
        CustomLoop(
            "GradientTape", call.origin, model, call=call.call, block=block, x=x, given=place
        )
    )
    return Unknown("gradients", call.origin)
