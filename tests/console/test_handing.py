"""Handing over on a page: each side counts alone, the difference is shown when both are in, and each signs his half."""

from __future__ import annotations

import json
import re
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from musterbook.custody.door.counts import DoorCounts
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.at_the_door import letters_of
from musterbook.operation.folder import open_book
from musterbook.operation.on_paper.signed import FACTS, read_facts, told_again
from musterbook.operation.verifying import verify_book
from musterbook.papers.checking import check_paper
from musterbook.papers.framed_again import differences
from musterbook.store.keeping import Keeping
from musterbook.terms.custodians import in_hand
from tests.console.asking import Console, console_of
from tests.console.at_a_ramp import ESCORT, GIVER, RECEIVER, REFERENCE, Ramp, prepared, ramp_at
from tests.console.test_deeds_by_right import BookFront
from tests.console.test_pages import text_of
from tests.operation.making import WILLOW


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("ramp"))


@pytest.fixture
def ramp(folder: Path, tmp_path: Path) -> Iterator[Ramp]:
    with ramp_at(folder, tmp_path) as made:
        yield made


@pytest.fixture
def console(ramp: Ramp) -> Console:
    return console_of(ramp.source)


def main_of(answer: httpx.Response) -> str:
    return answer.text.partition("<main")[2].partition("<footer")[0]


def key_in(answer: httpx.Response) -> str:
    found = re.search(r'name="key" value="([^"]+)"', answer.text)
    assert found is not None, answer.text[-2000:]
    return found[1]


def press(console: Console, ramp: Ramp, side: str, step: str, **said: object) -> httpx.Response:
    """Fill in a form of one side, with the key it carries."""
    way = f"{ramp.way}?side={side}"
    return console.send(way, key=key_in(console.get(way)), step=step, **said)  # type: ignore[arg-type]  # lists too


def test_the_receiver_sees_neither_list_nor_number_before_both_sides_are_in(console: Console, ramp: Ramp) -> None:
    people = sorted(ramp.handover.people)
    before = [console.get(f"{ramp.way}{twin}?side=receiver") for twin in ("", ".json", ".csv")]

    assert press(console, ramp, "giver", "let-go", officer=GIVER, taken=people[1:]).status_code == 303
    after = [console.get(f"{ramp.way}{twin}?side=receiver") for twin in ("", ".json", ".csv")]

    for answer in (*before, *after):
        shown = main_of(answer) or answer.text
        assert not any(number in shown for number in people)
        assert '"let_go":' not in answer.text
    assert "Offered" not in text_of(main_of(after[0]))
    assert letters_of(ramp.handover.offer) in before[0].text


def test_one_man_short_is_shown_when_both_are_in_and_signed_as_it_is(console: Console, ramp: Ramp) -> None:
    people = sorted(ramp.handover.people)
    assert press(console, ramp, "receiver", "count", officer=ESCORT, counted="9").status_code == 303
    assert "You counted 9" in text_of(console.get(f"{ramp.way}?side=receiver").text)
    assert press(console, ramp, "receiver", "accept", officer=ESCORT, taken=people).status_code == 409
    giver = text_of(main_of(console.get(f"{ramp.way}?side=giver")))
    assert "counted" not in giver.replace("when he has counted", "")
    press(console, ramp, "giver", "let-go", officer=GIVER, taken=people)

    page = text_of(console.get(f"{ramp.way}?side=receiver").text)
    assert "10 let go, 9 counted, 1 too few." in page
    bare = press(console, ramp, "receiver", "accept", officer=ESCORT, taken=people[1:])
    assert bare.status_code == 400
    whole = press(console, ramp, "receiver", "accept", officer=ESCORT, taken=people)
    assert whole.status_code == 400
    said = {f"why-{people[0]}": "missing"}
    assert press(console, ramp, "receiver", "accept", officer=ESCORT, taken=people[1:], **said).status_code == 303

    assert ramp.handover.stage == "accepted-with-exceptions"
    assert ramp.handover.accepted == frozenset(people[1:])
    assert console.source.situation().totals.discrepancies == 1
    done = text_of(console.get(f"{ramp.way}?side=giver").text)
    assert "Both halves were signed on one device." in done
    paper = console.get(f"{ramp.way}/receipt.pdf")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert paper.content == console.get(f"{ramp.way}/receipt.pdf").content
    checked = check_paper(paper.content, "receipt.pdf")
    inside = read_facts(checked.inside[FACTS], "receipt.pdf")
    then, again_told = told_again(ramp.book, inside, "receipt.pdf")
    assert differences(then, again_told, checked, named=False) == []
    receipt = text_of(console.get(f"{ramp.way}/receipt").text)
    assert receipt.count("Copy ") == 3
    assert "willow, by w.officer" in receipt
    assert "bus-1, by b.escort" in receipt
    again = open_book(ramp.folder)
    assert again.not_standing() == []
    again.close()
    assert verify_book(ramp.folder).failed == []


