"""The search in the box: this version's matcher, parameters of codes and first calibration, over people in memory."""

from __future__ import annotations

from collections.abc import Iterable

from musterbook.biometrics.engines import Enrolment
from musterbook.biometrics.matching.calibration import Calibration, shipped
from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.search.codes import built_in
from musterbook.biometrics.search.finder import Search, search_of
from musterbook.biometrics.search.gallery import Gallery, packed


def search_among(people: Iterable[Enrolment], calibration: Calibration | None = None) -> Search:
    """A search of these people; five milliseconds a person to make ready. `calibration`: the first one, if none.

    Raises:
        Tampered: the parameters of codes are not this version's.
    """
    return search_in(packed(people, Ours(), built_in()), calibration)


def search_in(gallery: Gallery, calibration: Calibration | None = None) -> Search:
    """A search of a gallery that was packed before.

    Raises:
        Refused: `gallery.another-engine` where another engine or other codes made it.
        Tampered: the parameters of codes are not this version's.
    """
    return search_of(gallery, Ours(), built_in(), (calibration or shipped()).weights)
