"""Mustering: counts are called, entered by two counters, compared with the roll, and what differs is explained.

Joins custody with the agreements people come under and the roll written ahead. Nothing here is refused, because a count
is what was seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from musterbook.custody.facts import DayClosed, Explained, KnownAbsence, MusterCalled, Mustered
from musterbook.custody.findings import Found
from musterbook.custody.rivals import explained_account
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry, canonical, digest_of
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book, Draft
from musterbook.operation.contradictions import settled_of
from musterbook.operation.looking_into import not_looked_into
from musterbook.operation.rolls_ahead import write_ahead
from musterbook.operation.whole_copy import need_whole
from musterbook.terms.custodians import Account, CustodianId, handing_over, in_hand, unaccounted
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId

NO_ACCOUNT = Account("")
CLAIMED: Final = ("two-hands", "twice-registered")
"""Kinds that stay open, while several hands claim someone, until an explanation says where he is."""
NAMES_IN_ONE_ACT = 1_500
"""People one act may name and link without passing the size of an entry, each with a link of his own."""


def call(
    book: Book, acting: Acting, muster: str, *, custodian: CustodianId, by: str, reason: str, due_by: datetime
) -> Entry:
    """Order a count, by `name` or by `number`."""
    if by not in ("name", "number"):
        raise Malformed.because("muster.by", by=by, known="name, number")
    return book.write(
        acting.draft(MusterCalled(muster=muster, custodian=custodian, by=by, reason=reason, due_by=due_by))
    )


def enter_names(
    book: Book,
    acting: Acting,
    muster: str,
    present: Iterable[PersonId],
    *,
    counters: Sequence[str],
    absent_known: Sequence[KnownAbsence] = (),
    place: str = "",
) -> list[Entry]:
    """Enter a count by name; a large one becomes several acts, part i of n, compared only when all are there."""
    ordered = sorted(set(present))
    slices = [ordered[at : at + NAMES_IN_ONE_ACT] for at in range(0, len(ordered), NAMES_IN_ONE_ACT)] or [[]]
    facts = [
        Mustered(
            muster=muster, present=frozenset(names), place=place, counters=tuple(counters),
            absent_known=tuple(absent_known) if part == 1 else (), part=part, parts=len(slices),
        )
        for part, names in enumerate(slices, start=1)
    ]  # fmt: skip
    return _enter_parts(book, acting, facts)


def finish_names(book: Book, acting: Acting, begun: Sequence[Mustered], present: Iterable[PersonId]) -> list[Entry]:
    """Enter the parts that are lacking of a count by name that was cut off, as they would have been entered then.

    `begun` are the parts that stand, of one muster and at least one; `present` is everybody, and whom they name is not
    named again. Nothing is written where no part is lacking.
    """
    lacking = sorted(set(range(1, begun[0].parts + 1)) - {one.part for one in begun})
    left = sorted(set(present).difference(*(one.present or () for one in begun)))
    size = max(NAMES_IN_ONE_ACT, -(-len(left) // max(1, len(lacking))))
    return _enter_parts(book, acting, [
        replace(begun[0], present=frozenset(left[at * size : (at + 1) * size]), absent_known=(), part=part)
        for at, part in enumerate(lacking)
    ])  # fmt: skip


def enter_number(
    book: Book, acting: Acting, muster: str, counted: int, *, counters: Sequence[str], place: str = ""
) -> Entry:
    """Enter a count by number."""
    if counted < 0:
        raise Malformed.because("muster.negative", counted=counted)
    fact = Mustered(muster=muster, counted=counted, place=place, counters=tuple(counters))
    entry = book.write(acting.draft(fact, after=_roll_seen(book, acting)))
    write_ahead(book, acting.by, acting.at)
    return entry


def explain(
    book: Book,
    acting: Acting,
    discrepancy: str,
    *,
    as_: str,
    because: str = "",
    people: Iterable[PersonId] = (),
    heads: Iterable[Digest] = (),
    at: Account = NO_ACCOUNT,
    entry: Digest | None = None,
) -> Entry:
    """Close a discrepancy with its explanation; two officers of different roles sign.

    With `at`, the explanation says where its person is: he is named, and everything this copy has about him is cited,
    unless `people` and `heads` say otherwise. Where several hands claim him nothing less settles it.

    Raises:
        Malformed: no such discrepancy is open in this copy; several hands claim him, and no account is said.
    """
    found = _open(book, acting, discrepancy).found
    said = Explained(
        discrepancy=discrepancy, as_=as_, entry=entry, people=frozenset(people), heads=frozenset(heads), at=at,
        because=because,
    )  # fmt: skip
    return book.write(_explanation(book, acting, found, said))


def explain_cause(
    book: Book, acting: Acting, discrepancy: str, *, as_: str, because: str = "", at: Account = NO_ACCOUNT,
    together: bool = False,
) -> list[Entry]:  # fmt: skip
    """The same; with `together` all that are open of its kind, owner and cause, in one commit: all, or none of them.

    Raises:
        Malformed: as for one.
    """
    one = _open(book, acting, discrepancy)
    drafts = [
        _explanation(book, acting, found, Explained(discrepancy=found.id, as_=as_, at=at, because=because))
        for found in (one.together if together else (one.found,))
    ]
    return book.write_all(drafts)


def close_day(book: Book, acting: Acting, custodian: CustodianId, day: str) -> Entry:
    """Close a custodian's day: the digest of its roll, the discrepancies that stay open, and what settled by itself.

    Raises:
        Refused: this copy does not hold all of his people; or, where the operation asks for it, a death or an injury
            of his is not reported to be looked into.
    """
    need_whole(book, custodian)
    objections = not_looked_into(book, custodian, acting.at)
    if objections:
        raise Refused(*objections)
    roll = book.reading(Roll)
    names = sorted(roll.on(in_hand(custodian)))
    discrepancies = discrepancies_of(book, acting.at)
    fact = DayClosed(
        custodian=custodian, day=day, roll=digest_of(canonical({"custodian": custodian, "day": day, "roll": names})),
        open=frozenset(found.id for found in discrepancies.of_owner(custodian)),
        settled=settled_of(book, discrepancies, custodian),
    )  # fmt: skip
    return book.write(acting.draft(fact))


def next_reference(book: Book, custodian: CustodianId, at: datetime) -> str:
    """A reference for a custodian's next count: his name, the local day, and the how-manieth of all his counts."""
    day = at.astimezone(book.settings.zone).date().isoformat()
    counted = sum(call.custodian == custodian for call in book.reading(Roll).musters.called)
    return f"{custodian}/{day}/{counted + 1}"


