"""Whom the casework of a rehearsal is about: one invented person of a country, drawn by the seed, for all acts."""

from __future__ import annotations

from random import Random

from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.holds import Holds
from musterbook.evidence.dossiers import Dossiers
from musterbook.evidence.releases import Releases
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId


def subject_of(stage: Stage, country: str, *, seed: int) -> PersonId | None:
    """Whose package went to that country; else a man of it at the destination, never one of the boys; None if nobody.

    Chance is an own one, so that the rest of the rehearsal stays as it is whoever is drawn.
    """
    book = stage.book
    releases, dossiers = book.reading(Releases), book.reading(Dossiers)
    for parcel in releases.parcels():
        request = releases.request(parcel.fact.request)
        dossier = dossiers.dossier(request.fact.dossier) if request is not None else None
        if request is not None and request.fact.country == country and dossier is not None:
            return dossier.person
    classes, holds = book.reading(Classes), book.reading(Holds)
    there = sorted(
        person
        for person in book.reading(Roll).on(in_hand(CustodianId(book.settings.destination)))
        if person not in stage.truth.boys and classes.codes(person).nationality == country and not holds.on(person)
    )
    return Random(f"casework/{country}/{seed}").choice(there) if there else None
