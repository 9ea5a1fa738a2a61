"""pandas: tables read from files, their columns, and what cleaning does to them."""

from __future__ import annotations

import re
from dataclasses import replace

from kerascope.program.tensor import Tensor
from kerascope.program.value import Known, Unknown
from kerascope.reader.arrays import stepped
from kerascope.reader.indexing import GROUPED
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.library.as_tensor import same, tensor_of
from kerascope.reader.library.recoding import CLASS_NUMBERS, codes, is_plain, outcomes
from kerascope.reader.values import Items, V, payload
from kerascope.reader.values import Table as Dictionary

known = Table()

_SCALES = re.compile(r"Scaler\(|Discretizer\(|[Nn]ormali[sz]|[Ss]tandardi[sz]|\bscale\(|\.std\(")


@known.knows(
    "pandas.read_csv",
    "pandas.read_excel",
    "pandas.read_table",
    "pandas.read_parquet",
    "pandas.read_json",
    "pandas.read_sql",
    "pandas.read_pickle",
    "pandas.read_hdf",
)
def read(call: Invocation) -> V:
    made = _loaded(call, call.name, f"is read by {call.name}()")
    return Known(replace(made, scaling=None) if _written_scaled(call) else made, call.origin)


def _loaded(call: Invocation, source: str, text: str) -> Tensor:
    """A table as it comes from outside."""
    made = Tensor(shape=(None, None), scaling="raw", source=source, order=object(), rows=object())
    return stepped(made, "load", text, call.origin)


def _written_scaled(call: Invocation) -> bool:
    """Whether the same code writes the file, and scales something: probably what it writes."""
    path = payload(call.get(0, "filepath_or_buffer"))
    if not isinstance(path, str):
        return False
    file = re.escape(re.split(r"[/\\]", path)[-1])
    writes = re.compile(rf"\bto_(?:csv|excel|pickle|parquet|hdf)\([^)\n]*{file}")
    texts = (call.run.text, *call.run.modules_text)
    return any(writes.search(text) and _SCALES.search(text) for text in texts)


@known.knows(
    "yfinance.download",
    "pandas_datareader.DataReader",
    "pandas_datareader.data.DataReader",
    "pandas_datareader.data.get_data_yahoo",
    "pandas_datareader.get_data_yahoo",
    "quandl.get",
    "seaborn.load_dataset",
)
def fetch(call: Invocation) -> V:
    """Tables that other libraries fetch are tables of pandas all the same."""
    function = call.name.rpartition(".")[2]
    made = _loaded(call, f"pandas.{function}", f"is fetched by {function}()")
    return Known(made, call.origin)


@known.knows("pandas.DataFrame", "pandas.Series")
def frame(call: Invocation) -> V:
    data = call.get(0, "data")
    tensor = tensor_of(data)
    if tensor is not None:
        return Known(tensor, call.origin)
    if isinstance(payload(data), Dictionary):
        return Known(Tensor(source=call.name, order=object(), rows=object()), call.origin)
    return Unknown("the table's contents are not known", call.origin)


@known.knows("Tensor.drop", "Tensor.pop", "Tensor.filter", "Tensor.select_dtypes", "Tensor.get")
def columns(call: Invocation) -> V:
    owner = tensor_of(call.owner) if call.owner is not None else None
    if owner is None:
        return Unknown("the table is not known", call.origin)
    rows = owner.shape[0] if owner.shape else None
    shape = (rows,) if call.name.endswith("pop") else (rows, None)
    if payload(call.get(None, "inplace", Known(False))) is True:
        return Known(None)
    if call.name.endswith("drop") and _drops_rows(call):
        return same(call, "has rows dropped", "drop", order=object(), rows=object())
    return same(call, "has columns taken", "columns", shape=shape)


def _drops_rows(call: Invocation) -> bool:
    """``drop(train.index)``: without an axis or a name of columns, ``drop`` takes rows away."""
    axis = payload(call.get(1, "axis", Known(0)))
    return axis in (0, "index") and not call.has(None, "columns")


@known.knows(
    "Tensor.dropna",
    "Tensor.drop_duplicates",
    "Tensor.query",
    "Tensor.sort_values",
    "Tensor.sort_index",
    "Tensor.sample",
    "Tensor.sort",
)
def rows(call: Invocation) -> V:
    kind = call.name.rpartition(".")[2]
    if payload(call.get(None, "inplace", Known(False))) is True:
        return Known(None)
    whole = kind != "query" and not (kind == "sample" and _samples_some(call))
    changes = {} if whole else {"rows": object()}
    return same(call, f"goes through {kind}()", kind, order=object(), **changes)


