import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

SCRIPT = """\
from tensorflow import keras

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="sigmoid"),
    keras.layers.Dense(128, activation="sigmoid"),
    keras.layers.Dense(128, activation="sigmoid"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=1.0),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x_train, y_train, epochs=5, validation_data=(x_test, y_test))
"""
CODES = {"KS101", "KS202", "KS501"}
ONLY = ("--select", "KS101,KS202,KS501")


def _notebook(text: str) -> bytes:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Digits"},
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": text.splitlines(keepends=True),
        },
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def _codes(text: str) -> set[str]:
    return {finding["code"] for finding in json.loads(text)}


def test_a_faulty_script_is_explained(cli: Cli):
    Path("mnist.py").write_text(SCRIPT)
    ran = cli("check", "mnist.py")
    assert (ran.status, ran.err) == (1, "")
    for code in CODES:
        assert f" {code} " in ran.out
    assert ran.out.splitlines()[0].startswith("mnist.py:")
    assert ran.out.splitlines()[-1].startswith("Found ")


def test_json_is_nothing_but_json(cli: Cli):
    Path("mnist.py").write_text(SCRIPT)
    ran = cli("check", "mnist.py", "nosuch.py", "--output-format", "json")
    assert ran.status == 2
    assert _codes(ran.out) >= CODES
    assert ran.err == "kerascope: nosuch.py cannot be read: No such file or directory.\n"


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "import os\nprint(os.name)\n"])
def test_nothing_to_say(cli: Cli, text: str):
    Path("a.py").write_text(text)
    ran = cli("check", "a.py")
    assert (ran.status, ran.out, ran.err) == (0, "No findings in 1 file.\n", "")
    assert cli("check", "a.py", "--output-format", "json").out == "[]\n"
    assert cli("check", "a.py", "--quiet").out == ""


def test_broken_syntax_is_a_note_and_the_rest_is_analysed(cli: Cli):
    Path("mnist.py").write_text(f"{SCRIPT}\nprint('never closed\n")
    ran = cli("check", "mnist.py")
    assert ran.status == 1
    assert " KS101 " in ran.out
    assert ": note: " in ran.out


def test_a_binary_file_is_called_one_and_the_others_are_analysed(cli: Cli):
    Path("a.py").write_bytes(b"\x7fELF\0\0")
    Path("mnist.py").write_text(SCRIPT)
    ran = cli("check", ".")
    assert ran.status == 2
    assert ran.err == "kerascope: a.py is a binary file, not Python source.\n"
    assert " KS101 " in ran.out


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("nosuch.py", "nosuch.py cannot be read: No such file or directory."),
        ("empty", "empty holds no Python files or notebooks to check."),
        ("broken.ipynb", "broken.ipynb is not a notebook: its JSON is broken "),
        ("bytes.py", "bytes.py is not utf-8 text (byte 17, line 3). "),
    ],
)
def test_what_cannot_be_read_is_one_sentence(cli: Cli, path: str, sentence: str):
    Path("empty").mkdir()
    Path("broken.ipynb").write_text("{")
    Path("bytes.py").write_bytes(b"# one\n# two\nx = '\xff'\n")
    ran = cli("check", path)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"kerascope: {sentence}")
    assert len(ran.err.splitlines()) == 1


def test_an_unknown_rule_is_bad_usage_and_near_ones_are_suggested(cli: Cli):
    Path("a.py").write_text("x = 1\n")
    ran = cli("check", "a.py", "--select", "unscaled-inputs")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("kerascope: There is no rule 'unscaled-inputs'. Did you mean ")
    assert "unscaled-input" in ran.err
    assert cli("check", "a.py", "--select", "KS1").status == 0


def test_bad_usage(cli: Cli):
    assert cli("check", "--nosuch").status == 2
    assert cli("nosuch").status == 2
    assert cli("check", "-", "--watch").status == 2


