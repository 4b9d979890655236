"""What is held for a person: seen with its reason, released or dropped, and the decision stays with the text."""

import pytest

from convenor.errors import ConvenorError, NotFoundError
from convenor.evidence import load
from convenor.evidence.hiding import hide
from convenor.evidence.review import drop, held, release
from tests.evidence.made_up import PROJECT_COLUMNS, activity_xml, iati_xml, project_row, sheet

PRIVATE = "Ferry talks; call +57 300 000 0000"


@pytest.fixture
def waiting(book, write):
    def loaded(*more, name="a.xml"):
        return load(book, write(name, iati_xml(activity_xml(1), activity_xml(2, title=PRIVATE), *more)))

    loaded()
    return loaded


def titles(book):
    return sorted(row["title"] for row in book.rows(book.table("activities")))


def test_what_is_held_is_shown_with_file_position_code_and_text(book, waiting):
    (row,) = held(book)
    assert (row.file, row.code, row.releasable) == ("a.xml", "privacy.personal_data_suspected", True)
    assert "XM-MADE-2" in row.position
    assert PRIVATE in row.text
    assert held(book, code="date") == held(book, file="b.xml") == []


def test_a_released_record_enters_the_book_with_its_provenance(book, waiting):
    (row,) = held(book)
    assert release(book, row.id[:6], by="desk", reasons=["an office's number"]) == 1
    assert PRIVATE in titles(book)
    made = next(r for r in book.rows(book.table("activities")) if r["title"] == PRIVATE)
    other = next(r for r in book.rows(book.table("activities")) if r["title"] != PRIVATE)
    for column in ("load", "source", "licence", "retrieved", "marking", "basis"):
        assert made[column] == other[column]
    assert held(book) == []
    load_row = book.rows(book.table("loads"))[0]
    assert (load_row["loaded"], load_row["quarantined"]) == (2, 0)


def test_released_it_is_what_it_would_have_been(book, waiting, write):
    release(book, held(book)[0].id)
    free = iati_xml(activity_xml(3, title=PRIVATE.replace("+57 300 000 0000", "us")))
    load(book, write("b.xml", free))

    def evidence(ending):
        rows = [r for r in book.rows(book.table("evidence")) if r["locator"].endswith(ending)]
        same = ("relation", "value", "place", "start", "end", "actor", "use_by", "licence")
        return sorted([r[name] for name in same] for r in rows)

    assert evidence("-2") == evidence("-3")


def test_the_decision_stays_with_the_text_in_a_later_edition(book, waiting):
    release(book, held(book)[0].id)
    report = waiting(activity_xml(3))
    assert (report.replaced, report.loaded, report.quarantined) == (("a.xml",), 3, 0)
    assert PRIVATE in titles(book)


def test_a_dropped_record_leaves_no_text_and_does_not_come_back(book, waiting):
    drop(book, held(book)[0].id, by="desk")
    assert held(book) == []
    assert PRIVATE not in str(book.rows(book.table("quarantine")))
    report = waiting(activity_xml(3))
    assert (report.loaded, report.quarantined) == (2, 1)
    assert held(book) == []
    assert PRIVATE not in str(book.rows(book.table("quarantine")))
    assert PRIVATE not in titles(book)


def test_a_broken_record_cannot_be_released(book, write):
    load(book, write("a.xml", iati_xml(activity_xml(1), activity_xml(2, title=" "))))
    (row,) = held(book)
    assert not row.releasable
    with pytest.raises(ConvenorError, match="mend the file"):
        release(book, row.id)
    assert len(held(book)) == 1


def test_an_unknown_id_is_not_found(book, waiting):
    with pytest.raises(NotFoundError, match="no held record"):
        release(book, "zzzz")
    with pytest.raises(NotFoundError):
        drop(book, "")


def test_a_project_row_is_released_too(book, write):
    load(book, write("p.csv", sheet(PROJECT_COLUMNS, project_row("1"), project_row("2", title=PRIVATE))))
    release(book, held(book)[0].id)
    assert PRIVATE in titles(book)


def test_names_of_hidden_bodies_are_blanked_in_what_is_held(book, write):
    text = f"{PRIVATE} of Quillon House"
    load(book, write("a.xml", iati_xml(activity_xml(1), activity_xml(2, title=text))))
    hide(book, "Quillon House")
    (row,) = held(book)
    assert "Quillon" not in row.text
    release(book, row.id)
    assert "Quillon" not in str(titles(book))
