"""What is typed on a handover's page, read: numbers, counts, injuries, and why somebody is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from musterbook.custody.facts import HandoverException
from musterbook.custody.handovers import Handover
from musterbook.operation import handing_over
from musterbook.operation.caring_condition import InjurySaid
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId, read_number

COUNTED_MOST: Final = 100_000
Form = Mapping[str, str]


def exceptions_in(one: Handover, said: Form, ticked: Iterable[str]) -> list[HandoverException]:
    """Each difference with its reason: those not ticked, and whoever came beside the list."""
    left_out = sorted(one.people - {PersonId(number) for number in ticked})
    lacking = [number for number in left_out if said.get(f"why-{number}", "") not in handing_over.LEAVES_OUT]
    if lacking:
        raise Malformed.of([Fault("handing.no-reason", values={"person": number}) for number in lacking[:20]])
    found = [HandoverException(code=said[f"why-{number}"], person=number) for number in left_out]
    return [*found, *(HandoverException(code="extra", person=number) for number in numbers_in(said.get("extra", "")))]


def numbers_in(text: str) -> list[PersonId]:
    """The numbers typed or read by a scanner, one a line; Malformed names every line that is none."""
    found, faults = [], []
    for row, line in enumerate(text.splitlines(), start=1):
        number = read_number(line)
        if number is not None:
            found.append(number)
        elif line.strip():
            faults.append(Fault("person.bad-number", row=row, values={"typed": line.strip()[:20], "near": None}))
    if faults:
        raise Malformed.of(faults[:20])
    return found


def number_in(typed: str) -> int:
    """A number of people; Malformed where it is none."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and int(text) <= COUNTED_MOST):
        raise Malformed.because("console.bad-number", name="counted", least=0, most=COUNTED_MOST)
    return int(text)


def injured_in(text: str) -> list[InjurySaid]:
    """Injuries as they are typed, one a line: the number, a colon, what was seen."""
    found, faults = [], []
    for row, line in enumerate(text.splitlines(), start=1):
        about, _, words = line.partition(":")
        number = read_number(about)
        if number is not None and words.strip():
            found.append(InjurySaid(number, 1, words.strip(), row))
        elif line.strip():
            faults.append(Fault("handing.injury-form", row=row, values={"typed": line.strip()[:20]}))
    if faults:
        raise Malformed.of(faults[:20])
    return found


def note_in(said: Form) -> str:
    """The words somebody added."""
    return said.get("note", "").strip()[:400]