def test_a_form_pressed_twice_is_written_once(console: Console, ramp: Ramp) -> None:
    key = key_in(console.get(f"{ramp.way}?side=giver"))
    said = {"key": key, "step": "let-go", "officer": GIVER, "taken": sorted(ramp.handover.people)}
    before = len(ramp.book.entries())

    answers = [console.send(f"{ramp.way}?side=giver", **said).status_code for _ in range(2)]  # type: ignore[arg-type]

    assert answers == [303, 303]
    assert len(ramp.book.entries()) == before + 1


@pytest.mark.parametrize(("side", "step", "officer"), [
    ("giver", "let-go", ESCORT), ("receiver", "count", GIVER), ("receiver", "count", RECEIVER),
    ("receiver", "refuse", GIVER), ("giver", "withdraw", ESCORT),
])  # fmt: skip
def test_nobody_signs_for_the_other_side(console: Console, ramp: Ramp, side: str, step: str, officer: str) -> None:
    before = len(ramp.book.entries())

    answer = press(console, ramp, side, step, officer=officer, taken=sorted(ramp.handover.people), counted="10",
                   because="no_space")  # fmt: skip

    assert answer.status_code == 409
    assert "may not sign for" in text_of(answer.text)
    assert len(ramp.book.entries()) == before


def test_the_receiver_takes_nobody_and_says_why(console: Console, ramp: Ramp) -> None:
    assert press(console, ramp, "receiver", "refuse", officer=ESCORT, because="unsafe_now").status_code == 303
    assert ramp.handover.stage == "refused"


def test_each_side_writes_how_people_are_and_words_are_sealed(console: Console, ramp: Ramp) -> None:
    first = min(ramp.handover.people)

    answer = press(console, ramp, "giver", "note", officer=GIVER, injured=f"{first}: cut on the left hand", clear="yes")

    assert answer.status_code == 303
    (noted,) = (one for one in ramp.book.entries() if one.fact.kind == "custody.condition-noted")
    assert b"left hand" not in noted.body
    assert len(noted.named()) == 10


def test_of_whom_the_receiver_did_not_count_he_cannot_say_that_nothing_was_seen(console: Console, ramp: Ramp) -> None:
    said = {"officer": ESCORT, "clear": "yes"}
    nobody = press(console, ramp, "receiver", "note", **said)
    press(console, ramp, "receiver", "count", officer=ESCORT, present="\n".join(sorted(ramp.handover.people)[:9]))
    before = len(ramp.book.entries())
    counted = press(console, ramp, "receiver", "note", **said)

    assert nobody.status_code == 400
    assert "obody is counted by name here yet" in text_of(nobody.text)
    assert counted.status_code == 303
    (noted,) = ramp.book.entries()[before:]
    assert noted.named() == frozenset(sorted(ramp.handover.people)[:9])


