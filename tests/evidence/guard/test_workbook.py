"""Workbooks: read as they look, and what is made to hurt is refused."""

import io

import pytest

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.guard.sheet import Line, first_rows, sheets
from convenor.evidence.sources import Reject
from tests.evidence.workbooks import MAIN, sheet_xml, table, workbook

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/>'
    '<numFmt numFmtId="165" formatCode="&quot;day&quot;0"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)


def opened(data: bytes) -> Input:
    return Input("made.xlsx", len(data), lambda: io.BytesIO(data))


def rows(data: bytes) -> list[list[str]]:
    found = [row for sheet in sheets(opened(data)) for row in sheet.rows()]
    assert all(isinstance(row, Line) for row in found)
    return [row.cells for row in found]


def refusal(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        rows(data)
    assert caught.value.source
    return caught.value.code


def with_cell(xml: str, **more) -> bytes:
    body = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{xml}</row></sheetData></worksheet>'
    return workbook(("S", body), **more)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c><v>7</v></c>", "7"),
        ("<c><v>9007199254740993</v></c>", "9007199254740993"),
        ("<c><v>0.30000000000000004</v></c>", "0.30000000000000004"),
        ("<c><v>2.0</v></c>", "2"),
        ("<c><v>1E3</v></c>", "1000"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="s"><v>1</v></c>', "two runs"),
        ('<c t="str"><f>A1&amp;"x"</f><v>gave</v></c>', "gave"),
        ('<c t="inlineStr"><is><t> in </t></is></c>', "in"),
        ('<c t="inlineStr"><is><t>a_x000D_b_xD800_c_x0000_</t></is></c>', "a\rb_xD800_c_x0000_"),
        ('<c s="1"><v>44621</v></c>', "2022-03-01"),
        ('<c s="2"><v>44621.5</v></c>', "2022-03-01T12:00:00"),
        ('<c s="2"><v>1</v></c>', "1900-01-01"),
        ('<c s="2"><v>99999999</v></c>', "99999999"),
        ('<c s="3"><v>5</v></c>', "5"),
        ('<c s="0"><v>44621</v></c>', "44621"),
        ('<c s="99"><v>44621</v></c>', "44621"),
    ],
)
def test_a_cell_gives_what_it_shows(cell, text):
    shared = (
        f'<sst xmlns="{MAIN}"><si><t>one</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>x</t></rPh></si></sst>'
    )
    found = rows(with_cell(cell, styles=STYLES, shared=shared))
    assert found == [[text]]


@pytest.mark.parametrize("cell", ['<c t="e"><v>#REF!</v></c>', "<c/>", "<c><f>1/0</f></c>", '<c t="b"><v>9</v></c>'])
def test_a_cell_without_a_value_is_empty(cell):
    assert rows(with_cell(cell)) == []


def test_days_may_be_counted_from_1904():
    links = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    sheet = f'<sheets><sheet xmlns:r="{links}" name="S" r:id="rId1"/></sheets>'
    book = f'<workbook xmlns="{MAIN}"><workbookPr date1904="1"/>{sheet}</workbook>'
    assert rows(with_cell('<c s="1"><v>43159</v></c>', styles=STYLES, replace={"xl/workbook.xml": book})) == [
        ["2022-03-01"]
    ]


def test_merged_cells_have_their_first_ones_text():
    data = table(["Org", "Place", ""], ["A", "x", "1"], ["", "y", "2"], ["B", "", "3"], merged=("A2:A3", "B1:C1"))
    assert rows(data) == [["Org", "Place", "Place"], ["A", "x", "1"], ["A", "y", "2"], ["B", "", "3"]]


def test_blank_rows_are_left_out_and_rows_keep_their_number():
    found = sheets(opened(table(["a"], [], ["b"])))
    sheet = next(found)
    assert [(row.number, row.cells) for row in sheet.rows()] == [(1, ["a"]), (3, ["b"])]


def test_sheets_come_in_order_and_hidden_ones_are_marked():
    data = workbook(("One", sheet_xml([["a"]])), ("Two", sheet_xml([["b"]])), hidden=("Two",))
    assert [(s.name, s.hidden) for s in sheets(opened(data))] == [("One", False), ("Two", True)]


def test_a_source_sees_the_first_rows_of_every_sheet():
    data = workbook(("On\ne", sheet_xml([["a,b", '"q"'], ["x" * 500]])), ("Two", sheet_xml([["c"]])), hidden=("Two",))
    assert first_rows(opened(data).head) == [
        ("On e", False, [["a,b", '"q"'], ["x" * 120]]),
        ("Two", True, [["c"]]),
    ]


def test_the_first_rows_of_a_csv_file_are_seen_alike():
    assert first_rows('\ufeff"a";b\r\n1;2\n'.encode()) == [("", False, [["a", "b"], ["1", "2"]])]


