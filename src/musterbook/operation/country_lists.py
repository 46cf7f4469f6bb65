"""Country lists: a country sends names of those it thinks we hold; who of them may be on the register is proposed.

Joins identifying with the cases of the country. Nothing leaves by it: what the country is told of somebody goes through
the gates of a letter (casework.md section 5), and whose name stands on a list has consented to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from musterbook.biometrics.names.sheets import reading
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.operation.identifying import LIKELY_MIN, Asking, Proposal, Register
from musterbook.operation.one_body import bodies_of, cases_of
from musterbook.terms.countries import country as code_of


@dataclass(frozen=True, slots=True)
class Matched:
    """One row of a list.

    Attributes:
        row: in the file, the first after the names of the columns is 2.
        id: what the country calls him.
        proposals: who he may be.
        cases: open cases with that country of those proposed.
    """

    row: int
    id: str
    proposals: tuple[Proposal, ...]
    cases: tuple[str, ...]


def match_list(
    beside: EvidenceBeside, asking: Asking, table: Path, *, country: str, most: int = 3, least: float = LIKELY_MIN
) -> list[Matched]:
    """For each row of a country's list who on the register he may be, likeliest first.

    Args:
        beside: the book with its register of consultations.
        asking: who asks and why.
        table: columns id, name, and where they are there dob, nat; an empty nationality is that of the country.
        country: three letters of ISO 3166.
        most: how many for each row.
        least: the least probability of the pair.

    Raises:
        Malformed: no such country, or no such table.
        Refused: nobody asks, or for no reason.
    """
    code = code_of(country)
    with reading(table, ("id", "name")) as sheet:
        rows = [{name: sheet.cell(row, name).strip() for name in ("id", "name", "dob", "nat")} for row in sheet.rows]
    sought = [{"name": row["name"], "born": row["dob"], "nationality": row["nat"] or code} for row in rows]
    found = Register(beside, asking).proposals(sought, most=most, least=least)
    bodies = bodies_of(beside.book)
    open_cases = [case for case in cases_of(beside.book).of_country(code) if case.is_open()]
    return [
        Matched(
            number, row["id"], tuple(proposals),
            tuple(case.name for one in proposals for case in open_cases if case.person == bodies.standing(one.person)),
        )
        for number, (row, proposals) in enumerate(zip(rows, found, strict=True), start=2)
    ]  # fmt: skip
