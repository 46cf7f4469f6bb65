"""Acts: what may happen in a rehearsal; a scenario has those whose table its `scenario.toml` holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from musterbook.coordination.notices import PROTECTING_BODY
from musterbook.operation import agreeing, protecting
from musterbook.operation.book_folder import find_book, read_book_file
from musterbook.operation.posing import Planned
from musterbook.rehearsal.caring_set import set_care
from musterbook.rehearsal.casework_call import Calling
from musterbook.rehearsal.casework_camp import CampEmpties
from musterbook.rehearsal.casework_evidence import Evidence
from musterbook.rehearsal.casework_return import ReturnHome
from musterbook.rehearsal.first_night import FirstNight
from musterbook.rehearsal.forgeries import double, forge
from musterbook.rehearsal.interviews import Interviews
from musterbook.rehearsal.killed_node import forward_node_killed
from musterbook.rehearsal.last_person import explain_the_one
from musterbook.rehearsal.lifting import Lifting
from musterbook.rehearsal.loss import Loss
from musterbook.rehearsal.planning_desk import PlanningDesk
from musterbook.rehearsal.prints_enrolling import Enrolling
from musterbook.rehearsal.scenario import WATCH, Scenario
from musterbook.rehearsal.stage import Stage, paper_of
from musterbook.rehearsal.storm import Storm
from musterbook.rehearsal.watching import Watching
from musterbook.terms.custodians import CustodianId

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cast:
    """Whoever takes part in the acts.

    Attributes:
        stage: the shared stage.
        scenario: what happens.
        lifting: carries out the plans of the move.
        desk: makes them.
        seed: of everything drawn, and of every key.
        into: the book's folder.
    """

    stage: Stage
    scenario: Scenario
    lifting: Lifting
    desk: PlanningDesk
    seed: int
    into: Path


def set_acts(cast: Cast) -> None:
    """Set every act the scenario has at its hours, in the order of `ACTS`."""
    for name, act in ACTS:
        where, _, fault = name.partition(".")
        table = cast.scenario.said.get(where)
        said = table.get(fault) if fault and table is not None else table
        if said is not None:
            act(cast, said)


def _watch(cast: Cast, said: Said) -> None:
    """The watch is kept: reports come, the room looks every morning, and alerts are answered or not."""
    Watching(cast.stage, cast.scenario.folder / "watch", said, cast.into).set(until=cast.scenario.ends)


def _first_night(cast: Cast, said: Said) -> None:
    """Before any plan: 150 offered in one handover and 144 accepted."""
    FirstNight(cast.stage, cast.lifting, said).set()


def _site_lost(cast: Cast, said: Said) -> None:
    """A site is lost between two musters."""
    Loss(cast.stage, said, cast.scenario.said.get("care", {}).get("deaths")).set()


def _room(cast: Cast, said: Said) -> None:
    """The people already at the destination are moved on: a mass move, planned, manifested and counted like any."""
    there, onward = (CustodianId(cast.scenario.said[one]) for one in ("destination", "displaced_to"))
    known = frozenset(row.must("carrier", str) for row in cast.stage.book.places.rows("fleet"))
    planned = Planned(frozenset({there}), onward, frozenset(said["carriers"]) & known)
    moving = Lifting(cast.stage, onward, kind="prison_transfer", reviewer="reviewer-2")
    cast.stage.at(
        said["at"],
        lambda: cast.desk.plan_by_hand(
            planned, moving, days=said["days"], because="room at the destination", tag="m"
        ),
    )  # fmt: skip


def _condition(cast: Cast, said: Said) -> None:
    """A condition is met, and an agreement comes into force."""
    stage = cast.stage
    stage.at(
        said["at"],
        lambda: agreeing.meet(
            stage.book, stage.desk("coordinator:coordinator"), said["agreement"], said["condition"],
            evidence=paper_of(said["evidence"]),
        ),
    )  # fmt: skip


def _notices(cast: Cast, said: Sequence[Said]) -> None:
    """The body that protects people is told of the places they are brought to, and answers."""
    for one in said:
        for site in one["sites"]:
            cast.stage.at(one["at"], partial(_tell, cast.stage, site, one))
            answer_at = one["at"] + timedelta(hours=one["answer"]["hours"])
            cast.stage.at(answer_at, partial(_answer, cast.stage, site, one["answer"]))


def _tell(stage: Stage, site: str, said: Said) -> None:
    hand = stage.desk("coordinator:coordinator")
    protecting.tell(
        stage.book, hand, site, whom=PROTECTING_BODY, channel=said["channel"], letter=f"{said['letter']}: {site}"
    )


def _answer(stage: Stage, site: str, said: Said) -> None:
    hand = stage.desk("coordinator:coordinator")
    protecting.answered(
        stage.book, hand, site, whom=PROTECTING_BODY, says=said["says"], letter=f"{said['letter']}: {site}"
    )


def _killed(cast: Cast, said: Said) -> None:
    """A forward node is killed in the middle of writing, and joins up by a file."""
    operation = read_book_file(find_book(cast.into)).operation
    cast.stage.at(
        said["at"],
        lambda: forward_node_killed(
            cast.stage, CustodianId(said["site"]), folder=cast.into / "forward", operation=operation, seed=cast.seed
        ),
    )


def _plan(cast: Cast, said: Said) -> None:
    """The desk plans at its hour, if it is not a storm's to say, again at another, and looks for the forgotten."""
    if "at" in said:
        cast.stage.at(said["at"], cast.desk.plan)
    if "again_at" in said:
        cast.stage.at(said["again_at"], lambda: cast.desk.plan_again(said["again_because"]))
    for morning in said.get("looks", ()):
        cast.stage.at(morning, cast.desk.fetch_who_was_left)


