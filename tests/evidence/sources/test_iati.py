"""IATI activities: what becomes of each field, in 1.x and 2.x, and what goes to quarantine."""

import io

import pytest

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.sources import Record, Reject, iati
from convenor.store.schema import TABLES
from tests.evidence.made_up import activity_xml, iati_xml


def opened(text):
    data = text if isinstance(text, bytes) else text.encode()
    return Input("made.xml", len(data), lambda: io.BytesIO(data))


def read(*activities, **options):
    return list(iati.read(opened(iati_xml(*activities, **options))))


def rows(record, table):
    return [dict(zip(TABLES[table], row, strict=True)) for row in record.rows[table]]


@pytest.fixture
def one():
    def reading(extra="", **options) -> Record:
        (record,) = read(activity_xml(1, extra=extra, **options))
        assert isinstance(record, Record), record
        return record

    return reading


def rejected(extra="", **options):
    (found,) = read(activity_xml(1, extra=extra, **options))
    assert isinstance(found, Reject)
    return found.code


def test_the_activity_itself(one):
    (row,) = rows(one(updated="2024-01-02T00:00:00Z"), "activities")
    assert row == {
        "id": "iati:XM-MADE-1",
        "title": "River mediation",
        "words": "river mediation\ntalks between two banks of a river.",
        "start": "2020-03-01",
        "end": None,
        "status": "2",
        "reporter": "xm-made",
        "updated": "2024-01-02T00:00:00Z",
    }


def test_who_took_part_in_which_role(one):
    record = one(
        '<participating-org role="1" type="10" ref="XM-DONOR"><narrative>Ministry of Made-up Aid</narrative>'
        "</participating-org>"
        '<participating-org role="3"><narrative xml:lang="fr">Réseau Aube</narrative>'
        '<narrative xml:lang="en">Dawn Network</narrative></participating-org>'
        '<participating-org role="1" type="21"><narrative>Donor country-based NGO</narrative></participating-org>'
    )
    evidence = rows(record, "evidence")
    assert [(e["actor"], e["relation"], e["object"], e["place"], e["start"]) for e in evidence] == [
        ("xa-reg-7", "implementing", "iati:XM-MADE-1", "SO", "2020-03-01"),
        ("xm-donor", "funding", "iati:XM-MADE-1", "SO", "2020-03-01"),
        ("name:dawn network", "extending", "iati:XM-MADE-1", "SO", "2020-03-01"),
        ("name:donor country based ngo", "funding", "iati:XM-MADE-1", "SO", "2020-03-01"),
    ]
    actors = {a["id"]: (a["name"], a["kind"], a["marks"]) for a in rows(record, "actors")}
    assert actors["xm-donor"] == ("Ministry of Made-up Aid", "state", None)
    assert actors["name:dawn network"] == ("Dawn Network", "unknown", None)
    assert actors["name:donor country based ngo"] == ("Donor country-based NGO", "NGO", "placeholder")
    assert actors["xm-made"] == ("Made-up Reporter", "NGO", None)


def test_a_participation_said_twice_is_one_row(one):
    twice = '<participating-org role="4" ref="XA-REG-7"><narrative>Ferry Union</narrative></participating-org>'
    assert len(one(twice).rows["evidence"]) == 1


def test_an_unknown_role_is_kept_and_flagged(one):
    record = one('<participating-org role="9" ref="XM-X"><narrative>X</narrative></participating-org>')
    assert rows(record, "evidence")[1]["relation"] == "9"
    assert record.warnings == [("iati.unknown_code", "role '9' is not in the code list; kept as it is")]


def test_texts_in_several_languages(one):
    record = one(
        '<title><narrative xml:lang="fr">Médiation</narrative></title><description type="2">plain</description>'
    )
    assert [(t["field"], t["lang"], t["text"]) for t in rows(record, "texts")] == [
        ("title", "en", "River mediation"),
        ("title", "fr", "Médiation"),
        ("description", "en", "Talks between two banks of a river."),
        ("description", "en", "plain"),
    ]
    assert "mediation\n" in rows(record, "activities")[0]["words"]


def test_the_english_title_leads():
    text = activity_xml(1).replace(
        "<title><narrative>", '<title><narrative xml:lang="fr">Médiation</narrative><narrative>'
    )
    (record,) = read(text)
    assert rows(record, "activities")[0]["title"] == "River mediation"


def tags(record, scheme):
    return [(t["code"], t["label"], t["share"]) for t in rows(record, "tags") if t["scheme"] == scheme]


def test_sectors_with_vocabulary_and_share(one):
    record = one(
        '<sector vocabulary="2" code="152" percentage="25"/><sector code="15230" percentage="75.5"/>'
        '<sector vocabulary="99" code="A-1"><narrative>Own words</narrative></sector><sector code="00000"/>'
    )
    assert tags(record, "dac") == [
        ("15220", "", 1.0),
        ("152", "", 0.25),
        ("15230", "", 0.755),
        ("00000", "", None),
    ]
    assert tags(record, "sector:99") == [("A-1", "Own words", 1.0)]
    assert [code for code, _ in record.warnings] == ["iati.unknown_code"]


