"""Hostile files: the shared corpus as its manifest says, and more of our own. A refusal leaves the book as it was."""

import gzip
import io
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from convenor.errors import SourceError
from convenor.evidence import load
from convenor.store.schema import LEDGER, TABLES
from tests.evidence.made_up import PROJECT_COLUMNS, activity_xml, iati_xml, project_row, sheet

READ_HERE = ("iati", "iati+gzip", "zip", "hxl", "ftm")  # the formats of the corpus that this sources read


@pytest.fixture(scope="module")
def corpus(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, shared / "tools" / "make_hostile.py", folder], check=True, capture_output=True)
    cases = json.loads((folder / "manifest.json").read_text())["cases"]
    return folder, {case["file"]: case for case in cases}


def snapshot(book):
    return {name: book.count(name) for name in (*TABLES, *LEDGER)}


def outcome(book, file):
    """(what happened, loaded, quarantined, codes)."""
    before = snapshot(book)
    try:
        report = load(book, file)
    except SourceError as error:
        assert snapshot(book) == before
        assert error.source
        assert error.message
        return "reject", 0, 0, {error.code}
    codes = {problem.code for problem in report.errors}
    assert book.count("quarantine") == report.quarantined
    return ("partial" if codes else "accept"), report.loaded, report.quarantined, codes


_NAMES = """
xml_billion_laughs.xml xml_quadratic.xml xml_xxe_file.xml xml_xxe_http.xml xml_xinclude.xml xml_pi_stylesheet.xml
xml_deep_nesting.xml xml_huge_text.xml.gz xml_many_attrs.xml xml_truncated.xml xml_latin1_lies.xml xml_utf16_bom.xml
xml_nul.xml xml_namespace_trick.xml iati_dup_ids.xml iati_bad_dates.xml iati_bad_amounts.xml iati_unknown_codes.xml
iati_v105.xml iati_future_version.xml iati_wrong_root.xml iati_empty.xml iati_xss_narratives.xml
iati_bidi_homoglyph.xml iati_prompt_injection.xml iati_survivor_detail.xml zip_bomb.zip zip_nested.zip zip_slip.zip
zip_many_files.zip csv_formula.csv csv_million_columns.csv csv_unclosed_quote.csv csv_bom_semicolon.csv
csv_mixed_newlines.csv csv_numbers.csv csv_no_hxl.csv csv_long_field.csv ftm_deep.json ftm_dup_keys.json
ftm_nan_bigint.json ftm_unknown_schema.json ftm_cycle.json ftm_sql_text.json
"""
NAMES = _NAMES.split()


@pytest.mark.shared
def test_no_case_of_the_corpus_is_left_out(corpus):
    _, cases = corpus
    assert {name for name, case in cases.items() if case["format"] in READ_HERE} == set(NAMES)


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_the_corpus_behaves_as_its_manifest_says(book, corpus, name):
    folder, cases = corpus
    expected = cases[name]["expect"]
    started = time.perf_counter()
    found = outcome(book, folder / name)
    assert found[:3] == (expected["outcome"], expected["loaded"], expected["quarantined"])
    assert found[3] == ({expected["error_code"]} if expected["error_code"] else set())
    assert time.perf_counter() - started < expected["limits"]["seconds"]
    before = snapshot(book)
    if expected["outcome"] != "reject":
        assert load(book, folder / name).skipped == (name,)  # a second run changes nothing
    assert snapshot(book) == before
    assert "root:" not in json.dumps(book.rows(book.table("texts")), default=str)


@pytest.mark.shared
def test_the_corpus_stays_within_its_memory(corpus, tmp_path):
    folder, cases = corpus
    script = (
        "import sys\nfrom convenor import connect, load, ConvenorError\n"
        "with connect() as book:\n  for f in sys.argv[1:]:\n    try: load(book, f)\n    except ConvenorError: pass\n"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"  # ru_maxrss may be our own
    )
    files = [str(folder / name) for name in NAMES]
    run = subprocess.run([sys.executable, "-c", script, *files], capture_output=True, text=True, check=True)
    assert int(run.stdout) / 1024 < min(case["expect"]["limits"]["rss_mb"] for case in cases.values())
    assert "Traceback" not in run.stderr


# our own ------------------------------------------------------------------------------------------------------------

ONE = activity_xml(1)


def zipped(*entries):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return made.getvalue()


