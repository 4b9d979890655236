"""CORDIS: both files, both layouts; contact persons stay outside."""

import io

import pytest

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.sources import Reject, cordis
from convenor.store.schema import TABLES
from tests.evidence.made_up import ORGANISATION_COLUMNS, PROJECT_COLUMNS, organisation_row, project_row, sheet

HORIZON_PROJECT = (
    "id", "acronym", "status", "title", "startDate", "endDate", "totalCost", "ecMaxContribution", "legalBasis",
    "topics", "ecSignatureDate", "frameworkProgramme", "masterCall", "subCall", "fundingScheme", "nature", "objective",
    "contentUpdateDate", "rcn", "grantDoi",
)  # fmt: skip
HORIZON_ORGANISATION = (
    "projectID", "projectAcronym", "organisationID", "vatNumber", "name", "shortName", "SME", "activityType", "street",
    "postCode", "city", "country", "nutsCode", "geolocation", "organizationURL", "contactForm", "contentUpdateDate",
    "rcn", "order", "role", "ecContribution", "netEcContribution", "totalCost", "endOfParticipation", "active",
)  # fmt: skip


def read(text):
    return list(cordis.read(Input("made.csv", len(text), lambda: io.BytesIO(text.encode()))))


def rows(record, table):
    return [dict(zip(TABLES[table], row, strict=True)) for row in record.rows[table]]


def project(**other):
    (record,) = read(sheet(PROJECT_COLUMNS, project_row(**other)))
    return record


def organisation(**other):
    (record,) = read(sheet(ORGANISATION_COLUMNS, organisation_row(**other)))
    return record


def test_a_project_becomes_an_activity_with_texts_and_topics():
    record = project()
    assert rows(record, "activities") == [
        {
            "id": "cordis:900001", "title": "Safe ferries", "words": "safe ferries\nferry\ncrossings under threat.",
            "start": "2016-05-01", "end": "2019-04-30", "status": "CLOSED", "reporter": "", "updated": None,
        }
    ]  # fmt: skip
    assert [(t["field"], t["text"]) for t in rows(record, "texts")] == [
        ("title", "Safe ferries"),
        ("acronym", "FERRY"),
        ("description", "Crossings under threat."),
    ]
    assert [(t["scheme"], t["code"], t["share"]) for t in rows(record, "tags")] == [
        ("topic", "SEC-01-DRS-2016", 1.0),
        ("programme", "H2020-EU.3.7.", 0.5),
        ("programme", "H2020-EU.2.3.1.", 0.5),
    ]
    assert (record.use_by, record.source, record.key) == ("2022-04-30", "CORDIS H2020", "cordis:900001")
    assert rows(record, "money")[0]["amount"] == 1000000.5


def test_an_organisation_becomes_an_actor_and_a_row_of_evidence():
    record = organisation()
    assert rows(record, "actors") == [
        {
            "id": "pic:111111111",
            "name": "FERRY WORKS LTD",
            "kind": "company",
            "country": "GR",
            "home": None,
            "marks": None,
        }
    ]
    (claim,) = rows(record, "evidence")
    assert (claim["actor"], claim["relation"], claim["object"]) == ("pic:111111111", "participant", "cordis:900001")
    assert (claim["value"], claim["unit"], claim["place"]) == ("250000.25", "EUR", "GR")
    assert claim["id"] == record.key


@pytest.mark.parametrize(
    ("role", "relation"),
    [("coordinator", "coordinator"), ("participant", "participant"), ("thirdParty", "participant")],
)
def test_roles(role, relation):
    assert rows(organisation(role=role), "evidence")[0]["relation"] == relation


@pytest.mark.parametrize(
    ("code", "kind"), [("PUB", "state"), ("HES", "research"), ("REC", "research"), ("?", "unknown")]
)
def test_kinds(code, kind):
    assert rows(organisation(activityType=code), "actors")[0]["kind"] == kind