def test_a_folder_is_searched(cli: Cli):
    for name in ("a.py", "sub/b.py", ".venv/lib/c.py", "ignored.py"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(SCRIPT)
    Path(".gitignore").write_text("ignored.py\n")
    ran = cli("check", "--output-format", "json", "--exclude", "sub/")
    assert {finding["path"] for finding in json.loads(ran.out)} == {"a.py"}
    ran = cli("check", ".", "--output-format", "json")
    assert {finding["path"] for finding in json.loads(ran.out)} == {"a.py", "sub/b.py"}
    assert cli("check", "ignored.py").status == 1


def test_what_is_excluded_can_be_left_out_where_it_is_named_too(cli: Cli):
    Path("legacy").mkdir()
    Path("legacy/a.py").write_text(SCRIPT)
    Path("b.py").write_text(SCRIPT)
    Path("pyproject.toml").write_text('[tool.kerascope]\nexclude = ["legacy/"]\n')
    assert cli("check", "legacy/a.py").status == 1
    ran = cli("check", "legacy/a.py", "legacy", "b.py", "--force-exclude", "--exclude", "b.*")
    assert (ran.status, ran.out) == (0, "No findings in 0 files.\n")
    assert cli("check", "-", "--force-exclude", stdin=SCRIPT.encode()).status == 1


def test_a_file_named_twice_is_checked_once(cli: Cli):
    Path("a.py").write_text(SCRIPT)
    ran = cli("check", "a.py", ".", "--select", "KS501", "--output-format", "json")
    assert len(json.loads(ran.out)) == 1


def test_standard_input(cli: Cli):
    ran = cli("check", "-", stdin=SCRIPT.encode())
    assert ran.status == 1
    assert ran.out.startswith("<stdin>:")
    ran = cli("check", "-", "--stdin-filename", "a.ipynb", stdin=_notebook(SCRIPT))
    assert ran.out.startswith("a.ipynb:cell 2:")


def test_rules_are_chosen_on_the_command_line_or_in_pyproject(cli: Cli):
    Path("mnist.py").write_text(SCRIPT)
    as_json = ("check", "mnist.py", "--output-format", "json")
    assert _codes(cli(*as_json, "--select", "KS1,learning-rate-too-high").out) == {"KS101", "KS501"}
    Path("pyproject.toml").write_text('[tool.kerascope]\nselect = ["KS101", "KS202"]\n')
    assert _codes(cli(*as_json).out) == {"KS101", "KS202"}
    assert _codes(cli(*as_json, "--ignore", "KS1").out) == {"KS202"}
    assert _codes(cli(*as_json, "--extend-select", "KS501").out) == CODES
    assert _codes(cli(*as_json, "--select", "KS501").out) == {"KS501"}
    Path("other.toml").write_text('[tool.kerascope.per-file-ignores]\n"mnist.py" = ["KS"]\n')
    assert _codes(cli(*as_json, "--config", "other.toml").out) == set()


def test_a_severity_of_ones_own(cli: Cli):
    Path("mnist.py").write_text(SCRIPT)
    Path("pyproject.toml").write_text(
        '[tool.kerascope.severity]\ncertain = "hint"\nlikely = "hint"\nhypothesis = "hint"\n'
    )
    listed = json.loads(cli("check", "mnist.py", "--output-format", "json").out)
    assert {finding["severity"] for finding in listed} == {"hint"}


def test_a_wrong_configuration_is_one_sentence(cli: Cli):
    Path("a.py").write_text("x = 1\n")
    Path("pyproject.toml").write_text("[tool.kerascope]\nselct = []\n")
    ran = cli("check", "a.py")
    assert ran.status == 2
    assert "has no key 'selct'. Did you mean 'select'?" in ran.err
    Path("pyproject.toml").write_text('[tool.kerascope]\nignore = ["KS77"]\n')
    ran = cli("check", "a.py")
    assert ran.status == 2
    assert "pyproject.toml: There is no rule 'KS77'." in ran.err


def test_noqa(cli: Cli):
    quiet = SCRIPT.replace("learning_rate=1.0),", "learning_rate=1.0),  # noqa: KS501")
    Path("mnist.py").write_text(quiet)
    listed = cli("check", "mnist.py", "--output-format", "json").out
    assert "KS501" not in _codes(listed)
    assert "KS000" not in _codes(listed)
    Path("mnist.py").write_text(f"# kerascope: noqa\n{SCRIPT}")
    assert cli("check", "mnist.py").status == 0
    Path("unused.py").write_text("x = 1  # noqa: KS501\n")
    assert cli("check", "unused.py", "--fix").status == 0
    assert Path("unused.py").read_text() == "x = 1\n"


def test_add_noqa_silences_what_is_found(cli: Cli):
    Path("mnist.py").write_text(SCRIPT)
    assert cli("check", "mnist.py", "--add-noqa").status == 0
    assert cli("check", "mnist.py", "--no-cache").status == 0
    assert "# noqa: " in Path("mnist.py").read_text()


def test_fixes_are_written_and_leave_nothing_to_fix(cli: Cli):
    Path("mnist.py").write_bytes(SCRIPT.replace("\n", "\r\n").encode())
    ran = cli("check", "mnist.py", "--fix", "--unsafe-fixes", *ONLY)
    assert "Fixed " in ran.out
    fixed = Path("mnist.py").read_bytes()
    assert fixed.count(b"\n") == fixed.count(b"\r\n")
    compile(fixed, "mnist.py", "exec")
    ran = cli("check", "mnist.py", "--no-cache", "--output-format", "json", *ONLY)
    assert ran.out == "[]\n"


def test_unsafe_fixes_need_to_be_asked_for(cli: Cli):
    Path("mnist.py").write_text(SCRIPT)
    cli("check", "mnist.py", "--fix")
    after = json.loads(cli("check", "mnist.py", "--output-format", "json").out)
    assert all(not finding["fix"]["safe"] for finding in after if finding["fix"])


def test_a_diff_writes_nothing(cli: Cli):
    Path("mnist.py").write_text(SCRIPT)
    ran = cli("check", "mnist.py", "--diff", "--unsafe-fixes", *ONLY)
    assert ran.status == 1
    assert ran.out.startswith("--- mnist.py\n+++ mnist.py\n@@ ")
    assert Path("mnist.py").read_text() == SCRIPT
    Path("clean.py").write_text("x = 1\n")
    ran = cli("check", "clean.py", "--diff")
    assert (ran.status, ran.out) == (0, "")


def test_a_notebook_is_fixed_in_place(cli: Cli):
    book = _notebook(SCRIPT)
    Path("mnist.ipynb").write_bytes(book)
    cli("check", "mnist.ipynb", "--fix", "--unsafe-fixes", *ONLY)
    fixed = Path("mnist.ipynb").read_bytes()
    assert fixed != book
    assert json.loads(fixed)["cells"][0] == json.loads(book)["cells"][0]
    assert cli("check", "mnist.ipynb", *ONLY).status == 0


def test_fixing_standard_input_prints_the_fixed_script(cli: Cli):
    ran = cli("check", "-", "--fix", "--unsafe-fixes", *ONLY, stdin=SCRIPT.encode())
    assert ran.out.startswith("from tensorflow import keras\n")
    assert ran.out != SCRIPT
    assert "Fixed " in ran.err
    ran = cli("check", "-", "--fix", stdin=b"x = 1\r\n")
    assert (ran.status, ran.out) == (0, "x = 1\r\n")


def test_exit_zero_and_statistics(cli: Cli):
    Path("mnist.py").write_text(SCRIPT)
    ran = cli("check", "mnist.py", "--exit-zero", "--statistics", *ONLY, "--quiet")
    assert ran.status == 0
    assert {line.split()[1] for line in ran.out.splitlines()} == CODES


@pytest.mark.parametrize("output", ["sarif", "github"])
def test_other_formats(cli: Cli, output: str):
    Path("mnist.py").write_text(SCRIPT)
    ran = cli("check", "mnist.py", "--output-format", output)
    assert ran.status == 1
    assert "KS101" in ran.out
    assert "Found" not in ran.out


def test_settings_are_shown(cli: Cli):
    Path("pyproject.toml").write_text('[tool.kerascope]\nselect = ["KS1"]\nbackend = "torch"\n')
    ran = cli("check", "--show-settings", "a.py", "--ignore", "KS101")
    shown = json.loads(ran.out)
    assert ran.status == 0
    assert shown["select"] == ["KS1"]
    assert shown["silenced"] == ["KS101"]
    assert shown["backend"] == "torch"
    assert shown["configuration"] == str(Path("pyproject.toml").resolve())


def test_a_second_run_answers_the_same_without_the_parser(cli: Cli):
    Path("mnist.py").write_text(SCRIPT)
    first = cli("check", "mnist.py")
    program = (
        "import sys\n"
        "from kerascope.cli.main import main\n"
        "status = main(['check', 'mnist.py'])\n"
        "assert not {'libcst', 'pygls', 'lsprotocol'} & set(sys.modules), 'imported'\n"
        "sys.exit(status)\n"
    )
    second = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (second.returncode, second.stdout, second.stderr) == (1, first.out, "")


def test_a_reader_that_goes_away_is_no_error(cli: Cli):
    Path("a.py").write_text(SCRIPT * 50)
    check = f"{sys.executable} -m kerascope check a.py --output-format json"
    ran = subprocess.run(["sh", "-c", f"{check} | head -c 10"], capture_output=True, check=False)
    assert ran.stderr == b""


def test_many_files_are_checked_as_one_would_be(cli: Cli):
    for number in range(30):
        Path(f"model_{number:02}.py").write_text(SCRIPT)
    Path("broken.py").write_bytes(b"\0")
    ran = cli("check", "--output-format", "json")
    assert ran.status == 2
    assert ran.err == "kerascope: broken.py is a binary file, not Python source.\n"
    paths = [finding["path"] for finding in json.loads(ran.out) if finding["code"] == "KS501"]
    assert paths == [f"model_{number:02}.py" for number in range(30)]
    assert cli("check", "--output-format", "json") == ran
