"""Damaged files give a load, a quarantine or a refusal, and nothing else; a load that was killed leaves nothing."""

import csv
import gzip
import io
import json
import random
import subprocess
import sys
import tarfile
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convenor.errors import SourceError
from convenor.evidence import load
from convenor.model.codes import PARTICIPATION
from convenor.store import connect
from convenor.store.schema import LEDGER, TABLES
from tests.contracts.test_sources import example_of_the_page
from tests.evidence.made_up import (
    ORGANISATION_COLUMNS,
    PROJECT_COLUMNS,
    activity_xml,
    demographics_sheet,
    iati_xml,
    organisation_row,
    project_row,
    sheet,
)

EXTRA = (
    '<transaction><transaction-type code="3"/><transaction-date iso-date="2020-05-06"/><value currency="USD">7</value>'
    '<provider-org ref="XM-D"/></transaction><budget><value>9</value></budget>'
    "<location><point><pos>1.2 3.4</pos></point></location><policy-marker code='1' significance='2'/>"
    "<recipient-region code='289' percentage='50'/>"
)
IATI = iati_xml(*(activity_xml(i, title="Médiation", extra=EXTRA, updated="2024-01-01") for i in range(3))).encode()
PROJECTS = sheet(PROJECT_COLUMNS, project_row("1"), project_row("2")).encode()
BODIES = sheet(ORGANISATION_COLUMNS, organisation_row("1"), organisation_row("2")).encode()


def packed() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, data in (("a.xml", IATI), ("p.csv", PROJECTS)):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()


REGISTER = example_of_the_page("ftm").encode()
TABLES_OF_NUMBERS = {
    "population": example_of_the_page("unhcr").encode(),
    "demographics": demographics_sheet().encode(),
    "stock": example_of_the_page("migrants").encode(),
    "money sent": example_of_the_page("remittances").encode(),
}
FILES = {"iati": IATI, "projects": PROJECTS, "bodies": BODIES, "tar": packed(), "gz": gzip.compress(IATI)}
FILES |= {"register": REGISTER} | TABLES_OF_NUMBERS


def counts(book):
    return {name: book.count(name) for name in (*TABLES, *LEDGER)}


def survives(book, path):
    """Load a file that may be damaged; whatever happens, the books balance."""
    before = counts(book)
    try:
        report = load(book, path)
    except SourceError as error:
        assert error.code
        assert error.source
        assert counts(book) == before
        return
    after = counts(book)
    assert after["quarantine"] - before["quarantine"] == report.quarantined
    assert after["loads"] - before["loads"] == 1 - len(report.skipped) - len(report.replaced)
    assert all(problem.code and problem.message for problem in report.errors)
    claims = book.rows(book.table("evidence"))
    assert all(row["id"] and row["actor"] for row in claims)
    assert all(row["object"] for row in claims if row["relation"] in PARTICIPATION)
    assert all(0 <= row["value"] < 1e19 for row in book.rows(book.table("measures")))
    book.drop_loads([row["id"] for row in book.rows(book.table("loads"))])
    assert not any(counts(book).values())


@pytest.mark.parametrize("name", FILES)
def test_random_flips_cuts_and_splices(book, name, tmp_path):
    rng = random.Random(name)
    for number in range(30 if len(FILES[name]) > 2_000 else 12):
        data = bytearray(FILES[name])
        for _ in range(rng.randint(1, 6)):
            place = rng.randrange(len(data))
            match rng.randrange(4):
                case 0:
                    data[place] = rng.randrange(256)
                case 1:
                    del data[place : place + rng.randint(1, 40)]
                case 2:
                    data[place:place] = data[rng.randrange(len(data)) :][: rng.randint(1, 200)]
                case _:
                    data[place] ^= 1 << rng.randrange(8)
        path = tmp_path / f"hurt-{number}"
        path.write_bytes(bytes(data))
        survives(book, path)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    field=st.sampled_from(
        [
            "XM-MADE-0",
            "2020-03-01",
            "2020-05-06",
            ">7<",
            ">9<",
            "USD",
            "15220",
            'role="4"',
            "SO",
            "1.2 3.4",
            "XA-REG-7",
            "Médiation",
        ]
    ),
)
def test_any_value_in_any_field(book, tmp_path, value, field):
    from xml.sax.saxutils import quoteattr

    safe = quoteattr(value)[1:-1].replace("<", "&lt;")
    new = field[0] + safe + field[-1] if field[0] in ">r" else safe
    path = tmp_path / "a.xml"
    path.write_bytes(IATI.decode().replace(field, new if field[0] != "r" else f'role="{safe}"').encode())
    survives(book, path)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*PROJECT_COLUMNS, *ORGANISATION_COLUMNS]), st.text(max_size=20), max_size=5))
