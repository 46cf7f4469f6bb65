"""The blocks of a marking after its level: qualifier, compartments, foreign owners, dissemination, other controls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from musterbook.evidence.markings.content import Content
from musterbook.evidence.markings.lists import read_recipients, read_spaced
from musterbook.evidence.markings.profile import DIS, DISPLAY, NATO_QUALIFIERS, NON, REL, USA, Kind

Block = Literal["qualifier", "sci", "fgi", "dis", "non"]
ORDER: Final[tuple[Block, ...]] = ("qualifier", "sci", "fgi", "dis", "non")

SCI: Final = re.compile(r"(?:HCS|KDK|SI|TK)(?:-[A-Z0-9]+)*(?: [A-Z0-9]+)*")
LISTED: Final = re.compile(rf"({REL}|{DISPLAY})(?: (.*))?|REL")
DIS_RANK: Final = {word: rank for rank, word in enumerate(DIS)}
NON_RANK: Final = {word: rank for rank, word in enumerate(NON)}
DIS_FORMS: Final = {form: short for short, long in DIS.items() for form in (short, long)}
NON_FORMS: Final = {form: short for short, long in NON.items() for form in (short, long)}


@dataclass(slots=True)
class _Words:
    """What the blocks were found to say so far."""

    qualifiers: list[str] = field(default_factory=list)
    sci: list[str] = field(default_factory=list)
    fgi: list[str] | None = None
    dis: list[str] = field(default_factory=list)
    rel: list[str] = field(default_factory=list)
    display: list[str] = field(default_factory=list)
    non: list[str] = field(default_factory=list)


def read_blocks(begun: Content, blocks: list[str], kind: Kind, faults: set[str]) -> Content:
    """The mark with what its blocks say; words that a block does not know are left out of it."""
    words = _Words()
    last = -1
    for block in blocks:
        named = _named(block)
        if named is None:
            faults.add("E_TOKEN")
            continue
        if ORDER.index(named) <= last:
            faults.add("E_BLOCK_ORDER")
        last = max(last, ORDER.index(named))
        _read(named, block.split("/"), kind, words, faults)
    for said in (words.sci, words.dis, words.non, words.qualifiers):
        if len(set(said)) < len(said):
            faults.add("E_DUP")
    return replace(
        begun, qualifiers=tuple(words.qualifiers), sci=tuple(words.sci), dis=tuple(words.dis), rel=tuple(words.rel),
        fgi=None if words.fgi is None else tuple(words.fgi), display=tuple(words.display), non=tuple(words.non),
    )  # fmt: skip


def _named(block: str) -> Block | None:
    """Which block this is, by the first word that any block knows."""
    return next((named for named in map(_home, block.split("/")) if named), None)


def _home(word: str) -> Block | None:
    """The block a word belongs to."""
    if word in NATO_QUALIFIERS:
        return "qualifier"
    if SCI.fullmatch(word):
        return "sci"
    if word == "FGI" or word.startswith("FGI "):
        return "fgi"
    if word in NON_FORMS:
        return "non"
    return "dis" if word in DIS_FORMS or LISTED.fullmatch(word) else None


def _read(named: Block, block: list[str], kind: Kind, words: _Words, faults: set[str]) -> None:
    """One block's words, each where it belongs; a word of another block is as unknown as one of none."""
    own = [word for word in block if _home(word) == named]
    if len(own) < len(block) or (named in ("qualifier", "fgi") and len(own) > 1):
        faults.add("E_TOKEN")
    match named:
        case "qualifier":
            words.qualifiers += own
        case "sci":
            words.sci += _sorted(own, faults)
        case "fgi":
            words.fgi = [*(words.fgi or []), *_owners(own[0], faults)]
        case "dis":
            controls = [_control(word, words, kind, faults) for word in own]
            words.dis += _ranked(controls, DIS_RANK, faults)
        case "non":
            words.non += _ranked([_short(word, NON_FORMS, NON, kind, faults) for word in own], NON_RANK, faults)


def _owners(word: str, faults: set[str]) -> tuple[str, ...]:
    """Whom a block of foreign information names; nobody where it hides them."""
    if word == "FGI ":
        faults.add("E_LIST_FORMAT")
    return read_spaced(word.removeprefix("FGI").removeprefix(" "), faults)


def _sorted(own: list[str], faults: set[str]) -> list[str]:
    if own != sorted(own):
        faults.add("E_LIST_ORDER")
    return own


def _ranked(controls: list[str], ranks: Mapping[str, int], faults: set[str]) -> list[str]:
    if controls != sorted(controls, key=ranks.__getitem__):
        faults.add("E_DISSEM_ORDER")
    return controls


def _short(word: str, forms: Mapping[str, str], longs: Mapping[str, str], kind: Kind, faults: set[str]) -> str:
    """The portion form of a control; a fault where the word is the form of the other kind of marking."""
    short = forms[word]
    if word != (short if kind == "portion" else longs[short]):
        faults.add("E_FORM")
    return short


def _control(word: str, words: _Words, kind: Kind, faults: set[str]) -> str:
    """The portion form of a dissemination control, its list taken into `words`."""
    found = LISTED.fullmatch(word)
    if not found:
        return _short(word, DIS_FORMS, DIS, kind, faults)
    if found[1] == DISPLAY:
        words.display += _shown(found[2] or "", faults)
        return DISPLAY
    words.rel += _released(found[2] or "", faults)
    return REL


def _released(text: str, faults: set[str]) -> tuple[str, ...]:
    listed = read_recipients(text, faults)
    if not listed:
        faults.add("E_REL_EMPTY")
    elif listed[0] != USA:
        faults.add("E_REL_USA_FIRST")
    elif set(listed) == {USA}:
        faults.add("E_REL_ALONE")
    return listed


def _shown(text: str, faults: set[str]) -> tuple[str, ...]:
    listed = read_recipients(text, faults)
    if not listed:
        faults.add("E_DISPLAY_EMPTY")
    if USA in listed:
        faults.add("E_COUNTRY")  # the list is that of foreigners, so USA is no country of it (decision 0610)
    return listed
