"""One picture under two positions or two people: nobody can say whose it is, so nobody is enrolled by it.

Pictures are known again by what is seen in them, so the same one in two formats is the same (section 12 of
biometrics.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from musterbook.biometrics.capture.captured import Captured, FingerTaken
from musterbook.terms.errors import Fault

_EMPTY_DEVIATION: Final = 3.0
"""Of grey; a picture of less shows nothing."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Under whom a picture came: person and position; and in which sitting, where that is enrolled already."""

    person: str
    position: int
    enrolment: str = ""


Seen = dict[str, list[Owner]]
"""What every picture so far looked like → under whom it came."""


def note(seen: Seen, captured: Captured) -> None:
    """Write down what each picture of somebody looks like, so that the first of two who share one is named as well."""
    for one in captured.fingers:
        _note(seen, one, captured.person)


def shared_pictures(person: str, fingers: Mapping[int, FingerTaken], seen: Seen) -> list[Fault]:
    """One picture under two positions or two people: nobody can say whose it is, so nobody is enrolled by it."""
    found = []
    for position, one in sorted(fingers.items()):
        for other in _note(seen, one, person)[:1]:
            values: dict[str, str | int | None] = {
                "position": position, "other_position": other.position, "other": other.person
            }  # fmt: skip
            if other.enrolment:
                values["enrolment"] = other.enrolment
            found.append(Fault(_rule(person, other), file=one.file, values=values))
    return found


def _rule(person: str, other: Owner) -> str:
    if other.enrolment:
        return "capture.same-picture-enrolled"
    return "capture.same-picture" if other.person == person else "capture.same-picture-as"


def _note(seen: Seen, one: FingerTaken, person: str) -> list[Owner]:
    """Under whom else a picture came; two pictures of nothing look alike and prove nothing."""
    if one.image.pixels.std() < _EMPTY_DEVIATION:
        return []
    owners, own = seen.setdefault(one.looks, []), Owner(person, one.position)
    if own not in owners:
        owners.append(own)
    # His own earlier sitting is no other: it may be replaced to put two fingers right.
    return [other for other in owners if other != own and not (other.enrolment and other.person == person)]
