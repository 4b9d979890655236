"""Places for the marks and names of a network picture: same input, same picture, and no name lies on another.

Kernels: arrays in, arrays out. Places by stress majorisation from a fixed start (no chance is involved), turned so that
the long side lies along the long side of the box. Names by best of sixteen positions round each mark; a name that finds
no free place is not shown, and the mark's number, keyed to a table, stands for it.

Source: Gansner, Koren and North (2004), "Graph drawing by stress majorization", GD 2004, eq. 5.
"""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

ROUNDS = 300  # of majorisation; 60 marks move less than 0.1 unit a round after about 200
APART = 1.6  # distance between unconnected parts, in steps beyond the longest path
AWAY = (1.0, 2.2)  # how far from the mark's rim a name may stand, in units of `gap`


def spread(edges_e2: IntArray, n: int, *, width: float, height: float, margin_2: FloatArray, gap: float) -> FloatArray:
    """Places of n marks in a box, near where tied, at least `gap` apart where the box has room.

    Args:
        edges_e2: Pairs of mark numbers [0, n), shape (n_edges, 2); direction does not matter.
        n: Number of marks [0..].
        width: Width of the box.
        height: Height of the box.
        margin_2: Free rim left and right, above and below, shape (2,): wide where names stand outside.
        gap: Least distance between the middles of two marks.

    Returns:
        Places, shape (n, 2), inside the box less its margin.
    """
    inner = np.array([width, height]) - 2 * margin_2
    if n == 0:
        return np.zeros((0, 2))
    if n == 1:
        return np.array([[width, height]]) / 2
    xy_n2 = _turn(_majorise(_steps(edges_e2, n)), upright=bool(inner[1] > inner[0]))
    low, high = xy_n2.min(axis=0), xy_n2.max(axis=0)
    flat = high - low < 1e-3  # in steps: a chain lies on one line, in the middle of the box
    share_n2 = np.where(flat, 0.5, (xy_n2 - low) / np.where(flat, 1.0, high - low))
    return _push(margin_2 + share_n2 * inner, margin_2, margin_2 + inner, gap)


def _steps(edges_e2: IntArray, n: int) -> FloatArray:
    """Length of the shortest path between each two marks; parts without a path lie a little beyond the longest."""
    far_nn = np.full((n, n), np.inf)
    np.fill_diagonal(far_nn, 0.0)
    for a, b in edges_e2:
        if a != b:
            far_nn[a, b] = far_nn[b, a] = 1.0
    for k in range(n):  # Floyd and Warshall; n is at most some dozens
        far_nn = np.minimum(far_nn, far_nn[:, k, None] + far_nn[None, k, :])
    finite = np.isfinite(far_nn)
    whole_nn: FloatArray = np.where(finite, far_nn, far_nn[finite].max() + APART)
    return whole_nn


def _majorise(far_nn: FloatArray) -> FloatArray:
    n = len(far_nn)
    xy_n2: FloatArray
    turn = 2 * np.pi * np.arange(n) / n
    xy_n2 = np.column_stack([np.cos(turn), np.sin(turn)]) * far_nn.max() / 2
    weight_nn = 1.0 / np.where(far_nn > 0, far_nn, 1.0) ** 2
    np.fill_diagonal(weight_nn, 0.0)
    for _ in range(ROUNDS):
        step_nn2 = xy_n2[:, None, :] - xy_n2[None, :, :]
        length_nn = np.maximum(np.sqrt((step_nn2**2).sum(axis=2)), 1e-9)
        wanted_nn2 = xy_n2[None, :, :] + step_nn2 * (far_nn / length_nn)[:, :, None]
        xy_n2 = (weight_nn[:, :, None] * wanted_nn2).sum(axis=1) / weight_nn.sum(axis=1)[:, None]
    return xy_n2


def _turn(xy_n2: FloatArray, *, upright: bool) -> FloatArray:
    """Turned so that the longest direction lies flat, or stands where the box does."""
    middle_n2 = xy_n2 - xy_n2.mean(axis=0)
    xx, yy = (middle_n2**2).sum(axis=0)
    xy = float((middle_n2[:, 0] * middle_n2[:, 1]).sum())
    angle = -0.5 * np.arctan2(2 * xy, xx - yy) + (np.pi / 2 if upright else 0.0)
    c, s = np.cos(angle), np.sin(angle)
    turned: FloatArray = middle_n2 @ np.array([[c, s], [-s, c]])
    return turned


