"""sheet show | list | questions: what a sheet says, whose sheets are not confirmed yet, and what is asked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in, number_in
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.custody.sheets.answers import Answer
    from musterbook.operation.sheets_shown import Line, ShownSheet


def join(sheet: typer.Typer) -> None:
    """Add the verbs to the group."""
    sheet.command("show")(show)
    sheet.command("list")(list_them)
    sheet.command("questions")(questions)


def show(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="Number of the person.")],
    because: Annotated[
        str, typer.Option("--open", help="Why you open what only clinicians or security officers may read.")
    ] = "",
) -> None:
    """Show someone's sheet: each answer, where it was copied from, what it was before, and who doubts it."""
    from musterbook.operation.acting import Acting  # noqa: PLC0415  heavy
    from musterbook.operation.sheets_shown import shown  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book(signing=True)
    acting = None
    if because:
        officers = tuple((one, "") for one in asked.officers)
        acting = Acting(book.settings.desk, officers, asked.seen_at(book))
    found = shown(book, number_in(book, person), asked.seen_at(book), acting=acting, because=because)
    asked.show(_told(found), _lines(found, asked.lang))


def list_them(
    ctx: typer.Context,
    serial: Annotated[str, typer.Argument(help="The serial.")] = "",
    at: Annotated[str, typer.Option(help="Everyone this custodian holds.")] = "",
    begun: Annotated[bool, typer.Option("--begun", help="Tell also which are begun here, which opens them.")] = False,
    everyone: Annotated[bool, typer.Option("--all", help="Name also those whose sheet is confirmed.")] = False,
) -> None:
    """How far the sheets of a serial or a custodian have come, how many are not confirmed, and whose."""
    from musterbook.custody.roll import Roll  # noqa: PLC0415  heavy
    from musterbook.operation.serials import serial_named  # noqa: PLC0415  heavy
    from musterbook.operation.sheets_gate import Given  # noqa: PLC0415  heavy
    from musterbook.operation.sheets_shown import stages_of  # noqa: PLC0415  heavy
    from musterbook.terms.custodians import in_hand  # noqa: PLC0415  heavy
    from musterbook.terms.errors import Malformed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if bool(serial) == bool(at):
        raise Malformed.because("sheet.serial-or-custodian")
    book = asked.book(dated=True, signing=begun)
    people = book.reading(Roll).on(in_hand(custodian_in(book, at))) if at else serial_named(book, serial).people
    stages, given = stages_of(book, people), Given(book)
    orders = {one: lacking for one in stages if (lacking := given.lacking(one))}
    counts = Counter(stages.values())
    good = counts["confirmed"] + counts["amended"]
    named = {one: stage for one, stage in stages.items() if everyone or stage not in ("confirmed", "amended")}
    told = {
        "people": len(stages), "incomplete": len(stages) - good, "stages": dict(counts), "named": named,
        "orders_lacking": orders,
    }  # fmt: skip
    lines = [
        in_words(
            "{serial}: {people} people, {good} with a confirmed sheet, {without} without", serial=serial or at,
            people=len(stages), good=good, without=len(stages) - good,
        )
    ]  # fmt: skip
    lines += [f"{one}: {stage}" for one, stage in named.items()]
    lines += [
        in_words("{person}: the sheet speaks of an order nobody gave: {orders}", person=one, orders=", ".join(some))
        for one, some in orders.items()
    ]
    asked.show(told, lines)


def questions(
    ctx: typer.Context,
    version: Annotated[str, typer.Option(help="Which questions.")] = "",
    file: Annotated[Path | None, typer.Option(help="Check a file of questions of your own.")] = None,
) -> None:
    """What a sheet asks: key, who may read the answer, what may be answered; or which sheets there are."""
    from musterbook.custody.sheets.known import built_in  # noqa: PLC0415  heavy
    from musterbook.custody.sheets.questions import read_questionnaire  # noqa: PLC0415  heavy
    from musterbook.operation.sheets_kept import questionnaires  # noqa: PLC0415  heavy
    from musterbook.terms.errors import Fault, Malformed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if file is not None:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise Malformed(Fault("file.unreadable", file=file.name)) from None
        whole = read_questionnaire(text, file=file.name)
    else:
        here = (asked.folder / "book.toml").exists() or (asked.folder / "book" / "book.toml").exists()
        known = questionnaires(asked.book()) if here else built_in()
        if not version:
            told = [{"version": one.name, "questions": len(one.questions)} for one in known.values()]
            asked.show(
                told,
                [
                    in_words("{name}: {questions} questions", name=one.name, questions=len(one.questions))
                    for one in known.values()
                ],
            )
            return
        if version not in known:
            raise Malformed.because("sheet.unknown-version", version=version, known=", ".join(sorted(known)))
        whole = known[version]
    told = [
        {
            "key": one.key, "section": one.section, "kind": one.kind, "ask": one.wording(asked.lang),
            "options": list(one.options), "reader": one.reader, "flag": one.flag, "part_of": one.part_of,
            "asked_if": f"{one.asked_if.key}={'|'.join(sorted(one.asked_if.answers))}" if one.asked_if else "",
        }
        for one in whole.questions
    ]  # fmt: skip
    lines = [
        f"{one.key} ({one.kind}{'' if one.reader == 'all' else ', ' + one.reader}): {one.wording(asked.lang)}"
        + (f" [{', '.join(one.options)}]" if one.options else "")
        for one in whole.questions
    ]
    asked.show(
        told, [in_words("{name}: {questions} questions", name=whole.name, questions=len(whole.questions)), *lines]
    )


