"""Signing in: from the officers someone names to the custodian and roles they sign in, as the fact wants it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from musterbook.ledger.facts import Fact
from musterbook.operation.book import Book
from musterbook.rights.decide import who_may
from musterbook.rights.roles import Rule
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

Signers = tuple[tuple[str, str], ...]


def roles_for(
    book: Book, kind: type[Fact], officers: Sequence[str], *, by: str = "", saying: Mapping[str, str] | None = None
) -> tuple[CustodianId, Signers]:
    """In whose name these officers write a fact of this kind, and in which role each signs.

    Args:
        book: whose register decides.
        kind: what they mean to write.
        officers: the first signs first; the second, where there is one, in another role.
        by: the custodian, when the first officer may sign for several.
        saying: fields of the fact on which it depends who may sign, such as the ground of a hold.

    Raises:
        Refused: an officer has no role the kind wants, and who could sign is named; or a second is named where the
            kind wants one signature.
    """
    register, position = book.register, book.register.size
    rules = _rules(register.rules_of(kind.kind), saying or {})
    first_roles = frozenset(role for rule in rules for role in rule.first)
    second_roles = frozenset(role for rule in rules for role in rule.second)
    same = any(rule.same_role for rule in rules)
    firsts = [
        (grant.custodian, grant.role)
        for grant in register.grants_at(position)
        if grant.officer == officers[0] and grant.role in first_roles and by in ("", grant.custodian)
    ]
    if not firsts:
        raise Refused(_objection(book, kind, officers[0], first_roles))
    for custodian, role in sorted(firsts):
        seconds = [_second(book, name, second_roles | first_roles, role, same=same) for name in officers[1:]]
        if all(seconds):
            signers = ((officers[0], role), *((name, other) for name, other in zip(officers[1:], seconds, strict=True)))
            return custodian, signers
    if not second_roles:
        values = {"officer": officers[1], "kind": kind.kind, "first": officers[0]}
        raise Refused(Objection("rights.one-signature", values=values))
    raise Refused(_objection(book, kind, officers[1], second_roles))


def _rules(rules: Iterable[Rule], saying: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules a fact of this kind may fall under: the first that fits, once the field it looks at is known."""
    possible: list[Rule] = []
    for rule in rules:
        known = not rule.field or rule.field in saying
        if known and rule.field and saying[rule.field] not in rule.values:
            continue
        possible.append(rule)
        if known:
            break
    return tuple(possible)


def _second(book: Book, officer: str, roles: frozenset[str], first: str, *, same: bool) -> str:
    """A role of the second officer, one that differs from the first's if he has it; empty when he has none.

    `same`: two of one role may sign together, as two counting officers do.
    """
    held = {role for name, role in who_may(book.register, roles, book.register.size) if name == officer}
    return min(held - {first}, default=first if same and first in held else "")


def _objection(book: Book, kind: type[Fact], officer: str, roles: frozenset[str]) -> Objection:
    able = sorted({name for name, _ in who_may(book.register, roles, book.register.size)})
    values = {"officer": officer, "kind": kind.kind, "needed": ", ".join(sorted(roles)), "who": ", ".join(able[:12])}
    return Objection("rights.no-authority", values=values)
