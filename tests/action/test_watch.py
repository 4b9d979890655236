"""Watch: a planted spike is told once, newer editions are followed, shares have their intervals, rates their counts."""

import datetime as dt
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from scipy import stats
from typer.testing import CliRunner

from convenor.action.exports.html import render_watch
from convenor.action.watch import base_rates, cooperation, tell_once, watch
from convenor.action.watch.rates import left_out
from convenor.action.watch.shares import difference, sample, wilson
from convenor.action.watch.spike import dispersion, is_spike, tail, windows
from convenor.cli import app
from convenor.errors import NotFoundError
from convenor.evidence import load, unload
from convenor.model.codes import Marking
from convenor.model.outcome import Outcome
from convenor.store import connect
from tests.contracts.test_sources import example_of_the_page
from tests.evidence.made_up import AGREEMENTS, DYAD_YEARS

GED = example_of_the_page("ucdp")
HEADER, EVENT = GED.splitlines()
DAY = dt.date(2024, 12, 31)
QUESTION = """
id: quay
title: Safe crossings at the quay
as_of: 2024-12-31
places: [MT]
period: {start: 2024-06-01}
steps: [{name: People cross in safety, needs: {mediation: 1}}]
waivers:
  - {rule: security indicator, reason: made up for a test, by: nobody, date: 2024-01-01}
  - {rule: prosperity indicator, reason: made up for a test, by: nobody, date: 2024-01-01}
"""


def ged(*events):
    """A file of events: (id, day, deaths low, best, high)."""
    lines = [HEADER]
    for key, day, low, best, high in events:
        line = EVENT.replace("700001", str(key)).replace("2024-03-04 00:00:00.000", day.isoformat())
        line = line.replace("2024-03-05 00:00:00.000", day.isoformat())
        lines.append(line.replace(",4,7,3,,", f",{best},{high},{low},,"))
    return "\n".join(lines) + "\n"


def quiet(days=800):
    """One event every ten days, one death each."""
    return [(k, DAY - dt.timedelta(days=k), 1, 1, 2) for k in range(0, days, 10)]


def planted(n=20, deaths=3):
    """Many events in the last thirty days."""
    return [(10_000 + k, DAY - dt.timedelta(days=k), deaths - 1, deaths, deaths + 2) for k in range(n)]


@pytest.fixture
def question():
    return Outcome.parse(QUESTION)


