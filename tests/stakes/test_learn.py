"""The learned stake: right gradient, honest windows, exact contributions, probabilities, no leak in the back-test."""

import csv
import io
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from convenor.stakes import calibrate, learn, origin
from convenor.stakes.ground import Query
from convenor.stakes.newcomers import with_places
from convenor.stakes.signals import FEATURES, SIGNALS

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
sys.path.insert(0, str(Path(__file__).parent))
from made_up import made_up  # noqa: E402
from who_joins import cordis, iati, ours  # noqa: E402


@pytest.fixture(scope="module")
def model():
    return origin.learned(made_up(), 2017)


@pytest.fixture(scope="module")
def ground():
    return origin.ground_at(made_up(), 2017.0)[0]


@pytest.mark.parametrize("whole", [True, False])
def test_gradient_equals_finite_differences(whole):
    lesson = origin.lesson(made_up(whole=whole), 2015, 2016, most=6, rng=np.random.default_rng(0))
    lesson = replace(
        lesson, feature_qkf=lesson.feature_qkf.astype(np.float64), signal_qan=lesson.signal_qan.astype(np.float64)
    )
    x = np.random.default_rng(1).normal(0, 0.3, len(FEATURES) + 1 + len(SIGNALS)).astype(np.float32).astype(float)
    _, gradient = learn._loss(lesson, x)
    for i in range(len(x)):
        step = np.zeros(len(x))
        step[i] = 2.0**-10
        slope = (learn._loss(lesson, x + step)[0] - learn._loss(lesson, x - step)[0]) / 2.0**-9
        assert gradient[i] == pytest.approx(slope, rel=2e-2, abs=2e-3)


def test_a_field_that_texts_tell_is_learned(model, ground):
    found = learn.score(model, ground, Query(text="radar coast patrol", lead=0)).score_a
    ranked = [int(a) for a in np.argsort(-found)[:10]]
    assert sum(a % 2 == 0 for a in ranked) >= 9
    flood = learn.score(model, ground, Query(text="flood river dam", lead=1)).score_a
    assert sum(int(a) % 2 == 1 for a in np.argsort(-flood)[:10]) >= 9


def test_contributions_sum_to_the_score(model, ground):
    found = learn.score(model, ground, Query(text="radar coast", lead=0, known=(4, 6)))
    free = np.isfinite(found.score_a)
    assert found.part_am.shape[1] == len(learn.PARTS)
    assert np.allclose(found.part_am.sum(1)[free], found.score_a[free])
    assert np.flatnonzero(~free).tolist() == [0, 4, 6]
    assert found.weight_k.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_rare_is_as_loud_in_a_question_as_it_was_in_the_lessons(whole):
    record = made_up(whole=whole)
    found, lessons = origin.learned(record, 2017), origin.lessons_of(record, 2017)
    assert found.limit == (None if whole else origin.LIMIT)
    assert learn.from_plain(learn.to_plain(found)).limit == found.limit
    loudest = max(float(np.abs(lesson.signal_qan).max()) for lesson in lessons)
    assert whole or loudest <= origin.LIMIT
    tight = replace(found, limit=0.5)
    own, _ = origin.ground_at(record, 2017.0)
    query = Query(text="radar coast", lead=0, known=(4,))
    signals = slice(len(FEATURES) + 1, -1)  # the last is no standardised signal: a closed circle, 0 to 1
    most = np.abs(learn.score(tight, own, query).part_am[:, signals]).max(axis=0)
    assert (most <= 0.5 * np.abs(found.weight_n[:-1]) + 1e-12).all()
    assert (np.abs(learn.score(found, own, query).part_am[:, signals]).max(axis=0) > most).any()


