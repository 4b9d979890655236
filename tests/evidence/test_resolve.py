"""Who is who in a book: merged by judgement, reversible, never a row changed. Bodies are made up or known to all."""

import os
import signal
import subprocess
import sys
import time

import narwhals as nw
import pytest

from convenor.errors import NotFoundError
from convenor.evidence.judgement import read_judgements, withdraw
from convenor.evidence.resolve import keep_apart, merge, resolve, waiting
from convenor.model.codes import Marking
from convenor.model.judgement import JudgementKind
from convenor.store import connect


def bodies(book, *rows, load="l1", reader="iati", marking="TLP:CLEAR"):
    """Bodies by id, name and country, each with one thing it did."""
    ids, names, countries = zip(*((*row, None)[:3] for row in rows), strict=True)
    book.append("actors", {"id": ids, "name": names, "country": countries}, load=load, marking=marking)
    made = [f"{load} {i}" for i in range(len(ids))]
    book.append("evidence", {"id": made, "actor": ids, "object": made}, load=load, relation="funding", marking=marking)
    book.append("loads", {"id": [load], "reader": [reader]})


def read_as(book):
    return book.merged()


def test_one_agency_under_a_code_an_acronym_and_a_translation_is_one(book):
    bodies(book, ("xm-dac-928", "World Health Organization"), ("name:who", "WHO"), ("name:oms", "OMS"),
           ("name:organisation mondiale de la sante", "Organisation mondiale de la Santé"))  # fmt: skip
    found = resolve(book)
    assert set(read_as(book).values()) == {"xm-dac-928"}
    assert len(found.merged) == 3
    assert all(made.by and made.score > 0.5 and made.reasons for made in found.merged)


def test_rows_are_never_rewritten_and_a_withdrawn_merge_shows_two_again(book):
    bodies(book, ("xm-dac-928", "World Health Organization"), ("name:oms", "OMS"))
    before = sorted(row["actor"] for row in book.rows(book.table("evidence", as_published=True)))
    resolve(book)
    assert {row["actor"] for row in book.rows(book.table("evidence"))} == {"xm-dac-928"}
    assert sorted(row["actor"] for row in book.rows(book.table("evidence", as_published=True))) == before
    withdraw(book, read_judgements(book, JudgementKind.MERGE))
    assert len({row["actor"] for row in book.rows(book.table("evidence"))}) == 2
    resolve(book)
    assert not read_as(book)


def test_a_person_who_keeps_two_apart_is_obeyed_and_one_who_joins_two_too(book):
    bodies(book, ("xm-dac-928", "World Health Organization"), ("name:oms", "OMS"), ("name:ferry", "Ferry Union"))
    keep_apart(book, "name:oms", "xm-dac-928", by="desk")
    merge(book, "name:ferry", "xm-dac-928", by="desk", reasons=["they told us"])
    resolve(book)
    assert read_as(book) == {"name:ferry": "xm-dac-928"}
    keep_apart(book, "name:ferry", "xm-dac-928", by="desk")
    assert read_as(book) == {}


def test_placeholders_and_references_that_many_names_share_are_never_merged(book):
    bodies(book, ("name:donor country based ngo", "Donor country based NGO"), ("xx-1-7", "Donor country-based NGO"),
           ("aa-bbb-9", "Ferry Union"), ("aa-bbb-9", "Zebra Bakery"), ("aa-bbb-9", "Old Mill Choir"),
           ("name:zebra bakery", "Zebra Bakery"))  # fmt: skip
    found = resolve(book)
    assert "aa-bbb-9" in found.shared
    assert set(found.placeholders) == {"name:donor country based ngo", "xx-1-7"}
    assert not found.merged


def test_look_alike_letters_wait_for_a_person(book):
    bodies(book, ("name:a", "Rivertown Ferry Union"), ("name:b", "Rivert\u043ewn Ferry Union"))
    found = resolve(book)
    assert not found.merged
    assert any("two scripts" in reason for made in found.unsure for reason in made.reasons)
    assert waiting(book) == list(found.unsure)


def test_an_acronym_that_two_bodies_share_joins_them_not(book):
    bodies(book, ("name:rfa", "RFA"), ("name:river ferry alliance", "River Ferry Alliance"),
           ("name:rural farming association", "Rural Farming Association"))  # fmt: skip
    resolve(book)
    as_one = read_as(book)
    one, other = "name:river ferry alliance", "name:rural farming association"
    assert as_one.get(one, one) != as_one.get(other, other)


