"""What somebody typed at a prompt, Python's or IPython's, taken out of a copied session."""

import re

_PROMPT = re.compile(r"(?:>>>|\.\.\.)(?: |$)|In ?\[\d*\]: ?|[ ]{2,}\.\.\.+: ?")
_BEGINS = re.compile(r"^(?:>>> |In ?\[\d*\]: )", re.MULTILINE)
_PLAIN_CODE = re.compile(r"^(?:def|class|import|from)\b", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")


def is_session(text: str) -> bool:
    """Whether a text is a session with an interpreter, prompts and answers and all; prompts in
    the docstring of code that has none of its own make none."""
    return _BEGINS.search(text) is not None and _PLAIN_CODE.search(text) is None


def typed(text: str) -> tuple[str, list[int]]:
    """The lines that were typed, without their prompts, and how long the prompt of each line is.
    The answers become comments, so that every line keeps its number."""
    lines: list[str] = []
    lengths: list[int] = []
    for line in _LINE.findall(text):
        content = line.rstrip("\r\n")
        prompt = _PROMPT.match(content)
        lengths.append(prompt.end() if prompt else 0)
        if prompt or not content.strip():
            lines.append(line[lengths[-1] :])
        else:
            lines.append(f"#{line}")
    return "".join(lines), lengths
