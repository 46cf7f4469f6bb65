"""Every list the API serves: its rows, how one of them is named, and what is opened when one is asked for.

A list is declared here once; addresses, filters, the OpenAPI document and the tests of rights are all made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from musterbook.console.agreement_rows import AgreementRow
from musterbook.console.api.source import ListSource
from musterbook.console.asked import Asked
from musterbook.console.by_right import (
    dossier_seen,
    dossiers_seen,
    due_seen,
    entry_seen,
    incidents_seen,
    seen_of,
    whole_incident_seen,
)
from musterbook.console.camp_leaving import row_out, view_out
from musterbook.console.care_rows import DueRow, IncidentRow
from musterbook.console.custody_rows import CalledRow, CountRow
from musterbook.console.dossier_rows import DossierRow
from musterbook.console.lift_rows import RunRow
from musterbook.console.listed_rows import BundleRow, ClearedRow, EnrolledRow, HeldRow, RollRow
from musterbook.console.pages.people import matched
from musterbook.console.return_rows import CaseRow
from musterbook.console.seeing import Sees, sees_of
from musterbook.console.source import DiscrepancyRow, EntryRow, HandoverRow, PersonRow, SerialRow, SiteRow
from musterbook.console.watch_rows import AlertRow, OutlookRow
from musterbook.terms.people import read_number

Rows = Callable[[ListSource, Asked], Sequence[Any]]
One = Callable[[ListSource, Asked, str, Sees], object | None]


@dataclass(frozen=True, slots=True)
class Collection:
    """One list.

    Attributes:
        name: the plural noun of its address.
        row: what a row is; a mapping where figures leave changed.
        key: the field that names a row.
        rows: the list, newest or most pressing first as its page has it.
        one: everything about one of them; the row itself where there is nothing more.
        also: filters beside equality with a field of the row.
        opens: opening one is entered in the register of consultations.
        matched: changing one wants `If-Match`.
    """

    name: str
    row: type
    key: str
    rows: Rows
    one: One | None = None
    also: tuple[str, ...] = ()
    opens: bool = False
    matched: bool = False


def _person(source: ListSource, asked: Asked, name: str, sees: Sees) -> object | None:
    number = read_number(name)
    view = source.person(number, asked.as_of) if number and sees(number) else None
    if view is None:
        return None
    kept = seen_of(asked, source.kept_for(view.row.number, asked.as_of))
    return {"person": view, "risks": source.risks_of(view.row.number, asked.as_of), "kept": kept}


def _people(source: ListSource, asked: Asked) -> Sequence[PersonRow]:
    rows = source.people(asked.as_of)
    return matched(rows, {"q": asked.filters["q"]}) if asked.filters.get("q") else rows


def _roll(source: ListSource, asked: Asked, name: str, sees: Sees) -> object | None:
    row = next((one for one in source.rolls(asked.as_of) if one.custodian == name), None)
    if row is None:
        return None
    on_it = [one for one in source.people(asked.as_of) if one.custodian == name]
    return {"roll": row, "people": [one for one in on_it if sees(one.number)]}


def _due(source: ListSource, asked: Asked) -> Sequence[DueRow]:
    """What is owed; a duty about somebody he need not know of is counted and says nothing of whom."""
    sees = sees_of(asked.looker, lambda: source.people(asked.as_of))
    rows = due_seen(asked, source.due(asked.as_of).rows)
    return [
        one if (number := read_number(one.about)) is None or sees(number) else replace(one, about="", link="")
        for one in rows
    ]


def _incident(source: ListSource, asked: Asked, name: str, sees: Sees) -> object | None:
    del sees
    view = source.incident(name, asked.as_of)
    return None if view is None else whole_incident_seen(asked, view)


def _dossier(source: ListSource, asked: Asked, name: str, sees: Sees) -> object | None:
    view = dossier_seen(asked, source.dossier(name, asked.as_of))
    return view if view is not None and sees(view.row.person) else None


def _case(source: ListSource, asked: Asked, name: str, sees: Sees) -> object | None:
    view = source.case(name, asked.as_of)
    return view if view is not None and sees(view.row.person) else None


def _camp(source: ListSource, asked: Asked, name: str, sees: Sees) -> object | None:
    del sees
    view = source.camp(name, asked.as_of)
    return None if view is None else view_out(view)


def _entry(source: ListSource, asked: Asked, name: str, sees: Sees) -> object | None:
    """An entry without its words: its bytes name people, so only who sees all of them gets the text."""
    view = source.entry(name) if len(name) >= 8 else None
    if view is None or not entry_seen(asked, view):
        return None
    told = asdict(view)
    if not all(sees(number) for number in view.numbers):
        told["text"] = ""
    return {**told, "numbers": [number for number in view.numbers if sees(number)]}


COLLECTIONS: Final = (
    Collection("people", PersonRow, "number", _people, _person, also=("q",), opens=True),
    Collection(
        "sites", SiteRow, "id", lambda s, a: s.situation(a.as_of).sites,
        lambda s, a, name, _: s.site(name, a.as_of),
    ),
    Collection("rolls", RollRow, "custodian", lambda s, a: s.rolls(a.as_of), _roll),
    Collection("serials", SerialRow, "serial", lambda s, a: s.situation(a.as_of).serials),
    Collection(
        "manifests", SerialRow, "serial",
        lambda s, a: [one for one in s.situation(a.as_of).serials if one.digest],
        lambda s, a, name, _: s.manifest(name, a.as_of),
    ),
    Collection("handovers", HandoverRow, "reference", lambda s, a: s.handovers(a.as_of)),
    Collection("musters", CountRow, "muster", lambda s, a: s.musters(a.as_of).counts),
    Collection("called-musters", CalledRow, "muster", lambda s, a: s.musters(a.as_of).called),
    Collection(
        "discrepancies", DiscrepancyRow, "id", lambda s, a: s.situation(a.as_of).discrepancies
    ),
    Collection("holds", HeldRow, "hold", lambda s, a: s.holds(a.as_of)),
    Collection("clearances", ClearedRow, "entry", lambda s, a: s.clearances(a.as_of)),
    Collection("incidents", IncidentRow, "reference",
               lambda s, a: incidents_seen(a, s.incidents(a.as_of)).rows, _incident),
    Collection("duties", DueRow, "about", _due),
    Collection(
        "agreements", AgreementRow, "agreement", lambda s, a: s.agreements(a.as_of).rows,
        lambda s, a, name, _: s.agreement(name, a.as_of),
    ),
    Collection(
        "outlooks", OutlookRow, "id", lambda s, a: s.watch(a.as_of).rows,
        lambda s, a, name, _: s.outlook(name, a.as_of),
    ),
    Collection("alerts", AlertRow, "alert", lambda s, a: s.watch(a.as_of).alerts),
    Collection("plans", RunRow, "plan", lambda s, a: s.runs(a.as_of), matched=True),
    Collection("enrolments", EnrolledRow, "enrolment", lambda s, a: s.enrolments(a.as_of)),
    Collection("cases", CaseRow, "case", lambda s, a: s.cases(a.as_of), _case, opens=True, matched=True),
    Collection(
        "dossiers", DossierRow, "dossier", lambda s, a: dossiers_seen(a, s.dossiers(a.as_of)).dossiers, _dossier,
        opens=True,
    ),
    Collection(
        "camps", Mapping, "camp", lambda s, a: [row_out(one) for one in s.camps(a.as_of).rows], _camp
    ),
    Collection("entries", EntryRow, "digest", lambda _source, _asked: (), _entry, also=("kind", "by", "log", "person")),
    Collection("bundles", BundleRow, "log", lambda s, a: s.bundles(a.as_of)),
)  # fmt: skip
"""Every list, in the order in which the reference has them."""

BY_NAME: Final = {one.name: one for one in COLLECTIONS}
