"""Which capabilities the work on file shows: by code, by word, and on the real data as a reader saw it."""

import importlib.util
import random
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from convenor.errors import NotFoundError
from convenor.model.capability import capabilities
from convenor.model.words import fold
from convenor.stakes.match import ENOUGH, SPAN, SURE, hint, shown
from convenor.stakes.phrases import pattern, spaced
from convenor.store import Store, connect

BENCH = Path(__file__).parent.parent.parent / "bench" / "toolbox.py"
FILLER = "The second sentence is about the weather"


def add(book: Store, key: str, text: str, *, title: str = "", tags: tuple[tuple[str, str, str], ...] = ()) -> None:
    book.append("activities", {"id": [key], "title": [title], "words": [fold(text)]})
    for scheme, code, label in tags:
        book.append("tags", {"activity": [key], "scheme": [scheme], "code": [code], "label": [label]})


def found(book: Store, *wanted: str) -> dict[str, dict[str, str]]:
    """Activity to {capability: by}."""
    answer: dict[str, dict[str, str]] = defaultdict(dict)
    rows = book.rows(shown(book, wanted or None))
    assert len(rows) == len({(row["activity"], row["capability"]) for row in rows}), "one row a pair"
    for row in rows:
        answer[row["activity"]][row["capability"]] = row["by"]
    return answer


def test_a_purpose_code_shows_what_its_definition_says(book):
    add(book, "a", "n/a", tags=(("dac", "15220", ""),))
    assert found(book)["a"] == {"peacebuilding": "code"}


def test_a_category_stands_for_all_its_purposes(book):
    add(book, "five", "n/a", tags=(("dac", "14031", ""),))
    add(book, "three", "n/a", tags=(("dac", "140", ""),))
    add(book, "other", "n/a", tags=(("dac", "15140", ""), ("sdg", "140", "")))
    answer = found(book, "water_sanitation")
    assert answer == {"five": {"water_sanitation": "code"}, "three": {"water_sanitation": "code"}}


def test_a_category_alone_does_not_show_one_of_its_purposes(book):
    add(book, "a", "n/a", tags=(("dac", "152", ""),))
    assert found(book) == {}


def test_a_topic_counts_by_its_beginning(book):
    add(book, "a", "n/a", tags=(("topic", "SEC-05-DRS-2016-2017", ""),))
    add(book, "b", "n/a", tags=(("topic", "XSEC-05-DRS-2016", ""),))
    assert found(book) == {"a": {"cbrn_detection": "code"}}


@pytest.mark.parametrize(
    "tag", [("sector:10", "8", ""), ("sector:10", "08x", "Logistics"), ("cluster", "LOGISTICS", "")]
)
def test_a_cluster_counts_by_number_or_name(book, tag):
    add(book, "a", "n/a", tags=(tag,))
    assert found(book) == {"a": {"logistics": "code"}}


def test_a_telling_word_counts_once_said(book):
    add(book, "a", f"{FILLER}. We do mine clearance on farms. {FILLER}.")
    assert found(book) == {"a": {"manual_clearance": "words"}}


def test_a_passing_word_counts_in_a_title_or_when_it_comes_back(book):
    assert "livelihood*?" in capabilities()["livelihoods"].words
    add(book, "once", f"Floods hurt livelihoods in the delta. {FILLER}.")
    add(book, "twice", f"Floods hurt livelihoods in the delta. {FILLER}. Better livelihoods follow.")
    add(book, "same sentence", f"Livelihoods and livelihoods again. {FILLER}.")
    add(book, "title", f"Delta. {FILLER}.", title="Livelihoods in the delta")
    assert set(found(book, "livelihoods")) == {"twice", "title"}


def test_in_a_long_text_a_remark_is_not_a_theme(book):
    many = ". ".join(f"Sentence number {i} is about the weather" for i in range(ENOUGH * SPAN + 1))
    add(book, "remark", f"{many}. One mine clearance team came by.")
    add(book, "theme", f"{many}. One mine clearance team came by. Mine clearance goes on.")
    add(book, "title", many, title="Mine clearance")
    assert set(found(book, "manual_clearance")) == {"theme", "title"}


def test_a_phrase_does_not_run_over_a_full_stop(book):
    add(book, "a", "They went to the mine. Clearance of the snow followed.")
    add(book, "b", "Mine-clearance, at last.")
    assert set(found(book, "manual_clearance")) == {"b"}


def test_a_word_inside_another_does_not_count(book):
    add(book, "a", "An undemining remark. Redemining is no word.")
    assert found(book, "manual_clearance") == {}


