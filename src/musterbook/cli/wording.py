"""words: the languages of the product: what is translated, a catalogue for a translator, and his work taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from musterbook.cli.context import Asked
from musterbook.terms.errors import Fault, Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from musterbook.words.exchanging import Checked
    from musterbook.words.exchanging import Fault as Unfit
    from musterbook.words.messages import Message

words = typer.Typer(help="Languages: what is translated, and catalogues for translators.", no_args_is_help=True)
Language = Annotated[str, typer.Argument(help="ar, ckb or kmr.")]
LISTED_MAX: Final = 20
RULES: Final = {
    "other-values": "words.other-values", "stray-brace": "words.stray-brace", "other-parts": "words.other-parts",
    "foreign-sign": "words.foreign-sign", "no-such-key": "words.no-such-key", "other-forms": "words.other-forms",
}  # fmt: skip
"""By what a translation does not fit, and the rule that says so."""


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(words, name="words")


@words.command("check")
def check_words(
    ctx: typer.Context,
    language: Annotated[list[str] | None, typer.Argument(help="Languages; all by default.")] = None,
    missing: Annotated[bool, typer.Option("--missing", help="List every text that nobody has translated.")] = False,
    terms: Annotated[
        bool, typer.Option("--terms", help="List every text without the word the glossary has for one of its English.")
    ] = False,
) -> None:
    """What each language has and lacks; ends with 4 where a translation does not fit its English."""
    from musterbook.words.exchanging import TRANSLATED, check, summed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    known = _messages(ctx)
    found = [check(_known(one), known) for one in language or TRANSLATED]
    asked.show(
        [_told(one) for one in found], [line for one in found for line in _lines(one, listed=missing, terms=terms)]
    )
    if summed(found):
        raise typer.Exit(Malformed.exit_code)


@words.command("export")
def export_words(
    ctx: typer.Context,
    language: Language,
    out: Annotated[Path, typer.Argument(help="The .po file to write.")],
) -> None:
    """Write a language's catalogue for a translator, every text with what it is for."""
    from musterbook.words.exchanging import export  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    out.write_bytes(export(_known(language), _messages(ctx)))
    asked.show({"language": language, "file": str(out)}, [f"{out}: every text in {language}, for a translator"])


@words.command("import")
def import_words(
    ctx: typer.Context,
    language: Language,
    file: Annotated[Path, typer.Argument(help="The .po file that came back.")],
    into: Annotated[
        Path | None, typer.Option(help="Where the catalogue is written; the program's own by default.")
    ] = None,
) -> None:
    """Take a translator's file into a catalogue, text by text; what does not fit is named."""
    from musterbook.words.exchanging import take  # noqa: PLC0415  heavy
    from musterbook.words.translations import catalogue_place  # noqa: PLC0415  as above

    asked: Asked = ctx.obj
    with file.open("rb") as stream:
        made, changed, faults = take(_known(language), stream, _messages(ctx))
    place = into or Path(str(catalogue_place(language)))
    place.write_bytes(made)
    asked.show(
        {"language": language, "file": str(place), "changed": changed,
         "not_taken": [{"key": one.key, "lacks": list(one.lacks)} for one in faults]},
        [f"{place}: {changed:,} texts taken, {len(faults):,} not taken", *_faults(faults, file.name)],
    )  # fmt: skip
    if faults:
        raise typer.Exit(Malformed.exit_code)


def _messages(ctx: typer.Context) -> Mapping[str, Message]:
    from musterbook.cli.door_texts import door_texts  # noqa: PLC0415  heavy
    from musterbook.words.messages import messages, with_places  # noqa: PLC0415  heavy
    from musterbook.words.places_shown import places  # noqa: PLC0415  as above

    return {**with_places(messages(), places(messages())), **door_texts(ctx.find_root().command)}


def _known(language: str) -> str:
    from musterbook.words.exchanging import TRANSLATED  # noqa: PLC0415  heavy

    if language not in TRANSLATED:
        raise Malformed.because("words.language", typed=language, known=", ".join(TRANSLATED))
    return language


def _lines(one: Checked, *, listed: bool, terms: bool) -> list[str]:
    reader = f"read by {one.reader}" if one.reader else "awaits a native reader"
    had, lacking = f"{one.said:,} of {one.wanted:,} texts", f"{len(one.missing):,} missing"
    weak = f"{len(one.doubtful):,} doubtful, {len(one.uncounted):,} without a form of the plural"
    lines = [f"{one.language}: {had}, {lacking}, {weak}, {reader}"]
    names = [*one.uncounted, *one.doubtful, *one.missing]
    shown = names if listed else names[:LISTED_MAX]
    lines += [f"  {key}" for key in shown]
    if len(shown) < len(names):
        lines.append(f"  and {len(names) - len(shown):,} more (--missing lists them)")
    lines += [f"  no longer said: {key}" for key in one.idle[:LISTED_MAX]]
    lines += _term_lines(one, listed=terms)
    return [*lines, *(f"  {line}" for line in _faults(one.faults, f"{one.language}.po"))]


def _term_lines(one: Checked, *, listed: bool) -> list[str]:
    if listed:
        return [f"  {stray.key}: without the word for “{stray.term}”" for stray in one.strays]
    if not one.strays:
        return []
    return [f"  {len(one.strays):,} without the word the glossary has (--terms lists them; advice, no fault)"]


def _faults(found: Iterable[Unfit], file: str) -> list[str]:
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    return [sentence(Fault(RULES[lack], file=file, values={"key": one.key})) for one in found for lack in one.lacks]


def _told(one: Checked) -> dict[str, object]:
    return {
        "language": one.language, "wanted": one.wanted, "said": one.said, "missing": list(one.missing),
        "doubtful": list(one.doubtful), "uncounted": list(one.uncounted), "idle": list(one.idle),
        "faults": [{"key": fault.key, "lacks": list(fault.lacks)} for fault in one.faults], "reader": one.reader,
        "strays": [{"key": stray.key, "term": stray.term} for stray in one.strays],
    }  # fmt: skip
