"""--seen: the list somebody looked at before he signs; refused when it is another by now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.terms.errors import Malformed, Refused

if TYPE_CHECKING:
    from musterbook.operation.book import Book

Seen = Annotated[
    str, typer.Option(help="First digits of the manifest's digest you saw; refused when it is another by now.")
]


def refuse_another_list(book: Book, serial: str, seen: str) -> None:
    """Nothing is refused when no digits are given.

    Raises:
        Refused: the serial's list does not begin with these digits.
        Malformed: digits are given and there is no serial whose list could be meant.
    """
    from musterbook.operation.adopting import moved_on  # noqa: PLC0415  heavy
    from musterbook.operation.serials import serial_named  # noqa: PLC0415  heavy

    if not seen:
        return
    if not serial:
        raise Malformed.because("cli.no-list")
    objections = moved_on(serial_named(book, serial), seen)
    if objections:
        raise Refused(*objections)
