"""Posting rule 5: what two counters counted, compared with the roll once every part of the muster is there."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from musterbook.custody.facts import Mustered
from musterbook.custody.fold import Comparison, Count, Fold
from musterbook.custody.rules_handover import not_registered
from musterbook.ledger.entry import Entry
from musterbook.terms.custodians import Account, handing_over, in_hand, unaccounted
from musterbook.terms.people import PersonId


def count(fold: Fold, entry: Entry, fact: Mustered) -> None:
    """A part of a muster; compared with the roll when the last part is in.

    One counter's muster is written and settles nothing (F15).
    """
    if len(set(fact.counters)) == 1:
        fold.findings.add("muster-one-counter", entry.by, cause=entry, owner=entry.by, of_custodian=True)
        return
    tally = fold.counts.get((entry.by, fact.muster))
    if tally is None or tally.complete:
        # A reference used again is another count; the entry's digest is its true name.
        tally = Count(in_hand=frozenset(fold.accounts.on(in_hand(entry.by))))
        fold.counts[entry.by, fact.muster] = tally
    tally.parts[fact.part] = entry
    if tally.complete:
        _compare(fold, entry, tally)


def _compare(fold: Fold, entry: Entry, tally: Count) -> None:
    facts, site = tally.facts(), entry.by
    present = frozenset[PersonId]().union(*(fact.present or () for fact in facts))
    known = {absence.person for fact in facts for absence in fact.absent_known} - present
    expected = (tally.in_hand & fold.accounts.on(in_hand(site))) - known
    by_name = any(fact.present is not None for fact in facts)
    over = back = missing = frozenset[PersonId]()
    if by_name:
        back, over = _find(fold, entry, present)
        missing = _miss(fold, entry, present | known, expected)
        counted = len(present)
        fold.findings.dissolve(("number-differs",), site, entry)
    else:
        counted = sum(fact.counted or 0 for fact in facts)
        _compare_number(fold, entry, counted, len(expected))
    confirmed = all(_two_stand_for(part, fact) for part, fact in zip(tally.entries(), facts, strict=True))
    if confirmed and by_name:
        here = present & fold.accounts.on(in_hand(site))
        fold.confirmed_at.update(dict.fromkeys(here, entry.act.happened_at))
    fold.comparisons.append(
        Comparison(
            facts[0].muster, site, entry.act.happened_at, tuple(part.digest for part in tally.entries()),
            "name" if by_name else "number", len(expected), counted, missing, over, back, confirmed, present,
            len(fold.accounts.lines),
        )
    )  # fmt: skip


def _two_stand_for(entry: Entry, fact: Mustered) -> bool:
    """Whether two people counted this part: two counters are named, or two officers signed."""
    return len(set(fact.counters)) >= 2 or (not fact.counters and len({one.officer for one in entry.signed}) >= 2)


def _compare_number(fold: Fold, entry: Entry, counted: int, expected: int) -> None:
    """By number: both numbers and the difference, until a count agrees or a muster by name is held."""
    fold.findings.dissolve(("number-differs",), entry.by, entry)
    if counted != expected:
        fold.findings.add(
            "number-differs", entry.by, cause=entry, owner=entry.by, of_custodian=True,
            values={"roll": expected, "mustered": counted, "difference": counted - expected},
        )  # fmt: skip


def _find(fold: Fold, entry: Entry, present: AbstractSet[PersonId]) -> tuple[frozenset[PersonId], frozenset[PersonId]]:
    """Those present beside the roll: (back from suspense or from a handover, not on this roll at all)."""
    site = entry.by
    back, over = set[PersonId](), set[PersonId]()
    strange = fold.free(entry, present) - fold.frozen - fold.accounts.on(in_hand(site))
    for account, holder, group in fold.grouped(strange):
        if account is None:
            not_registered(fold, entry, group)
            over |= group
        elif holder == site:
            _come_back(fold, entry, account, group)
            back |= group
        else:
            over |= group
            for person in sorted(group):
                fold.findings.add("over", person, cause=entry, owner=site, other=holder, values={"account": account})
    return frozenset(back), frozenset(over)


def _come_back(fold: Fold, entry: Entry, account: Account, group: AbstractSet[PersonId]) -> None:
    """Counted in sight, so in hand again; out of a handover only the giver's take-back makes it good."""
    fold.accounts.post(group, account, in_hand(entry.by), entry)
    fold.let_go -= group
    if account == handing_over(entry.by):
        for person in sorted(group):
            fold.findings.add("back-unsigned", person, cause=entry, owner=entry.by)


def _miss(
    fold: Fold, entry: Entry, seen: AbstractSet[PersonId], expected: AbstractSet[PersonId]
) -> frozenset[PersonId]:
    """Those on the roll and not seen go to suspense; those there already who never left are missed by name too."""
    site = entry.by
    gone = frozenset(expected - seen - fold.frozen)
    suspended = fold.accounts.on(unaccounted(site)) - seen - fold.let_go - fold.frozen
    fold.accounts.post(gone, in_hand(site), unaccounted(site), entry)
    for person in sorted(gone | suspended):
        # An earlier count that misses him already, and that nobody has explained, is not said twice.
        if not fold.findings.open_about(person, ("missing",)):
            fold.findings.add("missing", person, cause=entry, owner=site)
    return gone