def _push(xy_n2: FloatArray, low_2: FloatArray, high_2: FloatArray, gap: float) -> FloatArray:
    """Marks nearer than `gap` move apart, a little each round, never out of the box."""
    n = len(xy_n2)
    tilt_nn = 1e-3 * (np.arange(n)[:, None] - np.arange(n)[None, :])  # parts marks that lie on one point
    for _ in range(200):
        step_nn2 = xy_n2[:, None, :] - xy_n2[None, :, :]
        step_nn2[:, :, 1] += tilt_nn
        length_nn = np.sqrt((step_nn2**2).sum(axis=2))
        np.fill_diagonal(length_nn, np.inf)
        short_nn = np.maximum(gap - length_nn, 0.0)
        if not short_nn.any():
            break
        move_n2 = (step_nn2 * (short_nn / np.maximum(length_nn, 1e-9))[:, :, None]).sum(axis=1) / 2
        xy_n2 = np.clip(xy_n2 + move_n2, low_2, high_2)
    return xy_n2


def place_names(
    xy_n2: FloatArray,
    size_l2: FloatArray,
    marks_l: IntArray,
    edges_e2: IntArray,
    *,
    width: float,
    height: float,
    radius: float,
    gap: float = 3.0,
) -> tuple[FloatArray, BoolArray]:
    """Boxes for names beside their marks, at the side where fewest lines leave.

    Args:
        xy_n2: Places of all marks, shape (n, 2).
        size_l2: Width and height of each name, shape (n_names, 2).
        marks_l: Which mark each name belongs to, shape (n_names,); earlier ones choose first.
        edges_e2: Lines between marks, shape (n_edges, 2).
        width: Width of the picture.
        height: Height of the picture.
        radius: Radius of a mark.
        gap: Space kept between a mark's rim and its name.

    Returns:
        Boxes (left, top, right, bottom), shape (n_names, 4), and which of them are shown: no shown box lies on another
        shown box, on a mark, or outside the picture.
    """
    boxes_l4 = np.zeros((len(marks_l), 4))
    shown_l = np.zeros(len(marks_l), dtype=np.bool_)
    rims_n4 = np.column_stack([xy_n2 - radius, xy_n2 + radius])
    clear_4 = np.array([-gap, -gap, gap, gap])
    for name, mark in enumerate(marks_l):
        choices_k4 = _round(xy_n2[mark], size_l2[name], radius, gap)
        taken_m4 = np.vstack([rims_n4, boxes_l4[shown_l]])
        free_k = ~_overlap(choices_k4, taken_m4).any(axis=1) & _inside(choices_k4, width, height)
        if free_k.any():
            crossed_k = _crossed(choices_k4, xy_n2[edges_e2[:, 0]], xy_n2[edges_e2[:, 1]])
            others_m4 = np.delete(taken_m4, mark, axis=0) + 4 * clear_4  # a name near another's mark is misread
            near_k = _overlap(choices_k4, others_m4).sum(axis=1)
            cost_k = 2 * crossed_k + 5 * near_k + 0.01 * np.arange(len(crossed_k))
            best = int(np.argmin(np.where(free_k, cost_k, np.inf)))
            boxes_l4[name], shown_l[name] = choices_k4[best], True
    return boxes_l4, shown_l


def _round(at_2: FloatArray, size_2: FloatArray, radius: float, gap: float) -> FloatArray:
    """Sixteen boxes round a mark: right, left, below, above and the corners, near and a little farther."""
    w, h = size_2
    found = []
    for away in AWAY:
        d = radius + gap * away
        e = 0.7 * d
        for left, top in (
            (d, -h / 2), (-d - w, -h / 2), (-w / 2, d), (-w / 2, -d - h),
            (e, e), (e, -e - h), (-e - w, e), (-e - w, -e - h),
        ):  # fmt: skip
            found.append((at_2[0] + left, at_2[1] + top, at_2[0] + left + w, at_2[1] + top + h))
    return np.array(found)


def _overlap(a_k4: FloatArray, b_m4: FloatArray) -> BoolArray:
    a, b = a_k4[:, None, :], b_m4[None, :, :]
    hit: BoolArray = (
        (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])
    )
    return hit


def _inside(box_k4: FloatArray, width: float, height: float) -> BoolArray:
    fits: BoolArray = (box_k4[:, :2] >= 0).all(axis=1) & (box_k4[:, 2] <= width) & (box_k4[:, 3] <= height)
    return fits


def _crossed(box_k4: FloatArray, from_e2: FloatArray, to_e2: FloatArray) -> FloatArray:
    """Number of lines that cross each box, by clipping each line to the box's two slabs."""
    if not len(from_e2):
        return np.zeros(len(box_k4))
    run_e2 = to_e2 - from_e2
    run_e2 = np.where(np.abs(run_e2) < 1e-9, 1e-9, run_e2)
    t1 = (box_k4[:, None, :2] - from_e2[None]) / run_e2[None]
    t2 = (box_k4[:, None, 2:] - from_e2[None]) / run_e2[None]
    enter = np.maximum(np.minimum(t1, t2).max(axis=2), 0.0)
    leave = np.minimum(np.maximum(t1, t2).min(axis=2), 1.0)
    crossed: FloatArray = (enter < leave).sum(axis=1).astype(np.float64)
    return crossed
