"""Archives: what is unsafe refuses the whole; members are read one by one and never unpacked by name."""

import gzip
import io
import random
import stat
import struct
import tarfile
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convenor.errors import SourceError
from convenor.evidence.guard import archives, is_archive, members

GOOD = b"<a>good</a>"


def zipped(*entries, method=zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return made.getvalue()


def tarred(*entries, mode="w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for info, data in entries:
            header = tarfile.TarInfo(info) if isinstance(info, str) else info
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return made.getvalue()


def special(kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo("odd.xml")
    info.type, info.linkname = kind, target
    return info


@pytest.fixture
def read(tmp_path):
    def reading(data: bytes) -> dict[str, bytes]:
        path = tmp_path / "packed"
        path.write_bytes(data)
        return {member.file: b"".join(member.chunks()) for member in members(path)}

    return reading


@pytest.fixture
def refused(read):
    def refusing(data: bytes) -> str:
        with pytest.raises(SourceError) as caught:
            read(data)
        return caught.value.code

    return refusing


@pytest.mark.parametrize(
    ("packed", "names"),
    [
        (GOOD, ["packed"]),
        (gzip.compress(GOOD, mtime=0), ["packed"]),
        (zipped(("d/a.xml", GOOD), ("b.xml", GOOD)), ["packed/d/a.xml", "packed/b.xml"]),
        (tarred(("d/a.xml", GOOD), ("b.xml", GOOD)), ["packed/d/a.xml", "packed/b.xml"]),
        (gzip.compress(tarred(("a.xml", GOOD))), ["packed/a.xml"]),
        (zipped(("a.xml", GOOD), method=zipfile.ZIP_STORED), ["packed/a.xml"]),
    ],
    ids=["plain", "gz", "zip", "tar", "tar.gz", "stored"],
)
def test_members_come_with_their_content(read, packed, names):
    assert read(packed) == dict.fromkeys(names, GOOD)


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(GOOD, mtime=0), zipped(("a", GOOD)), gzip.compress(tarred(("a", GOOD)))],
    ids=["gz", "zip", "tgz"],
)
def test_a_member_can_be_read_twice(tmp_path, packed):
    (tmp_path / "p").write_bytes(packed)
    for member in members(tmp_path / "p"):
        assert [b"".join(member.chunks()), b"".join(member.chunks())] == [GOOD, GOOD]
        assert member.head == GOOD
        assert 0 < member.done() <= len(packed)


@pytest.mark.parametrize(
    "name", ["../a.xml", "/a.xml", "a/../../b.xml", "..\\a.xml", "C:\\a.xml", "c:a", "\\\\host\\a", "a\nb", "x" * 241]
)
def test_unsafe_names_refuse_the_archive(refused, name):
    assert refused(zipped(("ok.xml", GOOD), (name, GOOD))) == "archive.unsafe_path"
    assert refused(tarred(("ok.xml", GOOD), (name, GOOD))) == "archive.unsafe_path"


def test_a_name_cut_by_a_nul_is_unsafe(refused):
    data = zipped(("ok.xmlX../x", GOOD)).replace(b"ok.xmlX../x", b"ok.xml\0../x")
    assert refused(data) == "archive.unsafe_path"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (tarfile.SYMTYPE, "archive.link"),
        (tarfile.LNKTYPE, "archive.link"),
        (tarfile.FIFOTYPE, "archive.member_type"),
        (tarfile.CHRTYPE, "archive.member_type"),
        (tarfile.BLKTYPE, "archive.member_type"),
    ],
)
def test_links_and_devices_refuse_the_archive(refused, kind, code):
    assert refused(tarred((special(kind, "/etc/passwd"), b""), ("a.xml", GOOD))) == code


