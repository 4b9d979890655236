"""Nothing is lost and nothing is half done: killed, without room, without the right to write, with two at one book."""

import json
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from convenor.store import connect
from tests.evidence.made_up import activity_xml, iati_xml

ROOT = Path(__file__).parents[2]
ROOM = 3_000_000  # bytes that a file may grow to


def convenor(*words, before=None, program="from convenor.cli import app; app()"):
    run = subprocess.run([sys.executable, "-c", program, *map(str, words)], capture_output=True, text=True,
                         preexec_fn=before, check=False)  # fmt: skip
    assert "Traceback" not in run.stderr
    return run


@pytest.fixture
def small(tmp_path):
    """A book with one activity, and a file of many."""
    (tmp_path / "one.xml").write_text(iati_xml(activity_xml(1)), encoding="utf-8")
    text = "Talks between two banks. "
    texts = (" ".join(f"{text}{i * 7919 % 9973} {j * i}" for j in range(60)) for i in range(2, 2500))
    many = (activity_xml(i, text=found) for i, found in enumerate(texts, 2))
    (tmp_path / "many.xml").write_text(iati_xml(*many), encoding="utf-8")
    assert convenor("load", tmp_path / "one.xml", "--book", tmp_path / "b.duckdb").returncode == 0
    return tmp_path


def held(folder):
    with connect(folder / "b.duckdb", new=False) as book:
        return sorted(row["id"] for row in book.rows(book.table("activities")))


def test_killed_at_random_moments_it_loses_nothing_and_leaves_nothing_half_done():
    """The bench does the same 200 times."""
    run = subprocess.run([sys.executable, ROOT / "bench" / "crash.py", "--times", "3", "--seed", "3", "--json"],
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    found = json.loads(run.stdout)
    assert found["killed"] == 3
    assert (found["lost"], found["half_done"], found["damaged_reports"]) == (0, 0, 0)


def test_a_full_disk_is_told_and_does_no_damage(small):
    def no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))

    before = held(small)
    run = convenor("load", small / "many.xml", "--book", small / "b.duckdb", before=no_room)
    assert run.returncode == 2
    assert "book.write" in run.stderr
    assert "b.duckdb" in run.stderr
    assert held(small) == before
    assert convenor("load", small / "many.xml", "--book", small / "b.duckdb").returncode == 0
    assert len(held(small)) == 2_499


NOBODY = """
import os, sys
from convenor import ConvenorError, connect, load
with connect() as spare:  # all that is imported on use is there before the rights are given up
    load(spare, sys.argv[1])
if os.geteuid() == 0:  # root may write everything
    os.setuid(65534)
try:
    with connect(sys.argv[2]) as book:
        load(book, sys.argv[1])
except ConvenorError as error:
    sys.exit(str(error))
"""


def test_a_book_that_may_not_be_written_is_told_and_stays(small):
    with tempfile.TemporaryDirectory() as folder:
        shut = Path(folder) / "shut"
        shut.mkdir()
        shutil.copy(small / "b.duckdb", shut / "b.duckdb")
        (shut / "b.duckdb").chmod(0o444)
        shut.chmod(0o555)
        Path(folder).chmod(0o755)
        run = convenor(small / "one.xml", shut / "b.duckdb", program=NOBODY)
        shut.chmod(0o755)
        assert run.returncode == 1
        assert "book.permission" in run.stderr
        assert (shut / "b.duckdb").read_bytes() == (small / "b.duckdb").read_bytes()


def test_of_two_processes_on_one_book_the_second_is_told(small):
    waiting = "import sys; from convenor import connect; b = connect(sys.argv[1]); print('open', flush=True); input()"
    first = subprocess.Popen([sys.executable, "-c", waiting, small / "b.duckdb"], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)  # fmt: skip
    assert first.stdout.readline() == "open\n"
    for words in (("load", small / "many.xml"), ("book",), ("unload", "one.xml")):
        run = convenor(*words, "--book", small / "b.duckdb")
        assert run.returncode == 2
        assert "book.locked" in run.stderr
        assert "another process" in run.stderr
    first.communicate("\n")
    assert held(small) == ["iati:XM-MADE-1"]
