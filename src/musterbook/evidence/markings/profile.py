"""The words of the marking profile: levels, controls in their order, countries, and fault codes in theirs."""

from __future__ import annotations

import csv
import json
from enum import IntEnum
from importlib.resources import files
from typing import Final, Literal

Kind = Literal["portion", "banner"]
System = Literal["us", "nato", "joint", "fgi", "tlp"]


class Level(IntEnum):
    """How secret, lowest first; only NATO, joint and foreign marks know RESTRICTED."""

    U = 0
    R = 1
    C = 2
    S = 3
    TS = 4


LONG: Final = {
    Level.U: "UNCLASSIFIED", Level.R: "RESTRICTED", Level.C: "CONFIDENTIAL", Level.S: "SECRET",
    Level.TS: "TOP SECRET",
}  # fmt: skip
US_LEVELS: Final = (Level.TS, Level.S, Level.C, Level.U)

NATO: Final = {
    Level.TS: ("CTS", "COSMIC TOP SECRET"), Level.S: ("NS", "NATO SECRET"), Level.C: ("NC", "NATO CONFIDENTIAL"),
    Level.R: ("NR", "NATO RESTRICTED"), Level.U: ("NU", "NATO UNCLASSIFIED"),
}  # fmt: skip
"""Level → short and long form."""
NATO_MISTAKEN: Final = {"NTS": Level.TS, "NATO TOP SECRET": Level.TS, "COSMIC SECRET": Level.S}
"""Levels people write that NATO has not."""
NATO_QUALIFIERS: Final = ("ATOMAL", "BALK", "BOHEMIA")

REL: Final = "REL TO"
DISPLAY: Final = "DISPLAY ONLY"
DIS: Final = {
    "RS": "RSEN", "FOUO": "FOUO", "OC": "ORCON", "OC-USGOV": "ORCON-USGOV", "IMC": "IMCON", "NF": "NOFORN",
    "PR": "PROPIN", REL: REL, "RELIDO": "RELIDO", "DSEN": "DEA SENSITIVE", "FISA": "FISA", DISPLAY: DISPLAY,
}  # fmt: skip
"""Dissemination controls in their order: portion form → banner form."""
NON: Final = {
    "DS": "LIMDIS", "XD": "EXDIS", "ND": "NODIS", "SBU": "SBU", "SBU-NF": "SBU NOFORN", "LES": "LES",
    "LES-NF": "LES NOFORN", "SSI": "SSI",
}  # fmt: skip
"""Other agencies' controls in their order: portion form → banner form."""

TLP: Final = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
"""Traffic light words, widest first."""
TLP_DEPRECATED: Final = "WHITE"

USA: Final = "USA"


def _packaged(name: str) -> str:
    return files("musterbook.evidence.markings").joinpath(name).read_text(encoding="utf-8")


_LISTED: Final = json.loads(_packaged("countries.json"))
COUNTRIES: Final = frozenset[str](_LISTED["countries"])
TETRAGRAPHS: Final = {name: frozenset[str](members) for name, members in _LISTED["tetragraphs"].items()}
CODES: Final = tuple(row["code"] for row in csv.DictReader(_packaged("codes.csv").splitlines()))
"""Every fault code, in the order in which faults of a marking are told."""


def expanded(listed: tuple[str, ...]) -> frozenset[str]:
    """Countries of a list, the members in the place of each tetragraph."""
    return frozenset().union(*(TETRAGRAPHS.get(one, {one}) for one in listed))


def in_order(listed: frozenset[str]) -> tuple[str, ...]:
    """As lists are written: trigraphs a–z, then tetragraphs a–z."""
    return tuple(sorted(listed, key=list_rank))


def list_rank(name: str) -> tuple[bool, str]:
    """Where a country stands in a list; what is no country stands by its length."""
    return len(name) > 3, name
