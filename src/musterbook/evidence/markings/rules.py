"""What a marking may not say though each word of it is known: one line of a table for each clause of a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from musterbook.evidence.markings.content import Content
from musterbook.evidence.markings.profile import DISPLAY, REL, USA, Level

Clause = tuple[str, Callable[[Content], bool]]


def _said(mark: Content, *words: str) -> bool:
    """Whether the mark bears any of these controls."""
    return any(word in mark.dis or word in mark.non for word in words)


def _compartment(mark: Content, base: str) -> bool:
    """Whether one of its compartments lies under this control system."""
    return any(_base(word) == base for word in mark.sci)


def _gamma(mark: Content) -> bool:
    """Whether SI stands with its compartment G, alone or among others."""
    return any("G" in word.split(" ")[0].split("-")[1:] for word in mark.sci if _base(word) == "SI")


def _base(word: str) -> str:
    return word.replace(" ", "-").split("-")[0]


CLAUSES: Final[tuple[Clause, ...]] = (
    ("E_NF_CONFLICT", lambda mark: _said(mark, "NF") and _said(mark, REL)),
    ("E_NF_CONFLICT", lambda mark: _said(mark, "NF") and _said(mark, "RELIDO")),
    ("E_NF_CONFLICT", lambda mark: _said(mark, "NF") and _said(mark, DISPLAY)),
    ("E_NF_CONFLICT", lambda mark: _said(mark, "RELIDO") and _said(mark, DISPLAY)),
    ("E_RELIDO_NONUS", lambda mark: _said(mark, "RELIDO") and mark.system != "us"),
    ("E_RELIDO_FGI", lambda mark: _said(mark, "RELIDO") and mark.fgi is not None),
    ("E_RELIDO_FGI", lambda mark: _said(mark, DISPLAY) and mark.fgi is not None),
    ("E_ORCON_BOTH", lambda mark: _said(mark, "OC") and _said(mark, "OC-USGOV")),
    ("E_ORCON_U", lambda mark: _said(mark, "OC") and mark.level < Level.C),
    ("E_ORCON_U", lambda mark: _said(mark, "OC-USGOV") and mark.level < Level.C),
    ("E_FOUO_CLASSIFIED", lambda mark: _said(mark, "FOUO") and mark.level != Level.U),
    ("E_IMC_LEVEL", lambda mark: _said(mark, "IMC") and mark.level < Level.S),
    ("E_SCI_NF", lambda mark: _compartment(mark, "HCS") and not _said(mark, "NF")),
    ("E_SCI_NF", lambda mark: _compartment(mark, "KDK") and not _said(mark, "NF")),
    ("E_SIG_ORCON", lambda mark: _gamma(mark) and not _said(mark, "OC")),
    ("E_SCI_LEVEL", lambda mark: bool(mark.sci) and mark.level < Level.C),
    ("E_SCI_NO_FD", lambda mark: bool(mark.sci) and not (mark.for_foreigners or _said(mark, "NF", "OC"))),
    ("E_FGI_NONUS", lambda mark: mark.fgi is not None and mark.system != "us"),
    ("E_FGI_USA", lambda mark: USA in (mark.fgi or ())),
    ("E_FGI_USA", lambda mark: mark.system == "fgi" and USA in mark.owners),
    ("E_FGI_U", lambda mark: mark.fgi is not None and mark.level < Level.C),
    ("E_NATO_QUAL", lambda mark: bool(mark.qualifiers) and mark.system != "nato"),
    ("E_NATO_QUAL", lambda mark: "BALK" in mark.qualifiers and not mark.cosmic),
    ("E_NATO_QUAL", lambda mark: "BOHEMIA" in mark.qualifiers and not mark.cosmic),
    ("E_NATO_NF", lambda mark: _said(mark, "NF") and mark.system == "nato"),
    ("E_JOINT_ONE", lambda mark: mark.system == "joint" and len(set(mark.owners)) < 2),
    ("E_JOINT_R_USA", lambda mark: mark.system == "joint" and mark.level == Level.R and USA in mark.owners),
    ("E_XDND_NF", lambda mark: _said(mark, "XD") and not _said(mark, "NF")),
    ("E_XDND_NF", lambda mark: _said(mark, "ND") and not _said(mark, "NF")),
    ("E_XD_ND_BOTH", lambda mark: _said(mark, "XD") and _said(mark, "ND")),
    ("E_NONIC_BOTH", lambda mark: _said(mark, "LES") and _said(mark, "LES-NF")),
    ("E_NONIC_BOTH", lambda mark: _said(mark, "SBU") and _said(mark, "SBU-NF")),
)
"""Code and when it is given, as codes.csv says; below CONFIDENTIAL lie RESTRICTED and UNCLASSIFIED."""


def broken(mark: Content, clauses: Iterable[Clause] = CLAUSES) -> set[str]:
    """Codes of all clauses this mark does not keep."""
    return {code for code, breaks in clauses if breaks(mark)}
