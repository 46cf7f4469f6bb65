"""Posting rules 1, 6 and 7: how people come into the book, leave it, return, and are put right by two signatures."""

from __future__ import annotations

from typing import Final

from musterbook.custody.facts import (
    ControlLost,
    Corrected,
    CorrectionAgreed,
    Departed,
    Explained,
    Merged,
    Recovered,
    Registered,
    Unmerged,
)
from musterbook.custody.fold import Fold
from musterbook.custody.rivals import explained_account
from musterbook.custody.rules_handover import follow_up, not_registered, not_the_holder
from musterbook.ledger.entry import Entry
from musterbook.terms.custodians import (
    NOWHERE,
    Account,
    CustodianId,
    custodian_of,
    far,
    handing_over,
    in_hand,
    part_of,
    unaccounted,
)
from musterbook.terms.people import PersonId

DOUBTED_HANDS: Final = ("two-hands", "twice-registered", "after-departure")
"""Kinds whose explanation says where the person is, and moves him there."""


def register(fold: Fold, entry: Entry, fact: Registered) -> None:
    """Rule 1: out of nowhere into the author's hands; a number that exists already is only a discrepancy."""
    person = fact.person
    if not fold.free(entry, {person}):
        return
    if person in fold.accounts.where:
        first = fold.first_entry(person)
        fold.findings.add(
            "twice-registered", person, cause=entry, owner=entry.by, entries=(first, entry.digest),
            other=custodian_of(fold.accounts.where[person]),
        )  # fmt: skip
        return
    fold.accounts.post({person}, NOWHERE, in_hand(entry.by), entry)
    if person in fold.findings.about:
        fold.findings.dissolve(("unregistered",), person, entry)
    follow_up(fold, {person}, entry)


def depart(fold: Fold, entry: Entry, fact: Departed) -> None:
    """Rule 6: only the holder can let someone out of custody; every exit has its own account."""
    person, account = fact.person, fold.accounts.where.get(fact.person)
    if account is None:
        not_registered(fold, entry, {person})
    elif fold.free(entry, {person}):
        if custodian_of(account) == entry.by:
            fold.accounts.post({person}, account, far(fact.outcome), entry)
            fold.let_go.discard(person)
            fold.findings.dissolve(("death-unsigned", "not-taken-back"), person, entry)
        elif account != far(fact.outcome):
            not_the_holder(fold, entry, "departed-by-non-holder", {person}, custodian_of(account))
    elif fold.strange(entry, {person}):
        not_the_holder(fold, entry, "departed-by-non-holder", {person}, custodian_of(account))


def recover(fold: Fold, entry: Entry, fact: Recovered) -> None:
    """Rule 6: someone from the far side or from suspense is in the author's hands; one-sided by nature."""
    person, account = fact.person, fold.accounts.where.get(fact.person)
    if account is None:
        not_registered(fold, entry, {person})
        return
    holder = custodian_of(account)
    if not fold.free(entry, {person}) or account == in_hand(entry.by):
        return
    if holder not in (None, entry.by) and part_of(account) != "unaccounted":
        last = fold.accounts.last_entries({person})[person]
        fold.findings.add(
            "two-hands", person, cause=entry, owner=holder or entry.by, other=entry.by, entries=(last, entry.digest),
            values={"account": account},
        )  # fmt: skip
        return
    if account == handing_over(entry.by):
        # His own handover: only his take-back makes it good.
        fold.findings.add("back-unsigned", person, cause=entry, owner=entry.by)
    earlier = holder or fold.accounts.last_custodian(person)
    fold.accounts.post({person}, account, in_hand(entry.by), entry)
    fold.let_go.discard(person)
    fold.findings.dissolve(("over",), person, entry)
    if earlier is not None and earlier != entry.by:
        fold.findings.add("one-sided", person, cause=entry, owner=earlier, other=entry.by, values={"account": account})


def lose_control(fold: Fold, entry: Entry, fact: ControlLost) -> None:
    """Rule 7: nobody can point at anyone who was in hand there."""
    held = set(fold.accounts.on(in_hand(fact.site))) - fold.frozen
    fold.accounts.post(held, in_hand(fact.site), unaccounted(fact.site), entry)
    for person in sorted(held):
        fold.findings.lose(person, entry, site=fact.site)


def merge(fold: Fold, entry: Entry, fact: Merged) -> None:
    """Rule 7: two numbers were one body; the absorbed one leaves every count."""
    account = fold.accounts.where.get(fact.absorbs)
    unknown = {fact.keeps, fact.absorbs} - fold.accounts.where.keys()
    if unknown or account is None:
        not_registered(fold, entry, unknown)
    elif _stands_for(fold, fact.keeps) == fact.absorbs:
        # Merged the other way before, or into itself: one of the two has to stay in the count.
        fold.findings.add("merged-in-a-circle", fact.absorbs, cause=entry, owner=entry.by, other=custodian_of(account))
    elif account != far("merged") and fold.free(entry, {fact.absorbs}):
        fold.merged_from[fact.absorbs], fold.merged_into[fact.absorbs] = account, fact.keeps
        fold.accounts.post({fact.absorbs}, account, far("merged"), entry)


