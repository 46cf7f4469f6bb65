"""Medicine, property and fitness: who may let whom pass, for which handover, with whom, for how long, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from musterbook.custody.care.facts import Bag, MedicineNeeded, PropertySealed
from musterbook.eligibility.facts import Overridden
from musterbook.operation import clearing, overriding
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.gates import objections_to
from musterbook.operation.opening import Founding, open_folder
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Move
from tests.operation.making import DESK, HARBOUR, MORNING, TABLES, WILLOW, acting, fill

ASKED = """
[custody]
medicine_hours = 24
property_asked = true

[eligibility]
fitness_hours = 72
"""
OFFICERS = (*TABLES["officers"], ("w.doctor", "willow", "clinician"))
BY = {
    "custody.medicine": ({"w.doctor": "clinician", "o.desk": "operation-desk"}, WILLOW),
    "eligibility.fitness": ({"w.doctor": "clinician", "o.desk": "operation-desk"}, WILLOW),
    "custody.property": ({"o.desk": "operation-desk", "l.legal": "legal-reviewer"}, DESK),
}
"""Gate → the two who may let people pass it, and in whose name, as the table of section 8 has them."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Willow, where one man needs medicine, has a bag under seal, and nobody is certified."""
    place = fill(tmp_path_factory.mktemp("passing") / "willow", {"officers": OFFICERS})
    with (place / "operation.toml").open("a", encoding="utf-8") as settings:
        settings.write(ASKED)
    opened = open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1))
    who = clearing.clearable(opened, WILLOW)[0]
    clerk = acting("w.clerk/register-clerk", WILLOW, minutes=10)
    opened.write(clerk.draft(MedicineNeeded(people=frozenset((who,)))))
    bag = Bag(person=who, seal="S-1", kinds="papers", mark="signed")
    opened.write(clerk.draft(PropertySealed(bags=(bag,))))
    yield opened
    opened.close()


def asked(book: Book, handover: str, *, minutes: int) -> set[str]:
    """The three gates that still object to his going."""
    who = clearing.clearable(book, WILLOW)[0]
    at = MORNING + timedelta(minutes=minutes)
    move = Move(frozenset((who,)), WILLOW, HARBOUR, at, handover=handover, day=at.date().isoformat())
    return {one.rule for one in objections_to(book, move)} & set(BY)


@pytest.mark.parametrize("rule", BY)
def test_two_in_the_roles_of_the_table_let_him_pass_one_gate_on_one_handover_for_six_hours(
    book: Book, rule: str
) -> None:
    officers, name = BY[rule]
    two = acting(officers, name, minutes=60)
    who = clearing.clearable(book, WILLOW)[:1]
    handover = f"H-{rule}"

    entry = overriding.override(
        book, two, rule, who, because="the road closes at dusk", handover=handover, until=two.at + timedelta(days=2)
    )  # fmt: skip

    assert isinstance(entry.fact, Overridden)
    assert entry.fact.until == two.at + timedelta(hours=6)
    assert asked(book, handover, minutes=100) == set(BY) - {rule}
    assert asked(book, "H-another", minutes=100) == set(BY)
    assert asked(book, handover, minutes=60 + 6 * 60) == set(BY)


@pytest.mark.parametrize("rule", BY)
def test_nobody_passes_it_alone_in_another_role_or_without_a_reason(book: Book, rule: str) -> None:
    officers, name = BY[rule]
    who = clearing.clearable(book, WILLOW)[:1]
    alone = acting(dict(list(officers.items())[:1]), name, minutes=60)
    strangers = acting({"w.officer": "site-officer", "w.clerk": "register-clerk"}, WILLOW, minutes=60)

    for two, because in ((alone, "dusk"), (strangers, "dusk"), (acting(officers, name, minutes=60), " ")):
        with pytest.raises((Malformed, Refused)):
            overriding.override(book, two, rule, who, because=because, handover="H-2")
    assert asked(book, "H-2", minutes=100) == set(BY)


def test_what_nobody_may_override_is_refused_with_where_the_rule_is_from(book: Book) -> None:
    two = acting({"o.desk": "operation-desk", "l.legal": "legal-reviewer"}, DESK, minutes=60)
    who = clearing.clearable(book, WILLOW)[:1]

    with pytest.raises(Refused) as refused:
        overriding.override(book, two, "eligibility.refoulement", who, because="dusk", handover="H-3")

    (objection,) = refused.value.objections
    assert objection.rule == "override.nobody-may"
    assert "CAT 3" in str(objection.values["source"])
