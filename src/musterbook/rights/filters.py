"""Filters for lists: the policy about persons compiled once for an officer, row by row in Python or as SQL.

What a list shows is what Cedar would answer for each row; a test holds the three against each other (decision 0947).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, FromClause, exists, false, or_, select, true

from musterbook.rights.policy import About, Asker, may_see


@dataclass(frozen=True, slots=True)
class Filter:
    """Whom one officer sees.

    Attributes:
        all: everyone; nobody: nobody, whatever else. Both come from the policy, asked once.
        custodians: whose people, held or offered; roles: whose casework counts.
    """

    all: bool
    nobody: bool
    custodians: frozenset[str]
    roles: frozenset[str]

    def matches(self, about: About) -> bool:
        """Whether he sees this person."""
        if self.nobody:
            return False
        return (
            self.all
            or about.glass
            or about.holder in self.custodians
            or not self.custodians.isdisjoint(about.offered_to)
            or not self.roles.isdisjoint(about.named_by)
        )

    def clause(
        self, person: FromClause, offered: FromClause, named: FromClause, glass: FromClause
    ) -> ColumnElement[bool]:
        """The same as SQL.

        Args:
            person: rows with `number` and `holder`.
            offered: rows with `number` and `custodian`: who is offered him.
            named: rows with `number` and `role`: whose casework names him.
            glass: rows with `number`: for whom he broke the glass.
        """
        if self.nobody:
            return false()
        if self.all:
            return true()
        number = person.c.number
        return or_(
            person.c.holder.in_(sorted(self.custodians)),
            exists(
                select(1).where(offered.c.number == number, offered.c.custodian.in_(sorted(self.custodians)))
            ),
            exists(select(1).where(named.c.number == number, named.c.role.in_(sorted(self.roles)))),
            exists(select(1).where(glass.c.number == number)),
        )  # fmt: skip


@lru_cache(maxsize=512)
def compiled(asker: Asker) -> Filter:
    """The filter of an officer: Cedar is asked whether he sees everyone, and whether anybody at all."""
    everyone = may_see(asker, About())
    his_own = About(holder="-", named_by=asker.names, offered_to=frozenset(asker.custodians), glass=True)
    return Filter(everyone, not may_see(asker, his_own), frozenset(asker.custodians), asker.names)
