"""Scopes: whom and what an agreement covers, in a small closed language that is parsed and never executed.

    giver in {sdf} and receiver in {karkh, nasiriyah} and sex = male and child = no and nationality != unknown

    scope      = part { "or" part }
    part       = clause { "and" clause }
    clause     = "not" clause | "(" scope ")" | comparison
    comparison = field ("=" | "!=") value | field "in" "{" value { "," value } "}"
               | "day" ("<" | "<=" | ">=" | ">") day

Fields are the closed list `FIELDS`; a value is a word or is in double quotes, a day is written 2026-01-21. Evaluation
has three values, after Kleene: what is not known makes a comparison unknown, and UNKNOWN NEVER SATISFIES A SCOPE, not
even under `not`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from musterbook.terms.errors import Malformed

FIELDS: Final = (
    "giver", "receiver", "site", "receiving_site", "sex", "child", "family", "legal", "nationality", "identity", "kind",
    "mode", "day",
)  # fmt: skip
"""Everything a scope may speak of. `site` and `receiving_site` are other words for the giver and the receiver."""

ORDERED: Final = ("day",)
"""Fields that have a before and an after."""

BYTES_MAX: Final = 4096
DEPTH_MAX: Final = 32

UNKNOWN: Final = "unknown"
SAME_WORD: Final[Mapping[str, str]] = {"male": "man", "female": "woman", "m": "man", "f": "woman"}
"""Other words for a sex, as agreements write them."""

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<quoted>"[^"\n]*")|(?P<op><=|>=|!=|=|<|>)|(?P<sign>[(){},])|(?P<word>[\w+:/-]+))""", re.UNICODE
)
_WORD: Final = re.compile(r"[\w+:/-]+")
_ORDER: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_KEYWORDS: Final = frozenset(("and", "or", "not", "in"))

Circumstances = Mapping[str, str]
"""What is known about one person and one move, by field. A field left out, empty or `unknown` is not known."""

