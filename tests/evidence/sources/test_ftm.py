"""FollowTheMoney: bodies come in, persons never do, and a sanction is a flag."""

import json

import pytest

from convenor.evidence import load

BODY = {"name": ["Quillon Shipping Ltd"], "country": ["mt"]}


def line(key, schema="Company", given=None, **more):
    return json.dumps({"id": key, "schema": schema, "properties": BODY if given is None else given, **more})


@pytest.fixture
def taken(book, write):
    def loaded(*lines):
        return load(book, write("entities.ftm.json", "\n".join(lines)))

    return loaded


def actors(book):
    return {row["id"]: row for row in book.rows(book.table("actors"))}


def claims(book, relation):
    return [row for row in book.rows(book.table("evidence").sort("id")) if row["relation"] == relation]


def test_a_company_is_an_actor_with_its_country_and_other_names(book, taken):
    taken(line("b", given={**BODY, "alias": ["Quillon", "QSL"]}))
    row = actors(book)["ftm:b"]
    assert (row["name"], row["kind"], row["country"]) == ("Quillon Shipping Ltd", "company", "MT")
    assert row["marking"] == "TLP:AMBER+STRICT"
    assert [row["value"] for row in claims(book, "alias")] == ["Quillon\nQSL"]


@pytest.mark.parametrize(
    ("schema", "topics", "kind"),
    [
        ("PublicBody", [], "state"),
        ("Organization", [], "unknown"),
        ("Organization", ["gov.igo"], "intergovernmental"),
        ("LegalEntity", ["pol.party"], "party"),
    ],
)
def test_schema_and_topics_give_the_kind(book, taken, schema, topics, kind):
    taken(line("b", schema, {**BODY, "topics": topics}))
    assert actors(book)["ftm:b"]["kind"] == kind


def test_no_person_and_no_link_to_one_enters_the_book(book, taken):
    report = taken(
        line("b"),
        line("p", "Person", {"name": ["Ada Quill"], "birthDate": ["1970"]}),
        line("q", "LegalEntity", {"name": ["Bea Quill"], "birthDate": ["1971"]}),
        line("o", "Ownership", {"owner": ["p"], "asset": ["b"]}),
        line("m", "Membership", {"member": ["q"], "organization": ["b"]}),
        line("s", "Sanction", {"entity": ["p"]}),
        line("e", "Membership", {"member": ["elsewhere"], "organization": ["b"]}),
        line("a", "Address", {"full": ["1 Quay Road"]}),
    )
    assert (report.loaded, report.quarantined) == (1, 0)
    assert dict(report.left_out) == {"ftm.person": 2, "ftm.other_end_unknown": 4, "ftm.not_kept": 1}
    assert set(actors(book)) == {"ftm:b"}
    everything = json.dumps([book.rows(book.table(t)) for t in ("actors", "evidence", "quarantine")], default=str)
    assert 'Quill"' not in everything
    assert "elsewhere" not in everything


def test_a_sanction_marks_the_body_whichever_comes_first(book, taken):
    taken(line("s", "Sanction", {"entity": ["b"], "authority": ["Port Council"], "startDate": ["2023-02"]}), line("b"))
    assert actors(book)["ftm:b"]["marks"] == "sanctioned"
    claim = claims(book, "mark")[0]
    assert (claim["actor"], claim["value"], claim["object"]) == ("ftm:b", "sanctioned", "Port Council")
    assert str(claim["start"]) == "2023-02-01"


def test_a_sanction_that_ended_is_a_claim_but_no_mark(book, taken):
    taken(line("b"), line("s", "Sanction", {"entity": ["b"], "endDate": ["2020-01-01"]}))
    assert actors(book)["ftm:b"]["marks"] is None
    assert str(claims(book, "mark")[0]["end"]) == "2020-01-01"


def test_membership_and_ownership_are_ties(book, taken):
    taken(
        line("b"),
        line("c"),
        line("o", "Ownership", {"owner": ["b"], "asset": ["c"], "percentage": ["51"], "startDate": ["2021"]}),
        line("m", "Membership", {"member": ["c"], "organization": ["b"], "role": ["chair"]}),
    )
    found = {(row["actor"], row["unit"], row["object"], row["value"]) for row in claims(book, "tie")}
    assert found == {("ftm:b", "owns", "ftm:c", "51"), ("ftm:c", "member", "ftm:b", "chair")}


def test_a_project_is_an_activity_and_its_participants_take_its_dates_over(book, taken):
    taken(
        line("pp", "ProjectParticipant", {"participant": ["b"], "project": ["x"], "role": ["Lead partner"]}),
        line("x", "Project", {"name": ["Safe quays"], "startDate": ["2020-03-01"], "country": ["mt"]}),
        line("b"),
    )
    claim = claims(book, "coordinator")[0]
    assert (claim["object"], str(claim["start"]), claim["title"]) == ("ftm:x", "2020-03-01", "Safe quays")


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (line("", given=BODY), "ftm.missing_id"),
        (line("x" * 201), "ftm.missing_id"),
        (line("b", given={}), "ftm.nameless"),
        (line("b", given=[]), "ftm.malformed"),
        (line("b", "Spaceship"), "ftm.unknown_schema"),
        (line("b", {"Company": 1}), "ftm.unknown_schema"),
        (line("b", ["Company"]), "ftm.unknown_schema"),
        (line("s", "Sanction", {"entity": ["ok"], "startDate": ["02/03/2020"]}), "date.invalid"),
        (line("b", given={"name": ["Call +57 300 000 0000"]}), "privacy.personal_data_suspected"),
    ],
)
def test_what_is_wrong_is_held_with_its_line(book, taken, bad, code):
    report = taken(line("ok"), bad)
    assert (report.loaded, report.quarantined) == (1, 1)
    assert (report.errors[0].position, report.errors[0].code) == ("line 2", code)


def test_the_same_entity_in_a_second_file_is_kept_once(book, write):
    one = line("b", given={**BODY, "alias": ["Quillon"]}, last_change="2024-01-01")
    two = line("b", given={**BODY, "alias": ["QSL"]}, last_change="2024-02-01")
    load(book, write("a.json", one))
    load(book, write("b.json", two))
    assert [row["value"] for row in claims(book, "alias")] == ["QSL"]
