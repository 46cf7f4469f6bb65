"""How long the country board and agreements over everybody take, beside folding the entries they are made from.

    PYTHONPATH=src:. python benchmarks/casework.py

Invented cases: 6,000 people of 61 countries, each with a case and a letter; then 6,000 people under 30 agreements of
which each covers one nationality. CPU seconds of one core; under load look at the ratios. Asked: 1 s for the board and
2 s for the agreements (casework.md sections 4 and 7).
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

from tests.coordination.test_agreements import MADE, MET, PARTIES, Known, move

from musterbook.coordination.agreements import Agreements
from musterbook.ledger.notation import told
from musterbook.repatriation.board import Roll, board
from musterbook.repatriation.cases import Cases
from musterbook.repatriation.countries import Countries
from musterbook.repatriation.figures import Figures
from musterbook.terms.countries import COUNTRIES
from musterbook.terms.people import PersonId

T = TypeVar("T")
PEOPLE: Final = 6_000
LANDS: Final = 61
AGREEMENTS: Final = 30
NOW: Final = datetime(2026, 4, 21, 12, tzinfo=UTC)


def main() -> int:
    """Measure both, and print a line for each measure."""
    _board_of_countries()
    _agreements_over_everybody()
    return 0


def _board_of_countries() -> None:
    entries = told(_cases())
    read, fold = _timed(lambda: (Cases.of(entries), Countries.of(entries), Figures.of(entries)))
    people = [PersonId(f"D-{number:04}") for number in range(1, PEOPLE + 1)]
    roll = Roll(people, frozenset(people), lambda _: (), lambda _: "man")
    found, seconds = _timed(lambda: board(*read, roll, NOW))
    if (len(found.lines), found.whole) != (LANDS, PEOPLE):
        raise SystemExit("the board left somebody out")
    print(f"board of {LANDS} countries, {PEOPLE} people: {seconds:.2f} s, {seconds / fold:.2f} times the fold of cases")


def _cases() -> str:
    codes = sorted(COUNTRIES)[:LANDS]
    lines = [
        line
        for number in range(1, PEOPLE + 1)
        for line in (
            f"08:00 desk repatriation.case-opened case=C{number} person=D-{number:04} country={codes[number % LANDS]}",
            f"09:00 desk repatriation.notified case=C{number} channel=embassy",
        )
    ]
    lines += [f"10:00 desk repatriation.figure-imported source=court country={code} men=90" for code in codes]
    return "\n".join(lines)


def _agreements_over_everybody() -> None:
    one = (MADE + MET).replace("per_day:3,total:5", "total:9000")
    one = one.replace("child = no", "child = no and nationality = NN")
    entries = told("".join(one.replace("AGR-07", f"AGR-{n:02}").replace("NN", f"N{n}") for n in range(AGREEMENTS)))
    agreements = Agreements.of(entries, PARTIES)
    asked = move(PEOPLE)
    known = {person: Known(nationality=f"N{int(person[2:]) % (2 * AGREEMENTS)}") for person in asked.people}
    _, plain = _timed(lambda: [known[person].nationality for person in asked.people for _ in range(AGREEMENTS)])
    judged, seconds = _timed(lambda: agreements.judge(asked, known.__getitem__))
    if (len(judged.covered), len(judged.lacking)) != (PEOPLE // 2, PEOPLE // 2):
        raise SystemExit("agreements cover other people than they were made for")
    times = seconds / max(plain, 0.001)
    print(f"{AGREEMENTS} agreements over {PEOPLE} people: {seconds:.2f} s, {times:.1f} times looking at each pair")


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    found = work()
    return found, resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


if __name__ == "__main__":
    sys.exit(main())
