"""What is kept for a person in words: each line of it by the part it stands in, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from musterbook.console.codes_said import recovered_said
from musterbook.console.custody_rows import KeptLine
from musterbook.words.deeds import choices
from musterbook.words.languages import apart
from musterbook.words.languages_said import language_said
from musterbook.words.pages import has, in_a_row, known, page


def kept_said(part: str, line: KeptLine) -> str:
    """A line in words; the seal of a bag as it is written on it."""
    if has(f"kept.is.{line.what}"):
        return known(f"kept.is.{line.what}")
    head, _, rest = line.what.partition("-")
    if part == "authority":
        return _of("note-authority", "kind", line.what)
    if part == "warnings":
        often = _of("set-watch", "level", rest)
        return page("kept.watch", often=often) if head == "watch" else _of("warn", "about", line.what)
    if part == "fitness" and head == "mode":
        return _of("certify-fit", "modes", rest)
    return apart(line.what) if part == "property" else known(f"kept.is.{line.what}")


def kept_more(part: str, line: KeptLine) -> str:
    """What stands beside a line: codes in words, names and what people wrote as they are; empty where there is none."""
    if line.what == "papers-recovered":
        return recovered_said(line.more)
    said = _MORE.get(part)
    return said(line) if said is not None and line.more else line.more


def _fitness(line: KeptLine) -> str:
    field = ("certify-fit", "conditions") if line.tone == "good" else ("find-unfit", "because")
    return in_a_row(_of(*field, one) for one in line.more.split(", "))


def _property(line: KeptLine) -> str:
    if line.what == "kept-back":
        return line.more
    if line.what == "returned":
        return _of("return-property", "mark", line.more)
    return in_a_row(_of("seal-property", "kinds", one) for one in line.more.split("+"))


_NAMES_WHOM: Final = {"protecting-list": "protecting body"}
"""Notices whose words say whom they go to, where these are not their own."""


def _notices(line: KeptLine) -> str:
    notice, _, whom = line.more.partition(" ")
    if whom == _NAMES_WHOM.get(notice, notice.replace("-", " ")):  # the notice names whom it goes to
        whom = ""
    return " ".join(filter(None, (_of("notify", "notice", notice), apart(whom))))


def _told(line: KeptLine) -> str:
    return language_said(line.more) if line.what.startswith("receipt-") else line.more


def _contests(line: KeptLine) -> str:
    if line.what not in ("contest-open", "contest-answered"):
        return line.more
    about, colon, words = line.more.partition(": ")
    return f"{_of('contest', 'about', about)}{colon}{words}"


def _of(deed: str, field: str, code: str) -> str:
    return choices(deed, field, (code,))[0].said


_MORE: Final[Mapping[str, Callable[[KeptLine], str]]] = {
    "fitness": _fitness, "property": _property, "notices": _notices, "told": _told, "contests": _contests,
}  # fmt: skip
