"""The verb: one file is one load, whole or not at all; a second load changes nothing; what is bad is kept aside."""

import gc
import gzip
import io
import json
import tarfile
import zipfile
from datetime import date

import pytest

from convenor.errors import NotFoundError, SourceError
from convenor.evidence import contents, load, unload
from convenor.store.schema import LEDGER, TABLES
from tests.evidence.made_up import (
    ORGANISATION_COLUMNS,
    PROJECT_COLUMNS,
    activity_xml,
    iati_xml,
    organisation_row,
    project_row,
    sheet,
)

DAY = date(2024, 6, 30)


def everything(book, *without):
    """All rows of all tables, in an order of their own."""
    tables = {name: book.rows(book.table(name)) for name in (*TABLES, *LEDGER)}
    return {
        name: sorted(json.dumps({k: v for k, v in row.items() if k not in without}, default=str) for row in rows)
        for name, rows in tables.items()
    }


def zipped(**members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.xml", content)
    return made.getvalue()


def test_every_row_carries_where_it_comes_from(book, write):
    load(book, write("a.xml", iati_xml(activity_xml())), today=DAY)
    for table in TABLES:
        for row in book.rows(book.table(table)):
            assert row["source"] == "IATI activities of Made-up Reporter", table
            assert row["locator"] == "XM-MADE-1"
            assert row["licence"] == "IATI publisher's open licence, as published (xm-made)"
            assert (row["retrieved"], row["marking"], row["basis"]) == (DAY, "TLP:CLEAR", "evidence")


def test_a_second_load_changes_nothing(book, write):
    file = write("a.xml", iati_xml(activity_xml(1), activity_xml(2)))
    load(book, file, today=DAY)
    before = everything(book)
    report = load(book, file, today=date(2025, 1, 1))
    assert (report.loaded, report.skipped) == (0, ("a.xml",))
    assert everything(book) == before


def test_the_same_bytes_under_another_name_change_nothing(book, write):
    load(book, write("a.xml", iati_xml(activity_xml())))
    assert load(book, write("b.xml", iati_xml(activity_xml()))).skipped == ("b.xml",)


def test_a_newer_edition_replaces_the_older_one(book, write):
    load(book, write("a.xml", iati_xml(activity_xml(1), activity_xml(2))))
    report = load(book, write("a.xml", iati_xml(activity_xml(1, title="New title"))))
    assert report.replaced == ("a.xml",)
    assert [row["title"] for row in book.rows(book.table("activities"))] == ["New title"]
    assert book.count("loads") == 1
    assert book.count("quarantine") == 0


def test_a_broken_newer_edition_leaves_the_older_one(book, write):
    load(book, write("a.xml", iati_xml(activity_xml(1), activity_xml(2))))
    before = everything(book)
    with pytest.raises(SourceError):
        load(book, write("a.xml", iati_xml(activity_xml(1)).replace("</title>", "</tilte>")))
    assert everything(book) == before


def test_files_of_one_name_from_two_publishers_both_stay(book, write):
    load(book, write("one/a.xml", iati_xml(activity_xml(1))))
    other = activity_xml(2).replace("Made-up Reporter", "Other Reporter")
    report = load(book, write("two/a.xml", iati_xml(other)))
    assert (report.replaced, book.count("activities")) == ((), 2)


def test_one_bad_record_does_not_stop_the_rest_and_keeps_its_text(book, write):
    bad = activity_xml(2).replace('iso-date="2020-03-01"', 'iso-date="2020-02-31"')
    report = load(book, write("a.xml", iati_xml(activity_xml(1), bad, activity_xml(3))))
    assert (report.loaded, report.quarantined) == (2, 1)
    (problem,) = report.errors
    assert (problem.file, problem.code) == ("a.xml", "date.invalid")
    assert problem.position.startswith("record 2")
    (row,) = book.rows(book.table("quarantine"))
    assert (row["file"], row["position"], row["code"]) == ("a.xml", problem.position, "date.invalid")
    assert row["text"] == bad.replace("<iati-activity default", "<iati-activity default")


def test_an_unreadable_file_is_refused_and_leaves_nothing(book, write):
    before = everything(book)
    with pytest.raises(SourceError) as caught:
        load(book, write("a.xml", iati_xml(activity_xml(1)).replace("</title>", "</tilte>")))
    assert (caught.value.source, caught.value.code) == ("a.xml", "xml.malformed")
    assert caught.value.locator.startswith("line 2")
    assert everything(book) == before


@pytest.mark.parametrize("was_on", [True, False])
def test_the_search_for_cycles_is_as_it_was_whatever_happens(book, write, was_on):
    seen = []
    good, bad = write("a.xml", iati_xml(activity_xml(1))), write("b.xml", "<html/>")
    (gc.enable if was_on else gc.disable)()
    try:
        load(book, good, progress=lambda *_: seen.append(gc.isenabled()))
        with pytest.raises(SourceError):
            load(book, bad)
        after = gc.isenabled()
    finally:
        gc.enable()
    assert (set(seen), after) == ({False}, was_on)


def test_of_several_files_an_unreadable_one_is_listed_and_the_others_load(book, write):
    report = load(book, write("bad.xml", "<shop/>"), write("a.xml", iati_xml(activity_xml(1))), write("c.txt", "hello"))
    assert report.loaded == 1
    assert [(p.file, p.code) for p in report.errors] == [("bad.xml", "iati.not_iati"), ("c.txt", "file.unknown_format")]


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(a=data)], ids=["gz", "zip"])
def test_packed_files_load_like_plain_ones(book, write, pack):
    report = load(book, write("packed", pack(iati_xml(activity_xml(1), activity_xml(2)).encode())))
    assert (report.loaded, book.count("activities")) == (2, 2)


