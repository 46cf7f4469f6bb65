"""Numbers of people, as programs send them."""

from __future__ import annotations

from collections.abc import Sequence

from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId, read_number


def people_in(told: Sequence[str], pointer: str = "/people") -> frozenset[PersonId]:
    """The numbers; Malformed for each that is none, with its place."""
    found = [read_number(one) for one in told]
    wrong = [
        Fault("person.bad-number", column=f"{pointer}/{place}", values={"typed": told[place][:20], "near": None})
        for place, number in enumerate(found) if number is None
    ]  # fmt: skip
    if wrong:
        raise Malformed.of(wrong)
    return frozenset(one for one in found if one is not None)


def person_in(told: str, pointer: str = "/person") -> PersonId:
    """One number."""
    number = read_number(told)
    if number is None:
        raise Malformed(Fault("person.bad-number", column=pointer, values={"typed": told[:20], "near": None}))
    return number
