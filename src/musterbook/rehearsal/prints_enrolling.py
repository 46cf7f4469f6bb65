"""Prints at the receiving facility: whoever came is enrolled day by day, then looked for, and examiners answer.

A few from pictures, the others from simulated points, and a share of all where time is short: the account says how many
of each. What is planted is found, or not, by the same search and the same examiners as anything else (biometrics.md,
sections 7, 9 and 13).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from musterbook.biometrics.gallery import Enrolments
from musterbook.custody.roll import Roll
from musterbook.operation import enrolling, lists_of_others
from musterbook.operation.account import arrivals
from musterbook.operation.biometrics_ages import age_of, search_objection
from musterbook.operation.biometrics_beside import BiometricsBeside, biometrics_beside
from musterbook.operation.enrolling import Coming, Station, engine_of
from musterbook.operation.enrolling_many import enrol_many
from musterbook.operation.searching import search_new
from musterbook.operation.searching_engines import using_here, using_list
from musterbook.rehearsal.prints_bodies import Bodies
from musterbook.rehearsal.prints_examining import Examining
from musterbook.rehearsal.prints_planted import Planted, mix_up, plant
from musterbook.rehearsal.prints_told import planted_told
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

SAID: Final = "invented: prints, who has two numbers, who is on the list, who was mixed up, and what examiners answer"
DAY: Final = timedelta(days=1)
STATIONS: Final = (("S1", "enrol-1:enrolment-operator"), ("S2", "enrol-2:enrolment-operator"))
KEEPERS: Final = ("keeper:gallery-keeper", "legal:legal-reviewer")
ASKED: Final = "invented: the owner of the list asks for everyone who came"


@dataclass(slots=True)
class Enrolling:
    """The prints of one rehearsal.

    Attributes:
        stage: the shared stage.
        said: `[enrolling]`: `from` and `until` (first and last day, at their hour), `one_in` (of those who came, one in
            so many is enrolled), `fingers`, `refused` (share that is not), `searched` (people looked for besides those
            with pictures), `search_at`, `list`, `pictures` (how many without any reason), `listed`, `twice`, `known`
            (share of the examiners' queue whose answer is known), and what `prints_examining` takes.
        seed: of everything drawn.
        into: the book's folder.
    """

    stage: Stage
    said: Mapping[str, Any]
    seed: int
    into: Path
    bodies: Bodies = field(init=False)
    planted: Planted = field(init=False)
    seen: set[PersonId] = field(default_factory=set)
    waiting: list[PersonId] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bodies = Bodies(self.seed, self.said["fingers"])
        self.planted = plant(
            self.stage.truth, self.bodies, seed=self.seed, listed=self.said["listed"], others=self.said["pictures"]
        )  # fmt: skip

    @property
    def end(self) -> CustodianId:
        """Who enrols."""
        return CustodianId(self.stage.book.settings.destination)

    def set(self) -> None:
        """Set every day of the stations, the list, the search, and the examiners."""
        stage, day = self.stage, self.said["from"]
        while day <= self.said["until"]:
            stage.at(day, self.sit)
            day += DAY
        stage.at(day, self.sit_who_waits)
        stage.at(self.said["list"]["at"], self.open_list)
        examining = Examining(stage, self.said, self.seed, self.beside, self.planted)
        stage.at(self.said["search_at"], lambda: self.search(self.to_search()))
        stage.at(self.said["examined_at"], examining.begin)
        stage.at(self.said["concluded_at"], examining.conclude)
        stage.at(self.said["captured_again_at"], lambda: self.capture_again(examining))
        stage.at(self.said["told_at"], lambda: self.tell(examining))

    @contextmanager
    def beside(self) -> Iterator[BiometricsBeside]:
        """What lies beside the book, for one doing."""
        with biometrics_beside(self.stage.book, self.into) as beside:
            yield replace(beside, settings=replace(beside.settings, seeded_share=self.said["known"]))

    def sit(self) -> None:
        """A day of the stations: whoever came since the last one, or some of them."""
        book = self.stage.book
        here = book.reading(Roll).on(in_hand(self.end))
        came = sorted(set(arrivals(book.reading(Roll), self.end)) & here - self.seen)
        self.seen |= set(came)
        wanted = [*self.waiting, *(one for one in came if self._drawn(one))]
        self.waiting = [second for first, second in self.planted.twice if {first, second} <= set(wanted)]
        wanted = [one for one in wanted if one not in self.waiting and one in here]
        self._mix_up(wanted)
        with self.beside() as beside:
            going = [one for one in wanted if not self._refuses(beside, one)]
            half = -(-len(going) // 2)
            for (name, officer), people in zip(STATIONS, (going[:half], going[half:]), strict=True):
                if people:
                    self._enrol(beside, officer, Station(name), [self._coming(one) for one in people])

    def sit_who_waits(self) -> None:
        """The day after the last: second numbers of men who sat the day before; and some are captured again."""
        self.sit()
        with self.beside() as beside:
            enrolments = beside.book.reading(Enrolments)
            for person in self.planted.again:
                present = enrolments.current(person)
                if present is not None:
                    coming = self.bodies.coming(person, press=1)
                    self._enrol_again(beside, coming, replaces=present.number)

    def open_list(self) -> None:
        """Another state gave a list of people it seeks, a few of them with pictures; two people open it."""
        said = self.said["list"]
        on_it = [f"{said['prefix']}-{number:03}" for number in range(1, said["people"] + 1)]
        places = Random(f"list/{self.seed}").sample(on_it, len(self.planted.listed))
        bodies = dict(zip(places, self.planted.listed, strict=True))
        people = [self.bodies.listed(name, bodies.get(name)) for name in on_it]
        self.planted.body_of |= {f"{said['name']}/{name}": body for name, body in bodies.items()}
        self.planted.pictured |= {f"{said['name']}/{name}" for name in bodies}
        with self.beside() as beside:
            lists_of_others.open_list(
                beside, self.stage.desk(*KEEPERS), said["name"], people, owner=said["owner"],
                purpose="identification", basis=said["basis"], until=said["until"],
            )  # fmt: skip

    def to_search(self) -> list[str]:
        """Sittings to be looked for: everyone with pictures, and so many drawn from the others, nobody too young."""
        with self.beside() as beside:
            enrolments, on = beside.book.reading(Enrolments), self.stage.now.date()
            old_enough = [
                one for person in enrolments.people()
                if (one := enrolments.current(person)) is not None
                and search_objection(age_of(beside.book, person, on), beside.settings, of_others=True) is None
            ]  # fmt: skip
        pictured = [one.number for one in old_enough if one.number in self.planted.pictured]
        others = [one.number for one in old_enough if one.number not in self.planted.pictured]
        drawn = Random(f"searched/{self.seed}").sample(others, min(len(others), self.said["searched"]))
        return sorted((*pictured, *drawn), key=lambda number: int(number.rpartition("-")[2]))

    def search(self, numbers: Sequence[str], *, again: bool = False) -> None:
        """Look for them among everyone enrolled here, and on the list of the other state."""
        dice, engine = Random(f"search/{self.seed}/{again}"), engine_of(self.bodies.made)
        with self.beside() as beside:
            sittings = [enrolling.known_sitting(beside, one) for one in numbers]
            acting = self.stage.by(self.end, STATIONS[0][1])
            using = using_here(beside, engine, acting.at.date())
            for _ in search_new(beside, acting, sittings, using, dice):
                pass
            name = self.said["list"]["name"]
            asking = self.stage.desk("examiner:examiner")
            beside.consult(asking.officers[0][0], name, ASKED, page="search", at=asking.at)
            listed = using_list(lists_of_others.people_of_list(beside, name), engine)
            for _ in search_new(beside, asking, sittings, listed, dice, gallery=name, reason=ASKED):
                pass

    def capture_again(self, examining: Examining) -> None:
        """Where two were mixed up, and examiners say so, both are captured anew, and looked for once more."""
        if not examining.mixed_up_found():
            return
        numbers = []
        with self.beside() as beside:
            enrolments = beside.book.reading(Enrolments)
            for person, press in zip(self.planted.mixed_up, (2, 0), strict=True):
                present = enrolments.current(person)
                if present is not None:
                    coming = self.bodies.coming(person, press=press)
                    numbers.append(self._enrol_again(beside, coming, replaces=present.number))
        self.search(numbers, again=True)
        examining.begin()

    def tell(self, examining: Examining) -> None:
        """What was planted and what was found of it, for the account."""
        with self.beside() as beside:
            self.stage.told["planted"] = planted_told(
                beside, self.stage, self.planted, self.said, examining.answers.count
            )
        self.stage.notes["prints"] = SAID

    def _drawn(self, person: PersonId) -> bool:
        """Whether he is enrolled, of those who came."""
        chance = Random(f"enrolled/{self.seed}/{person}").random()
        return person in self.planted.everyone or chance * self.said["one_in"] < 1

    def _refuses(self, beside: BiometricsBeside, person: PersonId) -> bool:
        """Whether he is not enrolled; it is written why, and when somebody looks again."""
        chance = Random(f"refuses/{self.seed}/{person}")
        of_the_story = self.planted.everyone | set(self.planted.mixed_up)
        if person in of_the_story or chance.random() >= self.said["refused"]:
            return False
        acting = self.stage.by(self.end, STATIONS[0][1])
        enrolling.refuse(beside, acting, person, because=chance.choice(("refused", "refused", "injured")))
        return True

    def _mix_up(self, people: Sequence[PersonId]) -> None:
        """Once, two men who sit down one after the other are mixed up."""
        truth = self.stage.truth
        plain = [one for one in people if one not in self.planted.everyone | truth.boys | truth.doubted]
        if self.said["mixed_up"] and not self.planted.mixed_up and len(plain) > 1:
            mix_up(self.planted, self.bodies, plain[:2])

    def _coming(self, person: PersonId) -> Coming:
        """As he comes to the station."""
        if self.planted.mixed_up and person == self.planted.mixed_up[1]:
            return self.bodies.coming(person, press=1, body=self.planted.mixed_up[0])
        second = {second: number for number, (_, second) in enumerate(self.planted.twice)}
        exchanged = person in second and second[person] < self.said["hands_exchanged"]
        return self.bodies.coming(person, press=int(person in second), exchanged=exchanged)

    def _enrol(
        self, beside: BiometricsBeside, officer: str, station: Station, comings: Sequence[Coming]
    ) -> None:  # fmt: skip
        entries = enrol_many(beside, self.stage.by(self.end, officer), comings, station)
        for coming, entry in zip(comings, entries, strict=True):
            self._remember(coming, str(getattr(entry.fact, "enrolment", "")))

    def _enrol_again(self, beside: BiometricsBeside, coming: Coming, *, replaces: str) -> str:
        name, officer = STATIONS[1]
        entry = enrolling.enrol(beside, self.stage.by(self.end, officer), coming, Station(name), replaces=replaces)
        number = str(getattr(entry.fact, "enrolment", ""))
        self._remember(coming, number, again=True)
        return number

    def _remember(self, coming: Coming, number: str, *, again: bool = False) -> None:
        """Whose fingers a sitting holds, and whether anybody can see them."""
        mixed_up = not again and coming.person in self.planted.mixed_up[1:]
        body = self.planted.mixed_up[0] if mixed_up else coming.person
        self.planted.body_of[number] = self.bodies.body(body)
        if coming.pictures:
            self.planted.pictured.add(number)
