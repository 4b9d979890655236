"""A hidden body is in nothing that is read from a book: no row of its own, and no word of it in another's."""

import json

import pytest

from convenor.evidence.hiding import hide, show
from convenor.evidence.judgement import judgement, keep
from convenor.model.judgement import JudgementKind
from convenor.store import connect
from convenor.store.schema import LEDGER, TABLES

SHY = "Réseau de l'Aube"


def fill(book):
    names = {"shy": SHY, "shy-reg-2": "RESEAU DE L'AUBE", "xa-9": "Aube Net", "loud": "Port Council"}
    names["near"] = "Amani Friends"
    book.append("actors", {"id": list(names), "name": list(names.values()), "marks": [""] * 5}, source="s", load="l")
    titles, words = [f"Talks with {SHY}, again", "Our work"], ["talks with reseau de l'aube", "our work"]
    book.append("activities", {"id": ["a", "own"], "title": titles, "words": words, "reporter": ["loud", "shy"]})
    said = [f"{SHY.upper()} and\nPort Council met.", "our own work, published by ourselves"]
    book.append("texts", {"activity": ["a", "own"], "text": said}, source=f"IATI activities of {SHY}")
    book.append("money", {"activity": ["a"], "provider": ["shy"], "receiver": ["loud"]})
    book.append("loads", {"id": ["l"], "file": ["f"]}, source=f"IATI activities of {SHY}", licence="as shy-reg-2 says")
    claims = [
        ("0", "loud", "funding", "own", ""),
        ("1", "shy", "offers", "mediation", ""),
        ("2", "loud", "tie", "shy", "ally"),
        ("3", "loud", "offers", "money", f"paid to {SHY}"),
        ("4", "loud", "funding", "a", ""),
    ]
    ids, actors, relations, objects, said = zip(*claims, strict=True)
    book.append("evidence", {"id": ids, "actor": actors, "relation": relations, "object": objects, "value": said})
    book.append("quarantine", {"text": [f"<x>{SHY}</x>"], "file": ["f"]})


def everything(book):
    return json.dumps({t: book.rows(book.table(t)) for t in (*TABLES, *LEDGER) if t != "judgements"},
                      default=str, ensure_ascii=False)  # fmt: skip


@pytest.mark.parametrize("asked", ["shy", SHY, "reseau de l'aube", "shy-reg-2"])
def test_by_id_and_by_name_no_table_says_a_word_of_it(book, asked):
    fill(book)
    before = everything(book)
    hide(book, asked, reasons=["it asked"])
    seen = everything(book)
    for word in ('"shy', "Réseau", "RÉSEAU", "RESEAU", "reseau"):
        assert word not in seen
    assert "Port Council" in seen
    assert "(not shown)" in seen
    assert [row["id"] for row in book.rows(book.table("evidence").sort("id"))] == ["3", "4"]
    assert [row["id"] for row in book.rows(book.table("activities"))] == ["a"]
    assert "by ourselves" not in seen
    show(book, asked)
    assert everything(book) == before


def test_what_was_merged_with_it_is_hidden_with_it(book):
    fill(book)
    keep(book, [judgement(JudgementKind.MERGE, "xa-9", "shy", by="desk")])
    hide(book, SHY)
    assert "Aube Net" not in everything(book)


def test_the_mark_of_its_own_source_hides_it_under_its_other_ids(book):
    fill(book)
    book.append("actors", {"id": ["self"], "name": [SHY], "marks": ["women_led,hidden"]})
    assert "shy" not in everything(book)


def test_it_stays_hidden_after_a_reload_and_in_a_book_opened_again(tmp_path):
    with connect(tmp_path / "b.duckdb") as book:
        hide(book, SHY)  # before any file brings it
    with connect(tmp_path / "b.duckdb") as book:
        fill(book)
        assert "Réseau" not in everything(book)
        book.drop_loads(["l"])
        book.append("actors", {"id": ["other-id"], "name": [SHY.upper()]})
        assert "other-id" not in everything(book)


def test_names_of_one_word_are_blanked_only_as_written(book):
    fill(book)
    book.append("actors", {"id": ["amani"], "name": ["Amani"]})
    book.append("texts", {"text": ["amani means peace; Amani met them"]})
    hide(book, "amani")
    seen = [row["text"] for row in book.rows(book.table("texts"))]
    assert "amani means peace; (not shown) met them" in seen
    assert "(not shown) Friends" in {row["name"] for row in book.rows(book.table("actors"))}


def test_names_with_signs_of_patterns_and_of_sql_are_plain_text(book):
    odd = "O'Neil (Ltd.) [*] $1 \\d+ ؀العربية"
    book.append("actors", {"id": ["o'); DROP TABLE actors;--"], "name": [odd]})
    book.append("texts", {"text": [f"by {odd} today"]})
    hide(book, odd)
    assert [row["text"] for row in book.rows(book.table("texts"))] == ["by (not shown) today"]
    assert book.count("actors") == 0


def test_what_was_reckoned_from_the_book_is_not_good_any_more(book):
    fill(book)
    before = book.state()
    hide(book, "Aube Net")
    assert book.state() != before
