"""Solutions of cooperative games: axioms, games of the literature, and brute-force twins."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from convenor.partnerships.coalitions import as_game, coalition_sums, members, spanned
from convenor.partnerships.game import cost_of_stability, least_core, nucleolus, shapley, shapley_sampled


@st.composite
def games(draw, least=1, most=5):
    """Games with many ties: small whole numbers."""
    n = draw(st.integers(least, most))
    rest = draw(st.lists(st.integers(-4, 8), min_size=2**n - 1, max_size=2**n - 1))
    return np.array([0, *rest], dtype=float)


def players(values):
    return len(values).bit_length() - 1


def relabelled(values, order):
    """The same game, player i now called order[i]."""
    n = players(values)
    inside = members(np.arange(len(values)), n)
    return values[(inside[:, order] << np.arange(n)).sum(1)]


def voting(weights, quota):
    return (coalition_sums(np.array(weights, float)) >= quota).astype(float)


def bankruptcy(estate, claims):
    claims = np.array(claims, float)
    return np.maximum(0.0, estate - claims.sum() + coalition_sums(claims))


def airport(costs):
    """Minus the cost of the longest runway that anybody in the coalition needs."""
    inside = members(np.arange(2 ** len(costs)), len(costs))
    return -(inside * np.array(costs, float)).max(1)


def glove(n, left):
    inside = members(np.arange(2**n), n)
    return np.minimum(inside[:, left].sum(1), np.delete(inside, left, axis=1).sum(1)).astype(float)


# --- slow twins -------------------------------------------------------------------------------------------------------


def shapley_by_orders(values):
    n = players(values)
    total, count = np.zeros(n), 0
    for order in itertools.permutations(range(n)):
        mask = 0
        for i in order:
            total[i] += values[mask | 1 << i] - values[mask]
            mask |= 1 << i
        count += 1
    return total / count


def whole_programme(values, imputations=False):
    """Least core with every coalition written down at once."""
    n = players(values)
    rows = members(np.arange(1, 2**n - 1), n).astype(float)
    floor = [(values[1 << i] if imputations else None, None) for i in range(n)]
    answer = linprog(
        [0] * n + [1],
        A_ub=-np.column_stack([rows, np.ones(len(rows))]),
        b_ub=-values[1:-1],
        A_eq=[[1] * n + [0]],
        b_eq=[values[-1]],
        bounds=[*floor, (None, None)],
    )
    assert answer.success
    return answer.fun


def stability_with_every_coalition(values):
    n = players(values)
    rows = members(np.arange(1, 2**n), n).astype(float)
    answer = linprog([1] * n, A_ub=-rows, b_ub=-values[1:], bounds=(None, None))
    return answer.fun - values[-1]


def kohlberg(values, x, imputations):
    """Kohlberg's criterion: at every level of excess the coalitions above it are balanced; true only of the nucleolus.

    Source: Kohlberg (1971), SIAM Journal on Applied Mathematics 20; floors enter with weights that may be zero.
    """
    n = players(values)
    excess = (values - coalition_sums(x))[1:-1]
    rows = members(np.arange(1, 2**n - 1), n).astype(float)
    at_floor = [np.eye(n)[i] for i in range(n) if imputations and x[i] <= values[1 << i] + 1e-7]
    for level in np.unique(excess.round(7)):
        top = rows[excess >= level - 1e-7]
        # weights >= 1 on the coalitions, >= 0 on the floors, that sum to a multiple of everybody
        matrix = np.vstack([top, *at_floor, -np.ones(n)]).T
        low = [(1, None)] * len(top) + [(0, None)] * len(at_floor) + [(None, None)]
        if not linprog(np.zeros(matrix.shape[1]), A_eq=matrix, b_eq=np.zeros(n), bounds=low).success:
            return False
    return True


@given(games())
@settings(deadline=None, max_examples=60)
def test_shapley_equals_the_mean_over_all_orders(values):
    assert np.allclose(shapley(values), shapley_by_orders(values), atol=1e-9)


@given(games(least=2), st.booleans())
@settings(deadline=None, max_examples=80)
def test_least_core_equals_the_programme_with_every_coalition(values, imputations):
    if imputations and values[1 << np.arange(players(values))].sum() > values[-1]:
        with pytest.raises(ValueError, match="no imputation"):
            least_core(values, imputations=True)
        return
    epsilon, x = least_core(values, imputations=imputations)
    assert epsilon == pytest.approx(whole_programme(values, imputations), abs=1e-7)
    assert x.sum() == pytest.approx(values[-1], abs=1e-9)
    assert (values - coalition_sums(x))[1:-1].max() == pytest.approx(epsilon, abs=1e-7)


@given(games())
@settings(deadline=None, max_examples=60)
def test_cost_of_stability_equals_the_programme_with_every_coalition(values):
    assert cost_of_stability(values) == pytest.approx(stability_with_every_coalition(values), abs=1e-7)


@given(games(least=2, most=4), st.booleans())
@settings(deadline=None, max_examples=80)
def test_nucleolus_meets_kohlbergs_criterion(values, imputations):
    if imputations and values[1 << np.arange(players(values))].sum() > values[-1]:
        with pytest.raises(ValueError, match="no imputation"):
            nucleolus(values)
        return
    x = nucleolus(values, imputations=imputations)
    assert x.sum() == pytest.approx(values[-1], abs=1e-9)
    assert not imputations or (x >= values[1 << np.arange(len(x))] - 1e-9).all()
    assert kohlberg(values, x, imputations)


def test_kohlbergs_criterion_refuses_another_division():
    values = bankruptcy(200, [100, 200, 300])
    assert kohlberg(values, np.array([50.0, 75.0, 75.0]), True)
    assert not kohlberg(values, np.array([200 / 3] * 3), True)


def test_nucleolus_solutions_agree_with_a_peer():
    peer = pytest.importorskip("coopgame", reason="the oracle coopgame-py is not installed")
    rng = np.random.default_rng(6)
    for n in (3, 5, 8):
        values = rng.random(2**n) * np.bitwise_count(np.arange(2**n)) ** 2
        values[0] = 0
        game = peer.Game(values[1:].tolist())
        assert np.allclose(shapley(values), peer.shapley(game), atol=1e-9)
        assert np.allclose(nucleolus(values, imputations=False), peer.prenucleolus(game)["allocation"], atol=1e-9)


# --- axioms -----------------------------------------------------------------------------------------------------------


@given(games())
@settings(deadline=None, max_examples=60)
def test_efficiency_shapley_and_prenucleolus_share_out_the_whole(values):
    assert shapley(values).sum() == pytest.approx(values[-1], abs=1e-9)
    assert nucleolus(values, imputations=False).sum() == pytest.approx(values[-1], abs=1e-9)


@given(games(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_symmetry_names_of_players_do_not_matter(values, chance):
    order = list(range(players(values)))
    chance.shuffle(order)
    renamed = relabelled(values, order)
    assert np.allclose(shapley(renamed)[order], shapley(values), atol=1e-9)
    assert np.allclose(nucleolus(renamed, imputations=False)[order], nucleolus(values, imputations=False), atol=1e-8)


@given(games(most=4))
@settings(deadline=None, max_examples=60)
def test_null_player_gets_nothing(values):
    with_null = np.concatenate([values, values])
    assert shapley(with_null)[-1] == pytest.approx(0.0, abs=1e-9)
    assert np.allclose(shapley(with_null)[:-1], shapley(values), atol=1e-9)


def test_null_player_gets_nothing_of_the_nucleolus_where_the_core_is_not_empty():
    values = bankruptcy(200, [100, 200, 300])
    assert np.allclose(nucleolus(np.concatenate([values, values])), [50, 75, 75, 0], atol=1e-9)


@given(games(least=3, most=3), games(least=3, most=3))
@settings(deadline=None, max_examples=40)
def test_additivity_shapley_of_a_sum_is_the_sum(one, other):
    assert np.allclose(shapley(one + other), shapley(one) + shapley(other), atol=1e-9)


@given(games(), st.floats(0.01, 1000), st.integers(-5, 5))
@settings(deadline=None, max_examples=60)
def test_covariance_solutions_move_with_unit_and_own_worth(values, unit, own):
    shift = np.arange(players(values)) + float(own)
    moved = unit * values + coalition_sums(shift)
    for solve in (shapley, lambda v: nucleolus(v, imputations=False)):
        assert np.allclose(solve(moved), unit * solve(values) + shift, atol=1e-8 * (1 + unit))
    if players(values) > 1:
        assert least_core(moved)[0] == pytest.approx(unit * least_core(values)[0], abs=1e-7 * (1 + unit))


@given(games(least=2))
@settings(deadline=None, max_examples=60)
def test_cost_of_stability_is_zero_exactly_where_the_core_is_not_empty(values):
    assert (cost_of_stability(values) == 0) == (least_core(values)[0] <= 0)


@given(games(least=2))
@settings(deadline=None, max_examples=40)
def test_prenucleolus_lies_in_the_least_core(values):
    x = nucleolus(values, imputations=False)
    assert (values - coalition_sums(x))[1:-1].max() <= least_core(values)[0] + 1e-7


# --- games of the literature ------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_known_solutions_are_met_to_their_stated_tolerance(shared):
    kernels = {
        "shapley": shapley,
        "nucleolus": nucleolus,
        "core_nonempty": lambda values: [least_core(values)[0] <= 0],
    }
    known = json.loads((shared / "data/games/known-solutions.json").read_text())
    tried = [game for game in known if game["concept"] in kernels]
    assert len(tried) >= 15
    for game in tried:
        got = np.asarray(kernels[game["concept"]](game["values"]), float)
        assert np.abs(got - game["expected"]).max() <= game["tolerance"], game["name"]


@pytest.mark.parametrize(
    ("estate", "expected"),
    [(100, [100 / 3] * 3), (200, [50, 75, 75]), (300, [50, 100, 150]), (600, [100, 200, 300])],
)
def test_talmud(estate, expected):
    """Aumann and Maschler (1985): three wives with claims of 100, 200, 300."""
    assert np.allclose(nucleolus(bankruptcy(estate, [100, 200, 300])), expected, atol=1e-9)


def test_glove_market_pays_the_scarce_side_in_the_core():
    values = glove(3, [0])
    assert np.allclose(shapley(values), [2 / 3, 1 / 6, 1 / 6])
    assert np.allclose(nucleolus(values), [1, 0, 0])
    assert least_core(values)[0] == 0
    assert cost_of_stability(values) == 0


def test_airport_shapley_shares_each_stretch_among_its_users():
    """Littlechild and Owen (1973), Management Science 20."""
    costs = [1.0, 3.0, 6.0, 10.0]
    steps = np.diff(costs, prepend=0.0)
    expected = [-sum(steps[k] / (4 - k) for k in range(i + 1)) for i in range(4)]
    assert np.allclose(shapley(airport(costs)), expected)


def test_airport_nucleolus_halves_what_is_saved_by_two():
    """Two aeroplanes that need 4 and 10: the shared stretch is halved."""
    assert np.allclose(nucleolus(airport([4.0, 10.0])), [-2, -8])


@pytest.mark.parametrize(("n", "quota"), [(3, 2), (5, 3), (7, 5), (9, 6)])
def test_majority_games_by_closed_form(n, quota):
    """Bachrach et al. (2009): n / quota - 1 makes a k-of-n game stable; each of `quota` voters must hold 1 / quota."""
    values = voting([1] * n, quota)
    assert np.allclose(shapley(values), 1 / n)
    assert np.allclose(nucleolus(values), 1 / n)
    assert cost_of_stability(values) == pytest.approx(n / quota - 1)
    assert least_core(values)[0] == pytest.approx(1 - quota / n)


def test_apex_game():
    """One big and four small players: nucleolus proportional to (3, 1, 1, 1, 1); Shapley 3/5 and 1/10."""
    values = voting([3, 1, 1, 1, 1], 4)
    assert np.allclose(nucleolus(values), np.array([3, 1, 1, 1, 1]) / 7)
    assert np.allclose(shapley(values), [0.6, 0.1, 0.1, 0.1, 0.1])


def test_security_council_of_fifteen():
    """Five vetoes, nine votes: Shapley-Shubik 421/2145 and 4/2145; the nucleolus gives all to the vetoes."""
    values = voting([7] * 5 + [1] * 10, 39)
    assert np.allclose(shapley(values), [421 / 2145] * 5 + [4 / 2145] * 10)
    assert np.allclose(nucleolus(values), [0.2] * 5 + [0] * 10)
    assert cost_of_stability(values) == 0


def test_council_of_the_six_of_1958_gives_luxembourg_no_power():
    values = voting([4, 4, 4, 2, 2, 1], 12)
    assert np.allclose(shapley(values), np.array([14, 14, 14, 9, 9, 0]) / 60)


def test_unanimity_game_shares_equally_among_those_needed():
    needed = 0b0110
    values = np.array([float(mask & needed == needed) for mask in range(16)])
    assert np.allclose(shapley(values), [0, 0.5, 0.5, 0])
    assert np.allclose(nucleolus(values), [0, 0.5, 0.5, 0])


def test_nucleolus_keeps_the_floor_that_the_prenucleolus_ignores():
    values = [0, 0, 0, 10, 0, 0, 0, 2]
    assert np.allclose(nucleolus(values), [1, 1, 0])
    assert np.allclose(nucleolus(values, imputations=False), [3, 3, -4])


@pytest.mark.parametrize("worth", [(1.0, 2.0, 7.0), (0.0, 0.0, 5.0), (3.0, 1.0, 4.0)])
def test_two_players_halve_the_gain(worth):
    one, two, both = worth
    expected = [one + (both - one - two) / 2, two + (both - one - two) / 2]
    assert np.allclose(shapley([0, one, two, both]), expected)
    assert np.allclose(nucleolus([0, one, two, both]), expected)


def test_additive_game_pays_everybody_what_he_is_worth_alone():
    worth = np.array([3.0, -1.0, 0.0, 2.5])
    values = coalition_sums(worth)
    for solve in (shapley, nucleolus, lambda v: least_core(v)[1]):
        assert np.allclose(solve(values), worth)
    assert cost_of_stability(values) == 0


def test_one_player_gets_all():
    assert shapley([0, 4]).tolist() == nucleolus([0, 4]).tolist() == [4]
    assert least_core([0, 4]) == (0.0, np.array([4.0]))
    assert cost_of_stability([0, 4]) == 0


# --- large, sampled, and refused --------------------------------------------------------------------------------------


def test_twelve_players_with_many_ties_equal_the_programme_with_every_coalition():
    rng = np.random.default_rng(3)
    values = voting(rng.integers(1, 6, 12), 25)
    assert least_core(values)[0] == pytest.approx(whole_programme(values), abs=1e-8)


def test_sampled_shapley_brackets_the_exact_one():
    weights, quota = np.array([5, 4, 3, 3, 2, 1, 1, 1]), 11
    exact = shapley(voting(weights, quota))
    value_a, stderr_a = shapley_sampled(
        lambda member_da: (member_da @ weights >= quota).astype(float), 8, rng=np.random.default_rng(4), orders=4000
    )
    assert value_a.sum() == pytest.approx(1)
    assert (np.abs(value_a - exact) < 4.5 * stderr_a + 1e-12).all()
    assert stderr_a.max() < 0.01


def test_sampled_error_covers_as_often_as_it_says():
    weights, quota = np.array([3, 2, 2, 1]), 5
    exact, inside = shapley(voting(weights, quota)), []
    for seed in range(200):
        value_a, stderr_a = shapley_sampled(
            lambda member_da: (member_da @ weights >= quota).astype(float),
            4,
            rng=np.random.default_rng(seed),
            orders=200,
        )
        inside.append(np.abs(value_a - exact) <= 1.96 * stderr_a)
    assert 0.88 <= np.mean(inside) <= 0.99


@pytest.mark.parametrize("values", [[0], [0, 1, 2], [1, 2], [0, np.nan], [0, np.inf], [[0, 1]]])
@pytest.mark.parametrize("solve", [shapley, nucleolus, least_core, cost_of_stability])
def test_what_is_no_game_is_refused(solve, values):
    with pytest.raises(ValueError):
        solve(values)


def test_sampling_needs_orders():
    with pytest.raises(ValueError, match="orders"):
        shapley_sampled(lambda member_da: member_da.sum(1).astype(float), 3, rng=np.random.default_rng(0), orders=2)


@given(st.integers(1, 6), st.lists(st.integers(1, 63), max_size=6))
@settings(deadline=None)
def test_span_equals_a_comparison_of_ranks(n, masks):
    basis = sorted({mask & (1 << n) - 1 for mask in masks} - {0})
    settled, rank = spanned(basis, n)
    rows = members(basis, n).astype(float).reshape(len(basis), n)
    assert rank == (np.linalg.matrix_rank(rows) if basis else 0)
    for mask in range(1 << n):
        more = np.vstack([rows, members([mask], n)])
        assert settled[mask] == (np.linalg.matrix_rank(more) == rank)


def test_players_are_counted():
    assert as_game(np.zeros(32))[1] == 5
