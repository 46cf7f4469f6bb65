"""forms take | list | show | type | settle | sign | again | withdraw: blank forms that come back filled in, by scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.outputs import write_whole
from musterbook.cli.tongue import aside
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.book import Book
    from musterbook.operation.forms_written import Entering
    from musterbook.store.forms import Forms, Sheet, TypedIn

forms = typer.Typer(help="Enter forms that were filled in by hand and scanned.", no_args_is_help=True)
Form = Annotated[str, typer.Argument(help="Number of the form, as it stands on it.")]
Said = Annotated[
    list[str], typer.Option(help="A field as NAME=WHAT STANDS THERE, once for each; lines are parted by a semicolon.")
]
Settled = Annotated[
    list[str] | None,
    typer.Option("--said", help="A field as NAME=WHAT STANDS THERE, once for each; lines are parted by a semicolon."),
]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(forms, name="forms")


@forms.command("take")
def take(
    ctx: typer.Context, file: Annotated[Path, typer.Argument(help="The scan: PDF, PNG or JPEG.")]
) -> int:  # fmt: skip
    """Read a scan and keep its sound sheets, sealed, to be typed from; every other page is said with what is wrong."""
    from musterbook.operation.forms_scanned import judged, keep  # noqa: PLC0415  heavy
    from musterbook.papers.scan import read_scan  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    try:
        content = file.read_bytes()
    except OSError:
        raise Malformed(Fault("file.unreadable", file=file.name)) from None
    pages = read_scan(content, file.name)
    with asked.writing() as book:
        kept, officer, now = _forms(book), _one(asked), asked.shown_at(book)
        found = judged(book, kept, pages, now, officer=officer)
        sheets = keep(book, kept, found, officer=officer, now=now)
    lines = [_stage_said(one.form, "to-type") for one in sheets]
    wrong = [sentence(one.wrong) for one in found if one.wrong is not None]
    asked.show({"kept": [one.form for one in sheets], "wrong": wrong}, [*lines, *wrong])
    return Malformed.exit_code if wrong and not sheets else 0


@forms.command("list")
def listed(ctx: typer.Context) -> None:
    """Sheets on this machine, and how far each is."""
    from musterbook.operation.forms_entering import stage_of  # noqa: PLC0415  heavy
    from musterbook.operation.forms_scanned import entered_forms  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    kept, entered = _forms(book), entered_forms(book)
    told = [
        {"form": one.form, "kind": one.kind, "at": one.at,
         "stage": "entered" if one.form in entered else stage_of(kept.typed(one.form))}
        for one in kept.sheets()
    ]  # fmt: skip
    lines = [_stage_said(one["form"], one["stage"]) for one in told]
    asked.show(told, lines or [in_words("no sheets")])


@forms.command("show")
def show(
    ctx: typer.Context, form: Form, out: Annotated[Path, typer.Option(help="Where its picture goes, as JPEG.")]
) -> None:
    """Open the picture of a sheet, to type from; who opens it is written down first."""
    from musterbook.operation.forms_entering import found, picture_of  # noqa: PLC0415  heavy
    from musterbook.words.pages import page  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.opened_to_write()
    sheet = found(_forms(book), form)
    why = page("forms.because", form=form)
    write_whole(out, picture_of(book, sheet, _one(asked), asked.shown_at(book), because=why))
    out.chmod(0o600)
    asked.show({"form": form, "file": str(out)}, [in_words("{path}: form {form}", path=out, form=form)])


@forms.command("type")
def type_(ctx: typer.Context, form: Form, said: Said) -> None:
    """Type what stands on a sheet, without having seen what the other typed; --key says who types."""
    from musterbook.operation.forms_entering import found, type_in  # noqa: PLC0415  heavy
    from musterbook.operation.forms_typed import FIELDS  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book, officer = asked.book(signing=True), _one(asked)
    kept = _forms(book)
    _proves(book, officer)
    sheet = found(kept, form)
    stage = type_in(book, kept, sheet, _fields(said, FIELDS[sheet.kind]), asked.shown_at(book), officer=officer)
    _told(asked, sheet, stage, kept.typed(form))


@forms.command("settle")
def settle(ctx: typer.Context, form: Form, said: Settled = None) -> None:
    """Say what stands in the fields in which two differ, with the sheet before both."""
    from musterbook.operation import forms_entering  # noqa: PLC0415  heavy
    from musterbook.operation.forms_typed import FIELDS, differing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book, officer = asked.book(signing=True), _one(asked)
    kept = _forms(book)
    _proves(book, officer)
    sheet, typed = forms_entering.found(kept, form), kept.typed(form)
    forms_entering.need_able(book, sheet, officer)
    _aside(_apart(sheet, typed))
    apart = differing(typed[0].said, typed[1].said) if len(typed) > 1 else ()
    forms_entering.settle(kept, sheet, officer, _fields(said or [], apart or FIELDS[sheet.kind]), asked.shown_at(book))
    _told(asked, sheet, "alike", ())


@forms.command("sign")
def sign(ctx: typer.Context, form: Form) -> None:
    """Write what both typed, as written on paper at the sheet's hour; the two who typed sign."""
    from musterbook.operation.forms_entering import digest_of_typed, found, ready  # noqa: PLC0415  heavy
    from musterbook.operation.forms_written import write  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    before = asked.book()
    first = ready(before, _forms(before), found(_forms(before), form), asked.shown_at(before))
    _aside([*_signed(first), *_apart(first.sheet, first.typed)])
    with asked.writing() as book:
        kept, now = _forms(book), asked.shown_at(book)
        one = ready(book, kept, found(kept, form), now, shown=digest_of_typed(first.said))
        wrote = write(book, one, now)
        kept.begin_again(form)
        said = in_words("{form}: in the book, as written on paper", form=form)
        asked.wrote(wrote[0], said, digests=[entry.digest for entry in wrote])