def unmerge(fold: Fold, entry: Entry, fact: Unmerged) -> None:
    """Rule 7: the absorbed number returns to the account it was taken from."""
    back = fold.merged_from.get(fact.absorbs)
    account = fold.accounts.where.get(fact.absorbs)
    if back is not None and account == far("merged") and fold.free(entry, {fact.absorbs}):
        merged = fold.accounts.last_line(fact.absorbs)
        if merged is not None:
            fold.findings.lose_again(fact.absorbs, merged.entry)
        del fold.merged_from[fact.absorbs]
        del fold.merged_into[fact.absorbs]
        fold.accounts.post({fact.absorbs}, account, back, entry)


def correct(fold: Fold, entry: Entry, fact: Corrected) -> None:
    """Rule 7: the author says his entry was wrong; nothing moves until the other party agrees."""
    fold.corrections.setdefault(fact.entry, []).append((entry, fact))
    for other, agreed in fold.agreements.get(fact.entry, ()):
        _reverse(fold, entry, fact, other, agreed)
    for other, agreed in fold.agreements.get(entry.digest, ()):
        _reverse(fold, entry, fact, other, agreed)


def agree_correction(fold: Fold, entry: Entry, fact: CorrectionAgreed) -> None:
    """Rule 7: the other party agrees, naming the wrong entry or the correction itself."""
    if fold.only is None:
        fold.agreements.setdefault(fact.entry, []).append((entry, fact))
    for corrected in [pair for pairs in list(fold.corrections.values()) for pair in pairs]:
        if fact.entry in (corrected[0].digest, corrected[1].entry):
            _reverse(fold, *corrected, entry, fact)


def explain(fold: Fold, entry: Entry, fact: Explained) -> None:
    """Owner and other party close a discrepancy; where hands were in doubt they also say where the person is."""
    fold.findings.explain(fact.discrepancy, entry)
    account = explained_account(fact)
    found = fold.findings.all.get(fact.discrepancy)
    settled = fold.resolvers.get(entry.digest, set())
    for person in sorted(fold.free(entry, fact.people) & fold.accounts.where.keys()):
        doubted = found is not None and found.kind in DOUBTED_HANDS and found.person == person
        if account is None or not (person in settled or doubted):
            continue
        fold.accounts.post({person}, fold.accounts.where[person], account, entry)
        fold.let_go.discard(person)
        if person in settled:
            fold.frozen.discard(person)
            for one in fold.findings.open_about(person, ("two-hands", "twice-registered")):
                fold.findings.explain(one.id, entry)


def _stands_for(fold: Fold, person: PersonId) -> PersonId:
    """The number that stands for this one after all mergings."""
    while person in fold.merged_into:
        person = fold.merged_into[person]
    return person


def _reverse(fold: Fold, entry: Entry, fact: Corrected, agreed: Entry, agreement: CorrectionAgreed) -> None:
    """Post backwards what the wrong entry posted, for whomever it was the last to move."""
    for person in sorted(fact.people & agreement.people & fold.accounts.where.keys()):
        if not fold.free(agreed, {person}) or person in fold.frozen:
            continue
        lines, places = fold.accounts.lines, fold.accounts.lines.places(person)
        wrong = [(place, line) for place in places if (line := lines[place]).entry == fact.entry]
        if not wrong:
            continue
        place, line = wrong[-1]
        if not _both_parties(entry, agreed, line.from_account, line.to_account):
            continue
        if place != places[-1]:
            fold.findings.add(
                "correction-too-late", person, cause=agreed, owner=entry.by, other=agreed.by,
                entries=(fact.entry, entry.digest, agreed.digest),
            )  # fmt: skip
            continue
        # Whoever was registered by mistake is not nowhere: he has a number, and its account is the void.
        back = line.from_account if line.from_account != NOWHERE else far("void")
        fold.accounts.post({person}, line.to_account, back, agreed)
        fold.reversed_by.add(bytes.fromhex(agreed.digest))
        (fold.let_go.add if part_of(back) == "handing-over" else fold.let_go.discard)(person)
        fold.findings.lose_again(person, fact.entry)
        if line.to_account == far("merged"):
            fold.merged_from.pop(person, None)
            fold.merged_into.pop(person, None)


def _both_parties(entry: Entry, agreed: Entry, from_: Account, to: Account) -> bool:
    """Whether the correction is agreed by the other custodian of the posting; by any other where there is just one."""
    parties: set[CustodianId | None] = {custodian_of(from_), custodian_of(to)} - {None, entry.by}
    return agreed.by in parties if parties else agreed.by != entry.by
