"""The rows of identity and enrolment from a book, as of any moment; what would unblind an examiner is left out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from musterbook.biometrics import facts as said
from musterbook.biometrics.adjudication import Adjudication, Pair
from musterbook.biometrics.face_matching import FaceMatching
from musterbook.biometrics.gallery import Enrolments, Galleries, Sitting
from musterbook.biometrics.identities import Identification, Identities
from musterbook.console.dossier_lines import Desk
from musterbook.console.identity_rows import (
    EnrolmentView,
    ExpiredRow,
    FacesLine,
    GalleryRow,
    IdentifiedRow,
    IdentityView,
    JudgedLine,
    PairRow,
    PairView,
    RecaptureRow,
    RefusedRow,
    SettledRow,
)
from musterbook.console.prints import shown
from musterbook.console.signed_acts import ActLine, act_line
from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.operation.examining import OpenedFinger

DAY: Final = timedelta(days=1)
NOT_HIS: Final = {"biometrics.own-capture", "biometrics.interviewed"}
"""Why an officer is not among those who may judge a pair. One who has answered is: that would tell the next one."""


class BookIdentity(ABC):
    """The part of a source on a book that speaks of identity; `opened` are the pairs whoever serves it has opened."""

    def __init__(self, opened: Mapping[str, Sequence[OpenedFinger]] | None = None) -> None:
        self._opened = {number: shown(fingers) for number, fingers in (opened or {}).items()}

    @abstractmethod
    def _desk(self, as_of: datetime | None) -> Desk:
        """The book of a moment."""

    def identity(self, as_of: datetime | None = None) -> IdentityView:
        """Pairs before examiners, what they came to, identifications, lists of others."""
        desk = self._desk(as_of)
        book, now = desk.book, desk.now
        pairs = book.reading(Adjudication)
        settled = [settled_row(one) for one in pairs.pairs() if one.answer]
        identified = [identified_row(book, one, now) for one in book.reading(Identities).all()]
        return IdentityView(
            waiting=tuple(pair_row(one, now) for one in pairs.waiting()),
            settled=tuple(sorted(settled, key=lambda row: (row.answer != "unsettled", row.at, row.pair))),
            identified=tuple(sorted(identified, key=_first_what_waits)),
            galleries=tuple(_galleries(book, now)),
            acts=_acts(book),
        )

    def pair(self, number: str, as_of: datetime | None = None) -> PairView | None:
        """One pair by its number; None if there is none."""
        desk = self._desk(as_of)
        book, now = desk.book, desk.now
        pairs = book.reading(Adjudication)
        one = pairs.pair(number)
        if one is None:
            return None
        found = [each for each in book.reading(Identities).all() if each.fact.proposal == number]
        barred = [name for name in _officers(book) if any(each.rule in NOT_HIS for each in pairs.barred(one, name))]
        return PairView(
            row=pair_row(one, now),
            settled=settled_row(one) if one.answer else None,
            identified=tuple(identified_row(book, each, now) for each in found),
            acts=tuple(_acts_of(book, one, frozenset(barred), found)),
            barred=len(barred),
            fingers=self._opened.get(number, ()),
            no_pictures="none" if number in self._opened else "sealed",
        )

    def enrolment(self, as_of: datetime | None = None) -> EnrolmentView:
        """Who is enrolled, whom to ask again, who was not, and what is here too long."""
        desk = self._desk(as_of)
        book, now = desk.book, desk.now
        enrolments = book.reading(Enrolments)
        sittings = [one for person in enrolments.people() if (one := enrolments.current(person)) is not None]
        recapture = enrolments.recapture()
        return EnrolmentView(
            enrolled=len(sittings),
            on_roll=sum(book.reading(Roll).headcount.values()),
            without_points=sum(one.points is None and bool(one.fingers) for one in sittings),
            failed=sum(not one.fingers for one in sittings),
            recapture=tuple(recapture_row(one, recapture[one.person]) for one in sittings if one.person in recapture),
            refused=tuple(_refused(enrolments, now)),
            expired=tuple(
                ExpiredRow(one.number, str(one.person), one.fact.until, (now - one.fact.until) // DAY)
                for one in enrolments.expired(now)
            ),
            by_station=tuple(sorted(Counter(one.fact.station for one in sittings).items())),
            missing=dict(sorted(Counter(each.because for one in sittings for each in one.fact.missing).items())),
            acts=_acts_of_enrolment(book),
            faces=_faces(book.reading(FaceMatching)),
        )


def _faces(known: FaceMatching) -> FacesLine | None:
    """Who switched face matching on, and what it scored; None while it is off."""
    fact, entry = known.on, known.entry
    if fact is None or fact.matcher is None or entry is None:
        return None
    by = ", ".join(sorted(one.officer for one in entry.signed))
    eer, missed = (f"{float(one or 0):.2%}" for one in (fact.eer, fact.missed))
    return FacesLine(by, f"{fact.matcher.name} {fact.matcher.version}".strip(), fact.people, eer, missed, entry.digest)


def pair_row(one: Pair, now: datetime) -> PairRow:
    """A pair as an examiner may see it before he answers."""
    return PairRow(one.number, one.at, max(0, (now - one.at) // DAY), one.wants or "nobody", one.entry)


def settled_row(one: Pair) -> SettledRow:
    """A pair once it is answered: now it may be said whose it is."""
    return SettledRow(
        pair=one.number, kind=one.fact.kind_of, answer=one.answer, at=one.judgements[-1].at,
        people=tuple(sorted(str(person) for person in one.people)), gallery=one.fact.gallery,
        judged=tuple(
            JudgedLine(each.examiner, each.answer, each.at, each.seconds, each.capacity, each.entry)
            for each in one.judgements
        ),
        entry=one.entry,
    )  # fmt: skip


def identified_row(book: Book, one: Identification, now: datetime) -> IdentifiedRow:
    """An identification with what it waits for."""
    fact = one.fact
    stage = "withdrawn" if one.withdrawn else "stands" if one.stands else "waits" if one.settled else "unsettled"
    return IdentifiedRow(
        person=str(fact.person), other=str(fact.other or fact.reference), gallery=fact.gallery, examiner=fact.examiner,
        pair=fact.proposal, basis=tuple(sorted(fact.basis)), stage=stage, told=one.told,
        contested=any(not each.outcome for each in one.contests), at=one.at, days=max(0, (now - one.at) // DAY),
        entry=one.entry, act=_act_on(book, one, stage),
    )  # fmt: skip


def recapture_row(one: Sitting, fingers: tuple[int, ...]) -> RecaptureRow:
    """Somebody to be asked again."""
    return RecaptureRow(
        str(one.person), one.number, one.fact.station, fingers, tuple(one.qualities[finger] for finger in fingers),
        one.at, one.entry,
    )  # fmt: skip


def _first_what_waits(row: IdentifiedRow) -> tuple[bool, bool, bool, datetime, str]:
    """Contested first, then what waits for agreement, then those who were not told."""
    return (not row.contested, row.stage != "waits", not (row.stage == "stands" and not row.told), row.at, row.person)


def _galleries(book: Book, now: datetime) -> Iterator[GalleryRow]:
    galleries = book.reading(Galleries)
    for name in galleries.names():
        one = galleries.gallery(name)
        if one is not None:
            days = (one.until - now) // DAY
            yield GalleryRow(name, one.owner, one.purpose, one.heads, one.until, days, galleries.is_open(name, now))


def _refused(enrolments: Enrolments, now: datetime) -> Iterator[RefusedRow]:
    """Those not enrolled since, whose day of another look comes first, first."""
    for person, fact in sorted(enrolments.refused.items(), key=lambda row: (row[1].review_by, row[0])):
        if enrolments.current(person) is None:
            yield RefusedRow(str(person), fact.because, fact.review_by, fact.review_by <= now)


def _officers(book: Book) -> tuple[str, ...]:
    """Everyone who may judge a pair at all."""
    return act_line(book, said.Judged, "identity.act.judge", "identify judge").officers


def _acts(book: Book) -> tuple[ActLine, ...]:
    return (
        act_line(book, said.Judged, "identity.act.next", "identify next"),
        act_line(book, said.Searched, "identity.act.search", "identify search", "NUMBER", "--gallery", "GALLERY",
                 "--reason", "REASON"),
        act_line(book, said.GalleryOpened, "identity.act.open", "biometrics gallery open", "FILES", "--owner", "OWNER",
                 "--purpose", "PURPOSE", "--basis", "BASIS", "--until", "DAY"),
        act_line(book, said.InterviewDeclared, "identity.act.interviewed", "identify interviewed", "NUMBER").by(
            "declare-interview"
        ),
        act_line(book, said.IdentificationContested, "identity.act.contest", "identify contest", "ENTRY", "--reason",
                 "REASON").by("contest-identification"),
        *_contests(book),
    )  # fmt: skip


def _contests(book: Book) -> Iterator[ActLine]:
    """Contests of identifications that nobody has answered."""
    for one in book.reading(Identities).all():
        for each in one.contests:
            if not each.outcome:
                start = each.entry[:16]
                words = (start, "OUTCOME", "--reason", "REASON")
                line = act_line(book, said.ContestAnswered, "identity.act.answer", "identify answer", *words)
                yield line.by("answer-identification-contest", start)


def _acts_of(
    book: Book, one: Pair, barred: frozenset[str], found: list[Identification]
) -> Iterator[ActLine]:  # fmt: skip
    """What can be written of a pair: answers while it waits, then who it is."""
    if one.wants:
        for answer in ("same", "different", "unsure"):
            words = (one.number, answer, "--reason", "REASON")
            line = act_line(book, said.Judged, f"identity.act.{answer}", "identify judge", *words, never=barred)
            yield line.by("judge-pair", one.number, found=answer)
        line = act_line(book, said.SteppedAside, "identity.act.aside", "identify aside", one.number, never=barred)
        yield line.by("step-aside", one.number)
    if one.answer == "same" and not any(each.withdrawn is None for each in found):
        line = act_line(book, said.Identified, "identity.act.as", "identify as", one.number, "--reason", "REASON")
        yield line.by("identify-pair", one.number)


def _act_on(book: Book, one: Identification, stage: str) -> ActLine | None:
    start = one.entry[:16]
    if stage == "waits":
        never = frozenset({one.fact.examiner})
        return act_line(
            book, said.IdentificationAgreed, "identity.act.agree", "identify agree", start, "--reason", "REASON",
            never=never,
        ).by("agree-identification", start)  # fmt: skip
    if stage == "stands" and not one.told:
        return act_line(book, said.IdentificationTold, "identity.act.told", "identify told", start, "--how", "HOW").by(
            "tell-identification", start
        )  # fmt: skip
    if stage == "stands":
        return act_line(
            book, said.IdentificationWithdrawn, "identity.act.withdraw", "identify withdraw", start, "--reason",
            "REASON",
        ).by("withdraw-identification", start)  # fmt: skip
    return None


def _acts_of_enrolment(book: Book) -> tuple[ActLine, ...]:
    return (
        act_line(book, said.Enrolled, "identity.act.enrol", "enrol", "FOLDER", "--site", "SITE"),
        act_line(book, said.EnrolmentRefused, "identity.act.refuse", "enrol refuse", "NUMBER", "--because",
                 "REASON").by("refuse-enrolment"),
        act_line(book, said.PointsFound, "identity.act.reindex", "biometrics reindex"),
        act_line(book, said.SampleDestroyed, "identity.act.destroy", "biometrics destroy", "ENROLMENT", "--authority",
                 "AUTHORITY"),
    )  # fmt: skip
