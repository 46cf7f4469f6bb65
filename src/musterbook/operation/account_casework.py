"""What followed the move, for the account: calls and decisions, evidence, returns, camps; each where there is any.

Joins coordination, evidence, repatriation and camps with custody and the watch; reads, and writes nothing. Words that
people wrote are sealed, and none of them is in the account; nobody in it is named.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from musterbook.camps.census import Census
from musterbook.coordination.actions import Actions
from musterbook.coordination.agencies import Agencies
from musterbook.coordination.calls import Calls
from musterbook.coordination.decisions import Decisions
from musterbook.evidence.dossiers import Dossiers
from musterbook.evidence.items import Items
from musterbook.evidence.policies import FILE, Policies, read_policies
from musterbook.evidence.releases import Parcel, Releases
from musterbook.operation.account_people import people_told
from musterbook.operation.account_prints import prints_told
from musterbook.operation.account_way import aboard_told, beds_told, incidents_told, requests_told, way_told
from musterbook.operation.book import Book
from musterbook.operation.calling import crisis
from musterbook.operation.camps_today import CampToday, camps_today
from musterbook.operation.caring_account import care_told
from musterbook.operation.case_board import ends_of
from musterbook.operation.one_body import cases_of
from musterbook.repatriation import facts as said
from musterbook.repatriation.case import Case
from musterbook.watch.alert_book import Alerts

WORST = ("emptying", "alert", "swelling", "balanced", "first")
"""Verdicts of a camp's counts, the one that matters most first."""


def casework_told(book: Book, now: datetime) -> dict[str, Any]:
    """What lies beside the move itself as JSON, each section only where there is any."""
    sections = {
        "calls": _calls(book, now), "evidence": _evidence(book), "returns": _returns(book, now),
        "camps": _camps(book, now), "prints": prints_told(book, now),
        "care": care_told(book, now), "requests": requests_told(book), "beds": beds_told(book, now),
        "aboard": aboard_told(book), "way": way_told(book, now), "incidents": incidents_told(book),
        "people_seen_to": people_told(book, now),
    }  # fmt: skip
    return {name: told for name, told in sections.items() if told is not None}