def test_a_ministry_without_a_country_is_nobody_in_particular(book):
    bodies(book, ("name:a", "Ministry of Health"), ("name:b", "Ministère de la Santé"))
    assert not resolve(book).merged


def test_bodies_with_one_name_and_seats_in_two_countries_wait_for_a_person(book):
    bodies(book, ("pic:111111111", "Ferry Union", "FR"), ("pic:222222222", "Ferry Union", "DE"), reader="cordis")
    assert not resolve(book).merged


def test_looking_keeps_nothing(book):
    bodies(book, ("xm-dac-928", "World Health Organization"), ("name:oms", "OMS"))
    assert resolve(book, keep_it=False).merged
    assert not read_as(book)


def test_asking_twice_gives_the_same_judgements(book):
    bodies(book, ("xm-dac-928", "World Health Organization"), ("name:oms", "OMS"))
    assert resolve(book) == resolve(book)
    assert book.count("judgements") == 1


def test_only_bodies_on_file_can_be_judged(book):
    bodies(book, ("name:a", "Ferry Union"))
    with pytest.raises(NotFoundError, match="name:b"):
        merge(book, "name:a", "name:b", by="desk")
    with pytest.raises(ValueError, match="one id"):
        merge(book, "name:a", "name:a", by="desk")


def test_m18_an_actor_from_three_kinds_of_source_is_one_and_the_reasons_are_shown(book):
    bodies(book, ("xm-dac-41140", "World Food Programme"), load="l1", reader="iati")
    bodies(book, ("pic:333333333", "PROGRAMME ALIMENTAIRE MONDIAL"), load="l2", reader="cordis")
    bodies(book, ("name:wfp", "WFP"), load="l3", reader="hxl")
    found = resolve(book)
    assert len({*read_as(book), *read_as(book).values()}) == 3
    assert len(set(read_as(book).values())) == 1
    reasons = " ".join(reason for made in found.merged for reason in made.reasons)
    assert "known as one body" in reasons
    assert "iati" in reasons
    assert "hxl" in reasons


def test_what_is_closed_does_not_join_what_is_open(book):
    bodies(book, ("name:a", "Ferry Union"), ("name:c", "Crossing League"), load="l1")
    bodies(book, ("name:b", "Ferry Union of Rivertown"), load="l2", marking="TLP:AMBER")
    merge(book, "name:a", "name:b", by="desk")
    merge(book, "name:c", "name:b", by="desk")
    assert len({row["id"] for row in book.rows(book.table("actors"))}) == 1
    seen = book.edition(Marking.CLEAR)
    assert {row["id"] for row in seen.rows(seen.table("actors"))} == {"name:a", "name:c"}


def test_a_body_with_78000_relations_is_merged_within_a_second(book):
    n = 78_000
    book.append("actors", {"id": ["big", "small"], "name": ["Big Ferry Union", "B. F. U."]}, load="l1")
    numbers = [str(i) for i in range(n)]
    book.append("evidence", {"id": numbers, "object": numbers}, actor="big", relation="funding", load="l1")
    began = time.perf_counter()
    merge(book, "big", "small", by="desk")
    counted = book.rows(book.table("evidence").filter(nw.col("actor") == "small").select(n=nw.len()))
    assert time.perf_counter() - began < 1
    assert counted[0]["n"] == n


def test_kill_9_during_a_merge_loses_nothing(tmp_path):
    file = tmp_path / "b.duckdb"
    with connect(file) as book:
        bodies(book, *((f"name:{i}", f"Ferry Union {i}") for i in range(300)))
    code = (
        "import sys; from convenor.store import connect; from convenor.evidence.resolve import merge\n"
        "with connect(sys.argv[1]) as book:\n"
        "    for i in range(1, 300):\n"
        "        merge(book, f'name:{i}', 'name:0', by='desk'); print(i, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE, text=True)
    done = 0
    for line in child.stdout:
        done = int(line)
        if done == 5:
            os.kill(child.pid, signal.SIGKILL)
            break
    child.stdout.close()
    child.wait()
    with connect(file) as book:
        assert done <= len(book.merged()) <= 299
        assert book.count("evidence") == 300
        assert len({row["actor"] for row in book.rows(book.table("evidence"))}) == 300 - len(book.merged())
