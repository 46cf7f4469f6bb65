"""What must hold of sealed things once everything has come to rest; the eleventh invariant.

What is sealed lies clear on no honest disk. It was given to nobody who was not given its person, and lies with everyone
who has him. What two people ordered to be destroyed is on no honest disk, neither bytes nor key nor whose it was, but
while a hold is known nothing of his is destroyed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.pads import holds
from musterbook.rehearsal.simulator.partly import near_to
from musterbook.rehearsal.simulator.sealed_here import MARK, Secrets, held_by_law, sealed_knowing
from musterbook.rehearsal.simulator.world import Setting
from musterbook.rights.facts import ErasureOrdered
from musterbook.store.sealed import SEALED_NAME
from musterbook.terms.custodians import custodian_of
from musterbook.terms.errors import Tampered
from musterbook.terms.people import PersonId


def fetch_sealed(setting: Setting) -> None:
    """Whoever lacks what is sealed of his people calls those who have it: nobody else is given it on the way."""
    nodes = [one for one in setting.in_touch() if one.sealed is not None]
    for node, other in permutations(nodes, 2):
        if not node.damaged and not other.damaged and _has_for(other, node):
            setting.contact(node, other, at_once=True)


def _has_for(other: Node, node: Node) -> bool:
    """Whether another has something that a node lacks; where bits turned over unseen, its keeper begins it anew."""
    asked = node
    try:
        wanted = node.beside().wanted()
        asked = other
        return bool(wanted) and other.sealed is not None and bool(other.sealed.where(map(Digest, wanted)))
    except Tampered:
        asked.damaged = True
        return False


def check_sealed(setting: Setting, book: Book) -> None:
    """All of it; `book` is the book everybody has."""
    secrets = setting.secrets
    if secrets is None:
        return
    nodes = [one for one in setting.in_touch() if one.sealed is not None]
    honest = {one.name for one in setting.honest()}
    holds(
        not secrets.unasked & honest,
        11,
        f"{sorted(secrets.unasked & honest)} gave what is sealed to who was not given its people",
    )
    holds(not secrets.despite & honest, 11, f"{sorted(secrets.despite & honest)} destroyed what a hold keeps")
    ordered = {one.fact.person for one in book.entries() if isinstance(one.fact, ErasureOrdered)}
    gone = ordered - held_by_law(book) - sealed_knowing(book)
    setting.counts["erased"] += len(gone)
    _check_disks(nodes, secrets, gone)
    _check_whose(setting, nodes, book)
    _check_there(nodes, secrets, book, (ordered - held_by_law(book)) | _claimed(setting, book))


def _check_disks(nodes: Sequence[Node], secrets: Secrets, gone: set[PersonId]) -> None:
    """Every file of every honest disk, as it is read now: nothing clear, and nothing at all of who was erased."""
    nowhere = [
        raw for one in sorted(gone) for raw in (*sorted(secrets.keys.get(one, ())), *sorted(secrets.lay.get(one, ())))
    ]
    for node in nodes:
        for name, raw in node.disk.image().items():
            holds(MARK not in raw, 11, f"what is sealed lies clear in {name} of {node.name}")
            holds(not any(one in raw for one in nowhere), 11, f"what was destroyed lies in {name} of {node.name}")
            if name.startswith(SEALED_NAME):
                told = any(str(one).encode() in raw for one in gone)
                holds(not told, 11, f"{name} of {node.name} names somebody whose things were destroyed")


def _check_whose(setting: Setting, nodes: Sequence[Node], book: Book) -> None:
    """Nobody keeps anything of people he never had to do with."""
    everything = list(book.stored())
    for node in nodes:
        assert node.sealed is not None, "only those are asked that seal"
        near = near_to(node, [*everything, *node.book().stored()])
        holds(node.sealed.having(setting.people()) <= near, 11, f"{node.name} keeps what is sealed of others' people")


def _claimed(setting: Setting, book: Book) -> set[PersonId]:
    """Whom a liar says that he has: for his word alone nothing sealed is given to another machine of his site."""
    roll = book.reading(Roll)
    return {person for person, account in roll.where.items() if custodian_of(account) in setting.oracle.liars}


def _check_there(nodes: Sequence[Node], secrets: Secrets, book: Book, left_out: set[PersonId]) -> None:
    """Whoever has somebody can read what is sealed of him, if any honest node has it that knows him to be there.

    One that holds only its people may have a thing of somebody whose acceptance there does not stand: it is told
    nothing of him then, so it gives it to nobody.
    What a hold keeps although it was ordered to be destroyed goes with its person, from whoever still has it (1086).
    """
    here = {node.name: node.sealed.digests("particulars") for node in nodes if node.sealed is not None}
    known = {node.name: holding.everyone for node in nodes if (holding := node.book().holding) is not None}
    anywhere = {
        digest for name, one in here.items() for digest, whose in one.items() if whose in known.get(name, (whose,))
    }
    for person, account in sorted(book.reading(Roll).where.items()):
        thing = secrets.things.get(person)
        if thing is None or person in left_out or thing.digest not in anywhere:
            continue
        for node in nodes:
            if node.custodian == custodian_of(account):
                has = thing.digest in here[node.name]
                holds(has, 11, f"{node.name} has somebody, and not what is sealed of him")
                assert node.sealed is not None, "only those are asked that seal"
                holds(node.sealed.open(thing.digest) == thing.clear, 11, f"{node.name} reads something else")