def roll_of(book: Book, custodian: CustodianId) -> list[PersonId]:
    """The numbers of everyone the custodian has in hand."""
    return sorted(book.reading(Roll).on(in_hand(custodian)))


def compared(book: Book, muster: str) -> list[str]:
    """What a count came to beside the roll, as lines; the numbers of those missing or over are named."""
    lines = []
    for one in book.reading(Roll).musters.compared:
        if one.muster != muster:
            continue
        gap = (
            "they agree"
            if not one.difference
            else f"{abs(one.difference)} too {'few' if one.difference < 0 else 'many'}"
        )
        lines.append(f"{one.custodian}: {one.roll} on the roll, {one.mustered} mustered, {gap}")
        lines += [f"  missing: {person}" for person in sorted(one.missing)]
        lines += [f"  not on the roll: {person}" for person in sorted(one.over)]
    return lines or [f"{muster}: not complete yet"]


def _enter_parts(book: Book, acting: Acting, facts: Sequence[Mustered]) -> list[Entry]:
    """Write the parts of a count, one after the other, and the roll ahead."""
    seen = _roll_seen(book, acting)
    entries = [book.write(acting.draft(fact, after=seen)) for fact in facts]
    write_ahead(book, acting.by, acting.at)
    return entries


@dataclass(frozen=True, slots=True)
class _Open:
    """A discrepancy that is open, and all that are of its kind, owner and cause."""

    found: Found
    together: tuple[Found, ...]


def _open(book: Book, acting: Acting, discrepancy: str) -> _Open:
    for group in discrepancies_of(book, acting.at).by_cause():
        for found in group.found:
            if found.id == discrepancy:
                return _Open(found, group.found)
    raise Malformed.because("discrepancy.not-open", discrepancy=discrepancy)


def _explanation(book: Book, acting: Acting, found: Found, said: Explained) -> Draft:
    """The draft of an explanation, which names and cites whom it moves."""
    roll = book.reading(Roll)
    if said.at and found.person is not None:
        heads = said.heads or frozenset(roll.heads(found.person))
        said = replace(said, people=said.people or frozenset((found.person,)), heads=heads)
    if found.person in roll.contested and found.kind in CLAIMED and explained_account(said) is None:
        raise Malformed.because("discrepancy.where", discrepancy=found.id, at=said.at or None)
    return acting.draft(said, after=said.heads)


def _roll_seen(book: Book, acting: Acting) -> tuple[Digest, ...]:
    """What a count has to follow beside those it names: the last entry that changed whom its custodian answers for.

    Without it a count of the same second could be read before that entry, and compared with another roll than the
    counters saw. One link is enough, since whatever is read before the entry it names is read before the count. What
    happened after the count, written late, is left out: it belongs to the roll as of the count.
    """
    own = {in_hand(acting.by), handing_over(acting.by), unaccounted(acting.by)}
    moved = {
        line.entry
        for line in book.reading(Roll).lines
        if (line.from_account in own or line.to_account in own) and line.at <= acting.at
    }
    last = next((entry.digest for entry in reversed(book.entries()) if entry.digest in moved), None)
    return (last,) if last else ()
