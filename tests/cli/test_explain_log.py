"""``kerascope explain-log`` on pasted logs and on notebooks with saved output."""

import json
from pathlib import Path

import pytest

from kerascope.cli.main import main

STUCK = "".join(
    f"Epoch {n}/3\n10/10 - 1s - loss: 14.5063 - accuracy: 0.1000\n" for n in range(1, 4)
)


def test_a_log_names_the_cause(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.txt"
    path.write_text(STUCK, encoding="utf-8")
    assert main(["explain-log", str(path)]) == 1
    printed = capsys.readouterr().out
    assert printed.startswith("3 epochs with loss, accuracy\n- The loss stays at 14.506")
    assert "KS403 cross-entropy-on-raw-output" in printed


def test_a_notebook_has_its_log_in_its_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": STUCK.splitlines(keepends=True)}
    cell = {"cell_type": "code", "source": "model.fit(x, y)", "outputs": [output], "metadata": {}}
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"cells": [cell], "nbformat": 4, "metadata": {}}), encoding="utf-8")
    assert main(["explain-log", str(path)]) == 1
    assert "KS403" in capsys.readouterr().out


def test_a_file_without_a_log_is_one_clear_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.txt"
    path.write_text("nothing here", encoding="utf-8")
    assert main(["explain-log", str(path)]) == 2
    assert "holds no training log" in capsys.readouterr().err
