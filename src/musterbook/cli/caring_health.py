"""medicine, condition, fitness: what clinicians and both sides of a handover write of people's health."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.calls import rows_or, text_of
from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in, numbers_in
from musterbook.cli.said_lines import lines_said
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.times import read_moment
from musterbook.words.lines import code_words, in_words

if TYPE_CHECKING:
    from musterbook.operation.book import Book
    from musterbook.operation.caring import PackSaid
    from musterbook.terms.people import PersonId

medicines = typer.Typer(help="Medicine for the way: who needs it, packs, doses due.", no_args_is_help=True)
conditions = typer.Typer(help="How people are, as each side of a handover saw it.", no_args_is_help=True)
certificates = typer.Typer(help="Who is fit to travel, by which mode, until when.", no_args_is_help=True)
PACK = "NUMBER:DOSES:MEDICINE[:NEXT], such as KHA-4712-M:6:insulin:2026-01-21T14:00:00Z"
People = Annotated[list[str] | None, typer.Argument(help="Numbers of the people.")]
Listed = Annotated[Path | None, typer.Option("--list", help="File with one number a line.")]
Modes = Annotated[list[str], typer.Option("--mode", help="heli, fixed, road, foot or ferry; once for each.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(medicines, name="medicine")
    app.add_typer(conditions, name="condition")
    app.add_typer(certificates, name="fitness")


@medicines.command("need")
def need(
    ctx: typer.Context,
    person: People = None,
    names: Listed = None,
    no_longer: Annotated[bool, typer.Option("--no-longer", help="They need none any more.")] = False,
) -> None:
    """Write who needs medicine on the way; a code, never which medicine."""
    from musterbook.custody.care.facts import MedicineNeeded  # noqa: PLC0415  heavy
    from musterbook.operation.caring import need_medicine  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        named = _people(book, person, names)
        entry = need_medicine(book, asked.acting(book, MedicineNeeded), named, needed=not no_longer)
        asked.wrote(
            entry,
            in_words(
                "{named} need {no_longer}", named=len(named),
                no_longer=in_words("no medicine any more") if no_longer else in_words("medicine on the way"),
            ),
        )  # fmt: skip


@medicines.command("hand")
def hand(
    ctx: typer.Context,
    carrier: Annotated[str, typer.Option(help="Who carries it on the way.")],
    pack: Annotated[list[str] | None, typer.Argument(help=f"{PACK}.")] = None,
    names: Annotated[Path | None, typer.Option("--list", help="File with one such pack a line.")] = None,
    handover: Annotated[str, typer.Option(help="Reference or serial it is packed for; the next by default.")] = "",
) -> None:
    """Write that medicine was packed and given to whoever carries it; which medicine is sealed to clinicians."""
    from musterbook.custody.care.facts import MedicineHanded  # noqa: PLC0415  heavy
    from musterbook.operation.caring import hand_medicine  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        packs = [_pack(book, row, text) for row, text in lines_said(pack, names)]
        acting = asked.acting(book, MedicineHanded)
        entry = hand_medicine(book, acting, packs, carrier=carrier, handover=handover)
        asked.wrote(entry, in_words("medicine for {packs} handed to {carrier}", packs=len(packs), carrier=carrier))


@medicines.command("due")
def due(
    ctx: typer.Context,
    hours: Annotated[int, typer.Option(help="Also what comes due within so many hours.", min=0)] = 0,
) -> int:
    """List the doses that are due, by who answers for the person; ends with 6 when one is late."""
    from musterbook.operation.caring_told import medicine_due_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = medicine_due_told(book, asked.seen_at(book), hours=hours)
    head = ("Owner", "Person", "Due", "Carried by", "Doses left", "Minutes late")
    keys = ("owner", "person", "due", "carrier", "doses_left", "late_minutes")
    asked.show(rows, rows_or(rows, head, keys, "no dose is due"))
    return 6 if any(row["late_minutes"] > 0 for row in rows) else 0


@conditions.command("note")
def note(
    ctx: typer.Context,
    handover: Annotated[
        str, typer.Argument(help="Reference of the handover, its serial, or next for your next offer.")
    ],
    side: Annotated[str, typer.Option(help="giver or receiver.")],
    injured: Annotated[
        list[str] | None, typer.Option(help="NUMBER:HOW-MANY:WORDS; the words are sealed to clinicians.")
    ] = None,
    person: Annotated[list[str] | None, typer.Option(help="Only these were looked at; everyone by default.")] = None,
    by: Annotated[str, typer.Option(help="Who looked: officer or clinician.")] = "officer",
    place: Annotated[str, typer.Option(help="Where.")] = "",
) -> None:
    """Write how people are, as one side of a handover sees them: nothing seen on everyone, but for the injured."""
    from musterbook.custody.care.facts import ConditionNoted  # noqa: PLC0415  heavy
    from musterbook.operation.caring_condition import InjurySaid, note_condition, people_of  # noqa: PLC0415  heavy
    from musterbook.operation.serials import next_handover  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, ConditionNoted)
        handover = next_handover(book, acting.by) if handover == "next" else handover
        seen = [InjurySaid(*_injury(book, one)) for one in injured or ()]
        looked_at = [number_in(book, one) for one in person or ()] or people_of(book, acting, handover, side)
        clear = frozenset(looked_at) - {one.person for one in seen}
        entry = note_condition(
            book, acting, handover, side=side, injured=seen, none_seen=clear, by=by, place=place
        )  # fmt: skip
        asked.wrote(
            entry,
            in_words(
                "{handover}: nothing seen on {clear}, injuries on {seen}, by the {side}", handover=handover,
                clear=len(clear), seen=len(seen), side=side,
            ),
        )  # fmt: skip


@conditions.command("show")
def show(
    ctx: typer.Context,
    about: Annotated[str, typer.Argument(help="Reference of a handover, a serial, or the number of a person.")],
) -> int:
    """Show who looked and who did not, and each injury between the two signatures it came between, with its holder."""
    from musterbook.operation.caring_told import (  # noqa: PLC0415  heavy
        condition_of_handover,
        condition_of_person,
        injury_line,
    )

    asked: Asked = ctx.obj
    book = asked.book()
    person = _person(book, about)
    told = condition_of_person(book, person) if person is not None else condition_of_handover(book, about)
    injuries = [injury_line(row) for row in told["injuries"]]
    if person is not None:
        head = ("When", "By", "Side", "Handover", "Place", "Injuries")
        keys = ("at", "by", "side", "handover", "place", "injuries")
        lines = rows_or(told["looks"], head, keys, "nobody has noted how this person is")
    else:
        sides = in_words(
            "{noted_by_giver} noted by the giver, {noted_by_receiver} by the receiver",
            noted_by_giver=told["noted_by_giver"], noted_by_receiver=told["noted_by_receiver"],
        )  # fmt: skip
        lines = [in_words("{about}: {people} people, {sides}", about=about, people=told["people"], sides=sides)]
    asked.show(told, [*lines, *(injuries or [in_words("no injury came between two looks")])])
    return 6 if injuries else 0


@certificates.command("certify")
def certify(
    ctx: typer.Context,
    mode: Modes,
    until: Annotated[str, typer.Option(help="Until when it holds.")],
    person: People = None,
    names: Listed = None,
    condition: Annotated[
        list[str] | None, typer.Option(help="oxygen, stretcher, escort or low-altitude; once for each.")
    ] = None,
) -> None:
    """A clinician writes that people are fit to travel, by which modes, until when, and with what."""
    from musterbook.eligibility.facts import FitnessCertified  # noqa: PLC0415  heavy
    from musterbook.operation.caring_condition import certify as write  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        named = _people(book, person, names)
        acting = asked.acting(book, FitnessCertified)
        entry = write(book, acting, named, modes=mode, until=read_moment(until), conditions=condition or ())
        asked.wrote(
            entry,
            in_words(
                "{named} fit to travel by {mode}", named=len(named),
                mode=", ".join(code_words("choice.modes", one) for one in mode),
            ),
        )  # fmt: skip


@certificates.command("unfit")
def unfit(
    ctx: typer.Context,
    mode: Modes,
    because: Annotated[str, typer.Option(help="A word of the list, such as illness; never a diagnosis.")],
    person: People = None,
    names: Listed = None,
) -> None:
    """A clinician writes that people are not fit to travel by these modes; only a clinician can say otherwise."""
    from musterbook.eligibility.facts import FoundUnfit  # noqa: PLC0415  heavy
    from musterbook.operation.caring_condition import find_unfit  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        named = _people(book, person, names)
        entry = find_unfit(book, asked.acting(book, FoundUnfit), named, modes=mode, because=because)
        asked.wrote(
            entry,
            in_words(
                "{named} not fit to travel by {mode}", named=len(named),
                mode=", ".join(code_words("choice.modes", one) for one in mode),
            ),
        )  # fmt: skip


@certificates.command("show")
def fitness(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="Number of the person; without it, whose certificate ends soon.")] = "",
    hours: Annotated[int, typer.Option(help="Certificates that end within so many hours.", min=1)] = 24,
) -> None:
    """Show what clinicians last found about someone; or whose certificate ends soon."""
    from musterbook.operation.caring_told import fitness_ending, fitness_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    if not person:
        rows = fitness_ending(book, now, hours=hours)
        head, keys = ("Until", "Person", "Mode", "With"), ("until", "person", "mode", "custodian")
        asked.show(rows, rows_or(rows, head, keys, in_words("no certificate ends within {hours} h", hours=hours)))
        return
    found = fitness_told(book, number_in(book, person), now)
    shown = [{**row, "fit": in_words("fit") if row["fit"] else in_words("unfit"), "until": row["until"] or "",
              "conditions": ", ".join(row["conditions"]) or row["because"]} for row in found]  # fmt: skip
    head, keys = ("Mode", "Found", "Until", "With or because"), ("mode", "fit", "until", "conditions")
    asked.show(found, rows_or(shown, head, keys, "no clinician has looked at this person"))


def _people(book: Book, typed: list[str] | None, path: Path | None) -> list[PersonId]:
    return [*(number_in(book, one) for one in typed or ()), *(numbers_in(path) if path is not None else ())]


def _person(book: Book, about: str) -> PersonId | None:
    """The person of that number; None when a handover or serial may be meant."""
    from musterbook.custody.handovers import Handovers  # noqa: PLC0415  heavy

    if book.reading(Handovers).called(about):
        return None
    try:
        return number_in(book, about)
    except Malformed:
        return None


def _pack(book: Book, row: int, text: str) -> PackSaid:
    from musterbook.operation.caring import PackSaid  # noqa: PLC0415  heavy

    parts = text.split(":", 3)
    if len(parts) < 3 or not parts[1].isdecimal():
        raise Malformed(Fault("care.line", row=row or None, values={"wanted": PACK}))
    due = read_moment(parts[3]) if len(parts) > 3 else None
    return PackSaid(number_in(book, parts[0]), parts[2], int(parts[1]), due, row)


def _injury(book: Book, text: str) -> tuple[PersonId, int, str]:
    """NUMBER:HOW-MANY:WORDS; words may stand in a file, named with @."""
    number, _, rest = text.partition(":")
    count, _, words = rest.partition(":")
    if not count.isdecimal() or not words.strip():
        raise Malformed.because("care.line", wanted="NUMBER:HOW-MANY:WORDS, such as KHA-4712-M:1:bruised arm")
    said = text_of(Path(words[1:])) if words.startswith("@") else words
    return number_in(book, number), int(count), said
