"""Loading, ours beside the limit: `python bench/load.py ARCHIVE.tar.gz [--repeat N] [--json]`.

Each runs in a process of its own, one after the other on one core, over the same archive of IATI activities:

- bare: lxml's iterparse over every member and the same fields pulled into lists, nothing checked, identified or kept;
- peer: iatikit, where it is installed (`pip install iatikit`, in an environment of its own): each file parsed, of each
  activity the identifier, titles, descriptions and dates read, which it knows without a network; nothing is kept;
- ours: `convenor.load` into a book on disk, whole: guards, checks, ids, quarantine, one durable transaction;
- again: the same file a second time.

`--repeat N` first writes an archive N times as large, with new identifiers, and so shows that memory stays flat.
"""

import argparse
import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
from io import BytesIO
from pathlib import Path


def bare(archive: Path) -> dict[str, float]:
    """Rate of lxml alone with full extraction [MB/s]."""
    from lxml import etree

    started, cpu, size, kept = time.perf_counter(), time.process_time(), 0, 0
    with tarfile.open(archive, "r|gz") as members:
        for member in members:
            data = members.extractfile(member).read() if member.isfile() else b""
            size += len(data)
            try:
                for _, activity in etree.iterparse(BytesIO(data), tag="iati-activity"):
                    kept += len(extract(activity))
                    activity.clear()
            except etree.XMLSyntaxError:
                continue
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "cpu": time.process_time() - cpu, "bytes": size, "rows": kept}


def extract(activity) -> list[tuple]:
    """The fields that `convenor.load` keeps, as they stand."""
    key = (activity.findtext("iati-identifier") or "").strip()
    rows: list[tuple] = [(key, activity.get("last-updated-datetime"), activity.get("default-currency"))]
    for tag in ("title", "description"):
        for part in activity.findall(tag):
            rows += [(key, tag, n.get("{http://www.w3.org/XML/1998/namespace}lang"), n.text) for n in part]
    for tag in ("participating-org", "reporting-org"):
        for part in activity.findall(tag):
            rows.append((key, tag, part.get("ref"), part.get("role"), part.get("type"), part.findtext("narrative")))
    for tag in ("sector", "recipient-country", "recipient-region", "policy-marker", "tag", "humanitarian-scope"):
        for part in activity.findall(tag):
            values = (part.get("code"), part.get("vocabulary"), part.get("percentage"), part.get("significance"))
            rows.append((key, tag, *values, part.findtext("narrative")))
    for part in activity.findall("location"):
        rows.append((key, part.findtext("name/narrative"), part.findtext("point/pos")))
    for part in activity.findall("activity-date"):
        rows.append((key, part.get("type"), part.get("iso-date")))
    for part in activity.findall("budget"):
        start, value = part.find("period-start"), part.find("value")
        rows.append((key, start.get("iso-date"), value.text, value.get("currency")))
    for part in activity.findall("transaction"):
        row = [key]
        for child in part:
            if child.tag == "value":
                row += [child.text, child.get("currency")]
            elif child.tag in ("provider-org", "receiver-org"):
                row += [child.get("ref"), child.findtext("narrative")]
            elif child.tag in ("transaction-type", "transaction-date"):
                row += [child.get("code"), child.get("iso-date")]
        rows.append(tuple(row))
    return rows


def peer(archive: Path) -> dict[str, float]:
    """Rate of iatikit over the same files; what it cannot parse is skipped."""
    import iatikit
    from lxml import etree

    wanted = ("iati_identifier", "title", "description", "planned_start", "actual_start", "planned_end", "actual_end")
    started, cpu, kept = time.perf_counter(), time.process_time(), 0
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive, "r|gz") as members:
        for member in members:
            file = Path(folder) / "a.xml"
            file.write_bytes(members.extractfile(member).read() if member.isfile() else b"")
            try:
                for activity in iatikit.Dataset(str(file)).activities:
                    kept += len([getattr(activity, name) for name in wanted])
            except (etree.XMLSyntaxError, iatikit.utils.exceptions.SchemaNotFoundError):
                continue
    return {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu, "rows": kept}


SMALL = (
    '<iati-activities version="2.03"><iati-activity><iati-identifier>XX-1-A</iati-identifier>'
    "<title><narrative>Well</narrative></title></iati-activity></iati-activities>"
)


def ours(archive: Path) -> dict[str, float]:
    """Rate of the whole load [s], and of a second one."""
    import convenor

    with (
        tempfile.TemporaryDirectory() as folder,
        convenor.connect() as book,
    ):
        small = Path(folder) / "small.xml"  # so that what is imported on use is in place, as it is for the others
        small.write_text(SMALL)
        convenor.load(book, small)
    with tempfile.TemporaryDirectory() as folder, convenor.connect(Path(folder) / "bench.duckdb", sparing=True) as book:
        started, cpu = time.perf_counter(), time.process_time()
        report = convenor.load(book, archive)
        first, cpu = time.perf_counter() - started, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        started = time.perf_counter()
        assert convenor.load(book, archive).skipped
        again = time.perf_counter() - started
    counts = {"loaded": report.loaded, "quarantined": report.quarantined}
    return {"seconds": first, "cpu": cpu, "again_seconds": again, "peak_rss_mb": peak, **counts}


def enlarged(archive: Path, times: int, target: Path) -> Path:
    """The archive `times` over, each copy with identifiers of its own."""
    with tarfile.open(target, "w:gz", compresslevel=1) as made:
        for copy in range(times):
            with tarfile.open(archive, "r|gz") as members:
                for member in members:
                    data = (
                        members.extractfile(member).read().replace(b"<iati-identifier>", b"<iati-identifier>%d-" % copy)
                    )
                    info = tarfile.TarInfo(f"{copy}-{member.name}")
                    info.size = len(data)
                    made.addfile(info, BytesIO(data))
    return target


def measured(what: str, archive: Path) -> dict[str, float]:
    """Run one side in a fresh process."""
    command = [sys.executable, __file__, str(archive), "--only", what]
    run = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    return json.loads(run.stdout)


def main() -> None:
    """Measure both sides and say how they compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", choices=("bare", "peer", "ours"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        print(json.dumps({"bare": bare, "peer": peer, "ours": ours}[given.only](given.archive)))
        return
    with tempfile.TemporaryDirectory() as folder:
        archive = given.archive
        if given.repeat > 1:
            archive = enlarged(given.archive, given.repeat, Path(folder) / "enlarged.tar.gz")
        limit, found = measured("bare", archive), measured("ours", archive)
        other = measured("peer", archive) if importlib.util.find_spec("iatikit") else None
    megabytes = limit["bytes"] / 1e6
    result = {
        "megabytes": round(megabytes, 1),
        "bare_mb_s": round(megabytes / limit["seconds"], 1),
        "peer_mb_s": round(megabytes / other["seconds"], 1) if other else None,
        "ours_mb_s": round(megabytes / found["seconds"], 1),
        "ratio": round(limit["seconds"] / found["seconds"], 3),
        "ratio_cpu": round(limit["cpu"] / found["cpu"], 3),  # steadier where other work shares the machine
        "peak_rss_mb": round(found["peak_rss_mb"]),
        "again_share": round(found["again_seconds"] / found["seconds"], 4),
        "loaded": found["loaded"],
        "quarantined": found["quarantined"],
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "date": time.strftime("%Y-%m-%d"),
    }
    if given.json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:>14}  {value}")


if __name__ == "__main__":
    main()
