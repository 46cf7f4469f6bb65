"""Breaking the glass: an officer looks for an hour, with a reason, at someone he need not know of; oversight asks why.

First the register of consultations, then the book, and only then anything opens: whoever fails at one of them sees
nothing. It gives reading and no more. It works without a network; oversight hears of it when the book next travels.
Joins rights with custody, the sealed words and the accounts of this console.
"""

from __future__ import annotations

from datetime import datetime

from musterbook.custody.findings import Found, discrepancy_id
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book, Draft
from musterbook.operation.compartments import consult
from musterbook.operation.needing import Needs
from musterbook.operation.sealed_words import seal_words
from musterbook.rights.facts import GlassBroken, GlassReviewed
from musterbook.rights.glass import LASTS, LETTERS_LEAST, OUTCOMES, Glass, Look
from musterbook.rights.policy import About, Asker, asker_of, may_break_glass, may_see, text_in_force
from musterbook.store.sessions import Sessions
from musterbook.terms.custodians import custodian_of
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

UNREVIEWED = "glass-unreviewed"


def break_glass(book: Book, officer: str, person: PersonId, because: str, *, at: datetime) -> Entry:
    """Let an officer look at one person for an hour; written in both books before he may.

    Args:
        book: opened to write, with the node's key and the officer's own: opening that is his second factor.
        officer: who looks.
        person: at whom.
        because: why, at least twenty letters; sealed.
        at: now.

    Raises:
        Refused: the reason is too short, he sees him anyway, the policy does not let him, or his key stays shut.
    """
    if sum(map(str.isalpha, because)) < LETTERS_LEAST:
        raise Refused(Objection("glass.no-reason", values={"letters": LETTERS_LEAST}))
    register, roll = book.register, book.reading(Roll)
    roles = frozenset(
        (one.role, one.custodian) for one in register.grants_at(register.size, when=at) if one.officer == officer
    )
    asker, account = asker_of(register, officer, roles), roll.where.get(person)
    holder = str(custodian_of(account)) if account is not None else ""
    about = book.reading(Needs).about(person, holder)
    if may_see(asker, about):
        raise Refused(Objection("glass.not-needed", values={"officer": officer}))
    if not may_break_glass(asker, about):
        raise Refused(Objection("glass.not-his", values={"officer": officer}))
    if book.keyring is None or book.folder is None:
        raise Refused(Objection("keys.not-here", values={"officer": officer}))
    book.keyring.private_key(officer)
    consult(book, Acting(book.settings.desk, ((officer, ""),), at), officer, [person], because, page="glass")
    subject, why = seal_words(book, f"glass {officer}", "glass", person, because)
    fact = GlassBroken(officer=officer, subject=subject, because=why, until=at + LASTS)
    entry = book.write(Draft(by=book.settings.desk, fact=fact, officers=(), happened_at=at))
    Sessions(book.folder).break_glass(officer, person, int((at + LASTS).timestamp()))
    return entry


def review(book: Book, acting: Acting, look: Look, outcome: str, because: str) -> Entry:
    """Write what oversight found of a look behind glass.

    Raises:
        Malformed: there is no such outcome, or no reason. Refused: whoever looked reviews himself, or it was reviewed.
    """
    if outcome not in OUTCOMES:
        raise Malformed.because("glass.outcome", outcome=outcome, known=", ".join(OUTCOMES))
    if sum(map(str.isalpha, because)) < LETTERS_LEAST:
        raise Refused(Objection("glass.no-reason", values={"letters": LETTERS_LEAST}))
    if look.outcome:
        raise Refused(Objection("glass.reviewed", values={"entry": look.entry.digest[:8], "reviewer": look.reviewer}))
    if any(officer == look.officer for officer, _ in acting.officers):
        raise Refused(Objection("glass.himself", values={"officer": look.officer}))
    (why,) = seal_words(book, f"glass {look.officer}", "glass", because)
    return book.write(acting.draft(GlassReviewed(entry=look.entry.digest, outcome=outcome, because=why)))


def by_right(book: Book, look: Look) -> bool:
    """Whether the policy of the day let whoever looked break the glass at all: his roles, at the place the entry cites.

    The entry stands either way, for he looked; oversight asks on what ground.
    """
    register, position = book.register, look.entry.act.register[0]
    grants = register.grants_at(position, when=look.at)
    roles = frozenset((one.role, one.custodian) for one in grants if one.officer == look.officer)
    asker = Asker(look.officer, roles, policy=text_in_force(register, position))
    return may_break_glass(asker, About())


def look_named(book: Book, beginning: str) -> Look:
    """The look whose entry's digest begins so; Malformed when none does, or several do."""
    fits = [one for one in book.reading(Glass).looks() if one.entry.digest.startswith(beginning.lower())]
    if len(fits) != 1:
        raise Malformed.because("glass.none", entry=beginning[:16])
    return fits[0]


def unreviewed(book: Book, now: datetime) -> tuple[Found, ...]:
    """A discrepancy for each look that oversight has not looked at within a day."""
    found = []
    for look in book.reading(Glass).unreviewed(now):
        digest = Digest(look.entry.digest)
        name = discrepancy_id(UNREVIEWED, look.officer, [digest])
        values = {"officer": look.officer}
        found.append(Found(name, UNREVIEWED, None, look.entry.by, None, (digest,), digest, look.at, values))
    return tuple(found)
