"""Exporting prints: one person's pictures or points as a standard file, by two people, its digest in the book.

Joins a sitting with the files other services read. The loss-free master stays where it is; what leaves is packed as the
receiver's profile asks. A name leaves only when the officers say it and the profile has a field for it (biometrics.md
section 10). No child's prints leave: whoever may be under eighteen is not put where others search.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from musterbook.biometrics.capture import pictures
from musterbook.biometrics.facts import Exported
from musterbook.biometrics.gallery import Enrolments, Sitting
from musterbook.biometrics.interchange import itl
from musterbook.biometrics.interchange.minutiae import FORMS, View, write
from musterbook.biometrics.interchange.profile import profile
from musterbook.biometrics.interchange.transactions import Finger, Sent, fingers_missing, transaction
from musterbook.biometrics.positions import FINGERS
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_ages import age_of, search_objection
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import points_of
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

AS: Final = ("itl", *FORMS)
PAGE: Final = "export"


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves, for whom.

    Attributes:
        person: whose prints.
        form: itl (a whole transaction), iso or incits (points alone).
        recipient: who gets it.
        profile: whose rules a transaction keeps; one of `interchange.profile.names()`.
        known: what may be said of him, by the profile's words: `name`, `sex`, `born` and so on.
        sender: the code of the sender in the receiver's system.
    """

    person: PersonId
    form: str
    recipient: str
    profile: str = "itl"
    known: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sender: str = "MUSTERBOOK"


def made(beside: BiometricsBeside, acting: Acting, leaving: Leaving) -> bytes:
    """The file, before anything is written; pictures are opened, so the register says who and why first.

    Raises:
        Malformed: the form is none of ours, or a field the receiver must have is not known.
        Refused: he may be a child, has no sitting, or nothing of him is here that could be sent in this form.
    """
    if leaving.form not in AS:
        raise Malformed.because("biometrics.export-form", form=leaving.form, known=", ".join(AS))
    objection = search_objection(age_of(beside.book, leaving.person, acting.at.date()), beside.settings, of_others=True)
    if objection is not None:
        raise Refused(objection)
    sitting = beside.book.reading(Enrolments).current(leaving.person)
    if sitting is None:
        raise Refused(Objection("biometrics.not-enrolled", leaving.person))
    why = f"export {leaving.form} for {leaving.recipient}"
    beside.consult(acting.officers[0][0], str(leaving.person), why, page=PAGE, at=acting.at)
    if leaving.form == "itl":
        return _transaction(beside, acting, leaving, sitting)
    return _points(beside, leaving, sitting)


def export(beside: BiometricsBeside, acting: Acting, leaving: Leaving, file: bytes, *, because: str) -> Entry:
    """Two people write that a file leaves: its number, its digest, to whom."""
    fact = Exported(
        export=next_export(beside, acting), person=leaving.person, form_of=leaving.form,
        file=Digest(hashlib.sha256(file).hexdigest()), recipient=leaving.recipient,
        because=beside.words(str(leaving.person), because),
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def next_export(beside: BiometricsBeside, acting: Acting) -> str:
    """The next number, such as `X-karkh-3`: each custodian counts his own."""
    facts = (entry.fact for entry in beside.book.entries())
    taken = sum(isinstance(fact, Exported) and fact.export.startswith(f"X-{acting.by}-") for fact in facts)
    return f"X-{acting.by}-{taken + 1}"


def known_from(text: str) -> dict[str, str]:
    """What may be said of a person, as a file of JSON: words of the profile, each with its value.

    Raises:
        Malformed: it is no JSON object of words.
    """
    try:
        read = json.loads(text)
    except ValueError as error:
        raise Malformed(Fault("biometrics.known-no-json")) from error
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        raise Malformed(Fault("biometrics.known-no-json"))
    return read


def _transaction(beside: BiometricsBeside, acting: Acting, leaving: Leaving, sitting: Sitting) -> bytes:
    points = points_of(beside, [sitting]).get(sitting.number, {})
    missing = {one.position: one.because for one in sitting.fact.missing}
    fingers = []
    for position in FINGERS:
        if position in sitting.fingers:
            content = beside.picture(sitting.pictures[str(position)])
            image, _ = pictures.read_finger(content, position=position, dpi=_dpi(content), dark_background=False)
            quality = sitting.qualities.get(position)
            fingers.append(Finger(position, image, points=points.get(position), quality=quality))
        elif str(position) in missing:
            fingers.append(Finger(position, missing=missing[str(position)]))
    if not any(finger.image for finger in fingers):
        raise Refused(Objection("biometrics.nothing-to-send", leaving.person, {"form": leaving.form}))
    # A finger that nobody captured and nobody gave a reason for is said as one that could not be printed.
    fingers += [Finger(position, missing="not-possible") for position in fingers_missing(fingers)]
    sent = Sent(
        number=next_export(beside, acting), at=acting.at, sender=leaving.sender, receiver=leaving.recipient,
        fingers=sorted(fingers, key=lambda one: one.position), known=leaving.known,
    )  # fmt: skip
    return itl.write(transaction(sent, profile(leaving.profile)))


def _points(beside: BiometricsBeside, leaving: Leaving, sitting: Sitting) -> bytes:
    points = points_of(beside, [sitting]).get(sitting.number, {})
    if not points:
        raise Refused(Objection("biometrics.nothing-to-send", leaving.person, {"form": leaving.form}))
    views = [View(position, sitting.qualities.get(position, 0), found) for position, found in sorted(points.items())]
    return write(views, FORMS[leaving.form])


def _dpi(content: bytes) -> int | None:
    """What a picture says of itself; 500 where it is silent, as a station that captured it was told."""
    return None if pictures.read(content).dpi else 500
