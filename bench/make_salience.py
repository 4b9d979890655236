"""Makes the default models that ship with convenor: learned on the whole CORDIS security and IATI records.

    python bench/make_salience.py CORDIS_DIR IATI_ARCHIVE src/convenor/data/salience.json

`books` is the one that `trace` uses where a book has learned nothing itself: both records as convenor's own books hold
them, each with the same weight. The back-test never uses these: it learns on each trial's own past. Weights are plain
numbers; no row of data is in them.
"""

import datetime as dt
import json
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from who_joins import cordis, iati, ours  # noqa: E402

from convenor.evidence import load  # noqa: E402
from convenor.stakes import learn, origin  # noqa: E402
from convenor.stakes.history import read_history  # noqa: E402
from convenor.stakes.items import read_items  # noqa: E402
from convenor.stakes.kept import MOST  # noqa: E402
from convenor.stakes.past import IN_BOOKS, record_of  # noqa: E402
from convenor.stakes.registry import read_bodies  # noqa: E402
from convenor.store import connect  # noqa: E402

ORIGIN = {
    "consortia": "CORDIS open data, EU security research consortia that started 2008 to 2018 (reuse with attribution)",
    "activities": "IATI activities tagged COVID-19, June 2021, that started 2000 to 2020 (publishers' open licences)",
}
ENDS = {"consortia": dt.date(2018, 12, 31), "activities": dt.date(2021, 6, 30)}  # last day that each record knows


def main(folder: str, archive: str, target: str) -> None:
    """Learn the three models and write them."""
    trials = {
        "consortia": (cordis.Register(Path(folder)).trial("2019-01-01", "2020-01-01"), True),
        "activities": (iati.Archive(Path(archive)).trial(2020, sample=1), False),
    }
    models = {}
    for name, (trial, whole) in trials.items():
        model = origin.learned(ours.Tables(trial, whole=whole).record, trial.cut)
        models[name] = {"learned on": ORIGIN[name], **learn.to_plain(model)}
    files = {"consortia": sorted(Path(folder).glob("*.csv")), "activities": [Path(archive)]}
    models["books"] = {"learned on": "; ".join(ORIGIN.values()), **learn.to_plain(of_books(files))}
    made = {"note": "made by bench/make_salience.py; gives ranks on a new book until `convenor learn` has run"}
    Path(target).write_text(json.dumps({**made, "models": models}, indent=1) + "\n", encoding="utf-8")


def of_books(files: dict[str, list[Path]]) -> learn.Model:
    """One model of both records as books; ranks alone, for no book is like both."""
    lessons = []
    for name, paths in files.items():
        found = lessons_of_book(paths, ENDS[name])
        total = sum(float(lesson.weight_q.sum()) for lesson in found)
        lessons += [replace(lesson, weight_q=lesson.weight_q * WEIGHT / total) for lesson in found]
    return origin.fitted(lessons, whole=True, use=IN_BOOKS)


WEIGHT = 1000.0  # of each record: about that of the security consortia themselves


def lessons_of_book(paths: list[Path], end: dt.date) -> list[learn.Lesson]:
    """Lessons from files as a book holds them."""
    with connect() as book:
        load(book, *paths)
        items = read_items(book)
        record = record_of(read_history(book, end, items=items), read_bodies(book), items.corpus)
        return origin.lessons_of(record, end.year + 1.0, most=MOST)


if __name__ == "__main__":
    main(*sys.argv[1:4])
