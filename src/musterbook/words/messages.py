"""Messages: every English text of the words, with a key that stays, as a translator's catalogue lists them.

A key begins with where the words are said: `page:` for the console, `rule:` for what a rule says, `code:` for words of
codes, `paper:` for what is printed, `account:` for the account of a rehearsal. Doors add what only they know: the
command line its texts (`line:`) and what its verbs and options are for (`help:`), each keyed by the English itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from musterbook.words import written
from musterbook.words.page_words import EN
from musterbook.words.sentences import Choice, Counted, Sentence

NO_COUNT: Final = frozenset({"sign.one", "beds.one"})
"""Keys of pages that end in `one` and count nothing."""


@dataclass(frozen=True, slots=True)
class Message:
    """One text to translate.

    Attributes:
        key: where it is said and its name there; it stays when the English changes.
        english: the English text; of a counted one, the form for one.
        many: the English form for more than one; None where nothing is counted.
        counts: the name of the number that is counted; empty otherwise.
        shown: where a translator finds it on a screen or a paper.
    """

    key: str
    english: str
    many: str | None = None
    counts: str = ""
    shown: tuple[str, ...] = ()


@cache
def messages() -> Mapping[str, Message]:
    """Every message by its key, in the order in which the English stands."""
    every = [*_pages(), *_rules(), *_codes(), *_papers()]
    return {one.key: one for one in every}


def with_places(found: Mapping[str, Message], shown: Mapping[str, tuple[str, ...]]) -> dict[str, Message]:
    """The messages with where they are shown."""
    return {key: replace(one, shown=shown.get(key, ())) for key, one in found.items()}


def _pages() -> Iterator[Message]:
    for key, text in EN.items():
        stem, _, form = key.rpartition(".")
        if form in ("one", "other") and key not in NO_COUNT and f"{stem}.one" in EN and f"{stem}.other" in EN:
            if form == "one":
                yield Message(f"page:{stem}", text, EN[f"{stem}.other"], "n")
        elif text:  # a key may have no words, where a reader needs none
            yield Message(f"page:{key}", text)


def _rules() -> Iterator[Message]:
    for key, sentence in written.sentences().items():
        yield from leaves(f"rule:{key}", sentence)


def _codes() -> Iterator[Message]:
    for name, codes in written.codes().items():
        for code, text in codes.items():
            yield Message(f"code:{name}.{code}", text)


def _papers() -> Iterator[Message]:
    for paper in written.PAPERS:
        for key, sentence in written.paper(paper).items():
            yield from leaves(f"paper:{paper}.{key}", sentence)


def leaves(key: str, sentence: Sentence) -> Iterator[Message]:
    """The messages of a sentence: one for each value of a code, and one for all forms of a plural."""
    match sentence:
        case str():
            yield Message(key, sentence)
        case Counted(by=by, forms=forms):
            yield Message(key, forms["one"], forms["other"], by)
        case Choice(forms=inner):
            for code, one in inner.items():
                yield from leaves(f"{key}/{code}", one)
