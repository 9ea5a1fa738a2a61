"""KS000 unused-noqa, and leaving out the findings that a ``# noqa`` silences."""

from collections.abc import Iterable, Iterator, Sequence

from kerascope.config import Settings, covers
from kerascope.fixes.edit import Edit, Fix
from kerascope.rules.comments import Comment, comments_in
from kerascope.rules.finding import Finding, Tier
from kerascope.rules.rule import Rule, RunRule
from kerascope.source.document import Document

CODE, NAME = "KS000", "unused-noqa"
TIER: Tier = "certain"
SUMMARY = "a noqa comment that silences nothing"
DOC = """\
A `# noqa` comment names one of Kerascope's rules, but that rule finds nothing on the line.

## Why it matters

The comment was written against a finding that has gone. Left there, it would silence the next one.

## Bad

```python
model.fit(x_train / 255, y_train)  # noqa: KS101
```

## Good

```python
model.fit(x_train / 255, y_train)
```

## Silent when

- the comment silences everything (a bare `# noqa` may be meant for another tool);
- it names codes of other tools only;
- a rule that it names is switched off.

## Fix

Safe: removes the comment, or the codes in it that are not used.
"""


def silence(
    document: Document, findings: Sequence[Finding], rules: Iterable[Rule], settings: Settings
) -> tuple[Finding, ...]:
    """The findings that no ``# noqa`` silences, and a KS000 for each comment of ours that
    silences nothing. ``rules`` are all there are; ``findings`` come from those that are on."""
    comments = comments_in(document)
    if not comments:
        return tuple(findings)
    # Every comment is asked about every finding, so that none is called unused by mistake.
    kept = [f for f in findings if not [c for c in comments if c.silences(f)]]
    if settings.reports(CODE, NAME):
        kept += _unused_noqa(comments, tuple(rules), settings)
    places = {cell.index: place for place, cell in enumerate(document.cells)}
    return tuple(sorted(kept, key=lambda f: (places[f.cell], f.range)))


def _unused_noqa(
    comments: Iterable[Comment], rules: Sequence[Rule], settings: Settings
) -> Iterator[Finding]:
    for comment in comments:
        unused = [
            selector
            for selector in comment.noqa.selectors or ()
            if selector not in comment.used and _is_idle(selector, rules, settings)
        ]
        if unused and not any(covers(s, CODE, NAME) for s in comment.noqa.selectors or ()):
            yield _finding(comment, unused)


def _is_idle(selector: str, rules: Sequence[Rule], settings: Settings) -> bool:
    """Whether a selector that silenced nothing is ours, and could have: all its rules ran."""
    meant = [rule for rule in rules if covers(selector, rule.code, rule.name)]
    if not meant:
        return selector.upper().startswith("KS")
    # What only a run shows may well be there.
    return all(settings.reports(r.code, r.name) and not isinstance(r, RunRule) for r in meant)


def _finding(comment: Comment, unused: list[str]) -> Finding:
    listed = " and ".join(unused) if len(unused) < 3 else ", ".join(unused)
    where = "anywhere in this file" if comment.noqa.whole_file else "on this line"
    return Finding(
        code=CODE,
        name=NAME,
        tier=TIER,
        severity="information",
        message=f"This comment silences {listed}, but nothing of that is found {where}.",
        cell=comment.cell,
        range=comment.noqa.listed or comment.noqa.range,
        fix=_removal(comment, unused),
    )


def _removal(comment: Comment, unused: list[str]) -> Fix:
    noqa = comment.noqa
    rest = [selector for selector in noqa.selectors or () if selector not in unused]
    if rest and noqa.listed:
        edit = Edit(comment.cell, noqa.listed, ", ".join(rest))
        return Fix(f"Remove {', '.join(unused)} from the comment", True, (edit,))
    return Fix("Remove the unused noqa comment", True, (Edit(comment.cell, noqa.range, ""),))
