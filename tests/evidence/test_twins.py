"""Names that differ in case, articles and legal marks alone are one, unless two marks say two firms."""

import pytest

from convenor.evidence.names import read_name
from convenor.evidence.resolve import resolve
from convenor.evidence.twins import twins


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ferry Works Ltd", "FERRY WORKS", True), ("Ferry Works Limited", "Ferry Works, Ltd.", True),
        ("The Government of Rivertown", "GOVERNMENT OF RIVERTOWN", True), ("Rivertown", "RIVERTOWN", True),
        ("Ferry Works GmbH", "Ferry Works d.d.", False), ("RFA", "rfa", False),
        ("Ferry in Rivertown", "Ferry Rivertown", False),
        ("Works Ferry", "Ferry Works", False), ("Rivertown Ferry", "Rivert\u043ewn Ferry", False), ("", "Ltd", False),
    ],
)  # fmt: skip
def test_the_same_words_are_one_body(one, other, same):
    assert bool(twins([read_name(one), read_name(other)])) is same


def test_they_are_merged_in_a_book_and_a_registers_word_stands_above(book):
    ids = ["name:a", "name:b", "gb-chc-1", "gb-chc-2"]
    book.append("actors", {"id": ids, "name": ["Zebra Mills Ltd", "ZEBRA MILLS", "Old Choir", "OLD CHOIR"]}, load="l1")
    resolve(book)
    assert len({*book.merged(), *book.merged().values()}) == 2
    assert set(book.merged()) <= {"name:a", "name:b"}
