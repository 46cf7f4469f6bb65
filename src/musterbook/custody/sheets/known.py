"""Known: the sheets of questions this copy has; a sheet of any other version is kept sealed and not read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from musterbook.custody.sheets.questions import Questionnaire, read_questionnaire
from musterbook.custody.sheets.sheets import Filled
from musterbook.terms.errors import Fault, Malformed

USUAL: Final = "escort-sheet-1"
FILES: Final = ("escort-sheet-1.toml", "youth-sheet-1.toml")


@cache
def built_in() -> Mapping[str, Questionnaire]:
    """The sheets that come with Musterbook, by name and version."""
    folder = files("musterbook.custody.sheets")
    read = [read_questionnaire(folder.joinpath(name).read_text("utf-8"), file=name) for name in FILES]
    return {one.name: one for one in read}


def sheets_in(folder: Path) -> Mapping[str, Questionnaire]:
    """The sheets that come with Musterbook, and those an operation put into its folder as `NAME-sheet-N.toml`.

    Raises:
        Malformed: a file is no sheet of questions, or has the name of one that is known and asks something else.
    """
    found = dict(built_in())
    for path in sorted(folder.glob("*-sheet-*.toml")):
        one = read_questionnaire(path.read_text("utf-8", errors="replace"), file=path.name)
        if one.name in found and found[one.name].digest != one.digest:
            raise Malformed(Fault("questions.name-taken", file=path.name, values={"version": one.name}))
        found[one.name] = one
    return found


def questions_of(filled: Filled, known: Mapping[str, Questionnaire]) -> Questionnaire | None:
    """The questions a sheet answers; None where this copy has not that version, or has another text of it."""
    one = known.get(filled.version)
    return one if one is not None and one.digest == filled.questions else None
