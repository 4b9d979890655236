"""One family of exceptions, split by who can put it right.

ConvenorError
├── SourceError(source, locator, code)   the file is wrong: names the file, the place, what to do
├── BookError(code)                      the book cannot be opened or written: names the book, what to do
├── OutcomeError (ValueError)            the question is incomplete: names the line and the field
├── Infeasible(missing)                  no partnership can cover: shown as a finding, not as a failure
├── SolverError(status, seconds)         the solver stopped without an answer
├── NotFoundError (LookupError)          no such id: offers the nearest three
└── MissingExtra (ImportError)           says which extra to install
"""

from collections.abc import Iterable


class ConvenorError(Exception):
    """Base of every error that convenor raises on purpose."""


class SourceError(ConvenorError):
    """A file cannot be read; nothing of it entered the book."""

    def __init__(self, message: str, *, source: str, locator: str = "", code: str = "file.unreadable") -> None:
        self.source, self.locator, self.code, self.message = source, locator, code, message
        place = f"{source}, {locator}" if locator else source
        super().__init__(f"{place}: {message} [{code}]")


class BookError(ConvenorError):
    """A book (the data base file) cannot be opened or written."""

    def __init__(self, message: str, *, code: str) -> None:
        self.code = code
        super().__init__(f"{message} [{code}]")


class OutcomeError(ConvenorError, ValueError):
    """The question is incomplete or contradicts itself."""

    def __init__(self, message: str, *, field: str = "", file: str = "", line: int | None = None) -> None:
        self.message, self.field, self.file, self.line = message, field, file, line
        place = f"{file}, line {line}: " if file and line else f"{file}: " if file else ""
        super().__init__(f"{place}{field + ': ' if field else ''}{message}")


class Infeasible(ConvenorError):
    """No set of candidates meets the terms.

    Attributes:
        missing: What is short, in words, one entry per term or capability that cannot be met.
    """

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        super().__init__("infeasible: " + "; ".join(self.missing))


class SolverError(ConvenorError):
    """The solver stopped without an answer."""

    def __init__(self, status: str, seconds: float) -> None:
        self.status, self.seconds = status, seconds
        super().__init__(f"the solver stopped after {seconds:.1f} s without an answer ({status}); allow more seconds")


class NotFoundError(ConvenorError, LookupError):
    """No such id."""

    def __init__(self, what: str, name: str, near: Iterable[str] = ()) -> None:
        self.what, self.name, self.near = what, name, tuple(near)[:3]
        hint = f"; did you mean {', '.join(self.near)}?" if self.near else ""
        super().__init__(f"no {what} named '{name}'{hint}")


class MissingExtra(ConvenorError, ImportError):
    """An optional package is not installed."""

    def __init__(self, extra: str) -> None:
        self.extra = extra
        super().__init__(f"this needs an optional package: pip install 'convenor[{extra}]'")