def test_a_link_in_a_zip_refuses_the_archive(refused):
    link = zipfile.ZipInfo("a.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refused(zipped((link, "/etc/passwd"))) == "archive.link"


def test_a_bomb_is_refused_before_it_unfolds(refused, tmp_path):
    zeros = bytes(30_000_000)
    assert refused(zipped(("a.xml", zeros))) == "archive.ratio"
    assert refused(gzip.compress(zeros, mtime=0)) == "archive.ratio"
    assert refused(gzip.compress(tarred(("a.xml", zeros)))) == "archive.ratio"


def test_a_bomb_that_lies_about_its_size_is_refused_too(refused):
    honest = zipped(("a.xml", bytes(30_000_000)))
    lying = honest.replace(struct.pack("<I", 30_000_000), struct.pack("<I", 1_000))
    assert refused(lying) in ("archive.ratio", "archive.corrupt")


def test_many_small_members_that_unpack_to_much_are_refused(refused):
    assert refused(zipped(*((f"{i}.xml", bytes(400_000)) for i in range(50)))) == "archive.ratio"


def test_data_that_repeat_as_real_files_do_are_no_bomb(read):
    text = b"".join(b"<activity id='%d'><title>Same words again</title></activity>\n" % i for i in range(120_000))
    assert len(text) > 5_000_000
    assert read(gzip.compress(text, mtime=0)) == {"packed": text}


@pytest.mark.parametrize("inner", [zipped(("a", GOOD)), gzip.compress(GOOD, mtime=0), b"BZh91AY", b"\xfd7zXZ\0\0"])
def test_an_archive_within_an_archive_is_refused(refused, inner):
    assert refused(zipped(("a.xml", GOOD), ("inner", inner))) == "archive.nested"
    assert refused(tarred(("inner", inner))) == "archive.nested"
    assert refused(gzip.compress(inner, mtime=0)) == "archive.nested"


def test_other_kinds_of_archive_are_named(refused):
    assert refused(b"BZh91AY&SY" + bytes(100)) == "archive.unsupported"
    assert refused(zipped(("a.xml", GOOD), method=zipfile.ZIP_BZIP2)) == "archive.unsupported"


def test_encrypted_members_are_refused(refused):
    data = bytearray(zipped(("a.xml", GOOD)))
    data[6] |= 1  # the flag of the local header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and of the directory
    assert refused(bytes(data)) == "archive.encrypted"


def test_too_many_members_are_refused(refused, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ENTRIES", 3)
    entries = [(f"{i}.xml", GOOD) for i in range(4)]
    assert refused(zipped(*entries)) == "archive.too_many_files"
    assert refused(tarred(*entries)) == "archive.too_many_files"


def test_a_name_that_stands_twice_is_refused(refused):
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("a.xml", GOOD), ("a.xml", b"other"))
    assert refused(data) == "archive.duplicate_name"


def test_a_huge_tar_header_is_not_read(refused, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TAR_HEADER", 1000)
    info = tarfile.TarInfo("a.xml")
    info.pax_headers = {"comment": "x" * 2000}
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info)
    assert refused(made.getvalue()) == "archive.corrupt"


@pytest.mark.parametrize("cut", [10, 40, -5, -40])
def test_a_cut_archive_is_refused(refused, cut):
    content = random.Random(1).randbytes(2_000)
    assert refused(zipped(("a.xml", content))[:cut]).startswith("archive.")
    assert refused(gzip.compress(content, mtime=0)[:cut]) == "archive.corrupt"


def test_a_wrong_checksum_is_refused(refused):
    data = bytearray(gzip.compress(GOOD, mtime=0))
    data[-6] ^= 0xFF
    assert refused(bytes(data)) == "archive.corrupt"


def test_what_systems_leave_behind_is_passed_over(read):
    assert list(read(zipped(("__MACOSX/._a.xml", b"x"), (".DS_Store", b"x"), ("a.xml", GOOD)))) == ["packed/a.xml"]


def test_an_office_document_is_one_file(read, tmp_path):
    data = zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<w/>"))
    assert read(data) == {"packed": data}


def test_is_archive_looks_at_content(tmp_path):
    for name, data, expected in (
        ("a", GOOD, False),
        ("b", gzip.compress(GOOD, mtime=0), True),
        ("c", tarred(("a", GOOD)), True),
    ):
        (tmp_path / name).write_bytes(data)
        assert is_archive(tmp_path / name) is expected


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_archives_give_their_members_or_a_refusal_and_nothing_else(tmp_path, data):
    base = data.draw(
        st.sampled_from(
            [
                zipped(("a.xml", GOOD * 9), ("b", b"x")),
                gzip.compress(GOOD * 9, mtime=0),
                tarred(("a.xml", GOOD * 90), ("b", b"x")),
                gzip.compress(tarred(("a", GOOD))),
            ]
        )
    )
    hurt = bytearray(base)
    for _ in range(data.draw(st.integers(1, 4))):
        hurt[data.draw(st.integers(0, len(hurt) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "hurt"
    path.write_bytes(bytes(hurt[: data.draw(st.integers(1, len(hurt)))]))
    try:
        for member in members(path):
            b"".join(member.chunks())
    except SourceError as error:
        assert error.code
