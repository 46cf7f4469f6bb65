"""Enrolling many at once: a day of a station, sealed and written together; none of them where one cannot go in.

For what is handed in a day at a time, points alone among it, as templates of others are: such a sitting is searched
like any, and nobody can judge it by eye. One by one, a thousand sittings take a thousand commits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from musterbook.biometrics.facts import Sample
from musterbook.biometrics.kept_points import write_points
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import Coming, Station, check_coming, next_enrolments, sitting_written
from musterbook.terms.errors import Malformed


def enrol_many(
    beside: BiometricsBeside, acting: Acting, comings: Sequence[Coming], station: Station
) -> list[Entry]:  # fmt: skip
    """Seal these sittings of different people and write them; first sittings, in the order given.

    Raises:
        Malformed: somebody comes twice, or as `enrolling.enrol` says.
        Refused: as `enrolling.enrol` says; nobody is enrolled then.
    """
    twice = sorted(person for person, times in Counter(one.person for one in comings).items() if times > 1)
    if twice:
        raise Malformed.because("biometrics.sits-twice", person=twice[0])
    for one in comings:
        check_coming(beside, acting, one, station, points_alone=True)
    kept: list[Digest] = []
    numbers = next_enrolments(beside, acting, len(comings))
    with_points = {
        number: write_points(one.points) for number, one in zip(numbers, comings, strict=True) if one.made is not None
    }
    try:
        points = beside.keep_points_of_many(with_points)
        drafts = []
        for number, one in zip(numbers, comings, strict=True):
            samples = []
            for position, content in sorted(one.pictures.items()):
                kept.append(beside.keep_picture(content))
                samples.append(Sample(position=position, picture=kept[-1], quality=one.qualities.get(position)))
            beside.keep_looks(number, one.person, one.looks)
            fact = sitting_written(
                beside, acting, one, station, number=number, samples=samples, points=points.get(number)
            )
            drafts.append(acting.draft(fact))
        return beside.book.write_all(drafts)
    except BaseException:
        for number in numbers:
            beside.destroy(number, kept, points=number in with_points)
        raise
