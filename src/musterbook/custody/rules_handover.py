"""Posting rules 2, 3 and 4: let-go, take-back, acceptance, and those offered whom nobody accepted."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from musterbook.custody.facts import Accepted, HandoverException, LetGo, Refused, TakenBack, Withdrawn
from musterbook.custody.fold import Claim, Fold
from musterbook.custody.offers import Answer, Offer
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import Account, CustodianId, custodian_of, handing_over, in_hand, unaccounted
from musterbook.terms.people import PersonId

NOT_ARRIVED: Final = ("offered-not-accepted", "not-taken-back", "back-unsigned")
"""What a later acceptance or take-back of that person in the same handover dissolves."""

LINKS: Final = ("broken-chain", "unregistered", "awaiting-offer")
"""What dissolves when the link that was missing arrives."""

LEAVES_OUT: Final = frozenset(("missing", "refused", "unfit", "wrong-person", "dead"))
"""Exceptions whose person the receiver says he does not take."""

THINGS: Final = ("seal-broken", "seal-missing", "sheet-missing", "sheet-doubted", "medicine-missing", "injury-found")
"""Exceptions about a thing: the person changes hands all the same."""


def let_go(fold: Fold, entry: Entry, fact: LetGo) -> None:
    """Rule 2: the people leave the giver's hands; he still answers for them."""
    fold.let_go_by[bytes.fromhex(entry.digest)] = fact.handover
    for account, holder, group in fold.grouped(fold.free(entry, fact.people)):
        if account is None:
            not_registered(fold, entry, group)
        elif holder == entry.by:
            fold.accounts.post(group, account, handing_over(entry.by), entry)
            fold.let_go |= group
        else:
            not_the_holder(fold, entry, "let-go-by-non-holder", group, holder)


def take_back(fold: Fold, entry: Entry, fact: TakenBack) -> None:
    """Rule 2, the other way: the giver has them again, out of a handover nobody accepted or out of suspense."""
    for account, holder, group in fold.grouped(fold.free(entry, fact.people)):
        if account is None:
            not_registered(fold, entry, group)
        elif holder == entry.by:
            fold.accounts.post(group, account, in_hand(entry.by), entry)
            fold.let_go -= group
            for offer in fold.offers.called(entry.by, fact.handover):
                offer.settle(group)
                for person in fold.with_findings(group):
                    fold.findings.dissolve(NOT_ARRIVED, person, entry, only=offer.entry)
            for person in fold.with_findings(group):
                fold.findings.dissolve(("back-unsigned",), person, entry)
        else:
            not_the_holder(fold, entry, "taken-back-by-non-holder", group, holder)
    for person in sorted(fold.strange(entry, fact.people)):
        holder = custodian_of(fold.accounts.where.get(person, Account("")))
        not_the_holder(fold, entry, "taken-back-by-non-holder", {person}, holder)


def take_over(fold: Fold, entry: Entry, fact: Accepted) -> None:
    """Rule 3: whom the offer's author holds comes into the receiver's hands; anyone else the receiver only claims."""
    offer = fold.offers.get(fact.offer)
    if offer is None:
        fold.awaited.add(fact.offer)
        for person in sorted(fact.people):
            fold.findings.add("awaiting-offer", person, cause=entry, owner=entry.by)
    elif offer.giver == entry.by:
        for person in sorted(fact.people):
            fold.findings.add("accepted-by-giver", person, cause=entry, owner=entry.by)
    else:
        _take_from(fold, entry, fact, offer)


def _take_from(fold: Fold, entry: Entry, fact: Accepted, offer: Offer) -> None:
    for account, holder, group in fold.grouped(fold.free(entry, fact.people)):
        if account is None:
            not_registered(fold, entry, group)
            _wait(fold, entry, offer, group)
        elif holder == offer.giver:
            receive(fold, Claim(entry, offer.entry, offer.giver), account, group, by=entry)
        elif holder != entry.by:
            _claim(fold, entry, offer, account, group)
    for account, _, group in fold.grouped(fold.strange(entry, fact.people)):
        _claim(fold, entry, offer, account, group, waits=False)


