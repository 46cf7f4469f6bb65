"""Gates of a return: each row of the safeguards about a case has a story that blocks and one that passes."""

from __future__ import annotations

import pytest

from musterbook.repatriation.gates import Known, objections, to_contact
from musterbook.terms.people import PersonId
from tests.repatriation.making import OPENED, PARTS, at, cases, ready, returning

MAN = PersonId("D-0001")


def found(
    story: str, *, country: str = "FRA", asylum: bool = False, moment: str = "2026-01-21 12:00"
) -> list[tuple[str, str | int | None]]:
    known = Known(lambda person: cases(story).between(person, country), lambda _: asylum, country)
    said = objections(returning(moment=moment), known)
    return [(one.rule.removeprefix("repatriation."), one.values.get("lack")) for one in said]


def test_a_case_with_everything_in_it_passes_every_gate() -> None:
    assert found(ready()) == []


@pytest.mark.parametrize(
    ("without", "objection"),
    [
        ("contact", ("contact", "not-asked")), ("accepted", ("case", "no-answer")), ("identity", ("case", "identity")),
        ("basis", ("case", "basis")), ("rights", ("rights", "none")), ("papers", ("papers", "none")),
        ("day", ("case", "escort")),
    ],
)  # fmt: skip
def test_whatever_the_book_does_not_say_is_an_objection(without: str, objection: tuple[str, str]) -> None:
    assert found(ready(without=without)) == [objection]


def test_without_a_case_with_that_country_nobody_goes_there() -> None:
    assert found("") == [("case", "no-case")]
    assert found(ready(), country="TUN") == [("case", "no-case")]
    assert found(ready(), country="") == [("case", "no-country")]
    assert found(ready() + "\n11:00 desk repatriation.case-withdrawn case=C1 because=asylum") == [("case", "over")]


@pytest.mark.parametrize("answer", ["conditional conditions=some", "refuses", "disputes", "asks-more"])
def test_only_a_plain_acceptance_is_one(answer: str) -> None:
    line = f"\n11:00 desk repatriation.country-answered case=C1 answer={answer}"
    lack = "contested" if answer == "disputes" else answer.split(maxsplit=1)[0]

    assert found(ready() + line) == [("case", lack)]


def test_an_acceptance_holds_until_its_day() -> None:
    ends = {"accepted": PARTS["accepted"] + " until=2026-01-21T12:00:00+00:00"}

    assert found(ready(instead=ends)) == [("case", "acceptance-over")]
    assert found(ready(instead=ends), moment="2026-01-21 11:59") == []


def test_a_disputed_nationality_must_be_assessed_first() -> None:
    disputed = ready(opened=f"{OPENED} track=disputed")

    assert found(disputed) == [("case", "contested")]
    assert found(disputed + "\n11:00 desk repatriation.nationality-assessed case=C1 shares=FRA:0.9") == []


def test_sg12_nobody_asked_or_no_consent_blocks_naming_him_and_returning_him() -> None:
    refused = {"contact": PARTS["contact"].replace("consent=yes", "consent=no")}

    assert found(ready(without="contact")) == [("contact", "not-asked")]
    assert found(ready(instead=refused)) == [("contact", "no-consent")]
    (case,) = cases(ready(instead=refused)).all()
    assert [one.values["lack"] for one in to_contact(case, asylum=False)] == ["no-consent"]


def test_sg12_consent_passes_and_the_newest_word_counts() -> None:
    (case,) = cases(ready()).all()
    back = PARTS["contact"].replace("08:10", "11:00").replace("consent=yes", "consent=asked-refused")

    assert to_contact(case, asylum=False) == []
    assert found(f"{ready()}\n{back}") == [("contact", "no-consent")]


def test_sg12_consent_of_somebody_nobody_asked_is_none() -> None:
    unasked = {"contact": PARTS["contact"].replace("consulted_person=yes", "consulted_person=no")}

    assert found(ready(instead=unasked)) == [("contact", "not-asked")]


def test_sg26_a_claim_of_asylum_blocks_contact_and_return_whatever_else_is_there() -> None:
    (case,) = cases(ready()).all()

    assert found(ready(), asylum=True) == [("contact", "asylum"), ("rights", "asylum")]
    assert [one.values["lack"] for one in to_contact(case, asylum=True)] == ["asylum"]
    assert found("", asylum=True) == [("case", "no-case"), ("contact", "asylum")]


