"""Narrowing: what a fact says of some people, with everybody else left out as if it had never named them.

A partial copy holds whole acts, because an act is what was signed, and reads of each only what it says of the people it
holds: of anybody else it would know a sentence here and there, and reckon with it.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.terms.people import PersonId

_PAIR: Final = "pair"
"""A field of this name says something of two people together; with one of them left out it says nothing."""

Narrow = Callable[[Any, Collection[PersonId]], Any]


class _Nothing(Exception):
    """Nothing is left: what was said was said of somebody else."""


def narrowed(entry: Entry, people: Collection[PersonId], *, misses: bool = False) -> Entry | None:
    """The entry as far as it is about these people or about nobody; None when it is about others alone.

    Its digest, signatures and links stay those of the whole act. One that `misses` somebody of them is about him by
    not naming him: a count in which he was not, an acceptance of others out of his handover.
    """
    named = entry.fact.named()
    if all(person in people for person in named):
        return entry
    if not misses and not any(person in people for person in named):
        return None
    try:
        fact: Fact = _of(type(entry.fact))(entry.fact, people)
    except _Nothing:
        return None
    return entry._replace(act=replace(entry.act, fact=fact))


_KNOWN: Final[dict[type, Narrow]] = {}


def _of(kind: type) -> Narrow:
    if kind not in _KNOWN:
        hints = get_type_hints(kind)
        rules = [(one.name, narrow) for one in fields(kind) if (narrow := _rule(one.name, hints[one.name])) is not None]

        def narrow_all(whole: Any, people: Collection[PersonId]) -> Any:  # noqa: ANN401  any fact or part
            told = {name: narrow(value, people) for name, narrow in rules if (value := getattr(whole, name))}
            return replace(whole, **told)

        _KNOWN[kind] = narrow_all
    return _KNOWN[kind]


def _rule(name: str, hint: object) -> Narrow | None:
    """How the value of one field is narrowed; None when it can name nobody."""
    if hint is PersonId:
        return _one
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        rule = _rule(name, next(part for part in inner if part is not type(None)))
        return None if rule is None else _or_none(rule)
    if origin in (tuple, frozenset):
        rule = _rule(name, inner[0])
        return None if rule is None else _all(rule, origin, together=name == _PAIR)
    if isinstance(hint, type) and is_dataclass(hint):
        return _of(hint) if any(_rule(one.name, said) for one, said in _hinted(hint)) else None
    return None


def _hinted(kind: type) -> Iterable[tuple[Any, object]]:
    hints = get_type_hints(kind)
    return [(one, hints[one.name]) for one in fields(kind)]


def _one(person: PersonId, people: Collection[PersonId]) -> PersonId:
    if person not in people:
        raise _Nothing
    return person


def _or_none(rule: Narrow) -> Narrow:
    def narrow(value: Any, people: Collection[PersonId]) -> Any:  # noqa: ANN401  the field's own
        try:
            return rule(value, people)
        except _Nothing:
            return None

    return narrow


def _all(rule: Narrow, holder: Callable[[Iterable[Any]], Any], *, together: bool) -> Narrow:
    def narrow(values: Any, people: Collection[PersonId]) -> Any:  # noqa: ANN401  the field's own
        kept = []
        for value in values:
            try:
                kept.append(rule(value, people))
            except _Nothing:
                if together:
                    raise
        return holder(kept)

    return narrow