OWN = {
    "an entity in an attribute": (iati_xml(ONE.replace('code="2"', 'code="&x;"')), "reject", "xml.malformed"),
    "a doctype behind a comment": (
        "<!-- > --><!DOCTYPE x []>" + iati_xml(ONE).split("\n")[1],
        "reject", "xml.dtd_forbidden",
    ),
    "a doctype in UTF-16": (
        ("<!DOCTYPE x>" + iati_xml(ONE).split("\n")[1]).encode("utf-16"),
        "reject", "xml.dtd_forbidden",
    ),
    "a parameter entity": (
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>' + "<x/>",
        "reject", "xml.dtd_forbidden",
    ),
    "an encoding that is none": (iati_xml(ONE).replace("UTF-8", "UTF-7"), "reject", "text.encoding"),
    "a file of NULs": (bytes(1000), "reject", "file.unknown_format"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "reject", "file.unknown_format"),
    "JSON": ('{"iati-activities": []}', "reject", "file.unknown_format"),
    "a page of HTML": ("<!DOCTYPE html><html><body>404</body></html>", "reject", "file.unknown_format"),
    "activities within an activity": (
        iati_xml(ONE.replace("</iati-activity>", ONE + "</iati-activity>")),
        "accept", None,
    ),
    "an identifier of a megabyte": (
        iati_xml(ONE.replace("XM-MADE-1<", "X" * 900_000 + "<")),
        "partial", "iati.identifier_too_long",
    ),
    "numbers without end": (
        iati_xml(activity_xml(1, extra=f"<budget><value>{'9' * 500_000}</value></budget>")),
        "partial", "amount.invalid",
    ),
    "a date of a megabyte": (iati_xml(ONE.replace("2020-03-01", "2" * 900_000)), "partial", "date.invalid"),
    "SQL": (iati_xml(activity_xml("1'); DROP TABLE evidence;--", title="'; ATTACH '/x' --")), "accept", None),
    "text that looks like a format": (iati_xml(activity_xml(1, title="%s {0} ${x} \\x00 ' `")), "accept", None),
    "gzip in gzip": (gzip.compress(gzip.compress(iati_xml(ONE).encode())), "reject", "archive.nested"),
    "a zip of nothing known": (zipped(("a.bin", bytes(10)), ("b.bin", b"x")), "reject", "file.unknown_format"),
    "a sheet with a formula": (sheet(PROJECT_COLUMNS, project_row(title='=HYPERLINK("http://x")')), "accept", None),
    "a sheet with an open quote": (
        sheet(PROJECT_COLUMNS, project_row()) + '"900002;x\n' + "y\n" * 2000,
        "reject", "csv.unclosed_quote",
    ),
    "a sheet with a NUL": (sheet(PROJECT_COLUMNS, project_row(title="a\0b")), "reject", "csv.nul"),
    "a sheet in two encodings": (
        sheet(PROJECT_COLUMNS, project_row(title="Fähre")).encode("latin-1")
        + sheet(PROJECT_COLUMNS, project_row("2", title="Fähre")).encode(),
        "reject", "text.encoding",
    ),
    "a sheet with a cell too long": (
        sheet(PROJECT_COLUMNS, project_row("1", objective="x" * 2_000_000), project_row("2")),
        "partial", "csv.field_too_long",
    ),
    "a sheet with too many columns": (
        sheet((*PROJECT_COLUMNS, *(f"c{i}" for i in range(2000))), project_row()),
        "reject", "csv.too_many_columns",
    ),
    "a sheet with mixed line ends": (
        sheet(PROJECT_COLUMNS, project_row("1"), project_row("2")).replace("\n", "\r", 1),
        "accept", None,
    ),
}  # fmt: skip


