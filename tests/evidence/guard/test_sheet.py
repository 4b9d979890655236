"""CSV: rows with their lines; what stock readers swallow is refused."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convenor.errors import SourceError
from convenor.evidence.guard import Input, sheet
from convenor.evidence.guard.sheet import Line, find_delimiter, lines
from convenor.evidence.sources import Reject


def opened(data: bytes | str) -> Input:
    raw = data if isinstance(data, bytes) else data.encode()
    return Input("made.csv", len(raw), lambda: io.BytesIO(raw))


def read(data, **options):
    return list(lines(opened(data), **options))


def refused(data) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(data)
    return caught.value


def cells(data, **options):
    return [line.cells for line in read(data, **options) if isinstance(line, Line)]


def test_rows_come_with_line_and_text():
    assert read('a,b\n"1\n2",3\n\n4,5\n') == [
        Line(1, ["a", "b"], "a,b"),
        Line(2, ["1\n2", "3"], '"1\n2",3'),
        Line(5, ["4", "5"], "4,5"),
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark):
    assert cells(mark.join(["a", '"x,y;z"', "c"]) + "\n") == [["a", "x,y;z", "c"]]


def test_a_title_above_the_header_does_not_mislead():
    assert find_delimiter("Who, what, where\na;b;c;d\n1;2;3;4\n") == ";"


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    assert cells(b"\xef\xbb\xbfa;b\n1;2\n")[0] == ["a", "b"]
    assert cells("a;b\n1;é\n".encode("utf-16")) == [["a", "b"], ["1", "é"]]


def test_line_ends_may_be_mixed():
    assert cells(b"A,1\rB,2\r\nC,3\n\rD,4") == [["A", "1"], ["B", "2"], ["C", "3"], ["D", "4"]]


@given(st.lists(st.sampled_from(["a,1", "b,2"]), min_size=1, max_size=30), st.randoms())
def test_line_ends_may_be_mixed_wherever_the_pieces_end(rows, rng):
    text = "".join(row + rng.choice(["\n", "\r\n", "\r"]) for row in rows)

    class Pieces(Input):
        def texts(self, encoding=None, *, guess=False):
            yield from text

    found = [line.cells for line in lines(Pieces("m", 1, lambda: io.BytesIO(text.encode())), delimiter=",")]
    assert found == [row.split(",") for row in rows]


def test_other_separators_of_unicode_do_not_end_a_line():
    assert cells("a\x0b\x0c\x1c\x85\u2028,b\n") == [["a\x0b\x0c\x1c\x85\u2028", "b"]]


def test_a_quote_that_is_never_closed_names_its_line():
    error = refused("a,b\n1,2\n" + '"x,3\n' + "y,4\n" * 100)
    assert (error.code, error.locator) == ("csv.unclosed_quote", "line 3")
    error = refused("a,b\n" + '"x,3\n' + "y,4\n" * 100_000)
    assert (error.code, error.locator) == ("csv.unclosed_quote", "line 2")


def test_an_unclosed_quote_without_line_ends_stops_early(monkeypatch):
    monkeypatch.setattr(sheet, "MAX_LINE", 1_000)
    assert refused('a,b\n"' + "x" * 200_000).code in ("csv.unclosed_quote", "csv.line_too_long")


def test_a_row_that_breaks_the_rules_is_kept_and_the_next_ones_load():
    found = read('a,b\n"x"y,1\nz,2\n')
    assert found[1] == Reject("line 2", "csv.malformed", found[1].message, '"x"y,1')
    assert found[2] == Line(3, ["z", "2"], "z,2")


def test_a_long_cell_is_kept_aside_with_its_text():
    long = "A" * (sheet.MAX_FIELD + 1)
    found = read(f'a,b\n"{long}",1\nB,2\n')
    assert [item.code if isinstance(item, Reject) else "" for item in found] == ["", "csv.field_too_long", ""]
    assert found[1].text == f'"{long}",1'


def test_too_many_columns_or_rows_are_refused(monkeypatch):
    assert refused(",".join(["a"] * 1_000_000) + "\n").code == "csv.too_many_columns"
    monkeypatch.setattr(sheet, "MAX_ROWS", 3)
    assert refused("a,b\n" * 4).code == "csv.too_many_rows"


def test_a_nul_is_refused():
    assert refused("a,b\n1,\0\n").code == "csv.nul"


def test_an_unknown_encoding_can_be_assumed():
    latin = "a;b\nRéseau;1\n".encode("latin-1")
    assert cells(latin, encoding="latin-1")[1] == ["Réseau", "1"]
    assert cells("a;b\nRéseau;1\n".encode("utf-8-sig"), encoding="latin-1")[1] == ["Réseau", "1"]


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=8)


@settings(deadline=None)
@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=8), st.sampled_from(",;\t|"))
@example([["", " "], ["a", " "]], ",")  # a row of blanks is blank, as in a workbook; a blank in a row that is not stays
def test_what_a_writer_writes_is_read_back(rows, mark):
    made = io.StringIO()
    csv.writer(made, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(rows)
    assert cells(made.getvalue(), delimiter=mark) == [row for row in rows if any(map(str.strip, row))]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_a_refusal(data):
    try:
        read(b'a,b\n"1",2\n' + data)
    except SourceError as error:
        assert error.code.split(".")[0] in ("csv", "text")
