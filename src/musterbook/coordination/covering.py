"""Covering: which agreement, of all there are, lets which of the people of a move go, and what each other lacks.

Scopes are evaluated once for each class of people that occurs, not for each person: six thousand people are a few
dozen classes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from musterbook.coordination.agreement import Agreement
from musterbook.coordination.caps import Room, Used, day_of
from musterbook.coordination.lacks import Lack, nearest
from musterbook.coordination.scope import Circumstances, Groups, clauses, evaluate
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

ACTS: Final[Mapping[str, frozenset[str]]] = {
    "custody_change": frozenset(("custody-change",)),
    "custodian_change": frozenset(("custody-change",)),
    "repatriation": frozenset(("return",)),
    "return_trip": frozenset(("return", "relocation")),
}
"""Acts of which an agreement must cover one, by the kind of move."""

ELSE: Final = frozenset(("relocation", "custody-change"))
"""Acts for every other kind of move: evacuation, staging, protective, emergency, prison transfer."""


class Codes(Protocol):
    """What is known of a person, as far as scopes speak of it; each may be `unknown`."""

    @property
    def child(self) -> str: ...  # noqa: D102  what it is stands above
    @property
    def sex(self) -> str: ...  # noqa: D102
    @property
    def legal(self) -> str: ...  # noqa: D102
    @property
    def family(self) -> str: ...  # noqa: D102
    @property
    def identity(self) -> str: ...  # noqa: D102
    @property
    def nationality(self) -> str: ...  # noqa: D102


CodesOf = Callable[[PersonId], Codes]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the agreements say of one move: under which each person goes, and what each other lacks."""

    covered: Mapping[PersonId, str]
    lacking: Mapping[PersonId, tuple[Lack, ...]]


def judge(
    agreements: tuple[Agreement, ...], move: Move, codes: CodesOf, used: Used, *, groups: Groups, giver: CustodianId
) -> Judged:
    """Who goes under which agreement, and what each other person lacks.

    Room under a cap is given in the order of the numbers, so that of seven people and room for five the same two are
    always left.
    """
    room = Room(agreements, used, move)
    covered: dict[PersonId, str] = {}
    lacking: dict[PersonId, tuple[Lack, ...]] = {}
    for known, people in _by_class(move, codes, giver).items():
        fitting, lacks = fitting_and_lacks(agreements, move, dict(known), groups)
        for person in people:
            name = room.take(fitting)
            if name is not None:
                covered[person] = name
            else:
                lacking[person] = nearest([*room.full(fitting), *lacks])
    return Judged(covered, lacking)


def fitting_and_lacks(
    agreements: Iterable[Agreement], move: Move, known: Circumstances, groups: Groups
) -> tuple[list[Agreement], list[Lack]]:
    """The agreements that cover a class of people in a move, caps aside; and what each other lacks."""
    fitting, lacks = [], []
    for one in agreements:
        found = _lacks(one, move, known, groups)
        lacks.extend(found)
        if not found:
            fitting.append(one)
    return fitting, lacks


def count(judged: Judged, accepted: Iterable[PersonId], day: str) -> Counter[tuple[str, str]]:
    """How many of those accepted count under each agreement on a day: what is added to `used` after a handover.

    Someone accepted whom no agreement covers counts under none; that is its own discrepancy.
    """
    return Counter((judged.covered[person], day) for person in accepted if person in judged.covered)


def _by_class(move: Move, codes: CodesOf, giver: CustodianId) -> dict[tuple[tuple[str, str], ...], list[PersonId]]:
    """Everyone moved, by all that scopes can ask about them."""
    groups: dict[tuple[tuple[str, str], ...], list[PersonId]] = defaultdict(list)
    told: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
    for person in sorted(move.people):
        one = codes(person)
        key = (one.sex, one.child, one.family, one.legal, one.nationality, one.identity)
        if key not in told:
            told[key] = tuple(circumstances(move, one, giver).items())
        groups[told[key]].append(person)
    return groups


def circumstances(move: Move, codes: Codes, giver: CustodianId) -> dict[str, str]:
    """All that scopes can ask about someone with these codes in this move, given in the name of `giver`."""
    takes = move.destination or move.receiver
    return {
        "giver": giver, "site": giver, "receiver": takes, "receiving_site": takes, "kind": move.kind, "mode": move.mode,
        "day": day_of(move), "sex": codes.sex, "child": codes.child, "family": codes.family, "legal": codes.legal,
        "nationality": codes.nationality, "identity": codes.identity,
    }  # fmt: skip


def _lacks(one: Agreement, move: Move, known: Circumstances, groups: Groups) -> list[Lack]:
    """Everything that keeps an agreement from covering someone, caps aside."""
    found = []
    stage = one.stage(move.at)
    if stage != "in force":
        paused = sorted(f"{pause.why} {pause.about}" for pause in one.paused(move.at)) if stage == "suspended" else []
        found.append(Lack(one.name, stage, ", ".join(paused or sorted(one.unsigned or one.unmet))))
    if not ACTS.get(move.kind, ELSE) & one.terms.acts:
        found.append(Lack(one.name, "act", ", ".join(sorted(ACTS.get(move.kind, ELSE)))))
    if one.scope is None:
        found.append(Lack(one.name, "unreadable"))
    else:
        unsatisfied = (part for part in clauses(one.scope) if evaluate(part, known, groups) is not True)
        found.extend(Lack(one.name, "scope", str(part)) for part in unsatisfied)
    return found
