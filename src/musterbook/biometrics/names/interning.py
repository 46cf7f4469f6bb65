"""Names as numbers: each distinct spelling, token and name once, so that what is compared is compared once.

Among a million names there are some tens of thousands of distinct tokens; everything dear is done per token.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from itertools import chain, islice
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.names.folding import chunks
from musterbook.biometrics.names.reading import ARTICLES, TAGS, TOKENS_MAX, Name, Token, by_itself, read_together
from musterbook.biometrics.names.symbols import CODES, weights

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Flags = NDArray[np.bool_]
NO_TOKEN: Final = -1
TokenKey = tuple[tuple[int, ...], bool, str, str]
"""What makes a token the same: its spellings by number, script, article, tag."""
FAMILY_ENDINGS: Final = ("I", "j")


@dataclass(slots=True)
class Lexis:
    """Every spelling and token met so far, by number; grows as names are read into it."""

    spellings: dict[tuple[str, bool], int] = field(default_factory=dict)
    tokens: dict[TokenKey, int] = field(default_factory=dict)
    shown: list[Token] = field(default_factory=list)
    _seen: dict[int, int] = field(default_factory=dict)
    _kept: list[Token] = field(default_factory=list)
    _columns: Columns | None = None

    def token(self, token: Token) -> int:
        """The number of a token; tokens that sound, and are marked, the same share one."""
        seen = self._seen.get(id(token))
        if seen is None:
            seen = self._seen[id(token)] = self._number(token)
            self._kept.append(token)  # as long as it is kept no other can have its identity
        return seen

    def numbers(self, tokens: tuple[Token, ...]) -> tuple[int, ...]:
        """The numbers of tokens, in their order."""
        try:
            return tuple(map(self._seen.__getitem__, map(id, tokens)))
        except KeyError:
            return tuple(map(self.token, tokens))

    def _number(self, token: Token) -> int:
        spelt = tuple(
            self.spellings.setdefault((symbols, token.arabic), len(self.spellings)) for symbols in token.spellings
        )
        key = (spelt, token.arabic, token.article, token.tag)
        found = self.tokens.get(key)
        if found is None:
            self.tokens[key] = found = len(self.shown)
            self.shown.append(token)
        return found

    def joined(self, first: int, second: int) -> int:
        """The number of two neighbouring tokens written as one word."""
        one, other = self.shown[first], self.shown[second]
        arabic = one.arabic and other.arabic
        return self.token(
            Token((one.spellings[0] + other.spellings[0],), arabic, "no", other.tag, f"{one.word} {other.word}")
        )

    def columns(self) -> Columns:
        """What is known of every token and spelling, as arrays by their numbers; only what is new is worked out."""
        if self._columns is None or len(self._columns.article) != len(self.shown):
            spelt = 0 if self._columns is None else len(self._columns.length)
            known = 0 if self._columns is None else len(self._columns.article)
            new = Columns.of(
                list(islice(self.spellings, spelt, None)), list(islice(self.tokens, known, None)), self.shown[known:]
            )
            self._columns = new if self._columns is None else self._columns.followed_by(new)
        return self._columns


@dataclass(frozen=True, slots=True)
class Columns:
    """The tokens and spellings of a lexis as arrays.

    Attributes:
        codes: symbols of each spelling by code, one column a spelling, padded (longest × spellings).
        length: symbols in each spelling.
        weight: how much each spelling carries.
        script: 1 where a spelling is Arabic.
        rank: in which order two spellings are compared, so that whoever came first cannot change how it is rounded.
        spelling: two spellings of each token; the same twice where it has one (tokens × 2).
        arabic, article, tag: of each token; article and tag as places in ARTICLES and TAGS.
        initial: whether a token is one Latin letter.
        family_ending: whether a token ends as family names do and is longer than three symbols.
    """

    codes: NDArray[np.uint8]
    length: Whole
    weight: Real
    script: Whole
    rank: Whole
    spelling: Whole
    arabic: Flags
    article: Whole
    tag: Whole
    initial: Flags
    family_ending: Flags

    @classmethod
    def of(cls, spelt: list[tuple[str, bool]], keys: list[TokenKey], shown: list[Token]) -> Columns:
        """The columns of some spellings and tokens."""
        length = np.array([len(symbols) for symbols, _ in spelt], np.int64)
        codes = np.zeros((max(length, default=1), len(spelt)), np.uint8)
        for place, (symbols, _) in enumerate(spelt):
            codes[: len(symbols), place] = [CODES[symbol] for symbol in symbols]
        inside = np.arange(len(codes))[:, None] < length[None, :]
        return cls(
            codes=codes, length=length, weight=(weights()[codes] * inside).sum(0),
            script=np.array([arabic for _, arabic in spelt], np.int64),
            rank=np.array([_rank(symbols) for symbols, _ in spelt], np.int64),
            spelling=np.array([(key[0][0], key[0][-1]) for key in keys], np.int64).reshape(-1, 2),
            arabic=np.array([key[1] for key in keys], np.bool_),
            article=np.array([ARTICLES.index(key[2]) for key in keys], np.int64),
            tag=np.array([TAGS.index(key[3]) for key in keys], np.int64),
            initial=np.array([token.initial for token in shown], np.bool_),
            family_ending=np.array([_ends_as_family(token) for token in shown], np.bool_),
        )  # fmt: skip

    @property
    def tokens(self) -> tuple[Whole, Whole, Flags, Flags]:
        """What the compiled loops want of each token: spellings, tag, whether one Latin letter, whether Arabic."""
        return self.spelling, self.tag, self.initial, self.arabic

    @property
    def spelt(self) -> tuple[NDArray[np.uint8], Whole, Whole, Whole, Real]:
        """What they want of each spelling: symbols by code (a row each), how many, script, rank, weight."""
        return np.ascontiguousarray(self.codes.T), self.length, self.script, self.rank, self.weight

    def followed_by(self, new: Columns) -> Columns:
        """These columns with more spellings and tokens after them."""
        tall = max(len(self.codes), len(new.codes))
        codes = [np.pad(part, ((0, tall - len(part)), (0, 0))) for part in (self.codes, new.codes)]
        rest = {
            column.name: np.concatenate([getattr(self, column.name), getattr(new, column.name)])
            for column in fields(self)
            if column.name != "codes"
        }
        return Columns(codes=np.concatenate(codes, axis=1), **rest)


class Marks(NamedTuple):
    """What was noted of a name beside its tokens: see `reading.Name`."""

    kunya: bool
    flipped: bool
    cut: bool


@dataclass(slots=True)
class Names:
    """Names read, as rows of token numbers; each distinct name as written is read once.

    Attributes:
        lexis: where their tokens are numbered.
        rows: the token numbers of each name, by its number.
        words: its tokens as reasons show them.
        marks: what else was noted of it.
    """

    lexis: Lexis = field(default_factory=Lexis)
    rows: list[tuple[int, ...]] = field(default_factory=list)
    words: list[tuple[str, ...]] = field(default_factory=list)
    marks: list[Marks] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)
    _rows_by_chunk: dict[str, tuple[int, ...] | None] = field(default_factory=dict)
    _words_by_chunk: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _shown: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def number(self, text: str) -> int:
        """The number of a name as written."""
        found = self._known.get(text)
        if found is None:
            self._known[text] = found = self._read(text)
        return found

    def numbers(self, texts: Iterable[str]) -> Whole:
        """The numbers of names as written, in their order."""
        known, number = self._known, self.number
        found = [known[text] if text in known else number(text) for text in texts]
        return np.array(found, np.int64)

    def lengths(self, numbers: Whole) -> Whole:
        """How many tokens each of some names has."""
        rows = self.rows
        return np.array([len(rows[number]) for number in numbers.tolist()], np.int64)

    def add(self, name: Name) -> int:
        """The number of a name already read."""
        row = self.lexis.numbers(name.tokens)  # which keeps the tokens, so that no other can have their identity
        shown = self._shown
        words = tuple([shown.get(id(token)) or shown.setdefault(id(token), token.shown) for token in name.tokens])
        return self._kept(row, words, Marks(*name[1:]))

    def _read(self, text: str) -> int:
        """Reads a name; what was read by itself before, between two spaces, is not read again."""
        listed, flipped = chunks(text)
        rows: dict[str, Any] = self._rows_by_chunk
        if not all(map(rows.__contains__, listed)):
            self._learn(listed)
        try:
            row: tuple[int, ...] = tuple(chain.from_iterable(map(rows.__getitem__, listed)))
        except TypeError:  # a part of it means something only beside the others
            return self.add(read_together(listed, flipped=flipped))
        words = tuple(chain.from_iterable(map(self._words_by_chunk.__getitem__, listed)))
        return self._kept(row[:TOKENS_MAX], words[:TOKENS_MAX], _PLAIN[flipped, len(row) > TOKENS_MAX])

    def _learn(self, listed: list[str]) -> None:
        for chunk in listed:
            if chunk not in self._rows_by_chunk:
                tokens = by_itself(chunk)
                self._rows_by_chunk[chunk] = None if tokens is None else self.lexis.numbers(tokens)
                self._words_by_chunk[chunk] = tuple(token.shown for token in tokens or ())

    def _kept(self, row: tuple[int, ...], words: tuple[str, ...], marks: Marks) -> int:
        self.rows.append(row)
        self.words.append(words)
        self.marks.append(marks)
        return len(self.rows) - 1


_PLAIN: Final = {
    (flipped, cut): Marks(kunya=False, flipped=flipped, cut=cut) for flipped in (False, True) for cut in (False, True)
}


def padded(rows: list[tuple[int, ...]], width: int = 0) -> tuple[Whole, Whole]:
    """Rows of different lengths as one array filled up with NO_TOKEN (to `width` at least), and their lengths."""
    lengths = np.array([len(row) for row in rows], np.int64)
    wide = np.full((len(rows), max(1, width, int(max(lengths, default=0)))), NO_TOKEN, np.int64)
    inside = np.arange(wide.shape[1])[None, :] < lengths[:, None]
    wide[inside] = [token for row in rows for token in row]
    return wide, lengths


def _rank(symbols: str) -> int:
    return int.from_bytes(hashlib.blake2b(symbols.encode(), digest_size=7).digest())


def _ends_as_family(token: Token) -> bool:
    return any(len(symbols) > 3 and symbols.endswith(FAMILY_ENDINGS) for symbols in token.spellings)
