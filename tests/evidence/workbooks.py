"""Workbooks made by hand, so that a test can break each part of them."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def letters(column: int) -> str:
    """Column 0 is A."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_xml(column: int, row: int, value: object) -> str:
    """A cell with a text in place, a number, or the XML given as bytes."""
    if isinstance(value, bytes):
        return value.decode()
    place = f"{letters(column)}{row}"
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def sheet_xml(rows, merged=(), *, start=1) -> str:
    """A sheet; None and '' are no cell."""
    body = "".join(
        f'<row r="{i}">' + "".join(cell_xml(j, i, v) for j, v in enumerate(row) if v not in (None, "")) + "</row>"
        for i, row in enumerate(rows, start)
    )
    ranges = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
    tail = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>{tail}</worksheet>'


def workbook(*sheets, styles="", shared="", hidden=(), extra=(), replace=None) -> bytes:
    """A workbook of (name, sheet XML); `replace` sets parts by name, None leaves one out."""
    named = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="rId{i}"'
        + (' state="hidden"' if name in hidden else "")
        + "/>"
        for i, (name, _) in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{i}" Type="x/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        **{f"xl/worksheets/sheet{i}.xml": xml for i, (_, xml) in enumerate(sheets, 1)},
        **({"xl/styles.xml": styles} if styles else {}),
        **({"xl/sharedStrings.xml": shared} if shared else {}),
        **dict(extra),
        **(replace or {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if data is not None:
                archive.writestr(name, data)
    return made.getvalue()


def table(*rows, name="Sheet1", merged=()) -> bytes:
    """A workbook of one sheet."""
    return workbook((name, sheet_xml(rows, merged)))