Groups = Mapping[str, frozenset[str]]
"""Custodians of a party, by the party's name in lower case: `giver in {sdf}` means any of them."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field against one or more values, all in lower case."""

    field: str
    op: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        """As it is written."""
        if self.op == "in":
            return f"{self.field} in {{{', '.join(map(_quoted, self.values))}}}"
        return f"{self.field} {self.op} {_quoted(self.values[0])}"


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a scope; the contrary of unknown is unknown."""

    part: Scope

    def __str__(self) -> str:
        """As it is written."""
        return f"not {_bracketed(self.part)}"


@dataclass(frozen=True, slots=True)
class And:
    """All of its parts."""

    parts: tuple[Scope, ...]

    def __str__(self) -> str:
        """As it is written."""
        return " and ".join(map(_bracketed, self.parts))


@dataclass(frozen=True, slots=True)
class Or:
    """Any of its parts."""

    parts: tuple[Scope, ...]

    def __str__(self) -> str:
        """As it is written."""
        return " or ".join(map(_bracketed, self.parts))


Scope = Comparison | Not | And | Or


def read_scope(text: str) -> Scope:
    """The scope a text says.

    Raises:
        Malformed: `scope.too-long`, `scope.too-deep`, `scope.sign`, `scope.unknown-field` with the list of fields,
            `scope.not-ordered`, or `scope.expected` with what stands where something else should.
    """
    if len(text.encode()) > BYTES_MAX:
        raise Malformed.because("scope.too-long", bytes=len(text.encode()), most=BYTES_MAX)
    reader = _Reader(tuple(_tokens(text)))
    scope = reader.scope(1)
    if reader.next:
        raise Malformed.because("scope.expected", wanted="and, or, end", got=reader.next)
    return scope


def evaluate(scope: Scope, known: Circumstances, groups: Groups | None = None) -> bool | None:
    """Whether circumstances are of the scope: True, False, or None where that is not known."""
    match scope:
        case Comparison():
            return _compare(scope, known, groups or {})
        case Not(part=contrary):
            inner = evaluate(contrary, known, groups)
            return None if inner is None else not inner
        case And(parts=parts):
            answers = [evaluate(part, known, groups) for part in parts]
            return False if False in answers else None if None in answers else True
        case Or(parts=parts):
            answers = [evaluate(part, known, groups) for part in parts]
            return True if True in answers else None if None in answers else False


def clauses(scope: Scope) -> tuple[Scope, ...]:
    """The parts that must all be satisfied: what an explanation names when one is not."""
    return scope.parts if isinstance(scope, And) else (scope,)


def _compare(one: Comparison, known: Circumstances, groups: Groups) -> bool | None:
    value = known.get(one.field, "").casefold()
    value = SAME_WORD.get(value, value) if one.field == "sex" else value
    if value in {"", UNKNOWN}:
        return None
    if one.op in _ORDER:
        return _ORDER[one.op](value, one.values[0])
    found = any(value == said or value in groups.get(said, ()) for said in one.values)
    return found != (one.op == "!=")


def _tokens(text: str) -> Iterator[str]:
    """The words and signs of a text; quoted values keep their opening quote, so that no keyword hides in them."""
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise Malformed.because("scope.sign", sign=text[place:].strip()[:1])
        quoted = match["quoted"]
        yield quoted[:-1] if quoted else match[0].strip()
        place = match.end()


class _Reader:
    """Reads tokens from left to right, one look ahead."""

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def next(self) -> str:
        """The token that comes next; empty at the end."""
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def scope(self, depth: int) -> Scope:
        """A scope: parts joined by `or`."""
        parts = [self._part(depth)]
        while self._took("or"):
            parts.append(self._part(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _part(self, depth: int) -> Scope:
        parts = [self._clause(depth)]
        while self._took("and"):
            parts.append(self._clause(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _clause(self, depth: int) -> Scope:
        if depth > DEPTH_MAX:
            raise Malformed.because("scope.too-deep", most=DEPTH_MAX)
        if self._took("not"):
            return Not(self._clause(depth + 1))
        if self._took("("):
            inner = self.scope(depth + 1)
            self._want(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Comparison:
        field = self._take("field").casefold()
        if field not in FIELDS:
            raise Malformed.because("scope.unknown-field", field=field.lstrip('"')[:40], fields=", ".join(FIELDS))
        op = self._take("operator").casefold()
        if op in _ORDER and field not in ORDERED:
            raise Malformed.because("scope.not-ordered", field=field, ordered=", ".join(ORDERED))
        if op == "in":
            return Comparison(field, op, self._values(field))
        if op not in {"=", "!=", *_ORDER}:
            raise Malformed.because("scope.expected", wanted="= != in < <= >= >", got=op)
        return Comparison(field, op, (self._value(field),))

    def _values(self, field: str) -> tuple[str, ...]:
        self._want("{")
        values = [self._value(field)]
        while self._took(","):
            values.append(self._value(field))
        self._want("}")
        return tuple(values)

    def _value(self, field: str) -> str:
        token = self._take("value")
        if token[0] != '"' and (token.casefold() in _KEYWORDS or _WORD.fullmatch(token) is None):
            raise Malformed.because("scope.expected", wanted="value", got=token)
        value = token.removeprefix('"').strip().casefold()
        if not value or (field in ORDERED and not _is_day(value)):
            raise Malformed.because("scope.expected", wanted="day" if field in ORDERED else "value", got=value)
        return SAME_WORD.get(value, value) if field == "sex" else value

    def _take(self, wanted: str) -> str:
        token = self.next
        if not token:
            raise Malformed.because("scope.expected", wanted=wanted, got="end")
        self._place += 1
        return token

    def _took(self, word: str) -> bool:
        taken = self.next.casefold() == word
        self._place += taken
        return taken

    def _want(self, sign: str) -> None:
        if not self._took(sign):
            raise Malformed.because("scope.expected", wanted=sign, got=self.next or "end")


def _quoted(value: str) -> str:
    return value if _WORD.fullmatch(value) and value not in _KEYWORDS else f'"{value}"'


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _bracketed(scope: Scope) -> str:
    return f"({scope})" if isinstance(scope, And | Or) else str(scope)
