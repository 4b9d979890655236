"""Damaged sheets give a load, a quarantine or a refusal, and nothing else; any text in any cell does no harm."""

import csv
import io
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convenor.errors import SourceError
from convenor.evidence import load
from convenor.evidence.guard import Input
from convenor.evidence.guard.sheet import Line, as_csv, first_rows, sheets
from convenor.evidence.sources.hxl.columns import layout_of
from convenor.store.schema import LEDGER, TABLES
from tests.evidence.workbooks import sheet_xml, workbook

RESPONSE = [
    ["Organisation", "Donor", "Cluster", "Region", "Pcode", "District", "Start", "Reached", "Activity"],
    [
        "#org",
        "#org+funding",
        "#sector",
        "#adm1+name",
        "#adm1+code",
        "#adm2+name",
        "#date+start",
        "#reached",
        "#activity",
    ],
    ["River Union", "Lake Fund", "WASH", "Upper Bank", "SO11", "Ford", "2021-02-03", "120", "Wells and médiation"],
    ["Ferry Aid", "", "Health; Nutrition", "Lower Bank", "SO12", "Isle", "03/02/2021", "7", "A clinic on a boat"],
]
MEMBERS = [["Name", "Category", "Country", "Joined", "Left"], ["River Union", "NGO", "KE", "2020-01-01", ""]]
OFFERS = [["Actor", "Kind", "Capability", "Amount", "Cost"], ["River Union", "NGO", "mediation", "0.5", "12"]]
SHEETS = {"response": RESPONSE, "guessed": [RESPONSE[0], *RESPONSE[2:]], "members": MEMBERS, "offers": OFFERS}


def as_text(rows) -> bytes:
    return "\n".join(as_csv(row) for row in rows).encode()


def as_workbook(rows) -> bytes:
    return workbook(("One", sheet_xml(rows, ["A3:A4"])), ("Two", sheet_xml([["notes"]])))


FILES = {f"{name}.csv": as_text(rows) for name, rows in SHEETS.items()}
FILES |= {f"{name}.xlsx": as_workbook(rows) for name, rows in SHEETS.items()}


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
    assert all(problem.code and problem.message for problem in report.errors)
    claims = book.rows(book.table("evidence"))
    assert all(row["id"] and row["actor"] for row in claims)
    assert len({row["id"] for row in claims}) == len(claims)
    book.drop_loads([row["id"] for row in book.rows(book.table("loads"))])
    assert not any(counts(book).values())


@pytest.mark.parametrize("name", FILES)
def test_random_flips_cuts_and_splices(book, name, tmp_path):
    rng = random.Random(name)
    for number in range(15):
        data = bytearray(FILES[name])
        for _ in range(rng.randint(1, 5)):
            place = rng.randrange(len(data))
            match rng.randrange(4):
                case 0:
                    data[place] = rng.randrange(256)
                case 1:
                    del data[place : place + rng.randint(1, 20)]
                case 2:
                    data[place:place] = data[rng.randrange(len(data)) :][: rng.randint(1, 100)]
                case _:
                    data[place] ^= 1 << rng.randrange(8)
        path = tmp_path / f"hurt-{number}"
        path.write_bytes(bytes(data))
        survives(book, path)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(list(SHEETS)),
    cells=st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 8)), TEXT, max_size=6),
    packed=st.booleans(),
)
def test_any_text_in_any_cell(book, tmp_path, name, cells, packed):
    rows = [list(row) for row in SHEETS[name]]
    for (row, column), text in cells.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    if packed:
        rows = [["".join(c for c in cell if c >= " " and c not in "\ufffe\uffff") for cell in row] for row in rows]
    path = tmp_path / "any"
    path.write_bytes(as_workbook(rows) if packed else as_text(rows))
    survives(book, path)


PRINTED = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12).map(
    str.strip
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PRINTED, min_size=1, max_size=6), min_size=1, max_size=6))
def test_a_workbook_says_what_was_written_into_it(rows):
    data = workbook(("S", sheet_xml(rows)))
    file = Input("made.xlsx", len(data), lambda: io.BytesIO(data))
    found = {line.number: line.cells for sheet in sheets(file) for line in sheet.rows() if isinstance(line, Line)}
    for number, row in enumerate(rows, 1):
        cells = found.get(number, [])
        assert cells + [""] * (len(row) - len(cells)) == [unescaped(cell) for cell in row]
    assert [number for number in found if number > len(rows)] == []


def unescaped(cell):
    from convenor.evidence.guard.workbook import _clean

    return _clean(cell)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PRINTED, min_size=2, max_size=5), min_size=1, max_size=8))
def test_the_first_rows_seen_are_the_first_rows(rows):
    made = io.StringIO()
    csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    ((name, hidden, seen),) = first_rows(made.getvalue().encode())
    assert (name, hidden) == ("", False)
    assert seen == [row for row in rows if any(row)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXT, max_size=8), max_size=10))
def test_any_rows_have_a_layout_or_none(rows):
    layout = layout_of(rows, {})
    if layout is not None:
        assert len(layout.names) == len(layout.fields)
        assert layout.data >= 1