def tar(**members):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(f"{name}.xml")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


@pytest.mark.parametrize("pack", [tar, zipped], ids=["tar.gz", "zip"])
def test_an_unreadable_member_is_listed_and_nothing_of_it_stays(book, write, pack):
    broken = iati_xml(activity_xml(2), activity_xml(3).replace("2020-03-01", "never"), "<a></b>", activity_xml(4))
    packed = pack(a=iati_xml(activity_xml(1)).encode(), b=broken.encode(), c=iati_xml(activity_xml(5)).encode())
    report = load(book, write("packed", packed))
    assert [(p.file, p.code) for p in report.errors] == [("packed/b.xml", "xml.malformed")]
    assert (report.loaded, report.quarantined) == (2, 0)
    assert {row["id"] for row in book.rows(book.table("activities"))} == {"iati:XM-MADE-1", "iati:XM-MADE-5"}
    assert book.count("evidence") == 2
    assert [(count.file, count.loaded) for count in report.files] == [("packed/a.xml", 1), ("packed/c.xml", 1)]


def test_what_a_broken_member_had_appended_is_taken_out_again(book, write, monkeypatch):
    monkeypatch.setattr("convenor.evidence.intake.BATCH", 1)  # every record is appended at once
    monkeypatch.setattr("convenor.evidence.intake.HELD_TEXT", 1)
    broken = iati_xml(activity_xml(2), activity_xml(3).replace("2020-03-01", "never"), activity_xml(4), "<a></b>")
    report = load(book, write("packed", zipped(a=iati_xml(activity_xml(1)), b=broken, c=iati_xml(activity_xml(5)))))
    assert (report.loaded, report.quarantined) == (2, 0)
    assert book.count("activities") == 2
    assert book.count("quarantine") == 0
    assert {row["locator"] for row in book.rows(book.table("money"))} <= {"XM-MADE-1", "XM-MADE-5"}


def test_an_archive_of_which_nothing_can_be_read_is_refused(book, write):
    with pytest.raises(SourceError) as caught:
        load(book, write("packed.zip", zipped(a="hello", b="<html/>")))
    assert caught.value.code == "file.unknown_format"
    assert book.count("loads") == 0


