"""An act shown with the exact command, who may sign it first and who second. Nothing is signed here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from musterbook.console.commands import command_of
from musterbook.ledger.facts import Fact
from musterbook.operation.book import Book
from musterbook.rights.decide import who_may
from musterbook.terms.custodians import CustodianId


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act as it may be done.

    Attributes:
        key: of the words that say what it is.
        command: to be typed by whoever signs; empty where nobody may sign it or no such verb is there.
        officers: who may sign first, the likeliest first.
        roles: of whom the signer needs one, when nobody may.
        second: who may sign second; empty where one signature is enough.
        lacks_second: a second person is wanted and nobody may.
        deed: the form by which it is done on a page; empty where the command alone does it.
        about: what its form is about; said: what stands in it already.
    """

    key: str
    command: str
    officers: tuple[str, ...]
    roles: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    lacks_second: bool = False
    deed: str = ""
    about: str = ""
    said: Mapping[str, str] = field(default_factory=dict)

    def by(self, deed: str, about: str = "", **said: str) -> ActLine:
        """The same, with the form that does it."""
        return replace(self, deed=deed, about=about, said=said)


def act_line(
    book: Book, kind: type[Fact], key: str, verb: str, *words: str, by: str = "", never: Collection[str] = ()
) -> ActLine:  # fmt: skip
    """An act of a kind: the command `verb words --key …`.

    Args:
        book: whose register says who may.
        kind: the fact it writes; where its rule depends on a field, the rule without a field counts.
        key: what it is called.
        verb: of the command line.
        words: after the verb, in order.
        by: the custodian in whose name alone it counts, where there is one.
        never: officers who may not sign this one, whatever their role.
    """
    rule = next((one for one in book.register.rules_of(kind.kind) if not one.field), None)
    if rule is None:
        return ActLine(key, "", ())
    register, position = book.register, book.register.size
    custodian = CustodianId(by) if by else None
    firsts = _names(who_may(register, rule.first, position, custodian=custodian), never)
    seconds = _names(who_may(register, rule.second, position), never) if rule.two_people else ()
    pair = next(((one, other) for one in firsts for other in seconds if one != other), None)
    roles = tuple(sorted(rule.first))
    if not firsts or (rule.two_people and pair is None):
        return ActLine(key, "", firsts, roles, seconds, lacks_second=bool(firsts))
    keys = pair if pair is not None else (firsts[0],)
    command = command_of(verb, *words, keys=keys)
    others = tuple(one for one in seconds if pair is not None and one != pair[0])
    return ActLine(key, command, _first(firsts, keys[0]), roles, _first(others, keys[-1]))


def _names(able: Iterable[tuple[str, str]], never: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(officer for officer, _ in able if officer not in never))


def _first(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The names with one of them first."""
    return tuple(sorted(names, key=lambda one: (one != name, one)))
