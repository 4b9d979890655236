"""Plain JSON: nothing of a noun is lost, and it can be read back."""

import json
import types
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import given
from hypothesis import strategies as st

from convenor.action.exports import json as export
from convenor.model import actor, codes, evidence, outcome, partnership, stake
from convenor.model.codes import Kind

NAMES = {
    name: value
    for module in (actor, codes, evidence, outcome, partnership, stake)
    for name, value in vars(module).items()
}


def read(data: Any, kind: Any) -> Any:
    """Slow twin: build the noun again from its own type hints."""
    if get_origin(kind) is tuple:
        parts = get_args(kind)
        each = parts[:1] * len(data) if parts[-1] is Ellipsis else parts
        return tuple(read(item, part) for item, part in zip(data, each, strict=True))
    if get_origin(kind) is types.UnionType or "Union" in str(get_origin(kind)):
        return None if data is None else read(data, get_args(kind)[0])
    if get_origin(kind) is frozenset:
        return frozenset(data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    if kind is date:
        return date.fromisoformat(data)
    if is_dataclass(kind):
        assert data["noun"] == kind.__name__
        hints = get_type_hints(kind, NAMES)
        return kind(**{field.name: read(data[field.name], hints[field.name]) for field in fields(kind)})
    return data


def test_a_partnership_comes_back_whole(rich):
    # the one lone surrogate of the example has no byte form and is replaced when the file is written
    text = export.render(rich)
    assert read(json.loads(text), partnership.Partnership) == rich


def test_the_file_is_valid_and_the_same_each_time(rich, tmp_path):
    export.write(rich, tmp_path / "a.json")
    export.write(rich, tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["noun"] == "Partnership"


def test_a_list_of_stakes_is_taken_too(rich):
    stakes = [member.stake for member in rich.members]
    assert export.accepts(stakes)
    assert [one["noun"] for one in export.as_data(stakes)] == ["Stake"] * len(stakes)
    assert not export.accepts("text")
    assert not export.accepts([])


@given(st.floats())
def test_what_is_not_finite_becomes_null(value):
    text = export.render({"x": value})
    assert "NaN" not in text
    assert "Infinity" not in text


def test_a_closed_list_is_its_own_word():
    assert export.as_data({"kind": Kind.LOCAL_STATE}) == {"kind": "local state"}
