"""Exchanging catalogues with translators: written out with what each text is for, taken back, and checked."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import IO, TYPE_CHECKING, Final

from musterbook.words.chosen_terms import Stray, strays
from musterbook.words.languages import LANGUAGES, PLURAL_RULES, PLURALS
from musterbook.words.messages import Message
from musterbook.words.suiting import faults_of
from musterbook.words.translations import (
    AWAITING,
    READER,
    Written,
    catalogue_place,
    english_of,
    read_po,
    reader_of,
    written_in,
)

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

TRANSLATED: Final = tuple(language for language in LANGUAGES if language != "en")
_BEGUN: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""A catalogue carries no hour of its own: the same words are the same bytes."""
_HEAD: Final = """Musterbook in {name} ({language}).
A text may be moved but not changed within braces; what stands in [[ ]] is left out when a value in it is missing.
{reader} {who}"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One translation that cannot be said, and by what it does not fit (`words.suiting`)."""

    key: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said of the catalogue of one language.

    Attributes:
        language: of `languages.LANGUAGES`.
        wanted: how many messages there are.
        missing: keys nobody has translated.
        doubtful: keys that are marked fuzzy, or whose English has changed since.
        uncounted: keys of counted sentences that lack a form of the plural.
        faults: translations that do not fit.
        idle: keys of the catalogue that nothing says any more.
        strays: translations without the word the glossary has for one of their English; advice, no fault.
        reader: who of that tongue has read it; empty while it awaits somebody.
    """

    language: str
    wanted: int
    missing: tuple[str, ...]
    doubtful: tuple[str, ...]
    uncounted: tuple[str, ...]
    faults: tuple[Fault, ...]
    idle: tuple[str, ...]
    strays: tuple[Stray, ...]
    reader: str

    @property
    def said(self) -> int:
        """How many messages are said in the language."""
        return self.wanted - len({*self.missing, *self.doubtful, *self.uncounted, *(one.key for one in self.faults)})


def check(language: str, wanted: Mapping[str, Message]) -> Checked:
    """What lacks and what is wrong in the catalogue of a language."""
    found, reader = kept(language)
    doubtful, uncounted, faults, whole = [], [], [], set()
    for one in found.values():
        message = wanted.get(one.key)
        if message is None or not any(one.forms):
            continue
        whole.add(one.key)
        if one.doubtful or one.english != english_of(message):
            doubtful.append(one.key)
        elif len(one.forms) != _forms(message, language) or not all(one.forms):
            uncounted.append(one.key)
        elif broken := faults_of(message, one.forms):
            faults.append(Fault(one.key, broken))
    missing = tuple(key for key in wanted if key not in whole)
    idle = tuple(key for key in found if key not in wanted)
    return Checked(
        language, len(wanted), missing, tuple(doubtful), tuple(uncounted), tuple(faults), idle,
        strays(language, wanted, found), reader,
    )  # fmt: skip


def export(language: str, wanted: Mapping[str, Message]) -> bytes:
    """The catalogue of a language with every message in it, for a translator's tool or a text editor.

    What is translated stays; what was translated from other English is marked fuzzy, with the English it was made from;
    what nothing says any more is left out.
    """
    found, reader = kept(language)
    return _bytes(language, wanted, found, reader)


def take(language: str, stream: IO[bytes], wanted: Mapping[str, Message]) -> tuple[bytes, int, tuple[Fault, ...]]:
    """A translator's file taken back into the catalogue of a language.

    Returns:
        The new catalogue, how many texts are new or other than before, and those that were not taken, each with the
        rules it breaks. What the file does not hold stays as it was.
    """
    before, reader = kept(language)
    catalogue = read_po(stream)
    taken, faults, changed = dict(before), [], 0
    for one in written_in(catalogue):
        broken = _not_taken(one, wanted.get(one.key), language)
        if broken:
            faults.append(Fault(one.key, broken))
        elif any(one.forms) and before.get(one.key) != one:
            taken[one.key] = one
            changed += 1
    return _bytes(language, wanted, taken, reader_of(catalogue) or reader), changed, tuple(faults)


@cache
def kept(language: str) -> tuple[Mapping[str, Written], str]:
    """What the catalogue of a language holds, by key, and who has read it."""
    place = catalogue_place(language)
    if not place.is_file():
        return {}, ""
    with place.open("rb") as stream:
        catalogue = read_po(stream)
    return {one.key: one for one in written_in(catalogue)}, reader_of(catalogue)


def _not_taken(one: Written, message: Message | None, language: str) -> tuple[str, ...]:
    if message is None:
        return ("no-such-key",)
    if not any(one.forms):
        return ()
    if len(one.forms) != _forms(message, language):
        return ("other-forms",)
    return faults_of(message, one.forms)


def _forms(message: Message, language: str) -> int:
    return 1 if message.many is None else len(PLURALS[language])


def _bytes(language: str, wanted: Mapping[str, Message], found: Mapping[str, Written], reader: str) -> bytes:
    from babel.messages import pofile  # noqa: PLC0415  heavy

    catalogue = _empty(language, reader)
    for message in wanted.values():
        _add(catalogue, message, found.get(message.key), language)
    stream = io.BytesIO()
    pofile.write_po(stream, catalogue, width=0, include_previous=True)
    return stream.getvalue()


def _empty(language: str, reader: str) -> Catalog:
    from babel.messages.catalog import Catalog  # noqa: PLC0415  heavy

    name = LANGUAGES[language]
    head = _HEAD.format(name=name, language=language, reader=READER, who=reader or AWAITING)
    catalogue = Catalog(
        project="Musterbook", version="1", copyright_holder="-", msgid_bugs_address="-", creation_date=_BEGUN,
        revision_date=_BEGUN, last_translator="-", language_team=name, charset="utf-8", fuzzy=False,
        header_comment="\n".join(f"# {line}" for line in head.splitlines()),
    )  # fmt: skip
    catalogue.mime_headers = [("Language", language), ("Plural-Forms", PLURAL_RULES[language])]
    return catalogue


def _add(catalogue: Catalog, message: Message, one: Written | None, language: str) -> None:
    english = english_of(message)
    same = one is not None and one.english == english
    forms = one.forms if one is not None and len(one.forms) == _forms(message, language) else ()
    blank = ("",) * _forms(message, language)
    said = forms or blank
    doubtful = bool(forms) and any(forms) and one is not None and (one.doubtful or not same)
    catalogue.add(
        english if message.many is not None else message.english,
        said if message.many is not None else said[0],
        context=message.key,
        auto_comments=list(_comments(message)),
        previous_id=one.english if doubtful and one is not None and not same else (),
        flags=("fuzzy",) if doubtful else (),
    )


def _comments(message: Message) -> Iterator[str]:
    yield from message.shown
    if message.counts:
        yield f"counts {{{message.counts}}}"


def summed(found: Sequence[Checked]) -> int:
    """How many translations do not fit, over all languages."""
    return sum(len(one.faults) for one in found)
