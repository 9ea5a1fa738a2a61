"""The documentation of a rule, as markdown. Made where the rules are loaded."""

from kerascope.rules import noqa
from kerascope.rules.documentation import for_readers
from kerascope.rules.registry import rule_of


def page_of(code: str) -> str:
    """The page of the rule with that code or name; "" where there is no such rule."""
    code, name, doc = _rule(code)
    return f"# {code} {name}\n\n{for_readers(doc)}" if doc else ""


def brief_of(code: str) -> str:
    """What the rule finds, why that stops learning, and how it is mended, a paragraph each."""
    doc = _rule(code)[2]
    what, *sections = doc.split("\n## ")
    paragraphs = [_first_paragraph(what)]
    for section in sections:
        title, _, text = section.partition("\n")
        if title in _TOLD:
            paragraphs.append(f"**{title}.** {_first_paragraph(text)}")
    return "\n\n".join(filter(None, paragraphs))


_TOLD = ("Why it stops learning", "Fix")


def _first_paragraph(text: str) -> str:
    return text.strip().partition("\n\n")[0].replace("\n", " ")


def _rule(code: str) -> tuple[str, str, str]:
    """Code, name and documentation; empty ones where there is no such rule."""
    if code in (noqa.CODE, noqa.NAME):
        return noqa.CODE, noqa.NAME, noqa.DOC
    rule = rule_of(code)
    return (rule.code, rule.name, rule.doc) if rule is not None else ("", "", "")
