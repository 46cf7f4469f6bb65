"""Negotiating: agreements are made, suspended, taken up again and ended; their duties are done, findings answered.

Joins coordination with custody, whose accepted people caps are counted by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from musterbook.coordination.agreement import CAPS, Agreement
from musterbook.coordination.covering import ACTS, ELSE, Codes
from musterbook.coordination.duties import read_duty
from musterbook.coordination.facts import (
    AgreementMade,
    AgreementResumed,
    AgreementRevoked,
    AgreementSuspended,
    DutyDone,
    FindingAnswered,
    FindingRaised,
)
from musterbook.coordination.pausing import read_pauses
from musterbook.coordination.scope import read_scope
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.agreeing import agreements_of, lost_since, used_of
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_follow, must_say, next_name, no_such, one_of
from musterbook.operation.sealed_words import seal_words
from musterbook.terms.countries import country as code_of
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

KINDS: Final = ("consent", "note-verbale", "memorandum", "assurance", "quota")
ALLOWED: Final = tuple(sorted({*ELSE, *(act for acts in ACTS.values() for act in acts),
                               "release", "extradition", "disclosure", "statistic"}))  # fmt: skip
ENDINGS: Final = ("expired", "fulfilled", "replaced")
"""Why an agreement may be closed; whoever withdraws from one that still runs revokes it."""


def make(
    book: Book, acting: Acting, name: str, *, kind: str, parties: Iterable[str], acts: Iterable[str], scope: str,
    text: Digest, from_: datetime, until: datetime | None = None, caps: Mapping[str, int] | None = None,
    conditions: Iterable[str] = (), duties: Iterable[str] = (), suspends_on: Iterable[str] = (),
    country: str = "",
) -> Entry:  # fmt: skip
    """Draft an agreement; its parties sign it afterwards. The same name again is a new text, to be signed afresh.

    Raises:
        Malformed: no parties, an unknown kind, act, field of the scope, cap, country or word for suspending it, an end
            that does not come after its beginning, caps below what is used, an assurance without a country, a duty that
            does not say how often or is owed by no party.
    """
    bound, allowed = frozenset(parties), frozenset(acts)
    must_say(agreement=name, parties=",".join(bound), acts=",".join(allowed))
    one_of("kind", kind, KINDS)
    for act in sorted(allowed):
        one_of("act", act, ALLOWED)
    read_scope(scope)
    read_pauses(suspends_on)
    must_follow("until", until, from_)
    _check_caps(book, name, caps or {})
    if kind == "assurance":
        must_say(country=country)
    fact = AgreementMade(
        agreement=name, kind_of=kind, parties=bound, acts=allowed, scope=scope, text=text, from_=from_, until=until,
        caps=dict(caps) if caps else None, conditions=frozenset(conditions),
        duties=tuple(read_duty(one, bound) for one in duties),
        suspends_on=frozenset(suspends_on), country=code_of(country) if country else "",
    )  # fmt: skip
    return book.write(acting.draft(fact))


def suspend(book: Book, acting: Acting, name: str, *, because: str, party: str, from_: datetime) -> Entry:
    """Either party alone suspends an agreement."""
    known = agreement_named(book, name)
    must_say(because=because)
    if party not in known.terms.parties:
        bound = ", ".join(sorted(known.terms.parties))
        raise Malformed.because("agreement.no-such-party", agreement=name, party=party, known=bound)
    return book.write(acting.draft(AgreementSuspended(agreement=name, because=because, from_=from_, party=party)))


def resume(book: Book, acting: Acting, name: str, *, because: str, from_: datetime) -> Entry:
    """Both let it run again: two people sign. What suspends it by itself is mended, and not resumed."""
    agreement_named(book, name)
    must_say(because=because)
    return book.write(acting.draft(AgreementResumed(agreement=name, because=because, from_=from_)))


def revoke(book: Book, acting: Acting, name: str, *, because: str, from_: datetime) -> Entry:
    """It is at an end from a time; people under way stay with their escort."""
    agreement_named(book, name)
    must_say(because=because)
    return book.write(acting.draft(AgreementRevoked(agreement=name, because=because, from_=from_)))


def close(book: Book, acting: Acting, name: str, *, reason: str) -> Entry:
    """It is done with: expired, fulfilled or replaced."""
    return revoke(book, acting, name, because=one_of("reason", reason, ENDINGS), from_=acting.at)


def do_duty(book: Book, acting: Acting, name: str, duty: str, *, evidence: Digest) -> Entry:
    """A duty was done once more."""
    known = [one.what for one in agreement_named(book, name).terms.duties]
    one_of("duty", duty, known)
    return book.write(acting.draft(DutyDone(agreement=name, duty=duty, evidence=evidence)))


def raise_finding(book: Book, acting: Acting, name: str, *, text: str, grave: bool) -> Entry:
    """Something was found that should not be so under an agreement."""
    known = agreement_named(book, name)
    must_say(text=text)
    finding = next_name(book, acting, f"{name}-F", [one.name for one in known.findings])
    (digest,) = seal_words(book, f"finding {finding}", "finding", text)
    return book.write(acting.draft(FindingRaised(agreement=name, finding=finding, text=digest, grave=grave)))


def answer_finding(book: Book, acting: Acting, finding: str, *, answer: str) -> Entry:
    """The principal answers a finding, with a second person."""
    if not agreements_of(book).about(finding):
        raise no_such("finding", finding, ())
    must_say(answer=answer)
    (digest,) = seal_words(book, f"finding {finding}", "answer", answer)
    return book.write(acting.draft(FindingAnswered(finding=finding, answer=digest)))


def agreement_named(book: Book, name: str) -> Agreement:
    """An agreement by its name; Malformed when there is none."""
    found = agreements_of(book).agreement(name, lost_since(book))
    if found is None:
        raise Malformed.because("agreement.unknown", agreement=name)
    return found


def would(book: Book, person: PersonId, *, at: datetime, to: CustodianId) -> dict[str, Any]:
    """Under which agreement someone would go to a destination now, or what each that nearly fits lacks."""
    giver = book.reading(Roll).holder(person)
    if giver is None:
        raise no_such("person held", person, ())
    day = at.astimezone(book.settings.zone).date().isoformat()
    move = Move(frozenset((person,)), giver, to, at, destination=to, day=day)
    judged = agreements_of(book).judge(move, book.reading(Classes).codes, used_of(book), lost=lost_since(book))
    lacks = judged.lacking.get(person, ())
    return {
        "person": person, "giver": giver, "destination": to, "agreement": judged.covered.get(person),
        "lacks": [str(one) for one in lacks],
    }  # fmt: skip


def matrix(book: Book, *, at: datetime) -> list[dict[str, Any]]:
    """Origin × receiver × class of people there → the agreements that would cover a move now, caps aside."""
    roll, parts = book.reading(Roll), book.places.parts
    agreements, lost = agreements_of(book), lost_since(book)
    day = at.astimezone(book.settings.zone).date().isoformat()
    rows: list[dict[str, Any]] = []
    for giver in sorted(custodian for custodian, part in parts.items() if part == "site"):
        found = _classes_at(book, roll.on(in_hand(giver)))
        asked = Move(frozenset(), giver, giver, at, day=day)
        kinds = [codes for codes, _ in found.values()]
        for _, end, codes, names in agreements.matrix([giver], book.settings.ends, kinds, asked, lost=lost):
            rows.append(
                {"giver": giver, "receiver": end, **_said(codes), "people": found[_key(codes)][1],
                 "agreements": list(names)}
            )  # fmt: skip
    return rows


def _classes_at(book: Book, people: Iterable[PersonId]) -> dict[tuple[str, ...], tuple[Codes, int]]:
    """Everyone among `people`, by all that scopes can ask about them: one of each class, and how many there are."""
    classes = book.reading(Classes)
    found: dict[tuple[str, ...], tuple[Codes, int]] = {}
    for codes in map(classes.codes, people):
        _, number = found.get(_key(codes), (codes, 0))
        found[_key(codes)] = codes, number + 1
    return dict(sorted(found.items()))


def _said(codes: Codes) -> dict[str, str]:
    return {
        "sex": codes.sex, "child": codes.child, "family": codes.family, "legal": codes.legal,
        "identity": codes.identity, "nationality": codes.nationality,
    }  # fmt: skip


def _key(codes: Codes) -> tuple[str, ...]:
    return tuple(_said(codes).values())


def _check_caps(book: Book, name: str, caps: Mapping[str, int]) -> None:
    days = {day: number for (one, day), number in used_of(book).items() if one == name}
    used = {"total": sum(days.values()), "per_day": max(days.values(), default=0)}
    for cap, most in sorted(caps.items()):
        one_of("cap", cap, CAPS)
        if most < 1 or most < used[cap]:
            raise Malformed.because("agreement.cap-below-used", agreement=name, cap=most, used=used[cap])
