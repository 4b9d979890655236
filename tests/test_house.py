"""The house watches itself: names, docs, commands, layers, and the README's code."""

import ast
import importlib
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import convenor
from convenor.cli import app
from convenor.cli.doors import ORDER

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "convenor"
VERBS = [name for name in convenor.__all__ if name.islower() and name not in ("connect", "table")]
FILES = sorted(PACKAGE.rglob("*.py"))


def test_public_names_are_sorted_and_nothing_else():
    assert list(convenor.__all__) == sorted(convenor.__all__)
    assert dir(convenor) == list(convenor.__all__)
    assert set(convenor._HOME) == set(convenor.__all__)


@pytest.mark.parametrize("name", convenor.__all__)
def test_every_public_name_is_documented(name):
    assert len(inspect.getdoc(getattr(convenor, name)) or "") > 20


def test_a_name_that_is_not_there_is_refused_with_the_ones_that_are():
    with pytest.raises(AttributeError, match="compose"):
        _ = convenor.nothing_of_that_name


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_docs_page(verb):
    assert (ROOT / "docs" / "verbs" / f"{verb}.md").is_file()


@pytest.mark.parametrize("verb", [v for v in VERBS if v != "write"])
def test_every_verb_has_a_command(verb):
    assert verb in {command.name or command.callback.__name__ for command in app.registered_commands}


def test_every_command_has_help_and_json():
    for command in app.registered_commands:
        assert inspect.getdoc(command.callback), command.callback.__name__
        assert "json" in inspect.signature(command.callback).parameters, command.callback.__name__


def test_every_command_has_a_line_in_the_docs():
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for command in app.registered_commands:
        assert f"`convenor {command.name or command.callback.__name__}" in page


def test_the_help_lists_every_command_in_the_order_of_the_docs():
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    named = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert sorted(named, key=lambda name: page.index(f"| `convenor {name}")) == list(ORDER)


@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES}), ids=lambda p: p.name)
def test_all_lists_are_sorted(folder):
    init = folder / "__init__.py"
    if init.exists():
        for node in ast.parse(init.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
                names = ast.literal_eval(node.value)
                assert names == sorted(names), init


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_file_opens_with_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_there_is_no_drawer():
    drawers = {"utils", "util", "common", "helpers", "core", "misc"}
    assert not [path for path in PACKAGE.rglob("*") if path.stem in drawers]


def test_layers_hold():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_convenor_is_cheap_and_quiet():
    code = (
        "import sys, time; t = time.perf_counter(); import convenor; s = time.perf_counter() - t;"
        "heavy = {'numpy', 'scipy', 'duckdb', 'sklearn', 'lxml', 'highspy'} & set(sys.modules);"
        "import json; print(json.dumps([s, sorted(heavy)]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, heavy = json.loads(done.stdout)
    assert not heavy
    assert seconds < 0.2
    assert not done.stderr


def test_the_command_line_starts_without_heavy_packages():
    told = (
        "import sys, convenor.cli;"
        "sys.exit(' '.join({'numpy', 'scipy', 'duckdb', 'sklearn', 'lxml', 'highspy'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr


def test_nothing_names_this_machine_or_the_shared_folder():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    where = re.compile(r"/work/|/root/|\.library")
    for name in listed:
        path = ROOT / name
        if (
            path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".html", ".css", ".js"}
            and name != "tests/test_house.py"
        ):
            assert not where.search(path.read_text(encoding="utf-8")), name


def test_readme_code_runs(tmp_path, monkeypatch):
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    assert blocks
    monkeypatch.chdir(tmp_path)
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102


def test_readme_commands_exist():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    asked = set(re.findall(r"^(?:\$ )?convenor (\w+)", page, flags=re.MULTILINE))
    assert asked
    assert asked <= known


def test_every_module_can_be_imported_alone():
    for path in FILES:
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))


def test_help_is_readable_by_a_newcomer():
    done = CliRunner().invoke(app, ["--help"])
    assert done.exit_code == 0
    assert "security outcome" in done.output
