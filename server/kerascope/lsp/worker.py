"""The analysis process: ``python -m kerascope.lsp.worker``. It checks what it is sent."""

import gc
import sys
import traceback

from kerascope.checker import Report, check
from kerascope.lsp.analysis import Analysis, Job
from kerascope.lsp.child import private_stdout
from kerascope.lsp.verdicts import fingerprint
from kerascope.lsp.wire import framed, read_from
from kerascope.outline import Outline, outline


def main() -> None:
    """Answer every job on stdin with its analysis, until the server is gone."""
    wire = private_stdout()
    gc.freeze()
    while True:
        try:
            job: Job = read_from(sys.stdin.buffer)
        except EOFError:
            return
        wire.write(framed(analyse(job)))
        wire.flush()


def analyse(job: Job) -> Analysis:
    """Check one document. A fault of ours becomes part of the answer."""
    try:
        report = check(job.document, job.settings)
    except Exception:
        return Analysis(Report(job.document.path, ()), Outline(), failure=traceback.format_exc())
    try:
        parts = outline(report.program) if report.program else Outline()
        failure = ""
    except Exception:
        parts, failure = Outline(), traceback.format_exc()
    plain = Report(report.path, report.findings, report.notes)
    code = fingerprint(job.document, parts) if job.fingerprint else ""
    return Analysis(plain, parts, fingerprint=code, failure=failure)


if __name__ == "__main__":
    main()
