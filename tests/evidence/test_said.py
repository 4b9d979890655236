"""What a person says of files at loading: their encoding and their licence."""

import pytest
from typer.testing import CliRunner

from convenor.cli import app
from convenor.errors import SourceError
from convenor.evidence import load
from convenor.evidence.said import Said, is_open
from tests.evidence.made_up import PROJECT_COLUMNS, project_row, sheet

SHEET = "Організація;Донор;Кластер;Область;Громада\nГО «Берег»;Фонд допомоги;Захист;Зарічна;Їжаківська\n"
LIST = "Name,Category,Country,Joined\nRiver Union,civil society,KE,2019-11-10\n"


def names(book):
    return {row["name"] for row in book.rows(book.table("actors"))}


def marks(book):
    return {(row["licence"], row["marking"]) for row in book.rows(book.table("evidence"))}


@pytest.mark.parametrize("page", ["cp1251", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_sheet_of_any_page_is_read_with_its_letters(book, write, page):
    report = load(book, write("who.csv", SHEET.encode(page)))
    assert names(book) == {"ГО «Берег»", "Фонд допомоги"}
    told = [note for reading in report.readings for note in reading.notes if "--encoding" in note]
    assert len(told) == (page == "cp1251")


def test_a_wrong_guess_is_told_and_corrected_by_the_option(book, write):
    file = write("who.csv", "Organisation,Sector,District\nÞór Ð Union,Health,Isle\n".encode("cp1252"))
    report = load(book, file)
    assert names(book) != {"Þór Ð Union"}  # the same bytes are letters of Turkish and of Czech, which have more readers
    assert "letters read as windows-125" in report.readings[0].notes[-1]
    report = load(book, file, encoding="windows-1252")
    assert names(book) == {"Þór Ð Union"}
    assert report.replaced == ("who.csv",)
    assert not any("guessed" in note for note in report.readings[0].notes)
    assert load(book, file, encoding="windows-1252").skipped == ("who.csv",)


def test_a_guess_is_told_of_a_table_that_has_no_reading_of_its_own(book, write):
    report = load(book, write("project.csv", sheet(PROJECT_COLUMNS, project_row(title="Fähre")).encode("cp1252")))
    assert "windows-1252" in report.readings[0].notes[0]


@pytest.mark.parametrize("name", ["utf-7", "nonsense", "unicode_escape", "a\0b"])
def test_what_is_no_encoding_is_refused_before_anything_is_read(book, write, name):
    with pytest.raises(SourceError, match="windows-1252") as refused:
        load(book, write("who.csv", SHEET), encoding=name)
    assert refused.value.code == "encoding.unknown"


def test_the_encoding_that_does_not_fit_is_refused_with_its_place(book, write):
    with pytest.raises(SourceError, match="byte 0x") as refused:
        load(book, write("who.csv", SHEET.encode("cp1251")), encoding="utf-8")
    assert refused.value.code == "text.encoding"


def test_a_membership_list_under_an_open_licence_is_public(book, write):
    file = write("list.csv", LIST)
    load(book, file)
    assert marks(book) == {("as stated by its owner", "TLP:AMBER+STRICT")}
    load(book, file, licence="CC-BY-4.0")
    assert marks(book) == {("CC-BY-4.0", "TLP:CLEAR")}
    assert [row["licence"] for row in book.rows(book.table("loads"))] == ["CC-BY-4.0"]
    load(book, file, licence="members only")
    assert marks(book) == {("members only", "TLP:AMBER+STRICT")}


def test_a_licence_that_is_not_open_closes_a_sheet_and_none_opens_what_a_person_entered(book, write):
    load(book, write("who.csv", SHEET), licence="CC BY-NC 4.0")
    assert marks(book) == {("CC BY-NC 4.0", "TLP:AMBER+STRICT")}
    load(book, write("own.csv", "Actor,Capability,Amount\nRiver Union,mediation,0.5\n"), licence="CC0")
    own = {row["marking"] for row in book.rows(book.table("evidence")) if row["basis"] == "entered"}
    assert own == {"TLP:AMBER+STRICT"}


@pytest.mark.parametrize(
    "licence",
    ["CC0", "CC0-1.0", "CC-BY-4.0", "cc by 3.0 igo", "CC-BY-SA 4.0", "ODbL 1.0", "PDDL", "OGL v3.0", "Public Domain",
     "Creative Commons Attribution 4.0 International", "Open Government Licence v3.0", "EUPL-1.2",
     "Licence Ouverte 2.0"],
)  # fmt: skip
def test_open_licences(licence):
    assert is_open(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "CC BY-NC 4.0",
        "CC-BY-ND-4.0",
        "CC BY-NC-SA",
        "CC",
        "all rights reserved",
        "not CC0",
        "CC0 except names",
        "?",
        "",
    ],
)
def test_licences_that_are_not_open(licence):
    assert not is_open(licence)


@pytest.mark.parametrize("licence", ["a\nb", "x" * 201, "\u202ecc0", " "])
def test_what_is_no_name_of_a_licence_is_refused(licence):
    with pytest.raises(SourceError) as refused:
        Said(licence=licence)
    assert refused.value.code == "licence.unreadable"


def test_the_command_takes_both(tmp_path):
    file = tmp_path / "liste.csv"
    file.write_bytes("Nom;Catégorie;Pays;Date d'adhésion\nSociété Alizé;Entreprise;France;2018-11-12\n".encode("cp850"))
    made = ["load", str(file), "--book", str(tmp_path / "b.duckdb"), "--encoding", "cp850", "--licence", "CC-BY-4.0"]
    result = CliRunner().invoke(app, made)
    assert result.exit_code == 0, result.output
    result = CliRunner().invoke(app, [*made[:-3], "windoof"])
    assert result.exit_code == 2
    assert "windoof" in result.output


def test_a_file_that_changes_while_it_is_read_is_refused_and_nothing_of_it_stays(book, write):
    file = write("who.csv", SHEET)
    changed = []

    def meddle(*_):
        if not changed:
            changed.append(file.write_text(SHEET + "ГО «Причал»;;Захист;Зарічна;Берегова\n", encoding="utf-8"))

    with pytest.raises(SourceError) as refused:
        load(book, file, progress=meddle)
    assert refused.value.code == "file.changed"
    assert names(book) == set()
