"""Read Polis exports, `polis-export/1` and the older openData variants, and write them again as they were.

Traps: votes.csv is an event log in which the last vote counts; stated counts are partly stale and are not used but to
tell the sign; times are seconds or milliseconds; group ids may be blank; moderated is -1, 0 or 1; descriptions have
several lines. Source: Polis, docs/export-format.md; compdemocracy/openData.
"""

import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from convenor.dialogue.conversation import Conversation, matrix_of, natural
from convenor.dialogue.sign import KEY, declared_sign, settle, told_sign
from convenor.dialogue.tables import Table, read_table, write_table
from convenor.errors import SourceError
from convenor.model.dialogue import Statement

SUMMARY, COMMENTS, EVENTS = "summary.csv", "comments.csv", "votes.csv"
MATRIX = ("participants-votes.csv", "participant-votes.csv")  # the older name, and that of polis-export/1
DIGITS = 12  # of a number of votes, at most
SECONDS_BELOW = 1e11  # such a stamp read as milliseconds would lie before March 1973
Cells = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Export:
    """A Polis export: its tables cell for cell, and the conversation that they mean.

    Attributes:
        tables: By kind: "summary.csv", "comments.csv", "votes.csv", "participants-votes.csv", and others as found.
        sidecars: Other files of the folder that came with them, by name, byte for byte.
        sign: 1 where the votes say agree as +1; -1 where as -1.
        conversation: What they mean.
    """

    tables: dict[str, Table]
    sidecars: dict[str, bytes]
    sign: int
    conversation: Conversation


def read_export(folder: str | Path, *, sign: int | None = None) -> Export:
    """A folder of Polis CSV files.

    Args:
        folder: Holds votes.csv or participants-votes.csv, best both, with comments.csv and summary.csv; names may
            carry a prefix, as downloaded ("2025-06-19-1201-abc-votes.csv").
        sign: 1 where agree is +1, -1 where it is -1; None lets the files say.

    Raises:
        SourceError: No votes, a file that cannot be read, or a sign that nobody declared and nothing tells.
    """
    found = _files(Path(folder))
    tables = {kind: read_table(path) for kind, path in found.items() if path.suffix == ".csv"}
    sidecars = {path.name: path.read_bytes() for path in found.values() if path.suffix == ".json"}
    if not {EVENTS, MATRIX[0]} & tables.keys():
        raise SourceError("holds no votes.csv and no participants-votes.csv", source=str(folder), code="file.absent")
    declared = _declared(tables, sidecars) if sign is None else sign
    matrix, notes = _matrix(tables.get(MATRIX[0]))
    events, times, odd = _events(tables.get(EVENTS))
    matrix_sign, event_sign = _signs(tables, matrix, events, declared)
    conversation = _conversation(
        tables,
        {cell: vote * matrix_sign for cell, vote in matrix.items()},
        {cell: vote * event_sign for cell, vote in events.items()},
        times,
        (*notes, *odd),
    )
    read_by = event_sign if events else matrix_sign
    return Export(tables=tables, sidecars=sidecars, sign=read_by, conversation=conversation)


