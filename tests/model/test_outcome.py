"""An outcome file: pleasant to write, and its errors name line and field."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.errors import OutcomeError
from convenor.model.codes import Right
from convenor.model.outcome import Outcome

GOOD = """\
id: safe-markets
title: Markets in Rivertown are safe to reach
as_of: 2024-06
places: [NO, Rivertown]
steps:
  - name: Roads are watched
    weight: 3
    needs: {mediation: 1, incident_data: 0.5}
  - name: Traders come back
    needs: [microfinance]
affected:
  - group: women traders
indicators:
  security: [{name: attacks on the road, unit: a month}]
  prosperity: [{name: stalls open, unit: stalls}]
terms:
  size: 6
  floors: [{of: private, count: 1}, {of: "group:women traders", count: 1, right: vote}]
  apart: [[a, b]]
"""


def test_a_good_file_reads_as_it_says():
    outcome = Outcome.parse(GOOD)
    assert outcome.as_of == dt.date(2024, 6, 30)
    assert [step.weight for step in outcome.steps] == [0.75, 0.25]
    assert outcome.needs == ("incident_data", "mediation", "microfinance")
    assert outcome.terms.floors[1].right is Right.VOTE
    assert outcome.terms.apart == (("a", "b"),)


def test_the_country_code_of_norway_stays_text():
    assert Outcome.parse(GOOD).countries == ("NO",)


def test_a_country_is_known_by_its_code_and_by_its_name():
    told = dataclasses.replace(
        Outcome.parse(GOOD), places=("Mali", "ML", "Gao", "UK", "XA", "no", "MLI", "Côte d'Ivoire")
    )
    assert told.countries == ("ML", "GB", "XA", "CI")


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "says"),
    [
        ("title: Markets", "titel: Markets", 1, "title", "is missing"),
        ("weight: 3", "weight: many", 7, "steps[1].weight", "expected a number"),
        ("weight: 3", "wait: 3", 7, "steps[1].wait", "did you mean 'weight'"),
        ("2024-06", "June 2024", 3, "as_of", "YYYY-MM-DD"),
        ("2024-06", "2024-13", 3, "as_of", "not a date"),
        ("  size: 6", "  size: 0", 17, "terms.size", "outside"),
        ("of: private", "of: privat", 18, "terms.floors[1].of", "not known"),
        ("right: vote", "right: veto", 18, "terms.floors[2].right", "use one of"),
        ("[[a, b]]", "[a, b]", 19, "terms.apart", "pairs"),
        ("{mediation: 1, incident_data: 0.5}", "mediation", 8, "steps[1].needs", "expected 'key: value'"),
        ("    needs: [microfinance]\n", "", 9, "steps[2].needs", "is missing"),
        ("[microfinance]", "[micro_finance]", 10, "steps[2].needs", "did you mean microfinance"),
    ],
)
def test_an_error_names_line_and_field_and_what_would_be_right(old, new, line, field, says):
    with pytest.raises(OutcomeError) as caught:
        Outcome.parse(GOOD.replace(old, new), "q.yaml")
    assert caught.value.field == field
    assert caught.value.line == line
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"q.yaml, line {line}: {field}")


def test_m14_an_outcome_without_both_indicators_needs_a_waiver():
    bare = GOOD.replace("  prosperity: [{name: stalls open, unit: stalls}]\n", "")
    with pytest.raises(OutcomeError, match="no prosperity indicator"):
        Outcome.parse(bare)
    signed = bare + (
        "waivers: [{rule: prosperity indicator, reason: measured by the bank, by: head of desk, date: 2024-05-02}]\n"
    )
    assert Outcome.parse(signed).waived("Prosperity Indicator")


def test_m22_capabilities_that_no_indicator_waits_for_are_listed():
    assert Outcome.parse(GOOD).unlinked == ("incident_data", "mediation", "microfinance")
    linked = Outcome.parse(GOOD.replace("    weight: 3\n", "    weight: 3\n    serves: [attacks on the road]\n"))
    assert linked.unlinked == ("microfinance",)
    with pytest.raises(OutcomeError, match="no indicator is called"):
        Outcome.parse(GOOD.replace("    weight: 3\n", "    weight: 3\n    serves: [happiness]\n"))


def test_m30_an_outcome_knows_the_fields_it_rests_on():
    assert Outcome.parse(GOOD).factors == {
        "diplomatic": ("mediation",),
        "financial": ("microfinance",),
        "informational": ("incident_data",),
    }


def test_a_waiver_without_a_date_is_no_waiver():
    with pytest.raises(OutcomeError, match="day on which it was signed"):
        Outcome.parse(GOOD + "waivers: [{rule: x, reason: y, by: z}]\n")


def test_a_blockage_cannot_lose_more_than_there_were():
    with pytest.raises(OutcomeError, match="more were lost"):
        Outcome.parse(GOOD + "blockages: [{what: refused, lost: 5, total: 3, source: s}]\n")


def test_other_terms_leave_the_question_as_it_was():
    outcome = Outcome.parse(GOOD)
    assert outcome.change(size=3).terms.size == 3
    assert outcome.terms.size == 6


def test_aliases_are_refused():
    with pytest.raises(OutcomeError, match="aliases"):
        Outcome.parse("a: &a [x, x]\nb: *a\n")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(OutcomeError, match="cannot be read"):
        Outcome.read(tmp_path / "nowhere.yaml")


def test_a_file_that_is_not_utf8_is_refused_with_the_place(tmp_path):
    (tmp_path / "latin.yaml").write_bytes("title: Médiation".encode("latin-1"))
    with pytest.raises(OutcomeError, match="byte 8"):
        Outcome.read(tmp_path / "latin.yaml")


@given(st.text(max_size=300))
def test_any_text_is_an_outcome_or_an_outcome_error(text):
    try:
        Outcome.parse(text)
    except OutcomeError as error:
        assert str(error)


@given(st.integers(0, len(GOOD) - 1), st.characters())
def test_any_one_changed_letter_is_an_outcome_or_an_outcome_error(at, letter):
    try:
        Outcome.parse(GOOD[:at] + letter + GOOD[at + 1 :])
    except OutcomeError as error:
        assert str(error)
