"""Forms of deeds: drawn from what a deed says of itself, refused in words, signed by one's own key, written once."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pypdfium2
import pytest

from musterbook.console.book_source import BookSource
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import ClearanceWithdrawn, Cleared, Held, HoldLifted
from musterbook.eligibility.holds import Holds
from musterbook.operation.book import Book
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.folder import open_book
from musterbook.terms.custodians import in_hand
from musterbook.terms.people import PersonId
from musterbook.words.page_words import EN
from tests.console.asking import Console, console_of
from tests.console.test_pages import text_of
from tests.operation.making import MORNING, WILLOW, open_small_book

GUARD, DOCTOR, REVIEWER = "w.officer", "d.doctor", "e.reviewer"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    place = tmp_path_factory.mktemp("deeds")
    open_small_book(place, officers=(("f.protects", "desk", "protection-officer"),)).close()
    opened = open_book(place / "willow" / "book")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def console(book: Book) -> Console:
    return console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=1)))


def people(book: Book) -> list[PersonId]:
    return sorted(book.reading(Roll).on(in_hand(WILLOW)))


def key_in(text: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', text)
    assert found is not None
    return found[1]


def field_in(text: str, name: str) -> str:
    """What stands in a field of one line."""
    found = re.search(rf'id="f-{name}" [^>]*value="([^"]*)"', text)
    assert found is not None
    return found[1]


def filled(console: Console, deed: str, of: str = "", /, **said: str) -> httpx.Response:
    """The answer to a form opened, filled in and signed."""
    path = f"/do/{deed}?about={of}" if of else f"/do/{deed}"
    key = key_in(console.get(path).text)
    return console.send(path, key=key, step="sign", **{name.replace("__", "-"): value for name, value in said.items()})


def facts(book: Book, kind: type) -> list[object]:
    return [one.fact for one in book.entries() if isinstance(one.fact, kind)]


def test_every_deed_has_its_form_and_every_field_and_word_its_name(console: Console) -> None:
    for name, deed in DEEDS.items():
        shown = console.get(f"/do/{name}")

        assert shown.status_code == 200, name
        for one in deed.names:
            key = "other-number" if one == "other" else one
            assert f"field.{key}" in EN or f"deed.{name}.{key}" in EN, f"no word for {name}.{one}"


def test_a_place_is_chosen_by_its_name_and_signed_by_its_short_one(console: Console) -> None:
    form = console.get("/do/say-lost").text

    assert '<option value="willow">Willow (willow)</option>' in form
    assert '<option value="desk">desk</option>' in form


def test_a_hold_is_put_on_a_page_and_stands_in_the_book(console: Console, book: Book) -> None:
    person = people(book)[0]

    answer = filled(console, "hold", person, person=person, ground="medical", officer=GUARD)
    after = console.get(answer.headers["location"]).text

    assert answer.status_code == 303
    assert "It is in the book" in text_of(after)
    (held,) = [one for one in facts(book, Held) if one.person == person]  # type: ignore[attr-defined]  # it is a hold
    assert (held.ground, held.authority) == ("medical", "clinician")  # type: ignore[attr-defined]  # as above
    assert f'href="/do/lift-hold?about={person}"' in console.get(f"/people/{person}").text


def test_a_button_pressed_twice_writes_once(console: Console, book: Book) -> None:
    person = people(book)[1]
    path = f"/do/hold?about={person}"
    key = key_in(console.get(path).text)
    said = {"key": key, "step": "sign", "person": person, "ground": "court", "officer": GUARD}

    first, again = console.send(path, **said), console.send(path, **said)

    assert first.headers["location"] == again.headers["location"]
    assert len([one for one in facts(book, Held) if one.person == person]) == 1  # type: ignore[attr-defined]  # a hold


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(console: Console, book: Book) -> None:
    person = people(book)[2]

    answer = filled(console, "hold", person, person=person, ground="", review_by="tomorrow", officer=GUARD)

    assert answer.status_code == 400
    assert "must be said" in text_of(answer.text)
    assert "no hour" in answer.text.partition('id="w-review_by"')[2][:200]
    assert re.search(r'name="review_by"[^>]*aria-describedby="h-review_by w-review_by"[^>]*aria-invalid', answer.text)
    assert 'value="tomorrow"' in answer.text
    assert "review_by:" not in text_of(answer.text)
    assert not [one for one in facts(book, Held) if one.person == person]  # type: ignore[attr-defined]  # a hold


def test_whoever_may_not_sign_is_told_who_could(console: Console, book: Book) -> None:
    person = people(book)[3]

    answer = filled(
        console, "clear", person, people=person, destination="harbour", legal_basis="order 7", officer=GUARD
    )

    assert answer.status_code == 409
    assert "may not sign" in text_of(answer.text)
    assert REVIEWER in answer.text.partition('id="wrong"')[2][:600]


def test_many_are_looked_at_before_they_are_signed_for_and_each_left_out_has_a_reason(
    console: Console, book: Book
) -> None:
    everyone = people(book)
    key = key_in(console.get("/do/clear").text)
    said = {
        "key": key, "people": "\n".join(everyone), "destination": "harbour", "legal_basis": "order 7",
        "officer": REVIEWER,
    }  # fmt: skip

    look = console.send("/do/clear", step="look", **said)
    shown = re.search(r'name="shown" value="([0-9a-f]+)"', look.text)
    numbers = re.search(r'name="people" value="([^"]+)"', look.text)
    assert shown is not None
    assert numbers is not None
    unseen = console.send("/do/clear", step="sign", **{**said, "people": numbers[1], "shown": "0" * 64})
    signed = console.send("/do/clear", step="sign", **{**said, "people": numbers[1], "shown": shown[1]})

    left = [one for one in everyone if one not in numbers[1].split()]
    assert f"Clear {12 - len(left)}, leave {len(left)}" in text_of(look.text)
    assert all(one in look.text.partition("Not for these")[2] for one in left)
    assert "held: " in text_of(look.text).lower()
    assert unseen.status_code == 412
    assert signed.status_code == 303
    assert len(facts(book, Cleared)) == 12 - len(left)
    assert f"Undo it for all {12 - len(left)} people" in text_of(console.get(signed.headers["location"]).text)


def test_a_clinician_lifts_a_medical_hold_and_nobody_else(console: Console, book: Book) -> None:
    person = people(book)[4]
    filled(console, "hold", person, person=person, ground="medical", officer=GUARD)

    refused = filled(console, "lift-hold", person, person=person, ground="medical", because="fit", officer="o.desk")
    lifted = filled(console, "lift-hold", person, person=person, ground="medical", because="fit", officer=DOCTOR)

    assert refused.status_code == 409
    assert lifted.status_code == 303
    assert DOCTOR in [one.reviewer for one in facts(book, HoldLifted)]  # type: ignore[attr-defined]  # it is one


def test_a_hold_of_a_witness_is_lifted_by_two(console: Console, book: Book) -> None:
    person = people(book)[7]
    filled(console, "hold", person, person=person, ground="witness", officer="s.security")
    said = {"person": person, "ground": "witness", "because": "heard already", "officer": "s.security"}

    alone = filled(console, "lift-hold", person, **said)
    himself = filled(console, "lift-hold", person, officer__2="s.security", **said)
    both = filled(console, "lift-hold", person, officer__2="l.legal", **said)

    assert "needs a second officer beside s.security" in text_of(alone.text)
    assert (alone.status_code, himself.status_code, both.status_code) == (409, 409, 303)
    assert book.reading(Holds).on(person) == ()


def test_an_agreement_is_opened_with_its_paper_and_closed_by_two(console: Console) -> None:
    async def send() -> httpx.Response:
        way = httpx.ASGITransport(app=console.app)  # type: ignore[arg-type]  # the same shape
        async with httpx.AsyncClient(transport=way, base_url="http://localhost:8100") as client:
            key = key_in((await client.get("/do/draft-agreement")).text)
            said = {
                "key": key, "name": "AGR-09", "kind": "memorandum", "parties": "willow\nharbour",
                "acts": ["relocation", "custody-change"], "scope": "giver = willow and receiver = harbour",
                "total": "6", "until": "282100ZJAN26", "officer": "c.coord", "step": "sign",
            }  # fmt: skip
            return await client.post("/do/draft-agreement", data=said, files={"text": ("a.pdf", b"%PDF paper")})

    opened = asyncio.run(send())
    page = console.get("/agreements/AGR-09").text
    alone = filled(console, "revoke-agreement", "AGR-09", name="AGR-09", because="withdrawn", officer="c.coord")
    both = filled(
        console, "revoke-agreement", "AGR-09", name="AGR-09", because="withdrawn", officer="c.coord",
        officer__2="o.desk",
    )  # fmt: skip

    assert opened.status_code == 303
    assert "/do/sign-agreement?about=AGR-09" in page
    assert "Source: DoDD 2310.01E" in text_of(page)
    assert "needs a second officer" in text_of(alone.text)
    assert (alone.status_code, both.status_code) == (409, 303)
    assert "revoked" in text_of(console.get("/agreements/AGR-09").text)


def test_a_contest_is_answered_by_somebody_who_did_not_write_what_is_contested(console: Console, book: Book) -> None:
    person = people(book)[5]
    said = filled(
        console, "contest", person, person=person, about="list", statement="I do not belong here", officer="w.counter"
    )
    page = console.get(f"/people/{person}").text
    start = page.partition("/do/answer-contest?about=")[2][:8]

    answered = filled(
        console, "answer-contest", start, start=start, outcome="rejected", because="papers seen", officer="l.legal"
    )

    assert answered.status_code == 303
    assert "/do/answer-contest?about=" not in console.get(f"/people/{person}").text
    assert "What was said or told is not taken back" in text_of(console.get(said.headers["location"]).text)


def test_an_incident_is_reported_added_to_and_closed(console: Console, book: Book) -> None:
    person = people(book)[6]
    reported = filled(console, "report-incident", what="FIRE", words="smoke in block two", people=person, officer=GUARD)
    back = re.search(r'href="(/incidents/[^"]+)"', console.get(reported.headers["location"]).text)
    assert back is not None
    name = back[1].rpartition("/")[2]

    added = filled(console, "add-to-incident", name, reference=name, words="out by noon", officer=GUARD)
    closed = filled(console, "close-incident", name, reference=name, words="a cable", outcome="CLOSED",
                    officer="o.desk")  # fmt: skip

    assert [reported.status_code, added.status_code, closed.status_code] == [303, 303, 303]
    assert "closed" in text_of(console.get(back[1]).text).lower()


def test_nothing_is_offered_of_the_past_and_nothing_written_there(console: Console, book: Book) -> None:
    person = people(book)[0]

    assert "/do/hold" not in console.get(f"/people/{person}?as_of=210330ZJAN26").text
    assert console.send(f"/do/hold?about={person}&as_of=210330ZJAN26", step="sign").status_code in (400, 404)


def test_a_deed_nobody_knows_is_not_there(console: Console) -> None:
    assert console.get("/do/dance").status_code == 404
    assert console.send("/do/hold", step="sign", key="nonsense", officer=GUARD).status_code == 400


def test_a_receipt_given_on_a_page_is_printed_from_there_in_his_language(console: Console, book: Book) -> None:
    person = people(book)[4]

    answer = filled(console, "give-receipt", person, people=person, language="en", officer=GUARD)
    done = console.get(answer.headers["location"]).text
    link = re.search(r'href="(/do/give-receipt/receipts/[^"]+)"', done)
    assert link is not None
    printed = console.get(link[1])

    assert printed.headers["content-type"] == "application/pdf"
    (page,) = pypdfium2.PdfDocument(printed.content)
    text = page.get_textpage().get_text_range()
    assert person in text
    assert "Who holds you" in text
    assert console.get("/do/give-receipt/receipts/" + "0" * 64 + ".pdf").status_code == 404


def undo_in(text: str) -> dict[str, str]:
    """The hidden fields of the form that undoes at once, and where it is sent."""
    part = text.partition('id="undo"')[2].partition("</section>")[0]
    sent = re.search(r'action="([^"]+)"', part)
    return {
        **dict(re.findall(r'name="([^"]+)" value="([^"]*)"', part)),
        "to": sent[1].replace("&amp;", "&") if sent else "",
    }


def test_what_was_just_written_is_undone_by_a_press_and_stays_to_be_read(book: Book) -> None:
    clock = {"now": MORNING + timedelta(hours=2)}
    console = console_of(BookSource(book, now=lambda: clock["now"]))
    person = people(book)[5]
    address = f"/do/clear?about={person}"
    said = {"key": key_in(console.get(address).text), "step": "sign", "people": person, "destination": "harbour",
            "legal_basis": "order 7", "officer": REVIEWER}  # fmt: skip
    done = console.send(address, **said).headers["location"]

    clock["now"] += timedelta(seconds=20)
    offered = undo_in(console.get(done).text)
    undone = console.send(offered.pop("to"), **offered)

    assert undone.status_code == 303
    gone = [one for one in book.entries() if one.fact.kind == "eligibility.clearance-withdrawn"]
    assert [one.fact.person for one in gone] == [person]  # type: ignore[attr-defined]  # it names one
    assert [one for one in facts(book, Cleared) if one.person == person]  # type: ignore[attr-defined]  # as above


def test_what_was_written_for_several_at_once_is_undone_for_all_of_them_by_one_press(book: Book) -> None:
    console = console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=4)))
    both = people(book)[2:4]
    said = {"people": "\n".join(both), "destination": "harbour", "legal_basis": "order 7", "officer": REVIEWER}
    looked = console.send("/do/clear", key=key_in(console.get("/do/clear").text), step="look", **said).text
    shown = re.search(r'name="shown" value="([^"]+)"', looked)
    assert shown is not None
    done = console.send("/do/clear", key=key_in(looked), step="sign", shown=shown[1], **said).headers["location"]

    page = console.get(done).text
    offered = undo_in(page)
    undone = console.send(offered.pop("to"), **offered)

    assert "Undo it for all 2 people" in page
    assert undone.status_code == 303
    gone = facts(book, ClearanceWithdrawn)
    assert [one.person for one in gone if one.person in both] == both  # type: ignore[attr-defined]  # it names one


def test_after_half_a_minute_it_is_put_right_as_any_other_act_with_a_reason(book: Book) -> None:
    clock = {"now": MORNING + timedelta(hours=3)}
    console = console_of(BookSource(book, now=lambda: clock["now"]))
    person = people(book)[6]
    address = f"/do/clear?about={person}"
    said = {"key": key_in(console.get(address).text), "step": "sign", "people": person, "destination": "harbour",
            "legal_basis": "order 7", "officer": REVIEWER}  # fmt: skip
    done = console.send(address, **said).headers["location"]
    offered = undo_in(console.get(done).text)

    clock["now"] += timedelta(seconds=31)
    late, later = console.send(offered.pop("to"), **offered), console.get(done).text

    assert late.status_code == 412
    assert "The 30 seconds are over" in text_of(late.text)
    assert 'name="because"' in late.text
    assert "undone within" not in late.text
    assert undo_in(later)["to"] == ""
    assert f'href="/do/withdraw-clearance?about={person}"' in later


def test_who_may_not_lift_what_he_put_is_only_shown_the_form(console: Console, book: Book) -> None:
    person = people(book)[7]

    answer = filled(console, "hold", person, person=person, ground="medical", officer=GUARD)
    shown = console.get(answer.headers["location"]).text

    assert undo_in(shown)["to"] == ""
    assert f"/do/lift-hold?about={person}&amp;ground=medical" in shown


def test_a_list_leaves_by_a_form_signed_and_is_taken_as_a_file(console: Console, book: Book) -> None:
    page = console.get("/board").text
    answer = filled(console, "leave-map", format_="geojson", reader="liaison", officer="o.desk")
    done = console.get(answer.headers["location"]).text
    link = re.search(r'href="(/do/leave-map/list/[^"]+)"', done)
    assert link is not None
    taken = console.get(link[1])

    assert 'href="/do/leave-map?format_=geojson"' in page
    assert 'href="/do/leave-feed?about=serials"' in page
    (left,) = [one for one in book.entries() if one.fact.kind == "custody.list-exported"]
    assert taken.headers["content-disposition"] == f'attachment; filename="{left.fact.export}.geojson"'  # type: ignore[attr-defined]  # a list
    assert hashlib.sha256(taken.content).hexdigest() == left.fact.content  # type: ignore[attr-defined]  # as above
    assert console.get(link[1].replace("leave-map", "hold")).status_code == 404


def test_a_list_that_only_the_book_knows_is_said_in_words(console: Console) -> None:
    explain, setting, code = (text_of(console.get(f"/do/{one}").text) for one in (
        "explain", "change-setting", "answer-release",
    ))  # fmt: skip

    assert "willow: in hand" in explain
    assert "days for which a warning counts: now 30" in setting
    assert "a source would be known" in code


@pytest.mark.parametrize("deed", ["notify", "acknowledge-notice"])
def test_the_number_a_form_is_about_is_not_what_a_notice_is_about(console: Console, book: Book, deed: str) -> None:
    person = people(book)[0]

    stands = field_in(console.get(f"/do/{deed}?about={person}").text, "about")

    assert stands == ""


def test_a_warning_raised_by_mistake_is_lifted_later_on_a_form_that_opens(book: Book) -> None:
    clock = {"now": MORNING + timedelta(hours=5)}
    console = console_of(BookSource(book, now=lambda: clock["now"]))
    person = people(book)[1]
    done = filled(console, "warn", person, person=person, about="escape", officer=GUARD).headers["location"]

    clock["now"] += timedelta(minutes=2)
    lift = re.search(r'href="(/do/lift-warning[^"]*)"', console.get(done).text)

    assert lift is not None
    assert console.get(lift[1].replace("&amp;", "&")).status_code == 200


def test_who_leads_an_agency_is_asked_for_by_a_name_and_not_by_a_sentence(console: Console) -> None:
    page = console.get("/do/join-agency").text

    label = re.search(r'<label for="f-lead"><span>([^<]+)', page)

    assert label is not None
    assert label[1].strip() == "Who speaks for it"
    assert "Also when other officers speak for it from now on." in page


def test_a_form_that_nobody_may_sign_says_so_and_has_no_button(console: Console) -> None:
    page = console.get("/do/clear-statement").text

    assert "Nobody in this operation holds a role that may sign this." in page
    assert 'class="go"' not in page
    assert 'name="officer"' not in page


def test_that_one_thing_stands_in_a_line_is_said_once(console: Console) -> None:
    page = console.get("/do/build-dossier").text

    assert "numbers in the order in which they are read, one a line</small>" in page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_moment_in_a_hint_is_one_piece_that_no_end_of_a_line_parts(console: Console, language: str) -> None:
    form = console.get(f"/do/ask-move?lang={language}").text
    hints = re.findall(r'<small id="h-[a-z_]+">(.*?)</small>', form)
    apart = [re.sub(r'<bdi dir="ltr" class="unbroken">[^<]+</bdi>', "", one) for one in hints]

    assert sum("2026-01-22T06:00Z" in one for one in hints) >= 2
    assert [one for one in apart if re.search(r"\d{4}-\d\d", one)] == []


def test_what_a_form_is_about_is_said_as_its_list_says_it(console: Console) -> None:
    heading = re.search(r"<h1>.*?</h1><span><bdi>([^<]*)</bdi>", console.get("/do/leave-feed?about=roll&lang=ar").text)

    assert heading is not None
    assert "roll" not in heading[1]
    assert heading[1]
