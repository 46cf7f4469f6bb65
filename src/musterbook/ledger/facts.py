"""Facts: what happened, declared by a kind and its fields, frozen, and read from and written to plain JSON.

A room declares a fact like this, and being a `Fact` freezes it:

    class Offered(Fact, kind="custody.offered", in_chain=True):
        '''First half of a handover: the author gives these people to the receiver.'''

        handover: str
        people: frozenset[PersonId]
        receiver: CustodianId

Fields may be text, whole numbers, truth values, moments, digests, other `Part`s, and tuples, frozen sets, mappings and
options of these; there are no floats in the book. A field that equals its default is left out of the JSON, so a form
can grow without changing what older entries mean. A field named like a Python keyword ends in an underscore, which the
JSON does not have (`from_` is written `from`).
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from operator import attrgetter
from typing import (
    Any,
    ClassVar,
    Final,
    NewType,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_written, written

Digest = NewType("Digest", str)
"""64 lower-case hexadecimal digits: the name of an entry, or of something sealed beside the book."""

Number = NewType("Number", str)
"""A finite number in decimals as text, `0.25` or `1e-07`: there are no floats in the book (decision 0560)."""

Json = Any
"""A value of the canonical profile: text, whole number, truth value, null, list or object."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_KINDS: Final[dict[str, type[Fact]]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Part:
    """A group of fields inside a fact, frozen like it."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Fact:
    """Something that happened. Subclasses name their kind; the fields are the subclass's annotations.

    Class attributes:
        kind: name of the kind, `room.what-happened`.
        form: version of the fields; a kind gains fields only with a new form.
        in_chain: the fact belongs to the custody chain of each person it names: later acts about him follow it.
        decides_hand: the fact may change who answers for someone, so two that know nothing of each other are rivals.
        by_node: written by the node itself; nobody signs the act.
    """

    kind: ClassVar[str]
    form: ClassVar[int] = 1
    in_chain: ClassVar[bool] = False
    decides_hand: ClassVar[bool] = False
    by_node: ClassVar[bool] = False

    def __init_subclass__(
        cls, *, kind: str, form: int = 1, in_chain: bool = False, decides_hand: bool = False, by_node: bool = False
    ) -> None:
        cls.kind, cls.form = kind, form
        cls.in_chain, cls.decides_hand, cls.by_node = in_chain, decides_hand, by_node
        dataclass(frozen=True, kw_only=True)(cls)
        if kind in _KINDS:
            raise TypeError(f"two facts of kind {kind}")
        _KINDS[kind] = cls

    def named(self) -> frozenset[PersonId]:
        """Everyone the fact names."""
        return frozenset(_people_of(type(self))(self))

    def decided(self) -> frozenset[PersonId]:
        """Those whose custodian the fact may change: everyone it names, if its kind decides hands at all."""
        return self.named() if self.decides_hand else frozenset()


class NotUnderstood(Fact, kind="?"):
    """A fact whose kind, form or fields this version does not know: kept and passed on, without effect."""

    said_kind: str
    said_form: int
    said: Mapping[str, Json]


def kinds() -> Mapping[str, type[Fact]]:
    """Every declared kind by name, in order of declaration."""
    return types.MappingProxyType({name: fact for name, fact in _KINDS.items() if fact is not NotUnderstood})


def to_json(fact: Fact) -> dict[str, Json]:
    """The fields of a fact as canonical JSON values; fields at their default are left out."""
    kind = type(fact)
    if kind is NotUnderstood:
        return dict(cast("NotUnderstood", fact).said)
    told: dict[str, Json] = (_FORMS.get(kind) or _form_of(kind)).write(fact)
    return told


def from_json(kind: str, form: int, said: Mapping[str, Json]) -> Fact:
    """The fact that `said` tells, or `NotUnderstood` when kind, form or fields are strange to this version."""
    fact = _KINDS.get(kind)
    if fact is None or fact is NotUnderstood or form > fact.form:
        return NotUnderstood(said_kind=kind, said_form=form, said=said)
    try:
        return cast("Fact", _form_of(fact).read(said))
    except (Malformed, TypeError, ValueError, KeyError):
        return NotUnderstood(said_kind=kind, said_form=form, said=said)


def read_fact(kind: str, said: Mapping[str, Json]) -> Fact:
    """The fact of a known kind that `said` tells; Malformed with what is wrong, for writers and notation."""
    fact = _KINDS.get(kind)
    if fact is None or fact is NotUnderstood:
        raise Malformed.because("fact.unknown-kind", kind=kind)
    return cast("Fact", _form_of(fact).read(said))


@dataclass(frozen=True, slots=True)
class _Form:
    """How one dataclass is read from and written to JSON."""

    read: Callable[[Mapping[str, Json]], object]
    write: Callable[[object], Json]


Read = Callable[[Json], Any]
Write = Callable[[Any], Json]
_FORMS: Final[dict[type, _Form]] = {}
_NAMES: Final[dict[type, Callable[[object], set[PersonId]]]] = {}


def _form_of(kind: type) -> _Form:
    """Reader and writer of a fact or part, made once from its annotations."""
    if kind not in _FORMS:
        _FORMS[kind] = _make_form(kind)
    return _FORMS[kind]


def _make_form(kind: type) -> _Form:
    hints = get_type_hints(kind)
    rules = [(f.name, f.name.rstrip("_"), *_codec(hints[f.name]), f.default) for f in fields(kind)]
    readers = {said: (name, read) for name, said, read, _, _ in rules}
    writers = [(said, write, default) for _, said, _, write, default in rules]
    values_of = _all_of([name for name, *_ in rules])
    needed = frozenset(said for said, _, default in writers if default is MISSING)

    known = readers.keys()

    def read(said: Mapping[str, Json]) -> object:
        if not isinstance(said, Mapping):
            raise Malformed.because("fact.not-an-object", of=kind.__name__)
        given = said.keys()
        if not needed <= given <= known:
            strange, lacking = ", ".join(sorted(given - known)), ", ".join(sorted(needed - given))
            raise Malformed.because("fact.fields", of=kind.__name__, strange=strange, lacking=lacking)
        told = {}
        for key, value in said.items():
            name, read_one = readers[key]
            # Most fields are text, and a book has hundreds of thousands: no call for one that is as it should be.
            told[name] = value if read_one is _read_text and type(value) is str else read_one(value)
        return kind(**told)

    def write(whole: object) -> Json:
        told = {}
        # No comprehension, and nothing is counted: a fifth of the time less for every entry that is written.
        for value, (said, write_one, default) in zip(values_of(whole), writers):  # noqa: B905  a writer for each value
            if value is not default and value != default:
                told[said] = value if write_one is _same else write_one(value)
        return told

    return _Form(read, write)


def _all_of(names: Sequence[str]) -> Callable[[object], tuple[Any, ...]]:
    """A function that takes these attributes of an object, in this order, at once."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda whole: tuple(getattr(whole, name) for name in names)


