"""Coverage-guided fuzzing of the guards and readers: `python bench/fuzz.py [xml|csv|json|archive] -max_total_time=150`.

Needs `pip install atheris` beside convenor, in an environment of its own. Whatever the bytes, a reader gives records,
rejects, or a `SourceError`; anything else is a find, and libFuzzer writes the input to a file. Without a part all are
fuzzed. Arguments with a dash go to libFuzzer: `-max_total_time=600` is ten minutes, `-artifact_prefix=DIR/` says where
finds go.
"""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["convenor.evidence"]):
    from convenor.errors import SourceError
    from convenor.evidence.guard import Input, markup, members, personal, sheet
    from convenor.evidence.guard.jsonlines import entries, too_deep
    from convenor.evidence.recognition import recognise
    from convenor.evidence.sources import Record, Reject, ftm, iati, sources

SEEDS = {
    "xml": [
        b'<?xml version="1.0"?><iati-activities version="2.03"><iati-activity xml:lang="en"'
        b' last-updated-datetime="2020-01-01T00:00:00Z"><iati-identifier>A-1</iati-identifier>'
        b'<reporting-org ref="A" type="21"><narrative>N</narrative></reporting-org>'
        b'<title><narrative>T</narrative></title><participating-org ref="B" role="1"/>'
        b'<activity-date type="1" iso-date="2020-01-01"/><sector vocabulary="1" code="15220" percentage="50"/>'
        b'<budget><period-start iso-date="2020-01-01"/><value currency="EUR">1</value></budget>'
        b"</iati-activity></iati-activities>",
    ],
    "csv": [
        b"id;acronym;title;objective;startDate\n1;A;T;O;2020-01-01\n",
        b"projectID;role;name;activityType;country;id\n1;coordinator;N;PRC;EL;2\n",
        b"year,coo_iso,coa_iso,refugees,asylum_seekers,idps,stateless\n2020.0,SOM,MLT,1,2,,3\n",
        b"Plan\n\nOrganisation,Implementing partner,Cluster,Region\nA,B / C,WASH,Gao\n,,Health,Mopti\nTotal,,,2\n",
        b"Qui,Quoi,O\xf9\n#org+name,#sector,#adm1+name\nR\xe9seau,Sant\xe9,S\xe9gou\n",
        b"Name,Category,Country,Joined,Left\nN,NGO,France,2019-01-01,\nTOTAL,,,1,\n",
        b"actor,kind,country,capability,amount\nN,ngo,FR,mediation,0.5\n",
        b"x (millions of US$) 2017,\nreceiving (across) / sending (down),Albania,WORLD\nMalta,1.5,2\n",
    ],
    "json": [
        b'{"id":"a","schema":"Company","properties":{"name":["N"],"topics":["sanction"]}}\n'
        b'{"id":"s","schema":"Sanction","properties":{"entity":["a"],"startDate":["2020"]}}\n',
        b'{"id":"m","schema":"Membership","properties":{"member":["a"],"organization":["b"]}}\n[1]\n{"a":1e9,"a":NaN}',
    ],
    "archive": [b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"a" * 257 + b"ustar"],
}


def fed(data: bytes) -> Input:
    """Bytes as a file in memory."""
    return Input("fuzz", len(data), lambda: io.BytesIO(data))


def drain(found: Iterator[object]) -> None:
    """All of it; every record has rows that fit, every reject a code, a place and text that can be stored."""
    for item in found:
        if isinstance(item, Reject):
            assert "." in item.code
            assert item.position
            assert item.message
            item.text.encode()
        elif isinstance(item, Record):
            repr(item.rows).encode("utf-8")


def xml(data: bytes) -> None:
    """The XML guard and IATI."""
    markup.root(fed(data))
    drain(iati.read(fed(data)))


def csv(data: bytes) -> None:
    """The CSV guard and every sheet that is read by its heading."""
    drain(sheet.lines(fed(data)))
    head = fed(data).head
    for source in sources().values():
        if source.sniff(head, "fuzz"):
            drain(source.read(fed(data)))
    personal(data.decode("utf-8", "replace"))


def json(data: bytes) -> None:
    """The JSON guard and FollowTheMoney."""
    too_deep(data)
    for entry in entries(fed(data)):
        assert isinstance(entry, Reject) or isinstance(entry.data, dict)
    drain(ftm.read(fed(data)))


def archive(data: bytes) -> None:
    """Archives and workbooks, and who would read what is in them."""
    with NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        for member in members(Path(file.name)) if data else ():
            source = recognise(member)
            drain(source.read(member))


PARTS: dict[str, Callable[[bytes], None]] = {"xml": xml, "csv": csv, "json": json, "archive": archive}


def main() -> None:
    """Fuzz one part, or all by the first byte."""
    named = next((word for word in sys.argv[1:] if word in PARTS), "all")
    chosen = list(PARTS.values()) if named == "all" else [PARTS[named]]

    def one(data: bytes) -> None:
        part = chosen[data[0] % len(chosen)] if data and len(chosen) > 1 else chosen[0]
        try:
            part(data[1:] if len(chosen) > 1 else data)
        except SourceError:
            return

    with TemporaryDirectory() as folder:
        for number, seed in enumerate(seed for part in SEEDS for seed in SEEDS[part] if named in ("all", part)):
            for first in range(len(chosen)) if len(chosen) > 1 else (None,):
                name = Path(folder) / f"{number}-{first}"
                name.write_bytes(seed if first is None else bytes([first]) + seed)
        atheris.Setup([sys.argv[0], *(word for word in sys.argv[1:] if word.startswith("-")), folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
