"""Reading a name: which words of it name somebody, and what each sounds like.

Steps 5 to 7 of identity.md section 3. What a name is made of does not depend on the script it is written in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from musterbook.biometrics.names.folding import chunks, is_arabic, words_of
from musterbook.biometrics.names.joined import ALLAH, BEKR, part_arabic, part_latin
from musterbook.biometrics.names.symbols import arabic_symbols, latin_symbols, words

TOKENS_MAX: Final = 40
TAGS: Final = ("", "abd", "din", "llah", "abu")
ARTICLES: Final = ("no", "maybe", "yes")
_ALLAH_WORDS: Final = frozenset({"allah", "ullah", "alla", "ulla", "llah", "الله", "لله"})
_DIN_WORDS: Final = frozenset(
    {"din", "dine", "deen", "eddin", "eddine", "uddin", "aldin", "eldin", "aldeen", "eldeen", "uldin", "addin", "ettin",
     "uddeen", "eddeen", "الدين", "دين"}
)  # fmt: skip
_BEKR_WORDS: Final = frozenset({"bakr", "baker", "bekr", "bekir", "bakar", "bakkr", "بكر"})
_NASAB: Final = words("nasab")
_TITLES: Final = words("title")
_SAYYIDS: Final = words("sayyid") - {"said"}
_ABU: Final = words("abu")
_ABD: Final = words("abd")
_MORE_ARTICLES: Final = frozenset({"ud", "us", "uz", "ush", "ال"})
_ARTICLES: Final = words("article") | _MORE_ARTICLES
_JOINED: Final = _ALLAH_WORDS | _DIN_WORDS
_SWALLOWS_ARTICLE: Final = _ABD | _NASAB | _ABU | _ARTICLES | _TITLES


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a name.

    Attributes:
        spellings: one or two strings of symbols; two where the article may be part of the word.
        arabic: whether it was written in Arabic letters.
        article: no, maybe or yes.
        tag: what was joined to it: abd, din, llah, abu, or nothing.
        word: how it stood, folded, for the reasons shown.
    """

    spellings: tuple[str, ...]
    arabic: bool
    article: str
    tag: str
    word: str

    @property
    def initial(self) -> bool:
        """One Latin letter, standing for a name that begins with it."""
        return not self.arabic and len(self.spellings[0]) == 1

    @property
    def shown(self) -> str:
        """As reasons show it."""
        prefix = {"abd": "عبد " if self.arabic else "Abd ", "abu": "Abu "}.get(self.tag, "")
        return f"{prefix if not self.word.startswith(('abd', 'عبد', 'abu', 'ebu')) else ''}{self.word.title()}"


class Name(NamedTuple):
    """A name as read.

    Attributes:
        tokens: its parts in order, at most 40.
        kunya: whether it says whose father or mother someone is (Abu …).
        flipped: whether a comma put the family first.
        cut: whether it had more than 40 parts.
    """

    tokens: tuple[Token, ...]
    kunya: bool = False
    flipped: bool = False
    cut: bool = False


def read(text: str) -> Name:
    """A name as written, read; a name in which nothing can be read has no tokens.

    Scripts may be mixed: each word is read in its own. Source: identity.md section 3.
    """
    listed, flipped = chunks(text)
    return read_together(listed, flipped=flipped)


def read_together(listed: list[str], *, flipped: bool) -> Name:
    """A name from what stands between its spaces, read word by word."""
    parts = Parts([word for chunk in listed for word in words_of(chunk)])
    tokens = tuple(parts.read())
    return Name(tokens[:TOKENS_MAX], parts.kunya, flipped, len(tokens) > TOKENS_MAX)


def by_itself(chunk: str) -> tuple[Token, ...] | None:
    """The tokens of what stands between two spaces; None where they may depend on what stands beside it."""
    listed = words_of(chunk)
    if _MARKED.isdisjoint(listed):
        return tuple(map(_token, listed))
    if len(listed) == 1 and listed[0] in _SONS:
        return ()
    if len(listed) == 2 and listed[0] in _ARTICLES_ONLY and listed[1] not in _MARKED:
        return (_articled(listed[1]),) if is_arabic(listed[0]) == is_arabic(listed[1]) else None
    return None


