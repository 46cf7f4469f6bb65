"""What is sealed goes into a file piece by piece; nothing there hides what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from musterbook.store.memory import MemoryStore
from musterbook.sync import sealed_parts
from musterbook.sync.bundle_parts import PART_BYTES_MAX
from musterbook.sync.bundle_taking import ingest_bundle
from musterbook.sync.bundle_writing import write_bundle
from musterbook.sync.carrying import Sealed
from musterbook.sync.exchange import BLOBS_AT_ONCE_MAX, SealedBlob
from musterbook.sync.sealed_parts import read_sealed, sealed_for

BEGAN = datetime(2026, 1, 21, 3, 0, tzinfo=UTC)


class Lying:
    """Sealed things of given sizes, oldest first, of which some are not to be given; at most three in an answer."""

    def __init__(self, sizes: Sequence[int], kept_back: frozenset[int] = frozenset()) -> None:
        self.sizes, self.kept_back, self.asked = sizes, kept_back, list[int]()

    def for_node(self, log: str) -> Sequence[str]:
        del log
        return [f"{at:064}" for at in range(len(self.sizes))]

    def give(self, log: str, digests: Sequence[str]) -> Sequence[SealedBlob]:
        del log
        self.asked.append(len(digests))
        may = [one for one in digests if int(one) not in self.kept_back]
        return [SealedBlob(one, "AFA-1111-C", "photograph", "", bytes(self.sizes[int(one)]), ()) for one in may[:3]]


def parts(lying: Lying) -> Iterator[bytes]:
    return sealed_for(cast("Sealed", lying), "there")


def named(lying: Lying) -> list[int]:
    return [int(read_sealed(said).digest) for said in parts(lying)]


def test_a_thing_larger_than_a_part_is_left_out_and_hides_nothing(tmp_path: Path) -> None:
    lying = Lying([10, PART_BYTES_MAX * 3 // 4, 10])
    store = MemoryStore(operation="Willow")

    write_bundle(store, tmp_path / "stick", sealed=parts(lying))
    told = ingest_bundle(store, tmp_path / "stick", at=BEGAN)

    assert [int(read_sealed(said).digest) for said in told.sealed] == [2, 0]
    assert told.failures == []


def test_a_few_are_asked_for_at_once_and_what_may_not_be_given_ends_nothing() -> None:
    lying = Lying([1] * 500, frozenset(range(300, 500)))

    assert named(lying) == list(range(299, -1, -1))
    assert max(lying.asked) == BLOBS_AT_ONCE_MAX


def test_the_file_takes_no_more_than_its_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = parts(Lying([5]))
    monkeypatch.setattr(sealed_parts, "SEALED_BYTES_MAX", 2 * len(one))

    assert named(Lying([5] * 4)) == [3, 2]
