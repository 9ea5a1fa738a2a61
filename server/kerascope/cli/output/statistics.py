"""How often each rule found something."""

import json
from collections import Counter
from collections.abc import Sequence

from kerascope.cli.checked import CheckedFile


def render(files: Sequence[CheckedFile], as_json: bool = False) -> str:
    """One line a rule, the most frequent first; ``[*]`` marks those with a safe fix."""
    findings = [finding for file in files for finding in file.findings]
    counts = Counter((finding.code, finding.name) for finding in findings)
    fixable = {finding.code for finding in findings if finding.fix and finding.fix.safe}
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if as_json:
        listed = [
            {"code": code, "name": name, "count": count, "fixable": code in fixable}
            for (code, name), count in rows
        ]
        return json.dumps(listed, indent=2) + "\n"
    width = max((len(str(count)) for _, count in rows), default=0)
    return "".join(
        f"{count:>{width}}  {code}  {'[*]' if code in fixable else '[ ]'}  {name}\n"
        for (code, name), count in rows
    )
