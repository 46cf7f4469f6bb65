"""person contest | answer | contests | extract | identifier, complaint: what people say, and who answers it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.calls import rows_or
from musterbook.cli.compartments import opening
from musterbook.cli.context import Asked
from musterbook.cli.handed_in import text_of
from musterbook.cli.numbers import number_in
from musterbook.cli.showing import people
from musterbook.terms.errors import Malformed
from musterbook.words.lines import code_words, in_words

complaints = typer.Typer(help="Complaints, and their answers by somebody else.", no_args_is_help=True)

Person = Annotated[str, typer.Argument(help="Number of the person.")]
Words = Annotated[Path, typer.Option(help="File with his words; they are sealed.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to `person`, and the group."""
    people.command("contest")(contest)
    people.command("answer")(answer)
    people.command("contests")(contests)
    people.command("extract")(extract)
    people.command("identifier")(identifier)
    app.add_typer(complaints, name="complaint")


def contest(
    ctx: typer.Context,
    person: Person,
    about: Annotated[
        str, typer.Option(help="name, age, nationality, family, injury, property, identity, list, entry.")
    ],
    words: Words,
    entry: Annotated[str, typer.Option(help="First signs of the entry, where it is one entry.")] = "",
    language: Annotated[str, typer.Option(help="In which language he said it.")] = "",
) -> None:
    """Write what a person says is wrong of what the book has of him; about who he is, it holds him till answered."""
    from musterbook.custody.dues.facts import Contested  # noqa: PLC0415  heavy
    from musterbook.operation import contesting  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        number = number_in(book, person)
        acting = asked.acting(book, Contested)
        written = contesting.contest(
            book, acting, number, about=about, statement=text_of(words), entry=entry, language=language
        )
        days = book.settings.custody.contest_days
        asked.wrote(
            written,
            in_words(
                "{number}: {about} contested; an answer is due within {days} days", number=number, about=about,
                days=days,
            ),
        )  # fmt: skip


def answer(
    ctx: typer.Context,
    contested: Annotated[str, typer.Argument(help="First signs of the contest's digest.")],
    outcome: Annotated[str, typer.Option(help="upheld, in-part or rejected.")],
    because: Annotated[str, typer.Option(help="Why; it is sealed.")],
    right: Annotated[
        list[str] | None, typer.Option("--put-right", help="FIELD=VALUE as it should be; may be given again.")
    ] = None,
) -> None:
    """Answer a contest, as somebody who did not write what is contested; upheld, it puts the field right."""
    from musterbook.custody.dues.facts import ContestAnswered  # noqa: PLC0415  heavy
    from musterbook.operation import contesting  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    claims = dict(one.partition("=")[::2] for one in right or ())
    with asked.writing() as book:
        acting = asked.acting(book, ContestAnswered)
        entry, had = contesting.answer(book, acting, contested, outcome=outcome, because=because, claims=claims)
        told = {"digest": entry.digest, "kind": entry.act.kind, "outcome": outcome, "who_had_it": had}
        lines = [
            in_words("{at}  {who}  {how}: has what was wrong; tell them", at=row["at"], who=row["who"], how=row["how"])
            for row in had
        ]
        asked.show(
            told,
            [
                in_words(
                    "contest {contested}: {outcome}; entry {digest}", contested=contested,
                    outcome=code_words("choice.outcome", outcome),
                    digest=entry.digest[:8],
                ),
                *lines,
            ],
        )  # fmt: skip


def contests(
    ctx: typer.Context, person: Annotated[str, typer.Argument(help="Of this person, answered ones too.")] = ""
) -> int:
    """List open contests of every room: of particulars, of identifications, of links of evidence."""
    from musterbook.operation.contesting import contests_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    number = number_in(book, person) if person else None
    rows = contests_told(book, asked.seen_at(book), person=number)
    keys, head = (
        ("contest", "person", "about", "room", "due", "outcome"),
        ("Contest", "Person", "About", "Room", "By", ""),
    )
    asked.show(rows, rows_or(rows, head, keys, "nothing is contested"))
    return 6 if any(row["overdue"] for row in rows) else 0


