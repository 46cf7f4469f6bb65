"""One body: numbers found to be one person's; what was written of any of them counts for the one that stands.

Joins custody, which knows who was merged, with eligibility and repatriation. Nothing is rewritten: each number keeps
its own history, and reading follows the mergings, so that taking one back takes all of this back too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from musterbook.custody.roll import Roll
from musterbook.eligibility.asylum import Asylum
from musterbook.eligibility.holds import Hold, Holds
from musterbook.operation.book import Book
from musterbook.repatriation.cases import Cases
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

Asking = Callable[[Move], list[Objection]]

FOUND_AGAINST: Final = ("risk", "unknown")
"""What a reviewer found about one number stands, whatever was found about another of the same man."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Which numbers are one person's.

    Attributes:
        into: each absorbed number and the one it was merged into, which may be absorbed itself.
    """

    into: Mapping[PersonId, PersonId]
    _former: dict[PersonId, tuple[PersonId, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for number in sorted(self.into):
            stands = self.standing(number)
            self._former[stands] = (*self._former.get(stands, ()), number)

    def standing(self, person: PersonId) -> PersonId:
        """The number that stands for this one after all mergings; itself if it was never absorbed."""
        while person in self.into:
            person = self.into[person]
        return person

    def numbers(self, person: PersonId) -> tuple[PersonId, ...]:
        """The number itself and every one absorbed into it."""
        return (person, *self._former.get(person, ()))

    def all_of(self, people: Iterable[PersonId]) -> frozenset[PersonId]:
        """Every number of these people."""
        return frozenset(number for person in people for number in self.numbers(person))

    def against(self, move: Move, ask: Asking) -> list[Objection]:
        """Objections that any number of those moved brings, each about the number that stands."""
        if not self.into:
            return ask(move)
        asked = replace(move, people=self.all_of(move.people), aboard=self.all_of(move.aboard))
        found = [self._about_standing(one) for one in ask(asked)]
        return [one for one in found if one.person is None or one.values.get("other") != one.person]

    def lacking(self, move: Move, ask: Asking) -> list[Objection]:
        """Objections for want of something that one of his numbers may have; a danger found about one stands."""
        if not self.into:
            return ask(move)
        found: list[Objection] = []
        objected = {one.person: one for one in ask(replace(move, people=self.all_of(move.people)))}
        for person in sorted(move.people):
            his = [objected.get(number) for number in self.numbers(person)]
            worst = next((one for one in his if one is not None and one.values.get("lack") in FOUND_AGAINST), None)
            one = worst if worst is not None or None in his else his[0]
            if one is not None:
                found.append(replace(one, person=person))
        return found

    def _about_standing(self, one: Objection) -> Objection:
        person = one.person and self.standing(one.person)
        other = one.values.get("other")
        values = {**one.values, "other": self.standing(PersonId(other))} if isinstance(other, str) else one.values
        return replace(one, person=person, values=values)


def bodies_of(book: Book) -> Bodies:
    """Who was found to be whom."""
    return Bodies(book.reading(Roll).merged_into)


def cases_of(book: Book) -> Cases:
    """Every case, those of an absorbed number with the number that stands."""
    bodies = bodies_of(book)
    return book.reading(Cases).following({number: bodies.standing(number) for number in bodies.into})


def holds_of(book: Book) -> Callable[[PersonId], tuple[Hold, ...]]:
    """The holds that stand on any of a person's numbers, for asking about many people."""
    holds, bodies = book.reading(Holds), bodies_of(book)

    def on(person: PersonId) -> tuple[Hold, ...]:
        return tuple(hold for number in bodies.numbers(person) for hold in holds.on(number))

    return on


def asks_for_protection(book: Book, person: PersonId, at: datetime) -> bool:
    """Whether he asks for protection under any of his numbers."""
    asylum = book.reading(Asylum)
    return any(asylum.asks(number, at) for number in bodies_of(book).numbers(person))
