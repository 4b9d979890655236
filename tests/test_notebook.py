"""The notebook in the docs runs as it stands, in an empty folder, and shows what it says."""

import json
from pathlib import Path

NOTEBOOK = Path(__file__).parents[1] / "docs" / "an-answer-taken-apart.ipynb"


def test_the_notebook_runs_and_its_numbers_are_those_that_it_shows(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names, told = {}, []
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        exec("".join(cell["source"]), names)  # noqa: S102  (our own notebook)
        told += [line for output in cell["outputs"] for line in output.get("text", ())]
    printed = capsys.readouterr().out
    assert [line.strip() for line in told] == [line.strip() for line in printed.splitlines(keepends=True)]
    assert (tmp_path / "answer.json").is_file()
