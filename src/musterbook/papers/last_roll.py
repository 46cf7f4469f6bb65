"""The last good roll on paper: twelve people a page with photograph, marks and what to mind, and the same as a table.

On the first page, below what it rests on, there are ten. A photograph goes to the page as it was sealed, a JPEG inside
a drawing, so that none ever lies on the disk in clear and none is encoded again. A long roll becomes several documents,
whose pages are numbered through.
"""

from __future__ import annotations

import io
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PIL import Image

from musterbook.operation.last_roll import LastRoll, RollLine
from musterbook.papers.codes import code_named
from musterbook.papers.frame import NOTHING, Rests, frame_of, rests_in
from musterbook.papers.frame import PAPER as FRAME
from musterbook.papers.plain import plain
from musterbook.papers.setting import Attached, Press, signed_inside
from musterbook.papers.typefaces import FOLDER
from musterbook.terms.people import PersonId
from musterbook.terms.times import written
from musterbook.words.countries import country_said
from musterbook.words.languages import ENGLISH, direction, speaking
from musterbook.words.languages_said import language_called
from musterbook.words.markings import with_english
from musterbook.words.printed import Tongue, named

TEMPLATE: Final = "last_roll.typ"
PAPER: Final = "last_roll"
A_PAGE: Final = 12
BELOW_HEAD: Final = 10
"""People on the page that says what the roll rests on."""
A_DOCUMENT: Final = 600
"""People in one document: fifty pages, some fifteen megabytes with photographs."""
NOTES_MOST: Final = 5
CODE: Final = "MP1 last-good-roll"
FILE: Final = "last-roll.json"
FactsOf = Callable[[Sequence[PersonId]], str]
"""The signed facts for those on one document."""
_SAID: Final[Mapping[str, Callable[[str], str]]] = {"nationality": country_said, "languages": language_called}
_SEVERAL: Final = re.compile(r"\s*[;,]\s*")
COLUMNS: Final = ("number", "band", "counted", "name", "name_ar", "about", "notes")


def nobody_signed(people: Sequence[PersonId]) -> str:
    """No facts: of a roll that was written ahead, whose signature lies beside it."""
    del people
    return ""


def print_last_roll(
    roll: LastRoll, *, language: str, zone: str, printed_at: datetime, facts: FactsOf = nobody_signed,
    fonts: Path = FOLDER,
) -> Iterator[bytes]:  # fmt: skip
    """The documents of a roll, one after another; KeyError for a language papers are not printed in.

    Args:
        roll: the roll.
        language: of its words.
        zone: IANA name of the local time.
        printed_at: the date of the documents.
        facts: `operation.on_paper.own.facts_of_roll` of those on one document, to ride inside it.
        fonts: where the typefaces lie.
    """
    press, parts = Press(TEMPLATE, fonts), parts_of(roll)
    for part, lines in enumerate(parts):
        signed = facts([line.number for line in lines])
        paper = paper_of(roll, part, parts, language=language, zone=zone, rests=rests_in(signed))
        yield press.pdf(paper, at=printed_at, attached=[attached_to(roll, lines), *signed_inside(signed)])


def documents(roll: LastRoll) -> int:
    """How many documents a roll becomes."""
    return len(parts_of(roll))


