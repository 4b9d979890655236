"""Markdown: of a plan the brief on one page, of an agreement the whole draft.

CommonMark, no HTML. Text from data is escaped letter by letter (`markup`).
"""

from pathlib import Path
from typing import Any

from convenor.action.brief import Brief, brief
from convenor.action.markup import md
from convenor.action.network import marking
from convenor.action.words import count, day
from convenor.model.agreement import Agreement, Line, Provision
from convenor.model.plan import Plan

name = "markdown"
title = "Markdown: the brief of a plan, or the draft agreement"
suffix = ".md"
BLANK = "\\_\\_\\_\\_\\_\\_\\_\\_"


def accepts(thing: object) -> bool:
    """A plan or an agreement."""
    return isinstance(thing, (Plan, Agreement))


def write(thing: Any, file: Path) -> None:
    """Write the text; the same noun gives the same bytes."""
    file.write_bytes(render(thing).encode("utf-8", "replace"))


def render(thing: Plan | Agreement) -> str:
    """The brief of a plan, or the draft agreement."""
    lines = _brief(brief(thing, marking(thing).value)) if isinstance(thing, Plan) else _agreement(thing)
    return "\n".join(lines).rstrip() + "\n"


def _brief(page: Brief) -> list[str]:
    lines = [f"# {md(page.title)}", "", md(page.head), "", f"**{md(page.reach)}**", ""]
    lines += [md(". ".join(page.indicators)) + ".", ""] if page.indicators else []
    if page.losses:
        lines += ["## Mend first", ""]
        lines += [f"{n}. {md(what)} **Do:** {md(do)}." for n, (what, do) in enumerate(page.losses, start=1)] + [""]
    if page.calls:
        lines += ["## First calls", ""]
        for n, call in enumerate(page.calls, start=1):
            parts = [
                f"{n}. **{md(call.whom)}.** {md(call.ask)}",
                f"Gains: {md(call.gains)}." if call.gains else "What it would gain is not on file: ask.",
                f"Begin with: {md(call.opener)}." if call.opener else "",
                f"Through: {md(call.through)}." if call.through else "No tie on file: write directly.",
                f"({md(call.window)})" if call.window else "",
            ]
            lines.append(" ".join(part for part in parts if part))
        lines.append("")
    if page.soon:
        lines += ["## To be shown within 90 days", "", *(f"- {md(each)}." for each in page.soon), ""]
    if page.missing:
        lines += ["## Missing", "", *(f"- {md(each)}" for each in page.missing), ""]
    return [*lines, f"*{md(page.assumed)} {md(page.foot)}*"]


def _agreement(draft: Agreement) -> list[str]:
    lines = [
        f"# Draft partnering agreement: {md(draft.title)}", "",
        f"{draft.marking.value}. As of {day(draft.as_of)}. For discussion: not a contract, no legal advice, and nobody "
        f"has agreed to it. {count(draft.blanks, 'blank').capitalize()} to fill.", "",
        f"{BLANK} is to be filled; *proposed* is wording for counsel to change; all else is from the plan.", "",
    ]  # fmt: skip
    for clause in draft.clauses:
        lines += [f"## {md(clause.title)}", "", *(_provision(line) for line in clause.lines), ""]
    return lines


def _provision(line: Provision) -> str:
    note = f" ({md(line.note)})" if line.note else ""
    if line.kind is Line.BLANK:
        return f"- {BLANK} {md(line.text)}{note}"
    return f"- *proposed:* {md(line.text)}{note}" if line.kind is Line.WORDING else f"- {md(line.text)}{note}"
