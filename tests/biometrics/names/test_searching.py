"""One name among many: who is found, in what order, with what probability."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from musterbook.biometrics.names.model import trained
from musterbook.biometrics.names.particulars import Birth, Claims
from musterbook.biometrics.names.people import people, prior_of
from musterbook.biometrics.names.searching import Index
from musterbook.biometrics.names.vocabulary import near, skeleton
from musterbook.terms.errors import Malformed

GIVEN = ("Umar", "Bilal", "Yusuf", "Karim", "Salih", "Tariq", "Mansur", "Nabil", "Jamal", "Faris", "Ziyad", "Hisham")
FAMILY = ("al-Wahmi", "al-Demo", "al-Tajriba", "Kenzi", "Bouzid", "al-Jubouri", "al-Hamdani", "Haddad")
ASKED = Claims(Birth(1985, 3, 4), "SYR", "raqqa")


def crowd(count: int) -> tuple[list[str], list[Claims]]:
    drawn = random.Random(3)
    names = [f"{drawn.choice(GIVEN)} {drawn.choice(GIVEN)} {drawn.choice(FAMILY)}" for _ in range(count)]
    claims = [
        Claims(
            Birth(drawn.randint(1960, 2000), drawn.randint(1, 12), drawn.randint(2, 28)), drawn.choice(("SYR", "IRQ"))
        )
        for _ in range(count)
    ]
    return names, claims


def index_with(name: str, claims: Claims) -> Index:
    names, others = crowd(2000)
    names[700], others[700] = name, claims
    return Index(names, others)


@pytest.mark.parametrize("written", ["يوسف كنعان الجبوري", "YOUCEF KENAAN ALJUBOURI", "al-Jubouri, Yousef"])
def test_a_man_is_found_first_in_another_spelling(written: str) -> None:
    index = index_with("Yusuf Kanaan al-Jubouri", ASKED)

    [found] = index.search([written], [ASKED], trained())

    assert found[0].place == 700


def test_a_birth_two_years_off_does_not_hide_anyone() -> None:
    index = index_with("Yusuf Kanaan al-Jubouri", ASKED)

    [found] = index.candidates(["Yousef Kanan al Joubouri"], [Claims(Birth(1983))], most=20)

    assert 700 in found


def test_more_to_search_makes_the_same_pair_less_certain() -> None:
    index = index_with("Yusuf Kanaan al-Jubouri", ASKED)

    [alone] = index.search(["Yusuf Kanaan al-Jubouri"], [ASKED], trained())
    [expected] = index.search(["Yusuf Kanaan al-Jubouri"], [ASKED], trained(), prior=0.5)

    assert alone[0].pair_p == expected[0].pair_p
    assert alone[0].search_p < alone[0].pair_p
    assert alone[0].search_p < expected[0].search_p


def test_answers_are_sorted_by_weight_and_few_weigh_the_same() -> None:
    [found] = index_with("Umar Said", ASKED).search(["Umar Bilal al-Demo"], [ASKED], trained(), most=50)

    weights = [one.weight for one in found]
    assert weights == sorted(weights, reverse=True)
    assert len(found) == 50
    assert len({one.weight for one in found}) > len({one.pair_p for one in found})


def test_where_pairs_are_as_certain_as_can_be_the_rarer_evidence_decides() -> None:
    index = index_with("Umar Bilal al-Demo", ASKED)

    [found] = index.search(["Umar Bilal al-Demo"], [ASKED], trained(), most=50)

    assert found[0].place == 700
    assert found[0].weight > found[1].weight


def test_a_name_that_cannot_be_read_is_not_looked_for() -> None:
    with pytest.raises(Malformed):
        index_with("Umar", ASKED).search(["李明"], [ASKED], trained())


def test_a_table_of_people_is_read_with_what_it_has(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("id,name,dob\n7,Umar Said,1985-01-01\n7,Bilal,2090\n", "utf-8")

    assert [(one.number, one.name, one.claims) for one in people(table, year_now=2026)] == [
        ("7", "Umar Said", Claims(Birth(1985))),
        ("7", "Bilal", Claims()),
    ]


def test_a_prior_is_one_over_the_number_or_what_the_desk_says() -> None:
    assert (prior_of("1/N", 50), prior_of("expected", 50), prior_of("0.2", 50)) == (0.02, 0.5, 0.2)
    with pytest.raises(Malformed):
        prior_of("often", 50)


def test_a_skeleton_is_the_consonants_with_near_ones_as_one() -> None:
    assert skeleton("qAsIm") == skeleton("kASIm") == "kSm"
    assert near("kSm") == {"kSm", "Sm", "km", "kS"}
