"""Deeds about serials, carriers and plans, and about the operation's figure. One line each."""

from __future__ import annotations

from typing import Final

from musterbook.custody.facts import Diverted, FigureAgreed, FigureStated
from musterbook.lift.facts import CarrierWithdrawn, PlanAdopted, Seated, SerialScrubbed, SerialSlipped
from musterbook.operation.adopting import SECONDS
from musterbook.operation.deeds import about_serials as one
from musterbook.operation.deeds import case_choices as choices
from musterbook.operation.deeds.deed import Deed

OUT: Final = ("broken", "crew-rest", "weather", "threat", "not-released")
"""Why a carrier cannot be had."""
_SERIAL: Final = {"serial": choices.serials}

SERIALS: Final = (
    Deed("slip-serial", SerialSlipped, one.slip, "serial", _SERIAL, also=SECONDS),
    Deed("scrub-serial", SerialScrubbed, one.scrub, "serial", _SERIAL, also=SECONDS),
    Deed("reseat", Seated, one.reseat, "serial", _SERIAL | {"onto": choices.others}, also=SECONDS),
    Deed("divert-serial", Diverted, one.divert, "serial",
         _SERIAL | {"end": choices.ends, "reason": "diverted"}),
    Deed("withdraw-carrier", CarrierWithdrawn, one.withdraw_carrier, "carrier",
         {"carrier": choices.carriers, "out": OUT}),
    Deed("adopt-plan", PlanAdopted, one.adopt_plan, "plan", {"plan": choices.plans}, also=SECONDS),
)  # fmt: skip

FIGURES: Final = (
    Deed("state-figure", FigureStated, one.state_figure, ""),
    Deed("agree-figure", FigureAgreed, one.agree_figure, "figure", {"figure": choices.stated}),
)  # fmt: skip