def _lines(found: ShownSheet, language: str) -> list[str]:
    from musterbook.custody.sheets.warnings import kinds_of_warning  # noqa: PLC0415  heavy

    lines = [
        in_words("{person}: escort sheet {stage}", person=found.person, stage=found.stage)
        + (f", {found.version}" if found.version else "")
    ]
    if found.filled is not None:
        signed = found.filled.signed
        lines[0] += in_words(
            "; filled in by {officers} of {by} at {at}", officers=", ".join(signed.officers), by=signed.by,
            at=zulu(signed.at),
        )  # fmt: skip
    if found.confirmed is not None:
        lines[0] += in_words(
            "; confirmed by {officers} at {at}", officers=", ".join(found.confirmed.officers),
            at=zulu(found.confirmed.at),
        )  # fmt: skip
    lines += [
        in_words("warning: {sentence}", sentence=kinds_of_warning()[one.about].sentence(language))
        for one in found.warnings
        if one.about in kinds_of_warning()
    ]
    if found.watch is not None:
        lines.append(
            in_words(
                "watch: looked at {level}, set at {where}", level=found.watch.level.replace("-", " "),
                where=found.watch.where,
            )
        )  # fmt: skip
    lines += [in_words("the sheet speaks of an order nobody gave: {order}", order=one) for one in found.orders]
    if found.filled is not None and found.questions is None:
        lines.append(
            in_words("the answers are sealed, and this copy cannot read them ({version})", version=found.version)
        )
    for line in found.lines:
        lines += _answer_lines(found, line, language)
    lines += [
        in_words("doubted among what is sealed to others ({about}): {count}", about=about, count=count)
        for about, count in found.doubts_elsewhere.items()
    ]
    if found.missing:
        lines.append(
            in_words("{n} still to answer: {questions}", n=len(found.missing), questions=", ".join(found.missing))
        )
    return lines


def _answer_lines(found: ShownSheet, line: Line, language: str) -> list[str]:
    said = f"{line.path}: {_said(found, line.answer, language)}"
    if line.answer is not None and line.answer.copied_from:
        said += " " + in_words(
            "(copied from {copied_from} on {copied_on})", copied_from=line.answer.copied_from,
            copied_on=line.answer.copied_on,
        )  # fmt: skip
    lines = [said]
    for answer, signed in line.earlier:
        lines.append(
            "  "
            + in_words(
                "before: {said}, by {by} at {at}", said=_said(found, answer, language), by=signed.by, at=zulu(signed.at)
            )
        )
    for doubt in line.doubts:
        instead = _words(found, doubt.instead, language) if doubt.instead else in_words("not that")
        lines.append(
            "  "
            + in_words(
                "doubted by {by} at {at}: {instead}, because {because}", by=doubt.signed.by, at=zulu(doubt.signed.at),
                instead=instead, because=doubt.because,
            )
        )  # fmt: skip
    return lines


def _said(found: ShownSheet, answer: Answer | None, language: str) -> str:
    return in_words("sealed") if answer is None else _words(found, answer.given, language)


def _words(found: ShownSheet, given: tuple[str, ...], language: str) -> str:
    return ", ".join(found.questions.word(one, language) if found.questions else one for one in given)


def _told(found: ShownSheet) -> dict[str, Any]:
    return {
        "person": found.person, "stage": found.stage, "version": found.version,
        "sheet": found.filled.digest if found.filled else None,
        "confirmed_at": found.confirmed.at.isoformat() if found.confirmed else None,
        "confirmed_by": list(found.confirmed.officers) if found.confirmed else [],
        "readable": found.questions is not None, "missing": list(found.missing), "orders_lacking": list(found.orders),
        "warnings": [one.about for one in found.warnings], "watch": found.watch.level if found.watch else None,
        "answers": [
            {
                "question": one.path, "sealed": one.answer is None,
                "answer": list(one.answer.given) if one.answer else [],
                "copied_from": one.answer.copied_from if one.answer else "",
                "copied_on": one.answer.copied_on if one.answer else "",
                "before": [list(answer.given) for answer, _ in one.earlier],
                "doubted": [
                    {"by": doubt.signed.by, "instead": list(doubt.instead), "because": doubt.because}
                    for doubt in one.doubts
                ],
            }
            for one in found.lines
        ],
        "doubts_elsewhere": dict(found.doubts_elsewhere),
    }  # fmt: skip