def test_an_empty_archive_is_refused(book, write):
    with pytest.raises(SourceError) as caught:
        load(book, write("packed.zip", zipped()))
    assert caught.value.code == "archive.empty"


# duplicates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 40_000])
@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [("2024-01-01", "2024-01-02", "B"), ("2024-01-02", "2024-01-01", "A"), ("", "", "A"), ("2024-01-01", "", "A")],
)
def test_of_two_records_with_one_identifier_the_one_updated_last_stays(
    book, write, monkeypatch, batch, first, second, stays
):
    monkeypatch.setattr("convenor.evidence.intake.BATCH", batch)
    one, two = activity_xml(1, title="A", updated=first), activity_xml(1, title="B", updated=second)
    report = load(book, write("a.xml", iati_xml(one, two, activity_xml(3))))
    assert (report.loaded, report.quarantined) == (2, 1)
    titles = {row["id"]: row["title"] for row in book.rows(book.table("activities"))}
    assert titles["iati:XM-MADE-1"] == stays
    (held,) = book.rows(book.table("quarantine"))
    assert held["code"] == "iati.duplicate_identifier"
    assert held["text"] == (two if stays == "A" else one)
    winner = 1 if stays == "A" else 2
    assert held["position"].startswith(f"record {3 - winner}")
    assert f"record {winner}" in held["message"]


def test_the_rule_holds_across_the_members_of_an_archive(book, write):
    old, new = activity_xml(1, title="Old", updated="2023-01-01"), activity_xml(1, title="New", updated="2024-01-01")
    report = load(book, write("packed.zip", zipped(a=iati_xml(old), b=iati_xml(new))))
    assert [row["title"] for row in book.rows(book.table("activities"))] == ["New"]
    assert [(c.file, c.loaded, c.quarantined) for c in report.files] == [
        ("packed.zip/a.xml", 0, 1),
        ("packed.zip/b.xml", 1, 0),
    ]
    assert book.rows(book.table("quarantine"))[0]["text"] == old


def test_a_later_record_in_another_file_moves_the_older_one_to_quarantine(book, write):
    load(book, write("old.xml", iati_xml(activity_xml(1, title="Old", updated="2023-01-01"), activity_xml(2))))
    load(book, write("new.xml", iati_xml(activity_xml(1, title="New", updated="2024-01-01"))))
    assert {row["title"] for row in book.rows(book.table("activities"))} == {"New", "River mediation"}
    (held,) = book.rows(book.table("quarantine"))
    assert (held["file"], held["code"]) == ("old.xml", "load.superseded")
    assert json.loads(held["text"])["activities"][0]["title"] == "Old"
    counts = {row["file"]: (row["loaded"], row["quarantined"]) for row in book.rows(book.table("loads"))}
    assert counts == {"old.xml": (1, 1), "new.xml": (1, 0)}


def test_an_older_record_in_another_file_goes_to_quarantine_itself(book, write):
    load(book, write("new.xml", iati_xml(activity_xml(1, title="New", updated="2024-01-01"))))
    older = activity_xml(1, title="Old", updated="2023-01-01")
    report = load(book, write("old.xml", iati_xml(older)))
    assert (report.loaded, report.quarantined) == (0, 1)
    assert report.errors[0].code == "iati.duplicate_identifier"
    assert book.rows(book.table("quarantine"))[0]["text"] == older
    assert [row["title"] for row in book.rows(book.table("activities"))] == ["New"]


def test_hundreds_of_duplicates_leave_one(book, write, monkeypatch):
    monkeypatch.setattr("convenor.evidence.intake.BATCH", 500)
    many = [activity_xml(i % 5, title=f"T{i}", updated=f"2024-01-01T{i:05d}") for i in range(400)]
    report = load(book, write("a.xml", iati_xml(*many)))
    assert (report.loaded, report.quarantined) == (5, 395)
    assert {row["title"] for row in book.rows(book.table("activities"))} == {f"T{i}" for i in range(395, 400)}
    assert book.count("quarantine") == 395
    assert book.count("evidence") == 5


