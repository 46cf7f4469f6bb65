"""Scopes of agreements in words: each part that must hold as one sentence, for readers who write no expressions."""

from __future__ import annotations

from collections.abc import Iterable

from musterbook.coordination.scope import And, Comparison, Not, Or, Scope, clauses, read_scope
from musterbook.terms.errors import Malformed
from musterbook.words.countries import country_said
from musterbook.words.pages import in_a_row, known, page


def scope_sentences(scope: Scope | None) -> tuple[str, ...]:
    """What must hold, part by part; nothing where the scope cannot be read, and then it covers nobody."""
    return () if scope is None else tuple(f"{said[:1].upper()}{said[1:]}" for said in map(_said, clauses(scope)))


def clause_said(text: str) -> str:
    """One part of a scope, `known not to be a child` for `child = no`; as it stands if it cannot be read."""
    try:
        return _said(read_scope(text))
    except Malformed:
        return text


def _said(scope: Scope) -> str:
    match scope:
        case Comparison(field="child" | "family" as field, op="=" | "!=" as op, values=("yes" | "no" as value,)):
            # What is not known satisfies neither, so that `!= no` is `= yes`.
            return page(f"scope.{field}.{'yes' if (op == '=') == (value == 'yes') else 'no'}")
        case Comparison(field=field, op="!=", values=("unknown",)):
            return page("scope.is-known", field=known(f"scope.field.{field}"))
        case Comparison(field=field, op=op, values=values):
            wording = "one-of" if op == "in" and len(values) > 1 else _OPERATORS.get(op, "is")
            said = [_value(field, value) for value in values]
            words = in_a_row(said) if field in _CODED else ", ".join(said)
            return page(f"scope.{wording}", field=known(f"scope.field.{field}"), values=words)
        case Not(part=part):
            return page("scope.not", part=_said(part))
        case And(parts=parts):
            return _joined("scope.and", parts)
        case Or(parts=parts):
            return _joined("scope.or", parts)


_CODED = frozenset(("sex", "legal", "identity", "kind", "mode", "child", "family"))
_OPERATORS = {"!=": "is-not", "<": "before", "<=": "until", ">": "after", ">=": "from"}


def _joined(key: str, parts: Iterable[Scope]) -> str:
    first, *rest = map(_said, parts)
    for part in rest:
        first = page(key, one=first, other=part)
    return first


def _value(field: str, value: str) -> str:
    """Codes of people and moves in words; names of places and parties, and days, as they are."""
    if field in _CODED:
        return known(f"scope.{field}.{value}").replace("_", " ")
    return country_said(value.upper()) if field == "nationality" and len(value) == 3 else value
