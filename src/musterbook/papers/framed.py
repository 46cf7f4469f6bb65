"""Framed papers: what `operation.on_paper` tells, in words, in the frame that every paper has (console.md section 15).

Marking at top centre, whose copy it is, the title in two languages, the code with its number; at the foot the entry it
rests on, its digest and key, how to verify it, and page of pages. The signed facts ride inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from musterbook.operation.on_paper.forms import code_text
from musterbook.operation.on_paper.of_people import cited_by
from musterbook.operation.on_paper.told import Block, Told
from musterbook.papers.codes import code_named
from musterbook.papers.form_layout import CORNERS_MM, DISC_MM
from musterbook.papers.frame import PAPER, pages_said, rests_said, verify_said
from musterbook.papers.framed_blocks import block_said, cell_said, moment_said
from musterbook.papers.in_parts import IN_A_PART, ROWS, is_long
from musterbook.papers.plain import plain
from musterbook.papers.setting import Attached, Press
from musterbook.papers.typefaces import FOLDER
from musterbook.terms.markings import EXERCISE
from musterbook.terms.times import zulu
from musterbook.words.languages import direction, speaking
from musterbook.words.printed import Tongue, named

TEMPLATES: Final[Mapping[str, str]] = {"bands": "band.typ", "bed-cards": "bed_card.typ"}
FRAMED: Final = "framed.typ"
IN_PARTS: Final = "framed_part.typ"
NAME_MOST: Final = 40
MARKING_MOST: Final = 90
IN_A_DOCUMENT: Final = 250
"""So many bands or cards are set at once: six thousand in one go take more than a gigabyte."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a paper.

    Attributes:
        operation: its name.
        marking: of the operation; the paper's own goes before it.
        zone: IANA name of the local time.
        language: of all words on it.
        also: a second language, of the title alone.
        facts: the signed facts, as a file to lie inside; empty for a paper of nobody.
        entry: the newest entry it rests on: digest, and key of its signature.
        rows: so many are set at once where a paper has more.
    """

    operation: str
    marking: str
    zone: str
    language: str
    also: str
    facts: str = ""
    entry: tuple[str, str] = ("", "")
    rows: int = IN_A_PART


def print_told(told: Told, around: Around, *, fonts: Path = FOLDER) -> bytes:
    """A paper as PDF; the same values give the same bytes. KeyError for a language that is none of ours."""
    from musterbook.operation.on_paper.signed import FACTS  # noqa: PLC0415  the one name it needs of it

    tongue = Tongue(around.language, PAPER)
    inside = [Attached(FACTS, around.facts, "application/json", tongue.told("attached.facts"))] if around.facts else []
    inside += [
        Attached(name, text, "application/json", tongue.told("attached.file")) for name, text in told.files.items()
    ]
    paper = paper_of(told, around)
    return Press(template_of(told.kind, paper), fonts).pdf(paper, at=told.as_of, attached=inside)


def template_of(kind: str, paper: Mapping[str, Any]) -> str:
    """By which template a paper of a kind is set, of which this stands on its pages."""
    return IN_PARTS if ROWS in paper else TEMPLATES.get(kind, FRAMED)


def is_framed(template: str) -> bool:
    """Whether papers of the frame are set by a template: signed facts ride inside each of them."""
    return template in (FRAMED, IN_PARTS) or template in TEMPLATES.values()


def parts_of(told: Told, *, most: int = IN_A_DOCUMENT) -> list[Told]:
    """A paper of very many cards as several, each with the entries its own cards rest on; itself alone otherwise."""
    cards = [card for block in told.blocks for card in block.get("cards", ())]
    if len(cards) <= most:
        return [told]
    chunks = [cards[start : start + most] for start in range(0, len(cards), most)]
    return [replace(told, blocks=({"cards": one},), cites=cited_by(one)) for one in chunks]


def name_of_file(told: Told, language: str) -> str:
    """Kind, number, issue, Zulu time, language."""
    number = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in told.number)
    return f"{told.kind}-{number}-issue-{told.issue}-{zulu(told.as_of)}-{language}.pdf"


def paper_of(told: Told, around: Around) -> Mapping[str, Any]:
    """What stands on the pages, as the template wants it."""
    with speaking(around.language):
        return _paper(told, around)


def _paper(told: Told, around: Around) -> Mapping[str, Any]:
    tongue, other = Tongue(around.language, PAPER), Tongue(around.also, PAPER)
    entry, _ = around.entry
    foot = [rests_said(tongue, around.entry), verify_said(tongue, name_of_file(told, around.language))]
    common: dict[str, Any] = {
        "title": _title(tongue, told, around.zone), "app": tongue.told("app"), "language": around.language,
        "direction": direction(around.language), "other_title": _title(other, told, around.zone),
        "other_language": around.also, "other_direction": direction(around.also),
        "marking": _marking(tongue, told, around),
        "operation": tongue.told("operation", operation=named(plain(around.operation))),
        "as_of": moment_said(tongue, told.as_of, around.zone), "foot": foot, **pages_said(tongue),
        **_copies(tongue, told, entry, around.operation),
        "issue": tongue.told("issue", n=told.issue),
    }  # fmt: skip
    cards = [card for block in told.blocks for card in block.get("cards", ())]
    if told.kind in TEMPLATES:
        return {**common, "cards": [_card(tongue, card, around.zone) for card in cards]}
    paper = {**common, "blocks": [block_said(tongue, block, around.zone) for block in told.blocks]}
    return {**paper, ROWS: around.rows} if is_long(paper, around.rows) else paper


def _title(tongue: Tongue, told: Told, zone: str) -> str:
    """Its title, with a place as that language calls it."""
    values = {
        name: str(cell_said(tongue, one, zone)) if isinstance(one, Mapping) else named(plain(str(one), most=NAME_MOST))
        for name, one in told.title.items()
    }
    return tongue.told(f"title.{told.kind}", **values)


def _marking(tongue: Tongue, told: Told, around: Around) -> str:
    """A paper's own marking before that of its operation; below it, in an exercise, that it is one.

    A dossier's banner outranks the operation's marking. But a paper of invented people says so whatever its banner is.
    """
    own = tongue.marking(plain(told.marking or around.marking, most=MARKING_MOST))
    exercise = around.marking == EXERCISE != (told.marking or EXERCISE)
    return f"{own}\n{tongue.marking(EXERCISE)}" if exercise else own


def _copies(tongue: Tongue, told: Told, entry: str, operation: str) -> dict[str, Any]:
    """Whose each copy is, and the code at its head; a blank form has a number of its own."""
    if told.forms:
        said = [
            tongue.told("form", form=named(form), n=place, of=len(told.forms))
            for place, form in enumerate(told.forms, start=1)
        ]
        codes = [code_named(code_text(told.kind, form, operation)) for form in told.forms]
        return {
            "copies": said,
            "corners": [list(one) for one in CORNERS_MM],
            "disc": DISC_MM,
            "codes": codes,
            "codes_say": [tongue.told("code", number=named(one)) for one in told.forms],
        }
    code = code_named(f"MP1 {told.kind} {told.number} {told.issue} {entry[:16]}".strip())
    said = [
        tongue.told("copy", n=place, of=len(told.owners), owner=tongue.told(f"owner.{owner}"))
        for place, owner in enumerate(told.owners, start=1)
    ] or [tongue.told("copy-only")]
    return {
        "copies": said,
        "corners": [],
        "disc": DISC_MM,
        "codes": [code],
        "codes_say": [tongue.told("code", number=named(told.number))],
    }


def _card(tongue: Tongue, card: Block, zone: str) -> dict[str, Any]:
    lines: list[Sequence[Any]] = [
        [tongue.told(f"label.{label}") if label else "", cell_said(tongue, one, zone)] for label, one in card["lines"]
    ]
    return {
        "number": card["number"], "band": card["band"] if card["band"] != card["number"] else "",
        "name": plain(card["name"], most=NAME_MOST), "name_ar": plain(card["name_ar"], most=NAME_MOST),
        "code": code_named(card["code"]), "code_says": tongue.told("code", number=named(card["number"])),
        "lines": lines,
    }  # fmt: skip
