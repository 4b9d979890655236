"""Raking meets the shares it can meet, trims, and says what it cost; who is absent is named."""

import numpy as np
import pytest

from convenor.dialogue.population import unhcr_shares
from convenor.dialogue.weights import dimensions, effective_number, rake, share_gap, weighting
from convenor.errors import SourceError

PEOPLE = [f"p{i}" for i in range(60)]
STRATA = {
    who: {"sex": "women" if i < 15 else "men", "place": "north" if i % 2 else "south"} for i, who in enumerate(PEOPLE)
}
SHARES = {"sex": {"women": 0.5, "men": 0.5}, "place": {"north": 0.3, "south": 0.7}}


def weighed(strata=STRATA, shares=SHARES):
    dims = dimensions(PEOPLE, strata, shares)
    return dims, rake([dim.codes_p for dim in dims], [dim.shares_c for dim in dims])


def test_raking_meets_every_share_at_once():
    dims, weights_p = weighed()
    for dim in dims:
        got_c = np.bincount(dim.codes_p, weights=weights_p) / weights_p.sum()
        assert got_c == pytest.approx(dim.shares_c, abs=1e-4)
    assert weights_p.mean() == pytest.approx(1)


def test_weights_are_trimmed_and_the_cost_is_said():
    strata = {who: {"sex": "women" if i < 2 else "men"} for i, who in enumerate(PEOPLE)}
    dims, weights_p = weighed(strata, {"sex": {"women": 0.5, "men": 0.5}})
    assert weights_p.max() <= 5.001
    found = weighting(dims, weights_p, anonymous=False)
    assert found.trimmed == 2
    assert found.design == pytest.approx(len(PEOPLE) / effective_number(weights_p))
    assert found.design > 1


def test_an_absent_category_is_named_and_never_imputed():
    dims, weights_p = weighed(shares={"sex": {"women": 0.4, "men": 0.4, "third": 0.2}})
    found = weighting(dims, weights_p, anonymous=True)
    assert found.absent == ("sex: third",)
    row = next(margin for margin in found.margins if margin.category == "third")
    assert (row.people, row.weighted, row.note) == (0, 0.0, "absent")


def test_a_dimension_without_benchmark_is_named_and_leaves_weights_alone():
    dims, weights_p = weighed(shares={})
    assert weights_p == pytest.approx(1)
    assert {row.note for row in weighting(dims, weights_p, anonymous=False).margins} == {"no benchmark"}


def test_small_margins_are_suppressed_and_do_not_follow_by_subtraction():
    strata = {who: {"sex": "women" if i < 4 else "men"} for i, who in enumerate(PEOPLE)}
    dims, weights_p = weighed(strata, {})
    assert [row.people for row in weighting(dims, weights_p, anonymous=True).margins] == [None, None]


def test_the_interval_of_a_gap_holds_the_gap_and_narrows():
    gap, low, high = share_gap(30, 100, 0.5)
    assert low < gap < high
    assert share_gap(300, 1000, 0.5)[2] - share_gap(300, 1000, 0.5)[1] < high - low


def test_shares_that_are_no_shares_are_refused():
    with pytest.raises(ValueError, match="shares are numbers"):
        dimensions(PEOPLE, STRATA, {"sex": {"women": -1.0}})


def test_weighting_brings_a_skewed_sample_back():
    rng = np.random.default_rng(0)
    errors = []
    for _ in range(40):
        women_p = rng.random(400) < 0.2
        agrees_p = rng.random(400) < np.where(women_p, 0.8, 0.3)
        codes_p = women_p.astype(np.intp)
        weights_p = rake([codes_p], [np.array([0.5, 0.5])])
        errors.append((abs(agrees_p.mean() - 0.55), abs(np.average(agrees_p, weights=weights_p) - 0.55)))
    plain, weighted = np.mean(errors, axis=0)
    assert weighted < plain / 3


def test_population_shares_come_from_unhcr(tmp_path):
    file = tmp_path / "d.csv"
    head = "year,coo_iso,coa_iso,f_0_4,f_5_11,f_12_17,f_18_59,f_60,m_0_4,m_5_11,m_12_17,m_18_59,m_60\n"
    file.write_text(head + "2020.0,AAA,BBB,1,1,1,30,10,1,1,1,40,20\n2021.0,AAA,BBB,0,0,0,0,0,0,0,0,0,0\n")
    assert unhcr_shares(file, asylum="BBB") == {"sex": {"women": 40, "men": 60}, "age": {"18-59": 70, "60+": 30}}
    with pytest.raises(SourceError, match="no breakdown"):
        unhcr_shares(file, asylum="CCC")


@pytest.mark.shared
def test_unhcr_shares_of_a_real_country(shared):
    shares = unhcr_shares(shared / "data" / "diaspora" / "unhcr-demographics-2015-2025.csv", asylum="UGA", origin="SSD")
    assert 0.4 < shares["sex"]["women"] / sum(shares["sex"].values()) < 0.8


def test_the_cost_of_weighting_does_not_tell_how_few_a_small_category_is():
    strata = {who: {"sex": "women" if i < 4 else "men"} for i, who in enumerate(PEOPLE)}
    dims, weights_p = weighed(strata, {"sex": {"women": 0.1, "men": 0.9}})
    open_, shut = (weighting(dims, weights_p, anonymous=anonymous) for anonymous in (False, True))
    assert [row.people for row in shut.margins] == [None, None]
    assert open_.effective != shut.effective
    assert shut.effective % 10 == 0
    assert shut.largest == round(shut.largest)
    few = {who: {"sex": "women" if i < 2 else "men"} for i, who in enumerate(PEOPLE)}
    dims, weights_p = weighed(few, {"sex": {"women": 0.5, "men": 0.5}})
    assert weighting(dims, weights_p, anonymous=True).trimmed is None
