"""What is said of an item after it came in: its originator marks a portion otherwise, its source agrees or no more.

Only an originator marks, and only in his own name. What a source said is written whatever it is: nobody agrees in a
source's place, and consent taken back stops what has not left yet. Source: casework.md sections 3 and 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from musterbook.evidence.checks_markings import banner_faults
from musterbook.evidence.facts import ConsentNoted, ConsentWithdrawn, PortionRemarked
from musterbook.evidence.items import PURPOSES, Item, Items
from musterbook.evidence.markings import read_mark
from musterbook.evidence.release import COUNTRY
from musterbook.evidence.releases import Parcel, Releases, Request
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.casework import known_item
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection


def remark(
    beside: EvidenceBeside, acting: Acting, item: str, portion: int, *, mark: str, authority: str, because: str
) -> Entry:
    """Mark a portion otherwise, on somebody's authority and for a reason that is sealed.

    Args:
        beside: what lies beside the book.
        acting: the originator.
        item: which item.
        portion: its place in the item, from 1.
        mark: the new portion mark, in brackets.
        authority: on whose word or under which guide, such as `SCG-4`.
        because: why, in words.

    Raises:
        Malformed: no such item or portion, a mark that does not hold, no authority or reason.
        Refused: whoever asks is no originator of the item.
    """
    known = known_item(beside, item)
    faults = [*_silent(item, authority=authority, because=because), *_portion_faults(known, portion, mark)]
    if faults:
        raise Malformed.of(faults)
    if acting.by not in known.fact.originators:
        who = ", ".join(sorted(known.fact.originators)) or None
        raise Refused(Objection("evidence.not-the-originator", values={"item": item, "by": acting.by, "who": who}))
    words = beside.sealed_words(item, because)
    fact = PortionRemarked(item=item, portion=portion, mark=mark, authority=authority, because=words)
    return beside.book.write(acting.draft(fact))


def note_consent(
    beside: EvidenceBeside, acting: Acting, item: str, *, scope: str, countries: Iterable[str], uses: Iterable[str]
) -> Entry:
    """Write what a source agreed to: whose countries, which uses, and its own words, sealed.

    Raises:
        Malformed: no such item, no words, no country or use, or one that is none.
    """
    lands, wanted = _scope(beside, item, scope, countries, uses, whole=True)
    words = beside.sealed_words(item, scope)
    return beside.book.write(
        acting.draft(ConsentNoted(item=item, scope=words, countries=lands, uses=wanted))
    )  # fmt: skip


def withdraw_consent(
    beside: EvidenceBeside, acting: Acting, item: str, *, scope: str, countries: Iterable[str] = (),
    uses: Iterable[str] = (),
) -> Entry:  # fmt: skip
    """Write that a source takes consent back, for these countries and uses, or for all where none is named.

    Raises:
        Malformed: no such item, no words, or a country or use that is none.
    """
    lands, wanted = _scope(beside, item, scope, countries, uses, whole=False)
    words = beside.sealed_words(item, scope)
    return beside.book.write(
        acting.draft(ConsentWithdrawn(item=item, scope=words, countries=lands, uses=wanted))
    )  # fmt: skip


def who_had(beside: EvidenceBeside, item: str) -> list[tuple[Parcel, Request]]:
    """Every package that left with an item, or with something made of it, and the request it left for."""
    releases, items = beside.book.reading(Releases), beside.book.reading(Items)
    left = [one for one in releases.parcels() if one.sent_at is not None]
    return [
        (parcel, request)
        for parcel in left
        if any(item in items.line_of(one.item) for one in parcel.fact.items)
        and (request := releases.request(parcel.fact.request)) is not None
    ]


def banner_differs(beside: EvidenceBeside, item: str) -> Objection | None:
    """What stands against an item whose portions no longer come to its banner; None while they do."""
    known = known_item(beside, item)
    found = banner_faults(known.fact.banner, known.marks, item=item)
    return next((one.objection(None) for one in found if one.rule == "evidence.banner-differs"), None)


def _portion_faults(item: Item, portion: int, mark: str) -> Iterator[Fault]:
    count, read = len(item.fact.portions), read_mark(mark, "portion")
    if portion not in {one.n for one in item.fact.portions}:
        yield Fault(
            "evidence.no-such-portion", values={"item": item.name, "portion": portion, "portions": count}
        )  # fmt: skip
    if not read.valid:
        codes = ", ".join(read.codes)
        yield Fault("evidence.marking-invalid", values={"item": item.name, "mark": mark or "()", "codes": codes})


def _scope(
    beside: EvidenceBeside, item: str, words: str, countries: Iterable[str], uses: Iterable[str], *, whole: bool
) -> tuple[frozenset[str], frozenset[str]]:
    """Countries and uses as they are written; a `whole` scope names at least one of each."""
    known_item(beside, item)
    lands, wanted = frozenset(countries), frozenset(uses)
    faults = list(_silent(item, words=words))
    if whole:
        faults += _silent(item, countries=" ".join(lands), uses=" ".join(wanted))
    faults += [
        Fault("evidence.country-unknown", values={"country": one})
        for one in sorted(lands)
        if COUNTRY.fullmatch(one) is None
    ]
    faults += [
        Fault("evidence.word", values={"word": one, "known": ", ".join(PURPOSES)})
        for one in sorted(wanted - set(PURPOSES))
    ]
    if faults:
        raise Malformed.of(faults)
    return lands, wanted


def _silent(item: str, **said: str) -> Iterator[Fault]:
    """Everything that must be said and is not."""
    for lacking, words in said.items():
        if not words.strip():
            yield Fault("evidence.says-nothing", values={"item": item, "lacking": lacking})
