"""Lists of others: closed sets of people somebody lawfully gave, searched until a day, never registered persons.

Opened and closed by two people. Who is in a list is sealed as one index, their points and pictures in volumes beside
it; all of it is destroyed when the list is closed (biometrics.md sections 2, 3 and 10, decisions 0795 and 0890).
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from musterbook.biometrics.engines import Enrolment
from musterbook.biometrics.facts import GalleryClosed, GalleryOpened
from musterbook.biometrics.gallery import OPERATION, Galleries
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.listed_people import Binder, KeptPictures, ListedPeople
from musterbook.terms.errors import Malformed

PURPOSES: Final = ("identification", "tracing", "prosecution")


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """Somebody of a list: points by the owner's own reference, and the pictures the owner gave, by finger."""

    enrolment: Enrolment
    pictures: Mapping[int, bytes] = field(default_factory=dict)


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
    binder, kept = Binder(beside), list[Digest]()
    try:
        for one in others:
            binder.put(one.enrolment, one.pictures)
        _refuse_nobody(name, binder)
        lawful, index = beside.words(name, basis), binder.closed()
        contents = beside.keep_picture(json.dumps(index, sort_keys=True, ensure_ascii=False).encode())
        kept.append(contents)
        fact = GalleryOpened(
            gallery=name, owner=owner, purpose=purpose, lawful_basis=lawful, heads=len(binder), contents=contents,
            until=until, volumes=binder.sealed,
        )  # fmt: skip
        return beside.book.write(acting.draft(fact))
    except BaseException:
        for digest in (*kept, *binder.sealed):
            beside.blobs.destroy(digest)
        raise


def close_list(beside: BiometricsBeside, acting: Acting, name: str, *, because: str) -> Entry:
    """Close a list, and destroy what was in it; two people sign."""
    one = _known(beside, name)
    entry = beside.book.write(acting.draft(GalleryClosed(gallery=name, because=beside.words(name, because))))
    for digest in (one.contents, *one.volumes):
        beside.blobs.destroy(digest)
    return entry


def people_of_list(beside: BiometricsBeside, name: str) -> ListedPeople:
    """The people of a list by their reference, opened as they are asked for. Whoever asks has consulted first."""
    return ListedPeople(beside, _known(beside, name).contents)


def open_pictures(beside: BiometricsBeside, kept: KeptPictures) -> dict[int, bytes]:
    """Somebody's pictures by finger; none where the list was closed. Whoever asks has consulted first."""
    if not beside.blobs.has(kept.volume):
        return {}
    with zipfile.ZipFile(io.BytesIO(beside.picture(kept.volume))) as volume:
        return {finger: volume.read(f"{kept.place}/{finger}") for finger in kept.fingers}


def _refuse_nobody(name: str, people: Sized) -> None:
    if not len(people):
        raise Malformed.because("biometrics.list-empty-or-past", gallery=name, people=0)


def _known(beside: BiometricsBeside, name: str) -> GalleryOpened:
    one = beside.book.reading(Galleries).gallery(name)
    if one is None:
        raise Malformed.because("biometrics.no-such-list", gallery=name)
    return one
