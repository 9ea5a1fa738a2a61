"""Data that a snippet uses and never makes: an array of which nothing is known but that it is one.

Questions show the model and leave out how ``X_train`` came about; what is done to it from there on
can be followed all the same.
"""

import re

from kerascope.program.tensor import Step, Tensor
from kerascope.program.value import Known

_PART = r"(?:tr|train|training|te|test|testing|val|valid|validation|dev|all|data|raw)"
_WHAT = r"(?:[xXyY]|data|features?|labels?|targets?|images?|imgs?|samples|texts?)"
_ARRAY = re.compile(
    rf"[xXyY]\d?|{_WHAT}_?{_PART}|{_PART}_?{_WHAT}|(?:dummy|one_?hot|encoded)_?[xXyY]"
    r"|(?:features|labels|targets|images|imgs|data)"
)
_TABLE = re.compile(rf"df\d?|(?:{_PART}_?)?df|df_?{_PART}|dataframe")

_GIVEN = (Step("given", "is not made here"),)


def data(name: str, text: str) -> Known[Tensor] | None:
    """The array that a name without a value must stand for, by what people call their arrays."""
    if _TABLE.fullmatch(name):
        shape, source = (None, None), "pandas.DataFrame"
    elif _ARRAY.fullmatch(name) and not _is_symbolic(name, text):
        shape = source = None
    else:
        return None
    return Known(Tensor(name, shape, source=source, trail=_GIVEN, order=object(), rows=object()))


_SCALER = re.compile(r"(?:\w+_)?(?:scaler|scalar)(?:_?[xX])?|sc(?:_?[xX])?")


def is_scaler(name: str) -> bool:
    """Whether people call the scaler of their features so."""
    return _SCALER.fullmatch(name) is not None


def _is_symbolic(name: str, text: str) -> bool:
    """Whether layers are called on it: it is a tensor of a graph then."""
    return re.search(rf"\)\(\s*{name}\s*[,)]", text) is not None
