"""A gallery in parts finds what the whole finds; what workers answer is read as they meant it or not at all."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from musterbook.biometrics.engines import Enrolment
from musterbook.biometrics.matching.calibration import shipped, shipped_bytes
from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.positions import other_hand
from musterbook.biometrics.search.answers import HEARD, first_heard, near_heard, whole_heard, whole_told
from musterbook.biometrics.search.asked import asked
from musterbook.biometrics.search.codes import built_in
from musterbook.biometrics.search.finder import Search, search_of
from musterbook.biometrics.search.gallery import Gallery, packed
from musterbook.biometrics.search.gallery_file import told
from musterbook.biometrics.search.holder import Holder
from musterbook.biometrics.search.part import Part
from musterbook.biometrics.search.processes import in_processes
from musterbook.biometrics.search.shards import Beside, shard_of, split
from musterbook.biometrics.synthesis.points import SEARCHED, invented
from musterbook.terms.errors import Malformed
from tests.biometrics.search.weights import weigh

PEOPLE = 24


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return packed((invented(14, person, f"G-{person}") for person in range(PEOPLE)), Ours(), built_in())


@pytest.fixture(scope="module")
def probes() -> list[Enrolment]:
    straight = [invented(14, person, f"Q-{person}", impression=SEARCHED) for person in (4, 21)]
    hands = {other_hand(n): points for n, points in invented(14, 9, "H", impression=SEARCHED).fingers.items()}
    few = invented(14, 12, "F", impression=SEARCHED, positions=(1, 2, 7))
    return [*straight, Enrolment("H", hands, dict.fromkeys(hands, 60)), few, invented(15, 0, "NOBODY")]


def test_parts_find_what_the_whole_finds_to_the_last_digit(gallery: Gallery, probes: list[Enrolment]) -> None:
    whole = search_of(gallery, Ours(), built_in(), weigh, share=0.2)
    parts = Beside([Part(part, Ours(), weigh) for part in split(gallery, 4)])

    spread = list(Search(parts, Ours(), built_in(), share=0.2).find_many(probes, most=8))

    assert spread == list(whole.find_many(probes, most=8))
    assert [one.candidates[0].person for one in spread[:4]] == ["G-4", "G-21", "G-9", "G-12"]
    assert [one.candidates[0].order for one in spread[:3]] == ["as-claimed", "as-claimed", "hands-exchanged"]


def test_everybody_stands_in_one_part_known_by_his_number(gallery: Gallery) -> None:
    parts = split(gallery, 4)

    assert Counter(person for part in parts for person in part.people) == Counter(gallery.people)
    assert all(shard_of(person, 4) == number for number, part in enumerate(parts) for person in part.people)
    assert shard_of("", 2**64) == 0xE3B0C44298FC1C14, "the first eight bytes of the digest of nothing"


def test_more_parts_than_people_still_find(probes: list[Enrolment]) -> None:
    three = packed((invented(14, person, f"G-{person}") for person in (3, 4, 5)), Ours(), built_in())
    parts = Beside([Part(part, Ours(), weigh) for part in split(three, 7)])

    found = Search(parts, Ours(), built_in()).find(probes[0], most=1)

    assert [one.person for one in found.candidates] == ["G-4"]
    assert found.searched == 3


def test_a_candidate_told_and_heard_is_the_same(gallery: Gallery, probes: list[Enrolment]) -> None:
    found = search_of(gallery, Ours(), built_in(), weigh).find(probes[0], most=3)
    plain = [one for one in found.candidates if one.band == "nothing"]

    assert whole_heard(whole_told([plain]), 1) == [plain]


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"[[[NaN], 0]]", b'[[["x"], 0]]', b"[[[true], 0]]"])
def test_an_answer_of_another_shape_is_not_believed(raw: bytes) -> None:
    with pytest.raises(Malformed, match=r"cluster\.answer"):
        near_heard(raw, 1)


@pytest.mark.parametrize("question", sorted(HEARD))
@pytest.mark.parametrize("raw", [b"[7]", b"[[1]]", b"[[[1]]]", b'[[["a", "b", "c", "d", "e"]]]'])
def test_no_answer_makes_the_reader_fall(question: str, raw: bytes) -> None:
    with pytest.raises(Malformed, match=r"cluster\.answer"):
        HEARD[question](raw, 1)


def test_a_holder_outside_a_cluster_answers_as_a_part_does_and_says_that_nobody_keeps_its_door(
    gallery: Gallery, probes: list[Enrolment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "ray._raylet", raising=False)  # another test may have loaded it here
    holder, part = Holder(), Part(gallery, Ours(), shipped().weights)
    some = [asked(one, Ours(), built_in()) for one in probes[:2]]
    sent = told(packed(probes[:2], Ours(), built_in()))
    orders = ("as-claimed", "hands-exchanged")
    both = [some[0], some[1].with_hands_exchanged()]

    held = holder.hold(told(gallery), shipped_bytes())
    first = first_heard(holder.first(sent, orders, [0.0, 0.0], 5), 2)

    assert held == PEOPLE
    assert first == part.first(both, [0.0, 0.0], 5)
    assert holder.introduce()["door"] == ""


def test_processes_of_this_machine_find_what_one_piece_finds_and_a_part_that_dies_for_good_is_said(
    gallery: Gallery, probes: list[Enrolment]
) -> None:
    expected = list(search_of(gallery, Ours(), built_in(), shipped().weights).find_many(probes[:2], most=3))

    with in_processes(gallery, shipped_bytes(), 2) as parts:
        search = Search(parts, Ours(), built_in())
        whole = list(search.find_many(probes[:2], most=3))
        gone = parts.parts[1]
        assert gone.process is not None
        for one in gone.process._processes.values():
            one.kill()
        gone.raw = b"no gallery any more"
        left = list(search.find_many(probes[:2], most=3))

    assert whole == expected
    assert parts.missing == ("2 of 2",)
    assert {one.missing for one in left} == {("2 of 2",)}
    assert all(one.searched == parts.people < PEOPLE for one in left)
