"""A dialogue of six, of ninety, and of organisations on the record."""

import json

import numpy as np
import pytest

from convenor.dialogue import convene
from convenor.dialogue.conversation import conversation_of
from convenor.errors import OutcomeError, SourceError
from convenor.model.dialogue import TOO_FEW, Side
from tests.dialogue.made_up import BLOCKED, SHARED, cloud, planted

ORGS = {f"Org {i}": {str(s): (1 if (i + s) % 3 else -1) for s in range(8)} | {"x": 1} for i in range(6)}


def shown(dialogue):
    """Everything that a reader of the noun could see."""
    return repr(dialogue)


def test_planted_consensus_is_found_and_the_planted_groups_too(dialogue):
    assert [group.name for group in dialogue.groups] == ["group A", "group B"]
    assert all(group.stability >= 0.8 and group.people >= 10 for group in dialogue.groups)
    found = {row.statement: row for row in dialogue.common}
    assert found[SHARED].side is Side.AGREE
    assert found[SHARED].low >= 0.6
    assert found[SHARED].polis > 0.6


def test_a_planted_minority_veto_is_found():
    conversation, group_p = planted(people=150, statements=30, groups=5, share=0.85, seed=3)
    strata = {
        who: {"standing": "displaced" if group == 4 else "host"}
        for who, group in zip(conversation.participants, group_p, strict=True)
    }
    dialogue = convene(conversation, strata=strata, sweeps=40)
    assert BLOCKED not in {row.statement for row in dialogue.common}
    assert SHARED in {row.statement for row in dialogue.common}
    blocked = next(row for row in dialogue.divides if row.statement == BLOCKED)
    assert "standing: displaced" in blocked.veto
    assert BLOCKED in dialogue.heard("displaced").statements


def test_votes_by_chance_are_not_split():
    dialogue = convene(cloud(), sweeps=40)
    assert dialogue.groups == ()
    assert any(TOO_FEW in note for note in dialogue.notes)


def test_m33_six_organisations_get_an_agreement_matrix_and_no_groups():
    dialogue = convene(ORGS, mode="attributed", consented=True, sweeps=20)
    assert dialogue.groups == ()
    assert any(TOO_FEW in note for note in dialogue.notes)
    assert len(dialogue.matrix.names) == 6
    row = dialogue.matrix.agreement[0]
    assert row[0] == 1
    twin = next(i for i in range(1, 6) if ORGS[f"Org {i}"] == ORGS["Org 0"])
    assert row[twin] == 1
    assert min(row) < 0.6
    assert "x" in {found.statement for found in dialogue.common}
    assert {dot.name for dot in dialogue.dots} == set(ORGS)


def test_m33_six_anonymous_people_get_only_what_all_share():
    quiet = convene(ORGS)
    assert (quiet.shared, quiet.tallies, quiet.common, quiet.dots) == ((), (), (), ())
    spoken = convene(ORGS, consented=True)
    assert spoken.shared == ("x",)
    assert spoken.tallies == spoken.audiences == ()
    assert "Org" not in shown(spoken)


def test_m33_a_dialogue_of_ninety_is_held_too(dialogue):
    assert dialogue.people == 90
    assert dialogue.common
    assert dialogue.divides
    assert dialogue.characteristic


def test_no_anonymous_participant_appears_in_what_may_be_shown(dialogue, conversation):
    text = shown(dialogue)
    assert not any(f"'{who}'" in text for who in conversation.participants)
    assert all(dot.people >= 10 and not dot.name for dot in dialogue.dots)
    assert sum(dot.people for dot in dialogue.dots) <= dialogue.people


