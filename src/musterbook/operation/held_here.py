"""Held here: whom this copy holds, where it is one that holds only its people, and what it reads of the book then.

Every act it has stands or does not, whole, as it does elsewhere; what is read of it is what it says of these people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from musterbook.custody.facts import Accepted, Mustered
from musterbook.ledger.entry import Entry
from musterbook.ledger.narrowing import narrowed
from musterbook.ledger.reading import Reading
from musterbook.operation.holding import Holding, holding_of
from musterbook.rights.facts import ErasureOrdered, KeyDestroyed
from musterbook.rights.register import Register
from musterbook.terms.people import PersonId

__all__ = ["Holding", "holding_among", "holds_its_people", "narrow_all"]


def holds_its_people(register: Register, own: Sequence[str], in_part: Collection[str]) -> str | None:
    """The log of this node, if it holds only its people or has not been given the rest yet; None when it holds all."""
    nodes = [node for log in own if (node := register.node_of(log)) is not None and node.closed_at is None]
    partial = [node.log for node in nodes if node.partial]
    if partial and len(partial) == len(nodes):
        return partial[-1]
    return nodes[-1].log if nodes and in_part else None


def holds_everything(register: Register, own: Sequence[str]) -> bool:
    """Whether this node, which the register knows, is to hold everything: it takes whole logs only."""
    nodes = [node for log in own if (node := register.node_of(log)) is not None and node.closed_at is None]
    return bool(nodes) and not all(node.partial for node in nodes)


def holding_among(entries: Sequence[Entry], log: str, register: Register) -> Holding:
    """Whom this node holds, as the entries that stand here say."""
    folded: dict[type[Reading], Reading] = {}

    def read(kind: type[Any]) -> Any:  # noqa: ANN401  a reading of the kind asked for
        if kind not in folded:
            folded[kind] = kind.of(entries)
        return folded[kind]

    node = register.node_of(log)
    return holding_of(read, log, node.custodians if node is not None else frozenset())


def narrow_all(entries: Iterable[Entry], people: Collection[PersonId]) -> list[Entry]:
    """What entries say of whom a copy holds, and of nobody; a count says of everybody there whether he was.

    An acceptance says the same of all who were offered, though it may name none of them.
    An order to destroy what is sealed is for every machine, also where his things lie on one that need not hold him.
    """
    told = (
        entry if isinstance(entry.fact, ErasureOrdered | KeyDestroyed)
        else narrowed(entry, people, misses=isinstance(entry.fact, Mustered | Accepted))
        for entry in entries
    )  # fmt: skip
    return [one for one in told if one is not None]
