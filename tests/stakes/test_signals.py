"""Signals against loops over activities, and their edges."""

import sys
from pathlib import Path

import numpy as np
import pytest

from convenor.stakes.ground import Query, one_hot
from convenor.stakes.learn import view
from convenor.stakes.names import named, read_names
from convenor.stakes.origin import ground_at
from convenor.stakes.signals import (
    SIGNALS,
    TRAITS,
    activity_features,
    actor_signals,
    log_share,
    repetition,
    ties,
)

sys.path.insert(0, str(Path(__file__).parent))
from made_up import made_up  # noqa: E402


@pytest.fixture(scope="module")
def ground():
    return ground_at(made_up(), 2016.0)[0]


def told(ground, query):
    return actor_signals(ground, query, ties(ground, query), ground.past.texts.similarity_k(query.text))


def test_ties_equal_a_loop_over_shared_activities(ground):
    query = Query(text="radar", lead=0, known=(4,))
    dense = ground.past.joined_ka.toarray()
    expected = np.zeros(dense.shape[1])
    for a in range(dense.shape[1]):
        for k in range(dense.shape[0]):
            if a not in (0, 4):
                expected[a] += 0.5 ** (ground.past.age_k[k] / 3.0) * dense[k, a] * (dense[k, 0] + dense[k, 4])
    assert np.allclose(ties(ground, query), expected)


def test_an_actor_is_tied_to_nobody_when_nobody_is_inside(ground):
    assert not ties(ground, Query(text="radar")).any()


def test_named_finds_whole_names_only():
    names = read_names([["care"], ["red cross"], ["cross"]])
    assert named(names, "the red cross of kenya").tolist() == [0.0, 1.0, 1.0]
    assert named(names, "the red crossing").tolist() == [0.0, 0.0, 0.0]


def test_log_share_of_nothing_is_zero():
    assert log_share(np.zeros(3)).tolist() == [0.0, 0.0, 0.0]


def test_an_unknown_trait_belongs_to_no_value():
    shares, values = one_hot(np.array(["FR", "", "DE"], object))
    assert values == ("DE", "FR")
    assert shares.tolist() == [[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]


def test_repetition_is_zero_for_a_first_meeting_and_grows_with_habit(ground):
    assert repetition(ground, Query(text="x")) == 0.0
    dense = ground.past.joined_ka.toarray()
    times = dense[dense[:, 0] > 0].sum(0)
    times[0] = 0
    assert repetition(ground, Query(text="x", lead=0)) == pytest.approx(1 - (times > 0).sum() / times.sum())


def test_place_signal_prefers_those_who_worked_there(ground):
    place = TRAITS.index("place")
    column = told(ground, Query(text="flood", places=(1,)))[:, place]
    assert column[3::2].min() > column[2::2].max()


def test_usual_schemes_speak_for_whom_the_companions_ids_are_like(ground):
    query = Query(text="radar", lead=0)
    tied_a = ties(ground, query)
    share = {g: tied_a[ground.past.scheme_a == g].sum() / tied_a.sum() for g in ("pic", "gb-coh", "name")}
    assert share["gb-coh"] == share["name"] == 0.0  # even actors work on borders, and all of them are of `pic`
    column = told(ground, query)[:, TRAITS.index("usual schemes")]
    assert column[ground.past.scheme_a == "pic"].min() > 0 > column[ground.past.scheme_a != "pic"].max()


def test_same_scheme_is_the_share_of_those_inside_with_an_id_of_the_same_list(ground):
    column = told(ground, Query(text="radar", lead=0, known=(1, 3)))[:, TRAITS.index("same scheme")]
    expected = {"pic": 1 / 3, "gb-coh": 1 / 3, "name": 1 / 3}
    assert np.allclose(column, [expected[scheme] for scheme in ground.past.scheme_a])
    alone = told(ground, Query(text="radar", lead=0))[:, TRAITS.index("same scheme")]
    assert alone.tolist() == [float(scheme == "pic") for scheme in ground.past.scheme_a]


def test_a_query_of_unknown_words_and_an_unseen_lead_stays_finite(ground):
    query = Query(text="zzz", lead=-1, country="XX")
    alike = ground.past.texts.similarity_k(query.text)
    assert np.isfinite(activity_features(ground, query, ties(ground, query), alike)).all()
    assert np.isfinite(told(ground, query)).all()


def test_view_standardises_over_those_who_may_be_ranked(ground):
    _, signal_an, allowed_a = view(ground, Query(text="radar coast", lead=0, known=(4,)))
    assert not allowed_a[[0, 4]].any()
    plain = signal_an[allowed_a][:, : len(TRAITS)]
    assert np.allclose(plain.mean(0), 0.0, atol=1e-9)
    spread = plain.std(0)
    assert (np.isclose(spread, 1.0) | np.isclose(spread, 0.0)).all()
    assert signal_an.shape[1] == len(SIGNALS)


def test_no_signal_stands_further_out_than_the_limit(ground):
    query = Query(text="radar coast", lead=0, known=(4,))
    free, held = view(ground, query)[1][:, : len(TRAITS)], view(ground, query, 1.5)[1][:, : len(TRAITS)]
    assert np.abs(free).max() > 1.5
    assert np.allclose(held, np.clip(free, -1.5, 1.5))


def test_signals_do_not_see_the_order_of_activities(ground):
    record = made_up()
    order = np.random.default_rng(1).permutation(len(record.start_k))
    from dataclasses import replace

    turned = replace(
        record,
        start_k=record.start_k[order],
        text_k=tuple(record.text_k[k] for k in order),
        joined_ka=record.joined_ka[order],
        joined_rka=(record.joined_ka[order],),
        lead_k=record.lead_k[order],
        places_kg=record.places_kg[order],
        purposes_kp=record.purposes_kp[order],
    )
    query = Query(text="radar coast", lead=0)
    assert np.allclose(told(ground, query), told(ground_at(turned, 2016.0)[0], query))
