"""What every registered source keeps to. A new source needs a line in `FIXTURES` and a page in docs/sources."""

import io
import re
from pathlib import Path

import pytest

from convenor.evidence import load
from convenor.evidence.guard import Input
from convenor.evidence.sources import Record, sources
from convenor.store import connect
from convenor.store.schema import PROVENANCE, TABLES
from tests.evidence.made_up import (
    DYAD_YEARS,
    ORGANISATION_COLUMNS,
    PROJECT_COLUMNS,
    UCDP,
    activity_xml,
    demographics_sheet,
    iati_xml,
    organisation_row,
    project_row,
    sheet,
)

PAGES = Path(__file__).parents[2] / "docs" / "sources"


def example_of_the_page(name: str) -> str:
    """The first block of a page that is not a command: hand-written formats are their own fixture."""
    blocks = re.findall(r"```(\w+)\n(.*?)```", (PAGES / f"{name}.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    return next(text for language, text in blocks if language not in ("bash", "sh"))


FIXTURES = {
    "acled": {"export.csv": example_of_the_page("acled")},
    "case": {"dossier.yaml": example_of_the_page("case")},
    "cordis": {
        "project.csv": sheet(PROJECT_COLUMNS, project_row("1"), project_row("2")),
        "organization.csv": sheet(ORGANISATION_COLUMNS, organisation_row("1"), organisation_row("2")),
    },
    "ftm": {"entities.ftm.json": example_of_the_page("ftm")},
    "hxl": {"sheet.csv": example_of_the_page("hxl")},
    "members": {"list.csv": example_of_the_page("members")},
    "migrants": {"stock.csv": example_of_the_page("migrants")},
    "remittances": {"remittances.csv": example_of_the_page("remittances")},
    "tables": {"offers.csv": example_of_the_page("tables")},
    "unhcr": {"population.csv": example_of_the_page("unhcr"), "demographics.csv": demographics_sheet()},
    "icews": {"events.tab": example_of_the_page("icews"), "years.csv": DYAD_YEARS},
    "ucdp": {"ged.csv": example_of_the_page("ucdp"), **UCDP},
    "iati": {"activities.xml": iati_xml(activity_xml(1), activity_xml(2))},
}
EACH = [(name, file) for name, files in FIXTURES.items() for file in files]


def opened(name, file):
    data = FIXTURES[name][file].encode()
    return Input(file, len(data), lambda: io.BytesIO(data))


def test_every_registered_source_has_a_fixture():
    assert set(sources()) == set(FIXTURES)


@pytest.mark.parametrize("name", FIXTURES)
def test_a_source_says_what_it_is(name):
    source = sources()[name]
    assert source.name == name
    for field in ("title", "licence", "good_for"):
        assert len(getattr(source, field)) > 3, field
    assert source.homepage.startswith("https://")


@pytest.mark.parametrize("name", FIXTURES)
def test_a_source_has_a_page_with_its_licence_and_an_example(name):
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert "convenor load" in page
    assert "licence" in page.lower()
    assert "```" in page


@pytest.mark.parametrize(("name", "file"), EACH)
def test_only_the_source_itself_claims_its_files(name, file):
    head = opened(name, file).head
    assert [other for other, source in sources().items() if source.sniff(head, file)] == [name]
    assert [other for other, source in sources().items() if source.sniff(head, "renamed.bin")] == [name]


@pytest.mark.parametrize(
    "head", [b"", b"\0" * 99, b"hello\n", b"a,b\n1,2\n", b"PK\x03\x04", b"%PDF-1.7", b"{}", b"- a\n"]
)
def test_no_source_claims_what_none_can_read(head):
    assert [name for name, source in sources().items() if source.sniff(head, "file")] == []


def read(name, file):
    found = list(sources()[name].read(opened(name, file)))
    assert found
    assert all(isinstance(item, Record) for item in found)
    return found


@pytest.mark.parametrize(("name", "file"), EACH)
def test_read_twice_gives_the_same(name, file):
    def plain(records):
        return [(r.locator, r.key, r.updated, r.position, r.use_by, repr(r.rows)) for r in records]

    assert plain(read(name, file)) == plain(read(name, file))


@pytest.mark.parametrize(("name", "file"), EACH)
def test_rows_fit_the_tables(name, file):
    for record in read(name, file):
        for table, rows in record.rows.items():
            for row in rows:
                if isinstance(row, dict):
                    assert set(row) <= set(TABLES[table]) | set(PROVENANCE)
                else:
                    assert len(row) == len(TABLES[table])


@pytest.mark.parametrize("name", FIXTURES)
def test_every_row_that_is_loaded_carries_its_provenance_and_every_claim_its_own_id(name, tmp_path):
    files = []
    for file, text in FIXTURES[name].items():
        (tmp_path / file).write_text(text, encoding="utf-8")
        files.append(tmp_path / file)
    with connect() as book:
        assert load(book, *files).loaded
        for table in TABLES:
            for row in book.rows(book.table(table)):
                for field in set(PROVENANCE) - {"use_by"}:
                    assert row[field], (table, field)
        ids = [row["id"] for table in ("evidence", "measures", "events") for row in book.rows(book.table(table))]
        assert len(ids) == len(set(ids)) > 0


OUTSIDE = """
from convenor.evidence.sources import Record
from convenor.model.evidence import evidence_id

name, title, licence = "ferries", "Register of ferries", "CC0"
homepage, good_for = "https://example.org", "which body runs which ferry"


def sniff(head, file):
    return head.startswith(b"FERRIES 1")


def read(file):
    for number, line in enumerate(file.text().splitlines()[1:], 2):
        actor = f"name:{line.lower()}"
        claim = {"id": evidence_id("ferries", actor), "actor": actor, "relation": "implementing", "object": "ferry"}
        yield Record(locator=f"line {number}", rows={"actors": [{"id": actor, "name": line}], "evidence": [claim]})
"""


def test_an_outside_package_adds_a_source_by_an_entry_point(tmp_path, monkeypatch):
    package = tmp_path / "site"
    meta = package / "made_up_ferries-1.0.dist-info"
    meta.mkdir(parents=True)
    (package / "made_up_ferries.py").write_text(OUTSIDE)
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: made-up-ferries\nVersion: 1.0\n")
    (meta / "entry_points.txt").write_text("[convenor.sources]\nferries = made_up_ferries\n")
    monkeypatch.syspath_prepend(str(package))
    sources.cache_clear()
    try:
        (tmp_path / "list.txt").write_text("FERRIES 1\nRiver Union\nLake Circle\n")
        with connect() as book:
            report = load(book, tmp_path / "list.txt")
            assert (report.loaded, report.quarantined) == (2, 0)
            assert {row["licence"] for row in book.rows(book.table("evidence"))} == {"CC0"}
            assert {row["marking"] for row in book.rows(book.table("evidence"))} == {"TLP:CLEAR"}
    finally:
        sources.cache_clear()


def test_no_source_ships_rows_of_others():
    import convenor

    shipped = [path.name.lower() for path in Path(convenor.__file__).parent.joinpath("data").rglob("*")]
    assert not [name for name in shipped if "acled" in name or "pa-x" in name or "pax_" in name]
