"""What somebody typed at Python's prompt, taken out of a copied session."""

import re

PROMPT = 4
"""The length of ``>>> `` and of ``... ``."""

_TYPED = re.compile(r"(?:>>>|\.\.\.)(?: |$)")
_BEGINS = re.compile(r"^>>> ", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")


def is_session(text: str) -> bool:
    """Whether a text is a session with an interpreter, prompts and answers and all."""
    return _BEGINS.search(text) is not None and not _has_plain_code(text)


def _has_plain_code(text: str) -> bool:
    """Whether the prompts stand in a docstring of code that has none."""
    return re.search(r"^(?:def|class|import|from)\b", text, re.MULTILINE) is not None


def typed(text: str) -> str:
    """The lines that were typed, without their prompts; the answers become comments, so that every
    line keeps its number."""
    return "".join(_plain(line) for line in _LINE.findall(text))


def _plain(line: str) -> str:
    content = line.rstrip("\r\n")
    ending = line[len(content) :]
    if _TYPED.match(content):
        return content[PROMPT:] + ending
    return f"#{content}{ending}" if content.strip() else line
