"""Kill -9 at random moments of load, unload and report: `python bench/crash.py [--times N] [--seed S] [--json]`.

Made-up activities are loaded, taken out and reported on, each time by a process of its own that is killed after a
random part of the time that it takes undisturbed. Then the book is opened again, and has to be as before or as after:
never between, and as after where the process had said that it was done. A report file is whole, or it is not there.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import convenor
from convenor.evidence import load, unload  # imported here, so that each child is killed in its work
from convenor.store.schema import LEDGER, TABLES

ACTIVITIES = 600  # of each file
REOPEN = 2.0  # seconds that opening the book again may take
LATER = 1.5  # longest delay, as a share of the undisturbed time: some are done before they are killed

TOLD = ("load", "unload", "report", "done_before", "lost", "half_done", "damaged_reports", "slow")

ACTIVITY = """<iati-activity default-currency="EUR"><iati-identifier>XM-MADE-{key}</iati-identifier>
<reporting-org ref="XM-MADE" type="21"><narrative>Made-up Reporter</narrative></reporting-org>
<title><narrative>River mediation {key}</narrative></title>
<description><narrative>Talks between two banks of a river. {fill}</narrative></description>
<participating-org ref="XA-REG-{body}" role="4" type="22"><narrative>Ferry Union {body}</narrative></participating-org>
<activity-status code="2"/><activity-date type="2" iso-date="2020-03-01"/>
<recipient-country code="MT"/><sector vocabulary="1" code="15220"/></iati-activity>"""

OUTCOME = """id: ferry
title: The ferries run
as_of: 2021-01
places: [MT]
convener: Made-up Reporter
steps: [{name: Talks, needs: [mediation]}]
indicators: {security: [{name: attacks}], prosperity: [{name: trips}]}
"""


def main() -> None:
    """Kill, open again, compare; ends with 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), given.times, random.Random(given.seed))
    print(json.dumps(result) if given.json else "\n".join(f"{k:>24}  {v}" for k, v in result.items()))
    sys.exit(1 if result["lost"] or result["half_done"] or result["damaged_reports"] or result["slow"] else 0)


def run(folder: Path, times: int, rng: random.Random) -> dict[str, object]:
    """Kill `times` processes and count what came of it."""
    book, report = folder / "crash.duckdb", folder / "report.json"
    first, second = written(folder / "first.xml", "1"), written(folder / "second.xml", "2")
    outcome = folder / "ferry.yaml"
    outcome.write_text(OUTCOME, encoding="utf-8")
    deeds: dict[str, Callable[[], None]] = {
        "load": lambda: do(book, lambda b: load(b, second)),
        "unload": lambda: do(book, lambda b: unload(b, second.name)),
        "report": lambda: do(book, lambda b: reported(b, outcome, report)),
    }
    asked(lambda: do(book, lambda b: load(b, first)))
    without, usual = state(book)[0], dict[str, float]()
    usual["load"] = timed(deeds["load"])
    loaded = state(book)[0]
    usual["report"] = timed(deeds["report"])
    usual["unload"] = timed(deeds["unload"])
    whole, counts, slowest, now = report.read_bytes(), Counter[str](), 0.0, without
    for _ in range(times):
        before = now
        moved = "load" if before == without else "unload"
        name = rng.choice([moved, moved, "report"])
        if name == "report":
            report.unlink(missing_ok=True)
        done = killed(deeds[name], rng.uniform(0, LATER) * usual[name])
        now, seconds = state(book)
        slowest = max(slowest, seconds)
        expected = {"load": loaded, "unload": without, "report": before}[name]
        counts.update([name])
        counts["done_before"] += done
        counts["half_done"] += now not in (without, loaded)
        counts["lost"] += done and now != expected
        counts["slow"] += seconds > REOPEN
        counts["damaged_reports"] += name == "report" and report.exists() and not _is_whole(report, whole)
    left = [path.name for path in folder.iterdir() if path.name.startswith(".convenor")]
    return {
        "killed": times,
        **{name: counts[name] for name in TOLD},
        "slowest_reopening_s": round(slowest, 3), "undisturbed_s": {n: round(s, 2) for n, s in usual.items()},
        "folders_left": len(left), "date": time.strftime("%Y-%m-%d"),
    }  # fmt: skip


def timed(deed: Callable[[], None]) -> float:
    """Seconds of a run that nobody disturbs."""
    started = time.perf_counter()
    asked(deed)
    return time.perf_counter() - started


def _is_whole(report: Path, whole: bytes) -> bool:
    """A report of the book with or without the second file: whichever it was made of, it closes its bracket."""
    text = report.read_bytes()
    return text.endswith(whole[-3:]) and isinstance(json.loads(text), list)


def written(file: Path, key: str) -> Path:
    """A file of made-up activities."""
    fill = "They met again. " * 40
    body = "".join(ACTIVITY.format(key=f"{key}-{i}", body=i % 97, fill=fill) for i in range(ACTIVITIES))
    file.write_text(f'<?xml version="1.0" encoding="UTF-8"?><iati-activities version="2.03">{body}</iati-activities>')
    return file


def do(book: Path, deed: Callable[[convenor.Store], object]) -> None:
    """Open, work, close."""
    with convenor.connect(book) as opened:
        deed(opened)


def reported(book: convenor.Store, outcome: Path, report: Path) -> None:
    """A report that reads the book and writes a file."""
    convenor.write(convenor.trace(book, convenor.Outcome.read(outcome)), report)


def asked(deed: Callable[[], object]) -> object:
    """Do it in a process of its own and wait; DuckDB is never opened in this one, so that it can be forked."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(deed()).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    if os.waitpid(child, 0)[1]:
        raise RuntimeError("the undisturbed run failed")
    return json.loads(text)


def killed(deed: Callable[[], None], delay: float) -> bool:
    """Do it in a process of its own and kill that after `delay` seconds; True when it had said that it was done."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        deed()
        os.write(writing, b"done")
        time.sleep(60)
        os._exit(0)
    os.close(writing)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as answer:
        return answer.read() == b"done"


def state(book: Path) -> tuple[str, float]:
    """What the book holds, as a hash over all rows, and how long it took to open [s]."""

    def looked() -> tuple[str, float]:
        started = time.perf_counter()
        with convenor.connect(book, new=False) as opened:
            opened.count("loads")
            seconds = time.perf_counter() - started
            rows = {t: sorted(map(str, opened.rows(opened.table(t)))) for t in (*TABLES, *LEDGER)}
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest(), seconds

    found = asked(looked)
    return str(found[0]), float(found[1])  # type: ignore[index]


if __name__ == "__main__":
    main()
