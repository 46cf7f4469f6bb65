"""What is written of escort sheets, warnings and watches (custody.md sections 3 and 10).

One fact takes everyone of a serial, so that a site signs once for all of them. Answers are never in the book: it has
their salted digests, what kinds of flag they raise, and which orders they call for.
"""

from __future__ import annotations

from datetime import datetime

from musterbook.ledger.facts import Digest, Fact, Part
from musterbook.terms.people import PersonId


class SheetOf(Part):
    """One person's sheet, by what it is known by and what may be said of it in the clear.

    Attributes:
        person: whose.
        sheet: digest of the sealed answers every reader may see; they name the version of the questions, and the
            digests of what is sealed to clinicians and security officers.
        flags: kinds of flag that answers every reader may see raise, joined by `+`: alert, attention, warning,
            information.
        calls_for: orders that such answers speak of, joined by `+`: keep-apart, hold, possible-child, watch, medicine.
    """

    person: PersonId
    sheet: Digest
    flags: str = ""
    calls_for: str = ""


class SheetConfirmedOf(Part):
    """The sheet of one person that is confirmed, by its digest."""

    person: PersonId
    sheet: Digest


class SheetCompleted(Fact, kind="custody.sheet-completed"):
    """Every question that is asked of these people is answered.

    `version` names the questions, as escort-sheet-1; `questions` is the digest of what they ask.
    """

    version: str
    questions: Digest
    sheets: tuple[SheetOf, ...]


class SheetConfirmed(Fact, kind="custody.sheet-confirmed"):
    """An officer puts his name to these sheets as they stand; from now on they change by amendment only."""

    sheets: tuple[SheetConfirmedOf, ...]


class SheetAmended(Fact, kind="custody.sheet-amended"):
    """Answers of a confirmed sheet were changed.

    Attributes:
        version: of the questions.
        questions: digest of what they ask.
        replaces: the sheet as it stood, by its digest.
        sheet: the answers as they are now.
        fields: keys of the questions changed; of sealed ones only whose they are: health or security.
    """

    version: str
    questions: Digest
    replaces: Digest
    sheet: SheetOf
    fields: frozenset[str]


class SheetDoubted(Fact, kind="custody.sheet-doubted"):
    """A receiver does not believe an answer. Nothing is changed by it: both versions are shown.

    Attributes:
        person: whose sheet.
        sheet: which, by its digest.
        question: the key; of a sealed question only whose it is: health or security.
        because: what was seen instead, sealed.
    """

    person: PersonId
    sheet: Digest
    question: str
    because: Digest


class WarningRaised(Fact, kind="custody.warning-raised"):
    """Something is to be known of a person wherever he is: `about` is a word of `warnings.toml`.

    It holds from `from_` until `until`, or until it is lifted. `words` says more, sealed.
    """

    person: PersonId
    about: str
    from_: datetime
    until: datetime | None = None
    words: Digest | None = None


class WarningLifted(Fact, kind="custody.warning-lifted"):
    """A warning no longer holds; why is sealed."""

    person: PersonId
    about: str
    because: Digest


class WatchSet(Fact, kind="custody.watch-set"):
    """How often a person must be looked at, and what was seen that asks for it.

    Attributes:
        person: whom.
        level: a word of `watches.LEVELS`; `standard` ends a watch.
        signs: what was seen or said, sealed to clinicians.
        where: site, on-the-way or reception; at reception two sign.
        until: when it must be set anew.
    """

    person: PersonId
    level: str
    where: str = "site"
    signs: Digest | None = None
    until: datetime | None = None
