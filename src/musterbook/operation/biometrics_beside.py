"""What lies beside a book for biometrics: pictures, points and what searches found, sealed apart from names.

    BOOK/biometrics/sealed.db      points, evidence of proposals, keys of pictures
    BOOK/biometrics/blobs/         pictures, each under a key of its own

Nothing here holds a name, and nothing in the store of names holds a picture (biometrics.md section 12, decision 0770).
A picture is sealed before its entry is written: whatever a killed machine leaves without an entry is destroyed when the
book is next opened to be written.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from musterbook.biometrics.facts import Enrolled, GalleryClosed, GalleryOpened, PointsFound, SampleDestroyed
from musterbook.biometrics.gallery import Galleries
from musterbook.biometrics.settings import BiometricSettings
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.consulting import consultations_of
from musterbook.operation.sealed_words import seal_words
from musterbook.store.blobs import Blobs
from musterbook.store.consultations import Consultations
from musterbook.store.envelopes import SALT_BYTES
from musterbook.store.sealed import Clear, SealedStore
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import written

FOLDER: Final = "biometrics"
POINTS: Final = "points"
LOOKS: Final = "looks"
FOUND: Final = "found"


@dataclass(frozen=True, slots=True)
class BiometricsBeside:
    """Beside one book.

    Attributes:
        book: the book.
        apart: points, evidence, keys of pictures.
        blobs: pictures.
        consultations: who opened what, when and why.
        settings: lines and clocks.
    """

    book: Book
    apart: SealedStore
    blobs: Blobs
    consultations: Consultations
    settings: BiometricSettings = field(default_factory=BiometricSettings)

    def keep_picture(self, content: bytes) -> Digest:
        """Seal a picture under a key of its own; the salted digest a fact may name. Durable when this returns."""
        salted = self.book.entropy(SALT_BYTES) + content
        digest = Clear(PersonId(""), "", salted[SALT_BYTES:], salted[:SALT_BYTES]).digest
        self.blobs.keep(io.BytesIO(salted), digest)
        return digest

    def picture(self, digest: Digest) -> bytes:
        """The clear picture; Refused when it is not here or was destroyed. Whoever asks has consulted first."""
        return b"".join(self.blobs.pieces(digest))[SALT_BYTES:]

    def keep_points(self, enrolment: str, points: bytes) -> Digest:
        """Seal the points of a sitting."""
        return self.apart.seal(_points_of(enrolment), POINTS, points, salt=self.book.entropy(SALT_BYTES))

    def keep_looks(self, enrolment: str, person: PersonId, looks: Mapping[int, str]) -> None:
        """Seal what the pictures of a sitting look like, as digests of what is seen; it goes when its points go."""
        if looks:
            told = {"enrolment": enrolment, "person": person, "looks": {str(one): said for one, said in looks.items()}}
            clear = json.dumps(told, sort_keys=True).encode()
            self.apart.seal(_points_of(enrolment), LOOKS, clear, salt=self.book.entropy(SALT_BYTES))

    def looks(self) -> Iterator[tuple[str, str, int, str]]:
        """Of every picture enrolled in this copy what it looks like, whose it is, of which finger, in which sitting.

        Digests only, held against new ones by the machine: nobody sees anything, so nobody is written down.
        """
        for clear in self.apart.open_many(self.apart.digests(LOOKS)).values():
            told = json.loads(clear)
            for position, looks in told["looks"].items():
                yield looks, told["person"], int(position), told["enrolment"]

    def keep_points_of_many(self, points: Mapping[str, bytes]) -> dict[str, Digest]:
        """Seal the points of many sittings, by their numbers, in one go."""
        salted = [
            Clear(_points_of(number), POINTS, clear, self.book.entropy(SALT_BYTES)) for number, clear in points.items()
        ]
        return dict(zip(points, self.apart.seal_many(salted), strict=True))

    def keep_found(self, subject: str, told: Mapping[str, Any]) -> Digest:
        """Seal what a search found, or why a proposal was made."""
        clear = json.dumps(told, sort_keys=True, ensure_ascii=False).encode()
        return self.apart.seal(PersonId(subject), FOUND, clear, salt=self.book.entropy(SALT_BYTES))

    def found(self, digests: Iterable[Digest]) -> dict[Digest, dict[str, Any]]:
        """What was sealed by `keep_found`, as far as it is here."""
        return {digest: dict(json.loads(clear)) for digest, clear in self.apart.open_many(digests).items()}

    def words(self, subject: str, text: str) -> Digest:
        """Seal free text: a reason, an authority, a basis.

        Raises:
            Refused: it says nothing.
        """
        if sum(map(str.isalpha, text)) < self.settings.reason_letters:
            letters = self.settings.reason_letters
            raise Refused(Objection("biometrics.no-reason", values={"subject": subject, "letters": letters}))
        return seal_words(self.book, f"biometrics {subject}", "words", text)[0]

    def consult(self, officer: str, subject: str, why: str, *, page: str, at: datetime) -> None:
        """Write down who opens what and why, before anything opens.

        Raises:
            Refused: nobody is named, or the reason says nothing.
        """
        if not officer:
            raise Refused(Objection("biometrics.nobody-asks", values={"subject": subject}))
        sealed = self.words(subject, why)
        self.consultations.append(at=written(at), officer=officer, subject=subject, why=sealed, page=page)

    def destroy(self, enrolment: str, pictures: Iterable[Digest], *, points: bool) -> None:
        """Destroy pictures with their keys, and the points of the sitting too where asked."""
        for digest in pictures:
            self.blobs.destroy(digest)
        if points:
            self.apart.destroy(_points_of(enrolment))

    def sweep(self) -> int:
        """Destroy what no entry of this copy names, as a killed machine leaves it; how many things.

        Only while the book is open to be written, so that nobody else is sealing anything.
        """
        pictures, points = self._claimed()
        halves = self.blobs.drop_halves()
        loose = self.blobs.here() - pictures
        for digest in sorted(loose):
            self.blobs.destroy(digest)
        named = {_points_of(number) for number in points}
        strays = {who for kind in (POINTS, LOOKS) for who in self.apart.digests(kind).values() if who not in named}
        for who in sorted(strays):
            self.apart.destroy(who)
        return halves + len(loose) + len(strays)

    def _claimed(self) -> tuple[set[Digest], set[str]]:
        """Pictures and enrolments that any stored entry names, whether it stands or not; less those destroyed since.

        An entry that destroys counts only where it stands: one that waits for its second person destroys nothing.
        """
        pictures, points = set[Digest](), set[str]()
        for entry in self.book.store.entries():
            match entry.fact:
                case Enrolled() as fact:
                    pictures |= {one.picture for one in fact.samples}
                    points.add(fact.enrolment)
                case PointsFound() as fact:
                    points.add(fact.enrolment)
                case GalleryOpened() as fact:
                    pictures |= {fact.contents, *fact.volumes}
        galleries = self.book.reading(Galleries)
        for standing in self.book.entries():
            match standing.fact:
                case SampleDestroyed() as gone:
                    pictures -= gone.samples
                    points -= {gone.enrolment} if gone.points else set()
                case GalleryClosed() as closed if (one := galleries.gallery(closed.gallery)) is not None:
                    pictures -= {one.contents, *one.volumes}
        return pictures, points


@contextmanager
def biometrics_beside(book: Book, place: Path, *, writing: bool = False) -> Iterator[BiometricsBeside]:
    """What lies beside the book in `place`; with `writing`, what a killed machine left without an entry goes first.

    Raises:
        Refused: this copy holds no reader's key.
    """
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    folder = place / FOLDER
    folder.mkdir(exist_ok=True)
    apart = book.sealed.apart(folder)
    try:
        beside = BiometricsBeside(
            book, apart, Blobs(folder, apart, noise=book.entropy), consultations_of(book, place), BiometricSettings()
        )
        if writing:
            beside.sweep()
        yield beside
    finally:
        apart.close()


def _points_of(enrolment: str) -> PersonId:
    """Under what name the points of a sitting are sealed; no person's number looks like it."""
    return PersonId(f"points:{enrolment}")
