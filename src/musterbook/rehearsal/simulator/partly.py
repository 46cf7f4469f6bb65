"""What must hold of a node that holds only its people, once everything has come to rest.

It has the heads that everybody has, reads of its people what everybody reads, and holds nothing of anybody it never had
to do with. Whom it had to do with is found here from the acts themselves, without asking what the product asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import accumulate

from musterbook.custody.facts import Accepted, Mustered, Offered
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.held_here import holding_among
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.pads import holds
from musterbook.rehearsal.simulator.world import Setting
from musterbook.terms.custodians import CustodianId, custodian_of
from musterbook.terms.people import PersonId


def check_part(setting: Setting, node: Node, whole: Book) -> None:
    """All of it, for one node; `whole` is the book of one that holds everything."""
    assert node.store is not None, "everybody is up at the end"
    book = node.reread()
    if book.holding is None:
        holds(not node.store.in_part(), 5, f"{node.name} has logs in part and reads as if it had them whole")
        return
    setting.counts["partial copies"] += 1
    _check_heads(setting, node, whole)
    expected = holding_among(whole.entries(), node.log, whole.register)
    alone = _only_here(book, whole)
    beside = frozenset[PersonId]().union(*(one.named() for one in alone.values()))
    unlike = book.holding.people ^ expected.people
    holds(unlike <= beside, 5, f"{node.name} does not know whom it is to hold")
    _check_reading(setting, node, (book, whole), (alone.keys(), beside))
    _check_need(setting, node, book, whole)


def _check_heads(setting: Setting, node: Node, whole: Book) -> None:
    """Every log as far as the others have it. What only it was shown, of a lost or lying node, it cannot give on."""
    assert node.store is not None, "everybody is up at the end"
    mine, oracle = node.store.heads(), setting.oracle
    met = {log for one in setting.in_touch() for log in (one.log, *one.old_logs)} - oracle.lost_logs - oracle.careless
    for log, (size, root) in whole.store.heads().items():
        has, its = mine.get(log, (0, ""))
        ahead = has > size and log not in met
        holds(ahead or (has, its) == (size, root), 5, f"{node.name} has another head of a log than the others")


def _check_reading(
    setting: Setting, node: Node, books: tuple[Book, Book], apart: tuple[Collection[Digest], Collection[PersonId]]
) -> None:  # fmt: skip
    """Of what it holds the same stands as everywhere, and its people are where everybody has them.

    Left out is what stands `apart`: acts, and people, of which only this node was shown something.
    """
    (book, whole), (alone, beside) = books, apart
    assert book.holding is not None, "it holds only its people"
    elsewhere = {one.entry.digest for one in whole.not_standing()}
    here, there = _acts_of(book), _acts_of(whole)
    for one in sorted((one for one in book.stored() if one.digest not in alone), key=lambda one: one.digest):
        # Of an act written twice, another copy may count here (decision 1048); of one about others, none need be here.
        others = one.digest in elsewhere and book.entry(one.digest) is None
        if others and one.named().isdisjoint(book.holding.people):
            continue
        if one.act.id in there or one.digest in elsewhere:
            holds((one.act.id in here) == (one.act.id in there), 5, f"{node.name} differs about what stands")
    mine, theirs = book.reading(Roll), whole.reading(Roll)
    setting.counts["seen by a copy in part alone"] += len(alone)
    for person in sorted(book.holding.people - _turned(setting, book, whole) - set(beside)):
        holds(mine.where.get(person) == theirs.where.get(person), 5, f"{node.name} has one of its people elsewhere")
        same = (person in mine.contested) == (person in theirs.contested)
        holds(same, 5, f"{node.name} differs about whether one of its people is in two hands")


def _acts_of(book: Book) -> set[str]:
    """The names of the acts that stand, about whomever they are."""
    return {one.act.id for one in book.stored() if book.entry(one.digest) is not None}


def _only_here(book: Book, whole: Book) -> dict[Digest, Entry]:
    """What nobody was shown who can give it on, of a lost or lying node, and what follows that (decision 1033)."""
    others = {one.digest for one in whole.stored()}
    stored = list(book.stored())
    alone = {one.digest: one for one in stored if one.digest not in others}
    grown = bool(alone)
    while grown:
        below = [one for one in stored if one.digest not in alone and not alone.keys().isdisjoint(one.act.after)]
        alone |= {one.digest: one for one in below}
        grown = bool(below)
    return alone


def _turned(setting: Setting, book: Book, whole: Book) -> frozenset[PersonId]:
    """Whom acts are about that are read here in another order than by the others (decision 1033).

    Of two acts one may follow the other by way of a third that is not here; then the clocks under them decide here.
    """
    places = {one.digest: place for place, one in enumerate(whole.entries())}
    here = [one for one in book.stored() if book.entry(one.digest) is not None and one.digest in places]
    order = [places[one.digest] for one in here]
    before, behind = list(accumulate(order, max)), list(accumulate(order[::-1], min))[::-1]
    turned = [one for one, at, most, least in zip(here, order, before, behind, strict=True) if not most == at == least]
    setting.counts["read in another order"] += len(turned)
    counting = {one.by for one in turned if isinstance(one.fact, Mustered)}
    people = set[PersonId]().union(*(one.named() for one in turned))
    for roll in (book.reading(Roll), whole.reading(Roll)):
        people |= {person for person, account in roll.where.items() if custodian_of(account) in counting}
    return frozenset(people)


def _check_need(setting: Setting, node: Node, book: Book, whole: Book) -> None:
    """What it holds of others' logs is about somebody it had to do with, or such an entry once waited for it."""
    assert node.store is not None, "everybody is up at the end"
    everything = [*book.stored(), *whole.stored()]
    register = node.wiring.register_log
    near, had, own = near_to(node, everything), _had(everything), {node.log, *node.old_logs}
    offers = {one.digest: one for one in everything if isinstance(one.fact, Offered)}
    held = {one.digest: one for log in node.store.logs() for one in node.store.entries(log)}
    needed = {
        digest
        for digest, one in held.items()
        if one.log in own
        or one.log == register
        or not one.named()
        or one.by == node.custodian
        or not one.named().isdisjoint(near)
        or _may_miss(one, had, near)
        or _leaves_over(one, offers, near)
    }
    # Of what a liar writes he may show one node what nobody else has; that is not given on by anybody.
    needed |= {digest for digest, one in held.items() if whole.entry(digest) is None and one.by in setting.oracle.liars}
    # An order in the register about somebody else is no reason to be given what it follows, if it stands.
    ahead = sorted(digest for digest in needed if held[digest].log != register or whole.entry(digest) is None)
    # What waited here for others may have been erased since, once its log was proved to have forked.
    forked = {one.digest: one for one in everything if one.log in node.store.forks() and one.digest not in held}
    ahead += sorted(forked)
    named = held | forked
    act_of = {one.digest: one.act.id for one in everything}
    copies = _by_act(held.values())
    while ahead:
        # An act written twice is followed by way of either copy (decision 1048).
        parents = {act_of[parent] for parent in named[ahead.pop()].act.after if parent in act_of}
        new = {digest for act in parents for digest in copies.get(act, ())} - needed
        needed |= new
        ahead += sorted(new)
    holds(needed == held.keys(), 5, f"{node.name} was given acts about people it never had to do with")
    setting.counts["entries in part"] += sum(one.log in node.store.in_part() for one in held.values())


