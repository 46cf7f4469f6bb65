"""A package larger than memory: it leaves piece by piece, whole or not at all, and is checked piece by piece."""

from __future__ import annotations

import hashlib
import io
import random
import resource
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from musterbook.evidence.facts import Numbered
from musterbook.evidence.items import Items
from musterbook.evidence.releases import Releases
from musterbook.ledger.facts import Digest
from musterbook.operation import packaging
from musterbook.operation.casework_release import Leaving
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.operation.package_checking import check_package, read_keys
from musterbook.operation.package_files import files_of, read_package
from musterbook.operation.packing import Packing
from musterbook.operation.recipients import Recipient
from musterbook.store.keys import public_of
from musterbook.terms.errors import Malformed, Tampered
from tests.operation.evidence import asked, book_with_evidence, built
from tests.operation.making import DESK, acting

SEALING, SIGNING = b"\1" * 32, b"\2" * 32
COURT = Recipient("court", public_of(SEALING, "reader").hex(), public_of(SIGNING, "officer").hex())
TWO = {"f.disclose": "disclosure-officer", "l.legal": "legal-reviewer"}
MIB = 1024 * 1024
LARGE = 40 * MIB
CEILING = 16 * MIB
"""Far below the item, and far above what a piece of one mebibyte and its compression take."""


@contextmanager
def with_item(folder: Path, content: bytes = b"", *, size: int = 0) -> Iterator[EvidenceBeside]:
    """A book with a dossier of one item of this content, or of so many bytes, sparse on disk; asked for by Germany."""
    with book_with_evidence(folder) as beside:
        place = folder / "in"
        place.mkdir()
        with (place / "video.bin").open("wb") as file:
            file.write(content)
            file.truncate(size or len(content))
        built(beside, folder, file="video.bin")
        assert asked(beside) == "allow"
        yield beside


def make(beside: EvidenceBeside, out: Path) -> None:
    """Package it."""
    packaging.make_package(beside, acting(TWO, DESK, minutes=9), "R-1", Leaving(), recipient=COURT, out=out)


def left_of(out: Path) -> list[str]:
    """Everything in the folder of a package that is not the book or what came in."""
    return sorted(one.name for one in out.parent.iterdir() if one.is_file())


def test_what_is_far_larger_than_the_memory_it_takes_leaves_is_opened_and_is_checked(tmp_path: Path) -> None:
    out, opened = tmp_path / "large.mbp", tmp_path / "large.zip"
    with with_item(tmp_path, size=LARGE) as beside:
        tracemalloc.start()
        try:
            make(beside, out)
            packaging.open_package(SEALING, out, opened)
            with read_package(opened) as files:
                told = check_package(files, read_keys(out.with_suffix(".keys.json")))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert [item["size"] for item in told["items"]] == [LARGE]
    assert peak < CEILING, f"{peak / MIB:.1f} MiB"


def test_a_disk_that_fills_up_leaves_nothing_half_and_nothing_in_the_book(tmp_path: Path) -> None:
    out = tmp_path / "full.mbp"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with with_item(tmp_path, random.Random(1).randbytes(3 * MIB)) as beside:
        kept = left_of(out)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MIB, before[1]))
        try:
            with pytest.raises(OSError, match="File too large"):
                make(beside, out)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        packaged, left = beside.book.reading(Releases).parcels(), left_of(out)

        make(beside, out)

        assert (packaged, left) == ((), kept)
        assert len(beside.book.reading(Releases).parcels()) == 1


def test_what_a_killed_process_left_is_overwritten_by_the_next(tmp_path: Path) -> None:
    out = tmp_path / "again.mbp"
    with with_item(tmp_path, b"words") as beside:
        (tmp_path / ".again.mbp.part").write_bytes(b"half of an older one, much longer than the new one" * 500)
        kept = left_of(out)

        make(beside, out)

        packaging.open_package(SEALING, out, tmp_path / "again.zip")
        assert set(left_of(out)) - set(kept) == {"again.mbp", "again.keys.json", "again.zip"}
        assert ".again.mbp.part" not in left_of(out)


def test_bytes_changed_after_the_judgement_stop_a_package_while_it_is_written(tmp_path: Path) -> None:
    out, other = tmp_path / "changed.mbp", b"other words"
    with with_item(tmp_path, b"words") as beside:
        item, one = beside.book.reading(Items).item("IT-000001"), beside.book.reading(Releases).request("R-1")
        assert item is not None
        assert one is not None
        content = Digest(hashlib.sha256(other).hexdigest())
        beside.blobs.keep(io.BytesIO(other), content)
        blobs = tmp_path / "willow" / "book" / "blobs"
        (blobs / f"{content}.sealed").replace(blobs / f"{item.fact.content}.sealed")
        numbers = (Numbered(number="MB-000001", item="IT-000001"),)
        packing = Packing(beside, acting(TWO, DESK, minutes=9), "P-1", one.fact, numbers, Leaving())
        kept = left_of(out)

        with pytest.raises(Tampered, match=r"sealed\.differs"):
            packing.write(out, tmp_path / "changed.keys.json", COURT)

        assert left_of(out) == kept


def test_a_file_that_changes_while_it_comes_in_is_not_kept(tmp_path: Path) -> None:
    with with_item(tmp_path, b"words") as beside:
        said = Digest(hashlib.sha256(b"what was measured").hexdigest())

        with pytest.raises(Tampered, match=r"sealed\.differs"):
            beside.blobs.keep(io.BytesIO(b"what is there now"), said)

        assert not beside.blobs.has(said)


def test_neither_of_two_files_of_a_package_is_overwritten(tmp_path: Path) -> None:
    with with_item(tmp_path, b"words") as beside:
        for name in ("one.mbp", "one.keys.json"):
            (tmp_path / name).write_bytes(b"mine")
            with pytest.raises(Malformed, match=r"package\.file-exists"):
                make(beside, tmp_path / "one.mbp")
            assert (tmp_path / name).read_bytes() == b"mine"
            (tmp_path / name).unlink()
        with pytest.raises(Malformed, match=r"file\.no-folder"):
            make(beside, tmp_path / "gone" / "one.mbp")
        assert not beside.book.reading(Releases).parcels()


@pytest.mark.filterwarnings("ignore:Duplicate name")  # which is what is tried
def test_a_zip_with_one_name_twice_or_a_name_outside_is_no_package(tmp_path: Path) -> None:
    for name, files in (("twice", ("a", "a")), ("outside", ("../a",)), ("outside-2", ("b\\..\\..\\a",))):
        path = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for file in files:
                archive.writestr(file, b"x")

        with pytest.raises(Malformed, match=r"package\.no-package"), read_package(path) as _:
            pass


def test_a_folder_is_checked_like_a_zip_and_a_stray_signature_is_a_file_too_many(tmp_path: Path) -> None:
    out, opened, folder = tmp_path / "one.mbp", tmp_path / "one.zip", tmp_path / "unpacked"
    with with_item(tmp_path, b"words") as beside:
        make(beside, out)
    packaging.open_package(SEALING, out, opened)
    keys = read_keys(out.with_suffix(".keys.json"))
    with zipfile.ZipFile(opened) as archive:
        archive.extractall(folder)

    with read_package(folder) as files:
        told = check_package(files, keys)
        whole = {name: files.whole(name) for name in files.names()}

    assert [item["number"] for item in told["items"]] == ["MB-000001"]
    with pytest.raises(Tampered, match=r"package\.file-too-many"):
        check_package(files_of({**whole, "labels/MB-000002.sig": b"x"}), keys)
