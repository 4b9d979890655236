"""A book seen through a marking: closed rows, and bodies that only a closed row tells apart, are not there."""

import pytest

from convenor.model.codes import Marking
from convenor.store import Store

HEAD = {"source": "s", "locator": "1", "licence": "l", "retrieved": "2025-01-01", "basis": "evidence", "load": "x"}


@pytest.fixture
def mixed(book: Store) -> Store:
    """Six bodies: open, amber, hidden, sanctioned in private, party in private, partner in private."""
    ids = ["open", "amber", "hidden", "listed", "party", "friend"]
    book.append(
        "actors",
        {"id": ids, "name": ids, "marks": ["", "", "hidden", "", "", ""],
         "marking": ["TLP:CLEAR", "TLP:AMBER", *["TLP:CLEAR"] * 4]},
        **HEAD,
    )  # fmt: skip
    rows = [
        ("1", "open", "tie", "hidden", "funds", "TLP:CLEAR"),
        ("2", "open", "offers", "mediation", "", "TLP:CLEAR"),
        ("3", "open", "offers", "logistics", "", "TLP:GREEN"),
        ("4", "listed", "mark", "", "sanctioned", "TLP:AMBER"),
        ("5", "listed", "offers", "mediation", "", "TLP:CLEAR"),
        ("6", "party", "stance", "", "party", "TLP:AMBER+STRICT"),
        ("7", "party", "offers", "mediation", "", "TLP:CLEAR"),
        ("8", "friend", "stance", "", "partner", "TLP:AMBER"),
        ("9", "friend", "offers", "mediation", "", "TLP:CLEAR"),
        ("10", "open", "gains", "", "a lot", "TLP:RED"),
        ("11", "open", "gains", "", "unmarked", None),
    ]
    names = ("id", "actor", "relation", "object", "value", "marking")
    book.append("evidence", {name: [row[n] for row in rows] for n, name in enumerate(names)}, **HEAD)
    return book


def ids(book: Store, table: str = "evidence") -> set[str]:
    return {row["id"] for row in book.rows(book.table(table).select("id"))}


def test_a_public_edition_holds_clear_rows_of_bodies_that_may_be_shown(mixed):
    seen = mixed.edition(Marking.CLEAR)
    assert ids(seen) == {"2", "9"}
    assert ids(seen, "actors") == {"open", "friend"}
    assert seen.count("evidence") == 2


def test_a_restricted_edition_leaves_out_what_is_for_named_eyes_and_what_is_unmarked(mixed):
    seen = mixed.edition(Marking.AMBER_STRICT)
    assert ids(seen) == {str(n) for n in range(2, 10)}
    assert "hidden" not in ids(seen, "actors")


def test_the_book_itself_is_as_it_was(mixed):
    before = ids(mixed)
    mixed.edition(Marking.CLEAR)
    assert ids(mixed) == before >= {"3", "4", "6", "10", "11"}


def test_a_body_hidden_by_a_judgement_is_not_there(mixed):
    mixed.append("judgements", {"id": ["j"], "kind": ["hide"], "subject": ["friend"], "by": ["desk"]})
    assert "friend" not in ids(mixed.edition(Marking.CLEAR), "actors")
    mixed.append("judgements", {"id": ["k"], "kind": ["hide"], "subject": ["open"], "by": ["desk"],
                                "withdrawn": ["2025-01-01"]})  # fmt: skip
    assert "open" in ids(mixed.edition(Marking.CLEAR), "actors")


def test_an_edition_neither_finds_nor_keeps_what_was_reckoned_from_all_rows(mixed):
    mixed.keep("ranks", b"all")
    seen = mixed.edition(Marking.CLEAR)
    assert seen.kept("ranks") is None
    seen.keep("ranks", b"some")
    assert mixed.kept("ranks") == b"all"