def _storm(cast: Cast, said: Said) -> None:
    """A storm comes, or turns away."""
    del said
    Storm(cast.stage, cast.scenario, cast.desk, cast.lifting, cast.seed).set()


def _doubled(cast: Cast, said: Said) -> None:
    """One act is written twice."""
    cast.stage.at(said["at"], lambda: double(cast.stage))


def _forged(cast: Cast, said: Said) -> None:
    """Two entries are written by whoever may not."""
    cast.stage.at(said["at"], lambda: forge(cast.stage, CustodianId(said["site"]), by=said["by"]))


def _last_person(cast: Cast, said: Said) -> None:
    """One is not there at the last count."""
    deaths = cast.scenario.said.get("care", {}).get("deaths")
    cast.stage.at(said["at"], lambda: explain_the_one(cast.stage, cast.lifting, said, deaths))


def _call(cast: Cast, said: Said) -> None:
    """Agencies meet at the daily call; one does not concur, and one owes something too long."""
    Calling(cast.stage, said).set()


def _evidence(cast: Cast, said: Said) -> None:
    """A dossier is released to one country and refused to another."""
    Evidence(cast.stage, said, cast.seed, cast.into).set()


def _interviews(cast: Cast, said: Said) -> None:
    """Everyone who may come into other hands is asked what he fears, and a reviewer says what awaits him."""
    Interviews(cast.stage, said).set()


def _enrolling(cast: Cast, said: Said) -> None:
    """Whoever came is enrolled at the receiving facility, and looked for; examiners answer."""
    Enrolling(cast.stage, said, cast.seed, cast.into).set()


def _return(cast: Cast, said: Said) -> None:
    """One is returned to his country."""
    ReturnHome(cast.stage, said, cast.seed).set()


def _return_before(cast: Cast, said: Said) -> None:
    """One whose case was ready before the book is returned first, so that thirty days pass within the rehearsal."""
    ReturnHome(cast.stage, said, cast.seed, note="return-before").set()


def _camp(cast: Cast, said: Said) -> None:
    """A camp empties after control over it changed."""
    CampEmpties(cast.stage, said, watched=WATCH in cast.scenario.said).set()


def _care(cast: Cast, said: Said) -> None:
    """At every handover people are cared for, and what is owed because of them is done, or not."""
    set_care(cast.stage, said, seed=cast.seed, ends=cast.scenario.ends)


ACTS: Final[tuple[tuple[str, Callable[[Cast, Any], None]], ...]] = (
    ("care", _care),
    ("watch", _watch),
    ("interviews", _interviews),
    ("casework.return_before", _return_before),
    ("faults.first_night", _first_night),
    ("faults.site_lost", _site_lost),
    ("room", _room),
    ("notices", _notices),
    ("condition", _condition),
    ("faults.killed", _killed),
    ("plan", _plan),
    ("storm", _storm),
    ("faults.doubled", _doubled),
    ("faults.forged", _forged),
    ("faults.last_person", _last_person),
    ("enrolling", _enrolling),
    ("casework.call", _call),
    ("casework.evidence", _evidence),
    ("casework.return", _return),
    ("casework.camp", _camp),
)
"""Each act by its table; those of one hour happen in this order."""