def test_m17_composition_is_compared_with_the_population_and_the_absent_are_named(conversation):
    strata = {who: {"sex": "women" if i % 4 == 0 else "men"} for i, who in enumerate(conversation.participants)}
    population = {"sex": {"women": 0.5, "men": 0.5}, "standing": {"displaced": 0.3, "host": 0.7}}
    dialogue = convene(conversation, strata=strata, population=population, sweeps=30, source="a made-up census")
    rows = {(row.dimension, row.category): row for row in dialogue.weights.margins}
    gap, low, high = rows["sex", "women"].gap
    assert low < gap < high < 0
    assert gap == pytest.approx(23 / 90 - 0.5)
    assert rows["sex", "women"].weighted == pytest.approx(0.5, abs=0.01)
    assert dialogue.weights.absent == ("standing: displaced", "standing: host")
    assert dialogue.heard("displaced").note.startswith("nobody took part")
    assert dialogue.weights.effective < 90 < dialogue.weights.effective * dialogue.weights.design + 1
    assert all(row.weighted is not None for row in dialogue.common)


def test_a_missing_benchmark_is_named(conversation):
    strata = {who: {"age": "young" if i % 2 else "old"} for i, who in enumerate(conversation.participants)}
    dialogue = convene(conversation, strata=strata, sweeps=20)
    assert {row.note for row in dialogue.weights.margins} == {"no benchmark"}
    assert all(row.weighted is None for row in dialogue.common)


def test_a_small_stratum_is_named_but_not_counted(conversation):
    strata = {who: {"standing": "displaced"} for who in conversation.participants[:4]}
    dialogue = convene(conversation, strata=strata, sweeps=20)
    assert dialogue.heard("displaced").statements == ()
    assert "hear them in person" in dialogue.heard("displaced").note
    assert not any(row.audience == "standing: displaced" for row in dialogue.tallies)


def test_the_same_votes_in_another_order_give_the_same_dialogue(conversation):
    rng = np.random.default_rng(5)
    mixed = conversation.select(rng.permutation(90), rng.permutation(24))
    one, two = convene(conversation, sweeps=20), convene(mixed, sweeps=20)
    assert {(row.statement, row.side, row.low, row.worst) for row in one.common} == {
        (row.statement, row.side, row.low, row.worst) for row in two.common
    }
    assert set(one.tallies) == set(two.tallies)
    assert [group.people for group in one.groups] == [group.people for group in two.groups]


def test_swapping_agree_and_disagree_swaps_the_sides(conversation):
    turned = {
        who: {
            row.id: int(-vote) for row, vote in zip(conversation.statements, votes, strict=True) if not np.isnan(vote)
        }
        for who, votes in zip(conversation.participants, conversation.votes_ps, strict=True)
    }
    one, two = convene(conversation, sweeps=20), convene(turned, sweeps=20)
    other = {Side.AGREE: Side.DISAGREE, Side.DISAGREE: Side.AGREE}
    assert {(row.statement, row.side) for row in one.common} == {(row.statement, other[row.side]) for row in two.common}


def test_a_table_of_votes_is_read_and_its_sign_asked_for(tmp_path):
    file = tmp_path / "votes.csv"
    rows = [f"p{i},s{s},{'agree' if (i + s) % 3 else 'disagree'}" for i in range(12) for s in range(4)]
    file.write_text("participant,statement,vote\n" + "\n".join(rows) + "\n")
    assert convene(file, sweeps=10).people == 12
    file.write_text("participant,statement,vote\np1,s1,1\np2,s1,-1\n")
    with pytest.raises(SourceError) as error:
        convene(file)
    assert error.value.code == "votes.sign-undeclared"


def test_modes_and_consent_are_asked_for():
    with pytest.raises(OutcomeError, match="not known"):
        convene(ORGS, mode="secret")
    with pytest.raises(OutcomeError, match="consented"):
        convene(ORGS, mode="attributed")
    with pytest.raises(OutcomeError, match="5 to 50"):
        convene(ORGS, mode="attributed", consented=["Org 0"])


def test_a_conversation_without_votes_is_said_to_be_empty():
    nothing = convene(conversation_of([]))
    assert nothing.people == 0
    assert nothing.common == ()


