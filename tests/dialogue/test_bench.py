"""The bench reads whatever layout a conversation comes in, and measures by the protocol's own split."""

import csv
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from tests.dialogue.made_up import planted

FILE = Path(__file__).parents[2] / "bench" / "dialogue.py"


@pytest.fixture(scope="module")
def bench():
    if not FILE.is_file():
        pytest.skip("the bench is not beside the tests")
    spec = importlib.util.spec_from_file_location("bench_dialogue", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def votes_ps():
    return planted(people=40, statements=10)[0].votes_ps


def written(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def as_text(vote):
    return "" if np.isnan(vote) else str(int(vote))


def test_a_matrix_is_read_as_it_stands_whatever_its_ids(bench, votes_ps, tmp_path):
    head = ["participant", "xid", "group-id", "n-votes", *[str(901 + 7 * s) for s in range(10)]]
    written(tmp_path / "participants-votes.csv", [head, *[[f"u{p}", "", "", "3", *map(as_text, row)]
                                                         for p, row in enumerate(votes_ps)]])  # fmt: skip
    assert np.array_equal(bench.read(tmp_path), votes_ps, equal_nan=True)


@pytest.mark.parametrize(("sign", "unit"), [(1, 1), (-1, 1000)])
def test_an_event_log_alone_is_read_in_seconds_or_milliseconds_with_either_sign(bench, votes_ps, tmp_path, sign, unit):
    rows = [[(1_500_000_000 + p) * unit, "", s, f"voter {p}", int(sign * votes_ps[p, s])]
            for p, s in zip(*np.nonzero(~np.isnan(votes_ps)), strict=True)]  # fmt: skip
    written(tmp_path / "2020-01-01-x-votes.csv", [["timestamp", "datetime", "comment-id", "voter-id", "vote"], *rows])
    found = bench.read(tmp_path)
    assert found.shape == votes_ps.shape
    assert np.isnan(found).sum() == np.isnan(votes_ps).sum()
    assert abs(np.nansum(found)) == abs(np.nansum(votes_ps))


def test_too_few_votes_are_refused(bench, tmp_path):
    written(tmp_path / "participants-votes.csv", [["participant", "1"], ["a", "1"], ["b", ""]])
    with pytest.raises(ValueError, match="fewer than"):
        bench.read(tmp_path)


def test_a_better_score_is_judged_better_and_one_side_alone_is_not_judged(bench, votes_ps):
    cells = bench.split(votes_ps, 0)
    assert sum(len(cells[name][0]) for name in cells) == (~np.isnan(votes_ps)).sum()
    good, bad = np.nan_to_num(votes_ps), np.zeros(votes_ps.shape)
    assert bench.judged(votes_ps, cells, good)[1] == 1.0
    assert bench.judged(votes_ps, cells, good)[0] < bench.judged(votes_ps, cells, bad)[0]
    assert all(map(np.isnan, bench.judged(np.abs(votes_ps), bench.split(np.abs(votes_ps), 0), bad)))


@pytest.mark.shared
def test_the_split_is_the_protocols(bench, shared):
    spec = importlib.util.spec_from_file_location("protocol", shared / "tools" / "heldout_votes.py")
    protocol = pytest.importorskip("pandas") and importlib.util.module_from_spec(spec)
    spec.loader.exec_module(protocol)
    name = "london.youth.policing"
    votes, cells = protocol.split(name, 1)
    ours = bench.read(shared / "data" / "polis" / name)
    assert np.array_equal(votes, ours, equal_nan=True)
    for part, (rows, columns) in bench.split(ours, 1).items():
        assert np.array_equal(rows, cells[part][0])
        assert np.array_equal(columns, cells[part][1])
