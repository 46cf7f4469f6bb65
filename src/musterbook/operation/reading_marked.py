"""Reading marked: dossiers and things of evidence for whoever may read what is marked so high.

To others they are not there. Joins evidence with the register.
"""

from __future__ import annotations

from datetime import datetime

from musterbook.evidence.dossiers import Dossier
from musterbook.evidence.items import Item
from musterbook.evidence.secrecy import Secrecy
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.casework import known_dossier, known_item
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.operation.reading_right import asker_named, reads_marked
from musterbook.rights.policy import askers
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection


def dossier_for(beside: EvidenceBeside, name: str, officer: str, at: datetime) -> Dossier:
    """A dossier for an officer who may read it; Malformed, as for a name nobody has, where he may not."""
    found = known_dossier(beside, name)
    if not _reads(beside.book, officer, beside.book.reading(Secrecy).dossier(name), at):
        raise Malformed.because("evidence.no-such-dossier", dossier=name)
    return found


def item_for(beside: EvidenceBeside, name: str, officer: str, at: datetime) -> Item:
    """A thing of evidence for an officer who may read it; Malformed, as for a name nobody has, where he may not."""
    found = known_item(beside, name)
    if not _reads(beside.book, officer, beside.book.reading(Secrecy).item(name), at):
        raise Malformed.because("evidence.no-such-item", item=name)
    return found


def all_may_read(book: Book, acting: Acting, request: str) -> None:
    """Whoever packs what was asked for has it in his hands.

    Raises:
        Refused: one of those who act may not read what is marked so high.
    """
    level = book.reading(Secrecy).request(request)
    able = [one.officer for one in askers(book.register, when=acting.at) if reads_marked(one, level)]
    shut = [officer for officer, _ in acting.officers if officer not in able]
    if shut:
        who = ", ".join(able[:12])
        raise Refused(
            *(Objection("evidence.marked-above", values={"officer": one, "who": who or None}) for one in shut)
        )


def _reads(book: Book, officer: str, level: int, at: datetime) -> bool:
    return reads_marked(asker_named(book.register, officer, when=at), level)
