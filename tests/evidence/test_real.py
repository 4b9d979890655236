"""The real files: exact counts, and every activity of the archive accounted for by an independent reader."""

import tarfile
from collections import Counter

import pytest
from lxml import etree

from convenor.errors import SourceError
from convenor.evidence import contents, load
from convenor.store import connect

pytestmark = pytest.mark.shared
QUARANTINED = {"date.invalid": 21, "iati.missing_title": 4}
REFUSED = "activities-2021.tar.gz/dportal_140.xml"


@pytest.fixture(scope="module")
def archive(shared):
    return shared / "data" / "iati" / "activities-2021.tar.gz"


@pytest.fixture(scope="module")
def aid(archive, tmp_path_factory):
    with connect(tmp_path_factory.mktemp("real") / "aid.duckdb") as book:
        yield book, load(book, archive)


def independent_counts(archive):
    """The few lines that know nothing of convenor."""
    counts = {}
    with tarfile.open(archive) as members:
        for member in members:
            try:
                root = etree.parse(members.extractfile(member)).getroot()
                counts[f"{archive.name}/{member.name}"] = len(root.findall("iati-activity"))
            except etree.XMLSyntaxError:
                continue
    return counts


def test_every_activity_of_every_file_is_loaded_or_held(aid, archive):
    _, report = aid
    expected = independent_counts(archive)
    assert {count.file: count.loaded + count.quarantined for count in report.files} == expected
    assert (len(expected), sum(expected.values())) == (99, 9_900)


def test_what_is_held_and_refused_is_listed_by_code(aid):
    book, report = aid
    codes = Counter(problem.code for problem in report.errors)
    assert codes == QUARANTINED | {"file.unknown_format": 1}
    assert [p.file for p in report.errors if p.code == "file.unknown_format"] == [REFUSED]
    held = Counter(row["code"] for row in book.rows(book.table("quarantine")))
    assert held == QUARANTINED
    assert (report.loaded, report.quarantined) == (9_875, 25)


def test_the_book_holds_what_the_archive_says(aid):
    book, _ = aid
    held = contents(book)
    assert held["activities"] == 9_875
    assert 33_000 < held["participations"] < 34_700  # 34,649 elements; some are said twice in one role
    rows = book.rows(book.table("tags"))
    peace = {row["activity"] for row in rows if row["scheme"] == "dac" and row["code"].startswith("152")}
    assert len(peace) >= 270  # data/README.md: 277 with a 152xx purpose
    currencies = {row["currency"] for row in book.rows(book.table("money"))} - {""}
    assert len(currencies) == 19  # of 20 in the archive: Mongolian amounts stand only in records that are held


def test_every_row_has_a_source_a_date_and_a_licence(aid):
    book, _ = aid
    for table in ("activities", "evidence", "actors"):
        for row in book.rows(book.table(table)):
            assert row["source"]
            assert row["licence"]
            assert row["retrieved"]


def test_a_second_load_changes_nothing(aid, archive):
    book, _ = aid
    before = contents(book)
    assert load(book, archive).skipped == (archive.name,)
    assert contents(book) == before


def test_cordis_gives_exactly_its_projects_and_participations(shared):
    folder = shared / "data" / "cordis-security"
    with connect() as book:
        for name in ("fp7-organizations", "h2020-projects", "fp7-projects", "h2020-organizations"):  # any order
            load(book, folder / f"{name}.csv")
        held = contents(book)
        assert (held["activities"], held["participations"]) == (632, 6_873)
        assert book.count("quarantine") == 0
        evidence = book.rows(book.table("evidence"))
        assert all(row["start"] and row["title"] and row["use_by"] for row in evidence)
        assert not {row["place"] for row in evidence} & {"EL", "UK"}
        assert {row["source"] for row in held["sources"]} == {"CORDIS", "CORDIS FP7", "CORDIS H2020"}


def test_what_is_no_xml_is_refused_with_what_it_is(archive, tmp_path):
    with tarfile.open(archive) as members:
        data = members.extractfile("dportal_140.xml").read()
    (tmp_path / "dportal_140.xml").write_bytes(data)
    with connect() as book, pytest.raises(SourceError) as caught:
        load(book, tmp_path / "dportal_140.xml")
    assert '{"result"' in caught.value.message
