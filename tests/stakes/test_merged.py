"""What is merged in the book is one actor to trace, and two again when the judgement is withdrawn."""

from convenor.evidence.judgement import read_judgements, withdraw
from convenor.evidence.resolve import merge, resolve
from convenor.stakes import trace
from tests.stakes.conftest import activity, body


def by_id(stakes):
    return {stake.actor.id: stake for stake in stakes}


def test_trace_gives_one_stake_with_the_rows_of_both_ids(rivertown, outcome):
    activity(rivertown, "b1", "manual mine clearance of the bridge to the market", ["name:road sweepers"])
    body(rivertown, "name:road sweepers", "NGO", name="Road Sweepers")
    apart = by_id(trace(rivertown, outcome))
    assert {"sweepers", "name:road sweepers"} <= set(apart)
    merge(rivertown, "name:road sweepers", "sweepers", by="desk")
    as_one = by_id(trace(rivertown, outcome))
    assert "name:road sweepers" not in as_one
    assert {row.object for row in as_one["sweepers"].evidence} >= {"a1", "b1"}
    assert as_one["sweepers"].salience > apart["sweepers"].salience
    withdraw(rivertown, read_judgements(rivertown))
    assert by_id(trace(rivertown, outcome)) == apart


def test_trace_reads_what_who_is_who_found(rivertown, outcome):
    body(rivertown, "xm-dac-41140", "intergovernmental", name="World Food Programme")
    body(rivertown, "name:pam", "intergovernmental", name="Programme alimentaire mondial")
    activity(rivertown, "b1", "microfinance for market traders", ["xm-dac-41140"])
    activity(rivertown, "b2", "savings groups and microfinance for women traders", ["name:pam"])
    resolve(rivertown)
    found = by_id(trace(rivertown, outcome))
    assert "name:pam" not in found
    assert {row.object for row in found["xm-dac-41140"].evidence} == {"b1", "b2"}
