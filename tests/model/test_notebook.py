"""How nouns show themselves in a notebook: a table, and text from data stays text."""

from lxml import html

from convenor.model.notebook import MOST, shown

EVIL = "<script>alert(1)</script>"


def test_text_from_data_stays_text():
    page = html.fromstring(shown(EVIL, EVIL, [EVIL], [[EVIL]]))
    assert not list(page.iter("script"))
    assert page.find("h3").text == EVIL


def test_direction_marks_are_shown_as_their_code():
    assert "\\u202e" in shown("a\u202eb", "", [], [])


def test_rows_beyond_the_most_are_counted():
    page = html.fromstring(shown("Many", "", ["n"], [[n] for n in range(MOST + 5)]))
    assert len(page.findall(".//tbody/tr")) == MOST
    assert "and 5 more rows" in page.text_content()


def test_what_is_unknown_is_a_dash():
    assert "<td>–</td>" in shown("One", "", ["n"], [[None]])
