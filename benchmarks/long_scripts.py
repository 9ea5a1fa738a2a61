"""Scripts of real length, put together from the programs in ``tests/corpus``."""

import random
import textwrap
from pathlib import Path

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"


IMPORTS = """\
import csv
import os

import matplotlib.pyplot as plt
import numpy as np


"""
AFTERWARDS = """\
def summarise_{n}(histories, folder="results", best="val_loss"):
    rows = []
    for name, history in histories.items():
        values = history.history.get(best) or history.history["loss"]
        epoch = int(np.argmin(values))
        rows.append({"name": name, "epoch": epoch, best: values[epoch], "epochs": len(values)})
    rows.sort(key=lambda row: row[best])
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "summary_{n}.csv"), "w") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    figure, axes = plt.subplots(1, 2, figsize=(12, 4))
    for name, history in histories.items():
        axes[0].plot(history.history["loss"], label=f"{name}: training")
        axes[1].plot(history.history.get(best, []), label=f"{name}: validation")
    for axis, title in zip(axes, ["training", "validation"]):
        axis.set_title(title)
        axis.set_xlabel("epoch")
        axis.set_ylabel("loss")
        axis.legend(loc="upper right")
    figure.tight_layout()
    figure.savefig(os.path.join(folder, "curves_{n}.png"), dpi=150)
    plt.close(figure)
    return rows


"""


def long_script(lines: int) -> str:
    """A script of about that many lines, always the same: one experiment after the other, every
    third in a function that is called below it, with what people do with the results in between."""
    programs = sorted(CORPUS.glob("*.py"))
    random.Random(lines).shuffle(programs)
    sections = [
        "import csv\nimport os\n\nimport matplotlib.pyplot as plt\nimport numpy as np\n\n\n"
    ]
    length = sections[0].count("\n")
    for number, program in enumerate(programs):
        text = program.read_text(encoding="utf-8").strip()
        section = _section(number, text) + AFTERWARDS.replace("{n}", str(number))
        if "__future__" in text or length + section.count("\n") > lines:
            continue
        sections.append(section)
        length += section.count("\n")
    return "".join(sections)


def _section(number: int, text: str) -> str:
    title = f"# Experiment {number}\n\n"
    if number % 3 or "import *" in text:
        return f"{title}{text}\n\n\n"
    name = f"experiment_{number}"
    return f"{title}def {name}():\n{textwrap.indent(text, '    ')}\n\n\n{name}()\n\n\n"
