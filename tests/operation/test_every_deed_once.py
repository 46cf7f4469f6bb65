"""Every deed of the call, the watch, camps, returns, plans and figures is done once, as its form reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.lift.manifests import Manifest
from musterbook.operation import agreeing, glass, handing_over, planning
from musterbook.operation.book import Book, Draft
from musterbook.operation.catalogue import read_folder
from musterbook.operation.deeds.doing import acting_for, perform
from musterbook.operation.deeds.every import DEEDS, GROUPS
from musterbook.operation.deeds.reading import read_said
from musterbook.operation.deeds.undoing import undoing
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.serials import handing_of
from musterbook.rights.glass import OUTCOMES
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from musterbook.terms.times import zulu
from musterbook.watch.facts import AlertRaised
from musterbook.watch.numbers import Number
from tests.operation.making import (
    BUS,
    DESK,
    MORNING,
    SMALL_BUSES,
    WILLOW,
    acting,
    by_leaving,
    clear_everyone,
    fill,
)
from tests.operation.test_crossing import OFFICERS, ONE_AUTHORITY, SITES, cleared, hear

GROUPS_DONE = ("calls", "watch", "camps", "returns", "serials", "figures", "oversight")
MORE = (
    ("a.watch", "desk", "watch-analyst"), ("m.camps", "desk", "camp-monitor"), ("i.looks", "desk", "inspector"),
    ("b.other", "bus-2", "escort-commander"), ("w.gate", "willow", "receiving-officer"),
)  # fmt: skip
WITH_FRANCE = ONE_AUTHORITY + 'FRA = ["paris"]\n'
WHY = "nobody else could say who he is, and the bus was waiting"
SOON, LATER, LATE = ("2026-01-21T12:00Z", "2026-01-22T12:00Z", "2026-03-01T12:00Z")
LETTER = "ab" * 32
A_CASE = "FRA-0001"

Said = Mapping[str, str]


@dataclass
class Walk:
    """One book, the hour, and what each deed wrote or why it did not."""

    book: Book
    at: datetime = MORNING
    wrote: dict[str, Sequence[Entry]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def do(self, name: str, officers: str, **said: str) -> None:
        """Do a deed a minute later, signed by one officer or by two."""
        self.at += timedelta(minutes=1)
        deed, signing = DEEDS[name], officers.split()
        try:
            values = read_said(self.book, deed, {name: [one] for name, one in said.items()})
            acts = acting_for(self.book, deed, values, signing, self.at)
            self.wrote[name] = perform(self.book, deed, acts, values, officers=signing)
        except Exception as wrong:  # noqa: BLE001  every deed has a test of its own that says what went wrong
            self.failed[name] = f"{type(wrong).__name__}: {wrong}"
            return
        for entry in self.wrote[name]:
            self._undone_by(name, entry)

    def _undone_by(self, name: str, entry: Entry) -> None:
        """What a page would offer to undo it with can be read; but for what has still to be said."""
        found = undoing(name, entry)
        if found is None or not isinstance(entry.fact, DEEDS[name].fact):
            return
        deed, said = DEEDS[found[0]], {field: one for field, one in found[1].items() if one}
        if "because" in deed.names:
            said["because"] = "mistaken"
        try:
            read_said(self.book, deed, {name: [one] for name, one in said.items()})
        except Malformed as wrong:
            if any(one.rule != "deed.lacking" for one in wrong.faults):
                self.failed[name] = f"its undoing: {wrong}"


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Everything done once on a book with a watch, countries and two buses."""
    folder = tmp_path_factory.mktemp("once")
    place = fill(folder / "willow", {**SMALL_BUSES, "officers": (*OFFICERS, *MORE), "sites": SITES})
    file = place / "operation.toml"
    file.write_text(file.read_text("utf-8").replace(ONE_AUTHORITY, WITH_FRANCE), encoding="utf-8")
    made = Walk(open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1)))
    for part in (at_the_call, of_the_watch, of_camps, of_cases, of_serials, of_figures):
        part(made)
    yield made
    made.book.close()


