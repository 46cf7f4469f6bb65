"""Moves as a sheet, in the columns of the public service whose officers will know them, and two of ours.

The first 54 headings are those of Book a Secure Move's own export of moves (read in its code in 2026; its flags, a
column each, stand here in one), so that a sheet or a program made for it reads this one. What is sealed to clinicians
says whom to ask and nothing else. Without names the columns of who he is are empty but for his number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.custody.handovers import Handovers
from musterbook.custody.people import People, milestone
from musterbook.custody.roll import Roll
from musterbook.custody.sheets.answers import Answers, flags_of
from musterbook.custody.sheets.known import questions_of
from musterbook.custody.sheets.paper import SheetPaper
from musterbook.custody.sheets.questions import Questionnaire
from musterbook.custody.sheets.sheets import Sheets
from musterbook.ledger.facts import Digest
from musterbook.lift.facts import Seated, SerialSlipped, Unseated
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.operation.book import Book
from musterbook.operation.exports.names import Claims
from musterbook.operation.serials import bound_for
from musterbook.operation.sheets_kept import papers_of, questionnaires
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from musterbook.terms.times import written

WHO: Final = (
    "Status", "Reference", "Move type", "Created at", "Last updated", "From location name", "From location code",
    "To location name", "To location code", "Additional information", "Date of travel", "PNC number", "Prison number",
    "Last name", "First name(s)", "Date of birth", "Gender", "Ethnicity", "Ethnicity code",
)  # fmt: skip
ASKED: Final[Mapping[str, str]] = {
    "Violent": "violent-or-dangerous", "Escape": "escape-risk", "Must be held separately": "held-separately",
    "Self harm": "indication-of-self-harm-or-suicide", "Concealed items": "has-concealed-items",
    "Any other risks": "other-risk-information", "Special diet or allergy": "special-diet-or-allergies",
    "Health issue": "health-issues", "Medication": "prescribed-medication", "Wheelchair user": "wheelchair-user",
    "Pregnant": "pregnant", "Any other requirements": "help-with-personal-tasks",
    "Solicitor or other legal representation": "", "Sign or other language interpreter": "interpreter-on-move",
    "Any other information": "communication-needs", "Not to be released": "release-status",
    "Requires special vehicle": "requires-special-vehicle",
}  # fmt: skip
"""Heading → the question of the escort sheet that answers it; empty where no sheet asks it."""
COLUMNS: Final = (
    *WHO, *(name for heading in ASKED for name in (heading, f"{heading} details")), "Uploaded documents", "Flags",
    "Entry",
)  # fmt: skip
"""The 56 headings, in their order."""
ASK_HEALTH_STAFF: Final = "ask health staff"

Row = dict[str, str]
Key = tuple[str, PersonId]


@dataclass(frozen=True, slots=True)
class Sat:
    """When someone was seated on a serial, and when anything about that was last said."""

    first: datetime
    last: datetime
    entry: Digest


def move_rows(
    book: Book, custodian: CustodianId | None, people: frozenset[PersonId], named: Mapping[PersonId, Claims]
) -> dict[Key, Row]:
    """A row for each serial and each of these people seated on it, of one custodian's serials where one is named."""
    seats, sheets = _sat(book), _sheets(book, people)
    rows: dict[Key, Row] = {}
    for serial in book.reading(Manifests).serials.values():
        end = bound_for(book, serial)
        if custodian is not None and custodian not in (serial.giver, end, serial.carrier):
            continue
        for person in serial.people & people:
            sat = seats[serial.serial, person]
            row = dict.fromkeys(COLUMNS, "")
            row |= _move(book, serial, end, sat) | _who(book, person, named.get(person, {}))
            rows[serial.serial, person] = row | sheets.get(person, {})
    return rows


def _move(book: Book, serial: Manifest, end: CustodianId, sat: Sat) -> Row:
    return {
        "Reference": serial.serial, "Move type": "evacuation", "Created at": written(sat.first),
        "Last updated": written(sat.last), "From location name": book.places.named(serial.giver)[0],
        "From location code": serial.giver, "To location name": book.places.named(end)[0], "To location code": end,
        "Additional information": f"scrubbed: {serial.scrubbed}" if serial.scrubbed else serial.carrier,
        "Date of travel": serial.leaves_at.astimezone(book.settings.zone).date().isoformat(), "Entry": sat.entry,
    }  # fmt: skip


def _who(book: Book, person: PersonId, claims: Claims) -> Row:
    roll, known = book.reading(Roll), book.reading(People).get(person)
    names = claims.get("name", "").split()
    filled = book.reading(Sheets).get(person).filled
    return {
        "Status": milestone(person, roll, book.places.parts, book.reading(Handovers)) or "", "Prison number": person,
        "PNC number": claims.get("identifiers", ""), "Last name": names[-1] if names else "",
        "First name(s)": " ".join(names[:-1]), "Date of birth": claims.get("born", ""),
        "Gender": claims.get("sex", ""), "Ethnicity": claims.get("ethnicity", ""),
        "Uploaded documents": str(len(filled) + bool(known and known.photograph)),
    }  # fmt: skip


def _sat(book: Book) -> dict[Key, Sat]:
    """Of each seat: the entry that gave it, and the last that changed it or its serial."""
    found: dict[Key, Sat] = {}
    of_serial: dict[str, list[Key]] = {}
    for entry in book.entries():
        fact = entry.fact
        if isinstance(fact, Seated):
            for person in fact.people:
                key = (fact.serial, person)
                found[key] = Sat(entry.happened_at, entry.happened_at, entry.digest)
                of_serial.setdefault(fact.serial, []).append(key)
        elif isinstance(fact, Unseated | SerialSlipped):
            for key in of_serial.get(fact.serial, ()):
                found[key] = Sat(found[key].first, entry.happened_at, entry.digest)
    return found


def _sheets(book: Book, people: frozenset[PersonId]) -> dict[PersonId, Row]:
    """What each one's newest signed sheet answers, as far as every reader of it may see."""
    newest = {one: filled for one in people if (filled := book.reading(Sheets).get(one).newest) is not None}
    papers, known = papers_of(book, newest.values()), questionnaires(book)
    rows: dict[PersonId, Row] = {}
    for person, filled in newest.items():
        whole, paper = questions_of(filled, known), papers.get(filled.digest)
        if whole is not None and paper is not None:
            rows[person] = _answered(whole, paper)
    return rows


def _answered(whole: Questionnaire, paper: SheetPaper) -> Row:
    row: Row = {}
    for heading, key in ASKED.items():
        if key in paper.elsewhere:
            row[f"{heading} details"] = ASK_HEALTH_STAFF
        elif key in paper.answers:
            said = paper.answers[key].given
            row[heading] = str(bool(set(said) - {"no", "none"})).lower()
            row[f"{heading} details"] = ", ".join(said) + _details(paper.answers, key)
    return row | {"Flags": " ".join(sorted(flags_of(whole, paper.answers)))}


def _details(answers: Answers, key: str) -> str:
    words: Sequence[str] = answers[f"{key}-details"].given if f"{key}-details" in answers else ()
    return f": {', '.join(words)}" if words else ""