def receive(fold: Fold, claim: Claim, account: Account, group: AbstractSet[PersonId], *, by: Entry) -> None:
    """People the giver holds come into the receiver's hands; claims that waited for just this follow at once.

    `by` is the entry that made it possible: the acceptance itself, or the link it waited for.
    """
    entry, offer = claim.entry, fold.offers[claim.offer]
    fold.accounts.post(group, account, in_hand(entry.by), entry)
    fold.let_go -= group
    fold.confirmed_at.update(dict.fromkeys(group, entry.act.happened_at))
    if offer.outstanding is not None:
        offer.outstanding -= group
    for person in fold.with_findings(group):
        fold.findings.dissolve(NOT_ARRIVED, person, entry, only=offer.entry)
        fold.findings.dissolve(LINKS, person, by, only=entry.digest)
        fold.findings.dissolve(("over",), person, entry)
    pair = (offer.entry, entry.digest)
    for person in sorted(group - offer.people):
        fold.findings.add("accepted-not-offered", person, cause=entry, owner=offer.giver, other=entry.by, entries=pair)
    if offer.receiver != entry.by:
        for person in sorted(group):
            fold.findings.add("wrong-receiver", person, cause=entry, owner=offer.giver, other=entry.by, entries=pair)
    follow_up(fold, group, by)


def follow_up(fold: Fold, group: AbstractSet[PersonId], by: Entry) -> None:
    """Acceptances that waited until their giver held someone take effect now."""
    if not fold.waiting:
        return
    for person in sorted(group & fold.waiting.keys()):
        account = fold.accounts.where[person]
        for claim in list(fold.waiting.get(person, ())):
            if claim.giver == custodian_of(account) and claim.entry.by != claim.giver:
                fold.waiting[person].remove(claim)
                receive(fold, claim, account, {person}, by=by)
                break


def leave_over(fold: Fold, entry: Entry, fact: Accepted) -> None:
    """Rule 4: offered, not accepted and not otherwise named: the giver answers for someone nobody can point at."""
    offer = fold.offers.get(fact.offer)
    if offer is None or offer.giver == entry.by:
        return
    named = {one.person for one in fact.exceptions if one.person is not None}
    left = offer.settle(fact.people | named)
    if left:
        suspend(fold, entry, offer, fold.free(entry, left) - fold.frozen)


def suspend(fold: Fold, entry: Entry, offer: Offer, people: AbstractSet[PersonId]) -> None:
    """Those of `people` whom the giver still holds go to his suspense account, each with a discrepancy of its own."""
    for account, holder, group in fold.grouped(people):
        if account is None or holder != offer.giver:
            continue
        fold.accounts.post(group, account, unaccounted(offer.giver), entry)
        for person in sorted(group):
            fold.findings.add(
                "offered-not-accepted", person, cause=entry, owner=offer.giver, other=offer.receiver,
                entries=(offer.entry,), values={"handover": offer.handover},
            )  # fmt: skip


def heed_exceptions(fold: Fold, entry: Entry, fact: Accepted) -> None:
    """The table of named exceptions (custody.md section 5): one discrepancy for each person or thing."""
    offer = fold.offers.get(fact.offer)
    if offer is None or offer.giver == entry.by:
        return
    for exception in fact.exceptions:
        _heed(fold, entry, fact, offer, exception)


def compare_answers(fold: Fold, entry: Entry, fact: Accepted) -> None:
    """What one receiver signs about one offer has to agree. Taken and then not there moves nobody, and shows.

    Not there and taken later is the second aircraft, as long as the later acceptance knew of the earlier. A clock says
    nothing about that, so when neither knew of the other they contradict, whichever is read first.
    """
    offer = fold.offers.get(fact.offer)
    if fold.only is not None or offer is None or offer.giver == entry.by:
        return
    denied = frozenset(one.person for one in fact.exceptions if one.person is not None and one.code in LEAVES_OUT)
    for person in sorted(denied & fact.people):
        _contradict(fold, entry, offer, person, entry.digest)
    for earlier in offer.answers:
        if earlier.by == entry.by:
            for person in sorted(denied & earlier.taken):
                _contradict(fold, entry, offer, person, earlier.entry)
            for person in sorted(earlier.denied & fact.people):
                if not fold.knew(person, entry, earlier.entry):
                    _contradict(fold, entry, offer, person, earlier.entry)
    offer.answers.append(Answer(entry.digest, entry.by, fact.decided(), denied))


def withdraw(fold: Fold, entry: Entry, fact: Withdrawn) -> None:
    """Called off before anyone left: nobody is to be missed who was never let go."""
    for offer in fold.offers.called(entry.by, fact.handover):
        called_off = fact.people or offer.people
        offer.settle(fold.free(entry, called_off) - fold.let_go)


