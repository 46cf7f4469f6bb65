"""What the room biometrics assumes: ages, shares, lines and clocks, each a judgement of ours.

Source: biometrics.md sections 6 (quality), 9 (who decides, children, fairness) and 12 (retention).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class BiometricSettings:
    """The lines of a sitting, a search and an examination.

    Attributes:
        recapture_below: a finger of less quality (0 to 100, as shown) is asked for again; a sum of 15.
        flagged_below: a finger of less quality is kept and marked; a sum of 10.
        tries: so often a finger is asked for; then the best is kept.
        fingers_for_strong: fewer usable fingers never make a strong proposal.
        verify_score: two fingers at a handover are the same man from this score on (false match about 1 in 10,000).
        seeded_share: share of the examiners' queue whose answer is known.
        reason_letters: a reason has at least so many letters.
        group_people: a figure about fewer people is not given.
        prints_from_years: nobody younger is enrolled with prints.
        search_from_years: nobody younger is searched for among many.
        gallery_from_years: nobody younger is searched for in a list of another owner.
        retention_days: pictures are destroyed after so long, where nobody named a day.
        most: a search proposes at most so many people.
    """

    recapture_below: int = 30
    flagged_below: int = 20
    tries: int = 3
    fingers_for_strong: int = 4
    verify_score: float = 1.89
    seeded_share: float = 0.05
    reason_letters: int = 10
    group_people: int = 20
    prints_from_years: int = 6
    search_from_years: int = 14
    gallery_from_years: int = 18
    retention_days: int = 365
    most: int = 10

    @property
    def retention(self) -> timedelta:
        """How long pictures are kept where nobody named a day."""
        return timedelta(days=self.retention_days)


DEFAULT = BiometricSettings()