def extract(
    ctx: typer.Context,
    person: Person,
    out: Annotated[Path | None, typer.Option(help="The file; printed otherwise.")] = None,
    because: Annotated[str, typer.Option(help="Why you open what only some may read, with your own --key.")] = "",
) -> None:
    """Print everything the book holds about a person, for him: without others' numbers, or where he will go.

    What stays shut is counted. Free words stand as they were written: read them for others' names before he gets them.
    """
    from musterbook.operation.extracting import extract as read  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book(signing=True)
    number = number_in(book, person)
    told = read(book, number, acting=opening(asked, book) if because else None, because=because)
    if out is not None:
        out.write_text(json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    lines = [f"{one['happened_at']}  {one['kind']:<32} {one['by']}" for one in told["entries"]]
    lines += [f"{one['what']}: {_short(one['said'])}" for one in told["sealed"]]
    shut = [
        in_words("no key of this machine opens what is sealed, and nobody can count it")
        if kind == "no-key" else in_words("{kind}: {things} kept shut", kind=kind, things=things)
        for kind, things in sorted(told["shut"].items())
    ]  # fmt: skip
    if shut and not because:
        shut.append(in_words("sealed; who may read it says --because with his own --key"))
    end = in_words(
        "{person}: {entries} entries, {left_out} about others left out", person=told["person"],
        entries=len(told["entries"]), left_out=told["left_out"],
    )  # fmt: skip
    asked.show(told, [*(lines if out is None else [str(out)]), *shut, end])


def _short(said: object) -> str:
    """What was sealed, on a line; a picture is told by its length and lies in the file."""
    if isinstance(said, dict) and "base64" in said:
        return in_words("{bytes} bytes, whole in the file of --out and in --json", bytes=said["bytes"])
    return json.dumps(said, ensure_ascii=False)


def identifier(
    ctx: typer.Context,
    person: Person,
    scheme: Annotated[str, typer.Option(help="isn, passport, national-card, icrc, prison, camp-card, …")],
    value: Annotated[str, typer.Option(help="The number; it is sealed.")],
    issuer: Annotated[str, typer.Option(help="Who gave it.")] = "",
    standing: Annotated[str, typer.Option(help="claimed, seen, verified or withdrawn.")] = "claimed",
) -> None:
    """Write down a number another register knows a person by; the same number of somebody else is said."""
    from musterbook.custody.facts import IdentifierNoted  # noqa: PLC0415  heavy
    from musterbook.operation.amending import note_identifier  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        number = number_in(book, person)
        acting = asked.acting(book, IdentifierNoted)
        entry, same = note_identifier(
            book, acting, number, scheme=scheme, issuer=issuer, value=value, standing=standing
        )
        told = {"digest": entry.digest, "kind": entry.act.kind, "person": number, "same": same}
        lines = [
            in_words("{person} has the same {scheme}: see whether they are one person", person=one, scheme=scheme)
            for one in same
        ]
        asked.show(
            told,
            [
                in_words(
                    "{number}: {scheme} {standing}; entry {digest}", number=number, scheme=scheme, standing=standing,
                    digest=entry.digest[:8],
                ),
                *lines,
            ],
        )  # fmt: skip


@complaints.command("make")
def make(
    ctx: typer.Context,
    person: Person,
    words: Words,
    against: Annotated[str, typer.Option(help="The officer or custodian complained of.")] = "",
    language: Annotated[str, typer.Option(help="In which language he said it.")] = "",
) -> None:
    """Write a complaint down; it is sealed from whomever it is against, who cannot write it down either."""
    from musterbook.custody.dues.facts import Complained  # noqa: PLC0415  heavy
    from musterbook.operation.complaining import complain  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        number = number_in(book, person)
        acting = asked.acting(book, Complained)
        entry = complain(book, acting, number, statement=text_of(words), against=against, language=language)
        asked.wrote(entry, in_words("{number}: complaint written down and sealed", number=number))


@complaints.command("answer")
def answer_complaint(
    ctx: typer.Context,
    complaint: Annotated[str, typer.Argument(help="First signs of the complaint's digest.")],
    outcome: Annotated[str, typer.Option(help="upheld, in-part, rejected or handed-on.")],
    words: Annotated[Path, typer.Option(help="File with the answer; it is sealed.")],
) -> None:
    """Answer a complaint: never the one complained of, nor whoever wrote it down."""
    from musterbook.custody.dues.facts import ComplaintAnswered  # noqa: PLC0415  heavy
    from musterbook.operation import complaining  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, ComplaintAnswered)
        entry = complaining.answer(book, acting, complaint, outcome=outcome, text=text_of(words))
        asked.wrote(
            entry,
            in_words(
                "complaint {complaint}: {outcome}", complaint=complaint, outcome=code_words("choice.outcome", outcome)
            ),
        )


@complaints.command("list")
def list_complaints(
    ctx: typer.Context, whole: Annotated[bool, typer.Option("--all", help="Answered ones too.")] = False
) -> int:
    """List complaints that wait for an answer, without a word of what they say; none against whoever asks."""
    from musterbook.operation.complaining import complaints_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if not asked.officers:
        raise Malformed.because("complaint.who-asks")
    book = asked.book()
    rows = complaints_told(book, asked.seen_at(book), reader=asked.officers[0], whole=whole)
    keys, head = ("complaint", "person", "site", "due", "outcome"), ("Complaint", "Person", "Written at", "By", "")
    asked.show(rows, rows_or(rows, head, keys, "no complaint waits"))
    return 6 if any(row["overdue"] for row in rows) else 0
