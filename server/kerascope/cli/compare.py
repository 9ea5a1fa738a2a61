"""``kerascope compare``: an edit, whoever made it, put to the test by training."""

import argparse
import shlex
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path, PurePosixPath

from kerascope.checker import check
from kerascope.cli.analyse import Analyser, Source, read
from kerascope.cli.checked import display_name
from kerascope.cli.choices import Choices
from kerascope.cli.failure import CLEAN, COULD_NOT_RUN, FINDINGS, CannotRun
from kerascope.cli.revision import Revision, revision
from kerascope.cli.trials import run_trials, where
from kerascope.cli.unified_diff import FilePatch, parse, patched
from kerascope.probe.compare import NothingToCompare, comparison
from kerascope.probe.version import Home, Rivals, Version
from kerascope.rules.finding import Finding


def run(options: argparse.Namespace) -> int:
    """Train both versions and say which learns better; 1 where the edit does harm, 2 where a
    version could not be run."""
    source = read(options.script)
    rivals = _rivals(source, options)
    python, cluster = where(options)
    removed = _removed(rivals, source.path)
    try:
        request = comparison(rivals, python, removed, options.budget)
    except NothingToCompare as error:
        raise CannotRun(str(error)) from error
    request = replace(request, cluster=cluster, arguments=options.arguments)
    report, interrupted = run_trials(request, options, f"{options.script.stem}-compared")
    (verdict,) = report.verdicts
    failed = report.error is not None or verdict.verdict == "could not run"
    status = COULD_NOT_RUN if failed else FINDINGS if verdict.verdict == "harmful" else CLEAN
    return interrupted or status


def _rivals(source: Source, options: argparse.Namespace) -> Rivals:
    if options.against is not None:
        rivals = _since(source, revision(source.path, options.against))
    elif options.patch is not None:
        rivals = _with_patch(source, options.patch)
    else:
        rivals = Rivals(_version(source), _version(read(options.other)))
    return replace(rivals, command=shlex.join(_command(options)))


def _command(options: argparse.Namespace) -> list[str]:
    command = ["kerascope", "compare", str(options.script)]
    if options.against is not None:
        command += ["--against", options.against]
    elif options.patch is not None:
        command += ["--patch", str(options.patch)]
    else:
        command.append(str(options.other))
    return [*command, "--", *options.arguments] if options.arguments else command


def _version(source: Source) -> Version:
    path = source.path.resolve()
    return Version(source.name, source.document(), Home(path, path.parent))


def _since(source: Source, then: Revision) -> Rivals:
    """The folder as git holds it against the folder as it is."""
    now, changes = _version(source), then.changes()
    path, folder = now.home.path, now.home.folder
    if (data := then.content(path)) is None:
        raise CannotRun(f"{source.name} is not part of the revision {then.name}.")
    inside = [changed for changed in changes if changed.is_relative_to(folder)]
    replaced = {changed.relative_to(folder).as_posix(): then.content(changed) for changed in inside}
    before = Version(
        f"{source.name} at {then.name}",
        replace(source, data=data).document(),
        Home(path, folder, replaced),
    )
    after = replace(now, title=f"{source.name} as it is now")
    outside = [changed for changed in changes if changed not in inside]
    return Rivals(before, after, remark=_elsewhere(outside, then))


def _elsewhere(changed: list[Path], then: Revision) -> str:
    """Modules outside of the script's folder are those of today for both versions."""
    names = [path.relative_to(then.root).as_posix() for path in changed if path.suffix == ".py"]
    if not names:
        return ""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return (
        f"Not part of the trial, as it lies outside of the script's folder: what changed in "
        f"{', '.join(names[:3])}{more}."
    )


def _with_patch(source: Source, path: Path) -> Rivals:
    name = "the patch" if str(path) == "-" else display_name(path)
    text = sys.stdin.buffer.read() if str(path) == "-" else read(path).data
    before = _version(source)
    folder = before.home.folder
    replaced = dict(_files(parse(text.decode("utf-8", errors="surrogateescape"), name), folder))
    own = before.home.path.name
    if own in replaced and replaced[own] is None:
        raise CannotRun(f"{name} deletes {source.name}.")
    data = replaced.get(own) or source.data
    after = Version(
        f"{source.name} with {name}",
        replace(source, data=data).document(),
        Home(before.home.path, folder, replaced),
    )
    return Rivals(before, after)


def _files(patches: list[FilePatch], folder: Path) -> list[tuple[str, bytes | None]]:
    return [_file(patch, folder) for patch in patches if patch.hunks]


def _file(patch: FilePatch, folder: Path) -> tuple[str, bytes | None]:
    """One patched file below ``folder``: its path there and what it holds then."""
    inside = _inside(patch, folder)
    if patch.old is None:
        return inside, patched("", patch, inside).encode("utf-8", errors="surrogateescape")
    before = (folder / inside).read_bytes().decode("utf-8", errors="surrogateescape")
    after = patched(before, patch, inside)
    content = after.encode("utf-8", errors="surrogateescape")
    return inside, None if patch.new is None else content


def _inside(patch: FilePatch, folder: Path) -> str:
    """Which file of ``folder`` is meant: a patch may count from some folder above it."""
    names = list(patch.names)
    if patch.old is None and patch.new is not None:
        return _new_file(PurePosixPath(patch.new), folder)
    for name in names:
        if ".." not in name.parts and not name.is_absolute() and (folder / name).is_file():
            return name.as_posix()
    raise CannotRun(
        f"The patch changes {patch.old}, and there is no such file in {folder}. "
        "Only the script and what lies in its folder can be patched for a trial."
    )


def _new_file(name: PurePosixPath, folder: Path) -> str:
    parts = name.parts[1:] if name.parts[0] == "b" else name.parts
    above = [part for part in folder.parts if part in parts[:-1]]
    inside = parts[len(above) :] if tuple(above) == parts[: len(above)] else parts
    if ".." in inside or not inside or inside[0] == "/":
        raise CannotRun(f"The patch creates {name}, which does not lie in {folder}.")
    return PurePosixPath(*inside).as_posix()


def _removed(rivals: Rivals, path: Path) -> list[Finding]:
    """The findings that the edit does away with, by their rules."""
    settings = Analyser(Choices()).settings(path)
    before = check(rivals.before.document, settings).findings
    after = Counter(f.code for f in check(rivals.after.document, settings).findings)
    return [finding for finding in before if not after[finding.code]]
