"""Deeds about the watch and about camps as a form asks for them: who reports what, and when it was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from musterbook.camps import facts as camps
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Number
from musterbook.operation import reporting
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.camp_reporting import report_camp
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed
from musterbook.watch import facts as watch
from musterbook.watch.numbers import number


def answer_alert(book: Book, acting: Acting, alert: str, *, said: str, to: str = "", because: str = "") -> Entry:
    """Answer an alert; whoever hands it on names to whom."""
    return reporting.answer(book, acting, reporting.alert_of(book, alert), said=said, to=to, because=because)


def call_off_alert(book: Book, acting: Acting, alert: str, *, because: str, report: str = "") -> Entry:
    """End an alert that rested on a false report; the report, where it is named, has no effect from then on."""
    found = reporting.alert_of(book, alert).fact.alert
    misled = reporting.entry_of(book, report).digest if report else None
    return reporting.report(book, acting, watch.AlertCalledOff(alert=found, because=because, report=misled))


def report_guards(
    book: Book, acting: Acting, site: str, *, minimum: int, filled: int | None = None, hours: int | None = None,
    armed: str = "unknown", nobody: bool = False,
) -> Entry:  # fmt: skip
    """Report the newest shift of a site; a shift is of 12 hours unless another length is said.

    Raises:
        Malformed: no figure was given, and it was not said that nobody is on guard.
    """
    if filled is None and not nobody:
        raise Malformed.because("watch.guards-not-counted")
    fact = watch.GuardsReported(
        site=site, counted_at=acting.at, shift_hours=12 if hours is None else hours, posts_minimum=minimum,
        posts_filled=filled or 0, armed=armed, on_site=not nobody,
    )  # fmt: skip
    return reporting.report(book, acting, fact)


def describe_site(
    book: Book, acting: Acting, site: str, *, kind: str, lat: str, lon: str, error_km: str = "0", province: str = "",
    capacity: int | None = None, fabric: str = "", surge_zone: str = "", hostile_to: Iterable[str] = (),
) -> Entry:  # fmt: skip
    """Describe a site whole: what is not said is not known any more."""
    fact = watch.SiteDescribed(
        site=site, kind_of=kind, lat=_number("lat", lat), lon=_number("lon", lon),
        error_km=_number("error_km", error_km), province=province, capacity=capacity, fabric=fabric,
        surge_zone=surge_zone, hostile_to=frozenset(hostile_to),
    )  # fmt: skip
    return reporting.report(book, acting, fact)


def report_population(
    book: Book, acting: Acting, site: str, *, best: int, low: int | None = None, high: int | None = None
) -> Entry:
    """Report how many are held at a site that is not on the roll."""
    least, most = best if low is None else low, best if high is None else high
    fact = watch.PopulationReported(site=site, counted_at=acting.at, low=least, best=best, high=most)
    return reporting.report(book, acting, fact)


def note_incident(
    book: Book, acting: Acting, site: str = "", *, incident: str, kind: str, source: str, province: str = "",
    best: int | None = None, low: int | None = None, high: int | None = None,
) -> Entry:  # fmt: skip
    """Note something that happened at a site, or somewhere in a province."""
    fact = watch.IncidentNoted(
        incident=incident, kind_of=kind, at=acting.at, source=source, site=site, province=province,
        low=best if low is None else low, best=best, high=best if high is None else high,
    )  # fmt: skip
    return reporting.report(book, acting, fact)


def note_warning(
    book: Book, acting: Acting, site: str = "", *, warning: str, kind: str, reliability: str, credibility: str,
    expires: datetime, province: str = "",
) -> Entry:  # fmt: skip
    """Write down a warning that somebody gave; how he knows stays out of the book."""
    fact = watch.WarningReceived(
        warning=warning, kind_of=kind, reliability=reliability, credibility=int(credibility), expires=expires,
        site=site, province=province,
    )  # fmt: skip
    return reporting.report(book, acting, fact)


def confirm_offensive(
    book: Book, acting: Acting, offensive: str, *, sides: Iterable[str], towards: Iterable[str], expires: datetime,
    because: str,
) -> Entry:  # fmt: skip
    """Confirm that an offensive is going on towards these sites or provinces."""
    fact = watch.OffensiveConfirmed(
        offensive=offensive, sides=frozenset(sides), area=frozenset(towards), expires=expires, because=because
    )
    return reporting.report(book, acting, fact)


def plan_relief(
    book: Book, acting: Acting, site: str, *, relief: str, giver: CustodianId, begins: datetime, ends: datetime,
    receiver: CustodianId | None = None, receiver_there: bool = False, receiver_signed: bool = False,
    agreement: str = "",
) -> Entry:  # fmt: skip
    """Write that a whole site is to pass to another custodian, or to be left."""
    fact = watch.ReliefPlanned(
        relief=relief, site=site, giver=giver, from_=begins, to=ends, receiver=receiver,
        receiver_present=receiver_there, receiver_signed=receiver_signed, agreement=agreement,
    )  # fmt: skip
    return reporting.report(book, acting, fact)


def change_relief(
    book: Book, acting: Acting, relief: str, *, begins: datetime | None = None, ends: datetime | None = None,
    receiver: CustodianId | None = None, receiver_there: bool = False, receiver_signed: bool = False,
    called_off: bool = False,
) -> Entry:  # fmt: skip
    """Change what was planned of a relief; what is not said stays, and what was ticked once stays ticked."""
    before = reporting.relief_of(book, relief)
    after = replace(
        before, from_=begins or before.from_, to=ends or before.to, receiver=receiver or before.receiver,
        receiver_present=before.receiver_present or receiver_there,
        receiver_signed=before.receiver_signed or receiver_signed, called_off=before.called_off or called_off,
    )  # fmt: skip
    return reporting.report(book, acting, after)


def complete_relief(book: Book, acting: Acting, relief: str, *, guards: int) -> Entry:
    """Write that the receiver has the site, with so many guards on arrival."""
    site = reporting.relief_of(book, relief).site
    fact = watch.ReliefCompleted(relief=relief, site=site, at=acting.at, guards_on_arrival=guards)
    return reporting.report(book, acting, fact)


def enter_scenario(
    book: Book, acting: Acting, site: str, *, scenario: str, sentence: str, begins: datetime, ends: datetime,
    chance: str, loss_given: str, expires: datetime | None = None, speaks_for: str = "", speaks_against: str = "",
    would_change: str = "",
) -> Entry:  # fmt: skip
    """Enter what may happen at a site, and how likely; it is looked at again at the end of its window."""
    fact = watch.ScenarioEntered(
        scenario=scenario, site=site, sentence=sentence, from_=begins, to=ends, probability=_number("chance", chance),
        loss_given=_number("loss_given", loss_given), expires=expires or ends, speaks_for=speaks_for,
        speaks_against=speaks_against, would_change=would_change,
    )  # fmt: skip
    return reporting.report(book, acting, fact)


def revise_scenario(
    book: Book, acting: Acting, scenario: str, *, sentence: str = "", begins: datetime | None = None,
    ends: datetime | None = None, chance: str = "", loss_given: str = "", expires: datetime | None = None,
) -> Entry:  # fmt: skip
    """Revise a scenario; what is not said stays, and what was said before stays in the book."""
    before = reporting.scenario_of(book, scenario)
    after = replace(
        before, sentence=sentence or before.sentence, from_=begins or before.from_, to=ends or before.to,
        probability=_number("chance", chance) if chance else before.probability,
        loss_given=_number("loss_given", loss_given) if loss_given else before.loss_given,
        expires=expires or before.expires,
    )  # fmt: skip
    return reporting.report(book, acting, after)


def withdraw_scenario(book: Book, acting: Acting, scenario: str) -> Entry:
    """Withdraw a scenario; it is still scored for the time it stood."""
    return reporting.report(book, acting, replace(reporting.scenario_of(book, scenario), withdrawn=True))


def enter_outcome(
    book: Book, acting: Acting, subject: str, *, layer: str, certainty: str, source: str, definition: str,
    did_not: bool = False, best: int | None = None, low: int | None = None, high: int | None = None,
    corrects: str = "",
) -> Entry:  # fmt: skip
    """Enter what came of a forecast, at the hour it happened; a second person has looked at it."""
    replaced = reporting.entry_of(book, corrects).digest if corrects else None
    fact = watch.OutcomeEntered(
        subject=subject, layer=layer, at=acting.at, certainty=certainty, source=source, definition=definition,
        happened=not did_not, low=low, best=best, high=high, corrects=replaced,
    )  # fmt: skip
    return reporting.report(book, acting, fact)


def change_setting(
    book: Book, acting: Acting, setting: str, *, value: str, because: str, source: str = "", grade: str = "J",
    low: str = "", high: str = "",
) -> Entry:  # fmt: skip
    """Change one value the watch assumes; two sign where that lowers what an open alert rests on."""
    becomes, before = _number("value", value), reporting.assumed(book)
    known = before.now.settings.get(setting.replace(".", "_"))
    fact = watch.SettingChanged(
        key=setting, was=becomes if known is None else number(known.value), becomes=becomes, mark=grade,
        source=source or because, because=because, low=_number("low", low) if low else None,
        high=_number("high", high) if high else None, lowers_open=_lowers(book, setting, becomes),
    )  # fmt: skip
    return reporting.report(book, acting, fact)


def lowers(book: Book, said: Mapping[str, Any]) -> Mapping[str, str]:
    """Whether a change lowers what an open alert rests on, on which it depends who signs it."""
    return {"lowers_open": _lowers(book, said["setting"], _number("value", said["value"]))}


def change_control(
    book: Book, acting: Acting, camp: str, *, source: str, giver: str = "", receiver: str = ""
) -> Entry:  # fmt: skip
    """Write that a camp passed from some hands into others; nobody's are left empty."""
    fact = camps.ControlChanged(camp=camp, from_=giver, to=receiver, at=acting.at, source=source)
    return report_camp(book, acting, fact)