def test_score_equals_a_plain_loop(model, ground):
    query = Query(text="river warning", lead=1)
    feature_kf, signal_an, _ = learn.view(ground, query)
    power = np.exp(feature_kf @ model.kernel_f)
    dense, found = ground.past.joined_ka.toarray(), learn.score(model, ground, query).score_a
    for a in np.flatnonzero(np.isfinite(found)):
        kernel = sum(power[k] / power.sum() for k in range(len(power)) if dense[k, a])
        assert found[a] == pytest.approx(signal_an[a] @ model.weight_n + model.blend * np.log(kernel + 1e-7))


def test_same_seed_same_model(model):
    again = origin.learned(made_up(), 2017)
    assert learn.to_plain(again) == learn.to_plain(model)


@pytest.mark.parametrize("whole", [True, False])
def test_what_comes_after_the_cut_changes_nothing(whole):
    record = made_up(whole=whole)
    early = np.flatnonzero(record.start_k < 2015)
    short = replace(
        record,
        start_k=record.start_k[early],
        text_k=tuple(record.text_k[k] for k in early),
        joined_ka=record.joined_ka[early],
        joined_rka=(record.joined_ka[early],),
        lead_k=record.lead_k[early],
        places_kg=record.places_kg[early],
        purposes_kp=record.purposes_kp[early],
    )
    assert learn.to_plain(origin.learned(record, 2015)) == learn.to_plain(origin.learned(short, 2015))


def test_a_model_is_plain_numbers_and_back(model, ground):
    query = Query(text="radar", lead=0)
    back = learn.from_plain(learn.to_plain(model))
    assert np.allclose(learn.score(back, ground, query).part_am, learn.score(model, ground, query).part_am, atol=1e-4)


@pytest.mark.parametrize("name", ["consortia", "activities", "books"])
def test_the_default_model_ranks_a_new_book(name, ground):
    found = learn.score(learn.default_model(name), ground, Query(text="radar coast patrol", lead=0)).score_a
    assert sum(int(a) % 2 == 0 for a in np.argsort(-found)[:10]) >= 8


def test_ranks_are_not_sold_as_probabilities(model):
    bare = replace(model, intercept=None)
    with pytest.raises(ValueError, match="ranks"):
        learn.probability(bare, np.array([0.0, 1.0]))


def test_probabilities_keep_the_order_and_leave_out_those_inside(model, ground):
    found = learn.score(model, ground, Query(text="radar", lead=0)).score_a
    chance = learn.probability(model, found)
    assert chance[0] == 0.0
    assert ((chance >= 0) & (chance <= 1)).all()
    free = np.isfinite(found)
    assert (np.argsort(-chance[free], kind="stable") == np.argsort(-found[free], kind="stable")).all()


def test_platt_finds_the_slope_that_made_the_data():
    rng = np.random.default_rng(0)
    logit = rng.normal(-2, 1.5, 40_000)
    joined = rng.random(len(logit)) < 1 / (1 + np.exp(-(0.7 * logit - 0.4)))
    slope, intercept = calibrate.platt(logit, joined)
    assert slope == pytest.approx(0.7, abs=0.03)
    assert intercept == pytest.approx(-0.4, abs=0.06)


def test_platt_equals_unpenalised_logistic_regression():
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(1)
    logit = rng.normal(-3, 2, 20_000)
    joined = rng.random(len(logit)) < 1 / (1 + np.exp(-logit))
    peer = LogisticRegression(C=1e9, tol=1e-9).fit(logit[:, None], joined)
    assert calibrate.platt(logit, joined) == pytest.approx((peer.coef_[0, 0], peer.intercept_[0]), abs=5e-3)


def test_brier_and_reliability_of_a_sure_and_right_forecast():
    chance, joined = np.array([0.0, 0.0, 1.0]), np.array([False, False, True])
    assert calibrate.brier(chance, joined) == 0.0
    assert calibrate.reliability(chance, joined) == [(0.0, 0.0, 2), (1.0, 1.0, 1)]


