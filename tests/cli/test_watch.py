from pathlib import Path

import pytest

from kerascope.cli.watch import watch


class Enough(Exception):
    pass


def test_a_change_runs_it_again(tmp_path: Path):
    file = tmp_path / "a.py"
    file.write_text("a = 1\n")
    seen: list[str] = []

    def run() -> None:
        seen.append(file.read_text())
        if len(seen) == 3:
            raise Enough
        file.write_text(f"a = {'1' * len(seen)}0\n")

    with pytest.raises(Enough):
        watch(lambda: [file], run)
    assert seen == ["a = 1\n", "a = 10\n", "a = 110\n"]


def test_files_that_come_and_go_count(tmp_path: Path):
    runs: list[list[str]] = []

    def run() -> None:
        runs.append(sorted(path.name for path in tmp_path.iterdir()))
        if len(runs) == 3:
            raise Enough
        new = tmp_path / "new.py"
        new.unlink() if new.exists() else new.touch()

    with pytest.raises(Enough):
        watch(lambda: sorted(tmp_path.iterdir()), run)
    assert runs == [[], ["new.py"], []]
