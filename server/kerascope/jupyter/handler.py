"""What our handlers have in common: who may ask, and where the documents are."""

import os
from pathlib import Path
from typing import Any, cast

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado.web import HTTPError

from kerascope.jupyter.kernels import NoInterpreter, interpreter_of
from kerascope.jupyter.places import OutsideRoot, file_of

RESOURCE = "kerascope"


def root_of(handler: JupyterHandler) -> Path:
    """The folder that Jupyter serves.

    Raises:
        HTTPError: 501 where the contents are not files on this machine.
    """
    root = getattr(cast("Any", handler).contents_manager, "root_dir", None)
    if not isinstance(root, str):
        raise HTTPError(501, reason="Kerascope reads notebooks that are files on this machine")
    return Path(os.path.expanduser(root))


async def require_file(handler: JupyterHandler, path: str) -> Path:
    """The file behind a contents path that Jupyter would show, too.

    Raises:
        HTTPError: 404 where Jupyter would not.
    """
    try:
        file = file_of(path, root_of(handler))
    except OutsideRoot as error:
        raise HTTPError(404, str(error)) from error
    contents = cast("Any", handler).contents_manager
    if not contents.allow_hidden and await ensure_async(contents.is_hidden(path)):
        raise HTTPError(404, f"{path} is hidden.")
    return file


class KerascopeHandler(APIHandler):
    """A REST handler that Jupyter's authorizer knows as ``kerascope``."""

    auth_resource = RESOURCE

    def interpreter(self, kernel: str) -> str:
        """The Python that a kernel of that name runs in.

        Raises:
            HTTPError: 400 where there is none.
        """
        try:
            return interpreter_of(cast("Any", self).kernel_spec_manager, kernel)
        except NoInterpreter as error:
            raise HTTPError(400, str(error), reason=str(error)) from error
