from pathlib import Path

from kerascope.cli.cache import Cache
from kerascope.cli.checked import CheckedFile
from kerascope.config import Settings
from kerascope.fixes.edit import Edit, Fix
from kerascope.rules.finding import Finding, Related
from kerascope.rules.report import Note
from kerascope.source.document import script
from kerascope.source.position import Position, Range

WHERE = Range(Position(1, 1), Position(1, 4))
FINDING = Finding(
    *("KS101", "unscaled-input", "likely", "warning", "x is raw.", None, WHERE),
    related=(Related("loaded", None, WHERE),),
    fix=Fix("Mend", False, (Edit(None, WHERE, "fit"),)),
)
DOCUMENT = script("fit(x)", "a.py")
CHECKED = CheckedFile(DOCUMENT, (FINDING,), (Note("not read", None, 1),))
DATA = b"fit(x)"


def test_what_was_put_comes_back(tmp_path: Path):
    cache = Cache(tmp_path / "cache")
    cache.put(tmp_path / "a.py", DATA, Settings(), CHECKED)
    assert cache.get(tmp_path / "a.py", DATA, Settings(), DOCUMENT) == CHECKED


def test_other_content_settings_or_files_are_not_answered(tmp_path: Path):
    cache = Cache(tmp_path / "cache")
    cache.put(tmp_path / "a.py", DATA, Settings(), CHECKED)
    assert cache.get(tmp_path / "a.py", b"fit(y)", Settings(), DOCUMENT) is None
    assert cache.get(tmp_path / "a.py", DATA, Settings(select=("KS1",)), DOCUMENT) is None
    assert cache.get(tmp_path / "b.py", DATA, Settings(), DOCUMENT) is None


def test_a_file_has_one_entry_however_often_it_changes(tmp_path: Path):
    cache = Cache(tmp_path / "cache")
    for data in (b"1", b"2", b"3"):
        cache.put(tmp_path / "a.py", data, Settings(), CHECKED)
    assert len(list((tmp_path / "cache").glob("*.json"))) == 1


def test_the_folder_is_ignored_by_git(tmp_path: Path):
    Cache(tmp_path / "cache").put(tmp_path / "a.py", DATA, Settings(), CHECKED)
    assert (tmp_path / "cache" / ".gitignore").read_text() == "*\n"


def test_a_broken_entry_is_as_good_as_none(tmp_path: Path):
    cache = Cache(tmp_path / "cache")
    cache.put(tmp_path / "a.py", DATA, Settings(), CHECKED)
    (entry,) = (tmp_path / "cache").glob("*.json")
    for broken in (b"", b"[]", b"{}", b'{"content": 1}', b"\xff"):
        entry.write_bytes(broken)
        assert cache.get(tmp_path / "a.py", DATA, Settings(), DOCUMENT) is None


def test_a_folder_that_cannot_be_made_does_no_harm(tmp_path: Path):
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file" / "cache")
    cache.put(tmp_path / "a.py", DATA, Settings(), CHECKED)
    assert cache.get(tmp_path / "a.py", DATA, Settings(), DOCUMENT) is None