# CORDIS: two files, any order -----------------------------------------------------------------------------------------


def test_projects_and_organisations_may_come_in_any_order(write):
    from convenor.store import connect

    projects = write("p.csv", sheet(PROJECT_COLUMNS, project_row("900001"), project_row("900002")))
    bodies = write("o.csv", sheet(ORGANISATION_COLUMNS, organisation_row("900001"), organisation_row("900002")))
    made = []
    for order in ((projects, bodies), (bodies, projects)):
        with connect() as book:
            load(book, *order, today=DAY)
            made.append(everything(book))
    assert made[0] == made[1]
    evidence = [json.loads(row) for row in made[0]["evidence"]]
    assert {(e["title"], e["start"], e["end"], e["use_by"]) for e in evidence} == {
        ("Safe ferries", "2016-05-01", "2019-04-30", "2022-04-30")
    }


# unload and contents --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.xml", "IATI activities of Made-up Reporter", "iati"])
def test_unload_takes_a_source_out_again(book, write, name):
    load(book, write("p.csv", sheet(PROJECT_COLUMNS, project_row())))
    before = everything(book)
    load(book, write("a.xml", iati_xml(activity_xml(1), activity_xml(2).replace("2020-03-01", "never"))))
    assert unload(book, name) == 1
    assert everything(book) == before


def test_unload_of_what_was_never_loaded_names_what_was(book, write):
    load(book, write("a.xml", iati_xml(activity_xml(1))))
    with pytest.raises(NotFoundError) as caught:
        unload(book, "b.xml")
    assert "a.xml" in caught.value.near


def test_what_was_taken_out_can_be_loaded_again(book, write):
    file = write("a.xml", iati_xml(activity_xml(1)))
    load(book, file, today=DAY)
    before = everything(book)
    unload(book, "a.xml")
    load(book, file, today=DAY)
    assert everything(book) == before


def test_contents_counts_bodies_once(book, write):
    load(book, write("a.xml", iati_xml(activity_xml(1), activity_xml(2))))
    held = contents(book)
    assert (held["activities"], held["participations"], held["actors"]) == (2, 2, 2)
    assert held["sources"][0]["file"] == "a.xml"


# progress and files ---------------------------------------------------------------------------------------------------


def test_progress_rises_to_the_size_of_the_file(book, write):
    told = []
    file = write("a.xml", iati_xml(*(activity_xml(i) for i in range(500))))
    load(book, file, progress=lambda done, total, what: told.append((done, total, what)))
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1][0] > 0
    assert {(total, what) for _, total, what in told} == {(file.stat().st_size, "a.xml")}


def test_a_name_that_cannot_be_printed_is_made_printable(book, tmp_path):
    path = tmp_path / "a\nb\udcff.xml"
    path.write_text(iati_xml(activity_xml(1).replace("2020-03-01", "never")))
    report = load(book, path)
    assert report.errors[0].file == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}.xml"


def test_warnings_are_counted_by_code(book, write):
    extra = '<transaction><transaction-type code="3"/><value>-5</value></transaction><unheard-of/>'
    report = load(book, write("a.xml", iati_xml(activity_xml(1, extra=extra), activity_xml(2, extra=extra))))
    assert dict(report.warnings) == {"amount.negative": 2, "iati.unknown_element": 2}


def test_a_named_problem_list_is_short_and_the_counts_are_whole(book, write, monkeypatch):
    monkeypatch.setattr("convenor.evidence.intake.LISTED", 3)
    bad = [activity_xml(i).replace("2020-03-01", "never") for i in range(10)]
    report = load(book, write("a.xml", iati_xml(*bad)))
    assert (len(report.errors), report.quarantined, book.count("quarantine")) == (3, 10, 10)