def test_places(one):
    record = one(
        '<recipient-country code="ke" percentage="40"/><recipient-region vocabulary="1" code="289"/>'
        '<location><name><narrative>Rivertown</narrative></name><location-id vocabulary="G1" code="123"/>'
        "<point><pos>1.23456 34.56789</pos></point></location>"
        "<location><name><narrative>Ferry</narrative></name><point><pos>-1.23456 34.56789</pos></point></location>"
        '<location><name>Old</name><coordinates latitude="5.678" longitude="6.789" percision="1"/></location>'
        "<location><point><pos>95 200</pos></point></location>"
    )
    assert tags(record, "country") == [("SO", "", 1.0), ("KE", "", 0.4)]
    assert tags(record, "region") == [("289", "", 1.0)]
    assert tags(record, "location") == [
        ("123", "Rivertown", None),
        ("-1.23,34.57", "Ferry", None),
        ("5.68,6.79", "Old", None),
    ]


def test_markers_tags_and_scopes(one):
    record = one(
        '<policy-marker vocabulary="1" code="1" significance="2"/>'
        '<policy-marker vocabulary="99" code="x" significance="1"/>'
        '<tag vocabulary="2" code="16"/><tag vocabulary="99" code="t"/>'
        '<humanitarian-scope type="1" vocabulary="1-2" code="EQ-2015"/>'
    )
    assert tags(record, "marker") == [("1", "2", None)]
    assert tags(record, "marker:99") == [("x", "1", None)]
    assert tags(record, "sdg") == [("16", "", None)]
    assert tags(record, "tag:99") == [("t", "", None)]
    assert tags(record, "humanitarian-scope") == [("EQ-2015", "", None)]


def test_what_only_transactions_say_of_sector_and_country():
    inner = (
        '<transaction><transaction-type code="3"/><value>5</value>'
        '<recipient-country code="UG"/><sector vocabulary="1" code="12110"/></transaction>'
    )
    text = activity_xml(1, extra=inner * 2).replace(
        '<recipient-country code="SO" percentage="100"/><sector vocabulary="1" code="15220"/>', ""
    )
    (record,) = read(text)
    assert (tags(record, "country"), tags(record, "dac")) == ([("UG", "", None)], [("12110", "", None)])
    assert rows(record, "evidence")[0]["place"] == "UG"


def test_money(one):
    record = one(
        '<budget><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/>'
        '<value value-date="2020-01-01">1000.5</value></budget>'
        '<transaction><transaction-type code="3"/><transaction-date iso-date="2020-05-06"/>'
        '<value currency="USD">-7</value>'
        '<provider-org ref="XM-DONOR"><narrative>x</narrative></provider-org><receiver-org>'
        "<narrative>Dawn Network</narrative></receiver-org></transaction>"
    )
    assert [tuple(m.values())[1:] for m in rows(record, "money")] == [
        ("budget", "2020-01-01", 1000.5, "EUR", None, None),
        ("3", "2020-05-06", -7.0, "USD", "xm-donor", "name:dawn network"),
    ]
    assert [code for code, _ in record.warnings] == ["amount.negative"]


def dated(**dates):
    kinds = {"planned": "1", "started": "2", "due": "3", "ended": "4"}
    body = "".join(f'<activity-date type="{kinds[k]}" iso-date="{v}"/>' for k, v in dates.items())
    (record,) = read(activity_xml(1).replace('<activity-date type="2" iso-date="2020-03-01"/>', body))
    (row,) = rows(record, "activities")
    return row["start"], row["end"], record.use_by, [code for code, _ in record.warnings]


def test_dates_actual_before_planned_and_the_use_by_day():
    assert dated(planned="2019-01-01", started="2019-02-01", due="2021-01-01", ended="2020-06-30") == (
        "2019-02-01", "2020-06-30", "2023-06-30", [],
    )  # fmt: skip
    assert dated(planned="2019-01-01", due="2021-01-01") == ("2019-01-01", "2021-01-01", "2024-01-01", [])
    assert dated(started="2020-02-29") == ("2020-02-29", None, "2023-02-28", [])
    assert dated() == (None, None, None, [])


@pytest.mark.parametrize("day", ["1900-01-01", "1949-12-31", "2199-01-01", "9999-12-31"])
def test_placeholder_dates_are_left_empty(day):
    assert dated(started=day) == (None, None, None, ["date.placeholder"])


def test_an_end_before_the_start_is_flagged():
    assert dated(started="2020-01-02", ended="2020-01-01")[3] == ["date.order"]