def test_accents_and_other_scripts(book):
    add(book, "fr", "Projet de déminage humanitaire")
    add(book, "uk", "Гуманітарне розмінування сільськогосподарських земель")
    add(book, "ar", "برنامج إزالة الألغام للأغراض الإنسانية")
    assert set(found(book, "manual_clearance")) == {"fr", "uk", "ar"}


def test_a_code_is_named_before_a_word(book):
    add(book, "a", "Mine clearance", tags=(("dac", "15250", "Removal of land mines"),))
    assert found(book)["a"]["manual_clearance"] == "code"


def test_texts_with_quotes_and_patterns_are_text(book):
    add(book, "a", "'; DROP TABLE activities; -- mine clearance (?:.*) %_ \\p{L}")
    assert "manual_clearance" in found(book)["a"]
    assert book.count("activities") == 1


def test_an_activity_without_text_shows_nothing(book):
    book.append("activities", {"id": ["a"], "title": [None], "words": [None]})
    assert found(book) == {}


def test_an_empty_book_shows_nothing(book):
    assert book.rows(shown(book)) == []


def test_no_capabilities_asked_for_none_found(book):
    add(book, "a", "Mine clearance", tags=(("dac", "15250", ""),))
    assert book.rows(shown(book, [])) == []


def test_an_unknown_capability_offers_the_nearest(book):
    with pytest.raises(NotFoundError) as caught:
        shown(book, ["manual_clearence"])
    assert "manual_clearance" in caught.value.near


def expected(text: str, title: str) -> set[str]:
    """Slow twin: each capability's one regular expression over each sentence, weights added up."""
    sentences = {spaced(part) for part in fold(text).split(". ")}
    length = len(fold(text).split(". "))
    answer = set()
    for row in capabilities().values():
        weak = [word for word in row.words if word.endswith("?")]
        strong = [word for word in row.words if not word.endswith("?")]
        weights = Counter()
        for words, weight in ((weak, 1), (strong, ENOUGH)):
            sought = re.compile(pattern(words)) if words else None
            for part in sentences:
                if sought and sought.search(part):
                    weights[part] = max(weights[part], weight)
            if sought and sought.search(spaced(title.lower())):
                weights[spaced(title.lower())] = SURE
        total = sum(weights.values())
        if total >= ENOUGH and total * SPAN >= length:
            answer.add(row.id)
    return answer


def test_equals_one_regular_expression_a_capability(book):
    chance = random.Random(7)
    words = [word.rstrip("?").replace("*", "en") for row in capabilities().values() for word in row.words]
    plain = ["and", "of", "the project", "42", "x-ray", "será", "для", "—", ";"]
    made = {}
    for i in range(60):
        parts = [" ".join(chance.choices(words, k=2) + chance.choices(plain, k=3)) for _ in range(chance.randint(1, 8))]
        title = chance.choice(words) if i % 3 == 0 else "Nothing to see"
        made[f"a{i}"] = (". ".join(parts), title)
        add(book, f"a{i}", made[f"a{i}"][0], title=title)
    answer = found(book)
    for key, (text, title) in made.items():
        assert set(answer[key]) == expected(text, title), key


def test_hint_names_what_a_title_asks_for_in_its_order():
    assert hint("Mine clearance, then crop insurance and open data for farmers")[:3] == [
        "manual_clearance",
        "war_risk_cover",
        "open_data",
    ]
    assert hint("") == []
    assert hint("Nothing to see here") == []


@pytest.fixture(scope="module")
def figures(shared, tmp_path_factory):
    """What bench/toolbox.py prints, on a book of the real IATI and CORDIS files."""
    from convenor.evidence import load

    spec = importlib.util.spec_from_file_location("bench_toolbox", BENCH)
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    with connect(tmp_path_factory.mktemp("toolbox") / "real.duckdb") as real:
        load(real, *(shared / file for file in bench.FILES))
        yield bench.figures(real)


@pytest.mark.shared
def test_four_of_five_aid_activities_and_most_projects_show_something(figures):
    assert figures["iati"]["activities"] > 9_500
    assert figures["cordis"]["activities"] == 632
    assert figures["iati"]["coverage"] >= 0.8
    assert figures["cordis"]["coverage"] >= 0.7


@pytest.mark.shared
def test_four_of_five_pairs_found_are_what_a_reader_saw(figures):
    assert figures["labelled"]["found"] >= 150
    assert figures["labelled"]["precision"] >= 0.8
    assert figures["labelled"]["recall"] >= 0.5
