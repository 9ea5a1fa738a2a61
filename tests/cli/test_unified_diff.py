"""Patches as git and diff write them."""

from difflib import unified_diff

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascope.cli.failure import CannotRun
from kerascope.cli.unified_diff import parse, patched

BEFORE = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n"
GIT = """\
diff --git a/src/train.py b/src/train.py
index 83db48f..bf269f4 100644
--- a/src/train.py
+++ b/src/train.py
@@ -1,3 +1,2 @@ def main():
 one
-two
 three
@@ -7,2 +6,3 @@
 seven
-eight
+ate
+nine
\\ No newline at end of file
"""


def _patched(before: str, text: str) -> str:
    (patch,) = parse(text, "a.patch")
    return patched(before, patch, "train.py")


def test_what_git_writes_is_applied():
    (patch,) = parse(GIT, "a.patch")
    assert [str(name) for name in patch.names][:3] == ["a/src/train.py", "src/train.py", "train.py"]
    after = patched(BEFORE, patch, "train.py")
    assert after == "one\nthree\nfour\nfive\nsix\nseven\nate\nnine"


def test_lines_that_have_moved_are_found():
    assert _patched("zero\n" * 40 + BEFORE, GIT).startswith("zero\n" * 40 + "one\nthree\n")


def test_a_file_is_created_and_deleted():
    created = "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1,2 @@\n+a = 1\n+b = 2\n"
    assert _patched("", created) == "a = 1\nb = 2\n"
    (deleted,) = parse("--- a/old.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-a = 1\n", "a.patch")
    assert (deleted.old, deleted.new) == ("a/old.py", None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "holds no change"),
        ("--- a\n+++ b\n", "holds no change"),
        ("--- a\n+++ b\n@@ -1,3 +1,3 @@\n one\n", "cut short or damaged"),
        ("GIT binary patch\nliteral 3\n", "binary"),
        ("--- a\n+++ b\n@@ -1 +1 @@\n-eleven\n+twelve\n", "does not apply to train.py"),
    ],
)
def test_what_cannot_be_applied_is_one_sentence(text: str, sentence: str):
    with pytest.raises(CannotRun, match=sentence):
        _patched(BEFORE, text)


LINES = st.lists(st.sampled_from(["a", "b", "c", "", "  d"]), max_size=12)


@given(LINES, LINES)
def test_every_diff_leads_from_one_text_to_the_other(old: list[str], new: list[str]):
    before, after = ("".join(f"{line}\n" for line in lines) for lines in (old, new))
    diff = "".join(unified_diff(before.splitlines(True), after.splitlines(True), "a", "b", n=2))
    if before != after:
        assert _patched(before, diff) == after