def paper_of(
    roll: LastRoll, part: int, parts: Sequence[Sequence[RollLine]], *, language: str, zone: str,
    rests: Rests = NOTHING,
) -> Mapping[str, Any]:  # fmt: skip
    """What stands in one document, as the template wants it."""
    tongue = Tongue(language, PAPER)

    def title_in(other: str) -> str:
        place = roll.place[1] if direction(other) == "rtl" and roll.place[1] else roll.place[0]
        return Tongue(other, PAPER).told("title", place=named(plain(place)))

    title, file = title_in(language), f"roll-{roll.site}-{part + 1}.pdf"
    frame = frame_of(language, title=title_in, file=file, rests=rests)
    until = _moment(tongue, roll.until, zone) if roll.until else tongue.told("until.now")
    pages, first = _pages(parts), 1 + _pages(parts[:part])
    marking = "exercise" if roll.exercise else "restricted" if roll.named else "restricted.numbers"
    marked = with_english(tongue.told(marking), Tongue(ENGLISH, PAPER).told(marking), language)
    split = tongue.told("part", part=part + 1, parts=len(parts)) if len(parts) > 1 else ""
    standing = " · ".join(filter(None, (plain(roll.operation), split, roll.head[:16])))
    return {
        **frame, "foot": [standing, *frame["foot"]],
        "title": title, "app": tongue.told("app"), "language": language, "direction": direction(language),
        "marking": marked, "stands": until, "pages": pages, "first_page": first,
        "code": code_named(f"{CODE} {roll.site} {part + 1} {roll.head[:16]}"), "code_says": named(str(roll.site)),
        "head": _head(tongue, roll, until, zone) if part == 0 else [],
        "no_names": "" if roll.named else tongue.told("no-names"),
        "people": [_card(tongue, one) for one in parts[part]],
        "on_page": A_PAGE, "on_first": BELOW_HEAD if part == 0 else A_PAGE,
    }  # fmt: skip


def _pages(parts: Sequence[Sequence[RollLine]]) -> int:
    """How many pages the first documents of a roll have; that with the head has one, also of nobody."""
    on_head = parts[0][:BELOW_HEAD] if parts else ()
    rest = [one[len(on_head) :] if place == 0 else one for place, one in enumerate(parts)]
    return (1 if parts else 0) + sum(-(-len(one) // A_PAGE) for one in rest)


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


def parts_of(roll: LastRoll) -> list[Sequence[RollLine]]:
    """Who stands on each of its documents."""
    lines = roll.lines
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
        "photograph": photograph_drawn(one.photograph) if one.photograph else None,
        "no_photograph": tongue.told("no-photograph"), "alt": tongue.told(alt, number=one.number),
    }  # fmt: skip


def _about(tongue: Tongue, one: RollLine) -> str:
    told = [tongue.told(f"claim.{name}", value=_claimed(tongue, name, value)) for name, value in one.claims.items()]
    band = [tongue.told("band", band=one.band)] if one.band and one.band != one.number else []
    return " · ".join([*band, *told])


def _claimed(tongue: Tongue, name: str, value: str) -> str:
    """What is claimed; countries and languages by name, as whoever holds the sheet was taught no codes."""
    text, said = plain(value, most=60), _SAID.get(name)
    if said is None:
        return named(text)
    with speaking(tongue.language):
        return Tongue(tongue.language, FRAME).told("semicolon").join(said(one) for one in _SEVERAL.split(text))


def _note(tongue: Tongue, key: str, number: int) -> str:
    whole = f"note.{key}"
    return tongue.told(whole, n=number) if whole in tongue.keys else named(plain(key.rpartition(".")[2]))


def _moment(tongue: Tongue, moment: datetime, zone: str) -> str:
    return tongue.told("moment", zulu=tongue.zulu(moment), local=tongue.hour(moment, zone))


def photograph_drawn(jpeg: bytes) -> str:
    """A photograph as a drawing that holds it."""
    with Image.open(io.BytesIO(jpeg)) as opened:
        width, height = opened.size
    inside = b64encode(jpeg).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{inside}"/></svg>'
    )


def attached_to(roll: LastRoll, lines: Sequence[RollLine]) -> Attached:
    """The numbers inside the document, so that a program can read them; no name."""
    told = {
        "form": "musterbook/last-roll/1", "operation": roll.operation, "site": roll.site, "head": roll.head,
        "until": written(roll.until) if roll.until else None,
        "counted_at": written(roll.counted_at) if roll.counted_at else None,
        "people": [one.number for one in lines],
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return Attached(FILE, text, "application/json", "The numbers on this roll and what it rests on")
