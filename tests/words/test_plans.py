"""Plans in words: each sentence shown beside what it is made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from musterbook.lift.check import check
from musterbook.lift.explain.account import explain
from musterbook.lift.explain.impossible import bars_of
from musterbook.lift.explain.telling import of_relaxation, tell_answer, tell_left, tell_site, tell_whole
from musterbook.lift.explain.values import RELAXATIONS, Price, Reason, Relaxation
from musterbook.lift.explain.why_not import why_not
from musterbook.words.plans import finding, moment, paragraph, phrase, way
from tests.lift.explain.asking import EMPTY, planned, with_bus, with_node
from tests.lift.explain.test_impossible import KINDS
from tests.lift.making import plain_problem
from tests.lift.test_rules import BREAKING, plan_of, trip

EPOCH = "2026-01-10T00:00:00Z"


def test_a_minute_is_said_as_a_day_and_an_hour_of_zulu() -> None:
    assert moment(EPOCH, 81) == "Sat 10 Jan 01:21Z"
    assert moment("2026-01-10T00:00:00+03:00", 4 * 1440) == "Tue 13 Jan 21:00Z"


SAID = {
    "R1": "BUS at Sat 10 Jan 04:30Z: its times at base are out of order, or after the end of the plan [R1]",
    "R3": "BUS at Sat 10 Jan 03:21Z: the leg from site to dest cannot be made as planned: 1 h 06 min are planned, it "
    "takes 1 h 00 min, and at most 5 min may be lost on the way [R3]",
    "R4": "BUS at Sat 10 Jan 03:15Z: it is out of use then, and the plan uses it until Sat 10 Jan 03:30Z [R4]",
    "R5": "BUS at Sat 10 Jan 02:00Z: people are handled at site from Sat 10 Jan 02:00Z to Sat 10 Jan 02:15Z, and it is "
    "not open to this kind of carrier (road) all that time [R5]",
    "R8": "BUS at Sat 10 Jan 04:30Z: range or fuel does not suffice: it has gone 180 km since it refuelled when it "
    "comes to base, and its range is 179 km [R8]",
    "R12": "BUS at Sat 10 Jan 02:00Z: it leaves site too full; seats needed: 7, there: 6 [R12]",
    "R15": "base at Sat 10 Jan 01:00Z: escorts do not add up: out or resting: 2; there: 1 [R15]",
    "R18": "site at Mon 12 Jan 02:00Z: it must be empty by then; never fetched: 13; the last leave at Sat 10 Jan "
    "02:15Z [R18]",
    "R20": "BUS at Sat 10 Jan 03:15Z: people of group g sit aboard for 1 h 00 min, and 59 min are allowed [R20]",
}


@pytest.mark.parametrize("rule", BREAKING)
def test_every_rule_a_plan_breaks_is_said_with_numbers_and_hours(rule: str) -> None:
    problem, stops = BREAKING[rule](plain_problem(), trip())

    said = [finding(one, problem.epoch) for one in check(problem, plan_of(problem, stops)).findings]

    assert all("minute" not in one and "?" not in one and one.endswith(f"[{rule}]") for one in said)
    assert said[0] == SAID.get(rule, said[0])


def test_too_few_escorts_are_said_with_both_numbers_and_what_they_would_give() -> None:
    problem = with_node(plain_problem(), "base", escorts=((0, 1),))
    answer = why_not(problem, EMPTY, vehicle="BUS", site="site", at=60, within=30, to="dest")

    told = tell_answer(answer, "base")

    assert paragraph(told.head, EPOCH) == (
        "BUS to site between Sat 10 Jan 01:00Z and Sat 10 Jan 01:30Z: no. "
        "Escorts: the serial needs 2, and base has 1 free then."
    )
    # Eight of eighteen who would all be left behind are moved; at 0.1 a day they lose 0.04 in 81 minutes.
    (said,) = (way(one, EPOCH) for one in told.ways)
    assert said == (
        "With 1 more escort at base, it would leave site at Sat 10 Jan 01:21Z with 8 people and 2 escorts, and set "
        "them down at dest by Sat 10 Jan 02:42Z, and the plan would lose 8.0 fewer weighted people."
    )


def test_a_price_follows_the_way() -> None:
    problem = with_node(plain_problem(), "base", escorts=((0, 1),))
    answer = why_not(problem, EMPTY, vehicle="BUS", site="site", at=60, within=30, to="dest")
    assert answer.first is not None
    key = answer.first.relaxations

    dear = tell_answer(answer, "base", {key: Price(key, 18.0, 0.4)})
    idle = tell_answer(answer, "base", {key: Price(key, 18.0, 18.0)})

    assert way(dear.ways[0], EPOCH).endswith(" Searched anew for a while, the whole plan would lose 17.6 fewer.")
    assert way(idle.ways[0], EPOCH).endswith(" Searched anew for a while, the whole plan would lose no fewer.")


def test_what_nothing_forbids_and_what_nothing_helps_are_said() -> None:
    legal = why_not(plain_problem(), EMPTY, vehicle="BUS", site="site", at=60, within=30, to="dest")
    roadless = replace(plain_problem(), road_routes=())
    never = why_not(roadless, EMPTY, vehicle="BUS", site="site", at=60, within=30, to="dest")

    said = paragraph(tell_answer(legal, "base").head, EPOCH)

    assert said.startswith("BUS to site between Sat 10 Jan 01:00Z and Sat 10 Jan 01:30Z: nothing forbids it. It would")
    assert said.endswith("The plan would lose 8.0 fewer weighted people.")
    assert paragraph(tell_answer(never, "base").head[1:], EPOCH) == (
        "No change that was tried gives a legal serial to site then, alone or together with others. "
        "On the way to dest there is no road base–site."
    )


def test_a_carrier_taken_off_its_serials_is_said_with_what_falls_away() -> None:
    problem, plan = planned()
    answer = why_not(problem, plan, vehicle="BUS", site="site", at=100, within=30)

    (said,) = (way(one, EPOCH) for one in tell_answer(answer, "base").ways)

    assert said.startswith("With BUS free then, it would leave site at ")
    assert said.endswith("2 of its serials from BUS/1 on would fall away, and 2 more people need another seat.")


def test_nobody_left_is_said() -> None:
    problem, plan = planned()
    answer = why_not(problem, plan, vehicle="BUS", site="site", at=1000)

    assert paragraph(tell_answer(answer, "base").head, EPOCH) == (
        "Nobody is left at site at Sat 10 Jan 16:40Z; the last leave at Sat 10 Jan 03:57Z."
    )


def test_a_site_is_one_paragraph() -> None:
    problem, plan = planned()

    said = paragraph(tell_site(explain(problem, plan).sites[0]), EPOCH)

    assert said == (
        "site: 18 of 18 people leave on 3 serials, the first (BUS/1) at Sat 10 Jan 01:21Z, the last (BUS/2) at "
        "Sat 10 Jan 03:57Z. 0.1 weighted people are expected to be lost there. 1 of 3 were put off last by waiting for "
        "a place to stand at site: 21 min in all, 21 min at most. 2 of 3 serials waited for nothing but their own "
        "carrier."
    )


def test_the_whole_plan_is_said_with_what_binds() -> None:
    problem, plan = planned()

    said = [phrase(one, EPOCH) for one in tell_whole(explain(problem, plan))]

    assert said == [
        "The plan is expected to lose 0.1 weighted people, 0.1 if each counts the same",
        "0.1 of them, at their sites or left behind, are of compartment c",
        "Too few places to stand at site put 1 of 3 serials off, 21 min in all and 21 min at most",
        "2 of 3 serials waited for nothing but their own carrier",
        "Every escort of base is out or resting for 1 × 6 h, first from Sat 10 Jan 00:00Z (4 of 4)",
    ]


def test_who_is_left_is_said_with_the_reason() -> None:
    problem, plan = planned(with_bus(plain_problem(), stretchers_max=0))

    (left,) = explain(problem, plan).left

    assert paragraph(tell_left(left), EPOCH) == (
        "2 people of lying at site are not moved, which counts as 2.0 weighted. No carrier that comes to site (road) "
        "and goes on from there takes a stretcher. Send one that does."
    )


@pytest.mark.parametrize("kind", KINDS)
def test_each_impossible_kind_has_a_whole_sentence(kind: str) -> None:
    problem, _, _ = KINDS[kind]

    said = paragraph(bars_of(problem, problem.group["lying"]), problem.epoch)

    assert "?" not in said
    assert said.endswith(".")


def test_numbers_and_hours_stand_in_what_would_do() -> None:
    assert phrase(Reason("explain.escorts-short", {"base": "S012", "there": 4, "more": 14, "by_at": 4 * 1440 + 360}),
                  EPOCH) == "14 more escorts at S012 would do, before Wed 14 Jan 06:00Z: there are 4"  # fmt: skip
    assert phrase(Reason("explain.road-shut", {"road": "S012–H01", "minutes": 120, "more": 0}), EPOCH) == (
        "The road S012–H01 is shut whenever they could use it. Open for 2 h 00 min each time it is driven it would do"
    )


@pytest.mark.parametrize("kind", RELAXATIONS)
def test_every_relaxation_has_words(kind: str) -> None:
    said = phrase(of_relaxation(Relaxation(kind, "S012", 3)), EPOCH)

    assert "S012" in said
    assert "?" not in said