def test_contact_persons_never_come_in():
    assert "Nobody" not in str(organisation().rows)
    assert "210" not in str(organisation().rows)


def test_the_layout_of_horizon_europe():
    text = sheet(
        HORIZON_PROJECT,
        {"id": "101000001", "acronym": "RAFT", "title": "Rafts", "startDate": "2022-01-01", "endDate": "2024-12-31",
         "ecMaxContribution": "2498841,25", "legalBasis": "HORIZON.2.3", "topics": "HORIZON-CL3-2021",
         "objective": "Float.", "frameworkProgramme": "HORIZON", "contentUpdateDate": "2022-08-16 17:14:17"},
    )  # fmt: skip
    (record,) = read(text)
    assert rows(record, "money")[0]["amount"] == 2498841.25
    assert (record.updated, record.source) == ("2022-08-16 17:14:17", "CORDIS HORIZON")
    assert [t["code"] for t in rows(record, "tags")] == ["HORIZON-CL3-2021", "HORIZON.2.3"]
    text = sheet(
        HORIZON_ORGANISATION,
        {"projectID": "101000001", "organisationID": "222222222", "name": "Raft GmbH", "activityType": "PRC",
         "country": "UK", "role": "coordinator", "ecContribution": "1,5", "geolocation": "(51.5,-0.1)"},
    )  # fmt: skip
    (record,) = read(text)
    assert rows(record, "evidence")[0]["value"] == "1.5"
    assert rows(record, "evidence")[0]["place"] == "GB"
    assert "51.5" not in str(record.rows)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"id": " "}, "cordis.missing_id"),
        ({"title": "", "acronym": ""}, "cordis.missing_title"),
        ({"startDate": "01/05/2016"}, "date.invalid"),
        ({"ecMaxContribution": "NaN"}, "amount.invalid"),
        ({"objective": "Call +57 300 000 0000"}, "privacy.personal_data_suspected"),
    ],
)
def test_bad_projects_are_held(other, code):
    (found,) = read(sheet(PROJECT_COLUMNS, project_row() | other))
    assert (found.code, found.position) == (code, "line 2")
    assert found.text == sheet(PROJECT_COLUMNS, project_row() | other).splitlines()[1]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"projectID": ""}, "cordis.missing_id"),
        ({"id": "", "name": ""}, "cordis.nameless"),
        ({"ecContribution": "1.234.567"}, "amount.invalid"),
    ],
)
def test_bad_participations_are_held(other, code):
    (found,) = read(sheet(ORGANISATION_COLUMNS, organisation_row() | other))
    assert found.code == code


def test_an_organisation_without_a_number_goes_by_its_name():
    assert rows(organisation(pic="", name="Ferry  Works"), "evidence")[0]["actor"] == "name:ferry works"


def test_a_row_with_too_few_cells_is_held_and_the_next_one_loads():
    text = sheet(PROJECT_COLUMNS, project_row("1"), project_row("2")).splitlines()
    found = read("\n".join([text[0], '"only";"three";"cells"', *text[1:]]))
    assert [item.code if isinstance(item, Reject) else item.locator for item in found] == ["csv.columns", "1", "2"]


def test_a_header_with_a_column_twice_is_refused():
    with pytest.raises(SourceError) as caught:
        read(sheet((*PROJECT_COLUMNS, "title"), project_row()))
    assert caught.value.code == "csv.duplicate_column"


def test_other_sheets_are_not_recognised():
    assert not cordis.sniff(b"a,b\n1,2\n", "project.csv")
    assert not cordis.sniff(b"", "project.csv")
    assert cordis.sniff(sheet(PROJECT_COLUMNS).encode(), "x")
    assert cordis.sniff(b"\xef\xbb\xbf" + sheet(HORIZON_ORGANISATION).encode(), "x")
    with pytest.raises(SourceError) as caught:
        read("a;b\n1;2\n")
    assert caught.value.code == "cordis.columns"
