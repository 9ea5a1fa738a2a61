"""The documentation of a rule, as markdown."""

import re

_MARK = re.compile(r"[ \t]*# <- KS\d+$", re.MULTILINE)


def explanation(code: str) -> str:
    """The page of the rule with that code or name; "" where there is no such rule.

    The marks that tell the tests where a finding starts are left out of its examples.
    """
    # Imported when first asked for: all rules take longer to load than the rest of the server.
    from kerascope.rules import noqa
    from kerascope.rules.registry import rule_of

    if code in (noqa.CODE, noqa.NAME):
        return _page(noqa.CODE, noqa.NAME, noqa.DOC)
    rule = rule_of(code)
    return _page(rule.code, rule.name, rule.doc) if rule is not None else ""


def _page(code: str, name: str, doc: str) -> str:
    return f"# {code} {name}\n\n{_MARK.sub('', doc)}"