def refuse(fold: Fold, entry: Entry, fact: Refused) -> None:
    """Whoever was already let go stays the giver's until he takes him back."""
    offer = fold.offers.get(fact.offer)
    if offer is None or offer.receiver != entry.by:
        return
    refused = fact.people or offer.people
    waiting = fold.free(entry, refused) & fold.accounts.on(handing_over(offer.giver))
    for person in sorted(waiting):
        _not_taken_back(fold, entry, offer, person)


def _heed(fold: Fold, entry: Entry, fact: Accepted, offer: Offer, exception: HandoverException) -> None:
    code, person = exception.code, exception.person
    pair = (offer.entry, entry.digest)
    if code in THINGS:
        fold.findings.add(
            code, person or offer.giver, cause=entry, owner=offer.giver, other=entry.by, entries=pair,
            of_custodian=person is None, values={"seal": exception.seal, "handover": fact.handover},
        )  # fmt: skip
        return
    if person is None or not fold.free(entry, {person}):
        return
    holder = custodian_of(fold.accounts.where.get(person, Account("")))
    if code == "extra":
        fold.findings.add("accepted-not-offered", person, cause=entry, owner=offer.giver, other=entry.by, entries=pair)
    elif person in fact.people or holder != offer.giver or person in fold.frozen:
        return
    elif code == "missing":
        suspend(fold, entry, offer, {person})
    elif code in ("refused", "unfit"):
        _not_taken_back(fold, entry, offer, person)
    elif code == "wrong-person":
        fold.accounts.post({person}, fold.accounts.where[person], unaccounted(offer.giver), entry)
        fold.findings.add("wrong-person", person, cause=entry, owner=offer.giver, other=entry.by, entries=pair)
    elif code == "dead":
        fold.findings.add("death-unsigned", person, cause=entry, owner=offer.giver, other=entry.by, entries=pair)


def _contradict(fold: Fold, entry: Entry, offer: Offer, person: PersonId, earlier: Digest) -> None:
    fold.findings.add(
        "accepted-and-denied", person, cause=entry, owner=entry.by, other=offer.giver,
        entries=(earlier, entry.digest), values={"handover": offer.handover},
    )  # fmt: skip


def _not_taken_back(fold: Fold, entry: Entry, offer: Offer, person: PersonId) -> None:
    fold.findings.add(
        "not-taken-back", person, cause=entry, owner=offer.giver, other=entry.by, entries=(offer.entry,),
        values={"handover": offer.handover},
    )  # fmt: skip


def _claim(
    fold: Fold, entry: Entry, offer: Offer, account: Account | None, group: AbstractSet[PersonId], *, waits: bool = True
) -> None:
    """Nobody moves: the receiver says he has people whom the offer's author did not hold."""
    holder = custodian_of(account) if account else None
    if account and holder is None:
        for person, last in sorted(fold.accounts.last_entries(group).items()):
            fold.findings.add(
                "after-departure", person, cause=entry, owner=entry.by, other=offer.giver,
                entries=(last, entry.digest), values={"account": account},
            )  # fmt: skip
        return
    passed_on = fold.accounts.last_entries(group, out_of=offer.giver)
    for person, last in sorted(passed_on.items()):
        fold.findings.add(
            "two-hands", person, cause=entry, owner=holder or entry.by, other=entry.by, entries=(last, entry.digest),
            values={"account": account},
        )  # fmt: skip
    never_held = group - passed_on.keys()
    for person in sorted(never_held):
        fold.findings.add("broken-chain", person, cause=entry, owner=offer.giver, other=entry.by)
    if waits:
        _wait(fold, entry, offer, never_held)


def _wait(fold: Fold, entry: Entry, offer: Offer, people: AbstractSet[PersonId]) -> None:
    for person in people:
        fold.waiting.setdefault(person, []).append(Claim(entry, offer.entry, offer.giver))


def not_registered(fold: Fold, entry: Entry, people: AbstractSet[PersonId]) -> None:
    """Numbers the book does not know: what was said is kept, and someone has to register whoever stands there."""
    for person in sorted(people):
        fold.findings.add("unregistered", person, cause=entry, owner=entry.by)


def not_the_holder(
    fold: Fold, entry: Entry, kind: str, people: AbstractSet[PersonId], holder: CustodianId | None
) -> None:
    """Someone gave away, took back or let out people he does not hold: no posting."""
    for person in sorted(people):
        fold.findings.add(kind, person, cause=entry, owner=entry.by, other=holder)
