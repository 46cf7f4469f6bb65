"""The posting rules of custody.md section 6: which kind of entry moves whom from which account to which.

Each posting takes one person off one account and puts him on another. What does not add up moves nobody: it is kept
as a `Found` discrepancy. The table can be read, and tests take each rule out of it to see that a story breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from musterbook.custody import rules_count, rules_handover, rules_person
from musterbook.custody.accounts import Line, Posting
from musterbook.custody.facts import (
    Accepted,
    ControlLost,
    Corrected,
    CorrectionAgreed,
    Departed,
    Explained,
    LetGo,
    Merged,
    Mustered,
    Recovered,
    Refused,
    Registered,
    TakenBack,
    Unmerged,
    Withdrawn,
)
from musterbook.custody.findings import Found
from musterbook.custody.fold import Fold
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact

__all__ = ["RULES", "Found", "Line", "Posting", "Rule", "Rules"]

Rule = Callable[[Fold, Entry, Any], None]
"""One posting rule: reads an entry of its kind and writes into the fold."""

Rules = Mapping[type[Fact], tuple[Rule, ...]]

RULES: Final[Rules] = MappingProxyType({
    Registered: (rules_person.register,),
    LetGo: (rules_handover.let_go,),
    TakenBack: (rules_handover.take_back,),
    Accepted: (rules_handover.take_over, rules_handover.leave_over, rules_handover.heed_exceptions,
               rules_handover.compare_answers),
    Refused: (rules_handover.refuse,),
    Withdrawn: (rules_handover.withdraw,),
    Mustered: (rules_count.count,),
    Departed: (rules_person.depart,),
    Recovered: (rules_person.recover,),
    ControlLost: (rules_person.lose_control,),
    Merged: (rules_person.merge,),
    Unmerged: (rules_person.unmerge,),
    Corrected: (rules_person.correct,),
    CorrectionAgreed: (rules_person.agree_correction,),
    Explained: (rules_person.explain,),
})  # fmt: skip
"""Every kind of fact that can move someone, with its rules in the order they apply."""
