"""Lists of others: closed sets of people somebody lawfully gave, searched until a day, never registered persons.

Opened and closed by two people. Who is in a list is sealed as one thing, and pictures, where the owner gave any, in
volumes beside it; all of it is destroyed when the list is closed (biometrics.md sections 2, 3 and 10, decision 0795).
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from musterbook.biometrics.engines import Enrolment
from musterbook.biometrics.facts import GalleryClosed, GalleryOpened
from musterbook.biometrics.gallery import OPERATION, Galleries
from musterbook.biometrics.kept_points import read_points, write_points
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.terms.errors import Malformed

PURPOSES: Final = ("identification", "tracing", "prosecution")
VOLUME_BYTES: Final = 8_000_000
"""Pictures sealed together: few enough that a pair opens at once, many enough that a list is few files."""


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """Somebody of a list: points by the owner's own reference, and the pictures the owner gave, by finger."""

    enrolment: Enrolment
    pictures: Mapping[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptPictures:
    """Where the pictures of somebody of a list lie: in which volume, at which place, of which fingers."""

    volume: Digest
    place: int
    fingers: tuple[int, ...]


def open_list(
    beside: BiometricsBeside, acting: Acting, name: str, people: Mapping[str, Enrolment] | Iterable[Other],
    *, owner: str, purpose: str, basis: str, until: datetime,
) -> Entry:  # fmt: skip
    """Open a list; two people sign.

    Args:
        beside: the book and what lies beside it.
        acting: the keeper and a second person.
        name: of the list; not `operation`.
        people: one after another; points alone by reference, where there are no pictures.
        owner: whose it is.
        purpose: one of `PURPOSES`.
        basis: by which law or agreement it may be searched, in words.
        until: when it may no longer be.

    Raises:
        Malformed: the name is taken, there is nobody in it, the purpose is none of ours, or the day is past.
    """
    known = ", ".join(PURPOSES)
    if name == OPERATION or beside.book.reading(Galleries).gallery(name) is not None:
        raise Malformed.because("biometrics.list-taken", gallery=name)
    if purpose not in PURPOSES:
        raise Malformed.because("biometrics.list-purpose", gallery=name, purpose=purpose, known=known)
    if until <= acting.at:
        raise Malformed.because("biometrics.list-empty-or-past", gallery=name, people=0)
    others = (Other(one) for one in people.values()) if isinstance(people, Mapping) else people
    volumes = _Volumes(beside)
    try:
        told = {str(one.enrolment.person): _told(one, volumes) for one in others}
        _refuse_nobody(name, told)
        lawful, pictures = beside.words(name, basis), volumes.closed(told)
        contents = beside.keep_picture(json.dumps(told, sort_keys=True, ensure_ascii=False).encode())
        volumes.sealed.append(contents)
        fact = GalleryOpened(
            gallery=name, owner=owner, purpose=purpose, lawful_basis=lawful, heads=len(told), contents=contents,
            until=until, pictures=pictures,
        )  # fmt: skip
        return beside.book.write(acting.draft(fact))
    except BaseException:
        for digest in volumes.sealed:
            beside.blobs.destroy(digest)
        raise


def close_list(beside: BiometricsBeside, acting: Acting, name: str, *, because: str) -> Entry:
    """Close a list, and destroy what was in it; two people sign."""
    one = _known(beside, name)
    entry = beside.book.write(acting.draft(GalleryClosed(gallery=name, because=beside.words(name, because))))
    for digest in (one.contents, *one.pictures):
        beside.blobs.destroy(digest)
    return entry


def people_of_list(beside: BiometricsBeside, name: str) -> dict[str, Enrolment]:
    """The people of a list by their reference. Whoever asks has consulted first."""
    return {
        reference: Enrolment(
            reference,
            read_points(base64.b64decode(said["points"])),
            {int(position): int(quality) for position, quality in said["quality"].items()},
        )
        for reference, said in _contents(beside, name).items()
    }


def pictures_of_list(beside: BiometricsBeside, name: str) -> dict[str, KeptPictures]:
    """Where the pictures of those of a list lie who came with any, by reference."""
    return {
        reference: KeptPictures(Digest(said["volume"]), int(said["place"]), tuple(said["fingers"]))
        for reference, said in _contents(beside, name).items()
        if said.get("volume")
    }


def open_pictures(beside: BiometricsBeside, kept: KeptPictures) -> dict[int, bytes]:
    """Somebody's pictures by finger; none where the list was closed. Whoever asks has consulted first."""
    if not beside.blobs.has(kept.volume):
        return {}
    with zipfile.ZipFile(io.BytesIO(beside.picture(kept.volume))) as volume:
        return {finger: volume.read(f"{kept.place}/{finger}") for finger in kept.fingers}


class _Volumes:
    """Pictures put together until they are worth a seal."""

    def __init__(self, beside: BiometricsBeside) -> None:
        self._beside = beside
        self.sealed: list[Digest] = []
        self._waiting: list[Mapping[int, bytes]] = []
        self._bytes = 0

    def put(self, pictures: Mapping[int, bytes]) -> tuple[int, int]:
        """Number of the volume they will be in, and their place there."""
        found = len(self.sealed), len(self._waiting)
        self._waiting.append(pictures)
        self._bytes += sum(map(len, pictures.values()))
        if self._bytes >= VOLUME_BYTES:
            self._seal()
        return found

    def closed(self, told: Mapping[str, dict[str, Any]]) -> frozenset[Digest]:
        """Every volume; and where people were told the number of theirs, its digest instead."""
        if self._waiting:
            self._seal()
        for said in told.values():
            if "volume" in said:
                said["volume"] = self.sealed[said["volume"]]
        return frozenset(self.sealed)

    def _seal(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as volume:
            for place, pictures in enumerate(self._waiting):
                for finger, content in sorted(pictures.items()):
                    volume.writestr(zipfile.ZipInfo(f"{place}/{finger}"), content)
        self.sealed.append(self._beside.keep_picture(out.getvalue()))
        self._waiting, self._bytes = [], 0


def _told(one: Other, volumes: _Volumes) -> dict[str, Any]:
    """Somebody of a list as plain values."""
    told: dict[str, Any] = {
        "points": base64.b64encode(write_points(one.enrolment.fingers)).decode("ascii"),
        "quality": {str(position): quality for position, quality in one.enrolment.quality.items()},
    }
    if one.pictures:
        volume, place = volumes.put(one.pictures)
        told |= {"volume": volume, "place": place, "fingers": sorted(one.pictures)}
    return told


def _refuse_nobody(name: str, told: Mapping[str, object]) -> None:
    if not told:
        raise Malformed.because("biometrics.list-empty-or-past", gallery=name, people=0)


def _known(beside: BiometricsBeside, name: str) -> GalleryOpened:
    one = beside.book.reading(Galleries).gallery(name)
    if one is None:
        raise Malformed.because("biometrics.no-such-list", gallery=name)
    return one


def _contents(beside: BiometricsBeside, name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(beside.picture(_known(beside, name).contents))
    return found
