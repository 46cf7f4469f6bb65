"""Labelled pairs from a table, for training and for fairness."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from musterbook.biometrics.names.interning import Names
from musterbook.biometrics.names.particulars import Claims, birth
from musterbook.biometrics.names.sheets import WANTED, reading
from musterbook.biometrics.names.training import Labelled
from musterbook.terms.errors import Fault, Malformed

LABELS = ("name_label", "person_label")


def labelled(path: Path, *, year_now: int) -> Labelled:
    """The labelled pairs of a table; pairs in which a name cannot be read are left out.

    Raises:
        Malformed: columns are missing, or a label is neither 0 nor 1 (each row is named).
    """
    names = Names()
    sides: tuple[list[int], list[int]] = ([], [])
    claims: tuple[list[Claims], list[Claims]] = ([], [])
    labels: list[list[str]] = []
    faults = []
    with reading(path, (*WANTED, *LABELS)) as sheet:
        for number, row in enumerate(sheet.rows, start=2):
            label = [sheet.cell(row, column).strip() for column in LABELS]
            read = [names.number(sheet.cell(row, column)) for column in WANTED]
            if not set(label) <= {"0", "1"}:
                faults.append(Fault("names.label", file=path.name, row=number, column="name_label, person_label"))
            elif all(names.rows[name] for name in read):
                labels.append(label)
                for at, side in enumerate("ab"):
                    sides[at].append(read[at])
                    born = birth(sheet.cell(row, f"dob_{side}"), year_now=year_now)[0]
                    nationality = sheet.cell(row, f"nat_{side}").strip().upper()
                    claims[at].append(Claims(born, nationality, sheet.cell(row, f"pob_{side}").strip().casefold()))
    if faults:
        raise Malformed.of(faults[:100])
    could_be, is_one = np.array(labels, np.int64).reshape(-1, 2).T
    return Labelled(
        names, np.array(sides[0], np.int64), np.array(sides[1], np.int64), *claims, could_be=could_be, is_one=is_one
    )