BOMB = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
SHOWN = '<c t="s"><v>0</v></c>'
MANY = f"<row>{SHOWN * 100}</row>" * 100
HOSTILE = {
    "a cell in the last corner": (with_cell('<c r="XFD1"><v>1</v></c>'), "xlsx.too_many_columns"),
    "a text that is not there": (with_cell('<c t="s"><v>7</v></c>'), "xlsx.malformed"),
    "a text before the first": (with_cell('<c t="s"><v>-1</v></c>'), "xlsx.malformed"),
    "a doctype": (
        workbook(("S", '<!DOCTYPE x [<!ENTITY a "b">]>' + sheet_xml([["a"]]).split("?>")[1])),
        "xml.dtd_forbidden",
    ),
    "a doctype in the shared texts": (
        with_cell('<c t="s"><v>0</v></c>', shared='<!DOCTYPE sst SYSTEM "file:///etc/passwd"><sst/>'),
        "xml.dtd_forbidden",
    ),
    "one text shown ten thousand times": (
        workbook(("S", f'<worksheet xmlns="{MAIN}"><sheetData>{MANY}</sheetData></worksheet>'), shared=BOMB),
        "archive.ratio",
    ),
    "a sheet cut short": (workbook(("S", sheet_xml([["a"]])[:-60])), "xml.malformed"),
    "nested too deep": (workbook(("S", f"<worksheet>{'<a>' * 5000}")), "xml.too_deep"),
    "a row without end": (
        workbook(("S", f"<worksheet><sheetData><row>{'<c/>' * 2_000_000}</row></sheetData></worksheet>")),
        "archive.ratio",
    ),
    "a sheet of zeros": (workbook(("S", "0" * 30_000_000)), "archive.ratio"),
    "a sheet with a NUL": (workbook(("S", sheet_xml([["a"]]).replace("a<", "\0<"))), "xml.malformed"),
    "a sheet in another encoding": (
        workbook(("S", '<?xml version="1.0" encoding="UTF-7"?><worksheet/>')),
        "text.encoding",
    ),
    "bytes that are not UTF-8": (workbook(("S", sheet_xml([["é"]]).encode("latin-1"))), "text.encoding"),
    "no sheets": (workbook(), "xlsx.no_sheet"),
    "no links": (workbook(("S", sheet_xml([["a"]])), replace={"xl/_rels/workbook.xml.rels": None}), "xlsx.no_sheet"),
    "no workbook": (workbook(("S", sheet_xml([["a"]])), replace={"xl/workbook.xml": None}), "xlsx.not_a_workbook"),
    "an unsafe name": (workbook(("S", sheet_xml([["a"]])), extra=[("../../x", b"")]), "archive.unsafe_path"),
    "too many sheets": (workbook(*((f"S{i}", sheet_xml([["a"]])) for i in range(300))), "xlsx.too_many_sheets"),
    "too many merged ranges": (
        workbook(("S", sheet_xml([["a"]], [f"A{i}:B{i}" for i in range(1, 25_000)]))),
        "xlsx.too_many_merged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused(name):
    data, code = HOSTILE[name]
    assert refusal(data) == code


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (f'<c r="A1"><v>{"1" * 40_000}</v></c>', "xlsx.field_too_long"),
        ('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>', "xlsx.duplicate_cell"),
    ],
)
def test_a_bad_row_is_held_and_the_next_one_read(cells, code):
    body = f'<worksheet xmlns="{MAIN}"><sheetData><row>{cells}</row><row><c><v>3</v></c></row></sheetData></worksheet>'
    found = sheets(opened(workbook(("S", body))))
    sheet = next(found)
    bad, good = sheet.rows()
    assert isinstance(bad, Reject)
    assert (bad.position, bad.code) == ("row 1", code)
    assert good.cells == ["3"]


def test_a_merge_over_the_whole_sheet_fills_no_more_than_the_rows_that_are_there():
    data = workbook(("S", sheet_xml([["a"], ["b", "c"]], ["A1:XFD1048576"])))
    found = rows(data)
    assert [len(row) for row in found] == [1000, 1000]
    assert found[1][:3] == ["b", "c", "a"]


def test_what_a_sheet_says_of_its_size_is_not_believed():
    body = sheet_xml([["a"]]).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert rows(workbook(("S", body))) == [["a"]]


def test_progress_is_told_while_a_workbook_is_read():
    data = table(*(["text", i] for i in range(3000)))
    file = opened(data)
    told = [file.done() for sheet in sheets(file) for _ in sheet.rows()]
    assert 0 < told[-1] <= len(data)
    assert file.done() == len(data)


def test_a_link_out_of_the_document_is_not_followed():
    links = '<Relationships><Relationship Id="rId1" TargetMode="External" Target="file:///etc/passwd"/></Relationships>'
    with pytest.raises(SourceError) as refused:
        rows(workbook(("S", sheet_xml([["a"]])), replace={"xl/_rels/workbook.xml.rels": links}))
    assert refused.value.code == "xlsx.no_sheet"
