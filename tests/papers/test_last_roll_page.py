"""The pages of a last good roll: the first is not empty, each is numbered, and what is claimed is said in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pypdfium2
import pytest

from musterbook.ledger.spelling import digest_of_words
from musterbook.operation.last_roll import LastRoll, RollLine
from musterbook.papers.last_roll import paper_of, parts_of, print_last_roll, table_of
from musterbook.papers.typefaces import FOLDER
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the typefaces of papers have not been fetched here")

NOON = datetime(2026, 1, 17, 12, tzinfo=UTC)
ZONE = "Asia/Damascus"
CLAIMS = {"born": "1985-03-13", "nationality": "TUN", "languages": "kmr; ar; ru"}


def roll(people: int, *, named: bool = True) -> LastRoll:
    lines = tuple(
        RollLine(PersonId(f"KEA-{place:04}-Y"), f"KEA-{place:04}-Y/2", counted=True, notes=(("medicine", 0),),
                 name="Rebwar al-Demo", name_ar="ڕێبوار هەڵمەت", claims=CLAIMS)
        for place in range(people)
    )  # fmt: skip
    head = digest_of_words("head")
    return LastRoll(
        "Willow",
        CustodianId("willow"),
        ("Willow", "الصفصاف"),
        NOON,
        NOON,
        head,
        named=named,
        exercise=True,
        lines=lines,
    )


@pytest.mark.parametrize("language", ["en", "ar", "ckb", "kmr"])
@pytest.mark.parametrize(("people", "on_each"), [(0, [0]), (9, [9]), (10, [10]), (22, [10, 12]), (23, [10, 12, 1])])
def test_people_stand_below_the_head_and_no_page_is_left_empty(language: str, people: int, on_each: list[int]) -> None:
    (document,) = print_last_roll(roll(people, named=False), language=language, zone=ZONE, printed_at=NOON)

    with pypdfium2.PdfDocument(document) as pages:
        found = [page.get_textpage().get_text_range().count("Rebwar") for page in pages]

    assert found == on_each


def test_the_pages_of_a_roll_of_several_documents_are_numbered_through() -> None:
    whole = roll(1_300)
    parts = parts_of(whole)

    papers = [paper_of(whole, part, parts, language="en", zone=ZONE) for part in range(len(parts))]

    assert [len(one) for one in parts] == [600, 600, 100]
    assert [one["first_page"] for one in papers] == [1, 52, 102], "600 people: 10 below the head, 590 on 50 pages"
    assert {one["pages"] for one in papers} == {110}


@pytest.mark.parametrize(
    ("language", "country", "languages"),
    [
        ("en", "Tunisia (TUN)", "speaks Kurmancî; Arabic; Russian"),
        ("ar", "تونس (TUN)", "العربية؛ الروسية"),
        ("kmr", "Tûnis (TUN)", "erebî; rûsî"),
    ],
)
def test_a_nationality_and_languages_are_said_by_name_on_card_and_table(
    language: str, country: str, languages: str
) -> None:
    whole = roll(1)

    (card,) = paper_of(whole, 0, parts_of(whole), language=language, zone=ZONE)["people"]
    (_, row) = table_of(whole, language=language)

    about = card["about"].replace("\u2068", "").replace("\u2069", "")
    assert country in about
    assert languages in about
    assert country in " ".join(row)


@pytest.mark.parametrize(
    ("language", "place"), [("en", "Willow"), ("ar", "الصفصاف"), ("ckb", "الصفصاف"), ("kmr", "Willow")]
)
def test_a_place_is_called_in_the_letters_of_the_language_as_on_every_other_paper(language: str, place: str) -> None:
    whole = roll(1)

    title = str(paper_of(whole, 0, parts_of(whole), language=language, zone=ZONE)["title"])

    assert place in title
