"""A sentence that tells an officer to run a command or give an option names one there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

from musterbook.cli.app import app
from musterbook.words.catalogue import read_catalogue
from musterbook.words.sentences import texts

MUSTER = typer.main.get_command(app)
TEXTS = [text for key, one in read_catalogue("en").sentences.items() for _, text in texts(one, key)]


def _commands(group: object) -> dict[str, Any]:
    return dict(getattr(group, "commands", {}))


def _options(command: object) -> Iterator[str]:
    for parameter in getattr(command, "params", ()):
        yield from parameter.opts
    for inner in _commands(command).values():
        yield from _options(inner)


def _unknown(text: str) -> list[str]:
    """The commands a text names that are not there, a group's own verb looked at too."""
    lacking = []
    for verb, second in re.findall(r"muster ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+(?:-[a-z]+)*))?", text):
        found = _commands(MUSTER).get(verb)
        alone = not second and getattr(found, "invoke_without_command", False)
        if found is None or (_commands(found) and second not in _commands(found) and not alone):
            lacking.append(f"muster {verb} {second}".strip())
    return lacking


def test_every_command_a_sentence_names_is_there() -> None:
    assert [one for text in TEXTS for one in _unknown(text)] == []


def test_every_option_a_sentence_names_is_there() -> None:
    known = set(_options(MUSTER))

    named = {option for text in TEXTS for option in re.findall(r"(?<!\w)--?[A-Za-z][a-z-]*", text)}

    assert named - known == set()


def test_a_command_that_is_not_there_is_found() -> None:
    assert _unknown("Run muster conjure, then muster count vanish, then muster verify") == [
        "muster conjure", "muster count vanish",
    ]  # fmt: skip
