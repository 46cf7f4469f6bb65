"""The lift's rows from a real book: a plan proposed, checked and adopted, a serial changed, and how it is judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from musterbook.console.acts import Wanted
from musterbook.console.book_source import BookSource
from musterbook.ledger.facts import Digest
from musterbook.lift.dispatch.policies import ValueRate
from musterbook.lift.facts import PlanAdopted, Seated, SerialSlipped, Unseated
from musterbook.lift.plan import serials
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.operation.acting import Acting
from musterbook.operation.planning import write_proposal
from musterbook.operation.serial_moves import write_reseat, write_scrub
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from tests.console.test_book_source import MINUTE, Story
from tests.lift.making import plain_problem


class Lifted(Story):
    """Two runs of one problem, the second adopted; three people seated on its first serial."""

    plan: Digest
    other: Digest
    serial: str

    def lift(self) -> None:
        problem = plain_problem()
        found = SimpleRule(ValueRate()).plan(problem, seed=1, seconds=30.0)
        assert isinstance(found, Proposal)
        first = serials(found.plan)[0]
        self.serial = first.id
        less = {name: stops for name, stops in found.plan.stops.items() if name != first.vehicle}
        self.other = write_proposal(self.book, problem, type(found.plan)("plain", less), found, at=self.at)
        self.plan = write_proposal(self.book, problem, found.plan, found, at=self.at + MINUTE)
        self.at += 2 * MINUTE
        self.writes("desk", "planner", "operation-desk", PlanAdopted(plan=self.plan, because="first plan"))
        self.leaves = self.at + timedelta(hours=12)
        self.seat(self.serial, 3, self.plan)
        self.seat("S-002", 0, self.plan)

    def seat(self, serial: str, people: int, plan: Digest) -> None:
        self.writes("desk", "planner", "planner", Seated(
            serial=serial, carrier="bus-01", people=frozenset(self.people[:people]), plan=plan,
            giver=CustodianId("hasakah"), receiver=CustodianId("karkh"), leaves_at=self.leaves,
            arrives_at=self.leaves + timedelta(hours=2), seats=51,
        ))  # fmt: skip


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lifted]:
    told = Lifted(tmp_path_factory.mktemp("lifted"))
    told.lift()
    yield told
    told.book.close()


@pytest.fixture(scope="module")
def source(story: Lifted) -> BookSource:
    return BookSource(story.book, now=lambda: story.at)


def test_runs_are_listed_newest_first_and_one_is_in_force(story: Lifted, source: BookSource) -> None:
    newest, oldest = source.runs()

    assert (newest.plan, newest.in_force, newest.because) == (story.plan, True, "first plan")
    assert (oldest.plan, oldest.in_force, oldest.adopted_at) == (story.other, False, None)
    assert newest.problem == oldest.problem
    assert newest.findings == ()
    assert newest.bound == oldest.bound
    assert newest.gap == pytest.approx(1 - (newest.bound or 0) / newest.loss)


def test_a_plans_paper_knows_which_of_its_serials_people_sit_on(story: Lifted, source: BookSource) -> None:
    paper = source.paper(story.plan)

    assert paper is not None
    assert paper.told[story.serial].seated == 3
    assert source.paper("0" * 64) is None


def test_the_command_names_officers_who_may_sign(story: Lifted, source: BookSource) -> None:
    asked = source.adopting(story.other)

    assert asked.command.startswith(f"muster plan adopt {story.other[:12]} --because REASON")
    assert asked.command.count("--key desk.planner") == 2
    assert (asked.desk.role, asked.planner.role) == ("operation-desk", "planner")


def test_a_manifest_has_its_list_its_hour_of_freezing_and_its_gates(story: Lifted, source: BookSource) -> None:
    view = source.manifest(story.serial)

    assert view is not None
    assert [seat.number for seat in view.seats] == story.people
    assert view.frozen_at == story.leaves - timedelta(hours=4)  # a bus: 240 minutes
    assert not view.frozen
    assert {gate.rule for gate in view.gates} >= {"coordination.agreement"}
    assert source.manifest("nobody/1") is None


def test_a_changed_list_has_another_digest_and_issue(story: Lifted, source: BookSource) -> None:
    before = source.manifest(story.serial)
    last = story.people[-1]

    story.writes("desk", "planner", "planner", Unseated(serial=story.serial, people=frozenset({last}), because="fever"))
    after = source.manifest(story.serial)
    story.seat(story.serial, 3, story.plan)

    assert before is not None
    assert after is not None
    assert after.digest != before.digest
    assert (before.row.issue, after.row.issue) == (1, 1)  # a change stands in the block of its issue
    assert [(line.sign, line.numbers, line.because) for line in after.changes] == [("−", (last,), "fever")]
    assert last not in after.substitutes


def test_a_slip_is_judged_by_the_rules_and_told_with_its_hour(story: Lifted, source: BookSource) -> None:
    judged = source.judged(story.serial, Wanted("slip", story.leaves + timedelta(days=9)))

    assert judged is not None
    assert judged.findings
    assert all(line.at is not None and "at minute" not in line.said for line in judged.findings)
    assert judged.arrives_at - judged.leaves_at == timedelta(hours=2)


def test_a_scrub_says_what_the_plan_would_lose(story: Lifted, source: BookSource) -> None:
    judged = source.judged(story.serial, Wanted("scrub"))

    assert judged is not None
    assert judged.loss_more is not None
    assert judged.loss_more > 0
    assert source.judged("nobody/1", Wanted("scrub")) is None


def test_what_is_no_change_is_malformed(story: Lifted, source: BookSource) -> None:
    with pytest.raises(Malformed):
        source.judged(story.serial, Wanted("reseat", target="nobody/1"))


def test_told_hours_stand_beside_the_planned_ones(story: Lifted, source: BookSource) -> None:
    later = story.leaves + 50 * MINUTE
    story.writes("desk", "planner", "planner", SerialSlipped(
        serial="S-002", leaves_at=later, arrives_at=later + 2 * MINUTE, because="weather",
    ))  # fmt: skip

    row = next(one for one in source.serials() if one.serial == "S-002")

    assert (row.planned_leaves_at, row.leaves_at) == (story.leaves, later)
    assert (row.late_minutes, row.because) == (50, "weather")


def test_people_seated_elsewhere_sit_on_one_serial_and_a_serial_called_off_is_empty(
    story: Lifted, source: BookSource
) -> None:
    desk = Acting(CustodianId("desk"), (("desk.planner", "planner"),), story.at + MINUTE)

    write_reseat(story.book, desk, story.serial, "S-002", story.people[:1], because="room")
    write_scrub(story.book, desk.then(story.at + 2 * MINUTE), story.serial, because="crew-rest")
    rows = {row.serial: row for row in source.serials()}

    assert (rows["S-002"].seated, rows[story.serial].seated) == (1, 0)
    assert (rows[story.serial].stage, rows[story.serial].because) == ("stopped", "crew-rest")
