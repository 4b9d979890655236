"""What every command shares: options, errors in plain words, progress, JSON or text."""

import functools
import json as jsonlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, ParamSpec

import typer
from typer.core import TyperGroup

from convenor.errors import ConvenorError, Infeasible, NotFoundError
from convenor.model.outcome import Outcome

ORDER = (
    "demo", "load", "book", "unload", "review", "resolve", "hide", "sources", "capabilities", "new", "trace", "learn",
    "compose", "convene", "ballot", "plan", "leverage", "watch", "cooperation", "baserates", "ledger", "health",
)  # fmt: skip


class AsMet(TyperGroup):
    """Commands in the help in the order in which a person meets them (docs/commands.md)."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of the commands."""
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = typer.Typer(
    name="convenor",
    cls=AsMet,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"convenor {version('convenor')}")
        raise typer.Exit()


@app.callback()
def main(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Name a security outcome; find everyone with a stake in it, and the partnership that can reach it."""


DONE, WRONG, IN_PART = 0, 2, 3
JSON = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
BookPath = Annotated[Path, typer.Option("--book", help="The book: one file, made if it is absent.")]
OutcomePath = Annotated[Path, typer.Argument(help="The question, an outcome.yaml.")]
ReportPath = Annotated[Path | None, typer.Option("--report", help="Write a report here; the suffix picks the form.")]

P = ParamSpec("P")
INTERRUPTED = 130  # the shell's code for Ctrl-C


def door(command: Callable[P, int]) -> Callable[P, None]:
    """Turn a command's number into its exit code, and every error of ours into one plain sentence."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except Infeasible as finding:  # an answer, not a failure
            missing = list(finding.missing)
            say({"infeasible": missing}, "\n".join(["Infeasible:", *(f"  {m}" for m in missing)]), json=_json(kwargs))
            code = 0
        except ConvenorError as error:
            code = _wrong(str(error), getattr(error, "code", type(error).__name__), json=_json(kwargs))
        except BrokenPipeError:  # who listened has gone
            raise
        except OSError as error:  # a full disk, a folder without rights: nobody can read a traceback
            place = f"{error.filename}: " if error.filename else ""
            what = f"{place}{error.strerror or error}; make room, or name another place. Nothing half done was kept"
            code = _wrong(what, "file.write", json=_json(kwargs))
        except KeyboardInterrupt:
            typer.echo("convenor: interrupted; nothing half done was kept", err=True)
            code = INTERRUPTED
        raise typer.Exit(code)

    return wrapped


def _wrong(text: str, code: str, *, json: bool) -> int:
    """Say what is wrong, for a person and for a program."""
    if json:
        typer.echo(jsonlib.dumps({"error": text, "code": code}))
    typer.echo(f"convenor: {printable(text)}", err=True)
    return WRONG


def say(data: dict[str, Any], text: str, *, json: bool) -> None:
    """Print the one or the other."""
    typer.echo(jsonlib.dumps(data, ensure_ascii=False, default=str) if json else printable(text, lines=True))


def printable(text: str, *, lines: bool = False) -> str:
    """Text from data made harmless for a terminal: control and bidi characters shown as their code."""
    kept = "\n" if lines else ""
    return "".join(c if c.isprintable() or c in kept else f"\\u{ord(c):04x}" for c in text)


@contextmanager
def progress(*, quiet: bool, counted: bool = False) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error, of bytes or of things counted; silent for `--json` and where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    far = MofNCompleteColumn() if counted else DownloadColumn()
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), far, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total, what: bar.update(
            task, completed=done, total=total or None, description=printable(what)[:40]
        )


@contextmanager
def waiting(what: str, *, quiet: bool) -> Iterator[None]:
    """A sign of life on standard error while something is reckoned that cannot be counted."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def shipped_cases() -> list[Path]:
    """Folders of the worked cases that ship with the package."""
    root = Path(str(files("convenor").joinpath("data", "cases")))
    return sorted(folder for folder in root.iterdir() if (folder / "outcome.yaml").is_file())


def shipped_case(name: str) -> Path:
    """Folder of one worked case by its name."""
    folders = {folder.name: folder for folder in shipped_cases()}
    if name not in folders:
        raise NotFoundError("case", name, folders)
    return folders[name]


def changed(
    outcome: Outcome, *, must: Sequence[str] | None, must_not: Sequence[str] | None, **limits: float | int | None
) -> Outcome:
    """The same question with partners named in or out, and other limits."""
    inside = tuple(dict.fromkeys([*outcome.terms.must, *(must or ())]))
    outside = tuple(dict.fromkeys([*outcome.terms.must_not, *(must_not or ())]))
    kept = tuple(a for a in inside if a not in (must_not or ()))
    free = tuple(a for a in outside if a not in (must or ()))
    return outcome.change(must=kept, must_not=free, **{k: v for k, v in limits.items() if v is not None})


def _json(kwargs: dict[str, Any]) -> bool:
    return bool(kwargs.get("json"))
