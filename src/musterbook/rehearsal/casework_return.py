"""Returns home of a rehearsal: a case from claim to handed over, with a condition, a hold of the host, an outcome.

What takes months in the world takes hours here; the order, the signatures and the gates are the operation's own. While
the host holds him somebody tries all the same, and is refused. Thirty days are thirty days: what became of somebody is
told of one who went on the first morning (decision 0733).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from musterbook.custody.facts import Offered
from musterbook.evidence.releases import Releases
from musterbook.ledger.facts import Digest
from musterbook.operation import clearing, handing_over, returning
from musterbook.operation.serials import next_handover
from musterbook.rehearsal.casework_subject import subject_of
from musterbook.rehearsal.interviews import hear
from musterbook.rehearsal.stage import Stage
from musterbook.repatriation import facts as case_facts
from musterbook.repatriation.facts import CaseOpened
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId

DESK: Final = "repatriation:repatriation-desk"
COURT: Final = "court-liaison:judicial-liaison"
REVIEW: Final = "independent:independent-reviewer"
EXAMINER: Final = "examiner:examiner"
PROTECTION: Final = "protection:protection-officer"
LAWYER: Final = "legal:legal-reviewer"
SAID: Final = "invented: one return, and hours in place of months"
SAID_BEFORE: Final = "invented: one return of a case that was ready before the book, and its outcome after 30 days"
YEAR: Final = timedelta(days=365)


@dataclass(slots=True)
class ReturnHome:
    """One return.

    Attributes:
        said: `[casework.return]`: `at`, `hours_apart` (between the steps), `country` and the `custodian` that acts for
            it, `escort`, `basis` (an agreement), `assurances`, `language` and `leaves_at`; where the host's court keeps
            him `held_at`, `tried_at` and `freed_at`; where somebody sets a condition `condition` (`of`, `kind`,
            `words`, `by`); where it is told what became of him `outcome` (`at`, `days`, `outcome`, `source`).
        seed: of the man.
        note: where the account says what was invented.
        case: its name; empty until it is opened.
    """

    stage: Stage
    said: Mapping[str, Any]
    seed: int
    note: str = "return"
    case: str = ""

    def set(self) -> None:
        """Set the claim at its hour; the rest follows if there is anybody of that country."""
        self.stage.at(self.said["at"], self.begin)

    def begin(self) -> None:
        """Somebody of the country is found, a case is opened, and every step is set."""
        stage, said = self.stage, self.said
        person = subject_of(stage, said["country"], seed=self.seed)
        if person is None:
            return
        stage.notes[self.note] = SAID if "outcome" not in said else SAID_BEFORE
        opened = returning.open_case(
            stage.book, stage.desk(DESK), person, said["country"], basis="invented: he says so, and his papers"
        ).fact
        assert isinstance(opened, CaseOpened)
        self.case = opened.case
        for number, step in enumerate(self._steps(person), start=1):
            stage.at(stage.now + number * timedelta(hours=said["hours_apart"]), step)
        if "held_at" in said:
            stage.at(said["held_at"], self._held)
            stage.at(said["tried_at"], lambda: self._try(person))
            stage.at(said["freed_at"], self._freed)
        stage.at(said["leaves_at"], lambda: self._leave(person))
        if "outcome" in said:
            stage.at(said["outcome"]["at"], self._tell_outcome)

    def _steps(self, person: PersonId) -> Iterator[Callable[[], object]]:
        """What makes a case ready, in the order of the main road."""
        stage, case, country = self.stage, self.case, self.said["country"]
        book, until = stage.book, self.said["leaves_at"] + YEAR
        yield lambda: returning.assess(book, stage.desk(DESK, EXAMINER), case, {country: "0.9"}, evidence="his papers")
        yield lambda: self._write(
            PROTECTION, case_facts.ContactCleared, consulted_person=True, consent="yes",
            reviewer=f"{book.settings.desk}.protection", interpreter=self.said["language"],
        )  # fmt: skip
        yield lambda: returning.notify(
            book, stage.desk(DESK), case, letter=self._sealed(person, "first notice"), channel="embassy"
        )
        yield lambda: self._write(
            DESK, case_facts.CountryAnswered, answer="accepts", dated=stage.now.astimezone(stage.zone), ref="invented 1"
        )
        if "condition" in self.said:
            yield self._set_condition
            yield self._meet_condition
        yield lambda: hear(stage, [person], language=lambda _: self.said["language"])
        yield lambda: returning.confirm(book, stage.desk(DESK, EXAMINER), case, ("document", "biometric"))
        yield lambda: self._write(
            LAWYER, case_facts.BasisSet, kind_of="agreement", text=self._sealed(person, self.said["basis"])
        )
        yield lambda: self._write(
            REVIEW, case_facts.RightsAssessed, outcome="needs-assurance", reasons=self._sealed(person, "reasons"),
            until=until, needs=frozenset(self.said["assurances"]),
        )  # fmt: skip
        for kind in self.said["assurances"]:
            yield lambda kind=kind: self._write(  # type: ignore[misc]  # bound at once
                DESK, case_facts.Assured, kind_of=kind, text=self._sealed(person, kind), agreement=self.said["basis"]
            )
        yield lambda: self._write(
            DESK, case_facts.PapersIssued, kind_of="laissez-passer", number=self._sealed(person, "number"), until=until
        )
        yield self._agree_evidence
        yield lambda: self._write(
            DESK, case_facts.Scheduled, at=self.said["leaves_at"], escort=CustodianId(self.said["escort"])
        )
        yield lambda: clearing.clear(
            book, stage.desk("reviewer-2:eligibility-reviewer"), [person],
            destination=CustodianId(self.said["custodian"]), legal_basis=self.said["basis"],
        )  # fmt: skip

    def _set_condition(self) -> None:
        """His country or the host asks for something first."""
        asked, words = self.said["condition"], self.said["condition"]["words"].encode()
        returning.set_condition(
            self.stage.book, self.stage.desk(DESK), self.case, set_by=asked["of"], kind=asked["kind"], text=words
        )

    def _meet_condition(self) -> None:
        """The desk and a lawyer write by which office it was met."""
        by = self.said["condition"]["by"]
        acting = self.stage.desk(DESK, LAWYER)
        returning.meet_condition(self.stage.book, acting, self.case, "1", by=by, evidence=b"invented: a certificate")

    def _tell_outcome(self) -> None:
        """What became of him, so many days after his country took him over."""
        told = self.said["outcome"]
        self._write(
            DESK, case_facts.OutcomeReported, at_days=told["days"], outcome=told["outcome"], source=told["source"]
        )

    def _agree_evidence(self) -> None:
        """What goes with him is the package his country got, or nothing."""
        parcels = self.stage.book.reading(Releases).parcels()
        self._write(DESK, case_facts.EvidenceAgreed, package=parcels[0].fact.package if parcels else "")

    def _held(self) -> None:
        """The host's court keeps him."""
        returning.host_hold(self.stage.book, self.stage.desk(COURT), self.case, authority="invented court")

    def _freed(self) -> None:
        """The host's court lets him go."""
        self._write(COURT, case_facts.HostFreed, because="not-charged")

    def _try(self, person: PersonId) -> None:
        """Somebody offers him while the court keeps him, and is refused; nothing of the offer is in the book."""
        try:
            self._offer(person)
        except Refused as refused:
            rules = ", ".join(dict.fromkeys(one.rule for one in refused.objections))
            self.stage.notes[self.note] = f"{SAID}; offered while the host's court kept him: refused [{rules}]"

    def _leave(self, person: PersonId) -> None:
        """He is checked and handed to the escort, and by the escort to his country: two signatures each."""
        stage, book = self.stage, self.stage.book
        escort, holder = CustodianId(self.said["escort"]), CustodianId(book.settings.destination)
        acting = stage.by(holder, stage.giving(holder))
        handing_over.check_identities(book, acting, next_handover(book, holder), [person], how="photo")
        handover = self._offer(person)
        later = timedelta(minutes=20)
        stage.at(stage.now + later, lambda: self._accept(escort, handover, person))
        stage.at(stage.now + timedelta(hours=self.said["flight_hours"]), lambda: self._arrive(person))

    def _arrive(self, person: PersonId) -> None:
        stage, escort = self.stage, CustodianId(self.said["escort"])
        end = CustodianId(self.said["custodian"])
        acting = stage.by(escort, stage.giving(escort))
        handing_over.check_identities(stage.book, acting, next_handover(stage.book, escort), [person], how="photo")
        stage.care.before(
            next_handover(stage.book, escort), escort, end, frozenset({person}), destination=self.said["custodian"]
        )
        due_by = (stage.now + timedelta(hours=1)).astimezone(stage.zone)
        entry = returning.offer_return(
            stage.book, stage.by(escort, stage.giving(escort)), [person], to=end, country=end, due_by=due_by
        )
        assert isinstance(entry.fact, Offered)
        handover = entry.fact.handover
        stage.at(stage.now + timedelta(minutes=20), lambda: self._accept(end, handover, person))

    def _offer(self, person: PersonId) -> str:
        """The holder offers him to the escort for his country; the reference of the handover."""
        stage, book = self.stage, self.stage.book
        holder = CustodianId(book.settings.destination)
        stage.care.before(
            next_handover(book, holder), holder, CustodianId(self.said["escort"]), frozenset({person}),
            destination=self.said["custodian"],
        )  # fmt: skip
        entry = returning.offer_return(
            book, stage.by(holder, stage.giving(holder)), [person], to=CustodianId(self.said["escort"]),
            country=CustodianId(self.said["custodian"]),
            due_by=(stage.now + timedelta(hours=1)).astimezone(stage.zone),
        )  # fmt: skip
        assert isinstance(entry.fact, Offered)
        return entry.fact.handover

    def _accept(self, receiver: CustodianId, handover: str, person: PersonId) -> None:
        acting = self.stage.by(receiver, self.stage.taking(receiver))
        handing_over.accept(self.stage.book, acting, handover, [person])
        self.stage.care.after(handover, receiver, frozenset({person}))

    def _write(self, officer: str, kind: type[Any], **fields: object) -> None:
        returning.write(self.stage.book, self.stage.desk(officer), kind(case=self.case, **fields))

    def _sealed(self, person: PersonId, words: str) -> Digest:
        return returning.sealed_text(self.stage.book, person, "case-paper", f"invented: {words}")
