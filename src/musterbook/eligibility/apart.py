"""Apart: who may not ride or wait together, by class (never-with) and by order about two people (keep-apart).

Unknown counts as each protected class at once: someone of unknown age, sex, family and trial is kept from adults, from
men, from the men of this operation and from the sentenced. Relatives who belong together are not kept from each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.eligibility.classes import Classes, Codes
from musterbook.eligibility.facts import KeepApartEnded, KeptApart
from musterbook.eligibility.gates import gate
from musterbook.eligibility.settings import ADULT_MEN, DEFAULT, EligibilitySettings
from musterbook.ledger.entry import Entry
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

Linked = Callable[[PersonId], Iterable[PersonId]]
"""Everyone who belongs together with a person: parent and child, spouses, siblings, guardian and ward."""

WITHIN: Final[Mapping[str, frozenset[str]]] = {
    "boarding": frozenset(("carrier", "serial", "site", "camp")),
    "arriving": frozenset(("holding", "carrier", "serial", "site", "camp")),
}
"""For each stage of a move the reaches of an order that it would break: on a carrier those from `carrier` up, and in a
reception the holding room too. Orders about a cell, a landing or a wing bind whoever assigns beds."""


@dataclass(frozen=True, slots=True)
class NeverWith:
    """Two classes that are never together.

    Attributes:
        protected: the class that is protected, and into which the unknown fall.
        other: the class it is kept from.
        is_protected: whether someone with these codes is of the first.
        is_other: whether of the second.
        relatives: whether relatives of the two classes may be together all the same.
        only_adult_men: whether the rule is about the men of this operation, so that it falls away when all are moved.
    """

    protected: str
    other: str
    is_protected: Callable[[Codes], bool]
    is_other: Callable[[Codes], bool]
    relatives: bool = True
    only_adult_men: bool = False


NEVER_WITH: Final = (
    NeverWith("child", "adult", lambda codes: codes.may_be_child, lambda codes: not codes.may_be_child),
    NeverWith("woman", "man", lambda codes: codes.may_be_woman, lambda codes: not codes.may_be_woman),
    NeverWith(
        "family", "man of this operation", lambda codes: codes.may_be_family, lambda codes: not codes.may_be_family,
        only_adult_men=True,
    ),
    NeverWith(
        "untried", "sentenced", lambda codes: codes.may_be_untried, lambda codes: codes.legal == "sentenced",
        relatives=False,
    ),
)  # fmt: skip
"""Every pair of classes that is never together (custody and eligibility, section 8)."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order that two people are kept apart, within a reach."""

    pair: frozenset[PersonId]
    reach: str
    because: str
    since: datetime


def never_with(
    move: Move, classes: Classes, *, linked: Linked = lambda _: (), settings: EligibilitySettings = DEFAULT
) -> list[Objection]:
    """`eligibility.never-with`: two classes together among those moved and those already aboard.

    The objection names the protected person; where she is aboard already, everyone moved who may not join her.
    """
    line = gate("eligibility.never-with")
    if not line.asked(move):
        return []
    by_codes = _by_codes(move, classes)
    return [
        Objection(line.rule, person, {
            "class": rule.protected, "other_class": rule.other, "other": other, "lift_by": line.lift_by,
        })
        for rule in NEVER_WITH
        if settings.population == ADULT_MEN or not rule.only_adult_men
        for person, other in _clashes(move, rule, by_codes, linked)
    ]  # fmt: skip


class KeepApart:
    """The keep-apart orders that stand."""

    def __init__(self) -> None:
        self._orders: dict[frozenset[PersonId], dict[str, Order]] = {}
        self._ended: dict[frozenset[PersonId], datetime] = {}
        self._of: dict[PersonId, set[frozenset[PersonId]]] = defaultdict(set)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The orders after these entries."""
        apart = cls()
        for entry in entries:
            apart.add(entry)
        return apart

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case KeptApart() as fact if len(fact.pair) > 1:
                order = Order(fact.pair, fact.reach, fact.because, entry.happened_at)
                self._orders.setdefault(fact.pair, {})[fact.reach] = order
                for person in fact.pair:
                    self._of[person].add(fact.pair)
            case KeepApartEnded() as fact:
                self._end(fact.pair, entry.happened_at)
        return True

    def orders(self) -> tuple[Order, ...]:
        """Every order that stands, by pair and reach."""
        found = (order for orders in self._orders.values() for order in orders.values())
        return tuple(sorted(found, key=lambda order: (sorted(order.pair), order.reach)))

    def orders_about(self, person: PersonId) -> tuple[Order, ...]:
        """Every order that stands about a person."""
        return tuple(order for order in self.orders() if person in order.pair)

    def objections(self, move: Move) -> list[Objection]:
        """`eligibility.kept-apart`: two people of one order moved together, or one joining the other aboard."""
        line = gate("eligibility.kept-apart")
        if not line.asked(move):
            return []
        together = move.people | move.aboard
        return [
            Objection(line.rule, person, {
                "other": other, "reach": order.reach, "because": order.because, "lift_by": line.lift_by,
            })
            for person in sorted(move.people & self._of.keys())
            for order in self._orders_of(person)
            if order.reach in WITHIN[move.stage]
            for other in sorted(order.pair & together - {person})
        ]  # fmt: skip

    def _orders_of(self, person: PersonId) -> list[Order]:
        pairs = sorted(self._of[person], key=sorted)
        return [order for pair in pairs for _, order in sorted(self._orders.get(pair, {}).items())]

    def _end(self, pair: frozenset[PersonId], at: datetime) -> None:
        """An order given in the second in which another about the pair ended stands."""
        kept = {reach: order for reach, order in self._orders.get(pair, {}).items() if order.since >= at}
        self._orders[pair] = kept


def _by_codes(move: Move, classes: Classes) -> dict[Codes, list[PersonId]]:
    """Everyone moved or aboard, by what is known of them: rules are asked once for each, not for each person."""
    groups: dict[Codes, list[PersonId]] = defaultdict(list)
    for person in sorted(move.people | move.aboard):
        groups[classes.codes(person)].append(person)
    return groups


def _clashes(
    move: Move, rule: NeverWith, by_codes: Mapping[Codes, list[PersonId]], linked: Linked
) -> Iterable[tuple[PersonId, PersonId]]:
    """Each person moved whom the rule keeps from somebody, with one such other."""
    protected = [person for codes, people in by_codes.items() if rule.is_protected(codes) for person in people]
    others = [person for codes, people in by_codes.items() if rule.is_other(codes) for person in people]
    if not protected or not others:
        return
    for person in sorted(set(protected) & move.people):
        kin = set(linked(person)) if rule.relatives else set()
        other = next((one for one in others if one not in kin), None)
        if other is not None:
            yield person, other
    aboard = [person for person in protected if person in move.aboard]
    kin_aboard = {person: set(linked(person)) if rule.relatives else set() for person in aboard}
    for person in sorted(set(others) & move.people) if aboard else ():
        other = next((one for one in aboard if person not in kin_aboard[one]), None)
        if other is not None:
            yield person, other
