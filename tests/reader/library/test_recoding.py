"""Labels made of what a column of a table holds."""

import pytest
from reader.reading import x_of, y_of

TABLE = """
import pandas as pd
table = pd.read_csv("people.csv")
{}
model = keras.Sequential([layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y)
"""
COLUMN = "x = table.drop(columns='left'); column = table['left']; y = {}"


@pytest.mark.parametrize(
    "made",
    [
        "column.map({'yes': 1, 'no': 0})",
        "column.map(dict(yes=1, no=0)).astype(int)",
        "column.replace({'yes': 1, 'no': 0})",
        "column.replace(['yes', 'no'], [1, 0])",
        "column.apply(lambda answer: 1 if answer == 'yes' else 0)",
        "np.where(column == 'yes', 1, 0)",
        "(column == 'yes').astype(int)",
    ],
)
def test_two_values_written_out_are_binary_labels(made: str) -> None:
    y = y_of(TABLE.format(COLUMN.format(made)))
    assert (y.low, y.high, y.classes, y.labels, y.shape) == (0, 1, 2, "binary", (None,))


@pytest.mark.parametrize(
    "made",
    [
        "column.astype('category').cat.codes",
        "pd.Categorical(column).codes",
        "pd.factorize(column)[0]",
        "column.factorize()[0]",
    ],
)
def test_numbers_of_the_classes_found_start_at_zero(made: str) -> None:
    y = y_of(TABLE.format(COLUMN.format(made)))
    assert (y.low, y.high, y.classes, y.labels, y.shape) == (0, None, None, "integer", (None,))


def test_a_function_that_gives_one_of_some_numbers_makes_labels() -> None:
    text = """
def rank(row):
    if row['age'] > 60:
        return 2
    return 1 if row['age'] > 20 else 0
x, y = table, table.apply(rank, axis=1)
"""
    y = y_of(TABLE.format(text))
    assert (y.low, y.high, y.classes, y.labels, y.shape) == (0, 2, 3, "integer", (None,))


@pytest.mark.parametrize(
    "made", ["column.apply(lambda v: v / 100)", "column.map(codes)", "column.apply(str.lower)"]
)
def test_of_what_is_computed_nothing_is_known(made: str) -> None:
    y = y_of(TABLE.format(COLUMN.format(made)))
    assert (y.low, y.high, y.labels, y.scaling) == (None, None, None, None)


@pytest.mark.parametrize(
    "made", ["table.replace({'yes': 1, 'no': 0})", "table.replace('?', np.nan)"]
)
def test_values_replaced_in_a_table_leave_the_others(made: str) -> None:
    x = x_of(TABLE.format(f"x, y = {made}, table['left']"))
    assert (x.low, x.high, x.labels, x.scaling) == (None, None, None, "raw")


@pytest.mark.parametrize("index", ["['age', 'pay']", "numbers", "'age'"])
def test_columns_scaled_where_they_stand_leave_the_others(index: str) -> None:
    made = f"table[{index}] = StandardScaler().fit_transform(table[{index}])"
    text = f"from sklearn.preprocessing import StandardScaler\n{made}\n"
    assert y_of(TABLE.format(text + COLUMN.format("column"))).scaling != "standardised"
