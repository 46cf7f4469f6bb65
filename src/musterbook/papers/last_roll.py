"""The last good roll on paper: twelve people a page with photograph, marks and what to mind, and the same as a table.

A photograph goes to the page as it was sealed, a JPEG inside a drawing, so that none ever lies on the disk in clear and
none is encoded again. A long roll becomes several documents, whose pages are numbered through.
"""

from __future__ import annotations

import io
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PIL import Image

from musterbook.operation.last_roll import LastRoll, RollLine
from musterbook.papers.plain import plain
from musterbook.papers.setting import Attached, Press
from musterbook.papers.typefaces import FOLDER
from musterbook.words.languages import direction
from musterbook.words.printed import Tongue, named

TEMPLATE: Final = "last_roll.typ"
PAPER: Final = "last_roll"
A_PAGE: Final = 12
A_DOCUMENT: Final = 600
"""People in one document: fifty pages, some fifteen megabytes with photographs."""
NOTES_MOST: Final = 5
COLUMNS: Final = ("number", "band", "counted", "name", "name_ar", "about", "notes")


def print_last_roll(
    roll: LastRoll, *, language: str, zone: str, printed_at: datetime, fonts: Path = FOLDER
) -> Iterator[bytes]:  # fmt: skip
    """The documents of a roll, one after another; KeyError for a language papers are not printed in."""
    press, parts = Press(TEMPLATE, fonts), _parts(roll.lines)
    for part in range(len(parts)):
        paper = paper_of(roll, part, parts, language=language, zone=zone)
        yield press.pdf(paper, at=printed_at, attached=[_attached(roll, parts[part])])


def documents(roll: LastRoll) -> int:
    """How many documents a roll becomes."""
    return len(_parts(roll.lines))


def paper_of(
    roll: LastRoll, part: int, parts: Sequence[Sequence[RollLine]], *, language: str, zone: str
) -> Mapping[str, Any]:  # fmt: skip
    """What stands in one document, as the template wants it."""
    tongue = Tongue(language, PAPER)
    place = named(plain(roll.place[1] if language == "ar" and roll.place[1] else roll.place[0]))
    title = tongue.told("title", place=place)
    until = _moment(tongue, roll.until, zone) if roll.until else tongue.told("until.now")
    pages = 1 + sum(-(-len(one) // A_PAGE) for one in parts)
    first = 1 if part == 0 else 2 + sum(-(-len(one) // A_PAGE) for one in parts[:part])
    marking = "exercise" if roll.exercise else "restricted" if roll.named else "restricted.numbers"
    split = tongue.told("part", part=part + 1, parts=len(parts)) if len(parts) > 1 else ""
    return {
        "title": title, "app": tongue.told("app"), "language": language, "direction": direction(language),
        "marking": tongue.told(marking), "stands": until, "pages": pages, "first_page": first,
        "digits": tongue.digits("0123456789"), "page_of": tongue.told("page", page="@", pages="#"),
        "foot": " · ".join(filter(None, (plain(roll.operation), split, roll.head[:16]))),
        "head": _head(tongue, roll, until, zone) if part == 0 else [],
        "no_names": "" if roll.named else tongue.told("no-names"),
        "people": [_card(tongue, one) for one in parts[part]],
    }  # fmt: skip


def table_of(roll: LastRoll, *, language: str) -> list[list[str]]:
    """The roll as rows of text, the header first: what stands on the cards, for whoever searches or sorts."""
    tongue = Tongue(language, PAPER)
    rows = [
        [
            one.number, one.band, "yes" if one.counted else "no", one.name, one.name_ar,
            _apart_none(_about(tongue, one)),
            "; ".join(_note(tongue, key, number) for key, number in one.notes),
        ]
        for one in roll.lines
    ]  # fmt: skip
    return [list(COLUMNS), *rows]


def _apart_none(text: str) -> str:
    """Without the signs that keep a name's direction on a page: a table has a cell for it."""
    return text.translate({0x2068: None, 0x2069: None})


def _parts(lines: Sequence[RollLine]) -> list[Sequence[RollLine]]:
    return [lines[start : start + A_DOCUMENT] for start in range(0, len(lines), A_DOCUMENT)] or [()]


def _head(tongue: Tongue, roll: LastRoll, until: str, zone: str) -> list[tuple[str, str]]:
    seen = sum(one.counted for one in roll.lines)
    counted = (
        tongue.told("counted", moment=_moment(tongue, roll.counted_at, zone))
        if roll.counted_at
        else tongue.told("counted.never")
    )
    rows = [
        ("people", tongue.told("people", n=len(roll.lines))),
        ("until", until),
        ("counted", counted),
        ("seen", tongue.told("seen", n=seen, of=len(roll.lines))),
        ("head", roll.head),
    ]
    return [(tongue.told(f"head.{key}"), value) for key, value in rows]


def _card(tongue: Tongue, one: RollLine) -> Mapping[str, Any]:
    notes = [
        {"text": _note(tongue, key, number), "loud": key in ("escaped", "apart", "ground.security")}
        for key, number in one.notes[:NOTES_MOST]
    ]
    alt = "alt.photograph" if one.photograph else "alt.card"
    return {
        "number": one.number, "name": plain(one.name, most=40), "name_ar": plain(one.name_ar, most=40),
        "about": _about(tongue, one), "notes": notes or [{"text": tongue.told("nothing"), "loud": False}],
        "not_counted": "" if one.counted else tongue.told("not-counted"),
        "photograph": _drawn(one.photograph) if one.photograph else None,
        "no_photograph": tongue.told("no-photograph"), "alt": tongue.told(alt, number=one.number),
    }  # fmt: skip


def _about(tongue: Tongue, one: RollLine) -> str:
    told = [tongue.told(f"claim.{name}", value=named(plain(value, most=60))) for name, value in one.claims.items()]
    band = [tongue.told("band", band=one.band)] if one.band and one.band != one.number else []
    return " · ".join([*band, *told])


def _note(tongue: Tongue, key: str, number: int) -> str:
    whole = f"note.{key}"
    return tongue.told(whole, n=number) if whole in tongue.keys else named(plain(key.rpartition(".")[2]))


def _moment(tongue: Tongue, moment: datetime, zone: str) -> str:
    return tongue.told("moment", zulu=tongue.zulu(moment), local=tongue.hour(moment, zone))


def _drawn(jpeg: bytes) -> str:
    """A photograph as a drawing that holds it."""
    with Image.open(io.BytesIO(jpeg)) as opened:
        width, height = opened.size
    inside = b64encode(jpeg).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{inside}"/></svg>'
    )


def _attached(roll: LastRoll, lines: Sequence[RollLine]) -> Attached:
    """The numbers inside the document, so that a program can read them; no name."""
    told = {
        "form": "musterbook/last-roll/1", "operation": roll.operation, "site": roll.site, "head": roll.head,
        "until": roll.until.isoformat() if roll.until else None,
        "counted_at": roll.counted_at.isoformat() if roll.counted_at else None,
        "people": [one.number for one in lines],
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return Attached("last-roll.json", text, "application/json", "The numbers on this roll and what it rests on")
