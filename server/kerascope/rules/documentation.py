"""A rule's docstring taken apart: sections, and the examples in them."""

import re

from kerascope.rules.rule import Rule

_MARK = re.compile(r"[ \t]*# <- KS[\d, KS]*$", re.MULTILINE)
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def for_readers(doc: str) -> str:
    """A rule's documentation without the marks that tell the tests where a finding starts."""
    return _MARK.sub("", doc)


def section(rule: Rule, title: str) -> str:
    """The text below a ``##`` heading; empty where there is none."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", rule.doc, re.M | re.S)
    return found.group(1).strip() if found else ""


def examples(rule: Rule, title: str) -> list[str]:
    """The Python examples in a section (``Bad`` or ``Good``)."""
    return _BLOCK.findall(section(rule, title) + "\n")