def test_newcomers_keep_their_places_and_the_order_stays():
    rng = np.random.default_rng(0)
    for _ in range(50):
        score, new = rng.normal(size=30), rng.random(30) < 0.3
        score[:2] = -np.inf
        place = with_places(score, new, 0.3)
        order = [a for a in np.argsort(-place) if np.isfinite(place[a])]
        assert len(order) == 28
        for n in range(1, 29):
            left = sum(new[a] for a in order[n:])
            assert sum(new[a] for a in order[:n]) >= int(n * 0.3 + 1e-9) or not left
        for group in (True, False):
            own = [score[a] for a in order if new[a] == group]
            assert own == sorted(own, reverse=True)
    assert (np.argsort(-with_places(score, new, 0.0)) == np.argsort(-score, kind="stable")).all()


def test_a_blinded_past_forgets_the_meetings_alone(ground):
    hidden = origin._meetings(ground, Query(text="x", lead=0), 4)
    blind = origin.hide(ground, hidden)
    dense = blind.past.joined_ka.toarray()
    assert hidden.any()
    assert not (dense[:, 0] * dense[:, 4]).any()
    assert (dense[~hidden] == ground.past.joined_ka.toarray()[~hidden]).all()


# The leak test: everything that a planner would not have is replaced by noise, and the rankings stay the same.


@pytest.mark.parametrize("meaning", [False, True])
def test_cordis_ranking_reads_nothing_but_what_a_planner_has(meaning, tmp_path):
    _write_cordis(tmp_path / "true", noise=None)
    _write_cordis(tmp_path / "noise", noise=np.random.default_rng(7))
    true, noise = (cordis.Register(tmp_path / n).trial("2015-01-01", "2017-01-01") for n in ("true", "noise"))
    assert (true.truth_qa != noise.truth_qa).any()  # the noise did replace the answer
    assert true.questions == noise.questions
    found, again = (ours.rank(trial, whole=True, meaning=meaning).score_qa for trial in (true, noise))
    assert np.array_equal(found, again)


@pytest.mark.shared
def test_cordis_leak_test_on_real_consortia(shared, tmp_path):
    folder = shared / "data" / "cordis-security"
    _noised(folder, tmp_path, "2012-01-01", np.random.default_rng(7))
    true, noise = (cordis.Register(path).trial("2012-01-01", "2013-01-01") for path in (folder, tmp_path))
    assert (true.truth_qa != noise.truth_qa).any()
    assert np.array_equal(ours.rank(true, whole=True).score_qa, ours.rank(noise, whole=True).score_qa)


@pytest.mark.parametrize("meaning", [False, True])
def test_iati_ranking_reads_nothing_but_what_the_protocol_names(meaning, tmp_path):
    _write_iati(tmp_path / "true.tar.gz", noise=None)
    _write_iati(tmp_path / "noise.tar.gz", noise=np.random.default_rng(7))
    true, noise = (iati.Archive(tmp_path / n).trial(2014) for n in ("true.tar.gz", "noise.tar.gz"))
    found = dict(zip(true.questions, ours.rank(true, whole=False, meaning=meaning).score_qa, strict=True))
    again = dict(zip(noise.questions, ours.rank(noise, whole=False, meaning=meaning).score_qa, strict=True))
    same = found.keys() & again.keys()  # the one left out was replaced; those left in are the same
    assert len(same) >= 6
    answer = {q: t.tolist() for q, t in zip(true.questions, true.truth_qa, strict=True)}
    other = {q: t.tolist() for q, t in zip(noise.questions, noise.truth_qa, strict=True)}
    assert any(answer[q] != other[q] for q in same)
    assert all(np.array_equal(found[q], again[q]) for q in same)


