"""The draft partnering agreement as a document, for counsel and partners to work in.

Written with python-docx; what is in the file's zip carries no clock, so that the same noun gives the same bytes.
"""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

from convenor.action.agreement import agreement
from convenor.action.text import clean
from convenor.action.words import count, day
from convenor.model.agreement import Agreement, Clause, Line, Provision
from convenor.model.plan import Plan

name = "docx"
title = "Document: the draft partnering agreement"
suffix = ".docx"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold
LINE = "________________"
FACE = "Cambria"  # offices have it; where they do not, their programme takes a serif face like it


def accepts(thing: object) -> bool:
    """A plan or an agreement."""
    return isinstance(thing, (Plan, Agreement))


def write(thing: Any, file: Path) -> None:
    """Write the document; the same noun gives the same bytes."""
    draft = agreement(thing) if isinstance(thing, Plan) else thing
    document = _document(draft)
    document.save(str(file))
    _steady(file)


def _document(draft: Agreement) -> Any:
    from docx import Document

    document = Document()
    _page(document, draft)
    document.add_paragraph("Draft partnering agreement", style="Subtitle")
    document.add_paragraph(clean(draft.title, 300), style="Title")
    head = document.add_paragraph()
    head.add_run(f"{draft.marking.value}. As of {day(draft.as_of)}. ").bold = True
    head.add_run(
        "For discussion: not a contract, no legal advice, and nobody has agreed to it. "
        f"{count(draft.blanks, 'blank').capitalize()} to fill."
    )
    legend = document.add_paragraph()
    legend.add_run(f"{LINE} ").bold = True
    legend.add_run("is to be filled; ")
    legend.add_run("proposed wording").italic = True
    legend.add_run(" is for counsel to change; all else is from the plan, with its basis in brackets.")
    for clause in draft.clauses:
        _clause(document, clause)
    _signatures(document, draft)
    return document


def _page(document: Any, draft: Agreement) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.2)
    ink = RGBColor(0x1A, 0x1F, 0x24)
    for style, size in (("Normal", 10.5), ("Title", 22), ("Subtitle", 11), ("Heading 1", 13)):
        font = document.styles[style].font
        font.name, font.size, font.color.rgb, font.italic = FACE, Pt(size), ink, False
        faces = document.styles[style].element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's face would win over ours
            faces.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    section.header.paragraphs[0].text = f"{draft.marking.value} · draft for discussion"
    section.footer.paragraphs[0].text = f"convenor proposes; people convene. As of {draft.as_of.isoformat()}."
    about = document.core_properties
    about.title, about.author, about.comments = f"Draft agreement: {clean(draft.title, 200)}", "convenor", ""
    about.created = about.modified = dt.datetime(2000, 1, 1)


def _clause(document: Any, clause: Clause) -> None:
    document.add_paragraph(clean(clause.title, 120), style="Heading 1").paragraph_format.keep_with_next = True
    for line in clause.lines:
        _provision(document, line)


def _provision(document: Any, line: Provision) -> None:
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Pt

    paragraph = document.add_paragraph(style="List Bullet")
    paragraph.paragraph_format.keep_together = True
    if line.kind is Line.BLANK:
        run = paragraph.add_run(f"{LINE} {clean(line.text)}")
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    else:
        run = paragraph.add_run(clean(line.text))
        run.italic = line.kind is Line.WORDING
    if line.note:
        paragraph.add_run(f"  [{clean(line.note)}]").font.size = Pt(8.5)


def _signatures(document: Any, draft: Agreement) -> None:
    document.add_paragraph("Signatures", style="Heading 1")
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, ("Party", "Name and role", "Date and signature"), strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    for _, party in draft.parties:
        table.add_row().cells[0].text = clean(party, 200)


def _steady(file: Path) -> None:
    """The zip again, every entry at the same hour."""
    with zipfile.ZipFile(file) as old:
        entries = [(info.filename, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name_, data in entries:
            new.writestr(zipfile.ZipInfo(name_, EPOCH), data, zipfile.ZIP_DEFLATED)
