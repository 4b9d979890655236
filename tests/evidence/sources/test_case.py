"""The dossier source: the example of its page, what becomes of each field, and files that are wrong or hostile."""

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convenor.errors import SourceError
from convenor.evidence.guard import Input, members
from convenor.evidence.sources import Record, Reject, case
from convenor.model.actor import Representation
from convenor.store.schema import columns

PAGE = Path(__file__).parents[3] / "docs" / "sources" / "case.md"
EXAMPLE = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)[0]
SMALL = """convenor: case/1
title: Small
compiled: 2024-06-30
sources:
  page: {title: A page, url: "https://a.example/1"}
actors:
  - id: a
    name: Alpha
    offers:
      - {capability: logistics, source: page}
"""


@pytest.fixture
def read(tmp_path):
    def reading(text: str | bytes) -> list[Record]:
        file = tmp_path / "dossier.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        (opened,) = members(file)
        return list(case.read(opened))

    return reading


@pytest.fixture
def rows(read):
    def reading(text: str, relation: str) -> list[dict[str, object]]:
        return [row for record in read(text) for row in record.rows["evidence"] if row["relation"] == relation]

    return reading


def test_the_example_of_the_page_is_recognised_and_read(read):
    assert case.sniff(EXAMPLE.encode(), "rivertown.yaml")
    records = read(EXAMPLE)
    assert [record.locator for record in records] == ["ferry_union", "market_bank", "river_toll"]
    union = records[0].rows["actors"][0]
    assert (union["name"], union["kind"], union["country"], union["marks"]) == (
        "Union of Ferry Workers",
        "union",
        "XA",
        "local",
    )


def test_rows_have_columns_of_the_book_only(read):
    for record in read(EXAMPLE):
        for table, made in record.rows.items():
            assert all(set(row) <= set(columns(table)) for row in made)


def test_an_offer_runs_from_its_first_to_its_last_known_day(rows):
    warning, ferries, loans = rows(EXAMPLE, "offers")
    assert (warning["start"], warning["end"], warning["use_by"]) == ("2021-01-01", "2024-06-30", "2027-06-30")
    assert (loans["start"], loans["end"], loans["use_by"]) == ("2020-01-01", "2022-12-31", "2025-12-31")
    assert (ferries["unit"], ferries["basis"], warning["unit"], warning["basis"]) == (
        "share 0.5",
        "entered",
        "",
        "evidence",
    )
    assert (ferries["object"], ferries["place"], ferries["source"]) == ("logistics", "XA", "Rivertown Council")
    assert ferries["locator"] == "https://rivertown.example/minutes/2024-05"


def test_a_source_without_an_address_is_cited_by_its_line(rows):
    (gain,) = rows(EXAMPLE, "gains")
    assert gain["source"] == "Notes of our visit"
    assert (
        EXAMPLE.splitlines()[int(gain["locator"].removeprefix("line ")) - 1].strip().startswith("- {what: fewer lost")
    )


def test_a_fact_without_any_date_counts_from_the_day_the_file_was_compiled(rows):
    (offer,) = rows(SMALL, "offers")
    assert (offer["start"], offer["end"], offer["use_by"]) == (None, None, "2027-06-30")


def test_a_leap_day_three_years_on_is_the_twenty_eighth(rows):
    (offer,) = rows(SMALL.replace("source: page}", "source: page, since: 2024-02-29}"), "offers")
    assert offer["use_by"] == "2027-02-28"


def test_voice_is_written_so_that_the_noun_reads_it(rows):
    (row,) = rows(EXAMPLE, "represents")
    seat = Representation.parse(row["object"], row["value"])
    assert (seat.group, seat.modality, seat.phases, seat.right) == (
        "traders",
        "consultation",
        ("prepare", "implement"),
        "heard",
    )


def test_joining_and_leaving_are_days_that_do_not_age(rows):
    (joined,), (left,) = rows(EXAMPLE, "joined"), rows(EXAMPLE, "left")
    assert (joined["start"], joined["use_by"], joined["object"]) == ("2024-05-02", None, "Safe markets in Rivertown")
    assert (left["start"], left["value"]) == ("2023-01-15", "closed its branch")


def test_what_has_no_page_is_marked_as_assumed(rows):
    for relation in ("mission", "stance", "mark"):
        (row,) = rows(EXAMPLE, relation)
        assert (row["basis"], row["use_by"], row["source"]) == ("assumed", None, "Safe markets in Rivertown")


