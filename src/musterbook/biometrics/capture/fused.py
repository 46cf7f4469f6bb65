"""The same network in fewer steps: two things its file spells out in eighteen nodes each are said in one.

Two thirds of the time went into walking the picture's layers again and again for a layer normalisation over channels
and for a GELU, each written as a chain of sums and products that no optimiser recognises, because a transposition
stands in the middle. Here both become the one operator they are. Weights are not touched, and the points are the same
(decision 0753).

ONNX is protobuf, of which the little that is needed is read and written below: adding the `onnx` package, 18 MB, for
four functions would make set-up longer for everybody.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

GRAPH: Final = 7
OPSET: Final = 8
NODE: Final = 1
INITIALISER: Final = 5
_BYTES: Final = 2
_INPUT, _OUTPUT, _NAME, _KIND, _ATTRIBUTE, _DOMAIN = 1, 2, 3, 4, 5, 7
_DIMS, _TENSOR_NAME = 1, 8
_FLOAT, _INTEGER, _INTEGERS = 1, 2, 7
"""Kinds of an attribute."""
MICROSOFT: Final = "com.microsoft"

NORMALISED: Final = "_ln_1/"
GELU: Final = "/Gelu/"
EPSILON: Final = 1e-3
TO_LAST: Final = (0, 2, 3, 1)
TO_FIRST: Final = (0, 3, 1, 2)

Part = tuple[int, int, "int | bytes"]
"""Field number, wire type, value."""


@dataclass(frozen=True, slots=True)
class Node:
    """What is needed of a node: its name, what it does, what it takes and gives, and its bytes."""

    name: str
    kind: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    raw: bytes


def fused(model: bytes) -> bytes:
    """The model with every normalisation over channels and every GELU as one operator.

    A model in which the chains do not look as expected is given back as it was: slower, and the same.
    """
    try:
        return _fused(model)
    except (KeyError, ValueError, IndexError, struct.error):
        return model


def _fused(model: bytes) -> bytes:
    parts = list(_parts(model))
    (graph,) = (bytes(value) for number, _, value in parts if number == GRAPH and isinstance(value, bytes))
    inside = list(_parts(graph))
    nodes = [_node(value) for number, _, value in inside if number == NODE and isinstance(value, bytes)]
    tensors = [value for number, _, value in inside if number == INITIALISER and isinstance(value, bytes)]
    named = {_tensor_name(value): value for value in tensors}
    others = [part for part in inside if part[0] not in (NODE, INITIALISER)]
    outputs = {_text(value, 1) for number, _, value in inside if number == 12 and isinstance(value, bytes)}

    nodes, flat = _with_normalisations(nodes, named)
    nodes = _needed(_with_gelus(nodes), outputs)
    written = b"".join(_field(NODE, node.raw) for node in nodes)
    written += b"".join(_field(INITIALISER, tensor) for tensor in [*tensors, *flat])
    written += b"".join(_part(part) for part in others)
    head = b"".join(_part(part) for part in parts if part[0] != GRAPH)
    return head + _field(OPSET, _field(1, MICROSOFT.encode()) + _number(2, 1)) + _field(GRAPH, written)


def _with_normalisations(nodes: list[Node], named: dict[str, bytes]) -> tuple[list[Node], list[bytes]]:
    """Each chain `…_ln_1/` replaced at its end: to channels last, normalised, and back."""
    by_name = {node.name: node for node in nodes}
    ends = [node for node in nodes if node.name.endswith(f"{NORMALISED}add_2")]
    replaced: dict[str, list[Node]] = {}
    flat: list[bytes] = []
    for end in ends:
        prefix = end.name.removesuffix("add_2")
        source = by_name[f"{prefix}mul_2"].takes[0]
        (scale,) = (name for name in by_name[f"{prefix}mul"].takes if name in named)
        (shift,) = (name for name in by_name[f"{prefix}add_1"].takes if name in named)
        names = [f"{prefix}scale", f"{prefix}shift"]
        flat += [_flat(named[old], new) for old, new in zip((scale, shift), names, strict=True)]
        last, done = f"{prefix}last", f"{prefix}done"
        replaced[end.name] = [
            _made("Transpose", f"{prefix}to_last", [source], last, [_integers("perm", TO_LAST)]),
            _made(
                "LayerNormalization", f"{prefix}normalised", [last, *names], done,
                [_integer("axis", -1), _float("epsilon", EPSILON)],
            ),
            _made("Transpose", f"{prefix}to_first", [done], end.gives[0], [_integers("perm", TO_FIRST)]),
        ]  # fmt: skip
    return [one for node in nodes for one in replaced.get(node.name, [node])], flat


def _with_gelus(nodes: list[Node]) -> list[Node]:
    """Each chain `…/Gelu/` replaced at its end.

    After a normalisation it comes before the way back, which then is one with what follows.
    """
    by_name = {node.name: node for node in nodes}
    way_back = {node.gives[0]: node for node in nodes if node.name.endswith("to_first")}
    found = []
    for node in nodes:
        if not node.name.endswith(f"{GELU}mul_3"):
            found.append(node)
            continue
        source = by_name[node.name.removesuffix("_3")].takes[1]
        if source in way_back:
            last, done = way_back[source].takes[0], f"{node.name}_last"
            found.append(_made("FastGelu", f"{node.name}_fused", [last], done, [], domain=MICROSOFT))
            back = [_integers("perm", TO_FIRST)]
            found.append(_made("Transpose", f"{node.name}_first", [done], node.gives[0], back))
        else:
            found.append(_made("FastGelu", f"{node.name}_fused", [source], node.gives[0], [], domain=MICROSOFT))
    return found


def _needed(nodes: list[Node], outputs: set[str]) -> list[Node]:
    """Without the nodes whose results nobody takes any more."""
    while True:
        taken = Counter(name for node in nodes for name in node.takes)
        kept = [node for node in nodes if any(name in outputs or taken[name] for name in node.gives)]
        if len(kept) == len(nodes):
            return nodes
        nodes = kept


def _node(raw: bytes) -> Node:
    parts = [(number, value.decode()) for number, _, value in _parts(raw) if number < 5 and isinstance(value, bytes)]

    def texts(wanted: int) -> tuple[str, ...]:
        return tuple(value for number, value in parts if number == wanted)

    return Node((texts(_NAME) or ("",))[0], texts(_KIND)[0], texts(_INPUT), texts(_OUTPUT), raw)


def _made(
    kind: str, name: str, takes: list[str], gives: str, attributes: Iterable[bytes], *, domain: str = ""
) -> Node:  # fmt: skip
    raw = b"".join(_field(_INPUT, one.encode()) for one in takes) + _field(_OUTPUT, gives.encode())
    raw += _field(_NAME, name.encode()) + _field(_KIND, kind.encode())
    raw += b"".join(_field(_ATTRIBUTE, one) for one in attributes)
    return Node(name, kind, tuple(takes), (gives,), raw + (_field(_DOMAIN, domain.encode()) if domain else b""))


def _flat(tensor: bytes, name: str) -> bytes:
    """The tensor of 1 × C × 1 × 1 as one of C, under another name."""
    parts = list(_parts(tensor))
    sides = [side for number, _, value in parts if number == _DIMS for side in _whole(value)]
    kept = b"".join(_part(part) for part in parts if part[0] not in (_DIMS, _TENSOR_NAME))
    return _number(_DIMS, max(sides)) + kept + _field(_TENSOR_NAME, name.encode())


def _integer(name: str, value: int) -> bytes:
    return _field(1, name.encode()) + _number(3, value) + _number(20, _INTEGER)


def _float(name: str, value: float) -> bytes:
    return _field(1, name.encode()) + b"\x15" + struct.pack("<f", value) + _number(20, _FLOAT)


def _integers(name: str, values: Iterable[int]) -> bytes:
    return _field(1, name.encode()) + b"".join(_number(8, one) for one in values) + _number(20, _INTEGERS)


# The wire: tag, then a number in groups of seven bits, or a length and bytes.


def _parts(message: bytes) -> Iterator[Part]:
    place = 0
    while place < len(message):
        tag, place = _read_number(message, place)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            value, place = _read_number(message, place)
            yield number, wire, value
            continue
        if wire == _BYTES:
            length, place = _read_number(message, place)
        else:
            length = {1: 8, 5: 4}[wire]
        yield number, wire, message[place : place + length]
        place += length


def _read_number(message: bytes, place: int) -> tuple[int, int]:
    found = shift = 0
    while True:
        byte = message[place]
        place += 1
        found |= (byte & 127) << shift
        if byte < 128:
            return found, place
        shift += 7


def _whole(value: int | bytes) -> list[int]:
    """The numbers of a field written one by one or packed."""
    if isinstance(value, int):
        return [value]
    found, place = [], 0
    while place < len(value):
        one, place = _read_number(value, place)
        found.append(one)
    return found


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    return bytes([*written, value])


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _field(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(value)) + value


def _part(part: Part) -> bytes:
    number, wire, value = part
    if isinstance(value, int):
        return _number(number, value)
    return _field(number, value) if wire == _BYTES else _varint(number << 3 | wire) + value


def _text(message: bytes, wanted: int) -> str:
    return next(value.decode() for number, _, value in _parts(message) if number == wanted and isinstance(value, bytes))


def _tensor_name(tensor: bytes) -> str:
    return _text(tensor, _TENSOR_NAME)
