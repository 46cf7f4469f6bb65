"""The escort sheet on paper: risks in plain sentences in boxes on top, all answers below, a code to the full sheet.

Every flag is a sentence; no colour and no code word says anything by itself (custody.md, failure F09). What only health
staff or security officers may read is never printed: the page says whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from musterbook.custody.sheets.answers import raised
from musterbook.custody.sheets.paper import COMPARTMENTS
from musterbook.custody.sheets.questions import FLAGS, NOT_KNOWN, Question, Questionnaire
from musterbook.custody.sheets.sheets import Signed
from musterbook.custody.sheets.warnings import kinds_of_warning
from musterbook.operation.sheets_shown import Line, ShownSheet
from musterbook.papers.codes import code_named
from musterbook.papers.frame import NOTHING, Rests, frame_of
from musterbook.papers.frame import PAPER as FRAME
from musterbook.papers.framed_blocks import moment_said
from musterbook.papers.last_roll import PAPER as ROLL
from musterbook.papers.last_roll import photograph_drawn
from musterbook.papers.plain import plain
from musterbook.papers.setting import Paper, Press, signed_inside
from musterbook.papers.typefaces import FOLDER
from musterbook.terms.people import PersonId
from musterbook.words.printed import Tongue, named

TEMPLATE: Final = "escort_sheet.typ"
PAPER: Final = "escort_sheet"
CODE: Final = "MS1"
Faces = Mapping[PersonId, bytes]
"""Photographs as JPEG, opened for whoever said why; empty of somebody whom nobody photographed."""
FILE: Final = "escort-sheets.pdf"
"""What the file is called, unless somebody calls it otherwise."""
SIGNS_MOST: Final = 600
"""So much of one answer stands on the page; the book has all of it."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the sheets on a page.

    Attributes:
        operation: its name.
        marking: boxed at the head.
        language: en, ar, ckb or kmr.
        zone: IANA name of the local time.
        printed_at: when.
    """

    operation: str
    marking: str
    language: str
    zone: str
    printed_at: datetime

    def said(self, moment: datetime) -> str:
        """A moment as it stands on the page: in Zulu, and in local time."""
        return moment_said(Tongue(self.language, FRAME), moment, self.zone)


def print_sheets(
    sheets: Sequence[ShownSheet], around: Around, *, facts: str = "", faces: Faces | None = None, fonts: Path = FOLDER
) -> bytes:  # fmt: skip
    """Sheets as PDF, each from a page of its own; KeyError for a language papers are not printed in.

    Args:
        sheets: what is known of each person.
        around: what stands around them.
        facts: the entries they were signed in (`operation.on_paper.own.facts_of_sheets`), to lie inside.
        faces: photographs, of those who are shown by face.
        fonts: where the typefaces lie.
    """
    paper = paper_of(sheets, around, keys=_keys_in(facts), faces=faces)
    return Press(TEMPLATE, fonts).pdf(paper, at=around.printed_at, attached=signed_inside(facts))


def paper_of(
    sheets: Sequence[ShownSheet], around: Around, *, keys: Mapping[str, str], faces: Faces | None = None
) -> Paper:  # fmt: skip
    """What stands on the pages, as the template wants it; `keys` are of the signatures under the entries inside."""
    tongue = Tongue(around.language, PAPER)
    return {
        "title": tongue.told("title"), "app": tongue.told("app"), "language": around.language,
        "direction": tongue.direction, "marking": tongue.marking(around.marking),
        "sheets": [
            {**_sheet(tongue, one, around, keys), **face_said(around.language, one.person, faces)} for one in sheets
        ],
    }  # fmt: skip


def face_said(language: str, person: PersonId, faces: Faces | None) -> dict[str, Any]:
    """His photograph as a drawing, or that there is none; nothing where nobody asked for it."""
    tongue, jpeg = Tongue(language, ROLL), (faces or {}).get(person)
    alt = "alt.photograph" if jpeg else "alt.card"
    return {
        "photograph": photograph_drawn(jpeg) if jpeg else None, "alt": tongue.told(alt, number=person),
        "no_photograph": tongue.told("no-photograph") if jpeg == b"" else "",
    }  # fmt: skip


def _keys_in(facts: str) -> Mapping[str, str]:
    """The keys of the entries in the signed facts that ride inside."""
    from musterbook.operation.on_paper.own import keys_in  # noqa: PLC0415  only printing needs it
    from musterbook.operation.on_paper.signed import read_facts  # noqa: PLC0415  as above

    return keys_in(read_facts(facts, TEMPLATE).entries) if facts else {}


def code_of(sheet: ShownSheet) -> str:
    """What the code on a sheet says: the number, and the digest of the full sheet."""
    return f"{CODE} {sheet.person} {sheet.filled.digest if sheet.filled is not None else ''}".strip()


def risks(tongue: Tongue, sheet: ShownSheet) -> dict[str, list[str]]:
    """Box → its sentences, the gravest box first: what to ask, what endangers people, what needs care, what to know."""
    boxes: dict[str, list[str]] = {"check": list(_to_ask(tongue, sheet)), **{flag: [] for flag in FLAGS}}
    if sheet.watch is not None:
        known = f"watch.{sheet.watch.level}"
        boxes["alert"].append(tongue.told(known if known in tongue.keys else "watch.other"))
    for warned in sheet.warnings:
        kind = kinds_of_warning().get(warned.about)
        if kind is not None:
            boxes[kind.flag].append(kind.sentence(tongue.language))
    if sheet.questions is not None:
        seen = {line.path: line.answer for line in sheet.lines if line.answer is not None and _is_open(line)}
        for question, path in raised(sheet.questions, seen):
            boxes[question.flag].append(_sentence(tongue, sheet.questions, question, seen[path].given))
    return {box: list(dict.fromkeys(said)) for box, said in boxes.items() if said}


def _sheet(tongue: Tongue, sheet: ShownSheet, around: Around, keys: Mapping[str, str]) -> dict[str, Any]:
    boxes = [
        {"head": tongue.told(f"box.{box}"), "says": list(map(named, says))}
        for box, says in risks(tongue, sheet).items()
    ]
    readable = sheet.questions is not None
    digest = sheet.filled.digest if sheet.filled is not None else ""
    printed = tongue.told("printed", when=around.said(around.printed_at))
    frame = frame_of(
        around.language, title=lambda other: Tongue(other, PAPER).told("title"), file=FILE,
        owner=Tongue(around.language, FRAME).told("label.escort"), rests=_rests(sheet, keys),
    )  # fmt: skip
    return {
        **frame, "foot": [f"{named(sheet.person)}  ·  {printed}", *frame["foot"]],
        "number_head": tongue.told("number"), "number": named(sheet.person),
        "head": [
            tongue.told("operation", operation=named(plain(around.operation))),
            *([tongue.told("questions", version=named(sheet.version))] if sheet.version else []),
        ],
        "stage": named(_stage(tongue, sheet, around)), "unsure": sheet.stage not in ("confirmed", "amended"),
        "boxes": boxes if boxes or not readable else [{"head": tongue.told("box.none"), "says": []}],
        "answers": tongue.told("answers") if readable and sheet.lines else "",
        "sections": list(_sections(tongue, sheet, around)),
        "code": code_named(code_of(sheet)), "code_says": tongue.told("code"),
        "digest": tongue.told("digest", digest=named(_in_groups(digest))) if digest else "",
        "hands": [tongue.told("given"), tongue.told("taken")],
    }  # fmt: skip


def _signing(sheet: ShownSheet) -> Signed | None:
    """Who stands for a sheet as it is now: whoever confirmed it, or else whoever filled it in or amended it."""
    return sheet.confirmed if sheet.stage == "confirmed" else sheet.filled.signed if sheet.filled else None


def _rests(sheet: ShownSheet, keys: Mapping[str, str]) -> Rests:
    signed = _signing(sheet)
    return (str(signed.entry), keys.get(str(signed.entry), "")) if signed is not None else NOTHING


def _stage(tongue: Tongue, sheet: ShownSheet, around: Around) -> str:
    signed = _signing(sheet)
    said = tongue.told(
        f"stage.{sheet.stage}", missing=len(sheet.missing), **(_signed(signed, around) if signed is not None else {})
    )  # fmt: skip
    unread = sheet.filled is not None and sheet.questions is None
    return f"{said} {tongue.told('unread', version=named(sheet.version))}" if unread else said


def _to_ask(tongue: Tongue, sheet: ShownSheet) -> Iterator[str]:
    """Orders nobody gave, answers somebody does not believe, and what only a few may read."""
    for order in sheet.orders:
        yield tongue.told(f"order.{order}")
    for line in sheet.lines:
        for doubt in line.doubts:
            ask = named(line.question.wording(tongue.language))
            yield tongue.told("doubted", custodian=named(plain(doubt.signed.by)), question=ask)
    for compartment in sheet.doubts_elsewhere:
        yield tongue.told(f"doubted-sealed.{compartment}")
    for compartment in sorted({COMPARTMENTS[one.question.reader] for one in sheet.lines if not _is_open(one)}):
        yield tongue.told(f"sealed.{compartment}")


def _sentence(tongue: Tongue, whole: Questionnaire, question: Question, given: Sequence[str]) -> str:
    """What an answer tells; one that nobody knows is told as a question that is open."""
    if NOT_KNOWN in given:
        return tongue.told("not-known", question=named(question.wording(tongue.language)))
    said = question.sentence(tongue.language)
    if said.endswith(":"):
        return f"{said} {_words(whole, given, tongue.language)}."
    words = _words(whole, given, tongue.language)
    return said or tongue.told("question", question=question.wording(tongue.language), answer=words)


def _sections(tongue: Tongue, sheet: ShownSheet, around: Around) -> Iterator[dict[str, Any]]:
    whole = sheet.questions
    if whole is None:
        return
    for section in whole.sections:
        rows = [_row(tongue, whole, line, around) for line in sheet.lines if line.question.section == section]
        if rows:
            yield {"head": whole.word(section, tongue.language), "rows": rows}


def _row(tongue: Tongue, whole: Questionnaire, line: Line, around: Around) -> dict[str, Any]:
    ask = line.question.wording(tongue.language)
    if "." in line.path:
        listed, number, _ = line.path.split(".")
        ask = f"{whole.by_key[listed].wording(tongue.language)}, {tongue.told('line', number=int(number))}: {ask}"
    if not _is_open(line) or line.answer is None:
        whom = tongue.told(f"ask.{COMPARTMENTS[line.question.reader]}")
        return {"ask": named(ask), "answer": named(whom), "notes": []}
    notes = []
    if line.answer.copied_from:
        notes.append(tongue.told(f"copied.{line.answer.copied_from}", day=named(line.answer.copied_on)))
    for answer, signed in line.earlier:
        notes.append(
            tongue.told("before", answer=_words(whole, answer.given, tongue.language), **_signed(signed, around))
        )
    for doubt in line.doubts:
        values = {**_signed(doubt.signed, around), "because": named(plain(doubt.because, most=SIGNS_MOST))}
        instead = _words(whole, doubt.instead, tongue.language)
        notes.append(tongue.told("doubt", answer=instead, **values) if doubt.instead
                     else tongue.told("doubt-no-answer", **values))  # fmt: skip
    answer_said = _words(whole, line.answer.given, tongue.language)
    return {"ask": named(ask), "answer": answer_said, "notes": list(map(named, notes))}


def _is_open(line: Line) -> bool:
    return line.question.reader == "all"


def _words(whole: Questionnaire, given: Sequence[str], language: str) -> str:
    return named(", ".join(plain(whole.word(one, language), most=SIGNS_MOST) for one in given))


def _signed(signed: Signed, around: Around) -> dict[str, str]:
    who = ", ".join(plain(one) for one in signed.officers) or "?"
    return {"who": named(who), "custodian": named(plain(signed.by)), "when": around.said(signed.at)}


def _in_groups(digest: str) -> str:
    """A digest in groups of sixteen, so that two people can read it to each other."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))
