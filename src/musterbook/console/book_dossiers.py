"""The rows of dossiers from an opened book, as of any moment. Nothing sealed is opened: marks, codes, numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from datetime import datetime
from typing import Final

from musterbook.console.book_standing import Standing, standing
from musterbook.console.dossier_acts import acts_of_dossier, acts_of_dossiers, contest_act
from musterbook.console.dossier_lines import (
    Desk,
    dossier_row,
    judged_view,
    parcel_row,
    request_row,
)
from musterbook.console.dossier_rows import ContestLine, DossiersView, DossierView, RequestRow
from musterbook.console.readings import Readings
from musterbook.console.source import Stamp
from musterbook.evidence.dossiers import Dossiers
from musterbook.evidence.links import Links
from musterbook.evidence.policies import Policies, read_policies
from musterbook.evidence.releases import Releases
from musterbook.evidence.settings import EvidenceSettings
from musterbook.operation.dossier_pieces import channel_lines, custody_lines, item_lines, withheld_lines
from musterbook.operation.sitrep.heads import book_at

KEPT_MOMENTS: Final = 2
OVER: Final = ("received", "closed", "recalled", "refused")
"""Stages at which a request waits for nobody."""


class BookDossiers(ABC):
    """The part of a source on a book that speaks of evidence; `policies` are the owners', the package's by default."""

    def __init__(self, policies: Policies | None = None) -> None:
        self._policies = read_policies() if policies is None else policies
        self._desks: OrderedDict[tuple[Standing, datetime], Desk] = OrderedDict()

    @abstractmethod
    def stamp(self, as_of: datetime | None = None) -> Stamp:
        """Which book this is and where it stands."""

    @abstractmethod
    def _readings(self, stamp: Stamp) -> Readings:
        """The readings of a moment."""

    def dossiers(self, as_of: datetime | None = None) -> DossiersView:
        """Requests by who waits for whom, what left, and every dossier."""
        desk = self._desk(as_of)
        releases, known = desk.book.reading(Releases), desk.book.reading(Dossiers)
        asked = [one for name in releases.names() if (one := releases.request(name)) is not None]
        built = [each for name in known.names() if (each := known.dossier(name)) is not None]
        parcels = [parcel_row(desk, one) for one in releases.parcels()]
        return DossiersView(
            requests=tuple(sorted((request_row(desk, one) for one in asked), key=waiting_first)),
            parcels=tuple(sorted(parcels, key=lambda one: (not one.overdue, -(one.receipt_days or -1), one.package))),
            dossiers=tuple(dossier_row(desk, one) for one in built),
            acts=acts_of_dossiers(desk.book),
        )

    def dossier(self, name: str, as_of: datetime | None = None) -> DossierView | None:
        """One dossier by its name; None if there is none."""
        desk = self._desk(as_of)
        one = desk.book.reading(Dossiers).dossier(name)
        if one is None:
            return None
        requests = desk.book.reading(Releases).of_dossier(name)
        judged = sorted((judged_view(desk, each, one) for each in requests), key=lambda row: waiting_first(row.request))
        parcels = tuple(parcel_row(desk, parcel) for each in requests for parcel in each.parcels)
        return DossierView(
            row=dossier_row(desk, one),
            items=tuple(item_lines(desk.book, one)),
            judged=tuple(judged),
            parcels=parcels,
            withheld=tuple(withheld_lines(desk.book, one)),
            channels=tuple(channel_lines(desk.book, one)),
            custody=tuple(custody_lines(desk.book, one)),
            contests=tuple(
                ContestLine(each.item, each.at, each.outcome, each.entry,
                            contest_act(desk.book, each.entry) if each.is_open else None)
                for each in desk.book.reading(Links).contests(one.person) if each.item in one.fact.items
            ),
            acts=acts_of_dossier(desk.book, one, tuple(judged), parcels),
        )  # fmt: skip

    def _desk(self, as_of: datetime | None) -> Desk:
        """The book of a moment; one of the past is kept, so that going from page to page cuts it once."""
        stamp = self.stamp(as_of)
        book = self._readings(stamp).book
        if not stamp.past:
            return Desk(book, self._policies, stamp.as_of, EvidenceSettings())
        key = standing(book, stamp), stamp.as_of
        if key not in self._desks:
            past = book_at(book, stamp.as_of)
            self._desks[key] = Desk(past, self._policies, stamp.as_of, EvidenceSettings())
            while len(self._desks) > KEPT_MOMENTS:
                self._desks.popitem(last=False)
        return self._desks[key]


def waiting_first(row: RequestRow) -> tuple[bool, bool, bool, int, str]:
    """The order of requests: what must be told, what is overdue, what waits, each the longest first."""
    return (not row.tell, not row.overdue, row.stage in OVER, -row.days, row.request)
