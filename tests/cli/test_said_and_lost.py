"""A doubt about someone's age, and a place that is lost and held again: verbs for what reverses a decision."""

from __future__ import annotations

from tests.cli.asking import Asking, done


def test_who_is_said_to_be_under_eighteen_is_held_until_a_panel_sits(adopted: tuple[Asking, list[str]]) -> None:
    muster, _ = adopted
    (serial,) = muster("serials", "--json").json
    man = muster("manifest", serial["serial"], "--json").json["people"][0]
    free = done(muster("gates", man)).out

    words = ("doubt", man, "--said-by", "parent", "--because", "his mother says he is seventeen", "--key", "w.officer")
    said = done(muster.write("08:20", *words))

    assert free == "nothing is in the way\n"
    assert said.out.startswith(f"{man}: held as a possible child until a panel of three decides; entry ")
    assert "held: a child, or may be one" in done(muster("gates", man)).out


def test_a_doubt_says_who_doubts_by_a_word_of_three(adopted: tuple[Asking, list[str]]) -> None:
    muster, people = adopted

    answer = muster.write("08:20", "doubt", people[0], "--said-by", "al-Demo", "--because", "x", "--key", "w.officer")

    assert answer.code == 4
    assert "officer, parent, person" in answer.err


def test_people_of_a_place_held_again_return_as_they_are_recovered_and_not_before(
    adopted: tuple[Asking, list[str]],
) -> None:
    muster, people = adopted
    done(muster.write("09:00", "lost", "willow", "--because", "stormed", "--key", "w.officer"))

    said = done(muster.write("12:00", "regained", "willow", "--because", "retaken", "--key", "w.officer"))
    before = muster("roll", "willow", "--json").json["roll"]
    done(muster.write("12:30", "recover", people[0], "--how", "found-never-left", "--key", "w.officer"))

    assert said.out.startswith("willow: held again; people return to the roll as they are counted or recovered; entry ")
    assert before == []
    assert muster("roll", "willow", "--json").json["roll"] == [people[0]]
