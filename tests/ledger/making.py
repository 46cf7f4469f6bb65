"""Makes facts and entries for property tests: any fact of any declared kind, from its annotations."""

from __future__ import annotations

import importlib
import pkgutil
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

import musterbook
from musterbook.ledger.entry import NO_DIGEST, Act, Entry, entry_from, new_act_id
from musterbook.ledger.facts import Digest, Fact, kinds
from musterbook.ledger.notation import NO_REGISTER, log_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

Strategy = st.SearchStrategy[Any]

DIGESTS: Strategy = st.binary(min_size=32, max_size=32).map(lambda raw: Digest(raw.hex()))
TEXTS: Strategy = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PERSONS: Strategy = st.integers(1, 40).map(lambda n: PersonId(f"D-{n:04}")) | TEXTS.filter(bool)
CUSTODIANS: Strategy = st.sampled_from(["hasakah", "chinook", "karkh", "desk", "bus-07"]).map(CustodianId)
FIRST, LAST = datetime.fromisoformat("2025-12-30"), datetime.fromisoformat("2026-03-01")
KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters='"\\'), min_size=1)
OFFSETS = st.sampled_from([0, 180, -210, 345]).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS: Strategy = st.datetimes(FIRST, LAST, timezones=OFFSETS, allow_imaginary=False).map(
    lambda moment: moment.replace(microsecond=0)
)
PLAIN: dict[object, Strategy] = {
    str: TEXTS, int: st.integers(-(2**53) + 1, 2**53 - 1), bool: st.booleans(), datetime: MOMENTS, Digest: DIGESTS,
    PersonId: PERSONS, CustodianId: CUSTODIANS,
}  # fmt: skip


def declare_every_fact() -> None:
    """Import every room's facts, so that their kinds are known."""
    for room in pkgutil.iter_modules(musterbook.__path__):
        if room.ispkg and room.name != "ledger":
            inside = pkgutil.walk_packages([f"{musterbook.__path__[0]}/{room.name}"], f"musterbook.{room.name}.")
            for module in inside:
                if module.name.endswith(".facts"):
                    importlib.import_module(module.name)


def facts_strategy(*names: str) -> st.SearchStrategy[Fact]:
    """Any fact of the kinds named, or of all kinds declared; every field drawn from its annotation alone."""
    declare_every_fact()
    chosen = [kinds()[name] for name in names] if names else list(kinds().values())
    return st.sampled_from(chosen).flatmap(_built)


def acts_strategy(*names: str) -> st.SearchStrategy[Act]:
    """An act with any fact, following nothing."""
    return st.builds(
        Act, id=st.builds(new_act_id, MOMENTS, st.binary(min_size=10, max_size=10)), by=CUSTODIANS,
        fact=facts_strategy(*names), after=st.just(()), register=st.just(NO_REGISTER), happened_at=MOMENTS,
        written_at=MOMENTS, via=st.sampled_from(["device", "paper", "import"]),
    )  # fmt: skip


def entries_of(acts: list[Act], *, log: str | None = None) -> list[Entry]:
    """One log that holds these acts, unsigned."""
    entries: list[Entry] = []
    for seq, act in enumerate(acts):
        prev = entries[-1].digest if entries else NO_DIGEST
        entries.append(entry_from(act, log=log or log_of("test"), seq=seq, prev=prev, signed=()))
    return entries


def _built(kind: type) -> Strategy:
    hints = get_type_hints(kind)
    needed: dict[str, Strategy] = {}
    optional: dict[str, Strategy] = {}
    for one in fields(kind):
        (needed if one.default is MISSING else optional)[one.name] = _drawn(hints[one.name])
    return st.fixed_dictionaries(needed, optional=optional).map(lambda drawn: kind(**drawn))


def _drawn(hint: object) -> Strategy:
    origin, inner = get_origin(hint), get_args(hint)
    if isinstance(hint, NewType) and hint not in PLAIN:
        return _drawn(hint.__supertype__)
    if origin in (Union, types.UnionType):
        return st.none() | _drawn(next(part for part in inner if part is not type(None)))
    if origin in (tuple, frozenset):
        return (st.lists if origin is tuple else st.frozensets)(_drawn(inner[0]), max_size=4).map(origin)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(KEYS, _drawn(inner[1]), max_size=4)
    return _built(hint) if isinstance(hint, type) and is_dataclass(hint) else PLAIN[hint]
