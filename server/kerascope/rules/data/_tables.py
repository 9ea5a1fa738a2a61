"""Tables: which sources have columns of different size, and how large those of well-known
files are."""

import re

from kerascope.source.origin import Origin

_FILES = (
    "pandas.read_", "numpy.loadtxt", "numpy.genfromtxt",
    "pandas.download", "pandas.DataReader", "pandas.get", "pandas.load_dataset",
)  # fmt: skip
"""Readers of tables: of files, of stock prices, of examples."""
_BUNDLED = frozenset(
    {
        "boston_housing.load_data",
        "california_housing.load_data",
        "load_wine",
        "load_breast_cancer",
        "load_boston",
        "load_linnerud",
        "fetch_california_housing",
        "fetch_covtype",
    }
)
_WELL_KNOWN = (
    (r"pima|diabetes", 846),
    (r"sonar|iris|banknote|ionosphere", 8),
    (r"creditcard", 25691),
    (r"churn", 250898),
    (r"wine", 1680),
    (r"heart|cleveland", 564),
    (r"breast|wdbc", 4254),
    (r"boston|housing", 711),
    (r"titanic", 512),
    (r"mnist|digit", 255),
)
"""The largest absolute value among the features of files that go by these names."""

_PREPARED = r"process|prepared|scaled|normali[sz]ed|standardi[sz]ed|encoded|activation|embedding"


def is_table(source: str | None) -> bool:
    """Whether the data are rows of columns with scales of their own."""
    if source is None:
        return False
    return source.startswith(_FILES) or source.endswith(tuple(_BUNDLED))


def is_file(source: str | None) -> bool:
    """Whether the data are a table read from a file."""
    return source is not None and source.startswith(_FILES)


def known_range(load: Origin | None) -> float | None:
    """The largest value in a well-known file, by its name; None for any other."""
    if load is None:
        return None
    text = load.text.lower()
    return next((float(high) for name, high in _WELL_KNOWN if re.search(name, text)), None)


def is_prepared(load: Origin) -> bool:
    """Whether a file goes by a name of one whose columns were worked on before."""
    return bool(re.search(_PREPARED, load.text.lower()))


def loader_text(source: str | None, load: Origin) -> str:
    """The loader as people call it: ``mnist.load_data()``, ``read_csv("data.csv")``."""
    if is_file(source) and "\n" not in load.text and len(load.text) <= 60:
        return load.text
    parts = (source or "").split(".")
    known_by_two = parts[-1] in ("load_data", "imread", "open")
    return f"{'.'.join(parts[-2:] if known_by_two else parts[-1:])}()"
