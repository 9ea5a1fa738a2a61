"""Fixes are applied until nothing is left; the rules here are stand-ins of a few lines, each with
a fix of its own."""

import re

from kerascope.cli.add_noqa import silenced
from kerascope.cli.checked import CheckedFile
from kerascope.cli.diff import unified
from kerascope.cli.fix import fix
from kerascope.fixes.edit import Edit, Fix
from kerascope.rules.finding import Finding
from kerascope.source.document import Cell, Document, script
from kerascope.source.lines import Lines
from kerascope.source.position import Range


def _check(document: Document, *patterns: tuple[str, str], safe: bool = True) -> CheckedFile:
    """Finds each pattern; its fix puts the replacement there."""
    findings = [
        _finding(cell, match, match.expand(replacement), safe)
        for cell in document.cells
        for pattern, replacement in patterns
        for match in re.finditer(pattern, cell.text)
    ]
    return CheckedFile(document, tuple(sorted(findings, key=lambda f: (f.cell or 0, f.range))))


def _finding(cell: Cell, match: re.Match[str], text: str, safe: bool) -> Finding:
    lines = Lines(cell.text)
    where = Range(lines.position(match.start()), lines.position(match.end()))
    edit = Edit(cell.index, where, text)
    return Finding(
        *("KS101", "unscaled-input", "likely", "warning", "x is raw."),
        *(cell.index, where, (), Fix("Mend", safe, (edit,))),
    )


def _fixed(document: Document, *patterns: tuple[str, str], unsafe: bool = False, safe: bool = True):
    def check(changed: Document) -> CheckedFile:
        return _check(changed, *patterns, safe=safe)

    return fix(check(document), check, unsafe=unsafe)


def test_fixes_are_repeated_until_nothing_is_left():
    result = _fixed(script("rate = 1000\n"), (r"\b(10+)0\b", r"\1"))
    assert result.checked.document == script("rate = 10\n")
    assert result.checked.findings == ()
    assert len(result.applied) == 2


def test_fixes_of_one_place_wait_for_their_turn():
    result = _fixed(script("fit(raw)\n"), (r"fit\(raw\)", "fit(raw / 255)"), (r"raw\)", "raw, 5)"))
    assert result.checked.document == script("fit(raw / 255)\n")


def test_unsafe_fixes_need_to_be_asked_for():
    document = script("rate = 10\n")
    assert _fixed(document, ("10", "1"), safe=False).checked.document == document
    changed = _fixed(document, (r"\b10\b", "1"), safe=False, unsafe=True)
    assert changed.checked.document == script("rate = 1\n")


def test_a_fix_that_breaks_the_script_is_never_applied():
    document = script("fit(x)\nrate = 10\n")
    result = _fixed(document, (r"x\)", "x"), (r"\b10\b", "1"))
    assert result.checked.document == script("fit(x)\nrate = 1\n")


def test_a_script_that_is_broken_already_is_mended_all_the_same():
    result = _fixed(script("def (:\nrate = 10\n"), (r"\b10\b", "1"))
    assert result.checked.document == script("def (:\nrate = 1\n")


def test_fixes_that_undo_each_other_end():
    result = _fixed(script("a = 1\n"), (r"\b1\b", "2"), (r"\b2\b", "1"))
    assert result.checked.document in (script("a = 1\n"), script("a = 2\n"))


def test_inserted_lines_end_as_the_others_do():
    result = _fixed(script("a = 1\r\nb = 2\r\n"), (r"a = 1", "a = 3\nc = 4"))
    assert result.checked.document == script("a = 3\r\nc = 4\r\nb = 2\r\n")


def test_a_diff_of_a_script():
    before, after = script("a = 1\nb = 2\n", "a.py"), script("a = 1\nb = 3\n", "a.py")
    assert unified(before, after) == "--- a.py\n+++ a.py\n@@ -1,2 +1,2 @@\n a = 1\n-b = 2\n+b = 3\n"
    assert unified(before, before) == ""


def test_a_diff_of_a_notebook_names_the_cell():
    before = Document("a.ipynb", (Cell("a = 1", 0), Cell("b = 2", 3)))
    assert unified(before, before.with_text(3, "b = 3")) == (
        "--- a.ipynb:cell 4\n+++ a.ipynb:cell 4\n@@ -1 +1 @@\n"
        "-b = 2\n\\ No newline at end of file\n+b = 3\n\\ No newline at end of file\n"
    )


def _silenced(text: str, pattern: str = "raw") -> str:
    return silenced(_check(script(text), (pattern, ""))).text_of(None)


def test_add_noqa_writes_a_comment_on_each_line():
    assert _silenced("fit(raw)\nfit(x)\nfit(raw)") == (
        "fit(raw)  # noqa: KS101\nfit(x)\nfit(raw)  # noqa: KS101"
    )


def test_add_noqa_uses_the_comment_that_is_there():
    assert _silenced("fit(raw)  # noqa: E501\r\n") == "fit(raw)  # noqa: E501, KS101\r\n"
    assert _silenced("fit(raw, raw)\n") == "fit(raw, raw)  # noqa: KS101\n"
    assert _silenced("fit(raw)  # noqa\n") == "fit(raw)  # noqa\n"
    assert _silenced("fit(raw)  # pixels\n") == "fit(raw)  # pixels  # noqa: KS101\n"


def test_add_noqa_finds_a_line_that_can_hold_a_comment():
    assert _silenced('fit("""raw\n""")\n', r'fit\("""raw\n"""\)') == (
        'fit("""raw\n""")  # noqa: KS101\n'
    )
    assert _silenced("y = raw + \\\n    1\n", r"raw \+ \\\n    1") == (
        "y = raw + \\\n    1  # noqa: KS101\n"
    )
