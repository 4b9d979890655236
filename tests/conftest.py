"""What all tests share: a book in memory, and the shared data folder where there is one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from convenor.store import Store, connect

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("SHARED") or ROOT.parent / "shared")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data folder (data/, tools/), by SHARED=DIR; skips where it is absent."""
    if not (SHARED / "data" / "README.md").is_file():
        pytest.skip(f"no shared data at {SHARED}; run: make test-data SHARED=DIR")
    return SHARED


@pytest.fixture()
def book() -> Iterator[Store]:
    """An empty book in memory."""
    with connect() as opened:
        yield opened