def at_the_call(walk: Walk) -> None:
    for agency in ("guard", "doctors", "cooks"):
        walk.do("join-agency", "c.coord", agency=agency, lead="c.coord", deputy="o.desk")
    walk.do("leave-agency", "c.coord", agency="cooks", because="they went home")
    walk.do("open-call", "c.coord", chair="c.coord", present="guard")
    walk.do("attend-call", "c.coord", call="CALL-001", agency="doctors", how="present")
    walk.do("ask-agency", "c.coord", agency="guard", to="doctors", text="how many are ill?", due=SOON)
    walk.do("answer-question", "c.coord", question="ASK-001", text="three")
    walk.do("decide", "c.coord", question="may they go", options="yes\nno", authority="the call", call="CALL-001")
    walk.do("concur", "c.coord", decision="DEC-001", agency="doctors", how="concur")
    for what in ("count the beds", "bring water"):
        walk.do("set-action", "c.coord", what=what, agency="guard", due=LATER, owner="c.coord")
    walk.do("take-action", "c.coord", action="ACT-001")
    walk.do("block-action", "c.coord", action="ACT-001", because="the road is shut")
    walk.do("hand-on-action", "c.coord", action="ACT-001", agency="doctors", owner="c.coord", because="theirs")
    walk.do("move-action", "c.coord", action="ACT-001", due=LATE, because="the road is shut")
    walk.do("take-action", "c.coord", action="ACT-001")
    walk.do("do-action", "c.coord", action="ACT-001", proof="seen")
    walk.do("verify-action", "o.desk", action="ACT-001")
    walk.do("cancel-action", "c.coord", action="ACT-002", because="there is water")
    walk.do("close-call", "c.coord", call="CALL-001", minutes="beds are counted")
    walk.do("agree-minutes", "c.coord", call="CALL-001", agency="guard")
    walk.do("object-minutes", "c.coord", call="CALL-001", agency="doctors", objection="we said four")
    walk.at += timedelta(hours=1)
    person = min(walk.book.reading(Roll).on(in_hand(WILLOW)))
    look = glass.break_glass(walk.book, "h.officer", person, WHY, at=walk.at)
    walk.do("review-look", "i.looks", look=look.digest[:8], outcome=OUTCOMES[0], because=WHY)


def of_the_watch(walk: Walk) -> None:
    for alert in ("AL-1", "AL-2"):
        raised = AlertRaised(
            alert=alert, site="WLW", rung="prepare", cause="base", p=Number("0.3"), owner="o.desk",
            answer_by=walk.at + timedelta(hours=2),
        )  # fmt: skip
        walk.book.write(Draft(DESK, raised, (), walk.at))
    walk.do("answer-alert", "o.desk", alert="AL-1", said="taken")
    walk.do("report-guards", "a.watch", site="WLW", minimum="12", filled="9", armed="partly")
    report = walk.wrote["report-guards"][0].digest[:12] if "report-guards" in walk.wrote else ""
    walk.do("call-off-alert", "o.desk", alert="AL-2", because="nobody was there", report=report)
    walk.do("report-population", "a.watch", site="HRB", best="40")
    walk.do("describe-site", "a.watch", site="WLW", kind="prison", lat="35.95", lon="40.35", province="east")
    walk.do("note-incident", "a.watch", site="WLW", incident="I-1", kind="riot", source="the guard", best="2")
    walk.do("note-warning", "a.watch", site="WLW", warning="W-1", kind="specific", reliability="B", credibility="2",
            expires=LATER)  # fmt: skip
    walk.do("confirm-offensive", "a.watch", offensive="O-1", sides="north\nsouth", towards="east", expires=LATER,
            because="two sources")  # fmt: skip
    walk.do("plan-relief", "c.coord", site="WLW", relief="R-1", giver="willow", receiver="harbour", begins=SOON,
            ends=LATER)  # fmt: skip
    walk.do("change-relief", "c.coord", relief="R-1", receiver_there="yes")
    walk.do("complete-relief", "h.officer", relief="R-1", guards="14")
    walk.do("enter-scenario", "a.watch", site="WLW", scenario="SC-1", sentence="the road is cut", begins=SOON,
            ends=LATE, chance="0.25", loss_given="0.5")  # fmt: skip
    walk.do("revise-scenario", "a.watch", scenario="SC-1", chance="0.5")
    walk.do("withdraw-scenario", "a.watch", scenario="SC-1")
    walk.do("enter-outcome", "a.watch o.desk", subject="WLW", layer="loss", certainty="day", source="two reports",
            definition="the place is not held", did_not="yes")  # fmt: skip
    walk.do("change-setting", "a.watch", setting="relief.absent", value="0.5", because="seen")


def of_camps(walk: Walk) -> None:
    day = "2026-01-20"
    walk.do("change-camp-control", "m.camps", camp="reed", giver="north", receiver="south", source="visit")
    walk.do("see-camp-guards", "m.camps", camp="reed", guards="0", source="visit")
    walk.do("change-camp-access", "m.camps", camp="reed", access="part", source="visit")
    walk.do("note-camp-gap", "m.camps", camp="reed", kind="water", day=day, days="3", source="visit")
    walk.do("tell-camp-protector", "m.camps", camp="reed", body="the protecting body")
    walk.do("note-camp-passage", "m.camps", camp="reed", kind="births", count="2", day=day, last_day=day)
    walk.do("note-camp-share", "p.guard", camp="reed", share="0.8", day=day)
    walk.do("note-camp-boys", "p.guard", camp="reed", children="12", day=day)
    walk.do("note-camp-unaccompanied", "p.guard", camp="reed", children="3", day=day)


