"""The documentation of a rule, as markdown."""

from kerascope.rules.registry import rule_of


def explanation(code: str) -> str:
    """The page of the rule with that code or name; "" where there is no such rule."""
    rule = rule_of(code)
    return f"# {rule.code} {rule.name}\n\n{rule.doc}" if rule is not None else ""
