"""Acts on a serial, judged from an opened book before anyone signs: what stands against each, who signs, and with what.

Nothing is written: the answer is the exact command. An act that cannot be now is refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from musterbook.console import commands
from musterbook.console.acts import OUT, WAITS, FindingLine, JudgedRow, Wanted
from musterbook.console.commands import Hand
from musterbook.console.hands import HandStep, hand_steps, next_of
from musterbook.console.readings import Readings
from musterbook.console.signers import Signing, signing
from musterbook.custody.facts import Diverted
from musterbook.ledger.facts import Fact
from musterbook.lift.facts import CarrierWithdrawn, Seated, SerialScrubbed, SerialSlipped
from musterbook.lift.manifests import Manifest
from musterbook.lift.rules import Finding
from musterbook.operation.diverting import aboard, divert, told_end, why_diverted
from musterbook.operation.manifest_lists import list_digest, listed
from musterbook.operation.serial_moves import Judged, reseat, scrub, slip
from musterbook.operation.serials import escort_of, runs_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from musterbook.words.pages import clock, page
from musterbook.words.plans import finding
from musterbook.words.say import sentence

WAIT_MAX: Final = 2880
"""Minutes a serial can be made to wait at once."""


@dataclass(frozen=True, slots=True)
class Case:
    """One serial as it stands, and the act that is asked of it."""

    readings: Readings
    one: Manifest
    wanted: Wanted
    now: datetime
    steps: tuple[HandStep, ...]

    @property
    def boarded(self) -> bool:
        """Whether its escort has anyone of it."""
        return bool(aboard(self.readings.book, self.one))

    @property
    def begun(self) -> bool:
        """Whether its escort has, or ever had, anyone of it."""
        return self.steps[2].people > 0

    def hand(self, kind: type[Fact], *, second: bool = False, custodians: tuple[CustodianId, ...] = ()) -> Hand:
        """Who signs a fact of this kind, and what his command ends with."""
        wanted = self.wanted
        who = signing(self.readings.book, kind, named=wanted.signer, custodians=custodians, second=second)
        return Hand(who, wanted.because, list_digest(self.one), wanted.at)


def judge(readings: Readings, one: Manifest, wanted: Wanted, *, now: datetime) -> JudgedRow:
    """The act judged. Malformed: it is none of the acts, or lacks what it needs."""
    handovers = [each for each in readings.handovers if each.offered.serial == one.serial]
    case = Case(readings, one, wanted, now, hand_steps(readings, one, handovers))
    act = _ACTS.get(wanted.act)
    if act is None:
        raise Malformed.because("console.not-a-change")
    if wanted.at is not None and wanted.at > now:
        return _refused(case, page("act.not-yet", at=clock(wanted.at), now=clock(now)))
    return act(case)


def _slip(case: Case) -> JudgedRow:
    leaves = case.wanted.leaves_at
    if leaves is None:
        raise Malformed.because("console.not-a-change")
    if case.begun or case.one.scrubbed:
        return _refused(case, page("act.has-left", serial=case.one.serial))
    found = slip(case.readings.book, case.one, leaves_at=leaves, now=case.now)
    hand = case.hand(SerialSlipped, second=found.frozen)
    command = commands.slip_command(case.one.serial, hand, leaves_at=found.leaves_at, arrives_at=found.arrives_at)
    return _row(found, hand.signing, command)


def _scrub(case: Case) -> JudgedRow:
    if case.begun or case.one.scrubbed:
        return _refused(case, page("act.has-left", serial=case.one.serial))
    found = scrub(case.readings.book, case.one, now=case.now)
    hand = case.hand(SerialScrubbed, second=found.frozen)
    return _row(found, hand.signing, commands.scrub_command(case.one.serial, hand))


def _reseat(case: Case) -> JudgedRow:
    target = case.readings.manifests.serials.get(case.wanted.target)
    if target is None:
        raise Malformed.because("console.not-a-change")
    people = [PersonId(number) for number in case.wanted.numbers] or sorted(case.one.people)
    found = reseat(case.readings.book, case.one, target, people, now=case.now)
    hand = case.hand(Seated, second=found.frozen)
    return _row(found, hand.signing, commands.reseat_command(case.one.serial, target.serial, found.named, hand))


def _wait(case: Case) -> JudgedRow:
    """Both hours later before it leaves; the hour of arrival alone when it is under way."""
    minutes, one = case.wanted.minutes, case.one
    _listed_reason(case.wanted.reason, WAITS)
    if not 1 <= minutes <= WAIT_MAX:
        return _refused(case, page("act.wait-how-long", n=WAIT_MAX))
    if one.scrubbed or (case.begun and not case.boarded):
        return _refused(case, page("act.over", serial=one.serial))
    later = timedelta(minutes=minutes)
    if case.boarded:
        found = replace(_about(case), arrives_at=max(_bound(case)[1], case.now) + later, frozen=True)
    else:
        found = replace(slip(case.readings.book, one, leaves_at=one.leaves_at + later, now=case.now), act="wait")
    hand = case.hand(SerialSlipped, second=found.frozen)
    said = page("act.waits-for", reason=page(f"wait.for-{case.wanted.reason}"))
    hand = replace(hand, because=f"{said}; {case.wanted.because}" if case.wanted.because else said)
    command = commands.slip_command(one.serial, hand, leaves_at=found.leaves_at, arrives_at=found.arrives_at)
    row = _row(found, hand.signing, command)
    return replace(row, asked="nobody" if case.boarded else "rules", reason=case.wanted.reason)


def _divert(case: Case) -> JudgedRow:
    book, one, wanted = case.readings.book, case.one, case.wanted
    _listed_reason(wanted.reason, why_diverted())
    if not case.boarded:
        return _refused(case, page("act.not-under-way", serial=one.serial))
    arrives = wanted.until or max(_bound(case)[1], case.now + timedelta(minutes=30))
    try:
        found = divert(book, one, wanted.target, arrives_at=arrives, now=case.now)
    except Malformed as malformed:
        return _refused(case, sentence(malformed))
    hand = case.hand(Diverted, custodians=(escort_of(book, one.carrier), book.settings.desk))
    place = wanted.target
    command = commands.divert_command(one.serial, place, hand, because=wanted.reason, arrives_at=found.arrives_at)
    row = _row(replace(found, target=place), hand.signing, command)
    return replace(row, asked="gates", reason=wanted.reason)


def _again(case: Case) -> JudgedRow:
    """The carrier taken out where a reason is given, with what it was to run; and the plan made again."""
    wanted, one, book = case.wanted, case.one, case.readings.book
    then = commands.replan_command()
    if not wanted.reason:
        return replace(_row(_about(case), Signing(), ""), asked="nobody", command=then, signing=None)
    _listed_reason(wanted.reason, OUT)
    until = wanted.until or case.now + timedelta(hours=24)
    if until <= case.now:
        return _refused(case, page("act.back-before-now"))
    hits = tuple(each.serial for each in runs_of(book, one.carrier, case.now, until))
    hand = replace(case.hand(CarrierWithdrawn), seen="")
    command = commands.withdraw_command(one.carrier, hand, until=until, because=wanted.reason)
    row = _row(replace(_about(case), pushed=hits), hand.signing, command)
    return replace(row, asked="nobody", reason=wanted.reason, arrives_at=until, then=then if row.command else "")


def _sign(case: Case, step: HandStep | None, done: str) -> JudgedRow:
    """The next signature of custody; a sentence when none is wanted."""
    one, book = case.one, case.readings.book
    if one.scrubbed:
        return _refused(case, page("act.scrubbed", serial=one.serial))
    if step is None:
        return _refused(case, done)
    hand = case.hand(step.kind, custodians=(CustodianId(step.by),))
    asked = listed(book, one.serial, now=case.now) if step.key == "issue" else None
    found = replace(_about(case), objections=asked.objections if asked else (), people=step.of)
    if not step.of:
        return _refused(case, page("act.nobody-there", serial=one.serial))
    row = _row(found, hand.signing, commands.step_command(one.serial, step, hand))
    return replace(row, asked="gates" if asked else "nobody", step=step)


def _leave(case: Case) -> JudgedRow:
    return _sign(case, next_of(case.steps[:3]), page("act.left-already", serial=case.one.serial))


def _arrive(case: Case) -> JudgedRow:
    if next_of(case.steps[:3]) is not None:
        return _refused(case, page("act.not-under-way", serial=case.one.serial))
    return _sign(case, next_of(case.steps[3:]), page("act.arrived-already", serial=case.one.serial))


def _issue(case: Case) -> JudgedRow:
    step = case.steps[0]
    said = page("act.issued-already", references=", ".join(step.references))
    return _sign(case, step if step.at is None else None, said)


def _close(case: Case) -> JudgedRow:
    first, step = case.steps[:2]
    if first.at is None:
        return _refused(case, page("act.issue-first", serial=case.one.serial))
    return _sign(case, step if step.at is None else None, page("act.closed-already", serial=case.one.serial))


_ACTS: Final[Mapping[str, Callable[[Case], JudgedRow]]] = {
    "slip": _slip, "scrub": _scrub, "reseat": _reseat, "wait": _wait, "divert": _divert, "again": _again,
    "leave": _leave, "arrive": _arrive, "issue": _issue, "close": _close,
}  # fmt: skip


def _about(case: Case) -> Judged:
    """The serial as it stands, with nothing found against the act."""
    leaves, arrives = case.one.leaves_at, _bound(case)[1]
    return Judged(case.wanted.act, case.one.serial, leaves, arrives, len(case.one.people), ())


def _bound(case: Case) -> tuple[CustodianId, datetime]:
    """Whither it goes, and when it should be there: as last told."""
    readings, serial = case.readings, case.one.serial
    return told_end(case.one, readings.diversions.by_serial.get(serial), readings.progress.courses.get(serial))


def _listed_reason(said: str, known: Sequence[str]) -> None:
    if said not in known:
        raise Malformed.because("console.unknown-filter", name=said[:40] or "reason", known=", ".join(known))


def _refused(case: Case, said: str) -> JudgedRow:
    return replace(_row(_about(case), Signing(), ""), refused=said)


def _row(found: Judged, who: Signing, command: str) -> JudgedRow:
    findings = None if found.findings is None else tuple(_finding(found, one) for one in found.findings)
    return JudgedRow(
        act=found.act, serial=found.serial, leaves_at=found.leaves_at, arrives_at=found.arrives_at,
        people=found.people, findings=findings,
        objections=tuple(sentence(one) for one in found.objections), pushed=found.pushed, loss_more=found.loss_more,
        frozen=found.frozen, target=found.target, numbers=found.named, command=command if who.ready else "",
        second_key=bool(who.second) or who.lacks_second, signing=who,
    )  # fmt: skip


def _finding(found: Judged, one: Finding) -> FindingLine:
    """The hour stands beside the sentence, which then needs no minute."""
    if found.epoch is None or one.minute is None:
        return FindingLine(None, sentence(one))
    said = finding(replace(one, minute=None), found.epoch.isoformat())
    return FindingLine(found.epoch + timedelta(minutes=one.minute), said)
