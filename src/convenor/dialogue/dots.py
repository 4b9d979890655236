"""The opinion map: places of organisations on the record, or dots that each stand for at least ten people."""

import numpy as np
from numpy.typing import NDArray

from convenor.dialogue.conversation import FloatArray
from convenor.model.dialogue import LEAST

IntArray = NDArray[np.intp]


def scaled(place_px: FloatArray) -> FloatArray:
    """Places on two axes, moved and shrunk together so that they fit [-1, 1]; shape (participants, 2)."""
    two_px = place_px[:, :2] if place_px.shape[1] >= 2 else np.pad(place_px, ((0, 0), (0, 2 - place_px.shape[1])))
    if not len(two_px):
        return two_px
    two_px = two_px - (two_px.max(axis=0) + two_px.min(axis=0)) / 2
    return np.asarray(two_px / max(float(np.abs(two_px).max()), 1e-12))


def gathered(place_px: FloatArray, *, least: int = LEAST) -> list[IntArray]:
    """Rows parted into neighbourhoods of at least `least` people, by halving the widest axis again and again.

    Args:
        place_px: Places, shape (participants, axes).
        least: People in the smallest neighbourhood.

    Returns:
        Rows of each neighbourhood; nothing where there are fewer than `least` people.
    """
    return _halved(place_px, np.arange(len(place_px)), least) if len(place_px) >= least else []


def _halved(place_px: FloatArray, rows: IntArray, least: int) -> list[IntArray]:
    if len(rows) < 2 * least:
        return [rows]
    here = place_px[rows]
    axis = int(np.argmax(np.ptp(here, axis=0)))
    order = rows[np.lexsort((*here.T, here[:, axis]))]
    half = len(order) // 2
    return _halved(place_px, order[:half], least) + _halved(place_px, order[half:], least)
