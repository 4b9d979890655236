"""Hostile and foreign files of every format: archives, XML, JSON, CSV, Excel, and what convenor does not read at all.

What happens is said beforehand; a refusal leaves the book as it was, and a second load changes nothing.
"""

import gzip
import io
import os
import stat
import struct
import tarfile
import time
import zipfile
import zlib

import pytest

from convenor.errors import SourceError
from convenor.evidence import load
from convenor.evidence.guard import Input
from convenor.evidence.guard.foreign import foreign, foreign_json
from convenor.evidence.guard.sheet import lines
from tests.evidence.made_up import activity_xml, iati_xml
from tests.evidence.test_hostile import outcome, snapshot, zipped
from tests.evidence.workbooks import MAIN, cell_xml, sheet_xml, table, workbook

HEAD = ["Organisation", "Sector", "Region", "Activity"]
ROW = ["River Union", "WASH", "Upper Bank", "Wells"]
SHEET = ",".join(HEAD) + "\n" + ",".join(ROW) + "\n"
ONE, TWO = activity_xml(1), activity_xml(2)
GOOD = iati_xml(ONE).encode()
PLAIN = table(HEAD, ROW)


def tarred(*entries, shape=tarfile.PAX_FORMAT):
    """A tar of (name, bytes) or of (header, bytes)."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=shape) as archive:
        for name, data in entries:
            header = tarfile.TarInfo(name) if isinstance(name, str) else name
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return made.getvalue()


def header(name, **fields):
    made = tarfile.TarInfo(name)
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def beside(name, **fields):
    """A tar with a good file and something that is no file."""
    return tarred(("a.xml", GOOD), (header(name, **fields), b""))


def signed(data, old, new):
    """The zip with a number of its headers changed."""
    return data.replace(struct.pack("<L", old), struct.pack("<L", new))


def linked():
    made = io.BytesIO(PLAIN)
    entry = zipfile.ZipInfo("xl/worksheets/sheet2.xml")
    entry.external_attr, entry.create_system = (stat.S_IFLNK | 0o777) << 16, 3
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(entry, "/etc/passwd")
    return made.getvalue()


def with_part(name, data=b"x"):
    return workbook(("S", sheet_xml([HEAD, ROW])), extra=[(name, data)])


def with_cells(xml, **more):
    """A sheet with one more row, given as XML."""
    return workbook(("S", sheet_xml([HEAD, ROW]).replace("</sheetData>", xml + "</sheetData>")), **more)


def entity(number, rest=""):
    return f'{{"id":"e{number}","schema":"Organization","properties":{{"name":["River {number}"]}}{rest}}}\n'


ZIP = zipped(("a.xml", GOOD))
FILES = {
    # archives
    "a device in a tar": ("a.tar", beside("dev", type=tarfile.CHRTYPE), "archive.member_type"),
    "a block device in a tar": ("a.tar", beside("dev", type=tarfile.BLKTYPE), "archive.member_type"),
    "a pipe in a tar": ("a.tar", beside("pipe", type=tarfile.FIFOTYPE), "archive.member_type"),
    "a hard link in a tar": ("a.tar", beside("h", type=tarfile.LNKTYPE, linkname="a.xml"), "archive.link"),
    "a symbolic link in a tar": ("a.tar", beside("s", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "archive.link"),
    "a sparse file in a tar": (
        "a.tar",
        tarred(("a.xml", GOOD), (header("s.xml", type=tarfile.GNUTYPE_SPARSE), b""), shape=tarfile.GNU_FORMAT),
        "archive.member_type",
    ),
    "a sparse file by its extended header": (
        "a.tar",
        tarred((header("s.xml", pax_headers={"GNU.sparse.major": "1", "GNU.sparse.minor": "0",
               "GNU.sparse.realsize": "999999999999", "GNU.sparse.name": "x"}), b"1\n0\n512\n".ljust(1024, b"\0"))),
        "archive.member_type",
    ),
    "a size beyond all in an extended header": (
        "a.tar", tarred((header("a.xml", pax_headers={"size": "99999999999999"}), GOOD)), "archive.too_large",
    ),
    "a header without end in a tar": (
        "a.tar", tarred((header("a.xml", pax_headers={f"k{i}": "v" * 1000 for i in range(3000)}), GOOD)),
        "archive.corrupt",
    ),
    "a name twice in a tar": ("a.tar", tarred(("a.xml", GOOD), ("a.xml", GOOD)), "archive.duplicate_name"),
    "a name that leaves its folder": ("a.tar", tarred(("d/../../a.xml", GOOD)), "archive.unsafe_path"),
    "a tar with too many files": ("a.tar", tarred(*((f"{i}.xml", b"") for i in range(10_001))), "archive.too_many_files"),  # noqa: E501
    "a tar cut short": ("a.tar", tarred(("a.xml", GOOD * 9))[:1500], "archive.corrupt"),
    "a tar with a wrong checksum": ("a.tar", b"Z" + tarred(("a.xml", GOOD))[1:], "archive.corrupt"),
    "a packed tar cut short": ("a.tar.gz", gzip.compress(tarred(("a.xml", GOOD)))[:-30], "archive.corrupt"),
    "rubbish behind a gzip": ("a.xml.gz", gzip.compress(GOOD) + b"rubbish", "archive.corrupt"),
    "a gzip cut short": ("a.xml.gz", gzip.compress(GOOD)[:-12], "archive.corrupt"),
    "a gzip with a wrong sum": ("a.xml.gz", gzip.compress(GOOD)[:-8] + bytes(8), "archive.corrupt"),
    "a gzip in a gzip": ("a.gz", gzip.compress(gzip.compress(GOOD)), "archive.nested"),
    "a gzip of empty streams without end": (
        "a.csv.gz", gzip.compress(b"") * 40_000 + gzip.compress(SHEET.encode()), "archive.corrupt",
    ),
    "a zip with a wrong sum": ("a.zip", signed(ZIP, zlib.crc32(GOOD), 7), "archive.corrupt"),
    "a zip that lies of a size": ("a.zip", signed(ZIP, len(GOOD), 10), "archive.corrupt"),
    "a zip cut short": ("a.zip", ZIP[:-40], "archive.corrupt"),
    "a zip with nothing in it": ("a.zip", zipped(), "archive.empty"),
    # XML
    "a parameter entity": (
        "a.xml", iati_xml(ONE).replace("<iati-act", '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]><iati-act', 1),  # noqa: E501
        "xml.dtd_forbidden",
    ),
    "a doctype behind comments without end": (
        "a.xml", '<?xml version="1.0"?>' + "<!-- x -->" * 9_000 + "<!DOCTYPE a><iati-activities/>", "xml.prolog_too_long",  # noqa: E501
    ),
    "a comment without end": ("a.xml", iati_xml("<!--" + "c" * 30_000_000 + "-->", ONE), "xml.record_too_large"),
    "three million elements in the first record": (
        "a.xml", iati_xml(ONE.replace("Plain", "a<b/>" * 3_000_000 + "Plain"), TWO) if "Plain" in ONE
        else iati_xml(ONE.replace("</iati-activity>", "a<b/>" * 3_000_000 + "</iati-activity>"), TWO),
        "xml.record_too_large",
    ),
    "an attribute of many megabytes": (
        "a.xml", iati_xml(f'<x y="{"r" * 20_000_000}"/>', ONE), "xml.record_too_large",
    ),
    "a name of an element of megabytes": ("a.xml", iati_xml(f"<{'n' * 5_000_000}/>", ONE), "xml.too_large"),
    "an encoding that codes something else": (
        "a.xml", iati_xml(ONE).replace("UTF-8", "base64"), "text.encoding",
    ),
    "two roots": ("a.xml", iati_xml(ONE) + iati_xml(TWO).partition("?>")[2], "xml.malformed"),
    "a character that is none": ("a.xml", iati_xml(ONE.replace("</title>", "&#0;</title>")), "xml.malformed"),
    "a declaration and no more": ("a.xml", '<?xml version="1.0"?>', "xml.malformed"),
    # CSV
    "nothing but line ends": ("a.csv", "\n" * 100_000, "file.unknown_format"),
    "a mark and no more": ("a.csv", b"\xef\xbb\xbf", "file.empty"),
    "UTF-16 cut in a character": ("a.csv", SHEET.encode("utf-16") + b"x", "text.encoding"),
    "a character coded too long": ("a.csv", SHEET.encode() + b"A\xc0\xafB,WASH,Isle,x\n", "text.encoding"),
    "bytes by chance": ("a.csv", bytes((i * i * 7 + i // 3) % 256 for i in range(50_000)), "file.unknown_format"),
    # Excel
    "a part outside": ("a.xlsx", with_part("../../evil.xml"), "archive.unsafe_path"),
    "a part from the root": ("a.xlsx", with_part("/etc/evil.xml"), "archive.unsafe_path"),
    "a part that is a link": ("a.xlsx", linked(), "archive.link"),
    "a bomb beside the sheet": ("a.xlsx", with_part("xl/media/b.bin", bytes(60_000_000)), "archive.ratio"),
    "a million shared texts": (
        "a.xlsx", workbook(("S", sheet_xml([HEAD, ROW])), shared=f'<sst xmlns="{MAIN}">{"<si><t>x</t></si>" * 1_200_000}</sst>'),  # noqa: E501
        "archive.ratio",
    ),
    "styles without end": (
        "a.xlsx", workbook(("S", sheet_xml([HEAD, ROW])),
                           styles=f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 3_000_000}</cellXfs></styleSheet>'),
        "archive.ratio",
    ),
    "merged ranges without end": (
        "a.xlsx", workbook(("S", sheet_xml([HEAD, ROW], ["A1:XFD1048576"] * 30_000))), "xlsx.too_many_merged",
    ),
    "too many sheets": ("a.xlsx", workbook(*((f"S{i}", sheet_xml([HEAD, ROW])) for i in range(251))), "xlsx.too_many_sheets"),  # noqa: E501
    "rows in rows": (
        "a.xlsx", workbook(("S", f'<worksheet xmlns="{MAIN}"><sheetData>{"<row>" * 9_000}{"</row>" * 9_000}</sheetData></worksheet>')),  # noqa: E501
        "xml.too_deep",
    ),
    "rows that stand behind themselves": ("a.xlsx", with_cells('<row r="1"><c t="str"><v>Evil</v></c></row>'), "xlsx.malformed"),  # noqa: E501
    "a text that is not there": ("a.xlsx", with_cells('<row r="3"><c t="s"><v>-1</v></c></row>'), "xlsx.malformed"),
    "a sheet that is not there": (
        "a.xlsx", workbook(("S", sheet_xml([HEAD, ROW])), replace={"xl/worksheets/sheet1.xml": None}), "xlsx.no_sheet",
    ),
    "a sheet that is the workbook": (
        "a.xlsx",
        workbook(("S", sheet_xml([HEAD])), replace={"xl/_rels/workbook.xml.rels":
                 '<Relationships><Relationship Id="rId1" Target="workbook.xml"/></Relationships>'}),
        "xlsx.no_rows",
    ),
    "a workbook with a wrong sum": (
        "a.xlsx", signed(PLAIN, zlib.crc32(sheet_xml([HEAD, ROW]).encode()), 7), "archive.corrupt",
    ),
    "a workbook cut in half": ("a.xlsx", PLAIN[: len(PLAIN) // 2], "archive.corrupt"),
    "a workbook in a strange encoding": (
        "a.xlsx", workbook(("S", sheet_xml([HEAD, ROW]).replace("?>", ' encoding="UTF-7"?>', 1))), "text.encoding",
    ),
}  # fmt: skip
PARTLY = {  # loaded, held
    "numbers without measure": (
        "a.json", entity(1, ',"w":1e999') + entity(2, ',"w":-Infinity') + entity(3, ',"w":' + "1" * 100_000) + entity(4), 1, 3,  # noqa: E501
    ),
    "a key twice within": (
        "a.json", '{"id":"e1","schema":"Organization","properties":{"name":["A"],"name":["B"]}}\n' + entity(2), 1, 1,
    ),
    "a line that nests without end": ("a.json", entity(1) + '{"a":' * 90_000 + "1" + "}" * 90_000 + "\n" + entity(2), 2, 1),  # noqa: E501
    "half a character in JSON": ("a.json", entity(1).replace("River", "A\\ud800B") + entity(2), 1, 1),
    "things that are no record": ("a.json", entity(1) + 'null\n5\n"x"\n[]\n{"id":5,"schema":["x"],"properties":"no"}\n', 1, 5),  # noqa: E501
    "JSON cut short": ("a.json", entity(1) + entity(2)[:30], 1, 1),
    "JSON in UTF-16": ("a.json", entity(1).encode("utf-16"), 1, 0),
    "a cell of thirty megabytes": (
        "a.csv", SHEET + f'"{"a, b " * 6_000_000}",WASH,Isle,x\n' + SHEET.splitlines()[1] + "\n", 2, 1,
    ),
    "names with bidi marks and without width": ("a.csv", SHEET + "A\u202eB,WASH,Isle,x\nC\u200bD,WASH,Isle,x\n", 3, 0),
    "signs of a terminal": ("a.csv", SHEET + "A\x07\x1b[31mB,WASH,Isle,x\n", 2, 0),
    "a link to another workbook": ("a.xlsx", with_part("xl/externalLinks/externalLink1.xml"), 1, 0),
    "macros": ("a.xlsm", with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(99)), 1, 0),
    "a formula that gave nothing where a name belongs": (
        "a.xlsx", with_cells("<row r='3'><c r='A3'><f>cmd|'/c calc'!A0</f></c>" + cell_xml(1, 3, "WASH") + "</row>"), 1, 1,  # noqa: E501
    ),
    "how a name is pronounced": (
        "a.xlsx", with_cells('<row r="3"><c t="inlineStr"><is><r><t>Lake</t></r><rPh><t>EVIL</t></rPh></is></c>'
                             + cell_xml(1, 3, "WASH") + cell_xml(2, 3, "Isle") + "</row>"), 2, 0,
    ),
    "a dimension of everything": (
        "a.xlsx", workbook(("S", sheet_xml([HEAD, ROW]).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'))), 1, 0,  # noqa: E501
    ),
    "gzip streams in a row": ("a.xml.gz", gzip.compress(GOOD[:200]) + gzip.compress(GOOD[200:]), 1, 0),
    "zeros behind a gzip": ("a.csv.gz", gzip.compress(SHEET.encode()) + bytes(999), 1, 0),
    "workbooks and sheets in a zip": ("a.zip", zipped(("a.xlsx", PLAIN), ("b.csv", SHEET)), 2, 0),
    "a workbook in a tar": ("a.tar", tarred(("d/a.xlsx", PLAIN), ("b.csv", SHEET.encode())), 2, 0),
    "a workbook in a gzip": ("a.xlsx.gz", gzip.compress(PLAIN), 1, 0),
}  # fmt: skip
FOREIGN = {
    "a.parquet": b"PAR1\x15\x04", "a.feather": b"ARROW1\0\0", "a.pdf": b"%PDF-1.7\n", "a.sqlite": b"SQLite format 3\0",
    "a.duckdb": bytes(8) + b"DUCK" + bytes(99), "a.sav": b"$FL2@(#) SPSS", "a.dta": b"<stata_dta><header>",
    "a.rds": gzip.compress(b"X\n\0\0\0\2"), "a.shp": b"\0\0\x27\x0a" + bytes(96), "a.eml": b"From: a@b\nSubject: 3W, attached\n",  # noqa: E501
    "a.rtf": b"{\\rtf1\\ansi}", "a.html": b"<!DOCTYPE html>\n<html><body>3W, here</body></html>", "a.png": b"\x89PNG\r\n\x1a\n\0",  # noqa: E501
    "a.xls": b"<html><table><tr><td>Organisation</td></tr></table></html>", "a.kml": b"<?xml version='1.0'?><kml/>",
    "b.xls": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    "a.geojson": b'{"type":"FeatureCollection","features":[{"properties":{"Organisation":"A","Sector":"B","District":"C"}}]}',  # noqa: E501
    "a.json": b'[{"org":"A","sector":"WASH","district":"Isle"}]', "list.json": f"[{entity(1).strip()}]".encode(),
    "a.ods": zipped(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>")),
    "a.xlsb": zipped(("[Content_Types].xml", "<Types/>"), ("xl/workbook.bin", b"\x83\1\0")),
    "a.docx": zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")),
    "in.zip": zipped(("a.docx", zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")))),
    "a.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_in_time_and_leaves_nothing(book, write, name):
    file, data, code = FILES[name]
    path = write(file, data)
    started = time.perf_counter()
    assert outcome(book, path) == ("reject", 0, 0, {code})
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("name", PARTLY)
def test_what_is_good_in_a_hostile_file_loads_and_the_rest_is_held(book, write, name):
    file, data, loaded, held = PARTLY[name]
    path = write(file, data)
    assert outcome(book, path)[1:3] == (loaded, held)
    before = snapshot(book)
    assert load(book, path).skipped == (file,)
    assert snapshot(book) == before


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_of_another_kind_is_refused_with_what_to_do_in_one_line(book, write, name):
    with pytest.raises(SourceError, match=r"save|export|copy|fetch|write one") as refused:
        load(book, write(name, FOREIGN[name]))
    assert refused.value.code == "file.unknown_format"
    assert "known are" not in refused.value.message
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("head", [b"Organisation,Sector\n", b"{}", b"", b"From here,to there\n", SHEET.encode(), GOOD])
def test_what_is_read_is_not_foreign(head):
    assert foreign(head) == ""
    assert foreign_json(head) == "" or head.startswith(b"{")


def test_a_long_row_is_held_whole():
    text = SHEET + '"' + "a, b " * 1_000_000 + '",WASH,Isle,x\nLake Circle,WASH,Isle,x\n'
    found = list(lines(Input("a.csv", len(text), lambda: io.BytesIO(text.encode()))))
    assert found[2].code == "csv.field_too_long"
    assert found[2].text == text.splitlines()[2]
    assert found[3].cells[0] == "Lake Circle"


def test_what_is_no_plain_file_is_refused(book, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere")
    (tmp_path / "round.csv").symlink_to(tmp_path / "round.csv")
    codes = {
        "pipe.csv": "file.not_plain",
        "gone.csv": "file.missing",
        "round.csv": "file.permission",
        ".": "file.folder",
    }
    for name, code in codes.items():
        with pytest.raises(SourceError) as refused:
            load(book, tmp_path / name)
        assert refused.value.code == code
    with pytest.raises(SourceError) as refused:
        load(book, "/dev/zero")
    assert refused.value.code == "file.not_plain"


def test_a_name_that_is_not_utf8_loads_and_is_shown_as_text(book, tmp_path):
    path = os.fsencode(tmp_path) + b"/who\xff\x1b.csv"
    with open(path, "wb") as stream:
        stream.write(SHEET.encode())
    report = load(book, os.fsdecode(path))
    assert report.loaded == 1
    assert all(count.file.isprintable() for count in report.files)