@pytest.fixture
def put(book, tmp_path):
    def loaded(text, name="ged.csv"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return load(book, file)

    return loaded


# kernels -------------------------------------------------------------------------------------------------------------


@given(st.integers(0, 60), st.lists(st.integers(0, 25), min_size=12, max_size=12))
def test_the_tail_is_that_of_the_negative_binomial(found, before):
    before_w = np.array(before, float)
    mean, spread = (before_w.sum() + 0.5) / 12, dispersion(before_w) * 13 / 12
    assert tail(found, before_w) == pytest.approx(stats.nbinom.sf(found - 1, mean / (spread - 1), 1 / spread), abs=1e-9)


def test_without_overdispersion_the_tail_is_the_poisson_gamma_predictive():
    before_w = np.array([2.0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2])
    draws = np.random.default_rng(1).gamma(24.5, 1 / 12, 200_000)
    assert tail(6, before_w) == pytest.approx(float(np.mean(stats.poisson.sf(5, draws))), abs=2e-3)


def test_false_alarms_are_rare_in_ordinary_and_in_clustered_counts():
    rng = np.random.default_rng(9)
    for counts in (rng.poisson(8, (2_000, 13)), rng.negative_binomial(3, 3 / 11, (2_000, 13))):
        alarms = np.mean([is_spike(int(row[0]), row[1:].astype(float)) for row in counts])
        assert alarms < 0.03


def test_a_place_where_nothing_changes_alarms_about_once_a_year():
    rng = np.random.default_rng(5)
    told, places = 0, 8
    for _ in range(places):
        day_e = np.repeat(np.arange(760), rng.negative_binomial(0.1, 0.1 / (0.1 + 8 / 30), 760))
        dead_e = rng.geometric(0.5, day_e.size) - 1.0
        last = 0
        for day in range(395, 760):
            if day - last >= 30:
                both = windows(day_e, day, 13), windows(day_e, day, 13, dead_e)
                if any(is_spike(int(count_w[0]), count_w[1:]) for count_w in both):
                    told, last = told + 1, day
    assert 0 < told / places < 2


def test_few_above_nothing_is_no_spike():
    assert not is_spike(2, np.zeros(12))
    assert is_spike(3, np.zeros(12))
    assert not is_spike(100, np.full(12, 98.0))


@given(st.lists(st.integers(-100, 400), max_size=60))
def test_windows_count_as_a_loop_does(days):
    slow = [sum(1 for d in days if 300 - 30 * w - 30 < d <= 300 - 30 * w) for w in range(5)]
    assert windows(np.array(days, dtype=np.int64), 300, 5).tolist() == slow


@given(st.integers(0, 50), st.integers(1, 50))
def test_wilson_solves_its_own_equation(hits, extra):
    n = hits + extra
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    for bound in (low, high):
        if 0 < bound < 1:
            assert abs(hits / n - bound) == pytest.approx(1.959964 * math.sqrt(bound * (1 - bound) / n), abs=1e-9)


def test_newcombe_gives_his_published_example():
    # Newcombe (1998), table II: 56/70 less 48/80, method 10: 0.0524 to 0.3339
    assert difference(48, 80, 56, 70) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_sample_is_pinned_and_small_counts_are_taken_whole():
    many = np.array([5_000, 100, 3_000, 50])
    first, second = (sample(many, np.random.default_rng(38)) for _ in range(2))
    assert first.tolist() == second.tolist()
    assert (first.sum(), (first <= many).all()) == (2_000, True)
    assert sample(np.array([3, 0, 1, 0]), np.random.default_rng(1)).tolist() == [3, 0, 1, 0]


# the watch -----------------------------------------------------------------------------------------------------------


def test_m43_a_planted_spike_alerts_once_with_its_action(book, put, question):
    put(ged(*quiet(), *planted()))
    found = watch(book, question)
    (alert,) = found.alerts
    assert alert.measure == "events and deaths"
    assert (alert.window.events, alert.window.deaths.words) == (23, "63 deaths (43 to 106)")
    assert alert.p < 0.01
    assert (alert.finding.action, alert.finding.owner) != ("", "")
    assert alert.finding.start == DAY < alert.finding.end
    tell_once(book, found)
    again = watch(book, question)
    assert (again.alerts, len(again.standing), again.withdrawn) == ((), 1, ())
    later = watch(book, question, as_of=DAY + dt.timedelta(days=3))
    assert later.alerts == ()


def test_no_spike_no_alert(book, put, question):
    put(ged(*quiet()))
    assert watch(book, question).standing == ()


def test_events_after_the_day_of_reckoning_are_invisible(book, put, question):
    put(ged(*quiet(), *planted()))
    assert watch(book, question, as_of=DAY - dt.timedelta(days=40)).standing == ()


def test_a_newer_edition_that_takes_events_out_withdraws_the_alert_once(book, put, question):
    put(ged(*quiet(), *planted()))
    tell_once(book, watch(book, question))
    put(ged(*quiet()))
    found = watch(book, question)
    assert found.alerts == ()
    (line,) = found.withdrawn
    assert line.startswith("Taken back: Malta, 2024-12-02 to 2024-12-31")
    tell_once(book, found)
    assert watch(book, question).withdrawn == ()
    put(ged(*quiet(), *planted(18)))  # and it may come back
    assert len(watch(book, question).alerts) == 1


def test_a_source_that_is_taken_out_withdraws_its_alerts(book, put, question):
    put(ged(*quiet(), *planted()))
    tell_once(book, watch(book, question))
    unload(book, "ged.csv")
    assert len(watch(book, question).withdrawn) == 1


def test_an_event_in_two_files_counts_once_as_the_last_one_tells_it(book, put, question):
    put(ged(*quiet(), *planted(deaths=9)), "candidate.csv")
    put(ged(*quiet(), *planted(deaths=3)), "yearly.csv")
    (alert,) = watch(book, question).alerts
    assert (alert.window.events, alert.window.deaths.best) == (23, 63)


def test_two_data_sets_are_never_added(book, put, question):
    head, line = example_of_the_page("acled").splitlines()
    rows = [line.replace("MLT1", f"MLT{k}").replace("2024-03-05", str(DAY - dt.timedelta(days=k))) for k in range(40)]
    put("\n".join([head, *rows]) + "\n", "acled.csv")
    put(ged(*quiet()))
    found = watch(book, question)
    assert [(s.source[:5], s.tested) for s in found.series] == [("ACLED", False), ("UCDP ", True)]
    assert found.series[1].windows[-1].events == 3
    assert found.marking is Marking.AMBER_STRICT
    assert "so no spike is tested" in found.assumed[0]


def test_cells_under_three_events_are_not_shown_singly(book, put, question):
    put(ged(*quiet()).replace("14.5146,POINT", "15.5146,POINT", 2))
    found = watch(book, question)
    assert all(cell.events >= 3 for cell in found.cells)
    assert found.few == 2
    assert sum(cell.events for cell in found.cells) + found.few == 37


def test_a_place_without_events_is_not_called_peaceful(book, question):
    assert "This is not peace" in watch(book, question).assumed[0]


def test_the_page_shows_deaths_by_three_counts_the_action_and_no_lonely_event(book, put, question):
    put(ged(*quiet(), *planted()).replace("35.8989,14.5146", "31.2345,11.1111", 1))
    put(DYAD_YEARS, "y.csv")
    put(AGREEMENTS, "a.csv")
    pairs = cooperation(book, "MT", "IT", dt.date(2015, 1, 1))
    page = render_watch(watch(book, question, pairs=pairs, marks=[(dt.date(2024, 6, 1), "start <b>")]))
    tree = html.fromstring(page)
    assert not tree.xpath("//script | //*[@style] | //img | //link")
    assert "default-src 'none'" in page
    words = tree.text_content()
    for said in ("63 deaths (43 to 106)", "partnership lead", "start <b>, 1 June 2024", "UCDP Peace Agreement Dataset"):
        assert said in words, said
    assert "1 more in cells of fewer than three" in words
    assert "31.2" not in words
    assert len(tree.xpath("//circle[@class='ev-dot']")) == 1


def test_the_page_is_as_closed_as_the_most_closed_row(book, put, question):
    head, line = example_of_the_page("acled").splitlines()
    agreed = line.replace("Battles,Armed clash", "Strategic developments,Agreement").replace(",Malta,", ",Italy,")
    put(f"{head}\n{agreed}\n", "acled.csv")
    put(ged(*quiet()))
    assert watch(book, question).marking is Marking.CLEAR
    pairs = cooperation(book, "Quay Band", "Hill Band", dt.date(2024, 1, 1))
    assert watch(book, question, pairs=pairs).marking is Marking.AMBER_STRICT


# cooperation ---------------------------------------------------------------------------------------------------------


def test_m38_cooperation_of_a_pair_before_and_after_has_counts_and_an_interval(book, put):
    put(DYAD_YEARS.replace("2015.0,MALTA_ITALY_2015,0.0,0.0,0.0,0.0", "2016.0,X,40.0,20.0,2.0,1.0"), "y.csv")
    (pair,) = cooperation(book, "MT", "Italy", dt.date(2015, 6, 1))
    assert (pair.before.verbal, pair.before.material, pair.before.against) == (8, 2, 3)
    assert (pair.after.verbal, pair.after.material, pair.after.against) == (40, 20, 3)
    assert pair.before.share.low < 10 / 13 < pair.before.share.high
    assert pair.change == pytest.approx(60 / 63 - 10 / 13)
    assert pair.interval.low < pair.change < pair.interval.high
    assert cooperation(book, "it", "gov:MT", dt.date(2015, 6, 1))[0].change == pair.change
    assert cooperation(book, "MT", "IT", dt.date(2015, 6, 1)) == (pair,)


def test_a_year_that_spans_the_date_belongs_to_neither_side(book, put):
    put(DYAD_YEARS, "y.csv")
    (pair,) = cooperation(book, "MT", "IT", dt.date(2014, 6, 1))
    assert (pair.before.total, pair.after.total, pair.interval) == (0, 0, None)


def test_a_data_set_of_conflict_alone_tells_no_share_of_cooperation(book, put):
    put(GED)
    assert cooperation(book, "Quay Band", "Hill Band", dt.date(2024, 1, 1)) == ()
    with pytest.raises(NotFoundError, match="Quay Band"):
        cooperation(book, "Quai Band", "Hill Band", dt.date(2024, 1, 1))


# base rates ----------------------------------------------------------------------------------------------------------


def test_base_rates_count_those_that_could_be_followed(book, put):
    late = AGREEMENTS.splitlines()[-1].replace("2013-06-01", "2019-06-01").replace("3,1,91", "4,1,91")
    put(f"{AGREEMENTS}{late}\n")
    every, with_it, without = base_rates(book, ["gender"])
    assert (every.total, every.ended) == (2, 1)
    assert (with_it.total, with_it.ended, without.total, without.ended) == (1, 0, 1, 1)
    assert left_out(book) == (1, 1)
    with pytest.raises(NotFoundError, match="provision"):
        base_rates(book, ["eternal"])


def test_an_ending_after_the_day_of_reckoning_is_not_known_yet(book, put):
    put(AGREEMENTS.replace("2012-03-04", "2014-03-04"))
    assert base_rates(book, ["cease"], dt.date(2013, 12, 31)) == ()
    assert base_rates(book, ["cease"], dt.date(2015, 12, 31))[0].ended == 1


@pytest.mark.shared
def test_the_published_agreements_give_their_rates(shared):
    with connect() as book:
        load(book, shared / "data" / "ucdp" / "ucdp-peace-agreements-221.xlsx")
        every, with_it, without = base_rates(book, ["gender"])
        assert (every.total, every.ended) == (344, 114)
        assert with_it.total + without.total == 344
        assert with_it.ended + without.ended == 114
        assert every.total + sum(left_out(book)) == 374


# the command line ----------------------------------------------------------------------------------------------------


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_is_silent_in_cron_when_nothing_changed(tmp_path):
    file, question, book = tmp_path / "ged.csv", tmp_path / "q.yaml", tmp_path / "b.duckdb"
    question.write_text(QUESTION)
    file.write_text(ged(*quiet()))
    assert run("load", file, "--book", book).exit_code == 0
    ask = ("watch", question, "--book", book, "--as-of", "2024-12-31")
    first = run(*ask)
    assert (first.exit_code, first.output) == (0, "")
    file.write_text(ged(*quiet(), *planted()))
    run("load", file, "--book", book)
    told, again = run(*ask), run(*ask)
    assert told.output.startswith("ALERT  Malta")
    assert "Do: Call the partners" in told.output
    assert "Who: partnership lead" in told.output
    assert (again.exit_code, again.output) == (0, "")
    data = json.loads(run(*ask, "--json").output)
    assert (data["alerts"], len(data["standing"])) == ([], 1)


def test_cooperation_and_base_rates_at_the_command_line(tmp_path):
    book = tmp_path / "b.duckdb"
    (tmp_path / "y.csv").write_text(DYAD_YEARS)
    (tmp_path / "a.csv").write_text(AGREEMENTS)
    run("load", tmp_path / "y.csv", tmp_path / "a.csv", "--book", book)
    shown = run("cooperation", "MT", "IT", "--since", "2015-01-01", "--book", book)
    assert shown.exit_code == 0
    assert "77%" in shown.output
    rates = run("baserates", "--feature", "gender", "--book", book)
    assert "1 of 2" in rates.output
    assert "predicts nothing" in rates.output
    assert json.loads(run("baserates", "--book", book, "--json").output)["last_day_unknown"] == 1
    assert run("cooperation", "MT", "Nowhere", "--since", "2015-01-01", "--book", book).exit_code == 2
    assert run("cooperation", "MT", "IT", "--since", "soon", "--book", book).exit_code == 2
