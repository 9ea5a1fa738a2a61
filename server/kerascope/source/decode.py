"""Bytes to text, as Python itself would read them."""

import io
import tokenize

from kerascope.source.document import UnreadableSource


def decode(data: bytes, path: str) -> str:
    """The text of a Python source file; line ends stay as they are.

    Raises:
        UnreadableSource: NUL bytes, an unknown coding cookie, or bytes outside the encoding.
    """
    if b"\0" in data:
        raise UnreadableSource(f"{path} is a binary file, not Python source.")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, LookupError) as error:
        raise UnreadableSource(f"{path} has no usable encoding declaration: {error}.") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableSource(
            f"{path} is not {error.encoding} text (byte {error.start}, line {line}). "
            "Save it as UTF-8 or declare its encoding in the first line."
        ) from error
