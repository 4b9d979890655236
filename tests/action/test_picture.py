"""The network picture: stable places, names that never lie on another name, on a mark or outside."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from convenor.action.picture import place_names, spread

WIDTH, HEIGHT, RADIUS = 800.0, 480.0, 13.0


@st.composite
def graphs(draw, most=24):
    n = draw(st.integers(1, most))
    pairs = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))
    return n, np.array(draw(st.lists(pairs, max_size=40)), dtype=np.int64).reshape(-1, 2)


def places(n, edges_e2):
    return spread(edges_e2, n, width=WIDTH, height=HEIGHT, margin_2=np.array([90.0, 30.0]), gap=44.0)


def overlap(a, b):
    """Slow twin: do two boxes share a point of their inside?"""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_marks_stay_inside_and_apart(graph):
    xy_n2 = places(*graph)
    assert xy_n2.shape == (graph[0], 2)
    rim = np.array([90.0, 30.0])
    assert (xy_n2 >= rim - 1e-6).all()
    assert (xy_n2 <= np.array([WIDTH, HEIGHT]) - rim + 1e-6).all()
    for a, b in itertools.combinations(xy_n2, 2):
        assert np.hypot(*(a - b)) > 2 * RADIUS


@given(graphs(), st.data())
@settings(max_examples=100, deadline=None)
def test_no_name_lies_on_another(graph, data):
    n, edges_e2 = graph
    xy_n2 = places(n, edges_e2)
    names = data.draw(st.integers(1, min(10, n)))
    size_l2 = np.array(
        data.draw(st.lists(st.tuples(st.floats(10, 260), st.just(17.0)), min_size=names, max_size=names))
    )
    boxes_l4, shown_l = place_names(
        xy_n2, size_l2, np.arange(names), edges_e2, width=WIDTH, height=HEIGHT, radius=RADIUS
    )
    shown = boxes_l4[shown_l]
    for a, b in itertools.combinations(shown, 2):
        assert not overlap(a, b)
    for box, (x, y) in itertools.product(shown, xy_n2):
        assert not overlap(box, (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS))
    assert (shown[:, :2] >= 0).all()
    assert (shown[:, 2] <= WIDTH).all()
    assert (shown[:, 3] <= HEIGHT).all()


def test_a_name_with_room_is_shown():
    xy_n2 = places(5, np.array([[0, 1], [1, 2], [2, 3], [3, 4]]))
    _, shown_l = place_names(
        xy_n2, np.full((5, 2), (120.0, 17.0)), np.arange(5), np.zeros((0, 2), dtype=np.int64),
        width=WIDTH, height=HEIGHT, radius=RADIUS,
    )  # fmt: skip
    assert shown_l.all()


def test_the_same_ties_give_the_same_places():
    edges_e2 = np.array([[0, 1], [1, 2], [2, 0], [3, 4]])
    assert places(6, edges_e2).tobytes() == places(6, edges_e2).tobytes()


def test_tied_marks_lie_nearer_than_untied_ones():
    edges_e2 = np.array([[i, i + 1] for i in range(7)])
    xy_n2 = places(8, edges_e2)
    far = {(a, b): np.hypot(*(xy_n2[a] - xy_n2[b])) for a, b in itertools.combinations(range(8), 2)}
    tied = [far[a, b] for a, b in edges_e2]
    assert max(tied) < min(length for pair, length in far.items() if pair[1] - pair[0] > 2)


def test_no_marks_and_one_mark():
    none = np.zeros((0, 2), dtype=np.int64)
    assert places(0, none).shape == (0, 2)
    assert places(1, none).tolist() == [[WIDTH / 2, HEIGHT / 2]]