def test_any_value_in_any_cell(book, tmp_path, cells):
    path = tmp_path / "a.csv"
    for text in (
        sheet(PROJECT_COLUMNS, project_row() | cells),
        sheet(ORGANISATION_COLUMNS, organisation_row() | cells),
    ):
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        survives(book, path)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_NAMES = ("name", "topics", "country", "startDate", "endDate", "entity", "owner", "asset", "member", "organization",
          "project", "participant", "role", "percentage", "alias", "description", "authority")  # fmt: skip
_SCHEMAS = ("Company", "PublicBody", "Sanction", "Ownership", "Membership", "Project", "ProjectParticipant", "Person")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(_SCHEMAS), st.dictionaries(st.sampled_from(_NAMES), ANY, max_size=6), ANY)
def test_anything_in_any_property(book, tmp_path, schema, properties, other):
    entities = (
        {"id": "b-1", "schema": "Company", "properties": {"name": ["Quillon"]}},
        {"id": "x", "schema": schema, "properties": properties, "last_seen": other},
        {"id": other, "schema": schema, "properties": {"name": ["A"], **properties}},
    )
    path = tmp_path / "e.json"
    path.write_text("\n".join(json.dumps(entity) for entity in entities), encoding="utf-8")
    survives(book, path)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(list(TABLES_OF_NUMBERS)), st.integers(0, 400), st.text(max_size=12))
def test_any_value_in_any_cell_of_a_table_of_numbers(book, tmp_path, name, place, value):
    lines = list(csv.reader(io.StringIO(TABLES_OF_NUMBERS[name].decode())))
    row = lines[place % len(lines)]
    row[place % len(row)] = value
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    path = tmp_path / "t.csv"
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    survives(book, path)


KILLED = """
import sys
from convenor import connect, load
with connect(sys.argv[1]) as book:
    print("open", flush=True)
    load(book, sys.argv[2])
    print("done", flush=True)
"""


def run(target, file, seconds=None):
    """Load in a process of its own and kill it after some seconds; returns how long it ran."""
    process = subprocess.Popen([sys.executable, "-c", KILLED, target, file], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "open\n"
    started = time.perf_counter()
    if seconds is None:
        assert process.stdout.readline() == "done\n"
    else:
        time.sleep(seconds)
        process.kill()
    process.stdout.close()
    process.wait()
    return time.perf_counter() - started


def test_a_load_that_is_killed_leaves_nothing_or_all(tmp_path):
    """A handful of kill -9 spread over the load: the book reopens with the old counts or the new ones."""
    first, second = tmp_path / "first.xml", tmp_path / "second.xml"
    first.write_bytes(IATI)
    second.write_text(iati_xml(*(activity_xml(i, extra=EXTRA * 20, text="Talks. " * 50) for i in range(100, 1_100))))
    with connect(tmp_path / "whole.duckdb") as book:
        load(book, first)
        old = counts(book)
    whole = run(tmp_path / "whole.duckdb", second)
    with connect(tmp_path / "whole.duckdb") as book:
        new = counts(book)
    target = tmp_path / "b.duckdb"
    with connect(target) as book:
        load(book, first)
    for share in (0.05, 0.4, 0.75, 0.95):
        run(target, second, share * whole)
        started = time.perf_counter()
        with connect(target) as book:
            assert time.perf_counter() - started < 2
            assert counts(book) in (old, new)
    run(target, second)
    with connect(target) as book:
        assert counts(book) == new != old
