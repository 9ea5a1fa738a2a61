"""The documentation of a rule, as markdown."""


def explanation(code: str) -> str:
    """The rule's page; "" where there is no such rule."""
    from kerascope.rules.registry import RULES

    rule = next((rule for rule in RULES if rule.code == code), None)
    return rule.doc if rule is not None else ""
