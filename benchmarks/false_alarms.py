"""Findings on a folder of healthy code, counted by rule and tier.

    python -m benchmarks.false_alarms FOLDER [--show likely]

``--show TIER`` lists that tier's findings and those of louder tiers, one a line.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kerascope.checker import check
from kerascope.rules.finding import Finding
from kerascope.source.document import UnreadableSource, load
from kerascope.source.modules import Modules

TIERS = ("certain", "likely", "hypothesis")


def findings_in(folder: Path) -> Iterator[tuple[Path, list[Finding]]]:
    """Each script or notebook that mentions Keras, with its findings."""
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".ipynb")):
        try:
            document = load(path)
        except (UnreadableSource, OSError) as error:
            print(f"left out: {error}")
            continue
        if any("keras" in cell.text for cell in document.cells):
            modules = Modules(path.absolute(), folder.absolute())
            yield path, list(check(document, modules=modules).findings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", choices=TIERS)
    arguments = parser.parse_args()
    shown = TIERS[: TIERS.index(arguments.show) + 1] if arguments.show else ()
    counts: Counter[tuple[str, str]] = Counter()
    scripts = 0
    for path, findings in findings_in(arguments.folder):
        scripts += 1
        counts.update((f"{f.code} {f.name}", f.tier) for f in findings)
        for finding in findings:
            if finding.tier in shown:
                cell = "" if finding.cell is None else f"cell {finding.cell + 1}:"
                place = f"{path}:{cell}{finding.range.start.line}"
                print(f"{place}: {finding.tier} {finding.code} {finding.message}")
    _print_table(counts, scripts)


def _print_table(counts: Counter[tuple[str, str]], scripts: int) -> None:
    print(f"\n{scripts} scripts\n{'rule':42}" + "".join(f"{tier:>12}" for tier in TIERS))
    for rule in sorted({rule for rule, _ in counts}):
        print(f"{rule:42}" + "".join(f"{counts[rule, tier]:>12}" for tier in TIERS))
    totals = [sum(n for (_, t), n in counts.items() if t == tier) for tier in TIERS]
    print(f"{'all':42}" + "".join(f"{total:>12}" for total in totals))
    print(f"{'per ten scripts':42}" + "".join(f"{10 * t / max(1, scripts):>12.2f}" for t in totals))


if __name__ == "__main__":
    main()