def _calls(book: Book, now: datetime) -> dict[str, Any] | None:
    """How many calls and decisions, who does not concur, who was silent, and what is owed too long."""
    calls = [one for one in book.reading(Calls).all() if one.opened_at <= now]
    decisions = [one for one in book.reading(Decisions).all() if one.decided_at <= now]
    actions = [one for one in book.reading(Actions).all() if one.set_at <= now]
    if not (calls or decisions or actions):
        return None
    settings, hurried = book.settings.coordination, crisis(book)
    agencies = book.reading(Agencies)
    silent = [
        {"call": call.name, "agency": agency}
        for call in calls
        for agency, how in call.answers(
            [one.name for one in agencies.taking_part(call.opened_at)], now, settings
        ).items()
        if how == "silent"
    ]  # fmt: skip
    late = [
        {"action": one.name, "agency": one.owner_agency, "due": one.due.isoformat(),
         "hours_late": int((now - one.due).total_seconds() // 3600),
         "heard": [rung.to for rung in one.rungs(now, crisis=hurried, settings=settings)]}
        for one in actions if one.overdue(now)
    ]  # fmt: skip
    return {
        "calls": len(calls), "decisions": len(decisions), "actions": len(actions),
        "done": sum(one.done_at is not None for one in actions),
        "dissent": [
            {"decision": one.name, "agency": agency, "decided_at": one.decided_at.isoformat()}
            for one in decisions for agency in one.dissent
        ],
        "silent": silent, "late": late,
    }  # fmt: skip


def _evidence(book: Book) -> dict[str, Any] | None:
    """How many items and dossiers, what became of each request, and every package with its signatures and receipt."""
    items, releases, dossiers = book.reading(Items), book.reading(Releases), book.reading(Dossiers)
    if not items.names():
        return None
    policies = read_policies(book.places.folder / FILE)
    return {
        "items": len(items.names()), "dossiers": len(dossiers.names()),
        "requests": [_request(name, releases, dossiers, policies) for name in releases.names()],
        "packages": [_package(one, releases) for one in releases.parcels()],
    }  # fmt: skip


def _request(name: str, releases: Releases, dossiers: Dossiers, policies: Policies) -> dict[str, Any]:
    one = releases.request(name)
    assert one is not None
    dossier = dossiers.dossier(one.fact.dossier)
    return {
        "request": name, "country": one.fact.country, "asked_at": one.asked_at.isoformat(),
        "stage": releases.stage(name, policies, dossier.fact.items if dossier is not None else ()),
        "refused": [
            {"by": refusal.fact.originator, "reason": refusal.fact.reason, "at": refusal.at.isoformat()}
            for refusal in one.refusals
        ],
    }  # fmt: skip


def _package(parcel: Parcel, releases: Releases) -> dict[str, Any]:
    request = releases.request(parcel.fact.request)
    return {
        "package": parcel.fact.package, "request": parcel.fact.request,
        "country": request.fact.country if request is not None else "", "items": len(parcel.fact.items),
        "signatures": parcel.signed, "packaged_at": parcel.packaged_at.isoformat(), "sent_at": _moment(parcel.sent_at),
        "received_at": _moment(parcel.received_at), "stage": parcel.stage,
    }  # fmt: skip


def _returns(book: Book, now: datetime) -> dict[str, Any] | None:
    """How many cases are open, and of each that came to its end when it was held, freed, handed over and received."""
    cases, ends = cases_of(book).all(), ends_of(book)
    if not cases:
        return None
    gone = [(one, one.stages(ends.ends_of(one.person))) for one in cases]
    return {
        "cases": len(cases), "open": sum(one.is_open(ends.ends_of(one.person)) for one in cases),
        "host_held": sum(one.host_hold(now) is not None for one in cases),
        "returned": [_return(one, stages) for one, stages in gone if "received" in stages],
    }  # fmt: skip


def _return(case: Case, stages: dict[str, datetime]) -> dict[str, Any]:
    held, freed = case.newest(said.HostHeld), case.newest(said.HostFreed)
    evidence = case.newest(said.EvidenceAgreed)
    return {
        "case": case.name, "country": case.country, "claimed_at": case.opened.at.isoformat(),
        "held_at": _moment(held.at if held is not None else None),
        "freed_at": _moment(freed.at if freed is not None else None),
        "handed_over_at": _moment(stages.get("handed-over")), "received_at": stages["received"].isoformat(),
        "package": evidence.fact.package if evidence is not None else "",
        "outcomes": [
            {"days": one.fact.at_days, "outcome": one.fact.outcome, "source": one.fact.source, "at": _moment(one.at)}
            for one in sorted(case.all(said.OutcomeReported), key=lambda one: (one.fact.at_days, one.at))
        ],
    }  # fmt: skip


def _camps(book: Book, now: datetime) -> list[dict[str, Any]] | None:
    """Of each camp that was counted, or changed hands, what counts leave unexplained and what is owed for it."""
    camps = camps_today(book.reading(Census), now, book.settings.camps)
    return [_camp(one, book) for one in camps if one.steps or one.opened is not None] or None


def _camp(camp: CampToday, book: Book) -> dict[str, Any]:
    verdicts = {one.verdict for one in camp.steps}
    opened = camp.opened
    alerts = [one for one in book.reading(Alerts).all if one.fact.site == camp.camp]
    return {
        "camp": camp.camp,
        "counts": [{"day": f"{one.until}", "people": one.observed, "verdict": one.verdict} for one in camp.steps],
        "worst": next((one for one in WORST if one in verdicts), ""),
        "control_changed_at": _moment(opened.change.at if opened is not None else None),
        "told_at": _moment(opened.told_at if opened is not None else None),
        "unexplained": opened.unexplained if opened is not None else None,
        "found": opened.found if opened is not None else 0,
        "looks_missed": opened.looks_missed if opened is not None else 0,
        "signals": sum(one.fact.cause == "signal" for one in alerts),
        "answered": sum(bool(one.answers) for one in alerts if one.fact.cause == "signal"),
    }  # fmt: skip


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
