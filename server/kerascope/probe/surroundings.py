"""The environment variables that a script on trial gets to see."""

import os
import re
from collections.abc import Mapping

_SECRET = re.compile(
    r"TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|APIKEY|(^|_)(KEY|PAT|PWD|AUTH|DSN)(_|$)"
    r"|^AWS_|^AZURE_|^GOOGLE_|^GCP_|^SSH_|^GPG_|^WANDB_|^COMET_|^NEPTUNE_|^MLFLOW_|COOKIE|_URL$|_URI$",
    re.IGNORECASE,
)
_KEPT = {"PWD", "OLDPWD"}


def without_secrets(variables: Mapping[str, str]) -> dict[str, str]:
    """Everything but what looks like a secret by its name."""
    return {k: v for k, v in variables.items() if k in _KEPT or not _SECRET.search(k)}


def child_environment(settings: Mapping[str, str], workers: int) -> dict[str, str]:
    """What the host process starts with; ``settings`` are the script's own early settings."""
    threads = str(max(1, (os.cpu_count() or 1) // workers))
    return {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": threads,
        "TF_NUM_INTRAOP_THREADS": threads,
        "TF_NUM_INTEROP_THREADS": threads,
        **without_secrets(os.environ),
        "PYTHONUNBUFFERED": "1",
        "PYTHONHASHSEED": "0",
        **settings,
    }
