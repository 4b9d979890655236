"""M18: bodies that several kinds of source name are one; the demo shows one, with the reasons for the match."""

import re

import pytest
from typer.testing import CliRunner

from convenor.cli import app
from convenor.cli.doors import shipped_case
from convenor.cli.show_who import known_as
from convenor.evidence import load
from convenor.evidence.judgement import read_judgements
from convenor.evidence.resolve import keep_apart, resolve
from convenor.model.judgement import JudgementKind
from convenor.model.outcome import Outcome
from convenor.partnerships import compose
from convenor.stakes import traced
from convenor.store import connect

CASE = shipped_case("ukraine")
DOSSIERS = [CASE / "actors.yaml", CASE / "others.yaml"]
RECORDS = sorted((CASE / "records").iterdir())


@pytest.fixture(scope="module")
def joined():
    """The book of the demo: dossiers and published records, read by the ordinary sources, matched by `resolve`."""
    with connect() as book:
        report = load(book, *DOSSIERS, *RECORDS)
        assert not report.errors
        resolve(book)
        yield book


def test_m18_the_demo_shows_one_body_joined_from_four_kinds_of_source_with_the_reasons(tmp_path):
    report = tmp_path / "r.html"
    shown = CliRunner().invoke(app, ["demo", "--report", str(report)])
    assert shown.exit_code == 0
    text = " ".join(shown.output.split())
    assert "United Nations World Food Programme is one body in 5 records of 4 kinds of source" in text
    assert re.search(r"xm-dac-41140: 'Programme alimentaire mondial', IATI activities; 0\.9\d sure: known as one", text)
    assert "convenor resolve --book B --apart 'wfp=pic:998049782'" in text
    page = report.read_text(encoding="utf-8")
    section = page[page.index('id="same"') : page.index('id="evidence"')]
    for word in ("pic:998049782", "xm-dac-41140", "CORDIS", "IATI activities", "Response sheets", "Known as one body"):
        assert word in section
    assert 'href="#same"' in page


def test_m18_each_record_was_read_by_its_own_source_and_says_where_it_stands(joined):
    rows = joined.rows(joined.table("evidence", as_published=True))
    records = [row for row in rows if row["actor"] in ("xm-dac-41140", "pic:998049782", "name:world food programme")]
    assert len(records) == 3
    assert len({row["load"] for row in records}) == 3
    for row in records:
        assert row["source"]
        assert row["locator"]
        assert row["licence"]
        assert row["start"]
        assert row["marking"] == "TLP:CLEAR"
    assert {
        row["actor"] for row in joined.rows(joined.table("evidence")) if row["id"] in {r["id"] for r in records}
    } == {"wfp"}


def test_m18_the_model_said_so_and_a_person_can_take_it_back(joined):
    (one, *_) = known_as(joined, [], ["wfp"])
    assert len(one.records) == 5
    assert all(record.score > 0.95 and record.by for record in one.records[1:])
    with connect() as book:
        load(book, *DOSSIERS, *RECORDS)
        resolve(book)
        keep_apart(book, "pic:998049782", "wfp", by="desk")
        (again, *_) = known_as(book, [], ["wfp"])
        assert "pic:998049782" not in [record.id for record in again.records]


def test_bodies_of_the_dossiers_are_joined_with_records_only_never_with_each_other(joined):
    merges = read_judgements(joined, JudgementKind.MERGE)
    assert {made.object for made in merges} == {"wfp", "halo", "mag", "fsd", "dca"}
    assert all(re.match("name:|pic:|xm-", made.subject) for made in merges)


def test_the_records_do_not_change_the_answer_of_the_case(joined):
    outcome = Outcome.read(CASE / "outcome.yaml")
    found = []
    with connect() as bare:
        load(bare, *DOSSIERS)
        for book in (bare, joined):
            best = compose(outcome, list(traced(book, outcome).stakes), seconds=10.0)[0]
            found.append((best.ids, best.effect))
    assert found[0] == found[1]
