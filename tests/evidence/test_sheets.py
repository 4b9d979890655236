"""Response sheets as published: read by hand first, then by us; row by row the same bodies, sectors and places."""

import pytest

from convenor.errors import SourceError
from convenor.evidence import load
from convenor.store import connect
from tests.evidence.sources.test_hxl import rows_of

pytestmark = pytest.mark.shared

# Written down from the files, opened in a viewer: row of the sheet, bodies, clusters or the sector's own word, places.
BY_HAND = {
    "3w_bdi_mar2022.xlsx": (1_527, "BI", {
        "row 3": ({"ALAIN CLARISSE BUSINESS COMPANY"}, ["food security"], ["Gitega"]),
        "row 6": ({"ASSOCIATION POUR LA PROMOTION DE LA SANTÉ MENTALE (ASPM)"}, ["child protection"],
                  ["Bujumbura Mairie"]),
        "row 7": ({'Foyer du Bien-Etre de L"Humanité (FBEH)'}, ["child protection"], ["Bujumbura Mairie"]),
        "row 1529": ({"Fonds des Nations Unies pour la Population (UNFPA)"}, ["protection"], ["Muramvya"]),
    }),
    "3w_car_mar2022.xlsx": (1_809, "CF", {
        "row 3": ({"ACF"}, ["shelter"], ["Mambéré Kadéi", "Amada-Gaza"]),
        "row 6": ({"ASPEC-DC"}, ["education"], ["Mambéré Kadéi", "Amada-Gaza"]),
        "row 1811": ({"UNICEF"}, ["food security"], ["Vakaga", "Ouanda-Djallé"]),
    }),
    "5w_bfa_fev2022.xlsx": (420, "BF", {
        "row 4": ({"ACTED", "ECHO"}, ["shelter"], ["Est", "Gourma", "Fada N'Gourma"]),
        "row 6": ({"ACTED", "BHA"}, ["shelter"], ["Nord", "Yatenga", "Ouahigouya"]),
        "row 8": ({"SCI", "CRUS", "ECHO"}, ["shelter"], ["Sahel", "Oudalan", "Gorom-Gorom"]),
    }),
    "nigeria_3w_august_2021.xlsx": (4_648, "NG", {
        "row 3": ({"Action Aid (AA)"}, ["nutrition"], ["Yobe", "Bursari"]),
        "row 7": ({"Action Aid (AA)"}, ["early recovery"], ["Borno", "Maiduguri"]),
        "row 4650": ({"Zireenza Support Foundation (ZSF)"}, ["early recovery"], ["Adamawa", "Michika"]),
    }),
    "ss_20220520_3w_op_january_march_2022.xlsx": (2_782, "SS", {
        "row 2": ({"Agency for Technical Cooperation and Development (ACTED)"}, ["camp coordination"],
                  ["Central Equatoria", "Juba"]),
        "row 8": ({"Danish Refugee Council (DRC)"}, ["camp coordination"], ["Jonglei", "Canal/Pigi"]),
        "row 2783": ({"Rural Development Action Aid (RDAA)"}, ["health"], ["Western Equatoria", "Yambio"]),
    }),
    "sudan_3w_2021.xlsx": (2_773, "SD", {
        "row 3": ({"UNICEF"}, ["education"], ["Abyei PCA Box", "Abyei"]),
        "row 5": ({"ACAD"}, ["food security"], ["Abyei PCA Box", "Abyei"]),
        "row 2775": ({"WHO"}, ["health"], ["Sennar", "Sinja"]),
    }),
    "345w_guatemala.csv": (1_197, "GT", {
        "line 4": ({"The Shalom Foundation"}, ["nutrition"], ["Guatemala", "Guatemala"]),
        "line 5": ({"The Shalom Foundation"}, ["nutrition"], ["Guatemala", "Guatemala"]),
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_HAND)
def test_a_published_sheet_reads_as_by_hand(shared, name):
    count, country, facts = BY_HAND[name]
    with connect() as book:
        report = load(book, shared / "data" / "3w" / name)
        assert (report.loaded, report.quarantined) == (count, 0)
        found = {row["locator"]: row for row in rows_of(book)}
        assert len(found) == count
        assert {row["country"] for row in found.values()} == {country}
        for place, (bodies, sectors, places) in facts.items():
            row = found[place]
            assert ({body for _, body in row["who"]}, row["sector"], row["place"][: len(places)]) == (
                bodies,
                sectors,
                places,
            )
        assert all(row["who"] and row["place"] for row in found.values())
        assert sum(not row["sector"] for row in found.values()) == (
            name == "345w_guatemala.csv"
        )  # one row of CECI has none
        assert load(book, shared / "data" / "3w" / name).skipped == (name,)


def test_a_sheet_of_counts_is_refused(shared):
    with connect() as book, pytest.raises(SourceError) as caught:
        load(book, shared / "data" / "3w" / "ukr_5w_round12_2022_05_26.xlsx")
    assert caught.value.code == "hxl.no_tags"
    assert "'OBLAST', 'ADMIN1_ID', 'CCCM'" in caught.value.message


def test_cells_are_the_same_as_another_reader_sees(shared):
    import warnings

    openpyxl = pytest.importorskip("openpyxl")
    from convenor.evidence.guard import members
    from convenor.evidence.guard.sheet import sheets

    checked = 0
    for name in ("3w_car_mar2022.xlsx", "ukr_5w_round12_2022_05_26.xlsx"):
        file = shared / "data" / "3w" / name
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            other = openpyxl.load_workbook(file, data_only=True)
        for member in members(file):
            for sheet in sheets(member):
                ours = {line.number: line.cells for line in sheet.rows()}
                for number, row in enumerate(other[sheet.name].iter_rows(values_only=True), 1):
                    cells = ours.get(number, [])
                    for i, value in enumerate(row):
                        mine = cells[i] if i < len(cells) else ""
                        numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
                        same = float(mine) == value if numeric else mine == str(value or "").strip()
                        assert same, (name, sheet.name, number, i, value, mine)
                        checked += 1
    assert checked > 20_000
