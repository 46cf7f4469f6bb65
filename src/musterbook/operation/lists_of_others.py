"""Lists of others: closed sets of people somebody lawfully gave, searched until a day, never registered persons.

Opened and closed by two people. What is in a list is sealed as one thing, which is destroyed when the list is closed
(biometrics.md sections 2, 3 and 10).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from musterbook.biometrics.engines import Enrolment
from musterbook.biometrics.facts import GalleryClosed, GalleryOpened
from musterbook.biometrics.gallery import OPERATION, Galleries
from musterbook.biometrics.kept_points import read_points, write_points
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.terms.errors import Malformed

PURPOSES: Final = ("identification", "tracing", "prosecution")


def open_list(
    beside: BiometricsBeside, acting: Acting, name: str, people: Mapping[str, Enrolment],
    *, owner: str, purpose: str, basis: str, until: datetime,
) -> Entry:  # fmt: skip
    """Open a list; two people sign.

    Args:
        beside: the book and what lies beside it.
        acting: the keeper and a second person.
        name: of the list; not `operation`.
        people: points by the owner's own reference.
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
    if not people or until <= acting.at:
        raise Malformed.because("biometrics.list-empty-or-past", gallery=name, people=len(people))
    lawful = beside.words(name, basis)
    contents = beside.keep_picture(_written(people))
    try:
        fact = GalleryOpened(
            gallery=name, owner=owner, purpose=purpose, lawful_basis=lawful, heads=len(people), contents=contents,
            until=until,
        )  # fmt: skip
        return beside.book.write(acting.draft(fact))
    except BaseException:
        beside.blobs.destroy(contents)
        raise


def close_list(beside: BiometricsBeside, acting: Acting, name: str, *, because: str) -> Entry:
    """Close a list, and destroy what was in it; two people sign."""
    one = beside.book.reading(Galleries).gallery(name)
    if one is None:
        raise Malformed.because("biometrics.no-such-list", gallery=name)
    entry = beside.book.write(acting.draft(GalleryClosed(gallery=name, because=beside.words(name, because))))
    beside.blobs.destroy(one.contents)
    return entry


def people_of_list(beside: BiometricsBeside, name: str) -> dict[str, Enrolment]:
    """The people of a list by their reference. Whoever asks has consulted first."""
    one = beside.book.reading(Galleries).gallery(name)
    if one is None:
        raise Malformed.because("biometrics.no-such-list", gallery=name)
    told = json.loads(beside.picture(one.contents))
    return {
        reference: Enrolment(
            reference,
            read_points(base64.b64decode(said["points"])),
            {int(position): int(quality) for position, quality in said["quality"].items()},
        )
        for reference, said in told.items()
    }


def _written(people: Mapping[str, Enrolment]) -> bytes:
    told = {
        reference: {
            "points": base64.b64encode(write_points(one.fingers)).decode("ascii"),
            "quality": {str(position): quality for position, quality in one.quality.items()},
        }
        for reference, one in people.items()
    }
    return json.dumps(told, sort_keys=True, ensure_ascii=False).encode()
