"""The examples run as they are, and learn, or do not, as they say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
CHANCE = 0.1


def held_out_accuracy(script: Path) -> float:
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    said = re.search(r"held-out accuracy: (\S+)", run.stdout)
    assert said, run.stdout
    return float(said[1])


def test_the_stagnant_example_stays_at_chance() -> None:
    assert held_out_accuracy(EXAMPLES / "stagnant.py") < CHANCE + 0.1


@pytest.mark.parametrize(
    ("script", "at_least"),
    [
        ("healthy.py", 0.9),
        ("seed_augmentation.py", 0.6),
        ("seed_learning_rate_schedule.py", 0.9),
        ("seed_l2.py", 0.9),
    ],
)
def test_a_healthy_example_learns(script: str, at_least: float) -> None:
    assert held_out_accuracy(EXAMPLES / script) >= at_least


def test_every_example_says_what_it_is() -> None:
    for script in EXAMPLES.glob("*.py"):
        assert script.read_text().startswith('"""'), f"{script.name} has no docstring"