def _by_act(entries: Iterable[Entry]) -> dict[str, set[Digest]]:
    """Where each act stands, by its name."""
    found: dict[str, set[Digest]] = {}
    for one in entries:
        found.setdefault(one.act.id, set()).add(one.digest)
    return found


def _had(entries: list[Entry]) -> dict[CustodianId, set[PersonId]]:
    """Whom each custodian ever wrote of."""
    had: dict[CustodianId, set[PersonId]] = {}
    for one in entries:
        had.setdefault(one.by, set()).update(one.named())
    return had


def _leaves_over(one: Entry, offers: Mapping[Digest, Entry], near: frozenset[PersonId]) -> bool:
    """Whether an entry is an acceptance out of an offer of somebody near: whom it does not name is left over."""
    offer = offers.get(one.fact.offer) if isinstance(one.fact, Accepted) else None
    return offer is not None and not near.isdisjoint(offer.named())


def _may_miss(one: Entry, had: dict[CustodianId, set[PersonId]], near: frozenset[PersonId]) -> bool:
    """Whether an entry is a count of a custodian who once had somebody near: he is missing where he is not named."""
    return isinstance(one.fact, Mustered) and not near.isdisjoint(had.get(one.by, ()))


def near_to(node: Node, entries: list[Entry]) -> frozenset[PersonId]:
    """Everybody whom an entry, whether it stands or not, gives to a node's custodian or offers him, or he wrote of."""
    near: set[PersonId] = set()
    for one in entries:
        receiver = one.fact.receiver if isinstance(one.fact, Offered) else ""
        if node.custodian in {one.by, receiver}:
            near |= one.named()
    return frozenset(near)
