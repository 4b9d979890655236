"""Hostile CSV and Excel files of our own: what happens is said beforehand, and a refusal leaves the book as it was."""

import gzip
import io
import time
import zipfile

import pytest

from convenor.evidence import load
from convenor.store.schema import LEDGER, TABLES
from tests.evidence.test_hostile import outcome, snapshot, zipped
from tests.evidence.workbooks import MAIN, cell_xml, sheet_xml, table, workbook

TAGS = "#org,#sector,#adm1,#reached\n"
GOOD = "River Union,WASH,Upper Bank,1\n"
HEAD = ["#org", "#sector", "#adm1", "#reached"]
ROW = ["River Union", "WASH", "Upper Bank", 1]


def with_rows(*rows: str, **more) -> bytes:
    """A tagged workbook with further rows given as XML of cells."""
    body = sheet_xml([HEAD, ROW]).replace("</sheetData>", "".join(f"<row>{row}</row>" for row in rows) + "</sheetData>")
    return workbook(("S", body), **more)


def text_xml(*texts: str) -> str:
    """Cells of a row, each with its text in place."""
    return "".join(cell_xml(i, 3, text) for i, text in enumerate(texts))


CSV = {
    "an unclosed quote in the header": ('"#org,#sector\n' + GOOD * 3000, "reject", 0, 0, {"csv.unclosed_quote"}),
    "an unclosed quote in the last row": (TAGS + GOOD + '"River', "reject", 0, 0, {"csv.unclosed_quote"}),
    "a quote in the middle of a cell": (TAGS + 'River "Union" x,WASH,Isle,1\n' + GOOD, "accept", 2, 0, set()),
    "text after a closed quote": (TAGS + '"River" Union,WASH,Isle,1\n' + GOOD, "partial", 1, 1, {"csv.malformed"}),
    "a NUL": (TAGS + "River\0Union,WASH,Isle,1\n", "reject", 0, 0, {"csv.nul"}),
    "a NUL beyond the first look": (TAGS + GOOD * 5000 + "a\0b,WASH,Isle,1\n", "reject", 0, 0, {"csv.nul"}),
    "UTF-16 with its mark": ((TAGS + GOOD).encode("utf-16"), "accept", 1, 0, set()),
    "UTF-16 without its mark": ((TAGS + GOOD).encode("utf-16-le"), "accept", 1, 0, set()),
    "UTF-16 cut in a character": ((TAGS + GOOD).encode("utf-16")[:-1], "reject", 0, 0, {"text.encoding"}),
    "UTF-8 with its mark": ("\ufeff" + TAGS + GOOD, "accept", 1, 0, set()),
    "two marks": ("\ufeff\ufeff" + TAGS + GOOD, "partial", None, None, None),
    "windows-1252": ((TAGS + "Médiation,WASH,Isle,1\n").encode("cp1252"), "accept", 1, 0, set()),
    "bytes of no encoding": (
        TAGS.encode() + bytes(range(128, 256)) * 40 + b",WASH,Isle,1\n",
        "reject", 0, 0, {"text.encoding"},
    ),
    "half a character": (
        (TAGS + "a\ud800b,WASH,Isle,1\n").encode("utf-8", "surrogatepass"),
        "reject", 0, 0, {"text.encoding"},
    ),
    "a million columns below the tags": (
        TAGS + GOOD + "x" + "," * 1_000_000 + "\n",
        "reject", 0, 0, {"csv.too_many_columns"},
    ),
    "a million untagged columns": ("a," * 1_000_000 + "\n1,2\n", "reject", 0, 0, {"csv.too_many_columns"}),
    "a line without end": (TAGS + "x" * 65_000_000, "reject", 0, 0, {"csv.line_too_long"}),
    "ragged rows": (TAGS + "River Union,WASH\nLake Circle,WASH,Isle,1,2,3,4,5\n", "accept", 2, 0, set()),
    "a header twice": ("Org,Org,Sector,Region\nRiver Union,Lake Circle,WASH,Isle\n", "accept", 1, 0, set()),
    "tags twice": (
        "#org,#org,#sector,#sector,#adm1\nRiver Union,Lake Circle,WASH,Health,Isle\n",
        "accept", 1, 0, set(),
    ),
    "tags alone": (TAGS, "reject", 0, 0, {"hxl.no_rows"}),
    "a header alone": ("Organisation,Sector,Region\n", "reject", 0, 0, {"hxl.no_rows"}),
    "blank rows alone": (TAGS + ",,,\n\n , ,,\n", "reject", 0, 0, {"hxl.no_rows"}),
    "formulas in every cell": (TAGS + "=1+1,=cmd|'/C calc'!A0,@x,=9\n", "partial", 0, 1, {"number.invalid"}),
    "formulas for numbers": (TAGS + "A,WASH,Isle,=1+1\nB,WASH,Isle,+5\n", "partial", 1, 1, {"number.invalid"}),
    "numbers without end": (TAGS + f"A,WASH,Isle,{'9' * 100_000}\n" + GOOD, "partial", 1, 1, {"number.invalid"}),
    "digits of another script": (TAGS + "A,WASH,Isle,１２\n" + GOOD, "partial", 1, 1, {"number.invalid"}),
    "an organisation of a megabyte": (TAGS + "A" * 900_000 + ",WASH,Isle,1\n" + GOOD, "accept", 2, 0, set()),
    "a sector of half a megabyte": (TAGS + "A," + "ab " * 160_000 + ",Isle,1\n" + GOOD, "accept", 2, 0, set()),
    "markup and SQL": (
        TAGS + "<script>alert(1)</script>,'); DROP TABLE evidence;--,\u202eIsle,1\n",
        "accept", 1, 0, set(),
    ),
    "a zip named csv": (zipped(("a.csv", TAGS + GOOD)), "accept", 1, 0, set()),
    "a gzip named csv": (gzip.compress((TAGS + GOOD).encode()), "accept", 1, 0, set()),
    "an old Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "reject", 0, 0, {"file.unknown_format"}),
    "a page of HTML": ("<html><table><tr><td>#org</td></tr></table></html>", "reject", 0, 0, {"file.unknown_format"}),
    "hashtags that are none": ("#wow,#such,#tags\na,b,c\n", "reject", 0, 0, {"hxl.no_tags"}),
    "ten thousand hashtags in a cell": ("#org" + "+a" * 20_000 + ",#sector\nA,WASH\n", "accept", 1, 0, set()),
}  # fmt: skip
BOMB = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
FLOOD = "".join(cell_xml(i, 3, "xy") for i in range(3)) + "".join(cell_xml(i, 3, i) for i in range(3, 900))
XLSX = {
    "formulas with what they gave": (
        with_rows('<c t="str"><f>HYPERLINK("http://x","A")</f><v>A</v></c>' + text_xml("", "WASH", "Isle")),
        "accept", 2, 0, set(),
    ),
    "formulas that gave nothing": (with_rows("<c><f>NOW()</f></c><c><f>1/0</f></c>"), "accept", 1, 0, set()),
    "half a character by its number": (
        with_rows(text_xml("A_xD800_B", "WASH", "I_x0000_sle")), "accept", 2, 0, set(),
    ),
    "a cell in the last corner": (
        with_rows('<c r="XFD1048576"><v>1</v></c>'),
        "reject", 0, 0, {"xlsx.too_many_columns"},
    ),
    "a cell given twice": (
        with_rows('<c r="A3"><v>1</v></c><c r="A3"><v>2</v></c>'),
        "partial", 1, 1, {"xlsx.duplicate_cell"},
    ),
    "a cell too long": (with_rows(cell_xml(0, 3, "x" * 40_000)), "partial", 1, 1, {"xlsx.field_too_long"}),
    "a row number beyond all": (
        with_rows(cell_xml(0, 3, "A") + cell_xml(1, 3, "WASH")).replace(b"", b""),
        "accept", 2, 0, set(),
    ),
    "a bomb of zeros": (workbook(("S", "0" * 60_000_000)), "reject", 0, 0, {"archive.ratio"}),
    "a bomb of one shared text": (
        with_rows(*(['<c t="s"><v>0</v></c>' * 100] * 120), shared=BOMB),
        "reject", 0, 0, {"archive.ratio"},
    ),
    "entities": (
        workbook(("S", '<!DOCTYPE x [<!ENTITY a "b">]>' + sheet_xml([HEAD, ROW]).split("?>")[1])),
        "reject", 0, 0, {"xml.dtd_forbidden"},
    ),
    "a file outside": (
        workbook(("S", '<!DOCTYPE x SYSTEM "file:///etc/passwd">' + sheet_xml([HEAD, ROW]).split("?>")[1])),
        "reject", 0, 0, {"xml.dtd_forbidden"},
    ),
    "a sheet cut short": (workbook(("S", sheet_xml([HEAD, ROW])[:-40])), "reject", 0, 0, {"xml.malformed"}),
    "no sheet at all": (workbook(), "reject", 0, 0, {"xlsx.no_sheet"}),
    "a broken zip": (table(HEAD, ROW)[:-30], "reject", 0, 0, {"archive.corrupt"}),
    "an unsafe name within": (
        workbook(("S", sheet_xml([HEAD])), extra=[("../../x", b"")]),
        "reject", 0, 0, {"archive.unsafe_path"},
    ),
    "a part twice": ("twice", "reject", 0, 0, {"archive.duplicate_name"}),
    "a workbook in a zip": (zipped(("a.xlsx", table(HEAD, ROW))), "accept", 1, 0, set()),
    "a document of text": (
        workbook(("S", sheet_xml([HEAD])), replace={"xl/workbook.xml": None}, extra=[("word/document.xml", "<a/>")]),
        "reject", 0, 0, {"file.unknown_format"},
    ),
    "merged over everything": (workbook(("S", sheet_xml([HEAD, ROW], ["A2:XFD1048576"]))), "accept", 1, 0, set()),
    "merged backwards": (workbook(("S", sheet_xml([HEAD, ROW], ["D9:A1", "B2:B1"]))), "accept", 1, 0, set()),
    "nine hundred columns": (with_rows(FLOOD), "accept", 2, 0, set()),
    "a style sheet that is none": (with_rows(styles="<a/>"), "accept", 1, 0, set()),
    "dates that cannot be": (
        with_rows('<c s="0"><v>99999999999</v></c><c t="str"><v>WASH</v></c><c t="str"><v>Isle</v></c>',
                  styles=f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'),
        "accept", 2, 0, set(),
    ),
}  # fmt: skip


def twice() -> bytes:
    made = io.BytesIO(table(HEAD, ROW))
    import warnings

    with warnings.catch_warnings(), zipfile.ZipFile(made, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml([["other"]]))
    return made.getvalue()


@pytest.mark.parametrize("name", [*CSV, *XLSX])
def test_a_hostile_sheet_does_what_was_said_beforehand(book, write, name):
    content, *expected = (CSV | XLSX)[name]
    file = write("hostile.csv" if name in CSV else "hostile.xlsx", twice() if content == "twice" else content)
    started = time.perf_counter()
    found = outcome(book, file)
    assert time.perf_counter() - started < 10
    if expected[1] is not None:
        assert list(found) == expected
    before = snapshot(book)
    if found[0] != "reject":
        assert load(book, file).skipped == (file.name,)
    assert snapshot(book) == before


def test_what_is_loaded_and_held_is_all_that_was_read(book, write):
    rows = [
        GOOD,
        ",WASH,Isle,1\n",
        "A,WASH,Isle,-1\n",
        "B,,,\n",
        'C,"WASH,Isle\n,1"\n',
        "call +254 700 000 000,WASH,Isle,1\n",
    ]
    report = load(book, write("a.csv", TAGS + "".join(rows * 50)))
    assert report.loaded + report.quarantined == 300
    assert book.count("activities") == report.loaded
    assert book.count("quarantine") == report.quarantined


def test_text_from_a_sheet_is_text_in_the_book(book, write):
    title = "'); DROP TABLE evidence;-- <script>alert(1)</script>"
    load(book, write("a.csv", f'#org,#sector,#adm1,#activity\nA,WASH,Isle,"{title}"\n'))
    assert title in book.rows(book.table("activities"))[0]["title"]
    assert {name for name in (*TABLES, *LEDGER) if book.count(name)} >= {
        "activities",
        "evidence",
        "actors",
        "tags",
        "loads",
    }


def test_many_rows_need_little_memory(write, tmp_path):
    import subprocess
    import sys

    file = write("many.csv", TAGS + "".join(f"Union {i % 500},WASH,Isle {i % 90},{i}\n" for i in range(20_000)))
    script = (
        "import sys\nfrom convenor import connect, load\n"
        "with connect(sys.argv[2]) as book: report = load(book, sys.argv[1])\n"
        "print(report.loaded, int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) // 1024)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, file, tmp_path / "b.duckdb"], capture_output=True, text=True, check=True
    )
    loaded, megabytes = map(int, run.stdout.split())
    assert loaded == 20_000
    assert megabytes < 512
