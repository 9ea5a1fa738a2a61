"""What analysis costs beside libcst's bare parse of the same files.

    python -m benchmarks.speed FOLDER

CPU time, each figure the best of three passes over all scripts, in milliseconds per 1,000 lines.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import libcst as cst

from kerascope.checker import check
from kerascope.reader.read import read
from kerascope.source.document import UnreadableSource, load, script
from kerascope.source.parse import forget
from kerascope.source.piece import pieces_of

PASSES = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    texts = _texts(parser.parse_args().folder)
    lines = sum(text.count("\n") + 1 for text in texts)
    bare = _best(lambda text: cst.parse_module(text), texts, lines)
    rows = {
        "bare parse_module": bare,
        "statements parsed one by one, cold": _best(
            lambda t: pieces_of(script(t)), texts, lines, True
        ),
        "the same, remembered": _best(lambda t: pieces_of(script(t)), texts, lines),
        "reading, statements remembered": _best(lambda t: read(script(t)), texts, lines),
        "check, statements remembered": _best(lambda t: check(script(t)), texts, lines),
        "check, cold": _best(lambda t: check(script(t)), texts, lines, True),
    }
    print(f"{len(texts)} scripts, {lines:,} lines\n{'':40}{'ms per 1,000':>14}{'× bare':>9}")
    for name, cost in rows.items():
        print(f"{name:40}{cost:>14.1f}{cost / bare:>9.2f}")


def _texts(folder: Path) -> list[str]:
    texts: list[str] = []
    for path in sorted(folder.rglob("*.py")):
        try:
            text = load(path).cells[0].text
            cst.parse_module(text)
        except (UnreadableSource, OSError, cst.ParserSyntaxError):
            continue
        texts.append(text)
    return texts


def _best(run: Callable[[str], object], texts: list[str], lines: int, cold: bool = False) -> float:
    costs: list[float] = []
    for _ in range(PASSES):
        if cold:
            forget()
        started = time.process_time()
        for text in texts:
            run(text)
        costs.append(time.process_time() - started)
    return min(costs) * 1e6 / lines


if __name__ == "__main__":
    main()
