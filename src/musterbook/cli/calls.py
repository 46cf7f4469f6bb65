"""call, agency, question, notice: the daily call from its agenda to its minutes, and who takes part."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words

calls = typer.Typer(help="The daily call, built from the book.", no_args_is_help=True)
agencies = typer.Typer(help="Who takes part in the call.", no_args_is_help=True)
questions = typer.Typer(help="What one agency asks another.", no_args_is_help=True)
notices = typer.Typer(help="Telling the protecting body of a site.", no_args_is_help=True)

Agency = Annotated[str, typer.Option(help="The agency you speak for.")]
Call = Annotated[str, typer.Option(help="The call; the last one by default.")]
Because = Annotated[str, typer.Option(help="Why; it is sealed.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(calls, name="call")
    app.add_typer(agencies, name="agency")
    app.add_typer(questions, name="question")
    app.add_typer(notices, name="notice")


@calls.command("open")
def open_(
    ctx: typer.Context,
    chair: Annotated[str, typer.Option(help="The officer who leads it.")],
    planned_at: Annotated[str, typer.Option(help="For when it was called; now by default.")] = "",
    attending: Annotated[list[str] | None, typer.Option(help="AGENCY:present, :deputy or :absent; for each.")] = None,
) -> None:
    """Open the call: the program takes a picture of the book, which the next agenda is compared with."""
    from musterbook.coordination.facts import CallOpened  # noqa: PLC0415  heavy
    from musterbook.operation import calling  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    came = [(agency, how or "present", "") for agency, _, how in (one.partition(":") for one in attending or ())]
    with asked.writing() as book:
        acting = asked.acting(book, CallOpened)
        at = read_moment(planned_at) if planned_at else None
        entry = calling.open_call(book, acting, chair=chair, planned_at=at, attending=came)
        fact = entry.fact
        assert isinstance(fact, CallOpened)
        asked.wrote(
            entry,
            in_words(
                "{call}: open, {people} people on the roll", call=fact.call, people=(fact.headcount or {}).get("*", 0)
            ),
        )


@calls.command("attend")
def attend(
    ctx: typer.Context,
    agency: Annotated[str, typer.Argument(help="The agency.")],
    how: Annotated[str, typer.Option("--as", help="present, deputy or absent.")] = "present",
    person: Annotated[str, typer.Option(help="The officer who came; its lead or deputy by default.")] = "",
    call: Call = "",
) -> None:
    """Write how an agency came to the call."""
    from musterbook.coordination.facts import CallAttended  # noqa: PLC0415  heavy
    from musterbook.operation import calling  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = calling.attend(book, asked.acting(book, CallAttended), call, agency, how=how, person=person)
        asked.wrote(entry, f"{agency}: {how}")


@calls.command("agenda")
def agenda(ctx: typer.Context) -> None:
    """Print what the next call has to speak of: what has changed since the last, what is late, what ends soon."""
    from musterbook.cli.agenda_lines import lines_of  # noqa: PLC0415  only this verb needs it
    from musterbook.operation.briefing import agenda as build  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    found = build(book, asked.seen_at(book))
    asked.show(found.told(), lines_of(found))


@calls.command("close")
def close(
    ctx: typer.Context,
    minutes: Annotated[Path, typer.Option(help="File with the minutes; they are sealed and read back.")],
    call: Call = "",
) -> None:
    """Close the call: agencies have two hours to agree to its minutes or to object; silence is silence."""
    from musterbook.coordination.facts import CallClosed  # noqa: PLC0415  heavy
    from musterbook.operation import calling  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = calling.close_call(book, asked.acting(book, CallClosed), call, minutes=text_of(minutes))
        hours = book.settings.coordination.read_back_hours
        asked.wrote(entry, in_words("closed; agencies have {hours} hours to agree or object", hours=hours))


@calls.command("agree")
def agree(
    ctx: typer.Context,
    agency: Agency,
    call: Call = "",
    objection: Annotated[str, typer.Option("--object", help="What is wrong with the minutes.")] = "",
    addition: Annotated[str, typer.Option("--add", help="What is to be added; the only way once time is up.")] = "",
) -> None:
    """Agree to the minutes for your agency, object to them, or add to them."""
    from musterbook.coordination.facts import MinutesAdded, MinutesAgreed, MinutesObjected  # noqa: PLC0415  heavy
    from musterbook.operation import calling  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    kind = MinutesAdded if addition else MinutesObjected if objection else MinutesAgreed
    with asked.writing() as book:
        acting = asked.acting(book, kind)
        entry = calling.answer_minutes(book, acting, call, agency, objection=objection, addition=addition)
        said = in_words("added" if addition else "objected" if objection else "agreed")
        asked.wrote(entry, f"{agency}: {said}")


@agencies.command("join")
def join_agency(
    ctx: typer.Context,
    agency: Annotated[str, typer.Argument(help="Its short name.")],
    lead: Annotated[str, typer.Option(help="The officer who speaks for it.")],
    deputy: Annotated[str, typer.Option(help="Who speaks when the lead does not.")] = "",
    principal: Annotated[str, typer.Option(help="Who answers for it above them.")] = "",
    reads: Annotated[list[str] | None, typer.Option(help="A marking it may read; may be given again.")] = None,
) -> None:
    """Write that an agency takes part, or who speaks for it now."""
    from musterbook.coordination.facts import AgencyJoined  # noqa: PLC0415  heavy
    from musterbook.operation import calling  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, AgencyJoined)
        entry = calling.join_agency(
            book, acting, agency, lead=lead, deputy=deputy, principal=principal, reads=reads or ()
        )
        asked.wrote(entry, in_words("{agency}: takes part; {lead} speaks for it", agency=agency, lead=lead))


@agencies.command("leave")
def leave_agency(
    ctx: typer.Context, agency: Annotated[str, typer.Argument(help="Its short name.")], because: Because
) -> None:
    """Write that an agency takes part no longer."""
    from musterbook.coordination.facts import AgencyLeft  # noqa: PLC0415  heavy
    from musterbook.operation import calling  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = calling.leave_agency(book, asked.acting(book, AgencyLeft), agency, because=because)
        asked.wrote(entry, in_words("{agency}: takes part no longer", agency=agency))


@agencies.command("list")
def list_agencies(ctx: typer.Context) -> None:
    """List who takes part, and what each said of the last minutes; whoever said nothing first."""
    from musterbook.operation.calling import agencies_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = agencies_told(book, asked.seen_at(book))
    cells = [(row["agency"], row["lead"], row["deputy"], row["principal"], row["minutes"]) for row in rows]
    head = ("Agency", "Lead", "Deputy", "Principal", "Last minutes")
    asked.show(rows, table(head, cells) if rows else [in_words("no agency takes part")])


@questions.command("ask")
def ask(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="What is asked; it is sealed.")],
    agency: Agency,
    to: Annotated[str, typer.Option(help="The agency asked.")],
    due: Annotated[str, typer.Option(help="By when an answer is wanted.")],
) -> None:
    """Ask another agency something."""
    from musterbook.coordination.facts import Asked as Question  # noqa: PLC0415  heavy
    from musterbook.operation import calling  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, Question)
        entry = calling.ask(book, acting, agency, to=to, text=text, due=read_moment(due))
        fact = entry.fact
        assert isinstance(fact, Question)
        asked.wrote(entry, in_words("{question}: {agency} asks {to}", question=fact.question, agency=agency, to=to))


@questions.command("answer")
def answer(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="Its name, such as ASK-001.")],
    text: Annotated[str, typer.Argument(help="The answer; it is sealed.")],
) -> None:
    """Answer what your agency was asked."""
    from musterbook.coordination.facts import Answered  # noqa: PLC0415  heavy
    from musterbook.operation import calling  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = calling.answer(book, asked.acting(book, Answered), question, text=text)
        asked.wrote(entry, in_words("{question}: answered", question=question))


@notices.command("give")
def give(
    ctx: typer.Context,
    site: Annotated[str, typer.Argument(help="The site people will be brought to.")],
    letter: Annotated[Path, typer.Option(help="File with what was written; it is sealed.")],
    whom: Annotated[str, typer.Option(help="Who was told.")] = "protecting-body",
    channel: Annotated[str, typer.Option(help="How: letter, radio, visit.")] = "letter",
) -> None:
    """Write that the protecting body was told of a site."""
    from musterbook.coordination.facts import Notified  # noqa: PLC0415  heavy
    from musterbook.operation import protecting  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, Notified)
        entry = protecting.tell(book, acting, site, whom=whom, channel=channel, letter=text_of(letter))
        asked.wrote(entry, in_words("{site}: {whom} told", site=site, whom=whom))


@notices.command("answered")
def answered(
    ctx: typer.Context,
    site: Annotated[str, typer.Argument(help="The site it was told of.")],
    says: Annotated[str, typer.Option(help="noted, asks-access or objects.")],
    letter: Annotated[Path, typer.Option(help="File with the answer; it is sealed.")],
    whom: Annotated[str, typer.Option(help="Who answered.")] = "protecting-body",
) -> None:
    """Write what the protecting body answered to the notice of a site."""
    from musterbook.coordination.facts import NoticeAnswered  # noqa: PLC0415  heavy
    from musterbook.operation import protecting  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, NoticeAnswered)
        entry = protecting.answered(book, acting, site, whom=whom, says=says, letter=text_of(letter))
        asked.wrote(entry, in_words("{site}: {whom} answered: {says}", site=site, whom=whom, says=says))


@notices.command("list")
def listed(ctx: typer.Context) -> None:
    """Print every place that receives people: when the protecting body was told, what it answered, what is put off."""
    from musterbook.operation.protecting import notices_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = notices_told(book, asked.seen_at(book))
    head = ("Place", "Told", "Answer", "Put off until", "First received")
    keys = ("site", "told_at", "answer", "put_off_until", "first_received_at")
    shown = [{key: row[key] or "–" for key in keys} for row in rows]
    asked.show(rows, rows_or(shown, head, keys, "no place receives anybody"))


@notices.command("defer")
def defer(
    ctx: typer.Context,
    site: Annotated[str, typer.Argument(help="The site.")],
    until: Annotated[str, typer.Option(help="Until when, at most seven days.")],
    because: Because,
) -> None:
    """Put off telling the protecting body of a site, for military necessity; two people sign."""
    from musterbook.coordination.facts import NoticeDeferred  # noqa: PLC0415  heavy
    from musterbook.operation import protecting  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, NoticeDeferred)
        entry = protecting.defer(book, acting, site, until=read_moment(until), because=because)
        asked.wrote(entry, in_words("{site}: notice put off until {until}", site=site, until=until))


def text_of(path: Path) -> str:
    """The words of a file; Malformed when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Malformed(Fault("file.unreadable", file=path.name)) from None


def rows_or(rows: list[dict[str, Any]], head: tuple[str, ...], keys: tuple[str, ...], none: str) -> list[str]:
    """A table of some fields of rows, or one line when there are none."""
    cells = [tuple("" if row[key] is None else str(row[key]) for key in keys) for row in rows]
    return table(head, cells) if rows else [in_words(none)]
