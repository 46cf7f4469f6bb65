"""Items, provenance, links, dossiers and releases, as stories of the book."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from musterbook.evidence.dossiers import Dossiers, standing_of
from musterbook.evidence.items import Items
from musterbook.evidence.links import Links
from musterbook.evidence.policies import read_policies
from musterbook.evidence.provenance import Provenance
from musterbook.evidence.releases import Releases
from musterbook.evidence.settings import EvidenceSettings
from musterbook.ledger.notation import told
from tests.evidence.stories import ASKED, BUILT, MAN, story

POLICIES = read_policies()
MORNING = datetime(2026, 1, 21, 6, 40, tzinfo=UTC)


def test_the_same_bytes_acquired_twice_are_two_items_of_one_content() -> None:
    entries = told(
        """
        06:00 lab   evidence.item-added item=IT-1 content=one
        07:00 lab   evidence.item-added item=IT-9 content=one
        07:30 lab   evidence.item-added item=IT-9 content=two
        """
    )

    items = Items.of(entries)

    assert items.of_content(entries[0].fact.content) == ("IT-1", "IT-9")  # type: ignore[attr-defined]
    assert [one.digest for one in items.added_twice] == [entries[2].digest]


def test_only_the_originator_marks_a_portion_otherwise() -> None:
    entries = story(BUILT)
    entries = story(
        """
        07:00 desk  evidence.portion-remarked item=IT-1 portion=1 mark=(U)
        07:10 lab   evidence.portion-remarked item=IT-1 portion=1 mark=(S//NF)
        """,
        upon=entries,
    )

    items = Items.of(entries)

    assert items.item("IT-1").marks == ("(S//NF)",)  # type: ignore[union-attr]
    assert [one.by for one in items.not_by_originator] == ["desk"]


def test_a_thing_is_in_the_hands_of_whoever_accepted_it() -> None:
    entries = story(BUILT)
    entries = story(
        """
        08:00 lab   evidence.item-passed item=IT-1 to=desk place=gate seal=77  @offer
        08:20 desk  evidence.item-passed item=IT-1 to=desk place=gate seal=77 offer=@offer
        """,
        upon=entries,
    )

    provenance = Provenance.of(entries)

    assert [one.custodian for one in provenance.way("IT-1")] == ["lab", "desk"]
    assert provenance.gaps("IT-1") == ()


def test_gaps_between_two_hands_are_listed_and_not_repaired() -> None:
    entries = story(BUILT)
    entries = story(
        """
        08:00 lab   evidence.item-passed item=IT-1 to=desk seal=77  @offer
        08:20 court evidence.item-passed item=IT-1 to=court seal=78 offer=@offer
        08:30 desk  evidence.item-passed item=IT-2 to=court
        08:40 court evidence.item-passed item=IT-2 to=court offer=words
        """,
        upon=entries,
    )

    provenance = Provenance.of(entries)

    assert [one.rule for one in provenance.gaps("IT-1")] == ["not-the-receiver", "seal-differs"]
    assert [one.rule for one in provenance.gaps("IT-2")] == ["giver-did-not-hold", "not-accepted", "no-offer"]
    assert provenance.holder("IT-2") == "court"


def test_a_contest_stands_until_it_is_answered_and_both_views_stay() -> None:
    contested = story("09:00 desk evidence.link-contested item=IT-1 person=D-0001  @contest", upon=story(BUILT))
    answered = contested + told(
        f"10:00 desk evidence.contest-answered contest={contested[-1].digest} item=IT-1 person=D-0001 outcome=kept",
        upon=contested,
    )
    dossier = Dossiers.of(contested).dossier("D-77")
    assert dossier is not None

    before, after = Links.of(contested), Links.of(answered)

    assert standing_of(dossier, before) == "contested"
    assert standing_of(dossier, after) == "confirmed"
    assert [one.outcome for one in after.contests(MAN)] == ["kept"]


def test_a_link_withdrawn_speaks_no_more_until_it_is_found_again() -> None:
    contested = story("09:00 desk evidence.link-contested item=IT-1 person=D-0001", upon=story(BUILT))
    last = contested[-1].digest
    withdrawn = contested + told(
        f"10:00 desk evidence.contest-answered contest={last} item=IT-1 person=D-0001 outcome=withdrawn",
        upon=contested,
    )
    again = story("11:00 desk evidence.linked-to-person item=IT-1 person=D-0001 grade=A1 claim=fact", upon=withdrawn)

    assert Links.of(withdrawn).items_of(MAN) == ("IT-2",)
    assert Links.of(again).items_of(MAN) == ("IT-1", "IT-2")


def test_sg20_a_fact_and_an_assessment_stay_two_statements() -> None:
    entries = story("07:00 desk evidence.linked-to-person item=IT-1 person=D-0001 grade=F6 claim=assessment",
                    upon=story(BUILT))  # fmt: skip

    made = Links.of(entries).made("IT-1", MAN)

    assert [(one.grade, one.claim) for one in made] == [("B2", "fact"), ("F6", "assessment")]


def test_a_review_speaks_of_the_edition_before_it_and_of_no_later_one() -> None:
    child = BUILT.replace("recruited_as_child=no", "recruited_as_child=unknown")
    reviewed = story("07:00 desk evidence.child-justice-reviewed dossier=D-77 outcome=release", upon=story(child))
    rebuilt = story(
        "08:00 desk evidence.dossier-built dossier=D-77 person=D-0001 items=IT-1 banner=UNCLASSIFIED", upon=reviewed
    )

    waits = [Dossiers.of(entries).dossier("D-77").wants_child_review("prosecution")  # type: ignore[union-attr]
             for entries in (story(child), reviewed, rebuilt)]  # fmt: skip

    assert waits == [True, False, True]


def test_the_stage_of_a_request_is_read_from_facts() -> None:
    lines = [
        "06:40 desk evidence.release-judged request=R-1 machine=needs needs=ORIG:lab rules_version=1",
        "07:00 lab  evidence.release-answered request=R-1 originator=lab answer=approve",
        "08:00 desk evidence.redacted item=IT-1 into=IT-3",
        "08:10 desk evidence.redaction-checked item=IT-3 channels=text:clean clean=yes",
        "09:00 desk evidence.packaged package=P-1 request=R-1 items=MB-000001:IT-3 banner=UNCLASSIFIED",
        "10:00 desk evidence.sent package=P-1 how=courier",
        "11:00 desk evidence.received package=P-1",
        "12:00 lab  evidence.recalled package=P-1",
        "13:00 desk evidence.destroyed package=P-1",
    ]
    entries, stages = story(BUILT + ASKED), []
    for line in ["", *lines]:
        entries = story(line, upon=entries)
        stages.append(Releases.of(entries).stage("R-1", POLICIES, ("IT-1", "IT-2")))

    assert stages == [
        "asked", "with-originators", "approved", "redacting", "redaction-checked", "packaged", "sent", "received",
        "recalled", "closed",
    ]  # fmt: skip


def test_of_two_judgements_in_one_second_the_later_in_the_log_counts() -> None:
    line = "06:40 desk evidence.release-judged request=R-1 machine={} rules_version=1"
    first = story(line.format("deny"), upon=story(BUILT + ASKED))
    both = story(line.format("allow"), upon=first)
    turned = [*both[:-2], both[-1], both[-2]]

    assert [Releases.of(entries).stage("R-1", POLICIES) for entries in (first, both, turned)] == [
        "judged", "approved", "approved",
    ]  # fmt: skip


def test_an_answer_counts_only_in_the_originators_own_name() -> None:
    entries = story(
        """
        06:40 desk evidence.release-judged request=R-1 machine=needs needs=ORIG:lab rules_version=1
        07:00 desk evidence.release-answered request=R-1 originator=lab answer=approve
        07:10 desk evidence.release-answered request=R-1 originator=desk answer=approve grants=ORIG:lab
        """,
        upon=story(BUILT + ASKED),
    )

    assert Releases.of(entries).stage("R-1", POLICIES) == "with-originators"


def test_the_first_refusal_keeps_its_reason_and_is_appealed_against_once() -> None:
    refused = story(
        """
        06:40 desk evidence.release-judged request=R-1 machine=needs needs=ORIG:lab rules_version=1
        07:00 lab  evidence.release-answered request=R-1 originator=lab answer=refuse reason=SRC
        07:10 lab  evidence.release-answered request=R-1 originator=lab answer=approve
        """,
        upon=story(BUILT + ASKED),
    )
    first = refused[-2].digest
    line = "{} lab evidence.release-answered request=R-1 originator=lab answer={} reason=SRC appeal_of={}"
    heard = story(line.format("09:00", "refuse", first), upon=refused)
    again = story(line.format("10:00", "approve", heard[-1].digest), upon=heard)
    granted = story(line.format("09:00", "approve", first), upon=refused)

    reasons = [one.fact.reason for one in Releases.of(refused).request("R-1").refusals]  # type: ignore[union-attr]

    assert reasons == ["SRC"]
    assert [Releases.of(entries).stage("R-1", POLICIES) for entries in (refused, heard, again, granted)] == [
        "refused", "refused", "refused", "approved",
    ]  # fmt: skip


def test_originators_are_reminded_every_third_day_and_their_lead_is_told_on_the_tenth() -> None:
    entries = story(
        "06:40 desk evidence.release-judged request=R-1 machine=needs needs=ORIG:lab rules_version=1",
        upon=story(BUILT + ASKED),
    )
    releases, settings = Releases.of(entries), EvidenceSettings()

    told_by_day = {
        days: [(one.rule, one.who) for one in releases.clocks(MORNING + timedelta(days=days), POLICIES, settings)]
        for days in (2, 3, 7, 10)
    }

    assert told_by_day == {
        2: [], 3: [("originator-reminder", "lab")], 7: [("originator-reminder", "lab")],
        10: [("originator-overdue", "lab")],
    }  # fmt: skip


def test_a_package_without_a_receipt_is_asked_after_on_the_fifth_day() -> None:
    entries = story(
        """
        06:40 desk evidence.packaged package=P-1 request=R-1 items=MB-000001:IT-1 banner=UNCLASSIFIED
        06:40 desk evidence.sent package=P-1 how=courier
        """,
        upon=story(BUILT + ASKED),
    )
    releases, settings = Releases.of(entries), EvidenceSettings()

    late = [bool(releases.clocks(MORNING + timedelta(days=days), POLICIES, settings)) for days in (4, 5)]

    assert late == [False, True]
