"""Posting rule 5: what two counters counted, compared with the roll once every part of the muster is there."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from musterbook.custody.facts import Mustered
from musterbook.custody.fold import Count, Fold
from musterbook.custody.rules_handover import not_registered
from musterbook.ledger.entry import Entry
from musterbook.terms.custodians import CustodianId, handing_over, in_hand, unaccounted
from musterbook.terms.people import PersonId


def count(fold: Fold, entry: Entry, fact: Mustered) -> None:
    """A part of a muster: who is present counts at once, who is absent when the last part is in.

    One counter's muster is written and settles nothing (F15).
    """
    if len(set(fact.counters)) == 1:
        fold.findings.add("muster-one-counter", entry.by, cause=entry, owner=entry.by, of_custodian=True)
        return
    tally = fold.counts.setdefault((entry.by, fact.muster), Count())
    if not tally.parts and fact.parts > 1:
        tally.in_hand = frozenset(fold.accounts.on(in_hand(entry.by)))
    elif not tally.parts:
        tally.parts[fact.part] = entry
        _compare(fold, entry, [fact], fold.accounts.on(in_hand(entry.by)))
        return
    if fact.part in tally.parts:
        return
    tally.parts[fact.part] = entry
    facts = tally.facts()
    if len(tally.parts) == facts[0].parts:
        _compare(fold, entry, facts, tally.in_hand)


def _compare(fold: Fold, entry: Entry, facts: list[Mustered], expected: AbstractSet[PersonId]) -> None:
    known = {absence.person for fact in facts for absence in fact.absent_known}
    if all(fact.present is None for fact in facts):
        _compare_number(fold, entry, facts, expected - known)
        return
    present = frozenset[PersonId]().union(*(fact.present or () for fact in facts))
    _find(fold, entry, present)
    _miss(fold, entry, present | known, expected)
    fold.findings.dissolve(("number-differs",), entry.by, entry)


def _compare_number(fold: Fold, entry: Entry, facts: list[Mustered], expected: AbstractSet[PersonId]) -> None:
    """By number: both numbers and the difference, until a count agrees or a muster by name is held."""
    counted = sum(fact.counted or 0 for fact in facts)
    if counted == len(expected):
        fold.findings.dissolve(("number-differs",), entry.by, entry)
        return
    fold.findings.add(
        "number-differs", entry.by, cause=entry, owner=entry.by, of_custodian=True,
        values={"roll": len(expected), "mustered": counted, "difference": counted - len(expected)},
    )  # fmt: skip


def _find(fold: Fold, entry: Entry, present: AbstractSet[PersonId]) -> None:
    """Those present: back from suspense or from a handover, or not on this roll at all."""
    site = entry.by
    here = fold.free(entry, present) - fold.frozen
    strange = here - fold.accounts.on(in_hand(site))
    for account, holder, group in fold.grouped(strange):
        if account is None:
            not_registered(fold, entry, group)
        elif holder == site:
            fold.accounts.post(group, account, in_hand(site), entry)
            fold.let_go -= group
            if account == handing_over(site):
                for person in sorted(group):
                    fold.findings.add("back-unsigned", person, cause=entry, owner=site)
        else:
            for person in sorted(group):
                fold.findings.add("over", person, cause=entry, owner=site, other=holder, values={"account": account})


def _miss(fold: Fold, entry: Entry, seen: AbstractSet[PersonId], expected: AbstractSet[PersonId]) -> None:
    """Those on the roll and not seen go to suspense; those already there who never left are missed by name too."""
    site = entry.by
    gone = (expected & fold.accounts.on(in_hand(site))) - seen - fold.frozen
    suspended = fold.accounts.on(unaccounted(site)) - seen - fold.let_go - fold.frozen
    fold.accounts.post(gone, in_hand(site), unaccounted(site), entry)
    for person in sorted(gone | suspended):
        _missing(fold, entry, person, site)


def _missing(fold: Fold, entry: Entry, person: PersonId, site: CustodianId) -> None:
    """Missed by this count, unless an earlier count already misses him and nobody has explained it."""
    if not fold.findings.open_about(person, ("missing",)):
        fold.findings.add("missing", person, cause=entry, owner=site)
