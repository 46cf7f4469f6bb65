"""Door texts: everything the command line says of its own, for a translator: its front page, its lines, its help.

They stand in the order in which they are missed most: what `muster --help` shows, what verbs answer, then what each
verb and at last what each option is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from musterbook.cli.front import front_texts
from musterbook.cli.help_said import Command, help_texts, option_texts
from musterbook.words.line_texts import texts_of
from musterbook.words.messages import Message
from musterbook.words.own_keys import HELP, key_of

PLACES_MAX: Final = 4
"""So many places where a text is said help a translator; more do not."""


def door_texts(command: Command) -> Mapping[str, Message]:
    """Every text of the command by its key, with where it is said."""
    front = (("muster --help", text) for text in front_texts())
    every = (
        *_helping(front, "on"), *_lines(), *_helping(help_texts(command), "what it is for:"),
        *_helping(option_texts(command), "what it is for:"),
    )  # fmt: skip
    found: dict[str, Message] = {}
    for one in every:
        before = found.get(one.key)
        places = dict.fromkeys((*(before.shown if before else ()), *one.shown))
        found[one.key] = replace(one, shown=tuple(places)[:PLACES_MAX])
    return found


def _helping(told: Iterable[tuple[str, str]], about: str) -> Iterator[Message]:
    for place, text in told:
        yield Message(key_of(HELP, text), text, shown=(f"{about} {place}",))


def _lines() -> Iterator[Message]:
    for file in sorted(Path(__file__).parent.glob("*.py")):
        yield from texts_of(file.read_text(encoding="utf-8"), f"command line, {file.stem.replace('_', ' ')}")
