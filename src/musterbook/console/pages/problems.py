"""What a rule says: the page that a problem's address points to. It holds the rule's own words and nobody's case."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.words.pages import has, words_of
from musterbook.words.rules import rule_lines

KNOWN: Final = ()


def problem(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/problems/RULE`, or at the number of an answer; None when nobody has written a sentence for it."""
    key = f"wrong.{name}"
    has_page = has(f"{key}.title")
    lines = [words_of(f"{key}.text") if has(f"{key}.text") else ""] if has_page else rule_lines(name, asked.language)
    if not lines:
        return None
    title = words_of(f"{key}.title") if has_page else name
    return desk.answer(
        asked, "problem.html", desk.source.stamp(asked.as_of), said={"rule": name, "title": title, "says": lines},
        rows=[{"rule": name, "says": line} for line in lines], rule=name, title=title, lines=lines,
    )  # fmt: skip