def test_dropping_a_tenth_of_the_votes_keeps_the_groups():
    from sklearn.metrics import adjusted_rand_score

    from convenor.dialogue.groups import find_groups
    from convenor.dialogue.opinion import fit

    votes_ps = planted(people=120, statements=30)[0].votes_ps
    rng = np.random.default_rng(0)
    dropped_ps = np.where(rng.random(votes_ps.shape) < 0.1, np.nan, votes_ps)
    labels = [
        find_groups(fit(v, rank=2, chains=2, burn=30, sweeps=40), np.random.default_rng(0)).label_p
        for v in (votes_ps, dropped_ps)
    ]
    both = (labels[0] >= 0) & (labels[1] >= 0)
    assert both.mean() > 0.8
    assert adjusted_rand_score(labels[0][both], labels[1][both]) >= 0.9


def test_the_noun_can_be_written_as_json(dialogue):
    from dataclasses import asdict

    assert json.loads(json.dumps(asdict(dialogue)))["people"] == 90


def test_what_a_stratum_said_is_read_from_the_noun():
    conversation, group_p = planted(people=150, statements=30, groups=5, share=0.85, seed=3)
    strata = {
        who: {"standing": "displaced" if group == 4 else "host"}
        for who, group in zip(conversation.participants, group_p, strict=True)
    }
    dialogue = convene(conversation, strata=strata, population={"standing": {"returned": 1}}, sweeps=30)
    said = dialogue.said("Displaced")
    assert said.audience == "standing: displaced"
    assert said.people == 30
    assert SHARED in dict(said.wants)
    assert BLOCKED in dict(said.refuses)
    assert BLOCKED in said.vetoes
    assert said.heard
    assert BLOCKED not in dialogue.said("host").vetoes
    returned = dialogue.said("standing: returned")
    assert (returned.people, returned.heard) == (0, False)
    assert returned.note.startswith("nobody took part")
    assert dialogue.said("herders") is None


def test_what_polis_would_show_stands_beside_ours(dialogue, conversation):
    from convenor.dialogue.measures import polis

    sizes = sorted(np.bincount(polis(conversation.votes_ps).label_p).tolist(), reverse=True)
    assert [row.people for row in dialogue.polis] == sizes
    assert sum(sizes) == 90
    assert all(row.represented for row in dialogue.polis)
    assert {key for row in dialogue.polis for key, _ in row.represented} <= {row.id for row in dialogue.statements}


def test_small_groups_of_polis_are_withheld_with_all_sizes():
    from convenor.dialogue.polis_beside import polis_groups

    votes_ps = np.ones((24, 12))
    votes_ps[20:, 1:] = -1
    votes_ps[0, 3] = votes_ps[21, 5] = 0
    rows = polis_groups(votes_ps, [str(s) for s in range(12)])
    assert [row.people for row in rows] == [None, None]
    assert rows[0].represented
    assert rows[1].represented == ()


def test_other_names_and_another_order_give_the_same_dialogue(conversation):
    rng = np.random.default_rng(8)
    mixed = conversation.select(rng.permutation(90), rng.permutation(24))
    turned = {
        f"voter-{who[::-1]}-{n}": {f"q{row.id}": int(vote) for row, vote in zip(mixed.statements, votes, strict=True)
                                   if not np.isnan(vote)}
        for n, (who, votes) in enumerate(zip(mixed.participants, mixed.votes_ps, strict=True))
    }  # fmt: skip
    one, two = convene(conversation, sweeps=10), convene(turned, sweeps=10)
    assert {(f"q{row.statement}", row.side, row.low) for row in one.common} == {
        (row.statement, row.side, row.low) for row in two.common
    }
    assert {(f"q{row.statement}", row.most, row.least) for row in one.divides} == {
        (row.statement, row.most, row.least) for row in two.divides
    }


def test_bounds_and_polis_measure_are_as_coarse_as_the_smallest_audience_asks(dialogue):
    for row in dialogue.common:
        assert round(10 * row.low, 9) == round(10 * row.low)
        assert row.polis is None or round(10 * row.polis, 9) == round(10 * row.polis)
    for row in dialogue.characteristic:
        assert round(10 * row.low, 9) == round(10 * row.low)
