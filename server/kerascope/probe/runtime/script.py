"""Running the user's script as ``__main__``, with nobody there to watch or answer."""

from __future__ import annotations

import ast
import builtins
import linecache
import os
import random
import sys
import traceback
import types
from typing import Any


class ScriptFailed(Exception):
    """The script ended in an error. ``line`` is the last line of it that ran."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.line = line


def begin(file: str, arguments: list[str], modules: str) -> None:
    """Make ready to run ``file`` as a script that imports from the folder ``modules``."""
    main = types.ModuleType("__main__")
    main.__file__ = file
    main.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main
    sys.argv = [file, *arguments]
    sys.path.insert(0, modules)


def execute(text: str, path: str, since: int = 0, until: int | None = None) -> None:
    """Execute ``text`` as the file ``path``: the statements from ``since`` up to ``until``.

    Raises:
        ScriptFailed: a syntax error, an exception, or ``sys.exit``.
    """
    linecache.cache[path] = (len(text), None, text.splitlines(True), path)
    try:
        source: Any = text if (since, until) == (0, None) else _part(text, path, since, until)
        exec(compile(source, path, "exec", dont_inherit=True), sys.modules["__main__"].__dict__)
    except SyntaxError as error:
        raise ScriptFailed(f"SyntaxError: {error.msg}", error.lineno) from error
    except SystemExit as error:
        line = _line_in(path, error)
        raise ScriptFailed(f"the script ends itself (exit status {error.code})", line) from error
    except BaseException as error:
        raise ScriptFailed(in_one_line(error), _line_in(path, error)) from error


def _part(text: str, path: str, since: int, until: int | None) -> ast.Module:
    module = ast.parse(text, path)
    futures = [s for s in module.body[:since] if getattr(s, "module", None) == "__future__"]
    # Something has to stand first: a text would be taken for the docstring.
    first: list[ast.stmt] = [ast.Pass(lineno=1, col_offset=0)] if since and not futures else []
    module.body = [*futures, *first, *module.body[since:until]]
    return module


def in_one_line(error: BaseException) -> str:
    """The kind of an error and the first line of what it says."""
    words = str(error).strip().splitlines()
    said = f"{type(error).__name__}: {words[0][:500]}" if words else type(error).__name__
    if not _questions:
        return said
    return f"{said} (nobody is there to answer input(), which got an empty line)"


def _line_in(path: str, error: BaseException) -> int | None:
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == path]
    return lines[-1] if lines else None


def be_alone(seed: int, notebook: bool) -> None:
    """Answer ``input()`` with an empty line, draw plots nowhere, seed what is not seeded.

    What a ``notebook`` finds without an import is there and does nothing.
    """
    builtins.input = _unanswered
    if notebook:
        for name in ("display", "get_ipython"):
            setattr(builtins, name, _Mute())
    sys.dont_write_bytecode = True
    os.environ["MPLBACKEND"] = "Agg"
    random.seed(seed)
    _seed_numpy(seed)


class _Mute:
    """Whatever is called on it, or got from it, is this again."""

    def __call__(self, *_args: Any, **_kwargs: Any) -> _Mute:
        return self

    def __getattr__(self, name: str) -> _Mute:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


_questions: list[str] = []


def _unanswered(prompt: object = "") -> str:
    _questions.append(str(prompt))
    return ""


def _seed_numpy(seed: int) -> None:
    try:
        import numpy
    except ImportError:
        return
    numpy.random.seed(seed)
    original: Any = numpy.random.default_rng
    # Both arms must see the same data, also where the script draws them without a seed.
    numpy.random.default_rng = lambda given=None: original(seed if given is None else given)