def write_export(export: Export, folder: str | Path) -> None:
    """Write every file of an export as it was read."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for table in export.tables.values():
        write_table(table, target)
    for name, content in export.sidecars.items():
        (target / name).write_bytes(content)


def _files(folder: Path) -> dict[str, Path]:
    """Files by kind; the prefix of a downloaded name is not part of the kind."""
    if not folder.is_dir():
        raise SourceError("is not a folder of a Polis export", source=str(folder), code="file.absent")
    kinds = (*MATRIX, SUMMARY, COMMENTS, EVENTS, "participant-importance.csv", "comment-groups.csv",
             "comment-clusters.csv", "format.json")  # fmt: skip
    out: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        kind = next((k for k in kinds if path.name == k or path.name.endswith("-" + k)), None)
        if kind is None or not path.is_file():
            continue
        kind = MATRIX[0] if kind in MATRIX else kind
        if kind in out:
            raise SourceError(f"holds two files of {kind}; keep one", source=str(folder), code="file.twice")
        out[kind] = path
    return out


def _declared(tables: dict[str, Table], sidecars: dict[str, bytes]) -> int:
    """The sign that the files declare, 0 where none does; all declarations have to agree."""
    signs = {declared_sign(text, name) for name, text in _declarations(tables, sidecars)}
    if len(signs) > 1:
        raise SourceError("declare different signs", source="the files", code="votes.sign-contradicted")
    return signs.pop() if signs else 0


def _declarations(tables: dict[str, Table], sidecars: dict[str, bytes]) -> list[tuple[str, str]]:
    out = [(table.name, table.declared) for table in tables.values() if KEY in table.declared]
    out += [(SUMMARY, row[1]) for row in _rows(tables.get(SUMMARY)) if len(row) > 1 and row[0] == KEY]
    for name, content in sidecars.items():
        try:
            stated = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise SourceError("is not JSON", source=name, code="json.unreadable") from error
        if isinstance(stated, dict) and KEY in stated:
            out.append((name, str(stated[KEY])))
    return out


def _rows(table: Table | None) -> tuple[tuple[str, ...], ...]:
    return table.rows if table else ()


def _matrix(table: Table | None) -> tuple[Cells, tuple[str, ...]]:
    """Cells of the matrix as they stand, and what was odd."""
    if table is None:
        return {}, ()
    cells: Cells = {}
    odd = 0
    for row in table.records():
        for what, text in row.items():
            if what.isdigit() and text.strip():
                vote = _vote(text)
                odd += vote is None
                if vote is not None:
                    cells[row["participant"].strip(), what] = vote
    return cells, _counted(odd, "cells", table.name)


def _events(table: Table | None) -> tuple[Cells, Cells, tuple[str, ...]]:
    """Last vote of each pair and its time [ms]; the later row wins where two have the same time."""
    if table is None:
        return {}, {}, ()
    who, what, vote_column = _event_columns(table)
    best: dict[tuple[str, str], tuple[float, float]] = {}
    odd = 0
    for row in table.records():
        vote, time = _vote(row[vote_column]), _time(row.get("timestamp", ""))
        pair = (row[who].strip(), row[what].strip())
        if vote is None or not all(pair):
            odd += 1
        elif pair not in best or not time < best[pair][0]:
            best[pair] = (time, vote)
    votes = {pair: vote for pair, (_, vote) in best.items()}
    return votes, {pair: time for pair, (time, _) in best.items()}, _counted(odd, "rows", table.name)


def _event_columns(table: Table) -> tuple[str, str, str]:
    for names in (("voter-id", "comment-id", "vote"), ("user_id", "comment_id", "vote_value")):
        if set(names) <= set(table.header):
            return names
    raise SourceError(
        f"has columns {', '.join(table.header[:8])}; expected voter-id, comment-id, vote",
        source=table.name,
        code="csv.columns",
    )


def _vote(text: str) -> float | None:
    return {"1": 1.0, "+1": 1.0, "-1": -1.0, "0": 0.0, "1.0": 1.0, "-1.0": -1.0, "0.0": 0.0}.get(text.strip())


def _time(text: str) -> float:
    """Milliseconds since 1970 from a stamp in seconds or milliseconds; NaN where there is none."""
    try:
        stamp = float(text)
    except ValueError:
        return float("nan")
    if not math.isfinite(stamp):
        return float("nan")
    return stamp * 1000 if abs(stamp) < SECONDS_BELOW else stamp


def _counted(number: int, what: str, name: str) -> tuple[str, ...]:
    return (f"{name}: {number} {what} hold no vote of -1, 0 or 1 and were left out",) if number else ()


def _signs(tables: dict[str, Table], matrix: Cells, events: Cells, declared: int) -> tuple[int, int]:
    """Sign of the matrix and of the event log: each is told by its own counts, then by the other."""
    by_person = [(row.get("participant", ""), row, "n-agree", "n-disagree") for row in _records(tables, MATRIX[0])]
    by_statement = [(row.get("comment-id", ""), row, "agrees", "disagrees") for row in _records(tables, COMMENTS)]
    told_matrix = told_sign(_stated(matrix, 0, by_person)) or told_sign(_stated(matrix, 1, by_statement))
    told_events = told_sign(_stated(events, 0, by_person)) or told_sign(_stated(events, 1, by_statement))
    same = sum(vote == events.get(cell) for cell, vote in matrix.items() if vote)
    other = sum(-vote == events.get(cell) for cell, vote in matrix.items() if vote)
    turn = 1 if same >= other else -1
    name = "votes.csv" if not matrix else MATRIX[0]
    sign = settle(declared, told_matrix or told_events * (turn if matrix else 1), name)
    if not (matrix and events):
        return sign, sign
    return sign, sign * turn if same + other else settle(declared, told_events, EVENTS)


def _records(tables: dict[str, Table], kind: str) -> list[dict[str, str]]:
    return tables[kind].records() if kind in tables else []


def _stated(
    cells: Cells, axis: int, rows: list[tuple[str, dict[str, str], str, str]]
) -> list[tuple[int, int, int, int]]:
    ups, downs = (Counter(cell[axis] for cell, vote in cells.items() if vote == side) for side in (1, -1))
    return [
        (ups[key], downs[key], int(row[agrees]), int(row[disagrees]))
        for key, row, agrees, disagrees in rows
        if _count(row.get(agrees, "")) and _count(row.get(disagrees, ""))
    ]


def _count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < DIGITS


def _conversation(
    tables: dict[str, Table], matrix: Cells, events: Cells, times: Cells, notes: tuple[str, ...]
) -> Conversation:
    cells = {**matrix, **events}
    changed = sum(events.get(cell, vote) != vote for cell, vote in matrix.items())
    if changed:
        notes = (*notes, f"{changed} votes differ between matrix and event log; the log's last vote counts")
    groups = {
        row.get("participant", "").strip(): row.get("group-id", "").strip() for row in _records(tables, MATRIX[0])
    }
    people = sorted({who for who, _ in cells} | groups.keys(), key=natural)
    statements = _statements(tables, {what for _, what in cells})
    ids = [row.id for row in statements]
    summary = {row[0]: row[1] for row in _rows(tables.get(SUMMARY)) if len(row) > 1}
    return Conversation(
        participants=tuple(people),
        statements=tuple(statements),
        votes_ps=matrix_of(cells, people, ids),
        times_ps=matrix_of(times, people, ids),
        title=summary.get("topic", ""),
        description=summary.get("conversation-description", ""),
        exported=tuple(groups.get(who) or None for who in people),
        notes=notes,
    )


def _statements(tables: dict[str, Table], voted: set[str]) -> list[Statement]:
    rows = {row["comment-id"]: row for row in _records(tables, COMMENTS) if row.get("comment-id")}
    header = tables[MATRIX[0]].header if MATRIX[0] in tables else ()
    ids = sorted(voted | rows.keys() | {name for name in header if name.isdigit()}, key=natural)
    return [_statement(what, rows.get(what, {})) for what in ids]


def _statement(what: str, row: dict[str, str]) -> Statement:
    return Statement(
        id=what,
        text=row.get("comment-body", "").strip(),
        accepted=row.get("moderated", "1").strip() != "-1",
        meta=row.get("is-meta", "").strip().lower() == "true",
    )