def see_guards(book: Book, acting: Acting, camp: str, *, guards: int, source: str) -> Entry:
    """Write how many guards were seen at a camp; 0 says that nobody was."""
    return report_camp(book, acting, camps.GuardsSeen(camp=camp, at=acting.at, source=source, count=guards))


def change_access(book: Book, acting: Acting, camp: str, *, access: str, source: str) -> Entry:
    """Write that those who count and help get in, or no longer."""
    return report_camp(book, acting, camps.AccessChanged(camp=camp, at=acting.at, source=source, access=access))


def note_gap(book: Book, acting: Acting, camp: str, *, kind: str, day: date, days: int, source: str) -> Entry:
    """Write that a camp went without something for so many days."""
    fact = camps.ServiceGap(camp=camp, from_=day.isoformat(), days=days, kind_of=kind, source=source)
    return report_camp(book, acting, fact)


def tell_protector(book: Book, acting: Acting, camp: str, *, body: str) -> Entry:
    """Write that the body that protects the people of a camp was told."""
    return report_camp(book, acting, camps.ProtectingBodyTold(camp=camp, at=acting.at, body=body))


def note_passage(
    book: Book, acting: Acting, camp: str, *, kind: str, count: int, day: date, last_day: date,
    other_camp: str = "",
) -> Entry:  # fmt: skip
    """Write how many came to a camp, left it, were born or died over some days."""
    fact = camps.PassedThrough(
        camp=camp, from_=day.isoformat(), until=last_day.isoformat(), kind_of=kind, count=count,
        other_camp=other_camp,
    )  # fmt: skip
    return report_camp(book, acting, fact)


def note_share(book: Book, acting: Acting, camp: str, *, share: str, day: date) -> Entry:
    """Write which share of a camp's people is registered by whoever helps them."""
    return report_camp(book, acting, camps.RegisteredShare(camp=camp, as_of=day.isoformat(), value=Number(share)))


def note_boys(book: Book, acting: Acting, camp: str, *, children: int, day: date) -> Entry:
    """Write how many boys of 12 to 17 are held apart from their families."""
    return report_camp(book, acting, camps.BoysParted(camp=camp, as_of=day.isoformat(), value=children))


def note_unaccompanied(book: Book, acting: Acting, camp: str, *, children: int, day: date) -> Entry:
    """Write how many children are in a camp without anybody who answers for them."""
    return report_camp(book, acting, camps.Unaccompanied(camp=camp, as_of=day.isoformat(), value=children))


def _lowers(book: Book, key: str, value: Number) -> str:
    return "yes" if reporting.assumed(book).lowers_open(key, float(value)) else ""


def _number(column: str, typed: str) -> Number:
    """A number with a point, as the book writes it."""
    try:
        return number(float(typed))
    except (ValueError, OverflowError):
        raise Malformed(Fault("deed.no-number", column=column, values={"typed": typed[:40]})) from None
