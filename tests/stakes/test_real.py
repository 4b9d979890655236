"""On real consortia: every row of every stake leads to its source, the answer is the same twice, gaps are named."""

import dataclasses
import datetime as dt

import pytest

from convenor.evidence import load
from convenor.stakes import traced
from convenor.stakes.items import read_items


@pytest.mark.shared
def test_m23_on_real_consortia_every_row_names_source_date_and_licence(shared, book, outcome):
    load(book, *sorted((shared / "data" / "cordis-security").glob("*.csv")))
    asked = dataclasses.replace(
        outcome,
        title="European ports withstand ransomware and sabotage",
        convener="Fraunhofer Gesellschaft zur Foerderung der angewandten Forschung e.V.",
        places=("DE", "NL"),
        as_of=dt.date(2018, 12, 31),
    )
    found = traced(book, asked)
    assert len(found.stakes) >= 300
    for stake in found.stakes:
        assert stake.evidence
        assert all(row.source and row.locator and row.licence and row.retrieved for row in stake.evidence)
    assert {stake.usual for stake in found.stakes} == {True, False}
    assert any(stake.exposure for stake in found.stakes)
    assert any("diaspora" in gap.who for gap in found.gaps)
    assert traced(book, asked) == found
    read = read_items(book)  # kept in the book by now
    assert read.corpus.size == read.activities == 632
