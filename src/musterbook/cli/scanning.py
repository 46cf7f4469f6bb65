"""Bands read by a scanner that types, one a line, as a count by name, until an empty line.

A scanner of that kind is a keyboard. Each band is answered at once on standard error; what is refused is not counted,
and the counting goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from musterbook.cli.context import Asked
from musterbook.cli.tongue import aside
from musterbook.terms.people import PersonId
from musterbook.words.lines import code_words, counted_words, in_words

if TYPE_CHECKING:
    from musterbook.custody.bands import Answer


def scanned(asked: Asked, lines: Iterable[str]) -> list[PersonId]:
    """Whose bands were read, each once, in the order of reading; ends at an empty line or where there is no more.

    Nobody is told whom the roll has and who is still lacking: whoever counts, counts blind.
    """
    from musterbook.custody.bands import answer  # noqa: PLC0415  heavy
    from musterbook.custody.people import People  # noqa: PLC0415  heavy
    from musterbook.custody.roll import Roll  # noqa: PLC0415  heavy

    book = asked.book()
    people, roll = book.reading(People), book.reading(Roll)
    aside(in_words("Scan each band. An empty line ends the count."))
    found: dict[PersonId, None] = {}
    for line in lines:
        read = line.strip()
        if not read:
            break
        told = answer(read, people=people, roll=roll, here=book.settings.desk)
        aside(_said(read, told, found))
        if not told.refused:
            found[PersonId(told.person)] = None
    return list(found)


def _said(read: str, told: Answer, found: dict[PersonId, None]) -> str:
    """What is said to one band: how many by now, that it was read before, or why it does not count."""
    if told.refused:
        why = code_words("band", told.answer)
        instead = in_words("instead of it {instead} answers", instead=told.instead) if told.instead else None
        who = told.person or read[:40]
        return in_words("NOT COUNTED {who}: {why}[[; {instead}]]", who=who, why=why, instead=instead)
    if told.person in found:
        return in_words("{who}: read before", who=told.person)
    return f"{told.person}  {counted_words('{n} counted', '{n} counted', len(found) + 1)}"
