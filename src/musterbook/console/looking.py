"""Who is looking: the officer signed in, and what the register lets him see. Pages ask this and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from musterbook.console.page_kinds import kind_of
from musterbook.operation.reading_right import reads_entry, reads_in, reads_marked
from musterbook.rights.compartments import opened_by
from musterbook.rights.filters import compiled
from musterbook.rights.policy import About, Asker, may_see_page
from musterbook.terms.custodians import CustodianId


class Needed(Protocol):
    """What is known of who needs to know of whom: `operation.needing.Needs`."""

    def about(self, number: str, holder: str, *, glass: bool = False) -> About:
        """What decides who needs to know of this person."""
        ...


class Row(Protocol):
    """A row about one person."""

    @property
    def number(self) -> str:
        """His number."""
        ...

    @property
    def custodian(self) -> str:
        """On whose account he is."""
        ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Looker:
    """Whoever asks for a page.

    Attributes:
        officer: by the name the register knows him under; empty while nobody is signed in.
        roles: his roles, each with the custodian it is for, as the register has them at this request.
        asked: this console asks who one is: somebody has an account here.
        token: what his forms carry, so that no other page can send one in his name.
        glass: numbers he broke the glass for, each with the second (since 1970) at which that ends.
        needs: who needs to know of whom; None where nobody is asked.
        purpose: for what a program was let in; empty for a person.
        known: the officer with compartments, level and policy as the register has them; None for his roles alone.
    """

    officer: str = ""
    roles: frozenset[tuple[str, CustodianId]] = frozenset()
    asked: bool = False
    token: str = ""
    glass: Mapping[str, int] = field(default_factory=dict)
    needs: Needed | None = None
    purpose: str = ""
    known: Asker | None = None

    def has(self, *roles: str, custodian: str = "") -> bool:
        """Whether he holds one of the roles, for this custodian where one is named."""
        return any(role in roles and custodian in ("", whom) for role, whom in self.roles)

    def may_open(self, compartment: str) -> bool:
        """Whether he may see what lies in a compartment: health, security or complaint. Nobody signed in may not."""
        return reads_in(self.asker, compartment)

    def reads_marked(self, level: int) -> bool:
        """Whether he may read evidence marked so high; everybody may where nobody is asked who he is."""
        return not self.asked or reads_marked(self.asker, level)

    def reads_entry(self, kind: str, level: int) -> bool:
        """Whether an entry of this kind, about what is marked so high, is there for him."""
        return not self.asked or reads_entry(self.asker, kind, level)

    @property
    def custodians(self) -> frozenset[CustodianId]:
        """Every custodian he has a role for."""
        return frozenset(custodian for _, custodian in self.roles)

    @property
    def asker(self) -> Asker:
        """The officer as the policy knows him; of whom nothing more is known, with what his roles alone open."""
        opened = frozenset(name for role, _ in self.roles for name in opened_by(role, ()))
        return self.known or Asker(self.officer, self.roles, opened)

    def opens(self, path: str) -> bool:
        """Whether a page opens for him; every page does where nobody is asked who he is."""
        return not self.asked or may_see_page(self.asker, kind_of(path))

    def sees(self, number: str, holder: str) -> bool:
        """Whether he needs to know of a person on `holder`'s account."""
        if not self.asked or self.needs is None:
            return True
        filter_ = compiled(self.asker)
        if filter_.all and not filter_.nobody:
            return True
        return filter_.matches(self.needs.about(number, holder, glass=number in self.glass))


NOBODY: Final = Looker()
"""Nobody is signed in, and this console does not ask: it serves whoever sits at this machine."""


def seen_by(looker: Looker, rows: Iterable[R]) -> list[R]:
    """The rows of a list that are about people the looker needs to know of."""
    return [row for row in rows if looker.sees(row.number, row.custodian)]