def test_only_the_receiver_counts_again_and_both_sides_see_that_he_did(console: Console, ramp: Ramp) -> None:
    press(console, ramp, "receiver", "count", officer=ESCORT, counted="9")
    assert press(console, ramp, "receiver", "recount", officer=GIVER).status_code == 409
    assert press(console, ramp, "giver", "recount").status_code == 409
    assert "You counted 9" in text_of(console.get(f"{ramp.way}?side=receiver").text)

    assert press(console, ramp, "receiver", "recount", officer=ESCORT).status_code == 303
    giver = text_of(main_of(console.get(f"{ramp.way}?side=giver")))
    assert "The receiver set one count aside to count again." in giver
    assert "He had counted" not in giver
    press(console, ramp, "receiver", "count", officer=ESCORT, counted="8")
    press(console, ramp, "giver", "let-go", officer=GIVER, taken=sorted(ramp.handover.people))
    press(console, ramp, "receiver", "recount", officer=ESCORT)
    press(console, ramp, "receiver", "count", officer=ESCORT, counted="10")

    for side in ("giver", "receiver"):
        page = text_of(main_of(console.get(f"{ramp.way}?side={side}")))
        assert "The receiver set 2 counts aside to count again. He had counted 9, 8." in page
        assert "Both sides had been shown the difference by then." in page