class Parts:
    """The words of one name from left to right, and the tokens they make."""

    def __init__(self, listed: list[str]) -> None:
        self.words = listed
        self.tokens: list[Token] = []
        self.kunya = False

    def read(self) -> list[Token]:
        """Every token; titles are dropped where enough is left without them."""
        many = len(self.words) >= 3
        at = self._sayyids() if many else 0
        while at < len(self.words):
            word = self.words[at]
            if word not in _MARKED:
                self.tokens.append(_token(word))
                at += 1
            elif word in _NASAB or (many and word in _TITLES):
                at += 1
            elif word in _OPENING:
                at += self._take(word, self.words[at + 1 :])
            else:
                self.tokens.append(_token(word))
                at += 1
        return self.tokens

    def _sayyids(self) -> int:
        at = 0
        while at < len(self.words) and self.words[at] in _SAYYIDS:
            at += 1
        return at if at < len(self.words) else 0

    def _take(self, word: str, rest: list[str]) -> int:
        """Reads the word, with those after it that belong to it; how many were used."""
        if word in _ABU and rest:
            return self._abu(rest[0])
        if self.tokens and not self.tokens[-1].tag and word in _JOINED:
            self._tag("llah" if word in _ALLAH_WORDS else "din")
            return 1
        if word in _ARTICLES and rest and is_arabic(rest[0]) == is_arabic(word):
            return self._article(rest)
        if word in _ABD and rest:
            return self._abd(rest)
        self.tokens.append(_token(word))
        return 1

    def _abu(self, following: str) -> int:
        if following in _BEKR_WORDS:
            self.tokens.append(Token((latin_symbols(BEKR),), arabic=False, article="no", tag="abu", word=following))
            return 2
        self.kunya = True
        return 1

    def _article(self, rest: list[str]) -> int:
        """An article belongs to the next word; before din or Allah it is part of that."""
        word = rest[0]
        if self.tokens and not self.tokens[-1].tag and word in _JOINED:
            self._tag("llah" if word in _ALLAH_WORDS else "din")
            return 2
        if word in _SWALLOWS_ARTICLE:
            return 1
        self.tokens.append(_articled(word))
        return 2

    def _abd(self, rest: list[str]) -> int:
        """The servant of: the name is what follows, past an article."""
        past = 1 if rest[0] in _ARTICLES and len(rest) > 1 else 0
        word = rest[past]
        if word in _ALLAH_WORDS | {"lah", "la"}:
            self.tokens.append(_sounding((ALLAH,), word, arabic=False, tag="abd"))
        else:
            bare = word[2:] if is_arabic(word) and word.startswith("ال") and len(word) > 3 else word
            self.tokens.append(_sounding((bare,), word, arabic=is_arabic(word), tag="abd"))
        return 2 + past

    def _tag(self, tag: str) -> None:
        self.tokens[-1] = _tagged(self.tokens[-1], tag)


_OPENING: Final = _ABD | _ARTICLES | _ABU | _JOINED
"""Words that are not read by themselves."""
_MARKED: Final = _OPENING | _NASAB | _TITLES | _SAYYIDS
"""A name without any of these is its words, each a token."""
_ARTICLES_ONLY: Final = _ARTICLES - _NASAB - _TITLES - _ABU - _JOINED - _SAYYIDS - _ABD
_SONS: Final = _NASAB - _SAYYIDS


@lru_cache(maxsize=1 << 18)
def _token(word: str) -> Token:
    """One word by itself."""
    arabic = is_arabic(word)
    parted = part_arabic(word) if arabic else part_latin(word)
    sounds_arabic = arabic and parted.spellings != (ALLAH,)
    return _sounding(parted.spellings, word, arabic=sounds_arabic, article=parted.article, tag=parted.tag)


@lru_cache(maxsize=1 << 18)
def _articled(word: str) -> Token:
    """One word before which an article stood."""
    if not is_arabic(word):
        return _sounding((word,), word, arabic=False, article="yes")
    bare = _token(word)
    return Token(bare.spellings, bare.arabic, "yes", bare.tag, word)


@lru_cache(maxsize=1 << 16)
def _tagged(token: Token, tag: str) -> Token:
    return Token(token.spellings, token.arabic, token.article, tag, token.word)


@lru_cache(maxsize=1 << 18)
def _sounding(spellings: tuple[str, ...], word: str, *, arabic: bool, article: str = "no", tag: str = "") -> Token:
    spell = arabic_symbols if arabic else latin_symbols
    sounds = dict.fromkeys(symbols for symbols in map(spell, spellings) if symbols)
    return Token(tuple(sounds) or ("'",), arabic, article, tag, word)
