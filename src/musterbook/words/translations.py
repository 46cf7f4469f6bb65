"""Translations: what somebody wrote for each message in one language, read from its gettext catalogue at the first use.

A translation counts when the English it was made from is the English of today, nobody marked it as doubtful, and it
asks for the same values. Anything else falls back to English, and `muster words check` lists it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import IO, TYPE_CHECKING, Final

from musterbook.words.catalogue_parts import AsAsked
from musterbook.words.languages import ENGLISH, PLURALS
from musterbook.words.messages import Message, messages
from musterbook.words.own_keys import HELP, LINE, key_of
from musterbook.words.suiting import faults_of

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

READER: Final = "Native reader:"
"""Begins the line in the head of a catalogue that says who of that tongue has read it."""
AWAITING: Final = "awaited"
"""Stands there until somebody has."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a catalogue holds for one message.

    Attributes:
        key: of the message.
        english: what it was translated from, one text or two.
        forms: the translation, one text or one for each form of the plural; empty texts where it is missing.
        doubtful: the catalogue marks it as fuzzy.
    """

    key: str
    english: tuple[str, ...]
    forms: tuple[str, ...]
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Translations:
    """The translations of one language that count.

    Attributes:
        said: key → one text, or one for each form of the plural.
        reader: who of that tongue has read them; empty while nobody has.
    """

    said: Mapping[str, tuple[str, ...]]
    reader: str

    def text(self, key: str) -> str | None:
        """The text for a key that counts nothing."""
        found = self.said.get(key)
        return found[0] if found is not None else None

    def forms(self, key: str) -> tuple[str, ...] | None:
        """The text for each form of the plural, as `languages.PLURALS` orders them."""
        return self.said.get(key)


NONE: Final = Translations({}, ENGLISH)
"""English needs none."""


@cache
def translations(language: str) -> Translations:
    """What somebody wrote in a language; nothing for English and for a language that has no catalogue."""
    place = catalogue_place(language)
    if language == ENGLISH or not place.is_file():
        return NONE
    said = AsAsked(place.read_bytes(), partial(_counting, language))
    return Translations(said, reader_of(read_po(io.BytesIO(said.head))))


def _counting(language: str, content: bytes) -> Mapping[str, tuple[str, ...]]:
    """What counts of a catalogue, or of a part of it with its head."""
    known = messages()
    return {
        one.key: one.forms
        for one in written_in(read_po(io.BytesIO(content)))
        if (message := known.get(one.key) or _named_by_itself(one)) is not None and counts(message, one, language)
    }


def _named_by_itself(one: Written) -> Message | None:
    """The message of a text whose key is a digest of its English; whoever says it makes the same key."""
    kind = one.key.partition(":")[0]
    if kind not in (LINE, HELP) or one.key != key_of(kind, *one.english):
        return None
    many = one.english[1] if len(one.english) > 1 else None
    return Message(one.key, one.english[0], many, "n" if many is not None else "")


def catalogue_place(language: str) -> Traversable:
    """Where the catalogue of a language lies."""
    return files("musterbook.words").joinpath("catalogues", f"{language}.po")


def counts(message: Message, found: Written, language: str) -> bool:
    """Whether a translation may be said: of today's English, whole, not doubtful, with the values of it."""
    if found.doubtful or found.english != english_of(message):
        return False
    wanted = 1 if message.many is None else len(PLURALS[language])
    return len(found.forms) == wanted and all(found.forms) and not faults_of(message, found.forms)


def english_of(message: Message) -> tuple[str, ...]:
    """The English a translation is made from."""
    return (message.english,) if message.many is None else (message.english, message.many)


def read_po(stream: IO[bytes]) -> Catalog:
    """A gettext catalogue; Babel is loaded only here, since English needs none."""
    from babel.messages import pofile  # noqa: PLC0415  heavy

    return pofile.read_po(stream)


def reader_of(catalogue: Catalog) -> str:
    """Who has read a catalogue, as its head says; empty while it awaits somebody."""
    for line in catalogue.header_comment.splitlines():
        said = line.lstrip("# ")
        if said.startswith(READER):
            told = said.removeprefix(READER).strip()
            return "" if told == AWAITING else told
    return ""


def written_in(catalogue: Catalog) -> Iterator[Written]:
    """Every message of a catalogue that has a key."""
    for one in catalogue:
        if one.id and one.context:
            english = one.id if isinstance(one.id, tuple | list) else (one.id,)
            said = one.string if isinstance(one.string, tuple | list) else (one.string or "",)
            yield Written(one.context, tuple(english), tuple(text or "" for text in said), one.fuzzy)
