"""Care at every handover of a rehearsal: both sides look, what is people's goes along, and they are told.

Hooked into `lifting.hand` and `lifting.take`, so that whoever is handed over anywhere is cared for alike. One act takes
everybody of a serial. What is found, packed and said is invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from musterbook.custody.care.medicine import DOSE_GIVEN, Medicine
from musterbook.custody.care.property import Property
from musterbook.custody.facts import HandoverException
from musterbook.eligibility.fitness import Fitness
from musterbook.operation import caring, caring_condition, caring_property, noticing, receipts, telling
from musterbook.operation.acting import Acting
from musterbook.operation.caring import PackSaid
from musterbook.operation.caring_condition import InjurySaid
from musterbook.operation.caring_property import BagSaid
from musterbook.operation.receipts import Taken
from musterbook.rehearsal.aboard import Aboard
from musterbook.rehearsal.caring_sheets import SheetsFilled
from musterbook.rehearsal.found_at_doors import FoundAtDoors
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

CLINICIAN: Final = "clinician:clinician"
DUTY: Final = "duty:operation-desk"
STILL_FRESH: Final = timedelta(hours=2)
"""An offer made again within this time needs no second look."""
DOSES: Final = 12
FIT_FOR: Final = timedelta(hours=72)
MODES: Final = ("road", "heli", "fixed")
BAGS: Final = ("clothes", "clothes+papers", "clothes+papers+money", "papers+religious")
IN_TEN: Final = 7
"""So many of ten have property."""
MARKS: Final = ("signed", "signed", "signed", "signed", "thumb", "refused")


@dataclass(slots=True)
class HandoverCare:
    """What is done for people whenever they change hands.

    Attributes:
        stage: the shared stage.
        said: `[care]` of the scenario: `injuries` (how many the first reception finds after a moment), `receipts` (in
            which language for whom, and how many take it how).
        chance: everything drawn here comes from here, and nothing else does.
        aboard: what escorts do between two places.
        doors: what receivers find that is not as it was signed.
        sheets: who fills in escort sheets.
    """

    stage: Stage
    said: Mapping[str, Any]
    chance: Random
    aboard: Aboard
    doors: FoundAtDoors
    sheets: SheetsFilled = field(init=False)
    _looked: dict[str, tuple[datetime, frozenset[PersonId]]] = field(default_factory=dict)
    _asked: set[PersonId] = field(default_factory=set)
    _named: dict[str, tuple[HandoverException, ...]] = field(default_factory=dict)
    _seals: int = 0
    _found: bool = False

    def __post_init__(self) -> None:
        self.sheets = SheetsFilled(self.stage)

    def named(self, serial: str, receiver: CustodianId, people: frozenset[PersonId]) -> None:
        """Whoever receives a serial's people hears of them before it leaves."""
        book = self.stage.book
        if "receiving-site" in book.settings.custody.notice_hours:
            noticing.send(book, self.stage.desk(DUTY), "receiving-site", people, whom=receiver, about=serial)

    def before(
        self, handover: str, giver: CustodianId, receiver: CustodianId, people: frozenset[PersonId], *, destination: str
    ) -> frozenset[str]:
        """Everything before an offer; the seals that go with these people. Done once, however often it is offered."""
        book = self.stage.book
        looked_at, looked = self._looked.get(handover, (self.stage.now, frozenset()))
        fresh = people - looked if self.stage.now - looked_at < STILL_FRESH else people
        if fresh:
            self._looked[handover] = self.stage.now, people
            if self.stage.part(giver) != "escort":
                self._certify(fresh)
                self.sheets.stand(giver, fresh)
                self._seal(giver, fresh)
                self.doors.keep_back(giver, fresh)
                self._pack(handover, giver, receiver, fresh)
                telling.tell(
                    book, self._giving(giver), fresh, custodian=receiver, destination=destination, interpreter="ar"
                )
            caring_condition.note_condition(
                book, self._giving(giver), handover, side="giver", none_seen=fresh, place=giver
            )
        return book.reading(Property).seals_of(people, giver)

    def found(self, handover: str, receiver: CustodianId, people: frozenset[PersonId]) -> tuple[HandoverException, ...]:
        """What a receiver names when he signs."""
        self._named[handover] = self.doors.named(receiver, people)
        return self._named[handover]

    def after(self, handover: str, receiver: CustodianId, people: frozenset[PersonId]) -> None:
        """Everything after an acceptance: a look, doses, a receipt; aboard, looks and water until they leave."""
        book, stage = self.stage.book, self.stage
        self.doors.signed(receiver, self._named.pop(handover, ()))
        injured = self._injured(receiver, people)
        caring_condition.note_condition(
            book, stage.by(receiver, stage.taking(receiver)), handover, side="receiver", place=receiver,
            none_seen=people - {one.person for one in injured}, injured=injured,
        )  # fmt: skip
        if stage.part(receiver) == "escort":
            self.aboard.board(handover, receiver, people)
            return
        self._dose(handover, receiver, people)
        if stage.part(receiver) == "receiving":
            self._receipt(receiver, people)

    def off(self, people: frozenset[PersonId]) -> None:
        """They got off: the escort has nobody to look at any more."""
        self.aboard.off(people)

    def _certify(self, people: frozenset[PersonId]) -> None:
        """A clinician sees whoever has no certificate that lasts until tomorrow."""
        fitness, until = self.stage.book.reading(Fitness), self.stage.now + timedelta(hours=24)
        ends = {person: fitness.of_person(person).get(MODES[0]) for person in people}
        lacking = [one for one, found in ends.items() if found is None or found.until is None or found.until < until]
        if lacking:
            acting = self.stage.desk(CLINICIAN)
            caring_condition.certify(self.stage.book, acting, lacking, modes=MODES, until=acting.at + FIT_FOR)

    def _seal(self, giver: CustodianId, people: Iterable[PersonId]) -> None:
        """Whoever has property gives it in before he leaves, once."""
        asked = sorted(set(people) - self._asked)
        self._asked.update(asked)
        owners = [person for person in asked if self.chance.randrange(10) < IN_TEN]
        bags = [
            BagSaid(person, self._next_seal(), self.chance.choice(BAGS), self.chance.choice(MARKS)) for person in owners
        ]
        if bags:
            caring_property.seal_property(self.stage.book, self._giving(giver), bags)

    def _next_seal(self) -> str:
        self._seals += 1
        return f"P-{self._seals:05}"

    def _pack(
        self, handover: str, giver: CustodianId, carrier: CustodianId, people: frozenset[PersonId]
    ) -> None:  # fmt: skip
        """Medicine for whoever needs some; which it is lies sealed."""
        needing = sorted(people & self.stage.book.reading(Medicine).needed_by)
        if needing:
            acting = self._giving(giver)
            due = acting.at + timedelta(hours=8)
            packs = [PackSaid(person, "invented: what he takes", DOSES, due) for person in needing]
            caring.hand_medicine(self.stage.book, acting, packs, carrier=carrier, handover=handover)

    def _dose(self, handover: str, receiver: CustodianId, people: frozenset[PersonId]) -> None:
        """Whoever has a pack gets a dose on arrival; from then on the place has its own round."""
        medicine = self.stage.book.reading(Medicine)
        packed = frozenset(
            one
            for one in people - self.doors.without_pack
            if (pack := medicine.pack(one)) is not None and pack.next_due is not None
        )
        if packed:
            acting = self.stage.by(receiver, self.stage.taking(receiver))
            caring.give_welfare(self.stage.book, acting, handover, what=DOSE_GIVEN, people=packed)

    def _receipt(self, receiver: CustodianId, people: Iterable[PersonId]) -> None:
        """Everyone gets a receipt in his language; where nobody checked the wording of it, in another, read aloud.

        Whoever cannot read has it read to him too, some will not take it, and some can give no mark.
        """
        said, book = self.said["receipts"], self.stage.book
        acting = self.stage.by(receiver, self.stage.taking(receiver))
        spoken = {one: words.split(";") for one, words in receipts.languages_spoken(book, people).items()}
        given = {one: _worded(languages, said) for one, languages in sorted(spoken.items())}
        drawn = {one: self.chance.random() for one in given}
        strangers = frozenset(one for one, language in given.items() if language not in spoken[one])
        taken = Taken(
            refused=frozenset(one for one, share in drawn.items() if share < said["refused"]),
            unable=frozenset(one for one, share in drawn.items() if 1 - share < said["unable"]),
            read_aloud=strangers | frozenset(one for one in given if self.chance.random() < said["cannot_read"]),
        )
        receipts.give(book, acting, given, taken=taken)

    def _injured(self, receiver: CustodianId, people: frozenset[PersonId]) -> Sequence[InjurySaid]:
        """The injuries that the first reception after the scenario's moment finds, and nobody had noted before."""
        said = self.said["injuries"]
        if self._found or self.stage.part(receiver) != "receiving" or self.stage.now < said["after"]:
            return ()
        self._found = True
        self.stage.notes["injuries"] = "invented: two bruises, found at the gate of the facility"
        drawn = sorted(self.chance.sample(sorted(people), min(said["number"], len(people))))
        return [InjurySaid(person, 1, "invented: a bruise on the left arm") for person in drawn]

    def _giving(self, giver: CustodianId) -> Acting:
        return self.stage.by(giver, self.stage.giving(giver))


def _worded(spoken: Sequence[str], said: Mapping[str, Any]) -> str:
    """The first language someone speaks in which there is a wording, else the usual one."""
    return next((one for one in spoken if one in said["worded"]), str(said["otherwise"]))