def _write_cordis(folder, noise):
    folder.mkdir()
    record = made_up()
    projects, parties = [], []
    for k, start in enumerate(record.start_k):
        rng = noise if start >= 2015 else None
        lead = int(record.lead_k[k])
        others = [int(a) for a in record.joined_ka[[k]].indices if a != lead]
        if rng is not None:
            others = [int(a) for a in rng.choice(np.arange(2, 40), 5, replace=False)]
        projects.append(
            {
                "id": f"p{k:03}", "title": record.text_k[k], "objective": record.text_k[k],
                "startDate": f"{start:.0f}-03-01",
                "coordinatorCountry": "FR", "topics": _said(rng, "T-1"), "participants": _said(rng, "x"),
                "participantCountries": _said(rng, "y"), "ecMaxContribution": _said(rng, "5"),
                "totalCost": _said(rng, "6"), "call": _said(rng, "c"),
            }
        )  # fmt: skip
        for a in (lead, *others):
            role = "coordinator" if a == lead else "participant"
            parties.append(
                {
                    "projectID": f"p{k:03}", "role": role, "id": f"o{a:02}", "name": _said(rng, f"Body {a}"),
                    "activityType": _said(rng, "PRC"), "country": _said(rng, "FR"), "ecContribution": _said(rng, "1"),
                }
            )  # fmt: skip
    _csv(folder / "fp7-projects.csv", projects)
    _csv(folder / "fp7-organizations.csv", parties)
    _csv(folder / "h2020-projects.csv", projects[:0], projects[0])
    _csv(folder / "h2020-organizations.csv", parties[:0], parties[0])


def _said(noise, what):
    return what if noise is None else str(noise.integers(1000))


def _noised(folder, target, start, rng):
    """A copy in which all but the planner's columns of what starts later is noise."""
    keep = {"id", "title", "objective", "startDate", "coordinator", "coordinatorCountry"}
    later, ids = set(), []
    for name in cordis.PROJECTS:
        found = list(cordis.rows(folder, name))
        for row in found:
            if row["startDate"] >= start:
                later.add(row["id"])
                row.update({key: str(rng.integers(10**6)) for key in row if key not in keep})
        _csv(target / name, found)
    for name in cordis.PARTIES:
        found = list(cordis.rows(folder, name))
        ids += [row["id"] for row in found]
        for row in found:
            if row["projectID"] in later and row["role"] != "coordinator":
                row.update({key: str(rng.integers(10**6)) for key in row if key not in ("projectID", "role")})
                row["id"] = ids[rng.integers(len(ids))]
        _csv(target / name, found)


def _csv(path, found, like=None):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(like or found[0]), delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(found)


def _write_iati(path, noise):
    record = made_up()
    parts = []
    for k, start in enumerate(record.start_k):
        later = noise is not None and start >= 2015
        lead = int(record.lead_k[k])
        others = [int(a) for a in record.joined_ka[[k]].indices if a != lead]
        role = str(noise.integers(1, 5)) if later else "4"
        if later:  # one member becomes another body
            free = [a for a in range(2, 24) if a not in others]
            others[int(noise.integers(len(others)))] = int(noise.choice(free))
        orgs = "".join(
            f'<participating-org ref="o-{a}" role="{role}" type="70"><narrative>B {a}</narrative></participating-org>'
            for a in (lead, *others)
        )
        money = noise.integers(10**6) if later else 5
        parts.append(
            f"<iati-activity><iati-identifier>a{k}</iati-identifier>"
            f'<reporting-org ref="o-{lead}"><narrative>Body {lead}</narrative></reporting-org>'
            f"<title><narrative>{record.text_k[k]}</narrative></title>"
            f"<description><narrative>{record.text_k[k]}</narrative></description>{orgs}"
            f'<activity-date type="2" iso-date="{start:.0f}-02-01"/><recipient-country code="KE"/>'
            f'<sector vocabulary="1" code="15220"/><budget><value>{money}</value></budget></iati-activity>'
        )
    text = f'<iati-activities version="2.03">{"".join(parts)}</iati-activities>'.encode()
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("made-up.xml")
        info.size = len(text)
        archive.addfile(info, io.BytesIO(text))
