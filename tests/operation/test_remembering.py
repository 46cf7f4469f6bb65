"""Remembering: a signature made here is known again by key and bytes alone; whatever differs is computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import given

from musterbook.custody.facts import Banded
from musterbook.ledger.entry import NO_DIGEST, Act, Entry, Signature, entry_from
from musterbook.ledger.notation import told
from musterbook.ledger.signing import public_of, signature_holds
from musterbook.operation.remembering import FILE, MadeHere, Remembered
from musterbook.terms.people import PersonId
from tests.ledger.making import acts_strategy
from tests.ledger.vectors import key_of

STORY = "06:00 hasakah custody.registered person=D-0001"
NODE, OFFICER, OTHER = public_of(key_of("a node")), key_of("an officer"), key_of("another node")


@dataclass
class Counted:
    """The true check, and what it was asked."""

    asked: list[Signature] = field(default_factory=list)

    def __call__(self, entry: Entry, signature: Signature, public_key: str, *, names: Iterable[str] = ()) -> bool:
        self.asked.append(signature)
        return signature_holds(entry, signature, public_key, names=names)


def written(made: MadeHere, act: Act) -> Entry:
    """The act signed, and as the store gives it back."""
    signature = made.sign(act, log=NODE, officer="k.officer", role="site-officer", key=OFFICER)
    return entry_from(act, log=NODE, seq=0, prev=NO_DIGEST, signed=[signature])


@given(acts_strategy())
def test_a_signature_made_here_holds_as_the_curve_says_and_without_asking_it(act: Act) -> None:
    curve = Counted()
    made = MadeHere(curve)
    entry = written(made, act)

    known = made(entry, entry.signed[0], public_of(OFFICER))

    assert known is signature_holds(entry, entry.signed[0], public_of(OFFICER)) is True
    assert curve.asked == []


@given(acts_strategy("custody.banded"))
def test_an_entry_that_is_not_what_was_signed_fails(act: Act) -> None:
    made = MadeHere()
    (signature,) = written(made, act).signed
    other = replace(act, fact=Banded(person=PersonId("D-0041"), band="another band"))
    swapped = entry_from(other, log=NODE, seq=0, prev=NO_DIGEST, signed=[signature])

    assert not made(swapped, signature, public_of(OFFICER))


@given(acts_strategy())
def test_a_signature_made_here_does_not_hold_for_another_key(act: Act) -> None:
    made = MadeHere()
    entry = written(made, act)

    assert not made(entry, entry.signed[0], public_of(OTHER))


def test_what_was_made_here_is_remembered_beside_the_book(tmp_path: Path) -> None:
    curve = Counted()
    made = MadeHere(curve)
    entry = written(made, told(STORY)[0].act)
    first, again = Remembered(tmp_path, keep=True, holds=made), Counted()

    assert first(entry, entry.signed[0], public_of(OFFICER))
    first.close()

    assert (tmp_path / FILE).stat().st_size == 16
    assert Remembered(tmp_path, keep=False, holds=again)(entry, entry.signed[0], public_of(OFFICER))
    assert (curve.asked, again.asked) == ([], [])