def test_a_users_own_file_is_amber_strict_unless_it_says_clear(rows):
    assert {row["marking"] for row in rows(EXAMPLE, "offers")} == {"TLP:AMBER+STRICT"}
    clear = EXAMPLE.replace("convenor: case/1", "convenor: case/1\nmarking: TLP:CLEAR")
    assert {row["marking"] for row in rows(clear, "offers")} == {"TLP:CLEAR"}


def test_a_page_may_have_terms_of_its_own(rows):
    own = SMALL.replace("title: A page,", "title: A page, licence: as published,")
    assert [row["licence"] for row in rows(own, "offers")] == ["as published"]
    assert [row["licence"] for row in rows(SMALL, "offers")] == ["as stated by its owner"]


def test_reading_twice_gives_the_same_ids_and_a_fact_written_twice_is_one(read):
    first, again = read(EXAMPLE), read(EXAMPLE)
    assert [row["id"] for r in first for row in r.rows["evidence"]] == [
        row["id"] for r in again for row in r.rows["evidence"]
    ]
    doubled = SMALL + "      - {capability: logistics, source: page}\n"
    assert len(read(doubled)[0].rows["evidence"]) == len(read(SMALL)[0].rows["evidence"]) == 1


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b"convenor: case/1\n", True),
        (b"# a note\nconvenor: 'case/1'  # the form\r\n", True),
        (b"convenor: case/2\n", False),
        (b"id: safe-markets\ntitle: convenor: case/1\n", False),
        (b"<iati-activities>convenor: case/1</iati-activities>", False),
        (b"", False),
    ],
)
def test_only_dossiers_are_recognised(head, known):
    assert case.sniff(head, "x.yaml") is known