def _samples_some(call: Invocation) -> bool:
    return payload(call.get(1, "frac", Known(None))) != 1


@known.knows(
    "Tensor.fillna",
    "Tensor.reset_index",
    "Tensor.rename",
    "Tensor.set_index",
    "Tensor.interpolate",
    "Tensor.ffill",
    "Tensor.bfill",
    "Tensor.infer_objects",
    "Tensor.shift",
)
def kept(call: Invocation) -> V:
    kind = call.name.rpartition(".")[2]
    if payload(call.get(None, "inplace", Known(False))) is True:
        return Known(None)
    return same(call, f"goes through {kind}()", kind)


@known.knows("pandas.get_dummies")
def get_dummies(call: Invocation) -> V:
    tensor = tensor_of(call.get(0, "data"))
    if tensor is None:
        return Unknown("what is encoded is not known", call.origin)
    whole_table = tensor.shape is None or len(tensor.shape) != 1 or call.has(None, "columns")
    if whole_table:
        return Known(replace(tensor, shape=(None, None)), call.origin)
    if payload(call.get(6, "drop_first", Known(False))) is not False:
        return _all_but_one(tensor, call)
    made = stepped(
        tensor,
        "one-hot",
        "is one-hot encoded by get_dummies()",
        call.origin,
        shape=(tensor.shape[0] if tensor.shape else None, tensor.classes),
        labels="one-hot",
        low=0,
        high=1,
        scaling="scaled",
    )
    return Known(made, call.origin)


def _all_but_one(tensor: Tensor, call: Invocation) -> V:
    """A column for each class but the first: of two classes, the answer in one column."""
    columns = tensor.classes - 1 if tensor.classes else None
    made = stepped(
        tensor,
        "encode",
        "is encoded by get_dummies(), without the first class",
        call.origin,
        shape=(tensor.shape[0] if tensor.shape else None, columns),
        labels="binary" if columns == 1 else None,
        low=0,
        high=1,
        scaling="scaled",
    )
    return Known(made, call.origin)


@known.knows("Tensor.apply", "Tensor.map", "Tensor.applymap")
def recoded(call: Invocation) -> V:
    values = outcomes(call.get(0, "arg"))
    tensor = tensor_of(call.owner) if call.owner is not None else None
    of_rows = payload(call.get(1, "axis", Known(0))) in (1, "columns")
    if values and (of_rows or tensor is None or len(tensor.shape or (0,)) == 1):
        rows = tensor.shape[0] if tensor is not None and tensor.shape else None
        return same(call, "is recoded", "recode", shape=(rows,), **codes(values))
    if is_plain(call.get(0, "arg")):
        return same(call, "has a part taken", "extract", low=None, high=None, scaling=None)
    return _reworked(call)


@known.knows("Tensor.groupby")
def grouped(call: Invocation) -> V:
    """Its parts go by the names of the groups, and each has rows of its own."""
    return same(call, GROUPED, "keep")


@known.knows("Tensor.replace")
def replaced(call: Invocation) -> V:
    """Where a column has all its values replaced, it holds the new ones; where a gap's mark or
    some values of a table are replaced, the others stay."""
    old, new = call.get(0, "to_replace"), call.get(1, "value", Known(None))
    tensor = tensor_of(call.owner) if call.owner is not None else None
    values = outcomes(old if isinstance(payload(old), Dictionary) else new)
    if payload(call.get(None, "inplace", Known(False))) is True:
        return Known(None)
    if tensor is None or len(tensor.shape or ()) != 1:
        return same(call, "has values replaced", "replace", low=None, high=None)
    if values:
        return same(call, "is recoded", "recode", **codes(values))
    if isinstance(payload(old), str | int | float):
        return same(call, "has values replaced", "replace", low=None, high=None)
    return _reworked(call)


def _reworked(call: Invocation) -> V:
    text = f"goes through {call.name.rpartition('.')[2]}()"
    return same(call, text, "unknown", low=None, high=None, scaling=None)


@known.knows("pandas.to_numeric")
def to_numeric(call: Invocation) -> V:
    return same(call, "becomes numbers", "cast")


@known.knows("pandas.to_datetime")
def to_datetime(call: Invocation) -> V:
    return same(call, "becomes dates", "extract", low=None, high=None, scaling=None)


@known.knows("pandas.Categorical")
def categorical(call: Invocation) -> V:
    return call.subject("values")


@known.knows("pandas.factorize", "Tensor.factorize")
def factorize(call: Invocation) -> V:
    found = same(call, "becomes numbers of classes", "encode", **CLASS_NUMBERS)
    return Known(Items("tuple", (found, Unknown("the classes found", call.origin))), call.origin)
