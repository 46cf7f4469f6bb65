"""A marking read from text: every fault in it, and its parts where there is none."""

from __future__ import annotations

from dataclasses import dataclass

from musterbook.evidence.markings.blocks import read_blocks
from musterbook.evidence.markings.content import Content
from musterbook.evidence.markings.levels import read_level
from musterbook.evidence.markings.profile import CODES, TLP, TLP_DEPRECATED, Kind
from musterbook.evidence.markings.rules import broken
from musterbook.evidence.markings.surface import smoothed


@dataclass(frozen=True, slots=True)
class Mark:
    """A marking as it was understood: `codes` of every fault, in the order of codes.csv, each once.

    `normalised` is the mark as the profile writes it, and `content` its parts; empty and None where it is not valid.
    """

    valid: bool
    codes: tuple[str, ...]
    normalised: str
    content: Content | None


def read_mark(text: str, kind: Kind) -> Mark:
    """The marking of a portion, in round brackets, or of a whole, in long forms; casework.md section 9.

    Nothing is folded but the case of A to Z: a letter that only looks like one of them makes an unknown word.
    """
    faults: set[str] = set()
    mark = smoothed(text, kind, faults)
    content = _traffic_light(mark, faults) if mark.startswith("TLP:") else _classification(mark, kind, faults)
    codes = tuple(code for code in CODES if code in faults)
    if codes or content is None:
        return Mark(valid=False, codes=codes, normalised="", content=None)
    return Mark(valid=True, codes=(), normalised=content.written(kind), content=content)


def _traffic_light(mark: str, faults: set[str]) -> Content | None:
    word = mark.removeprefix("TLP:")
    if word not in TLP:
        faults.add("E_TLP_DEPRECATED" if word == TLP_DEPRECATED else "E_TLP")
        return None
    return Content("tlp", tlp=word)


def _classification(mark: str, kind: Kind, faults: set[str]) -> Content | None:
    """All but the traffic light; None where no level is known, after which nothing is read."""
    foreign = mark.startswith("//")
    head, *blocks = mark.removeprefix("//").split("//")
    begun = read_level(head, kind, faults, foreign=foreign)
    if begun is None:
        faults.add("E_LEVEL")
        return None
    content = read_blocks(begun, blocks, kind, faults)
    faults |= broken(content)
    return content
