"""``kerascope check``."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kerascope.cli.analyse import Analyser, Source
from kerascope.cli.checked import CheckedFile, display_name
from kerascope.cli.choices import Choices
from kerascope.cli.crowd import analyse_all
from kerascope.cli.failure import CLEAN, COULD_NOT_RUN, FINDINGS, CannotRun
from kerascope.cli.output.colour import Paint, paint_for
from kerascope.cli.sources import files, gather
from kerascope.source.document import Document


@dataclass(slots=True)
class _Outcome:
    """What a run leaves: files as they are now, and what was done to them."""

    files: list[CheckedFile] = field(default_factory=list[CheckedFile])
    fixed: int = 0
    fixed_files: int = 0
    diff: str = ""
    written: bytes | None = None
    failed: bool = False


def run(options: argparse.Namespace) -> int:
    """Analyse what the options name, and print or mend it."""
    if options.show_settings:
        return _show_settings(_analyser(options), options.show_settings)
    if options.watch:
        return _watch(options)
    return _once(options)


def _analyser(options: argparse.Namespace) -> Analyser:
    return Analyser(
        Choices.of(options), use_cache=not options.no_cache, cache_folder=options.cache_dir
    )


def _once(options: argparse.Namespace) -> int:
    analyser, outcome = _analyser(options), _Outcome()

    def complain(error: CannotRun) -> None:
        outcome.failed = True
        print(f"kerascope: {error}", file=sys.stderr)

    for source, checked in analyse_all(analyser, gather(options, analyser, complain)):
        try:
            _take(source, checked, options, analyser, outcome)
        except CannotRun as error:
            complain(error)
    _print(options, outcome)
    return _status(options, outcome)


def _take(
    source: Source,
    checked: CheckedFile | CannotRun,
    options: argparse.Namespace,
    analyser: Analyser,
    outcome: _Outcome,
) -> None:
    if isinstance(checked, CannotRun):
        raise checked
    if options.add_noqa:
        from kerascope.cli.add_noqa import silenced

        after = analyser.check(silenced(checked), source.path)
        _write(source, after.document, checked.document, outcome)
        checked = after
    elif options.fix or options.diff:
        checked = _mended(source, checked, options, analyser, outcome)
    outcome.files.append(checked)


def _mended(
    source: Source,
    checked: CheckedFile,
    options: argparse.Namespace,
    analyser: Analyser,
    outcome: _Outcome,
) -> CheckedFile:
    from kerascope.cli.fix import fix

    def check(document: Document) -> CheckedFile:
        return analyser.check(document, source.path)

    result = fix(checked, check, unsafe=options.unsafe_fixes)
    if options.diff:
        from kerascope.cli.diff import unified

        outcome.diff += unified(checked.document, result.checked.document)
        return checked
    _write(source, result.checked.document, checked.document, outcome)
    outcome.fixed += len(result.applied)
    outcome.fixed_files += bool(result.applied)
    return result.checked


def _write(source: Source, document: Document, before: Document, outcome: _Outcome) -> None:
    """Put the document where it came from; what came from stdin goes to stdout."""
    from kerascope.cli.write import encoded, replace_file

    changed = document != before
    data = encoded(document, source.data) if changed else source.data
    if not source.on_disk:
        outcome.written = data
    elif changed:
        replace_file(source.path, data)


def _print(options: argparse.Namespace, outcome: _Outcome) -> None:
    if options.diff:
        sys.stdout.write(outcome.diff)
        return
    stream = sys.stdout
    if outcome.written is not None:
        sys.stdout.buffer.write(outcome.written)
        stream = sys.stderr
    stream.write(_rendered(options, outcome.files, paint_for(stream)))
    if options.output_format == "text" and not options.quiet:
        stream.write("".join(f"{line}\n" for line in _last_lines(outcome)))


def _rendered(options: argparse.Namespace, files: Sequence[CheckedFile], paint: Paint) -> str:
    if options.statistics:
        from kerascope.cli.output.statistics import render

        return render(files, as_json=options.output_format != "text")
    match options.output_format:
        case "json":
            from kerascope.cli.output.json import render
        case "sarif":
            from kerascope.cli.output.sarif import render
        case "github":
            from kerascope.cli.output.github import render
        case _:
            from kerascope.cli.output.text import render as render_text

            return render_text(files, paint)
    return render(files)


def _last_lines(outcome: _Outcome) -> Iterable[str]:
    from kerascope.cli.output.text import counted, summary

    if outcome.fixed:
        fixed = counted(outcome.fixed, "finding")
        yield f"Fixed {fixed} in {counted(outcome.fixed_files, 'file')}."
    if outcome.files or not outcome.failed:
        yield summary(outcome.files)


def _status(options: argparse.Namespace, outcome: _Outcome) -> int:
    if outcome.failed:
        return COULD_NOT_RUN
    found = outcome.diff if options.diff else any(file.findings for file in outcome.files)
    return FINDINGS if found and not options.exit_zero else CLEAN


def _watch(options: argparse.Namespace) -> int:
    from kerascope.cli.watch import watch

    if "-" in options.paths:
        raise CannotRun("--watch needs files; standard input cannot be read twice.")

    def once() -> None:
        if sys.stdout.isatty():
            sys.stdout.write("\033[2J\033[3J\033[H")
        _once(options)
        sys.stdout.flush()

    watch(lambda: files(options, _analyser(options)), once)
    return CLEAN


def _show_settings(analyser: Analyser, file: Path) -> int:
    config = analyser.config(file)
    settings = asdict(analyser.settings(file))
    shown = {
        "file": display_name(file),
        "configuration": str(config.file) if config.file else None,
        **{key.replace("_", "-"): value for key, value in settings.items()},
        "per-file-ignores": {glob: list(codes) for glob, codes in config.per_file_ignores},
        "exclude": list(config.exclude),
    }
    sys.stdout.write(json.dumps(shown, indent=2) + "\n")
    return CLEAN