def test_version_1_words():
    text = (
        '<?xml version="1.0"?><iati-activities version="1.05"><iati-activity xml:lang="en">'
        "<iati-identifier> XM-MADE-1\n</iati-identifier>"
        '<reporting-org ref="XM-MADE" type="21">Made-up Reporter</reporting-org><title>Old style</title>'
        '<participating-org role="Funding" ref="XM-P">P</participating-org><activity-status code="2"/>'
        '<activity-date type="start-planned" iso-date="2014-01-01">2014</activity-date>'
        '<sector vocabulary="DAC" code="15220"/><policy-marker vocabulary="DAC" code="1" significance="1"/>'
        '<transaction><transaction-type code="D"/><transaction-date iso-date="2014-02-01"/><value>5</value>'
        "</transaction>"
        "</iati-activity></iati-activities>"
    )
    (record,) = iati.read(opened(text))
    assert record.locator == "XM-MADE-1"
    assert rows(record, "evidence")[0]["relation"] == "funding"
    assert rows(record, "money")[0]["kind"] == "3"
    assert rows(record, "activities")[0]["start"] == "2014-01-01"
    assert (tags(record, "dac"), tags(record, "marker")) == ([("15220", "", 1.0)], [("1", "1", None)])
    assert record.source == "IATI activities of Made-up Reporter"


@pytest.mark.parametrize("code", ["DAC-3", "3", "x"])
def test_words_of_transactions_that_are_unknown_are_kept(one, code):
    record = one(f'<transaction><transaction-type code="{code}"/><value>5</value></transaction>')
    assert rows(record, "money")[0]["kind"] == code


@pytest.mark.parametrize("version", ["1.01", "1.05", "2.01", "2.02", "2.03", "2.3", "1.0", ""])
def test_versions_that_are_read(version):
    assert len(read(activity_xml(1), version=version)) == 1


@pytest.mark.parametrize("version", ["3.00", "2.04", "0.9", "two", "2.03.1", "2.٣", "9" * 50])
def test_versions_that_are_not(version):
    with pytest.raises(SourceError) as caught:
        read(version=version)
    assert caught.value.code == "iati.version_unsupported"


@pytest.mark.parametrize("root", ["html", "iati-organisations", "iati-activity", "rss"])
def test_other_roots_are_refused(root):
    with pytest.raises(SourceError) as caught:
        list(iati.read(opened(f"<{root}/>")))
    assert caught.value.code == "iati.not_iati"
    assert ("HTML" in caught.value.message) is (root == "html")


def test_contact_persons_never_come_in(one):
    contact = (
        "<contact-info type='1'><person-name><narrative>Amina Example</narrative></person-name>"
        "<telephone>+254 700 000 000</telephone><email>amina@mail.example</email></contact-info>"
    )
    record = one(contact)
    assert "Amina" not in str(record.rows)
    assert record.warnings == []


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ('<activity-date type="3" iso-date="2024-02-30"/>', "date.invalid"),
        ("<transaction><value>1,000</value></transaction>", "amount.invalid"),
        ("<budget><value/></budget>", "amount.invalid"),
        ('<transaction><transaction-date iso-date="314804"/><value>1</value></transaction>', "date.invalid"),
        (
            "<description><narrative>Call Jane D., 17, on +57 300 000 0000</narrative></description>",
            "privacy.personal_data_suspected",
        ),
    ],
)
def test_bad_records_are_held_with_a_code(extra, code):
    assert rejected(extra) == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<iati-identifier>XM-MADE-1</iati-identifier>", "", "iati.missing_identifier"),
        ("XM-MADE-1<", " <", "iati.missing_identifier"),
        ("<title><narrative>River mediation</narrative></title>", "<title/>", "iati.missing_title"),
        ("<title>", '<title xmlns="urn:other">', "iati.missing_title"),
        ("River mediation", "  ", "iati.missing_title"),
    ],
)
def test_what_an_activity_cannot_be_without(old, new, code):
    (found,) = read(activity_xml(1).replace(old, new))
    assert found.code == code


def test_a_stamp_that_is_no_date_is_the_oldest(one):
    record = one(updated="zzzz")
    assert record.updated == ""
    assert record.warnings[0][0] == "date.unread"


def test_elements_the_standard_does_not_know_are_reported(one):
    record = one('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>')
    assert [code for code, _ in record.warnings] == ["iati.unknown_element"]
    assert "root:" not in str(record.rows)


@pytest.mark.parametrize("share", ["-1", "101", "NaN", "half"])
def test_a_share_that_is_none_is_left_empty(one, share):
    record = one(f'<recipient-country code="KE" percentage="{share}"/>')
    assert tags(record, "country")[1] == ("KE", "", None)
    assert record.warnings[0][0] == "share.invalid"


def test_rows_have_all_columns(one):
    record = one("<budget><value>1</value></budget><location><name>x</name></location>")
    for table, found in record.rows.items():
        assert found
        assert {len(row) for row in found} == {len(TABLES[table])}