def of_cases(walk: Walk) -> None:
    book = walk.book
    person, other, third, *_ = sorted(book.reading(Roll).on(in_hand(WILLOW)))
    hear(book)
    for whom, country in ((person, "FRA"), (other, "TUN"), (third, "MAR")):
        walk.do("open-case", "k.desk", person=whom, country=country, grounds="his papers")
    walk.do("withdraw-case", "k.desk", case="TUN-0001", ending="wrong-country")
    walk.do("close-case", "k.desk", case="MAR-0001", ending="mistake")
    walk.do("describe-country", "k.desk", country="FRA", channel="embassy", policy="men", documents="birth certificate")
    walk.do("assess-nationality", "k.desk x.exam", case=A_CASE, shares="FRA=0.7\nTUN=0.2", grounds="his papers")
    walk.do("clear-contact", "p.guard", case=A_CASE, consent="yes", interpreter="arabic", informed="yes")
    walk.do("send-letter", "k.desk", case=A_CASE, letter=LETTER, channel="embassy", kind="first-notice")
    walk.do("note-country-answer", "k.desk", case=A_CASE, answer="accepts", reference="7", asks="papers first")
    walk.do("set-condition", "k.desk", case=A_CASE, kind="medical", text="a clinic sees him", of="host")
    walk.do("meet-return-condition", "k.desk l.legal", case=A_CASE, condition="1", office="clinic", grounds="a paper")
    walk.do("confirm-identity", "k.desk x.exam", case=A_CASE, factors="document\nbiometric")
    walk.do("note-host-hold", "j.court", case=A_CASE, court="court of first instance")
    walk.do("note-host-freed", "j.court", case=A_CASE, freed="not-charged")
    walk.do("set-basis", "l.legal", case=A_CASE, kind="agreement", text="the agreement of January")
    walk.do("assess-rights", "i.review", case=A_CASE, outcome="no-risk", reasons="a fair court", needs="fair-trial")
    walk.do("note-assurance", "k.desk", case=A_CASE, kind="fair-trial", text="he has a court", until=LATE)
    walk.do("note-papers", "k.desk", case=A_CASE, papers_number="7788", until=LATE, kind="passport")
    walk.do("agree-evidence", "k.desk", case=A_CASE)
    walk.do("schedule-return", "k.desk", case=A_CASE, day=SOON, escort="bus-1")
    cleared(book)
    walk.at = max(walk.at, MORNING + timedelta(minutes=180))
    walk.do("offer-return", "w.officer", people=person, to="bus-1", acts_for="paris")
    walk.do("report-return-outcome", "k.desk", case=A_CASE, after="30", outcome="free", source="visit")


def of_serials(walk: Walk) -> None:
    book = walk.book
    for party in ("willow", "harbour"):
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=200), "AGR-01", party)
    clear_everyone(book)
    walk.at = max(walk.at, MORNING + timedelta(hours=4))
    made = planning.propose(book, at=walk.at, days=2, planner="most-at-risk-first")
    walk.do("adopt-plan", "o.desk p.planner", plan=str(made.digest)[:12], because="first plan")
    first, second = by_leaving(book)[:2]
    hour = timedelta(hours=1)
    walk.do(
        "slip-serial", "p.planner o.desk", serial=second.serial, leaves=zulu(second.leaves_at + hour), because="road"
    )
    one = min(first.people)
    walk.do("reseat", "p.planner o.desk", serial=first.serial, onto=second.serial, because="family", people=one)
    walk.do("scrub-serial", "p.planner o.desk", serial=second.serial, because="no bus")
    walk.do("withdraw-carrier", "p.planner", carrier="bus-2", out="broken", until=zulu(second.leaves_at + 6 * hour))
    going = sorted(first.people - {one})
    take(book, first, going)
    walk.at = max(walk.at, first.leaves_at + timedelta(minutes=4))
    walk.do("divert-serial", "b.escort", serial=first.serial, end="WLW", reason="weather",
            arrives=zulu(walk.at + hour))  # fmt: skip


def take(book: Book, manifest: Manifest, going: list[PersonId]) -> None:
    """Whoever goes is offered to the escort, who takes him, shortly before the serial leaves."""
    minutes = round((manifest.leaves_at - MORNING) / timedelta(minutes=1)) - 5
    acts = acting("w.officer/site-officer", WILLOW, minutes=minutes)
    handing_over.check_identities(book, acts, "first", frozenset(going), how="photo")
    handing = handing_of(
        book, acts, manifest.serial, to=BUS, onward=False, kind="evacuation", people=going,
        due_by=acts.at + timedelta(hours=1),
    )  # fmt: skip
    handing_over.offer(book, acts, handing)
    taking = acting("b.escort/escort-commander", BUS, minutes=minutes + 2)
    handing_over.accept(book, taking, handing.handover, going)


def of_figures(walk: Walk) -> None:
    walk.do("state-figure", "w.officer")
    figure = walk.wrote["state-figure"][0].digest[:12] if "state-figure" in walk.wrote else ""
    walk.do("agree-figure", "o.desk", figure=figure)
    walk.at += timedelta(days=40)
    walk.do("add-to-minutes", "c.coord", call="CALL-001", agency="doctors", addition="we said four")


@pytest.mark.parametrize("name", [one.name for group in GROUPS_DONE for one in GROUPS[group]])
def test_a_deed_is_written_as_its_form_reads_it(walk: Walk, name: str) -> None:
    assert walk.failed.get(name, "") == ""
    assert any(isinstance(one.fact, DEEDS[name].fact) for one in walk.wrote[name])
