"""Camp tables: counts of camps that lie in an operation folder are looked at with it, and written by who counted.

Joins camps with tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from musterbook.camps.faults import faults_of
from musterbook.operation.camp_files import CampFile, read_camp_file
from musterbook.tables import CAMP_SCHEMAS, Reading
from musterbook.terms.errors import Fault, Malformed, Refused


def camps_in(
    file_of: Callable[[str], Path | None], reading: Reading, today: datetime | None
) -> tuple[dict[str, CampFile], list[Fault]]:  # fmt: skip
    """Counts of camps by the name of their table, and what is wrong with them; of a file of persons nothing is kept.

    Args:
        file_of: the file in which a table lies, if any; Malformed when two do.
        reading: how times and days are read.
        today: counts of a later day are faults.
    """
    read: dict[str, CampFile] = {}
    faults: list[Fault] = []
    for name in CAMP_SCHEMAS:
        try:
            path = file_of(name)
            if path is None:
                continue
            read[name] = read_camp_file(path, reading=reading)
        except Malformed as error:
            faults += error.faults
        except Refused as refused:
            faults += [Fault(one.rule, values=one.values) for one in refused.objections]
        else:
            wrong = [
                replace(one, row=row)
                for row, fact in read[name].facts
                for one in (faults_of(fact, today) if today is not None else ())
            ]
            faults += [replace(one, file=one.file or path.name) for one in (*read[name].faults, *wrong)]
    return read, faults