def test_sg26_a_stateless_man_passes_only_with_a_country_that_takes_him_and_an_assessment() -> None:
    stateless = ready(opened=f"{OPENED} track=stateless")

    assert found(stateless) == []
    assert found(ready(opened=f"{OPENED} track=stateless", without="accepted")) == [("case", "no-answer")]
    assert found(ready(opened=f"{OPENED} track=stateless", without="rights")) == [("rights", "none")]


HELD = "\n{} host repatriation.host-held case=C1 authority=court until_review=2026-02-20T00:00:00+00:00"


def test_a_hold_of_the_host_set_a_minute_before_boarding_stops_the_return_and_not_the_letters() -> None:
    held = ready() + HELD.format("11:59")
    (case,) = cases(held).all()

    assert found(held) == [("host-hold", None)]
    assert to_contact(case, asylum=False) == []


def test_the_host_lets_him_go_and_of_one_second_the_hold_wins() -> None:
    freed = "\n{} host repatriation.host-freed case=C1 because=not-charged"

    assert found(ready() + HELD.format("10:00") + freed.format("11:00")) == []
    assert found(ready() + HELD.format("10:00") + freed.format("10:00")) == [("host-hold", None)]
    assert found(ready() + HELD.format("10:00") + freed.format("11:00") + HELD.format("11:30")) == [("host-hold", None)]


def test_a_hold_dated_ahead_of_now_does_not_hide_the_one_that_stands() -> None:
    story = ready() + HELD.format("10:00") + HELD.format("12:30")

    assert found(story) == [("host-hold", None)]


@pytest.mark.parametrize("outcome", ["risk", "unknown"])
def test_sg01_a_ground_or_an_unknown_blocks_and_no_risk_passes(outcome: str) -> None:
    story = ready(instead={"rights": PARTS["rights"].replace("no-risk", outcome)})

    assert found(story) == [("rights", outcome)]
    assert found(ready()) == []


def test_sg01_an_assessment_is_old_after_ninety_days() -> None:
    lasting = {"papers": PARTS["papers"], "day": PARTS["day"].replace("01-22", "04-21")}

    assert found(ready(instead=lasting), moment="2026-04-21 08:59") == []
    assert found(ready(instead=lasting), moment="2026-04-21 09:00") == [("rights", "expired")]


def test_sg13_where_death_is_possible_nobody_goes_until_the_assurance_is_in_force() -> None:
    needs = {"rights": PARTS["rights"].replace("no-risk", "needs-assurance needs=death-penalty")}
    assured = "\n11:00 desk repatriation.assured case=C1 kind_of=death-penalty"

    assert found(ready(instead=needs)) == [("rights", "assurance")]
    assert found(ready(instead=needs) + "\n11:00 desk repatriation.assured case=C1 kind_of=monitoring") == [
        ("rights", "assurance")
    ]
    assert found(ready(instead=needs) + assured) == []
    assert found(ready(instead=needs) + assured + " until=2026-01-21T11:30:00+00:00") == [("rights", "assurance")]


def test_sg13_an_assessment_that_wants_assurances_and_names_none_blocks() -> None:
    needs = {"rights": PARTS["rights"].replace("no-risk", "needs-assurance")}

    assert found(ready(instead=needs)) == [("rights", "which-assurance")]


def test_sg29_a_voluntary_return_wants_informed_consent_through_an_interpreter() -> None:
    opened = f"{OPENED} track=voluntary"
    informed = {"contact": f"{PARTS['contact']} informed=yes interpreter=arabic"}

    assert found(ready(opened=opened)) == [("rights", "not-informed")]
    assert found(ready(opened=opened, instead=informed)) == []


def test_sg29_consent_taken_back_blocks_again() -> None:
    informed = {"contact": f"{PARTS['contact']} informed=yes interpreter=arabic"}
    back = PARTS["contact"].replace("08:10", "11:00").replace("consent=yes", "consent=no")

    assert found(f"{ready(opened=f'{OPENED} track=voluntary', instead=informed)}\n{back}") == [
        ("contact", "no-consent"), ("rights", "not-informed"),
    ]  # fmt: skip


def test_papers_must_last_fourteen_days_beyond_the_day_of_travel() -> None:
    short = {"papers": PARTS["papers"].replace("2026-12-31T00", "2026-02-04T12")}

    assert found(ready(instead=short)) == []
    assert found(ready(instead=short), moment="2026-01-21 12:01") == [("papers", "short")]


def test_every_objection_says_who_could_lift_it() -> None:
    known = Known(lambda _: None, lambda _: True, "FRA")

    assert [one.values["lift_by"] for one in objections(returning(), known)] == [
        "repatriation-desk", "protection-officer",
    ]  # fmt: skip
    assert at() == returning().at
