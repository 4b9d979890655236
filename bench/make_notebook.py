"""Run a notebook's cells anew and keep what they show: `python bench/make_notebook.py docs/NAME.ipynb`.

Cells run in one namespace, in an empty folder; no kernel is needed.
"""

import ast
import contextlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any


def main(file: Path) -> None:
    """Refresh the outputs in place."""
    notebook = json.loads(file.read_text(encoding="utf-8"))
    target, names, number = file.absolute(), {}, 0
    os.chdir(tempfile.mkdtemp())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            number += 1
            cell["execution_count"], cell["outputs"] = number, outputs("".join(cell["source"]), names, number)
    target.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def outputs(source: str, names: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """What one cell prints, and what its last expression shows."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    said, found = io.StringIO(), []
    with contextlib.redirect_stdout(said):
        exec(compile(tree, "cell", "exec"), names)  # noqa: S102  (our own notebook)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None  # noqa: S307
    if said.getvalue():
        found.append({"output_type": "stream", "name": "stdout", "text": said.getvalue().splitlines(keepends=True)})
    if value is not None:
        data = {"text/plain": repr(value).splitlines(keepends=True)[:60]}
        if hasattr(value, "_repr_html_"):
            data["text/html"] = value._repr_html_().splitlines(keepends=True)
        found.append({"output_type": "execute_result", "execution_count": number, "data": data, "metadata": {}})
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