@forms.command("again")
def again(ctx: typer.Context, form: Form) -> None:
    """Forget what was typed from a sheet, so that two type it anew."""
    from musterbook.operation.forms_entering import found, need_able  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book, officer = asked.book(signing=True), _one(asked)
    kept = _forms(book)
    need_able(book, found(kept, form), officer)
    _proves(book, officer)
    kept.begin_again(form)
    asked.show({"form": form}, [_stage_said(form, "to-type")])


@forms.command("withdraw")
def withdraw(
    ctx: typer.Context, form: Form,
    because: Annotated[str, typer.Option(help="Why, in words; sealed, and written down.")],
) -> None:  # fmt: skip
    """Take away a sheet you brought in by mistake, before it is signed; its picture and what was typed are overwritten.

    The form itself may be brought in again.
    """
    from musterbook.operation import forms_entering  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        officer, kept = _one(asked), _forms(book)
        _proves(book, officer)
        sheet = forms_entering.found(kept, form)
        forms_entering.withdraw(book, kept, sheet, officer, asked.shown_at(book), because=because)
    asked.show({"form": form}, [in_words("{form}: taken away; its picture is overwritten", form=form)])


def _forms(book: Book) -> Forms:
    from musterbook.store.forms import Forms  # noqa: PLC0415  heavy

    return Forms(book.folder)


def _one(asked: Asked) -> str:
    """Who acts: the one officer named with --key."""
    if len(asked.officers) != 1:
        raise Refused(Objection("cli.nobody-signs", values={"kind": "custody.form-entered"}))
    return asked.officers[0]


def _proves(book: Book, officer: str) -> None:
    """That whoever types is who he says: his key opens."""
    if book.keyring is None:
        raise Refused(Objection("keys.not-here", values={"officer": officer}))
    book.keyring.private_key(officer)


def _fields(said: list[str], known: Sequence[str]) -> Mapping[str, str]:
    """What is said of each field.

    Raises:
        Malformed: a field that nobody asked for; a misspelt one would leave its own empty.
    """
    parts = [(name.strip(), value.replace(";", "\n")) for name, _, value in (one.partition("=") for one in said)]
    strange = [name for name, _ in parts if name not in known]
    if strange:
        listed = ", ".join(known)
        raise Malformed.of(
            [Fault("deed.unknown-field", values={"field": one[:40], "known": listed}) for one in strange]
        )
    return dict(parts)


def _stage_said(form: str, stage: str) -> str:
    """How far a form is, in the words its page has."""
    from musterbook.words.pages import page  # noqa: PLC0415  heavy

    return in_words("{form}: {stage}", form=form, stage=page(f"forms.stage.{stage}"))


def _apart(sheet: Sheet, typed: Sequence[TypedIn]) -> list[str]:
    """A line for each field in which the two differ, with what each typed; and each box the scan shows otherwise.

    Each field by its name in words, and as `--said` wants it typed.
    """
    from musterbook.operation.forms_entering import differences_of  # noqa: PLC0415  heavy
    from musterbook.words.pages import page  # noqa: PLC0415  heavy

    lines = []
    for name in differences_of(sheet, typed):
        values = [_spoken(sheet, name, one.said[name]) for one in typed[:2]]
        each = "; ".join(f"{one.officer}: {value}" for one, value in zip(typed, values, strict=False))
        label = in_words("{label} ({typed})", label=page(f"forms.name.{name}"), typed=f"--said {name}=")
        lines.append(f"{label}: {each}" if values[0] != values[1] else f"{label}: {values[0]}")
        if values[0] == values[1]:
            lines[-1] += f". {page('forms.scan-otherwise')}"
    return lines


def _signed(one: Entering) -> list[str]:
    """A line for each field, with what is about to be signed."""
    from musterbook.words.pages import page  # noqa: PLC0415  heavy

    return [f"{page(f'forms.name.{name}')}: {_spoken(one.sheet, name, value)}" for name, value in one.said.items()]


def _spoken(sheet: Sheet, name: str, value: str) -> str:
    from musterbook.operation.on_paper.forms import TICKS  # noqa: PLC0415  heavy
    from musterbook.words.pages import page  # noqa: PLC0415  heavy

    if name in TICKS[sheet.kind]:
        return page("forms.ticked" if value == "yes" else "forms.not-ticked")
    return value.replace("\n", ";") or page("forms.nothing")


def _aside(lines: Sequence[str]) -> None:
    for line in lines:
        aside(line)


def _told(asked: Asked, sheet: Sheet, stage: str, typed: Sequence[TypedIn]) -> None:
    """How far a sheet is; once two have typed it, with what each typed where they differ."""
    from musterbook.operation.forms_entering import differences_of  # noqa: PLC0415  heavy

    apart = [
        {"field": name, "typed": {one.officer: one.said[name] for one in typed[:2]}, "scanned": sheet.ticks.get(name)}
        for name in differences_of(sheet, typed)
    ]  # fmt: skip
    asked.show(
        {"form": sheet.form, "stage": stage, "differs": apart}, [_stage_said(sheet.form, stage), *_apart(sheet, typed)]
    )