def _codec(hint: object) -> tuple[Read, Write]:
    """Reader and writer for one annotation."""
    if isinstance(hint, NewType) and hint is not Digest:
        return _codec(hint.__supertype__)
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _optional(inner)
    if origin in (tuple, frozenset):
        return _listed(inner[0], origin, ordered=origin is tuple)
    if origin is not None and issubclass(origin, Mapping):
        return _mapped(inner[1])
    if isinstance(hint, type) and is_dataclass(hint):
        form = _form_of(hint)
        return form.read, form.write
    raise TypeError(f"a fact cannot hold {hint}")


def _mapped(inner: object) -> tuple[Read, Write]:
    read, write = _codec(inner)
    return (
        lambda said: {_read_text(key): read(value) for key, value in _a(dict, said).items()},
        lambda value: {key: write(part) for key, part in value.items()},
    )


def _optional(inner: tuple[object, ...]) -> tuple[Read, Write]:
    (kept,) = (part for part in inner if part is not type(None))
    read, write = _codec(kept)
    return (
        lambda said: None if said is None else read(said),
        lambda value: None if value is None else write(value),
    )


def _listed(inner: object, holder: type, *, ordered: bool) -> tuple[Read, Write]:
    """Lists for tuples; sorted lists without repeats for frozen sets."""
    read, write = _codec(inner)

    def read_all(said: Json) -> object:
        plain = read is _read_text and set(map(type, _a(list, said))) <= {str}
        values = said if plain else [read(part) for part in _a(list, said)]
        if not ordered and values != sorted(set(values)):
            raise Malformed.because("fact.set-not-sorted")
        return holder(values)

    def write_all(values: Json) -> Json:
        return [write(part) for part in (values if ordered else sorted(values))]

    return read_all, write_all


def _a(wanted: type, said: Json) -> Json:
    """`said`, if it is exactly of the wanted JSON type."""
    if type(said) is not wanted:
        raise Malformed.because("fact.wrong-type", wanted=wanted.__name__, got=type(said).__name__)
    return said


def _read_text(said: Json) -> str:
    return cast("str", _a(str, said))


def _read_digest(said: Json) -> Digest:
    if type(said) is not str or _DIGEST.fullmatch(said) is None:
        raise Malformed.because("fact.not-a-digest")
    return Digest(said)


def _same(value: Json) -> Json:
    return value


_PLAIN: Final[dict[object, tuple[Read, Write]]] = {
    str: (_read_text, _same),
    int: (lambda said: _a(int, said), _same),
    bool: (lambda said: _a(bool, said), _same),
    datetime: (lambda said: read_written(_read_text(said)), written),
    Digest: (_read_digest, _same),
}


def _people_of(kind: type) -> Callable[[object], set[PersonId]]:
    """A function that collects everyone a fact of this kind names, made once from its annotations."""
    if kind not in _NAMES:
        _NAMES[kind] = _make_people_of(kind)
    return _NAMES[kind]


def _make_people_of(kind: type) -> Callable[[object], set[PersonId]]:
    hints = get_type_hints(kind)
    gatherers = [(one.name, gather) for one in fields(kind) if (gather := _gatherer(hints[one.name])) is not None]

    def people(fact: object) -> set[PersonId]:
        named: set[PersonId] = set()
        for name, gather in gatherers:
            value = getattr(fact, name)
            if value is not None:
                gather(value, named)
        return named

    return people


def _gatherer(hint: object) -> Callable[[Any, set[PersonId]], None] | None:
    """Puts everyone in a value of this annotation into a set; None when the annotation can hold nobody."""
    if hint is PersonId:
        return lambda value, named: named.add(value)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _gatherer(next(part for part in inner if part is not type(None)))
    if origin in (tuple, frozenset):
        return _gatherer_of_all(inner[0])
    if isinstance(hint, type) and is_dataclass(hint):
        of_part = _people_of(hint)
        return lambda value, named: named.update(of_part(value))
    return None


def _gatherer_of_all(inner: object) -> Callable[[Any, set[PersonId]], None] | None:
    if inner is PersonId:
        return lambda values, named: named.update(values)
    gather = _gatherer(inner)
    if gather is None:
        return None

    def gather_all(values: Iterable[object], named: set[PersonId]) -> None:
        for value in values:
            gather(value, named)

    return gather_all
