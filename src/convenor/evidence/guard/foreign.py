"""Kinds of file that users have and convenor does not read: what each is, and what to do with it, in one line."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

Pattern = TypeVar("Pattern", str, bytes)

SHEET = "open it in a spreadsheet program and save it as .xlsx or as CSV"
TABLE = "export it as CSV"
MAP = "export its table of attributes as CSV, with the names of places"
TEXT = "copy its table into a spreadsheet and save that as .xlsx or as CSV"
FETCH = "it is often what a site sends instead of a file: fetch the file again, or, if it shows the table, " + SHEET

_MAGIC = (  # first bytes: what it is, what to do
    (rb"PAR1", "a Parquet file", TABLE),
    (rb"ARROW1|FEA1", "an Arrow or Feather file", TABLE),
    (rb"%PDF", "a PDF document", TEXT),
    (rb"\{\\rtf", "a text document (RTF)", TEXT),
    (rb"SQLite format 3\0", "a SQLite data base, or a GeoPackage", TABLE),
    (rb".{8}DUCK", "a DuckDB data base or a book of convenor's own", "name it with --book, or " + TABLE),
    (rb"\$FL[23]@", "an SPSS file", TABLE),
    (rb"<stata_dta>|[\x6e-\x73][\x01\x02]\x01\0", "a Stata file", TABLE),
    (rb"RD[AX][23]\n|X\n\0\0\0[\x02\x03]", "an R file", TABLE),
    (rb"\0\0\x27\x0a", "a shapefile", MAP),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|RIFF....WEBP", "a picture", TEXT),
    (rb"From: |Return-Path: |Received: |Delivered-To: ", "an e-mail", "save the file that is attached to it"),
    (rb"\x03[0-9]{0,2}[\x01-\x0c][\x01-\x1f].{4}.{2}.{2}\0\0", "a dBase table", SHEET),
)
_MARKUP = (  # names of root elements
    (r"html|body|head|table", "a web page", FETCH),
    (r"(?:\w+:)?kml", "a map (KML)", MAP),
    (r"(?:\w+:)?gpx", "a track of points (GPX)", MAP),
    (r"svg", "a picture", TEXT),
    (r"(?:ss:)?Workbook", "an Excel sheet as XML of 2003", SHEET),
    (r"(?:office:)document(?:-content)?", "an OpenDocument sheet", SHEET),
)
_ZIP = (  # names of members
    (r"mimetype", "an OpenDocument file (.ods)", SHEET),
    (r"xl/workbook\.bin", "a binary Excel file (.xlsb)", SHEET),
    (r"word/document\.xml", "a Word document", TEXT),
    (r"ppt/presentation\.xml", "a set of slides", TEXT),
    (r"Index/Document\.iwa", "a Numbers or Pages document", SHEET),
    (r"doc\.kml", "a map (KMZ)", MAP),
)
_NAME = re.compile(r"(?:<!DOCTYPE\s+|<)([A-Za-z][\w:.-]*)")


def foreign(head: bytes) -> str:
    """What a file is that no source reads, and what to do with it; '' where nothing is known of it.

    Args:
        head: Its first bytes.

    Example:
        >>> foreign(b"PAR1\\x15\\x04")
        'is a Parquet file; export it as CSV'
    """
    if known := _advised(_MAGIC, lambda magic: re.match(magic, head, re.DOTALL)):
        return known
    text = _begin(head)
    name = _root(text) if text.startswith("<") else ""
    if text.startswith("<?xml") and name.lower() == "html":
        return ""  # an error page in the place of XML: the reader of XML says more of it
    return _advised(_MARKUP, lambda names: re.fullmatch(names, name, re.I))


def _advised(table: Iterable[tuple[Pattern, str, str]], fits: Callable[[Pattern], object]) -> str:
    """What the first line of a table that fits says."""
    return next((f"is {what}; {advice}" for pattern, what, advice in table if fits(pattern)), "")


def _begin(head: bytes) -> str:
    return head[:4_096].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")


def _root(text: str) -> str:
    """Name of the first element, or of the doctype, behind declarations and comments; '' where it is further down."""
    at = 0
    while text.startswith(("<?", "<!--"), at):
        mark = "?>" if text.startswith("<?", at) else "-->"
        end = text.find(mark, at)
        if end < 0:
            return ""
        at = end + len(mark)
        at += len(text[at:]) - len(text[at:].lstrip())
    found = _NAME.match(text, at)
    return found[1] if found else ""


def foreign_json(head: bytes) -> str:
    """The same of JSON that no source reads."""
    text = _begin(head)
    if re.match(r'\{\s*"type"\s*:\s*"(?:Feature|Topology|GeometryCollection)|.{0,2000}"geometry"\s*:', text, re.DOTALL):
        return f"is a map (GeoJSON); {MAP}"
    if re.match(r'\[\s*\{.*"schema"\s*:', text, re.DOTALL):
        return "is one list in JSON; write one object a line, without the brackets and the commas between"
    if re.match(r"\[\s*[\[{]|\{\s*\"", text):
        return f"is JSON that no source knows (it begins with {text[:40]!r}); save its table as CSV"
    return ""


def foreign_zip(names: list[str]) -> str:
    """The same of an archive, by the names of its members.

    Example:
        >>> foreign_zip(["mimetype", "content.xml"])
        'is an OpenDocument file (.ods); open it in a spreadsheet program and save it as .xlsx or as CSV'
    """
    return _advised(_ZIP, lambda pattern: any(re.fullmatch(pattern, name) for name in names))
