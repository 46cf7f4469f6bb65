"""Acts of counting: order a count, enter one by number or by name, and explain what does not add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.console.api.declared import Act, ActAsked, Names
from musterbook.console.api.numbers import people_in
from musterbook.custody.facts import Explained, MusterCalled, Mustered
from musterbook.operation import mustering
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.terms.custodians import Account, CustodianId
from musterbook.terms.errors import Malformed

DUE: Final = timedelta(minutes=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class MusterAsked(ActAsked):
    """A count ordered: whose people, counted by name or by number, why, and by when; in an hour by default."""

    custodian: str
    counted_by: str = "name"
    reason: str = "routine"
    due_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAsked(ActAsked):
    """What both signers counted: `counted` or `present`, one of the two."""

    counted: int | None = None
    present: tuple[str, ...] | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationAsked(ActAsked):
    """Why a discrepancy is none any more: found, miscounted, departed, wrong-band, duplicate, corrected, left-open.

    `together` closes with it all that are open of its kind, owner and cause.
    """

    explained_as: str
    because: str = ""
    at: str = ""
    together: bool = False


def _call(book: Book, acting: Acting, names: Names, said: MusterAsked) -> object:
    del names
    whose = CustodianId(said.custodian)
    muster = mustering.next_reference(book, whose, acting.at)
    return mustering.call(
        book, acting, muster, custodian=whose, by=said.counted_by, reason=said.reason,
        due_by=said.due_by or acting.at + DUE,
    )  # fmt: skip


def _enter(book: Book, acting: Acting, names: Names, said: CountAsked) -> object:
    counters = tuple(officer for officer, _ in acting.officers)
    if (said.counted is None) == (said.present is None):
        raise Malformed.because("api.count-one-way")
    if said.present is None:
        assert said.counted is not None
        return mustering.enter_number(
            book, acting, names["muster"], said.counted, counters=counters, place=said.place
        )  # fmt: skip
    if len(said.present) > mustering.NAMES_IN_ONE_ACT:
        raise Malformed.because("api.too-many-names", people=len(said.present), most=mustering.NAMES_IN_ONE_ACT)
    present = people_in(said.present, "/present")
    return mustering.enter_names(book, acting, names["muster"], present, counters=counters, place=said.place)


def _explain(book: Book, acting: Acting, names: Names, said: ExplanationAsked) -> object:
    return mustering.explain_cause(
        book, acting, names["discrepancy"], as_=said.explained_as, because=said.because, at=Account(said.at),
        together=said.together,
    )  # fmt: skip


MUSTER_ACTS: Final = (
    Act("/musters", MusterCalled, MusterAsked, "Order a count.", _call),
    Act("/musters/{muster}/counts", Mustered, CountAsked, "Enter a count that two officers made.", _enter),
    Act("/discrepancies/{discrepancy}/explanations", Explained, ExplanationAsked, "Explain and close a discrepancy.",
        _explain),
)  # fmt: skip
