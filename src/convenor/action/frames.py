"""A noun's tables in the library that an analyst works with: pandas, polars or Arrow."""

from collections.abc import Sequence
from typing import Any, Literal

from convenor.action.tables import Table, stakes_table, tables
from convenor.errors import MissingExtra, NotFoundError
from convenor.model.partnership import Partnership
from convenor.model.plan import Plan
from convenor.model.stake import Stake

FORMS: dict[str, Literal["pandas", "polars", "pyarrow"]] = {
    "pandas": "pandas", "polars": "polars", "arrow": "pyarrow",
}  # fmt: skip


def frame(thing: Plan | Partnership | Sequence[Stake], name: str = "", *, form: str = "pandas") -> Any:
    """One table of a noun: "Partners", "Coverage", "Evidence", "Actions" and others; stakes are one table.

    Args:
        thing: A plan, a partnership, or a list of stakes.
        name: Which table; empty is the first with one row per partner, action or stake.
        form: "pandas", "polars" or "arrow".

    Returns:
        A pandas or polars data frame, or an Arrow table; text columns are text, also where every cell is empty.

    Raises:
        NotFoundError: No table of this name, or no such form; names those there are.
        MissingExtra: The library is not installed.
    """
    if form not in FORMS:
        raise NotFoundError("form of table", form, FORMS)
    found = _table(thing, name)
    columns = {head: [row[n] for row in found.rows] for n, head in enumerate(found.head)}
    try:
        return _native(columns, form)
    except ImportError as error:
        raise MissingExtra("tables") from error


def _table(thing: Plan | Partnership | Sequence[Stake], name: str) -> Table:
    if isinstance(thing, Plan | Partnership):
        known = {table.name.casefold(): table for table in tables(thing)}
        wanted = name.casefold() or ("actions" if isinstance(thing, Plan) else "partners")
    else:
        known = {"stakes": stakes_table(thing)}
        wanted = name.casefold() or "stakes"
    if wanted not in known:
        raise NotFoundError("table", name, [table.name for table in known.values()])
    return known[wanted]


def _native(columns: dict[str, list[Any]], form: str) -> Any:
    import narwhals as nw

    types = {"text": nw.String(), "number": nw.Float64(), "count": nw.Int64()}
    kinds = {name: _type(values) for name, values in columns.items()}
    held = {name: [_text(v) for v in values] if kinds[name] == "text" else values for name, values in columns.items()}
    schema = nw.Schema({name: types[kind] for name, kind in kinds.items()})
    return nw.from_dict(held, schema=schema, backend=FORMS[form]).to_native()


def _text(value: Any) -> str | None:
    """A cell of a text column; half a character, which no library takes, becomes a question mark."""
    return None if value is None else str(value).encode("utf-8", "replace").decode("utf-8")


def _type(values: list[Any]) -> str:
    """Text unless every cell that holds something is a number."""
    kinds = {type(value) for value in values if value is not None}
    if not kinds or not kinds <= {int, float}:
        return "text"
    return "count" if kinds == {int} else "number"
