"""Help in other languages than English: what verbs and options are for, and the words of the parser itself.

The commands are read anew for the language; those for English stay as their functions have them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

import typer

from musterbook.cli.tongue import fitted
from musterbook.words.lines import help_words, in_words, to_say

Command = Any
"""Typer carries its own copy of click, whose classes are private."""

HEADINGS: Final = {
    "Arguments": to_say("Arguments"), "Options": to_say("Options"), "Commands": to_say("Verbs"),
}  # fmt: skip
"""The headings of the parser, and ours."""
ASKS_FOR_HELP: Final = "Show this message and exit."
_BESIDE: Final = re.compile(r"\s*\[(?:default: (?P<default>[^\]]*?))?(?:; )?(?P<required>required)?\]$")


class InWords(typer.Context):
    """A context whose help pages are written in the language that is spoken now."""

    def get_help(self) -> str:
        """The page."""
        put_in_words(self.command)
        return super().get_help()

    def make_formatter(self) -> Any:  # noqa: ANN401  as above
        """The formatter."""
        plain = super().make_formatter()
        return _speaking(type(plain))(width=plain.width)


def let_help_be_in_words(command: Command) -> None:
    """Let the command and everything under it show help in the language spoken when it is asked for."""
    command.context_class = InWords
    for inner in getattr(command, "commands", {}).values():
        let_help_be_in_words(inner)


def put_in_words(command: Command) -> None:
    """Put the command, everything under it and every option of theirs into the language that is spoken now."""
    command.help = help_words(command.help or "") or None
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = help_words(parameter.help)
    for inner in getattr(command, "commands", {}).values():
        put_in_words(inner)


def help_texts(command: Command, path: str = "muster") -> Iterator[tuple[str, str]]:
    """(verb, text) of everything that help says of a command and what is under it, in the order of `muster --help`."""
    if command.help:
        yield path, command.help
    for name, inner in getattr(command, "commands", {}).items():
        yield from help_texts(inner, f"{path} {name}")


def option_texts(command: Command, path: str = "muster") -> Iterator[tuple[str, str]]:
    """(verb and option, text) of what every option and argument is for."""
    for parameter in command.params:
        if getattr(parameter, "help", None):
            yield f"{path} {parameter.opts[0]}", parameter.help
    for name, inner in getattr(command, "commands", {}).items():
        yield from option_texts(inner, f"{path} {name}")


def _speaking(plain: type) -> Any:  # noqa: ANN401  as above
    """The parser's formatter with its own words in the language that is spoken now."""

    class Speaking(plain):  # type: ignore[misc]  # as above
        """Writes help pages."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            """How the words stand."""
            super().write_usage(prog, args, prefix or f"{in_words('Usage:')} ")

        def write_heading(self, heading: str) -> None:
            """Over a list."""
            super().write_heading(in_words(HEADINGS[heading]) if heading in HEADINGS else heading)

        def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
            """The list: what each is called, and what it is for."""
            super().write_dl([(name, _beside(text)) for name, text in rows], col_max, col_spacing)

        def getvalue(self) -> str:
            """The page as it may be printed where it goes."""
            return fitted(super().getvalue(), sys.stdout)

    return Speaking


def _beside(text: str) -> str:
    """What an option is for, with whether it must be given and what it is when it is not."""
    found = _BESIDE.search(text)
    if found is None or not (found["default"] or found["required"]):
        return in_words("Show this page and end.") if text == ASKS_FOR_HELP else text
    default, required = found["default"] or "", in_words("required") if found["required"] else ""
    beside = "; ".join(one for one in (in_words("default: {value}", value=default) if default else "", required) if one)
    return f"{text[: found.start()]}  [{beside}]"
