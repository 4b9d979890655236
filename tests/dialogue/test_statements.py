"""A table of statements becomes one form per language."""

import datetime as dt

import pytest

from convenor.dialogue.statements import forms_from
from convenor.errors import SourceError

REST = {"conversation": "wells", "title": "Wells", "delete_by": dt.date(2025, 12, 31)}


def written(folder, text):
    file = folder / "statements.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_each_language_gets_a_form(tmp_path):
    forms = forms_from(written(tmp_path, "id,en,fr\n1,Wells first,Les puits d’abord\n"), **REST)
    assert [form.language for form in forms] == ["en", "fr"]
    assert forms[1].statements[0].text == "Les puits d’abord"
    assert forms_from(written(tmp_path, "id,text\n1,Wells first\n"), **REST)[0].language == "en"


@pytest.mark.parametrize(
    ("text", "code"),
    [("a,b\n1,2\n", "csv.columns"), ("id,en\n1,x\n1,y\n", "csv.twice"), ("id,en,fr\n1,x,\n", "csv.empty")],
)
def test_a_table_that_is_not_complete_is_refused(tmp_path, text, code):
    with pytest.raises(SourceError) as error:
        forms_from(written(tmp_path, text), **REST)
    assert error.value.code == code
