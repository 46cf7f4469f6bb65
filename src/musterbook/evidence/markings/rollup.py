"""The banner of a whole, from the markings of its portions: never wider than any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from musterbook.evidence.markings.content import Content
from musterbook.evidence.markings.profile import (
    DIS,
    DISPLAY,
    NON,
    REL,
    TETRAGRAPHS,
    TLP,
    USA,
    Level,
    expanded,
    in_order,
)
from musterbook.evidence.markings.reading import read_mark

ERROR: Final = "error"
CARRIED: Final = ("RS", "OC", "OC-USGOV", "IMC", "PR", "DSEN", "FISA")
"""Controls the whole has when any portion has them."""
NO_FOREIGNERS: Final = ("LES-NF", "SBU-NF")


@dataclass(frozen=True, slots=True)
class RollUp:
    """The banner, its codes empty; or `error` and why there is none."""

    banner: str
    codes: tuple[str, ...]


def roll_up(portions: Sequence[str]) -> RollUp:
    """The banner of a whole whose portions are marked so; casework.md section 9.

    Codes: E_PORTION_INVALID when a portion is not valid or there is none, E_MIXED_SYSTEM when the traffic light
    stands beside other marks. The order of portions, and how often one occurs, make no difference.
    """
    read = [read_mark(one, "portion").content for one in portions]
    marks = [one for one in read if one is not None]
    if len(marks) < len(read) or not marks:
        return RollUp(ERROR, ("E_PORTION_INVALID",))
    lights = [mark for mark in marks if mark.system == "tlp"]
    if 0 < len(lights) < len(marks):
        return RollUp(ERROR, ("E_MIXED_SYSTEM",))
    whole = _brightest(lights) if lights else _joined(marks)
    return RollUp(whole.written("banner"), ())


def _brightest(lights: list[Content]) -> Content:
    return Content("tlp", tlp=max((mark.tlp for mark in lights), key=TLP.index))


def _joined(marks: list[Content]) -> Content:
    highest = max(mark.level for mark in marks)
    level = Level.C if highest == Level.R else highest
    classified = level > Level.U
    fgi = _foreign_owners(marks) if classified else None
    non = _other_controls(marks, classified=classified)
    dis = {word for mark in marks for word in mark.dis}
    kept: set[str] = {word for word in CARRIED if word in dis}
    if "OC" in kept:
        kept.discard("OC-USGOV")
    if "FOUO" in dis and not classified and not any(word.startswith(("SBU", "LES")) for word in non):
        kept.add("FOUO")
    recipients = _recipients(marks, classified=classified, hides_display=fgi is not None)
    kept |= recipients.controls
    return Content(
        "us", level, sci=tuple(sorted({word for mark in marks for word in mark.sci})), fgi=fgi,
        dis=tuple(word for word in DIS if word in kept), non=tuple(word for word in NON if word in non),
        rel=(USA, *in_order(recipients.rel)), display=in_order(recipients.display),
    )  # fmt: skip


def _foreign_owners(marks: list[Content]) -> tuple[str, ...] | None:
    """Whose information there is besides our own; empty when a portion hides the name of one, None without any."""
    owners: set[str] = set()
    for mark in marks:
        owners |= {"NATO"} if mark.system == "nato" else {*mark.owners, *(mark.fgi or ())} - {USA}
    if any(mark.fgi == () for mark in marks):
        return ()
    return in_order(frozenset(owners)) if owners else None


def _other_controls(marks: list[Content], *, classified: bool) -> set[str]:
    """The union, less what a classified whole does not bear and what a stronger control says already."""
    non = {word for mark in marks for word in mark.non}
    if classified:
        non |= {"LES"} & {word.removesuffix("-NF") for word in non}
        non -= {"SBU", *NO_FOREIGNERS}
    for stronger, weaker in (("SBU-NF", "SBU"), ("LES-NF", "LES"), ("ND", "XD")):
        if stronger in non:
            non.discard(weaker)
    return non


@dataclass(frozen=True, slots=True)
class _Recipients:
    """Who may have the whole and who may only be shown it; USA stands in neither."""

    controls: frozenset[str]
    rel: frozenset[str] = frozenset()
    display: frozenset[str] = frozenset()


_NOBODY: Final = _Recipients(frozenset({"NF"}))


def _recipients(marks: list[Content], *, classified: bool, hides_display: bool) -> _Recipients:
    """What all portions that say it, or must, leave in common; NOFORN when that is nobody.

    A classified portion of our own that says nothing of foreigners is for nobody but USA, so it leaves nobody.

    `hides_display` when the whole names foreign owners: such a mark bears neither RELIDO nor DISPLAY ONLY.
    """
    if any("NF" in mark.dis or (classified and set(NO_FOREIGNERS) & set(mark.non)) for mark in marks):
        return _NOBODY
    saying = [mark for mark in marks if mark.classified or mark.for_foreigners]
    if not saying:
        return _Recipients(frozenset())
    rel = frozenset.intersection(*map(_may_have, saying)) - {USA}
    shown = frozenset.intersection(*(_may_have(mark) | expanded(mark.display) for mark in saying)) - rel - {USA}
    left_open = all("RELIDO" in mark.dis for mark in saying) and not hides_display
    display = frozenset[str]() if left_open or hides_display else shown
    controls = _controls(rel, display, left_open=left_open)
    return _Recipients(controls, rel, display) if controls else _NOBODY


def _controls(rel: frozenset[str], display: frozenset[str], *, left_open: bool) -> frozenset[str]:
    given = ((REL, bool(rel)), ("RELIDO", left_open), (DISPLAY, bool(display)))
    return frozenset(word for word, holds in given if holds)


def _may_have(mark: Content) -> frozenset[str]:
    """Countries that may have a portion: those it lists, otherwise its owners."""
    if mark.rel:
        return expanded(mark.rel)
    if mark.system == "nato":
        return TETRAGRAPHS["NATO"]
    return expanded(mark.owners) | {USA}
