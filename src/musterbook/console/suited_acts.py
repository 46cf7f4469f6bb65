"""Suited acts: which of all that may be done about a person stands first on his page, and what is folded away.

First comes what waits for an answer and what would end something that stands, then what people do where he is now. The
rest is one press away: nothing is left out, because a page does not know what an officer came for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from musterbook.console.deed_rows import Offer

Groups = Mapping[str, Sequence[Offer]]

ALWAYS: Final = frozenset(("answer-contest", "answer-complaint", "lift-hold", "lift-warning", "recover"))
"""Offered only where something waits for them: an answer owed, a hold or a warning, somebody gone."""

AT_A_SITE: Final = frozenset(
    ("clear", "withdraw-clearance", "hold", "certify-fit", "note-condition", "complete-sheet", "confirm-sheet", "tell")
)
ON_THE_WAY: Final = frozenset(
    ("note-condition", "hand-medicine", "give-welfare", "treat", "pass-point", "lodge", "end-lodging",
     "report-incident"),
)  # fmt: skip
RECEIVED: Final = frozenset(
    ("hold", "note-condition", "give-receipt", "tell-family", "note-authority", "contest", "complain", "open-case")
)
GONE: Final = frozenset(("depart", "report-incident", "tell-family"))

BY_MILESTONE: Final[Mapping[str, frozenset[str]]] = {
    "in-hand": AT_A_SITE, "cleared": AT_A_SITE, "seated": AT_A_SITE, "offered": AT_A_SITE,
    "handing-over": ON_THE_WAY, "with-escort": ON_THE_WAY, "staging": ON_THE_WAY,
    "received": RECEIVED,
}  # fmt: skip
"""What is done where somebody is, by the milestone on his page; of everybody else nobody has him in hand."""

BY_GROUND: Final[Mapping[str, str]] = {
    "possible-child": "decide-age", "age-unknown": "decide-age", "refoulement-not-assessed": "assess-danger",
    "refoulement-risk": "assess-danger", "no-authority": "note-authority",
}  # fmt: skip
"""The act by which a ground on which he is held is looked into."""


def parted(offers: Groups, *, milestone: str, grounds: Sequence[str]) -> tuple[Groups, Groups]:
    """The acts that stand first and all others, each by group and in the order in which they came.

    Args:
        offers: everything that may be offered, by group.
        milestone: the furthest word the book has for him.
        grounds: on which he is held.
    """
    suited = ALWAYS | BY_MILESTONE.get(milestone, GONE) | {BY_GROUND[one] for one in grounds if one in BY_GROUND}
    first = {group: [one for one in ones if one.name in suited] for group, ones in offers.items()}
    rest = {group: [one for one in ones if one.name not in suited] for group, ones in offers.items()}
    return {group: ones for group, ones in first.items() if ones}, {group: ones for group, ones in rest.items() if ones}
