"""Files of the console: packed as small as the browser reads them, and the same bytes to everyone."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard

from musterbook.console.shelf import Leaf


@pytest.fixture
def leaf(tmp_path: Path) -> Leaf:
    path = tmp_path / "long.css"
    path.write_bytes(b".card { color: red; } " * 400)
    return Leaf(path)


def test_a_browser_gets_a_file_in_the_smallest_coding_it_reads(leaf: Leaf) -> None:
    small, first = leaf.sent_as("gzip, deflate, br, zstd")
    larger, second = leaf.sent_as("gzip;q=1.0, zstd;q=0")
    whole, third = leaf.sent_as("")

    assert (first, second, third) == ("zstd", "gzip", "")
    assert zstandard.ZstdDecompressor().decompress(small) == gzip.decompress(larger) == whole == leaf.whole
    assert len(small) < len(larger) < len(whole)


def test_what_is_packed_already_goes_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "face.woff2"
    path.write_bytes(b"wOF2 and more")

    assert Leaf(path).sent_as("gzip, zstd") == (b"wOF2 and more", "")
