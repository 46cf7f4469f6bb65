"""A table of people to search: who they are in it, by name and claims; and the prior of a search.

Section 7 of identity.md. Doubled numbers are two rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from musterbook.biometrics.names.particulars import Claims, birth
from musterbook.biometrics.names.sheets import reading
from musterbook.terms.errors import Malformed

EXPECTED: Final = 0.5
"""The share taken where a mate is expected and the desk has no estimate of its own."""


class Listed(NamedTuple):
    """One row of the table: its number there, the name as written, its claims."""

    number: str
    name: str
    claims: Claims


def people(table: Path, *, year_now: int) -> list[Listed]:
    """The people of a table with columns id, name, and where they are there dob, nat, pob.

    Raises:
        Malformed: a column is missing, or the file cannot be read as a table.
    """
    with reading(table, ("id", "name")) as sheet:
        cell = sheet.cell
        return [
            Listed(
                cell(row, "id"),
                cell(row, "name"),
                claimed(cell(row, "dob"), cell(row, "nat"), cell(row, "pob"), year_now=year_now),
            )
            for row in sheet.rows
        ]


def claimed(born: str, nationality: str, birthplace: str, *, year_now: int) -> Claims:
    """Claims as written, made comparable; a doubtful birth is ignored."""
    return Claims(birth(born, year_now=year_now)[0], nationality.strip().upper(), birthplace.strip().casefold())


def prior_of(text: str, number: int) -> float:
    """The share of searches whose mate is one given candidate: one over the number, one half, or as given.

    Raises:
        Malformed: it is none of these.
    """
    if text == "1/N":
        return 1 / max(2, number)
    if text == "expected":
        return EXPECTED
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise Malformed.because("names.prior", given=text)
    return share
