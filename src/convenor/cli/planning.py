"""From a question to a plan: where stakes, partnerships and action meet, at the marking that readers may see."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from convenor.action import plan, write
from convenor.action.agreement import agreement
from convenor.action.exports import exports
from convenor.action.ledger import read_ledger, rely
from convenor.cli.doors import progress, waiting
from convenor.cli.edition import question_for, read_edition, seen_by
from convenor.cli.heard import heard
from convenor.errors import BookError, ConvenorError, NotFoundError, SourceError
from convenor.evidence import load
from convenor.model.outcome import Outcome
from convenor.model.plan import Edition, Plan
from convenor.partnerships import compose
from convenor.partnerships.benchmark import with_benchmarks
from convenor.stakes import trace
from convenor.stakes.called import filed
from convenor.store import Store, connect

MOST = 1_000_000  # bytes of a form that a person filled


@contextmanager
def opened_book(book: Path | None, case: Path | None, *, quiet: bool) -> Iterator[Store]:
    """The named book, or one in memory with the dossiers of a worked case."""
    if case is None:
        if book is None:
            raise BookError("name a book: --book B", code="book.absent")
        with connect(book, new=False) as opened:
            yield opened
        return
    with connect() as opened:
        with progress(quiet=quiet) as moved:
            load(opened, *sorted(f for f in case.glob("*.yaml") if f.name != "outcome.yaml"), progress=moved)
        yield opened


def make_plan(
    book: Store, file: Path, *, edition: str, ledger: Path | None, dialogues: Sequence[Path], seconds: float,
    quiet: bool,
) -> Plan:  # fmt: skip
    """Trace, compose and plan, from the rows that readers of this edition may see and from no others."""
    for_whom = read_edition(edition)
    if for_whom is Edition.PUBLIC and (ledger or dialogues):
        raise ConvenorError("a public edition shows neither a ledger nor a dialogue; leave them out")
    seen = seen_by(book, for_whom)
    asked = with_benchmarks(seen, question_for(filed(book, Outcome.read(file)), seen, for_whom))
    kept = read_ledger(ledger) if ledger else None
    if kept is not None and kept.outcome != asked.id:
        raise ConvenorError(f"the ledger is of '{kept.outcome}', the question is '{asked.id}'")
    with waiting("reckoning the partnership", quiet=quiet):
        stakes = trace(seen, asked)
        if kept is not None:
            stakes = rely(stakes, kept, asked.as_of)
        best = compose(asked, stakes, heard(dialogues, asked, quiet=quiet), seconds=seconds)[0]
    return plan(best, seen, ledger=kept, edition=for_whom)


def refuse_unknown(files: Sequence[Path]) -> None:
    """Refuse a file whose suffix no export writes, before anything is reckoned.

    Raises:
        NotFoundError: Names suffixes that are known.
    """
    known = sorted((each.suffix for each in exports().values()), key=lambda suffix: (suffix != ".html", suffix))
    for file in files:
        if not file.name.endswith(tuple(known)):
            raise NotFoundError("export", file.suffix or file.name, known)


def write_all(made: Plan, reports: Sequence[Path], draft: Path | None) -> list[Path]:
    """Write every file that was asked for."""
    written = [write(made, file) for file in reports]
    return [*written, *([write(agreement(made), draft)] if draft else [])]


def read_text(file: Path) -> str:
    """A small text file.

    Raises:
        SourceError: Absent, too large, or not UTF-8.
    """
    try:
        data = file.read_bytes()
        if len(data) > MOST:
            raise SourceError(f"has {len(data):,} bytes; a form has at most {MOST:,}", source=file.name)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror})", source=file.name) from error
    except UnicodeDecodeError as error:
        raise SourceError(f"is not UTF-8 (byte {error.start}); save it as UTF-8", source=file.name) from error
