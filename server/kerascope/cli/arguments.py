"""The command line's grammar."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from kerascope import __version__

FORMATS = ("text", "json", "sarif", "github")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What was asked for. What follows ``--`` goes to the script that ``probe`` or ``compare``
    runs, as ``arguments``."""
    given = list(arguments)
    if given[:1] not in (["probe"], ["compare"]) or "--" not in given:
        options = parser().parse_args(given)
        options.arguments = ()
        return options
    at = given.index("--")
    options = parser().parse_args(given[:at])
    options.arguments = tuple(given[at + 1 :])
    return options


def parser() -> argparse.ArgumentParser:
    """One subcommand a verb. ``command`` in the result names it."""
    top = argparse.ArgumentParser(
        prog="kerascope", description="Find out why a Keras model does not learn."
    )
    top.add_argument("--version", action="version", version=f"kerascope {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _check(commands.add_parser("check", help="find what stops a model from learning"))
    passed = "What follows -- are arguments for the script."
    trials = "prove or refute the findings by training"
    _probe(commands.add_parser("probe", help=trials, epilog=passed))
    trials = "put an edit to the test by training"
    _compare(commands.add_parser("compare", help=trials, epilog=passed))
    _show(commands.add_parser("show", help="show what Kerascope reads in a script"))
    _explain(commands.add_parser("explain", help="explain a rule"))
    log = commands.add_parser("explain-log", help="say what a pasted training log means")
    log.add_argument("log", type=Path, metavar="FILE", help="what fit() printed; - for stdin")
    _format(commands.add_parser("rules", help="list the rules"))
    commands.add_parser("server", help="speak the Language Server Protocol over stdio")
    return top


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="*", metavar="PATH", help="scripts, notebooks, folders; - for stdin"
    )
    command.add_argument("--stdin-filename", type=Path, help="the name of what stdin holds")
    _fixing(command.add_argument_group("fixing"))
    _selection(command)
    _output(command.add_argument_group("output"))
    command.add_argument(
        "--exclude", type=_list, action="extend", default=[], help="leave out, as in .gitignore"
    )
    command.add_argument(
        "--force-exclude",
        action="store_true",
        help="leave out what is excluded also where it is named, as pre-commit does",
    )
    command.add_argument("--no-cache", action="store_true", help="analyse every file anew")
    command.add_argument("--cache-dir", type=Path, help="where to keep earlier findings")
    command.add_argument(
        "--show-settings", metavar="FILE", type=Path, help="print the settings for a file"
    )


def _fixing(group: "argparse._ArgumentGroup") -> None:  # pyright: ignore[reportPrivateUsage]
    group.add_argument("--fix", action="store_true", help="apply the safe fixes")
    group.add_argument(
        "--unsafe-fixes", action="store_true", help="with --fix or --diff, the unsafe ones too"
    )
    group.add_argument("--diff", action="store_true", help="print what --fix would change")
    group.add_argument("--add-noqa", action="store_true", help="silence what is found, by comments")


def _output(group: "argparse._ArgumentGroup") -> None:  # pyright: ignore[reportPrivateUsage]
    group.add_argument("--output-format", choices=FORMATS, default="text")
    group.add_argument("--statistics", action="store_true", help="count the findings by rule")
    group.add_argument("--exit-zero", action="store_true", help="exit 0 also with findings")
    group.add_argument("--watch", action="store_true", help="run again on every change")
    group.add_argument("-q", "--quiet", action="store_true", help="print findings only")


def _probe(command: argparse.ArgumentParser) -> None:
    command.add_argument("script", type=Path, metavar="SCRIPT")
    _trials(command)
    _selection(command)


def _compare(command: argparse.ArgumentParser) -> None:
    command.add_argument("script", type=Path, metavar="A", help="the script or notebook")
    other = command.add_mutually_exclusive_group(required=True)
    other.add_argument("other", nargs="?", type=Path, metavar="B", help="another version of it")
    other.add_argument("--patch", type=Path, metavar="FILE", help="a unified diff; - for stdin")
    other.add_argument("--against", metavar="REV", help="what git holds: HEAD, main, a1b2c3d")
    _trials(command)


def _trials(command: argparse.ArgumentParser) -> None:
    command.add_argument("--python", metavar="PATH", help="the interpreter that has Keras")
    command.add_argument(
        "--budget", type=seconds, metavar="TIME", help="time for all trials: 30s, 2m"
    )
    command.add_argument(
        "--on",
        type=_cluster,
        metavar="CLUSTER",
        help="train on a Ray cluster: ray, ray://host:port",
    )
    command.add_argument(
        "--cpus", type=_amount, default=1.0, metavar="N", help="with --on: CPUs for each trial"
    )
    command.add_argument(
        "--gpus", type=_amount, default=0.0, metavar="N", help="with --on: GPUs for each trial"
    )
    _format(command)
    command.add_argument("--html", type=Path, metavar="PATH", help="where to write the report")
    command.add_argument("--open", action="store_true", help="open the report in a browser")


def _show(command: argparse.ArgumentParser) -> None:
    command.add_argument("script", type=Path, metavar="SCRIPT")
    _format(command)


def _explain(command: argparse.ArgumentParser) -> None:
    command.add_argument("rule", metavar="RULE", help="a code (KS101) or a name (unscaled-input)")


def _selection(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("rules", "Codes, prefixes or names, separated by commas.")
    for option, text in (
        ("--select", "only these rules"),
        ("--extend-select", "these rules too"),
        ("--ignore", "not these rules"),
    ):
        group.add_argument(
            option, type=_list, action="extend", default=[], metavar="RULES", help=text
        )
    group.add_argument("--config", type=Path, metavar="FILE", help="this TOML file, and no other")


def _format(command: argparse.ArgumentParser) -> None:
    command.add_argument("--output-format", choices=("text", "json"), default="text")


def _list(written: str) -> list[str]:
    return [part.strip() for part in written.split(",") if part.strip()]


def seconds(written: str) -> float:
    """A time as people write it: ``90``, ``30s``, ``2m``."""
    number, unit = (written[:-1], written[-1]) if written[-1:] in ("s", "m") else (written, "s")
    try:
        value = float(number) * (60 if unit == "m" else 1)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{written!r} is not a time such as 30s or 2m")
    return value


def _cluster(written: str) -> str:
    if written == "ray" or (written.startswith("ray://") and len(written) > len("ray://")):
        return written
    raise argparse.ArgumentTypeError(
        f"{written!r} is neither ray nor an address like ray://host:10001"
    )


def _amount(written: str) -> float:
    try:
        value = float(written)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise argparse.ArgumentTypeError(f"{written!r} is not a number of processors")
    return value