WRONG = {
    "no version": ("convenor: case/1", "convenor: case/7", "line 1, convenor: expected case/1"),
    "no title": ("title: Small\n", "", "title: is missing"),
    "no day": ("compiled: 2024-06-30\n", "", "compiled: is missing"),
    "no actors": (SMALL[SMALL.index("actors:") :], "", "actors: is missing"),
    "unknown page": ("source: page}", "source: pgae}", "line 10, actors[1].offers[1].source: 'pgae' is not among"),
    "no page": (", source: page}", "}", "actors[1].offers[1].source: is missing"),
    "unknown capability": ("logistics", "logistcs", "did you mean logistics"),
    "unknown field": ("name: Alpha", "name: Alpha\n    nmae: x", "line 9, actors[1].nmae: is not a known field"),
    "unknown kind": ("name: Alpha", "name: Alpha\n    kind: firm", "actors[1].kind: 'firm' is not known"),
    "unknown stance": ("name: Alpha", "name: Alpha\n    stance: friend", "actors[1].stance: 'friend' is not known"),
    "unknown mark": ("name: Alpha", "name: Alpha\n    marks: [good]", "actors[1].marks: 'good' is not known"),
    "no country": ("name: Alpha", "name: Alpha\n    country: Norway", "country: 'Norway' is not a country"),
    "id of two words": ("id: a", "id: a b", "actors[1].id: 'a b' is not an id"),
    "empty id": ("id: a", "id: ''", "actors[1].id: '' is not an id"),
    "no name": ("    name: Alpha\n", "", "actors[1].name: is missing"),
    "no such day": ("source: page}", "source: page, since: 2024-13-02}", "since: '2024-13-02' is not a date"),
    "no day at all": ("source: page}", "source: page, since: long ago}", "since: 'long ago' is not a date"),
    "ends before it begins": (
        "source: page}",
        "source: page, since: 2024, until: 2023}",
        "until: 2023-12-31 is before",
    ),
    "amount beyond one": ("source: page}", "source: page, amount: 2}", "amount: 2 is outside between 0 and 1"),
    "amount in words": ("source: page}", "source: page, amount: half}", "amount: expected a number"),
    "amount of endless digits": ("source: page}", f"source: page, amount: {'9' * 400}}}", "amount: expected a number"),
    "text as a list": ("name: Alpha", "name: [Alpha]", "name: expected text, found a list"),
    "actors as text": (SMALL[SMALL.index("actors:") :], "actors: none\n", "actors: expected a list"),
    "sources as a list": ('page: {title: A page, url: "https://a.example/1"}', "- page", "expected 'key: value' lines"),
    "unknown tie": (
        "name: Alpha",
        "name: Alpha\n    ties: [{to: b, relation: likes, source: page}]",
        "relation: 'likes'",
    ),
    "unknown phase": (
        "name: Alpha",
        "name: Alpha\n    represents: [{group: g, phases: [now], source: page}]",
        "phases: 'now'",
    ),
    "undated joining": ("name: Alpha", "name: Alpha\n    joined: {source: page}", "joined.date: is missing"),
    "half a character": ("name: Alpha", 'name: "\\ud800"', "'a' has a character in its name that is not text"),
    "NUL": ("name: Alpha", 'name: "A\\0"', "'a' has a character in its name that is not text"),
    "tab": ("    name: Alpha", "\tname: Alpha", "line 8: is not valid YAML"),
    "key written twice": ("name: Alpha", "name: Alpha\n    name: Beta", "line 9: the key 'name' stands here twice"),
    "alias": ("name: Alpha", "name: &n Alpha\n    mission: *n", "aliases"),
    "two documents": ("title: Small", "title: Small\n---\nx: 1", "line 3: a second document begins"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_field_is_refused_with_its_line_and_what_would_be_right(read, wrong):
    old, new, says = WRONG[wrong]
    assert old in SMALL
    with pytest.raises(SourceError, match=re.escape(says)) as caught:
        read(SMALL.replace(old, new))
    assert caught.value.source == "dossier.yaml"
    assert caught.value.code == "case.invalid"


def test_two_actors_with_one_id_are_refused(read):
    with pytest.raises(SourceError, match=r"'a' stands in line 7 already"):
        read(SMALL + "  - {id: a, name: Beta}\n")


BOMB = "a: &a [x, x]\n" + "".join(
    f"{n}: &{n} [*{p}, *{p}, *{p}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "billion laughs": BOMB.encode(),
    "not UTF-8": SMALL.replace("Alpha", "Alpha \xe9").encode("latin-1"),
    "UTF-16 without a mark": SMALL.encode("utf-16-be"),
    "ten megabytes": SMALL.encode() + b"# " + b"x" * 10_000_000,
    "deep flow": SMALL.encode() + b"more: " + b"[" * 100_000,
    "deep blocks": SMALL.encode() + b"more:\n" + b"- " * 50_000,
    "endless list": SMALL.encode() + b"more:\n" + b"- a\n" * 110_000,
    "binary": bytes(range(256)) * 8,
    "object tag": SMALL.replace("name: Alpha", "name: !!python/object/apply:os.system [ls]").encode(),
    "empty": b"",
    "only a comment": b"# nothing here\n",
    "a list": b"- convenor: case/1\n",
    "a scalar": b"convenor\n",
    "null everywhere": b"convenor: case/1\ntitle:\ncompiled:\nsources:\nactors:\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(read, name):
    with pytest.raises(SourceError) as caught:
        read(HOSTILE[name])
    assert len(str(caught.value)) < 400


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = sorted(set(re.findall(r"([a-z_]+):", EXAMPLE)) - {"https"})


def outcome_of(text: str) -> list[Record | Reject] | SourceError:
    """Records, or the refusal; anything else that is raised fails the test."""
    data = text.encode("utf-8", "surrogatepass")
    try:
        return list(case.read(Input("junk.yaml", len(data), lambda: io.BytesIO(data))))
    except SourceError as refusal:
        return refusal


def test_amounts_that_a_body_named_itself_are_rows_of_their_own(rows):
    held = rows(EXAMPLE, "account")
    assert [(row["object"], row["value"], row["unit"], row["basis"]) for row in held] == [
        ("cost", "2..3", "thousand crowns of 2024", "entered")
    ]


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        ("{of: price, value: 3, source: page}", "is not known; use: worth, cost"),
        ("{of: cost, source: page}", "is missing; write a number"),
        ("{of: cost, value: [3, 2], source: page}", "does not rise"),
        ("{of: reliability, value: 2, source: page}", "lies outside 0 to 1"),
    ],
)
def test_amounts_that_cannot_be_are_refused(read, fact, says):
    with pytest.raises(SourceError, match=says):
        read(f"{SMALL}    account:\n      - {fact}\n")


def test_the_example_is_read_from_memory_too():
    assert len(outcome_of(EXAMPLE)) == 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(key=st.sampled_from(KEYS), value=JUNK)
def test_any_field_with_anything_in_it_gives_records_or_a_refusal(key, value):
    got = outcome_of(EXAMPLE.replace(f"{key}: ", f"{key}: {json.dumps(value, default=str)} # ", 1))
    assert got.source == "junk.yaml" if isinstance(got, SourceError) else all(isinstance(r, Record) for r in got)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cut=st.integers(0, len(EXAMPLE)), put=st.text(alphabet="{}[]:,&*!|>'\"%@`#-? \n\t\0\ud800\u2028é", max_size=6))
def test_anything_put_anywhere_gives_records_or_a_refusal(cut, put):
    got = outcome_of(EXAMPLE[:cut] + put + EXAMPLE[cut:])
    assert got.source == "junk.yaml" if isinstance(got, SourceError) else len(got) > 0
