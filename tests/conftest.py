"""What all tests share: a book in memory, and the shared data folder where there is one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from convenor.store import Store, connect

settings.register_profile("shared machine", deadline=None)  # a noisy neighbour is not a failing test
settings.load_profile("shared machine")

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("SHARED") or ROOT.parent / "shared")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data folder (data/, tools/), by SHARED=DIR; skips where it is absent."""
    if not (SHARED / "data" / "README.md").is_file():
        pytest.skip(f"no shared data at {SHARED}; run: make test-data SHARED=DIR")
    return SHARED


@pytest.fixture
def book() -> Iterator[Store]:
    """An empty book in memory."""
    with connect() as opened:
        yield opened


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test counts as a failure")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", [])) if reporter else 0
    if skipped and session.config.getoption("--no-skips"):
        reporter.write_line(f"{skipped} tests were skipped, and --no-skips forbids it: set SHARED=DIR", red=True)
        session.exitstatus = 1
