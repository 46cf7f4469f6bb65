"""Acts on a serial of a real book: which signature is next and whose, what is refused in words, and a diversion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.console.acts import OUT, WAITS, JudgedRow, Wanted
from musterbook.console.book_source import BookSource
from musterbook.custody.facts import Accepted, Diverted, LetGo, Offered
from musterbook.ledger.entry import Entry
from musterbook.lift.facts import Seated
from musterbook.lift.manifests import Manifests
from musterbook.operation.diverting import why_diverted
from musterbook.operation.manifest_lists import list_digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu
from musterbook.words.page_words import EN
from tests.console.test_book_source import MINUTE, NOBODYS, Story

Judge = Callable[..., JudgedRow]


class Going(Story):
    """One serial from hasakah to karkh with two people, and the signatures that carry them."""

    offer: Entry

    def seat(self) -> None:
        self.leaves = self.at + timedelta(hours=12)
        self.writes("desk", "planner", "planner", Seated(
            serial="S-001", carrier="bus-01", people=frozenset(self.people[:2]), plan=NOBODYS,
            giver=CustodianId("hasakah"), receiver=CustodianId("karkh"), leaves_at=self.leaves,
            arrives_at=self.leaves + timedelta(hours=1), seats=51, escorts=2,
        ))  # fmt: skip

    def offers(self, giver: str, role: str, to: str, reference: str) -> None:
        officer = "commander" if giver == "bus-01" else "officer"
        self.offer = self.writes(giver, officer, role, Offered(
            handover=reference, manifest=NOBODYS, people=frozenset(self.people[:2]), receiver=CustodianId(to),
            due_by=self.at + timedelta(hours=3), carrier="bus-01", serial="S-001", destination="karkh",
        ))  # fmt: skip

    def lets_go(self, giver: str, role: str, reference: str) -> None:
        officer = "commander" if giver == "bus-01" else "officer"
        self.writes(giver, officer, role, LetGo(handover=reference, people=frozenset(self.people[:2])))

    def takes(self, receiver: str, role: str, reference: str) -> None:
        officer = "commander" if receiver == "bus-01" else "officer"
        self.writes(receiver, officer, role, Accepted(
            handover=reference, offer=self.offer.digest, people=frozenset(self.people[:2]),
        ))  # fmt: skip

    def goes(self) -> None:
        self.offers("hasakah", "site-officer", "bus-01", "HTA-1111-Y")
        self.lets_go("hasakah", "site-officer", "HTA-1111-Y")
        self.takes("bus-01", "escort-commander", "HTA-1111-Y")


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Going]:
    told = Going(tmp_path)
    told.seat()
    yield told
    told.book.close()


@pytest.fixture
def judge(story: Going) -> Judge:
    def asked(act: str, **wanted: object) -> JudgedRow:
        source = BookSource(story.book, now=lambda: story.at + MINUTE)
        judged = source.judged("S-001", Wanted(act, **wanted))  # type: ignore[arg-type]  # the fields of what is wanted
        assert judged is not None
        return judged

    return asked


def seen(story: Going) -> str:
    """The digits of the list that the page showed."""
    return list_digest(story.book.reading(Manifests).serials["S-001"])[:12]


def test_leaving_and_arriving_ask_for_six_signatures_one_after_the_other(story: Going, judge: Judge) -> None:
    said = [judge("leave").command]
    story.offers("hasakah", "site-officer", "bus-01", "HTA-1111-Y")
    said.append(judge("leave").command)
    story.lets_go("hasakah", "site-officer", "HTA-1111-Y")
    said.append(judge("leave").command)
    early = judge("arrive").refused
    story.takes("bus-01", "escort-commander", "HTA-1111-Y")
    left = judge("leave").refused
    said.append(judge("arrive").command)
    story.offers("bus-01", "escort-commander", "karkh", "BTA-1111-Y")
    said.append(judge("arrive").command)
    story.lets_go("bus-01", "escort-commander", "BTA-1111-Y")
    said.append(judge("arrive").command)
    story.takes("karkh", "receiving-officer", "BTA-1111-Y")

    assert said == [
        f"muster offer S-001 --seen {seen(story)} --key hasakah.officer",
        f"muster let-go HTA-1111-Y --seen {seen(story)} --key hasakah.officer",
        "muster accept HTA-1111-Y --count COUNTED --key bus-01.commander",
        f"muster offer S-001 --onward --seen {seen(story)} --key bus-01.commander",
        f"muster let-go BTA-1111-Y --seen {seen(story)} --key bus-01.commander",
        "muster accept BTA-1111-Y --count COUNTED --key karkh.officer",
    ]
    assert "not under way" in early
    assert "S-001 has left" in left
    assert "has arrived" in judge("arrive").refused


def test_a_manifest_is_issued_once_and_closed_after_that(story: Going, judge: Judge) -> None:
    before = judge("close").refused
    issued = judge("issue")
    story.offers("hasakah", "site-officer", "bus-01", "HTA-1111-Y")

    assert "has not been issued" in before
    assert issued.command == f"muster offer S-001 --seen {seen(story)} --key hasakah.officer"
    assert any("coordination.agreement" in one for one in issued.objections)
    assert "HTA-1111-Y" in judge("issue").refused
    assert judge("close").command == f"muster let-go HTA-1111-Y --seen {seen(story)} --key hasakah.officer"


def test_an_officer_without_the_right_is_refused_in_words_and_has_no_command(judge: Judge) -> None:
    counter = judge("leave", signer="hasakah.count-1")

    assert counter.command == ""
    assert counter.signing is not None
    assert "hasakah.count-1 may not sign an offer" in counter.signing.refused
    assert "hasakah.officer" in counter.signing.refused


def test_an_officer_of_another_place_may_not_sign_for_this_one(judge: Judge) -> None:
    other = judge("leave", signer="houri.officer")

    assert other.command == ""
    assert other.signing is not None
    assert "houri.officer may not sign an offer for hasakah" in other.signing.refused


@pytest.mark.parametrize("act", ["leave", "issue", "scrub", "again"])
def test_a_stranger_is_told_no_name(judge: Judge, act: str) -> None:
    refused = judge(act, signer="e.stranger", reason="broken" if act == "again" else "")

    assert refused.command == ""
    assert refused.signing is not None
    assert refused.signing.refused == EN["sign.stranger"]
    assert refused.signing.able == ()


def test_a_serial_that_waits_leaves_and_arrives_later_for_a_reason(story: Going, judge: Judge) -> None:
    judged = judge("wait", minutes=30, reason="agreement", because="told by radio")

    later = story.leaves + timedelta(minutes=30)
    assert (judged.leaves_at, judged.arrives_at) == (later, later + timedelta(hours=1))
    assert f"--leaves {zulu(later)}" in judged.command
    assert "--because 'waits for an agreement; told by radio'" in judged.command
    assert "1 to 2,880 minutes" in judge("wait", minutes=9000, reason="weather").refused


def test_a_serial_under_way_waits_at_its_end_only(story: Going, judge: Judge) -> None:
    story.goes()

    judged = judge("wait", minutes=45, reason="beds")

    assert judged.leaves_at == story.leaves
    assert judged.arrives_at == story.leaves + timedelta(minutes=105)
    assert "S-001 has left" in judge("slip", leaves_at=story.leaves + MINUTE).refused


def test_inside_the_freeze_line_a_second_key_is_named_but_not_for_a_load_master(story: Going, judge: Judge) -> None:
    story.at = story.leaves - timedelta(minutes=60)

    planner, loads = judge("scrub"), judge("scrub", signer="bus-01.commander")

    assert planner.second_key
    assert "--second-key bus-01.commander --key desk.planner" in planner.command
    assert not loads.second_key
    assert "--second-key" not in loads.command


def test_only_what_is_under_way_is_diverted_and_only_elsewhere(story: Going, judge: Judge) -> None:
    at_rest = judge("divert", target="houri", reason="weather").refused
    story.goes()

    assert "not under way" in at_rest
    assert "bound for karkh already" in judge("divert", target="karkh", reason="weather").refused
    assert "no place nowhere" in judge("divert", target="nowhere", reason="weather").refused
    with pytest.raises(Malformed):
        judge("divert", target="houri", reason="mood")


def test_a_diverted_serial_is_bound_elsewhere_on_every_page(story: Going, judge: Judge) -> None:
    story.goes()
    there = story.leaves + timedelta(hours=3)
    judged = judge("divert", target="houri", reason="weather", until=there)
    story.writes("bus-01", "commander", "escort-commander", Diverted(
        serial="S-001", to=CustodianId("houri"), arrives_at=there, because="weather",
    ))  # fmt: skip
    source = BookSource(story.book, now=lambda: story.at + MINUTE)
    (row,) = source.serials()

    assert judged.command == (
        f"muster serial divert S-001 houri --reason weather --arrives {zulu(there)} --seen {seen(story)} "
        "--key bus-01.commander"
    )
    assert (row.destination, row.diverted_from, row.arrives_at) == ("houri", "karkh", there)
    assert row.because == "goes elsewhere: weather"
    manifest = source.manifest("S-001")
    assert manifest is not None
    assert manifest.hands[-1].by == "houri"
    assert [way.place for way in manifest.ways_out] == ["karkh", "hasakah"]


def test_planning_again_withdraws_the_carrier_that_is_out_and_names_what_it_was_to_run(
    story: Going, judge: Judge
) -> None:
    whole, out = judge("again"), judge("again", reason="broken", until=story.leaves + timedelta(hours=9))

    assert (whole.command, whole.then) == ("muster plan replan", "")
    assert out.pushed == ("S-001",)
    assert out.command.startswith(f"muster carrier withdraw bus-01 --until {zulu(out.arrives_at)} --because broken")
    assert out.then == "muster plan replan"


def test_what_is_yet_to_come_is_not_signed_as_if_it_had_happened(story: Going, judge: Judge) -> None:
    assert "cannot be signed" in judge("leave", at=story.at + timedelta(hours=2)).refused
    assert f"--happened-at {zulu(story.at)}" in judge("leave", at=story.at).command


def test_a_reason_is_one_line_that_a_terminal_does_not_obey(judge: Judge) -> None:
    judged = judge("scrub", because="--yes\nrm -rf \x1b[2J; no crew")

    assert "--because 'yes rm -rf [2J; no crew'" in judged.command


@pytest.mark.parametrize("act", ["fly", ""])
def test_what_is_no_act_is_malformed(judge: Judge, act: str) -> None:
    with pytest.raises(Malformed):
        judge(act)


def test_every_reason_has_its_words() -> None:
    wanted = [f"wait.for-{one}" for one in WAITS] + [f"divert.for-{one}" for one in why_diverted()]
    wanted += [f"out.{one}" for one in OUT]

    assert [key for key in wanted if key not in EN] == []


def test_how_many_a_gate_would_stop_is_told_of_serials_that_wait_and_of_no_others(story: Going) -> None:
    source = BookSource(story.book, now=lambda: story.at + MINUTE)

    waiting = source.stopped(["S-001", "S-404"])
    story.goes()

    # No agreement is signed, so that nobody of the serial may go.
    assert waiting == {"S-001": len(story.book.reading(Manifests).serials["S-001"].people)}
    assert source.stopped(["S-001"]).get("S-001", 0) < waiting["S-001"]
