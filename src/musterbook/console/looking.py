"""Who is looking: the officer signed in, and what the register lets him see. Pages ask this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from musterbook.operation.compartments import COMPARTMENTS
from musterbook.terms.custodians import CustodianId


@dataclass(frozen=True, slots=True)
class Looker:
    """Whoever asks for a page.

    Attributes:
        officer: by the name the register knows him under; empty while nobody is signed in.
        roles: his roles, each with the custodian it is for, as the register has them at this request.
        asked: this console asks who one is: somebody has an account here.
        token: what his forms carry, so that no other page can send one in his name.
        glass: numbers he broke the glass for, each with the second (since 1970) at which that ends.
    """

    officer: str = ""
    roles: frozenset[tuple[str, CustodianId]] = frozenset()
    asked: bool = False
    token: str = ""
    glass: Mapping[str, int] = field(default_factory=dict)

    def has(self, *roles: str, custodian: str = "") -> bool:
        """Whether he holds one of the roles, for this custodian where one is named."""
        return any(role in roles and custodian in ("", whom) for role, whom in self.roles)

    def may_open(self, compartment: str) -> bool:
        """Whether he may see what lies in a compartment: health, security or complaint. Nobody signed in may not."""
        return bool(self.officer) and self.has(*COMPARTMENTS.get(compartment, frozenset()))

    @property
    def custodians(self) -> frozenset[CustodianId]:
        """Every custodian he has a role for."""
        return frozenset(custodian for _, custodian in self.roles)


NOBODY: Final = Looker()
"""Nobody is signed in, and this console does not ask: it serves whoever sits at this machine."""
