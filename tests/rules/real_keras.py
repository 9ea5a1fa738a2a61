"""Runs programs in real Keras, each in a forked child, in a folder with the files they read.

Programs come on stdin and outcomes go to stdout, both as one JSON value a line: a program is its
text; its outcome is null, or ``{"type", "lines", "trace"}`` of the exception that ended it, where
``lines`` are those of the program that it came through. Keras is the real one, but for what
``stand_ins`` says.
"""

import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

os.environ.update(
    CUDA_VISIBLE_DEVICES="",
    KERAS_BACKEND="tensorflow",
    TF_CPP_MIN_LOG_LEVEL="3",
    TF_NUM_INTEROP_THREADS="1",
    TF_NUM_INTRAOP_THREADS="1",
)
sys.path.insert(0, str(Path(__file__).parent))

import stand_ins

PROGRAM = "program.py"


def serve() -> None:
    """Answer every line of stdin. Importing TensorFlow starts no thread, so children may fork."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    stand_ins.warm_up()
    with tempfile.TemporaryDirectory() as folder:
        stand_ins.write_files(Path(folder))
        os.chdir(folder)
        for line in sys.stdin:
            answers.write(in_a_child(json.loads(line)) + "\n")
            answers.flush()


def in_a_child(program: str) -> str:
    """The outcome of one program, as JSON."""
    outlet, inlet = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(inlet, "w") as pipe:
            json.dump(run(program), pipe)
        os._exit(0)
    os.close(inlet)
    with os.fdopen(outlet) as pipe:
        outcome = pipe.read()
    _, status = os.waitpid(child, 0)
    return outcome or json.dumps({"type": "Died", "lines": [], "trace": f"status {status}"})


def run(program: str) -> dict[str, Any] | None:
    """Run a program, then try the models that it builds and does not train."""
    names: dict[str, Any] = {"__name__": "__main__"}
    if "def " not in program and program.count("fit(") < 2:
        stand_ins.run_eagerly()
    try:
        exec(compile(program, PROGRAM, "exec"), names)
        stand_ins.try_untrained_models(names)
    except BaseException as error:
        return _described(error)
    return None


def _described(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "type": type(error).__name__,
        "lines": [frame.lineno for frame in frames if frame.filename == PROGRAM],
        "trace": "".join(traceback.format_exception(error)),
    }


if __name__ == "__main__":
    serve()
