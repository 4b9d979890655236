"""Learning from a book's own past: probabilities, kept as plain numbers, the same for a seed, blind to later days."""

import dataclasses
import datetime as dt
import json

import numpy as np
import pytest

from convenor.model.evidence import evidence_id
from convenor.partnerships import compose
from convenor.stakes import trace
from convenor.stakes.kept import KEPT_AS, as_plain, model_of, relearn, words_of
from convenor.store import connect
from tests.stakes.conftest import PROVENANCE, activity

MINES, CREDIT = "manual mine clearance of market roads", "microfinance and savings groups for market traders"


def fill(book):
    """Nine years of partnerships that a coordinator leads: even bodies clear mines, odd ones lend."""
    rng = np.random.default_rng(5)
    bodies = [f"body {n:02}" for n in range(30)]
    kinds, seats = (
        ["NGO" if n % 4 < 2 else "company" for n in range(30)],
        ["XA" if n % 3 else "XB" for n in range(30)],
    )
    book.append("actors", {"id": bodies, "name": bodies, "kind": kinds, "country": seats}, marks="", **PROVENANCE)
    keys = [(f"{year}-{number:02}", number % 2) for year in range(2014, 2023) for number in range(12)]
    names, years = [key for key, _ in keys], [int(key[:4]) for key, _ in keys]
    texts = [(MINES, CREDIT)[side] for _, side in keys]
    dates = {"start": [f"{y}-03-01" for y in years], "end": [f"{y + 1}-02-01" for y in years]}
    book.append("activities", {"id": names, "title": texts, "words": texts, **dates}, locator="p. 1", **PROVENANCE)
    tags = {"activity": names, "code": ["XA"] * len(names)}
    book.append("tags", tags, scheme="country", locator="p. 1", **PROVENANCE)
    rows = [(key, f"body {side:02}", "coordinator") for key, side in keys]
    for key, side in keys:
        rows += [(key, bodies[n], "participant") for n in rng.choice(np.arange(2 + side, 30, 2), 4, replace=False)]
    claims = {
        "id": [evidence_id(*row) for row in rows],
        "object": [row[0] for row in rows], "actor": [row[1] for row in rows],
        "relation": [row[2] for row in rows], "start": [f"{row[0][:4]}-03-01" for row in rows],
    }  # fmt: skip
    book.append("evidence", claims, locator="p. 1", **PROVENANCE)


@pytest.fixture
def filled(book):
    fill(book)
    return book


UNTIL = dt.date(2022, 12, 31)


def test_a_book_learns_probabilities_that_beat_the_base_rate(filled):
    learned = relearn(filled, UNTIL)
    assert learned.calibrated
    assert learned.questions >= 40
    assert learned.brier < learned.base
    said_x = [row for row in learned.reliability if row[2] >= 50]
    assert all(abs(said - happened) < 0.15 for said, happened, _ in said_x)


def test_stakes_are_ranks_before_and_probabilities_after(filled, outcome):
    asked = dataclasses.replace(outcome, convener="body 00")
    before = trace(filled, asked)
    assert not any(stake.calibrated for stake in before)
    relearn(filled, UNTIL)
    after = {stake.actor.id: stake for stake in trace(filled, asked)}
    assert all(stake.calibrated for stake in after.values())
    evens = [stake.salience for name, stake in after.items() if int(name[-2:]) % 2 == 0 and name > "body 01"]
    assert 0.1 < np.mean(evens) < 0.5  # four of fourteen join each time


def test_expected_effect_appears_once_salience_is_a_probability(filled, outcome):
    asked = dataclasses.replace(outcome, convener="body 00")
    assert compose(asked, trace(filled, asked))[0].expected is None
    relearn(filled, UNTIL)
    best = compose(asked, trace(filled, asked))[0]
    assert 0 < best.expected < best.effect


def test_the_same_book_and_seed_give_the_same_numbers(filled):
    assert as_plain(relearn(filled, UNTIL, seed=3)) == as_plain(relearn(filled, UNTIL, seed=3))


def test_a_model_that_knows_later_days_is_not_used_for_an_earlier_one(filled):
    relearn(filled, UNTIL)
    assert model_of(filled, UNTIL).intercept is not None
    assert model_of(filled, dt.date(2020, 1, 1)).intercept is None
    assert "later days" in words_of(filled, dt.date(2020, 1, 1))


def test_nothing_after_the_day_is_learned_from(filled):
    early = as_plain(relearn(filled, dt.date(2019, 12, 31)))
    activity(filled, "late", MINES, ["body 03", "body 05", "body 07"], start="2020-05-01", end="2021-01-01")
    assert as_plain(relearn(filled, dt.date(2019, 12, 31))) == early


def test_the_model_stays_in_the_file_as_plain_numbers(tmp_path):
    with connect(tmp_path / "b.duckdb") as book:
        fill(book)
        learned = relearn(book, UNTIL)
    with connect(tmp_path / "b.duckdb") as book:
        plain = json.loads(book.kept(KEPT_AS))
        assert plain == json.loads(json.dumps(as_plain(learned)))
        assert all(isinstance(weight, float) for weight in plain["signals"].values())


def test_too_little_is_not_learned_from(rivertown, outcome):
    assert relearn(rivertown, outcome.as_of) is None
    assert not any(stake.calibrated for stake in trace(rivertown, outcome))