def test_the_receiver_signs_and_his_count_is_opened_in_one_and_no_stop_comes_between(
    console: Console, ramp: Ramp, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = sorted(ramp.handover.people)
    written: list[int] = []
    press(console, ramp, "receiver", "count", officer=ESCORT, counted="10")
    press(console, ramp, "giver", "let-go", officer=GIVER, taken=people)
    append = Keeping.append

    def once(self: Keeping, *args: Any, **said: Any) -> list[Entry]:  # noqa: ANN401  as the store takes them
        if written:
            raise OSError(5, "the machine stops here")
        written.append(1)
        return append(self, *args, **said)

    monkeypatch.setattr(Keeping, "append", once)
    press(console, ramp, "receiver", "accept", officer=ESCORT, taken=people)

    (count,) = ramp.book.reading(DoorCounts).made(ramp.handover.offer, ramp.handover.receiver)
    assert (ramp.handover.stage, count.counted) == ("accepted", 10)


def test_a_console_that_is_started_anew_still_has_the_count_and_how_often_he_counted(
    console: Console, ramp: Ramp
) -> None:
    press(console, ramp, "receiver", "count", officer=ESCORT, counted="8")
    press(console, ramp, "receiver", "recount", officer=ESCORT)
    press(console, ramp, "receiver", "count", officer=ESCORT, counted="9")

    anew = console_of(ramp.source)
    waits = text_of(anew.get(f"{ramp.way}?side=receiver").text)
    press(anew, ramp, "giver", "let-go", officer=GIVER, taken=sorted(ramp.handover.people))

    assert "You counted 9" in waits
    page = text_of(main_of(anew.get(f"{ramp.way}?side=giver")))
    assert "10 let go, 9 counted, 1 too few." in page
    assert "He had counted 8." in page
    kinds = [one.fact.kind for one in ramp.book.entries()]
    assert kinds.count("custody.door-counted") == 2
    assert b'"counted"' not in b"".join(one.body for one in ramp.book.entries() if "door" in one.fact.kind)


def test_the_giver_has_again_by_name_whom_nobody_took(console: Console, ramp: Ramp) -> None:
    people = sorted(ramp.handover.people)
    assert "Have people again" not in console.get(f"{ramp.way}?side=giver").text
    press(console, ramp, "giver", "let-go", officer=GIVER, taken=people[2:])
    press(console, ramp, "receiver", "refuse", officer=ESCORT, because="unsafe_now")

    nobody = press(console, ramp, "giver", "take-back", officer=GIVER)
    other = press(console, ramp, "giver", "take-back", officer=GIVER, taken=people[:1])
    done = press(console, ramp, "giver", "take-back", officer=GIVER, taken=people[2:])

    assert (nobody.status_code, other.status_code, done.status_code) == (400, 400, 303)
    assert set(ramp.handover.taken_back) == set(people[2:])
    assert "Have people again" not in console.get(f"{ramp.way}?side=giver").text
    assert ramp.book.reading(Roll).on(in_hand(WILLOW)) >= set(people)


def test_a_count_typed_before_the_session_ended_is_there_again_after_signing_in(ramp: Ramp, tmp_path: Path) -> None:
    front = BookFront(tmp_path, ramp.book)
    front.account(ESCORT)
    assert front.sign_in(ESCORT).status_code == 303
    path = f"{ramp.way}?side=receiver"
    said = {"step": "count", "key": key_in(front.get(path)), "token": front.token(), "phrase": "never kept"}
    said |= {"present": "\n".join(ramp.handover.people), "injured": "", "officer": ESCORT}
    front.clock.at += 9 * 3600

    forged, kept = front.post(path, {**said, "token": "another"}), front.post(path, said)
    front.sign_in(ESCORT)
    back = parse_qs(urlsplit(kept.headers["location"]).query)["next"][0]
    shown = front.get(back)

    assert (forged.status_code, kept.status_code, shown.status_code) == (403, 303, 200)
    assert "Your session had ended" in text_of(shown.text)
    assert all(number in shown.text for number in ramp.handover.people)
    assert "never kept" not in shown.text + str(front.porch.unsent)


def test_people_are_offered_on_a_page_and_a_gate_that_objects_says_why_of_each(console: Console, ramp: Ramp) -> None:
    assert press(console, ramp, "giver", "withdraw", officer=GIVER, because="weather").status_code == 303
    people, everyone = sorted(ramp.handover.people)[:3], ramp.book.reading(Roll).on(in_hand(WILLOW))
    barred = min(everyone - ramp.handover.people)
    key = key_in(console.get("/handovers/offer"))
    said = {"key": key, "officer": GIVER, "receiver": "bus-1", "minutes": "90"}

    refused = console.send("/handovers/offer", **said, people="\n".join([*people, barred]))
    assert refused.status_code == 409
    assert barred in text_of(refused.text)
    assert 'data-badge="book"' in refused.text, "what is open is counted beside every page, and not only beside lists"
    assert 'class="to-form" href="/do/' in refused.text.partition('notice alarm" role="alert"')[2].partition("</ul>")[0]
    answers = [console.send("/handovers/offer", **said, people="\n".join(people)) for _ in range(2)]

    assert {one.status_code for one in answers} == {303}
    where = answers[0].headers["location"]
    assert answers[1].headers["location"] == where
    assert all(number in main_of(console.get(where)) for number in people)
    assert console.source.handovers()[0].offered == 3


def line(read: str, key: str = "", **more: int) -> dict[str, str | int]:
    return {"key": key or str(uuid.uuid4()), "read": read, "at": "2026-01-21T04:20:00Z", **more}


def scan(console: Console, ramp: Ramp, side: str, *lines: dict[str, str | int]) -> list[str]:
    """Send lines as a tablet does; what was answered."""
    body = {"token": "", "side": side, "lines": list(lines)}
    answer = console.send_json(f"/scan/{ramp.handover.offer[:16]}/lines", json.dumps(body).encode())
    assert answer.status_code == 200, answer.text
    return [one["answer"] for one in answer.json()["answers"]]


def test_bands_are_answered_by_the_book_and_counted_once_however_often_they_are_sent(
    console: Console, ramp: Ramp
) -> None:
    bands = ramp.bands()
    number, other = bands[0].split()[1], bands[1].split()[2]
    sent = [
        line(bands[0]),
        line(bands[1]),
        line(bands[0]),
        line(f"MB1 {bands[2].split()[1]} {other}"),
        line("nonsense"),
    ]

    first = scan(console, ramp, "receiver", *sent)
    again = scan(console, ramp, "receiver", *sent)

    assert first == ["go", "go", "already", "wrong-band", "unknown"]
    assert again == first
    listed = console.get(f"/scan/{ramp.handover.offer[:16]}/list?side=receiver").json()
    assert len(listed["counted"]) == 2
    assert number in listed["counted"]
    assert {row[2] for row in listed["people"]} == {False}


def test_a_count_by_scan_is_what_was_read_at_the_door(console: Console, ramp: Ramp) -> None:
    people = sorted(ramp.handover.people)
    scan(console, ramp, "receiver", *(line(band) for band in ramp.bands()[1:]))
    press(console, ramp, "receiver", "count", officer=ESCORT, **{"from": "scans"})
    press(console, ramp, "giver", "let-go", officer=GIVER, taken=people)

    page = console.get(f"{ramp.way}?side=receiver").text

    assert "10 let go, 9 counted, 1 too few." in text_of(page)
    ticked = re.findall(r'name="taken" value="([^"]+)" checked', page)
    assert ticked == people[1:]


def test_a_count_that_is_begun_again_begins_without_what_was_read_before(console: Console, ramp: Ramp) -> None:
    bands, listed = ramp.bands(), f"/scan/{ramp.handover.offer[:16]}/list?side=receiver"
    sent = line(bands[0], begun=0)
    assert scan(console, ramp, "receiver", sent, line(bands[1], begun=0)) == ["go", "go"]
    press(console, ramp, "receiver", "count", officer=ESCORT, **{"from": "scans"})

    assert press(console, ramp, "receiver", "recount", officer=ESCORT).status_code == 303

    assert (console.get(listed).json()["counted"], console.get(listed).json()["begun"]) == ([], 1)
    late = scan(console, ramp, "receiver", sent, line(bands[2], begun=0), line(bands[0], begun=1), line(bands[1]))
    assert late == ["past", "past", "go", "go"]
    assert console.get(listed).json()["counted"] == [band.split()[1] for band in bands[:2]]
    assert scan(console, ramp, "giver", line(bands[0], begun=0)) == ["go"]
    assert console.send(f"/scan/{ramp.handover.offer[:16]}/again", side="giver").status_code == 303
    assert console.get(listed.replace("receiver", "giver")).json()["counted"] == []
    assert len(console.get(listed).json()["counted"]) == 2


def test_the_file_of_scans_is_read_once_and_written_once_however_many_lines_come(
    console: Console, ramp: Ramp, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, connect = [], sqlite3.connect

    def counting(path: Path, *, isolation_level: None, timeout: float, check_same_thread: bool) -> sqlite3.Connection:
        opened.append(Path(path).name)
        return connect(path, isolation_level=isolation_level, timeout=timeout, check_same_thread=check_same_thread)

    monkeypatch.setattr("musterbook.store.beside.sqlite3.connect", counting)
    scan(console, ramp, "receiver", line(ramp.bands()[0]))
    opened.clear()

    answers = scan(console, ramp, "receiver", *(line(band) for band in ramp.bands() * 10))

    assert (answers.count("go"), answers.count("already")) == (9, 91)
    assert opened.count("scans.db") == 2


@pytest.mark.parametrize("body", [b"", b"{}", b'{"token":"","side":"giver","lines":[{"key":"x","read":"a","at":""}]}'])
def test_lines_that_are_none_are_turned_away(console: Console, ramp: Ramp, body: bytes) -> None:
    assert console.send_json(f"/scan/{ramp.handover.offer[:16]}/lines", body).status_code == 400


def test_the_page_may_use_the_camera_and_keeps_itself_and_other_pages_may_not(console: Console, ramp: Ramp) -> None:
    page, other = console.get(f"/scan/{ramp.handover.offer[:16]}?side=giver"), console.get("/handovers")

    assert "camera=(self)" in page.headers["permissions-policy"]
    assert "'wasm-unsafe-eval'" in page.headers["content-security-policy"]
    assert "camera=()" in other.headers["permissions-policy"]
    assert "wasm" not in other.headers["content-security-policy"]
    worker = console.get("/scan/worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert "/people" not in worker.text
    assert console.get("/scan/0000000000000000").status_code == 404
    assert REFERENCE in page.text
    assert "type the numbers on the handover" in page.text  # where to count without a script; the rest is hidden then
    assert '<div id="works" hidden>' in page.text
