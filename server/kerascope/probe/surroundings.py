"""The environment variables that a script on trial gets to see."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

_SECRET = re.compile(
    r"TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|APIKEY|(^|_)(KEY|PAT|PWD|AUTH|DSN)(_|$)"
    r"|^AWS_|^AZURE_|^GOOGLE_|^GCP_|^SSH_|^GPG_|^WANDB_|^COMET_|^NEPTUNE_|^MLFLOW_|COOKIE|_URL$|_URI$",
    re.IGNORECASE,
)
_KEPT = {"PWD", "OLDPWD"}
_FEWEST, _ON_A_GPU, _MOST = 2, 2, 8


def without_secrets(variables: Mapping[str, str]) -> dict[str, str]:
    """Everything but what looks like a secret by its name."""
    return {k: v for k, v in variables.items() if k in _KEPT or not _SECRET.search(k)}


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def versions_at_a_time() -> int:
    """How many versions to train side by side: one a core, but few on a GPU that they share."""
    if os.path.exists("/dev/nvidiactl"):
        return _ON_A_GPU
    return min(max(_FEWEST, cores()), _MOST)


def child_environment(
    settings: Mapping[str, str], workers: int, compiled: Path | None = None
) -> dict[str, str]:
    """What the host process starts with; ``settings`` are the script's own early settings.

    The versions of a script have most operations in common. Those that JAX has compiled for one
    of them wait in the folder ``compiled``, if there is one, for the others.
    """
    shared = {
        "JAX_COMPILATION_CACHE_DIR": str(compiled),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    }
    threads = str(max(1, cores() // workers))
    return {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        # The first version must leave room on a GPU for those beside it.
        "TF_FORCE_GPU_ALLOW_GROWTH": "true",
        "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
        "OMP_NUM_THREADS": threads,
        "TF_NUM_INTRAOP_THREADS": threads,
        "TF_NUM_INTEROP_THREADS": threads,
        **without_secrets(os.environ),
        **(shared if compiled else {}),
        # Without a network it would wait for one, or fail.
        "WANDB_MODE": "disabled",
        "PYTHONUNBUFFERED": "1",
        "PYTHONHASHSEED": "0",
        **settings,
    }
