"""A rule's docstring taken apart: sections, and the examples in them."""

import re

from kerascope.rules.rule import Rule

_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def section(rule: Rule, title: str) -> str:
    """The text below a ``##`` heading; empty where there is none."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", rule.doc, re.M | re.S)
    return found.group(1).strip() if found else ""


def examples(rule: Rule, title: str) -> list[str]:
    """The Python examples in a section (``Bad`` or ``Good``)."""
    return _BLOCK.findall(section(rule, title) + "\n")
