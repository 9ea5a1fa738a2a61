"""The Python behind a kernel."""

import os
import re
import shutil
import sys
from typing import Any

_PYTHON = re.compile(r"(?:python|pypy)[\d.]*(?:\.exe)?$", re.IGNORECASE)
_OURS = ("python", "python3", f"python{sys.version_info[0]}.{sys.version_info[1]}")


class NoInterpreter(Exception):
    """A kernel that no Python can be told from. The message is a sentence for the user."""


def interpreter_of(kernel_specs: Any, kernel: str) -> str:
    """The interpreter that kernels of that name are started with.

    Raises:
        NoInterpreter: there is no such kernel, it is not Python, or something wraps it.
    """
    from jupyter_client.kernelspec import NoSuchKernel

    try:
        spec = kernel_specs.get_kernel_spec(kernel)
    except NoSuchKernel:
        raise NoInterpreter(
            f"There is no kernel {kernel!r} here. Choose a kernel for the notebook."
        ) from None
    command = str(spec.argv[0]) if spec.argv else ""
    if spec.language.lower() != "python" or not _PYTHON.match(os.path.basename(command)):
        raise NoInterpreter(
            f"The kernel {spec.display_name!r} is started with {command!r}, not with a Python "
            "interpreter. Choose a Python kernel for the notebook."
        )
    # Jupyter itself starts a bare "python" with its own interpreter.
    if command in _OURS:
        return sys.executable
    return shutil.which(command) or command
