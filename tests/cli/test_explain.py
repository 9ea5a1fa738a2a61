from kerascope.cli.explain import to_terminal
from kerascope.cli.output.colour import Paint
from tests.cli.conftest import Cli

PAGE = """\
# KS101 unscaled-input

Raw `uint8` pixels **stall** training, see [the guide](https://keras.io/guides).

## Bad

```python
# not a heading
model.fit(x_train)
```

- one
- two
"""


def test_markdown_reads_well_on_a_terminal():
    assert to_terminal(PAGE) == (
        "KS101 unscaled-input\n"
        "\n"
        "Raw `uint8` pixels **stall** training, see the guide (https://keras.io/guides).\n"
        "\n"
        "Bad\n"
        "\n"
        "    # not a heading\n"
        "    model.fit(x_train)\n"
        "\n"
        "- one\n"
        "- two\n"
    )


def test_colour_takes_the_place_of_marks():
    shown = to_terminal(PAGE, Paint(enabled=True))
    assert "\033[1mBad\033[0m" in shown
    assert "Raw \033[36muint8\033[0m pixels \033[1mstall\033[0m training" in shown
    assert "    # not a heading" in shown


def test_a_rule_is_explained_by_code_and_by_name(cli: Cli):
    by_code, by_name = cli("explain", "ks101"), cli("explain", "unscaled-input")
    assert by_code.status == 0
    assert by_code == by_name
    assert by_code.out.startswith("KS101 unscaled-input (")


def test_the_comment_rule_is_explained_too(cli: Cli):
    ran = cli("explain", "KS000")
    assert ran.status == 0
    assert ran.out.startswith("KS000 unused-noqa (")


def test_an_unknown_rule_is_bad_usage(cli: Cli):
    ran = cli("explain", "unscaled-inputs")
    assert (ran.status, ran.out) == (2, "")
    assert "Did you mean unscaled-input" in ran.err
