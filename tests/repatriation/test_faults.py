"""Facts of cases: what may be written, and what is Malformed; every word, weight, factor and count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.ledger.notation import told
from musterbook.repatriation.faults import check, faults_of, sound
from musterbook.terms.countries import COUNTRIES, country
from musterbook.terms.errors import Malformed

GOOD = """
08:00 desk repatriation.case-opened case=C1 person=D-0001 country=FRA track=return
08:10 desk repatriation.nationality-assessed case=C1 shares=FRA:0.7,TUN:0.3
08:20 desk repatriation.contact-cleared case=C1 consulted_person=yes consent=yes reviewer=p.officer
08:30 desk repatriation.notified case=C1 channel=embassy
08:40 desk repatriation.country-answered case=C1 answer=accepts dated=2026-01-21T08:40:00+00:00
08:50 desk repatriation.identity-confirmed case=C1 factors=document,biometric
09:00 host repatriation.host-held case=C1 authority=court until_review=2026-02-20T09:00:00+00:00
09:10 host repatriation.host-freed case=C1 because=acquitted
09:20 desk repatriation.basis-set case=C1 kind_of=agreement
09:30 desk repatriation.rights-assessed case=C1 outcome=no-risk
09:40 desk repatriation.assured case=C1 kind_of=death-penalty
09:50 desk repatriation.papers-issued case=C1 kind_of=passport
10:00 desk repatriation.scheduled case=C1 escort=bus-1
10:10 desk repatriation.outcome-reported case=C1 at_days=30 outcome=free source=visit
10:20 desk repatriation.case-closed case=C1 because=done
10:30 desk repatriation.country-described country=FRA policy=children,men
10:40 desk repatriation.figure-imported source=press country= men=5 total=6
"""


def _faults(line: str) -> list[tuple[str, str | None]]:
    (entry,) = told(f"08:00 desk repatriation.{line}")
    return [(fault.rule, fault.column) for fault in faults_of(entry.fact)]


def test_every_fact_of_an_ordinary_case_is_sound() -> None:
    assert [entry.act.kind for entry in told(GOOD) if not sound(entry)] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("case-opened case=C1 person=D-0001 country=FR", ("country.unknown", "country")),
        ("case-opened case= person=D-0001 country=FRA", ("case.empty", "case")),
        ("case-opened case=C1 person=D-0001 country=FRA track=guess", ("case.unknown-choice", "track")),
        ("nationality-assessed case=C1 shares=FRA:0", ("case.weight", "shares")),
        ("nationality-assessed case=C1 shares=FRA:nan", ("case.weight", "shares")),
        ("nationality-assessed case=C1 shares=FRA:0.7,TUN:0.31",
         ("case.weights-over-one", "shares")),
        ("nationality-assessed case=C1 shares=FRA:0.2,FRA:0.3",
         ("case.country-twice", "shares")),
        ("contact-cleared case=C1 consulted_person=no consent=yes reviewer=p", ("case.consent-unasked",
         "consulted_person")),
        ("notified case=C1 channel=pigeon", ("case.unknown-choice", "channel")),
        ("country-answered case=C1 answer=conditional", ("case.empty", "conditions")),
        ("country-answered case=C1 answer=accepts dated=2026-01-21T00:00:00+00:00 until=2026-01-20T00:00:00+00:00",
         ("case.ends-before-it-begins", "until")),
        ("identity-confirmed case=C1 factors=document", ("case.two-factors", "factors")),
        ("identity-confirmed case=C1 factors=document,document", ("case.two-factors", "factors")),
        ("identity-confirmed case=C1 factors=document,hunch", ("case.unknown-choice", "factors")),
        ("rights-assessed case=C1 outcome=risk needs=luck", ("case.unknown-choice", "needs")),
        ("outcome-reported case=C1 at_days=31 outcome=free source=visit", ("case.unknown-choice", "at_days")),
        ("figure-imported source=press country=FRA men=-1", ("case.count", "men")),
        ("figure-imported source= country=FRA", ("case.empty", "source")),
        ("country-described country=FRA quota=-2", ("case.count", "quota")),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_named_with_its_field(line: str, found: tuple[str, str]) -> None:
    assert found in _faults(line)


def test_one_factor_raises_malformed_where_it_is_written() -> None:
    (entry,) = told("08:00 desk repatriation.identity-confirmed case=C1 factors=biometric")

    with pytest.raises(Malformed) as error:
        check(entry.fact)

    assert [fault.values for fault in error.value.faults] == [{"found": 1, "needed": 2}]


def test_the_list_of_countries_is_whole() -> None:
    assert len(COUNTRIES) == 250
    assert {"XKX", "SYR", "IRQ", "FRA"} <= COUNTRIES
    assert country(" fra ") == "FRA"


@given(st.text(max_size=4).filter(lambda text: text.strip().upper() not in COUNTRIES))
def test_no_other_text_is_a_country(text: str) -> None:
    with pytest.raises(Malformed):
        country(text)
