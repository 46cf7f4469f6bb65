"""Safeguarding: what is heard and found before people come into other hands, each paper sealed under its person.

Truth is written; whoever decides an asylum claim or puts the asking off signs in a role that may (`roles.toml`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from musterbook.eligibility.asked import MAY_BE_OFF
from musterbook.eligibility.facts import AsylumClaimed, EscortsCounted, FearHeard, GateSet, RefoulementAssessed
from musterbook.eligibility.refoulement import HOLDS_MOST
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_say
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId

PUT_OFF_MOST_HOURS: Final = 72
HEARD: Final = ("yes", "deferred")
ASYLUM: Final = ("open", "refused", "granted", "withdrawn")
DANGER: Final = ("no-risk", "risk", "unknown")


def hear_fear(book: Book, acting: Acting, person: PersonId, *, answer: bytes, interpreter: str) -> Entry:
    """Write that somebody was asked, in his language, whether he fears the move, and what he answered.

    Raises:
        Malformed: nothing was answered, or nobody says in which language he was asked.
        Refused: this copy cannot seal.
    """
    if not answer.strip() or not interpreter.strip():
        raise Malformed(Fault("fear.in-his-language"))
    (sealed,) = book.seal([(person, "fear", answer)])
    fact = FearHeard(person=person, heard="yes", asked_at=acting.at, interpreter=interpreter, answer=sealed)
    return book.write(acting.draft(fact))


def put_off_fear(book: Book, acting: Acting, person: PersonId, *, until: datetime, because: str) -> Entry:
    """Put off asking whether somebody fears the move, for 72 hours at most.

    Raises:
        Malformed: no reason is given, or it is put off for longer.
    """
    if not because.strip() or not acting.at < until <= acting.at + timedelta(hours=PUT_OFF_MOST_HOURS):
        hours = int((until - acting.at).total_seconds() // 3600)
        raise Malformed(Fault("fear.put-off", values={"hours": hours, "most": PUT_OFF_MOST_HOURS}))
    fact = FearHeard(person=person, heard="deferred", asked_at=acting.at, deferred_until=until, because=because)
    return book.write(acting.draft(fact))


def claim_asylum(book: Book, acting: Acting, person: PersonId, *, claim: bytes, outcome: str = "open") -> Entry:
    """Write that somebody asks for protection, or what an independent reviewer decided; the paper is sealed.

    Raises:
        Malformed: nothing is said, or there is no such outcome.
        Refused: this copy cannot seal.
    """
    _one_of("outcome", outcome, ASYLUM)
    must_say(claim=claim.decode(errors="replace"))
    reviewer = acting.officers[0][0] if acting.officers and outcome != "open" else ""
    (sealed,) = book.seal([(person, "asylum", claim)])
    return book.write(
        acting.draft(AsylumClaimed(person=person, claim=sealed, outcome=outcome, reviewer=reviewer))
    )  # fmt: skip


def assess_danger(
    book: Book, acting: Acting, person: PersonId, *, to: str, outcome: str, reasons: bytes, told: bool = False
) -> Entry:
    """Write what an independent reviewer found awaits somebody in other hands; it holds for 90 days.

    Raises:
        Malformed: no authority or no reasons are said, or there is no such outcome.
        Refused: this copy cannot seal.
    """
    _one_of("outcome", outcome, DANGER)
    must_say(to=to, reasons=reasons.decode(errors="replace"))
    (sealed,) = book.seal([(person, "risk-reasons", reasons)])
    until = acting.at + HOLDS_MOST
    fact = RefoulementAssessed(person=person, to=to, outcome=outcome, reasons=sealed, until=until, told=told)
    return book.write(acting.draft(fact))


def count_escorts(
    book: Book, acting: Acting, handover: str, *, women: int, men: int, women_search: bool = False
) -> Entry:
    """Write how many women and men escort a handover, or a serial; Malformed when fewer than none are said."""
    must_say(handover=handover)
    if min(women, men) < 0:
        raise Malformed.because("deed.below-none", typed=min(women, men))
    fact = EscortsCounted(handover=handover, women=women, men=men, women_search=women_search)
    return book.write(acting.draft(fact))


def ask_gate(book: Book, acting: Acting, rule: str, *, because: str, off: bool = False) -> Entry:
    """Ask a gate again, or with `off` no more; Malformed when it is one that stays on."""
    if rule not in MAY_BE_OFF:
        raise Malformed(Fault("settings.gate-stays-on", values={"gate": rule, "known": ", ".join(MAY_BE_OFF)}))
    must_say(because=because)
    return book.write(acting.draft(GateSet(rule=rule, asked="no" if off else "yes", because=because)))


def _one_of(option: str, typed: str, known: tuple[str, ...]) -> None:
    if typed not in known:
        raise Malformed(Fault("case.unknown-choice", column=option, values={"typed": typed, "known": ", ".join(known)}))
