"""A file is opened as it comes; what cannot be read is named."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from musterbook.terms.errors import Malformed
from musterbook.watch.sources.opening import opened
from tests.watch.sources.written import put

TEXT = "place,count\nDürabad,1\n"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 59000000\n"


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name.replace("__dot__", "."), content)
    return out.getvalue()


def rule_of(path: Path) -> str:
    with pytest.raises(Malformed) as refused:
        opened(path)
    assert refused.value.faults[0].file == path.name
    return refused.value.faults[0].rule


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        gzip.compress(TEXT.encode()),
        gzip.compress(TEXT[:12].encode()) + gzip.compress(TEXT[12:].encode()),
        zipped(a__dot__csv=TEXT.encode()),
        zipped(a__dot__gz=gzip.compress(TEXT.encode())),
    ],
    ids=["plain", "with a mark", "gzip", "gzip in two parts", "zip", "gzip in a zip"],
)
def test_the_same_letters_come_out_however_they_were_packed(tmp_path: Path, content: bytes) -> None:
    assert opened(put(tmp_path, content)).text == TEXT


def test_what_a_desktop_leaves_in_a_zip_is_no_file(tmp_path: Path) -> None:
    content = zipped(**{"a.csv": TEXT.encode(), "__MACOSX/a.csv": b"x", ".DS_Store": b"y"})

    assert opened(put(tmp_path, content)).text == TEXT


def test_a_pointer_is_named_and_says_how_large_the_real_file_is(tmp_path: Path) -> None:
    with pytest.raises(Malformed) as refused:
        opened(put(tmp_path, POINTER))

    assert refused.value.faults[0].rule == "source.lfs-pointer"
    assert refused.value.faults[0].values == {"bytes": 59_000_000}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (POINTER.splitlines()[0], "source.lfs-pointer"),
        (gzip.compress(TEXT.encode() * 50)[:-9], "source.cut-off"),
        (zipped(a=TEXT.encode() * 50)[:-30], "source.cut-off"),
        (zipped(a=b"1", b=b"2"), "source.zip-of-several"),
        (zipped(), "source.zip-of-several"),
        (TEXT.encode("utf-16"), "source.not-utf-8"),
        (b"", "source.empty"),
        (b"\xef\xbb\xbf\r\n", "source.empty"),
    ],
    ids=["pointer", "half a gzip", "half a zip", "two in a zip", "none in a zip", "other letters", "empty", "a mark"],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes, rule: str) -> None:
    assert rule_of(put(tmp_path, content)) == rule


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert rule_of(tmp_path / "nothing.csv") == "source.unreadable"


def test_broken_letters_are_kept_as_signs_and_the_first_line_of_them_is_named(tmp_path: Path) -> None:
    read = opened(put(tmp_path, TEXT.encode("latin-1")))

    assert "D�rabad" in read.text
    assert [(one.rule, one.row) for one in read.warnings] == [("source.broken-letters", 2)]


@pytest.mark.parametrize("kept", range(2, 40, 3))
def test_a_packed_file_cut_anywhere_is_refused_and_never_read_in_part(tmp_path: Path, kept: int) -> None:
    content = gzip.compress(TEXT.encode() * 3)

    assert rule_of(put(tmp_path, content[:kept])) == "source.cut-off"
