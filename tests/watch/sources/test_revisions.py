"""What was revised is kept twice, and is never known before its file came."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from musterbook.terms.errors import Malformed
from musterbook.watch.incidents import Incident
from musterbook.watch.sources import flags
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.reading import read
from musterbook.watch.sources.revisions import known_here, of_primary, standing_at, together
from tests.watch.sources.written import YEARLY, put, table

FEBRUARY, MARCH = datetime(2030, 2, 1, tzinfo=UTC), datetime(2030, 3, 1, tzinfo=UTC)


def load(folder: Path, *, at: datetime, **cells: str) -> Loaded[Incident]:
    return read(put(folder, table(YEARLY, cells)), arrived_at=at)


def test_the_same_row_in_two_files_is_one_row(tmp_path: Path) -> None:
    assert len(together([load(tmp_path, at=FEBRUARY), load(tmp_path, at=MARCH)])) == 1


def test_a_revision_is_kept_beside_the_first_and_known_from_when_it_came(tmp_path: Path) -> None:
    first, revised = load(tmp_path, at=FEBRUARY), load(tmp_path, at=MARCH, best="3")

    rows = together([revised, first])

    assert [(row.deaths.best, row.known_at) for row in rows] == [(2, datetime(2030, 1, 8, tzinfo=UTC)), (3, MARCH)]
    assert rows[1].flags == (flags.REVISION,)


def test_at_any_moment_the_newest_revision_known_by_then_stands(tmp_path: Path) -> None:
    rows = together([load(tmp_path, at=FEBRUARY), load(tmp_path, at=MARCH, best="3")])

    stood = [
        [row.deaths.best for row in standing_at(rows, at)] for at in (datetime(2030, 1, 1, tzinfo=UTC), FEBRUARY, MARCH)
    ]

    assert stood == [[], [2], [3]]


def test_this_copy_knew_nothing_before_the_file_came(tmp_path: Path) -> None:
    assert [row.known_at for row in known_here(load(tmp_path, at=MARCH))] == [MARCH]


def test_one_source_counts_for_a_country(tmp_path: Path) -> None:
    (ucdp,) = load(tmp_path, at=FEBRUARY, country="Yemen (North Yemen)").rows
    acled = replace(ucdp, source="acled", country="Yemen")
    elsewhere = replace(ucdp, source="acled", country="Exampleland")

    kept = of_primary([ucdp, acled, elsewhere], primary={"Yemen": "ucdp"})

    assert kept == (ucdp, elsewhere)
    with pytest.raises(Malformed) as refused:
        of_primary([ucdp, acled], primary={})
    assert refused.value.faults[0].values == {"country": "Yemen", "sources": "acled, ucdp"}