FTM = '{"id":"ok","schema":"Company","properties":{"name":["Quillon Ltd"]}}'
JSON = {
    "a second line that nests without end": ("[" * 300_000, "json.too_deep"),
    "a second line of objects without end": ('{"a":' * 300_000, "json.too_deep"),
    "an id twice": ('{"id":"a","id":"b","schema":"Company","properties":{"name":["A"]}}', "json.duplicate_key"),
    "a name twice, deep inside": (
        '{"id":"a","schema":"Company","properties":{"name":["A"],"name":["B"]}}',
        "json.duplicate_key",
    ),
    "half a character in a name": (
        '{"id":"a","schema":"Company","properties":{"name":["A\\ud83d"]}}',
        "json.character",
    ),
    "a NUL in a name": ('{"id":"a","schema":"Company","properties":{"name":["A\\u0000B"]}}', "json.character"),
    "NaN": ('{"id":"a","schema":"Company","properties":{"name":["A"]},"w":-NaN}', "json.malformed"),
    "infinity": ('{"id":"a","schema":"Company","properties":{"name":["A"]},"w":-Infinity}', "json.number"),
    "a number beyond every column": (
        '{"id":"a","schema":"Company","properties":{"name":["A"]},"w":1e999999}',
        "json.number",
    ),
    "a number of a million digits": (
        '{"id":"a","schema":"Company","properties":{"name":["A"]},"w":' + "9" * 1_000_000 + "}",
        "json.number",
    ),
    "a list as id": ('{"id":["a"],"schema":"Company","properties":{"name":["A"]}}', "ftm.missing_id"),
    "an object as schema": ('{"id":"a","schema":{"a":1},"properties":{"name":["A"]}}', "ftm.unknown_schema"),
    "properties that are a list": ('{"id":"a","schema":"Company","properties":[1]}', "ftm.malformed"),
    "names that are objects": (
        '{"id":"a","schema":"Company","properties":{"name":[{"name":"A"},null,1]}}',
        "ftm.nameless",
    ),
    "a line cut off": ('{"id":"a","schema":"Company","properties":{"name":["A', "json.malformed"),
    "a telephone in a name": (
        '{"id":"a","schema":"Company","properties":{"name":["Ada, tel. +356 2100 0000"]}}',
        "privacy.personal_data_suspected",
    ),
}


@pytest.mark.parametrize("name", JSON)
def test_a_hostile_line_of_json_is_held_and_the_others_load(book, write, name):
    line, code = JSON[name]
    file = write("hostile", f"{FTM}\n{line}\n")
    assert outcome(book, file) == ("partial", 1, 1, {code})
    assert load(book, file).skipped


def test_a_line_of_json_of_many_megabytes_is_refused(book, write):
    giant = '{"id":"a","schema":"Company","properties":{"name":["' + "A" * 9_000_000 + '"]}}'
    assert outcome(book, write("hostile", f"{FTM}\n{giant}"))[3] == {"json.line_too_long"}


@pytest.mark.parametrize("name", OWN)
def test_our_own_hostile_files(book, write, name):
    content, expected, code = OWN[name]
    found = outcome(book, write("hostile", content))
    assert (found[0], found[3]) == (expected, {code} if code else set())


def test_text_from_data_is_text_in_the_book(book, write):
    title = "'); DROP TABLE evidence;-- <script>alert(1)</script>"
    load(book, write("a.xml", iati_xml(activity_xml(1, title=title.replace("<", "&lt;")))))
    assert book.rows(book.table("activities"))[0]["title"] == title
    assert book.count("evidence") == 1


def test_a_held_detail_is_in_no_table_but_quarantine(book, write):
    load(book, write("a.xml", iati_xml(activity_xml(1, text="Survivor Jane D., 17, of Block C shelter"))))
    for table in TABLES:
        assert "Jane" not in json.dumps(book.rows(book.table(table)), default=str)
    (held,) = book.rows(book.table("quarantine"))
    assert "Jane" in held["text"]
    assert "Jane" not in held["message"]


def test_time_grows_with_size_where_patterns_could_go_astray(book, write):
    bad = [
        "1" * 300_000,
        "4.60971" + " " * 300_000,
        "+" * 300_000,
        "Aa " * 100_000,
        "@" * 300_000,
        "., " * 100_000,
        "(1" * 150_000,
    ]
    started = time.perf_counter()
    report = load(book, write("a.xml", iati_xml(*(activity_xml(i, text=text) for i, text in enumerate(bad)))))
    assert report.loaded + report.quarantined == len(bad)
    assert time.perf_counter() - started < 20


def test_nothing_is_written_beside_the_book(write, tmp_path):
    from convenor.store import connect

    files = [write("in/packed.zip", zipped(("a.xml", iati_xml(ONE)))), write("in/a.xml", iati_xml(activity_xml(2)))]
    with connect(tmp_path / "b.duckdb") as book:
        load(book, *files)
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["a.xml", "b.duckdb", "packed.zip"]
    assert not list(Path.cwd().glob("*.xml"))
