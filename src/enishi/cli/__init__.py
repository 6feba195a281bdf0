"""The command line: one file per verb."""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Protocol, cast

from enishi.cli import installation
from enishi.kit.refusal import Refusal

# One module per command: HELP, configure(parser), run(args) -> exit code, NEEDS_DATABASE.
COMMANDS: tuple[str, ...] = (
    "init",
    "serve",
    "demo",
    "region",
    "programme",
    "staff",
    "token",
    "till",
    "import",
    "work",
    "statistics",
    "metric",
    "seal",
    "verify",
    "ledger",
    "settlement",
    "bench",
    "backup",
    "restore",
    "erase-again",
    "shots",
    "test",
)
# These start everything else as processes of their own, or need nothing but a file.
WITHOUT_DJANGO = ("bench", "test", "shots", "verify", "restore")
REFUSED = 2
INTERRUPTED = 130


class Verb(Protocol):
    """What a module of a command holds."""

    HELP: str
    NEEDS_DATABASE: bool
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a refusal is told as a sentence."""
    if argv is None:
        _end_on_signals()
    early, words = _early().parse_known_args(argv)
    verb = next((word for word in words if not word.startswith("-")), None)
    if verb is None or verb not in COMMANDS:
        return _overview(verb)
    words.remove(verb)
    try:
        return _run(verb, early.data, words)
    except Refusal as refusal:
        print(f"enishi: {told(refusal)}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED


def _end_on_signals() -> None:
    """Let SIGTERM and a closed terminal end a command as Ctrl-C does: tidily."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, signal.default_int_handler)


def _early() -> argparse.ArgumentParser:
    """Read --data before all else: settings, server and command depend on it."""
    parser = argparse.ArgumentParser(prog="enishi", add_help=False, allow_abbrev=False)
    parser.add_argument(
        "--data", metavar="DIR", default=os.environ.get("ENISHI_DATA"), help="the data folder"
    )
    return parser


def _overview(verb: str | None) -> int:
    """List the commands, without importing any; complain about one that does not exist."""
    if verb is not None:
        print(f"enishi: there is no command {verb!r}. There are:", file=sys.stderr)
    out = sys.stdout if verb is None else sys.stderr
    print("enishi COMMAND [--data DIR] [...]      enishi COMMAND --help\n", file=out)
    for name in COMMANDS:
        print(f"  {name:<12} {help_of(name)}", file=out)
    return 0 if verb is None else REFUSED


def help_of(verb: str) -> str:
    """Read the one line of help out of a command's file."""
    tree = ast.parse((Path(__file__).parent / f"{_module(verb)}.py").read_text(encoding="utf-8"))
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and target.id == "HELP" and isinstance(node, ast.Assign):
            return str(ast.literal_eval(node.value))
    raise AssertionError(f"{verb} has no HELP")


def _module(verb: str) -> str:
    """Return the module's name; `import` is a word of Python, so its file says more."""
    return {"import": "import_"}.get(verb, verb.replace("-", "_"))


def _run(verb: str, data: str | None, words: Sequence[str]) -> int:
    """Choose the folder, set up Django, run the command with its server."""
    if {"-h", "--help"} & set(words):
        return _show_help(verb, words)
    return _run_in(verb, installation.choose(verb, data), words)


def _show_help(verb: str, words: Sequence[str]) -> int:
    """Let a command describe itself; nothing of an installation is touched or made."""
    with tempfile.TemporaryDirectory() as folder, installation.environment(Path(folder)):
        if verb not in WITHOUT_DJANGO:
            installation.set_up_django()
        _parse(verb, _import(verb), words)
    return 0


def _run_in(verb: str, choice: installation.Choice, words: Sequence[str]) -> int:
    if verb in WITHOUT_DJANGO:
        module = _import(verb)
        args = _parse(verb, module, words)
        args.folder = choice.folder
        return module.run(args)
    if not installation.is_made(choice.folder) and verb not in installation.MAKERS:
        print(f"enishi: making a new installation in {choice.folder}", file=sys.stderr)
    installation.refuse_half_restored(choice.folder)
    installation.make_folder(choice.folder)
    if verb == "demo":
        installation.claim_for_demo(choice.folder, fresh="--fresh" in words)
    external = os.environ.get("DATABASE_URL")
    with installation.environment(choice.folder):
        installation.set_up_django()
        module = _import(verb)
        args = _parse(verb, module, words)
        args.folder = choice.folder
        if not module.NEEDS_DATABASE:
            return module.run(args)
        from enishi.cli import postgres  # noqa: PLC0415 - every start counts

        # `serve` and `demo` hold their port before anything is started.
        hold = getattr(module, "hold", nullcontext)
        with hold(args), postgres.of(choice.folder, external):
            installation.prepare_tables(choice.folder)
            return module.run(args)


def _import(verb: str) -> Verb:
    return cast("Verb", importlib.import_module(f"enishi.cli.{_module(verb)}"))


def _parse(verb: str, module: Verb, words: Sequence[str]) -> argparse.Namespace:
    """Read a command's words; only `test` passes on what it does not know (to pytest)."""
    parser = argparse.ArgumentParser(
        prog=f"enishi {verb}", description=module.HELP, parents=[_early()], allow_abbrev=False
    )
    module.configure(parser)
    args, rest = parser.parse_known_args(words)
    if rest and not getattr(module, "PASSES_ON", False):
        parser.error(f"unknown: {' '.join(rest)}")
    args.rest = rest
    return args


def told(refusal: Refusal) -> str:
    """Write a refusal as a sentence: its own, or the one that describes it, with the facts."""
    sentence = getattr(refusal, "sentence", None)
    if isinstance(sentence, str):
        return sentence.format(**refusal.facts)
    described = inspect.getdoc(type(refusal)) or refusal.code
    facts = ", ".join(f"{name}: {value}" for name, value in refusal.facts.items())
    return f"{' '.join(described.split())}" + (f" ({facts})" if facts else "")


if __name__ == "__main__":
    sys.exit(main())
