from pathlib import Path

import pytest

from kerascope.source.files import Globs, source_files


def _tree(root: Path, *files: str) -> None:
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def _found(folder: Path, *excluded: str) -> list[str]:
    globs = [Globs.of(folder, excluded)] if excluded else []
    return [path.relative_to(folder).as_posix() for path in source_files(folder, globs)]


def test_scripts_and_notebooks_are_found_and_nothing_else(tmp_path: Path):
    _tree(tmp_path, "b.py", "a.ipynb", "sub/c.py", "data.csv", "sub/readme.md", "x.pyc")
    assert _found(tmp_path) == ["a.ipynb", "b.py", "sub/c.py"]


def test_environments_and_build_folders_are_skipped(tmp_path: Path):
    _tree(
        tmp_path,
        *(
            "a.py",
            ".venv/lib/x.py",
            "node_modules/x.py",
            ".ipynb_checkpoints/a.ipynb",
            "build/x.py",
        ),
        *("__pycache__/x.py", "env/pyvenv.cfg", "env/x.py", "dist/x.py", ".git/hooks/x.py"),
    )
    assert _found(tmp_path) == ["a.py"]


def test_gitignore_is_respected_at_every_level(tmp_path: Path):
    _tree(tmp_path, ".git/config", "a.py", "skip.py", "sub/a.py", "sub/skip.py", "out/x.py")
    (tmp_path / ".gitignore").write_text("skip.py\nout/\n")
    (tmp_path / "sub" / ".gitignore").write_text("!skip.py\na.py\n")
    assert _found(tmp_path) == ["a.py", "sub/skip.py"]
    assert _found(tmp_path / "sub") == ["skip.py"]


def test_gitignore_above_the_repository_does_not_count(tmp_path: Path):
    _tree(tmp_path, "repo/.git/config", "repo/sub/a.py")
    (tmp_path / ".gitignore").write_text("*.py\n")
    assert _found(tmp_path / "repo" / "sub") == ["a.py"]


def test_excludes_beat_gitignore(tmp_path: Path):
    _tree(tmp_path, "a.py", "legacy/b.py", "sub/legacy/c.py", "sub/d.ipynb")
    (tmp_path / ".gitignore").write_text("!legacy\n")
    assert _found(tmp_path, "legacy/", "*.ipynb") == ["a.py"]


def test_links_to_folders_are_not_followed(tmp_path: Path):
    _tree(tmp_path, "sub/a.py")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    assert _found(tmp_path) == ["sub/a.py"]


def test_paths_are_named_as_the_folder_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _tree(tmp_path, "sub/a.py")
    monkeypatch.chdir(tmp_path)
    assert [str(path) for path in source_files(Path("sub"))] == ["sub/a.py"]
