"""Edits from a second file, from a patch and from git's history, tried for real."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from probe.scripts import HEALTHY

from tests.cli.conftest import Cli

RATE = "LEARNING_RATE = 0.01\n"
SCRIPT = HEALTHY.replace("import keras\n", "import keras\nfrom settings import LEARNING_RATE\n")
SCRIPT = SCRIPT.replace("learning_rate=0.01", "learning_rate=LEARNING_RATE")
PATCH = """\
--- a/project/train.py
+++ b/project/train.py
@@ -13,3 +13,3 @@
 model.compile(
-    optimizer=keras.optimizers.Adam(learning_rate=LEARNING_RATE),
+    optimizer=keras.optimizers.Adam(learning_rate=1000 * LEARNING_RATE),
     loss="sparse_categorical_crossentropy",
"""


def _git(*arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def project(cli: Cli) -> Path:
    """A repository with a script and the module that it imports."""
    folder = Path("project")
    folder.mkdir()
    (folder / "train.py").write_text(SCRIPT)
    (folder / "settings.py").write_text("LEARNING_RATE = 10.0\n")
    Path("tools.py").write_text("")
    _git("init", "--quiet")
    _git("add", ".")
    _git("commit", "--quiet", "--message", "first")
    return folder


def test_the_working_copy_against_a_revision(cli: Cli, project: Path):
    (project / "settings.py").write_text(RATE)
    Path("tools.py").write_text("x = 1\n")
    ran = cli(
        *("compare", project / "train.py", "--against", "HEAD", "--python", sys.executable),
        *("--output-format", "json", "--html", "report.html"),
    )
    assert ran.status == 0
    report = json.loads(ran.out)
    assert report["compared"] == {
        "before": "project/train.py at HEAD",
        "after": "project/train.py as it is now",
        "command": "kerascope compare project/train.py --against HEAD",
    }
    (verdict,) = report["verdicts"]
    assert verdict["verdict"] == "confirmed"
    assert "outside of the script's folder: what changed in tools.py." in verdict["reason"]
    assert "an edit to the test" in Path("report.html").read_text()
    assert (project / "settings.py").read_text() == RATE


def test_a_patch_that_does_harm_ends_with_status_1(cli: Cli, project: Path):
    (project / "settings.py").write_text(RATE)
    ran = cli(
        *("compare", project / "train.py", "--patch", "-", "--python", sys.executable),
        stdin=PATCH.encode(),
    )
    assert ran.status == 1
    assert ran.out.startswith("The edit does harm: −")
    assert "After:  project/train.py with the patch\n" in ran.out
    assert Path(".kerascope_cache/reports/train-compared.html").exists()
    assert (project / "train.py").read_text() == SCRIPT


def test_a_version_that_never_fits_could_not_be_run(cli: Cli):
    Path("a.py").write_text(HEALTHY)
    Path("b.py").write_text("import keras\n")
    ran = cli("compare", "a.py", "b.py", "--python", sys.executable)
    assert ran.status == 2
    assert "The edited version could not be put to the test" in ran.out
    assert "without calling fit()" in ran.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train.py", "nosuch.py"], "nosuch.py cannot be read: No such file or directory."),
        (["train.py", "same.py"], "train.py and same.py hold the same text"),
        (["train.py", "--against", "HEAD"], "train.py at HEAD and train.py as it is now hold the"),
        (["train.py", "--against", "v9"], "There is no revision v9 in the repository"),
        (["new.py", "--against", "HEAD"], "new.py is not part of the revision HEAD."),
        (["train.py", "--patch", "other.patch"], "The patch does not apply to train.py"),
        (["train.py", "--patch", "train.py"], "train.py holds no change: a unified diff is needed"),
        (["train.py", "--patch", "away.patch"], "The patch changes a/lib/x.py, and there is no"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
):
    monkeypatch.chdir(project)
    Path("same.py").write_text(SCRIPT)
    Path("new.py").write_text(HEALTHY)
    Path("other.patch").write_text(PATCH.replace("    loss=", "    lose="))
    Path("away.patch").write_text(PATCH.replace("project/train.py", "lib/x.py"))
    ran = cli("compare", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"kerascope: {sentence}")


def test_without_a_repository_there_is_no_revision(cli: Cli):
    Path("a.py").write_text(HEALTHY)
    ran = cli("compare", "a.py", "--against", "HEAD")
    assert ran.status == 2
    assert "is not in a git repository, so there is no HEAD to compare." in ran.err
