"""What lies beside a book for evidence: its bytes, the register of who opened them, and the owners' policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from musterbook.evidence.policies import FILE, Policies, read_policies
from musterbook.evidence.settings import EvidenceSettings
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.consulting import consultations_of
from musterbook.store.blobs import Blobs
from musterbook.store.consultations import Consultations
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import written


@dataclass(frozen=True, slots=True)
class EvidenceBeside:
    """Beside one book.

    Attributes:
        book: the book.
        blobs: the bytes of items.
        consultations: who opened what, when and why.
        policies: the owners', with the operation's own over the package's.
        settings: clocks of releases.
    """

    book: Book
    blobs: Blobs
    consultations: Consultations
    policies: Policies
    settings: EvidenceSettings = field(default_factory=EvidenceSettings)

    def sealed_words(self, subject: str, words: str) -> Digest:
        """Seal free text about an item, dossier, request or package; the digest a fact names."""
        return self.book.seal([(PersonId(subject), "words", words.encode())])[0]

    def consult(self, officer: str, subject: str, why: str, *, page: str, at: datetime) -> None:
        """Write down who opens what and why, before anything opens.

        Raises:
            Refused: nobody is named, or the reason says nothing.
        """
        if not officer:
            raise Refused(Objection("evidence.nobody-asks", values={"item": subject}))
        if sum(map(str.isalpha, why)) < self.settings.reason_letters:
            letters = self.settings.reason_letters
            raise Refused(Objection("evidence.no-reason", values={"item": subject, "letters": letters}))
        sealed = self.sealed_words(subject, why)
        self.consultations.append(at=written(at), officer=officer, subject=subject, why=sealed, page=page)

    def opened(
        self, content: Digest, subject: str, *, officer: str, why: str, page: str, at: datetime
    ) -> Iterator[bytes]:
        """The clear bytes of an item, after the consultation is written."""
        self.consult(officer, subject, why, page=page, at=at)
        return self.blobs.pieces(content)


def evidence_beside(book: Book, place: Path) -> EvidenceBeside:
    """What lies beside the book in `place`; Refused when this copy holds no reader's key."""
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    blobs = Blobs(place, book.sealed, noise=book.entropy)
    return EvidenceBeside(book, blobs, consultations_of(book, place), read_policies(place / "operation" / FILE))
