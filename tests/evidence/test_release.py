"""The twelve checks: what stops a disclosure, what somebody's word lifts, and what nothing lifts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musterbook.evidence.facts import Numbered
from musterbook.evidence.policies import Policies, Policy
from musterbook.evidence.release import judge, objections
from tests.evidence.stories import ASKED, BUILT, disclosure_of, judged, rules, shelf_of, story

WITH_NF = BUILT.replace(
    '"SECRET//REL TO USA, DEU" portions=1:"(S//REL TO USA, DEU)"', "SECRET//NOFORN portions=1:(S//NF)"
)
OWNED = BUILT.replace("policy=open-source", "policy=investigation-body")
CONSENT = """
06:05 lab evidence.consent-noted item=IT-1 countries=DEU uses=prosecution
06:05 lab evidence.consent-noted item=IT-2 countries=DEU uses=prosecution
"""
SAID = ASKED.replace("charge=words", "charge=words fair_trial=assured death_penalty=excluded")
ALL_GRANTS = frozenset({"ORIG:lab", "OWNER:archive", "FDO", "STATE", "NATO", "NOFORN", "FGI:DEU", "PR", "FISA", "LES"})
UNHURRIED = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A machine shared with others is slow now and then; what must hold does not depend on it."""


def test_a_dossier_with_nothing_against_it_may_leave() -> None:
    assert judged(story(BUILT + ASKED)).machine == "allow"


def test_noforn_is_denied_whoever_approves() -> None:
    entries = story(WITH_NF + ASKED)

    judgement = judged(entries, granted=ALL_GRANTS)

    assert judgement.machine == "deny"
    assert rules(judgement) == ["evidence.noforn"]


@UNHURRIED
@given(granted=st.frozensets(st.sampled_from(sorted(ALL_GRANTS))))
def test_no_set_of_approvals_ever_lifts_noforn(granted: frozenset[str]) -> None:
    assert judged(story(WITH_NF + ASKED), granted=granted).machine == "deny"


@UNHURRIED
@given(granted=st.frozensets(st.sampled_from(sorted(ALL_GRANTS))), more=st.sampled_from(sorted(ALL_GRANTS)))
def test_one_more_approval_never_makes_a_judgement_worse(granted: frozenset[str], more: str) -> None:
    entries = story(BUILT.replace("SECRET//REL", "SECRET//ORCON/REL").replace("(S//REL", "(S//OC/REL") + ASKED)
    worse = ["allow", "needs", "deny"]

    before, after = (judged(entries, granted=one).machine for one in (granted, granted | {more}))

    assert worse.index(after) <= worse.index(before)


def test_a_banner_written_too_low_gains_nothing() -> None:
    entries = story(WITH_NF.replace("banner=SECRET//NOFORN", "banner=UNCLASSIFIED") + ASKED)

    assert rules(judged(entries)) == ["evidence.banner-differs", "evidence.noforn"]


def test_a_marking_in_another_alphabet_is_never_read_as_ours() -> None:
    entries = story(BUILT.replace("portions=1:(U)", 'portions=1:"(\uff35)"') + ASKED)

    assert "evidence.marking-invalid" in rules(judged(entries))


def test_sg13_a_country_of_which_the_death_penalty_is_unknown_needs_the_owner_and_is_never_allowed() -> None:
    entries = story(OWNED + CONSENT + ASKED.replace("charge=words", "charge=words fair_trial=assured"))

    judgement = judged(entries)

    assert judgement.machine == "needs"
    assert judgement.needs == {"OWNER:archive"}
    assert rules(judgement) == ["evidence.death-penalty", "evidence.death-penalty"]


@pytest.mark.parametrize(
    ("said", "machine"),
    [("excluded", "allow"), ("possible", "needs"), ("unknown", "needs"), ("never heard of it", "needs")],
)
def test_sg13_only_a_death_penalty_that_is_excluded_passes(said: str, machine: str) -> None:
    asked = ASKED.replace("charge=words", f'charge=words fair_trial=assured death_penalty="{said}"')

    assert judged(story(OWNED + CONSENT + asked)).machine == machine


def test_sg14_an_owner_who_asks_for_a_fair_trial_blocks_without_court_charge_and_assurance() -> None:
    asked = ASKED.replace("court=words charge=words", "death_penalty=excluded")

    assert sorted(set(rules(judged(story(OWNED + CONSENT + asked))))) == ["evidence.fair-trial", "evidence.not-named"]


def test_sg14_a_fair_trial_assured_in_a_named_court_on_a_named_charge_passes() -> None:
    asked = ASKED.replace("charge=words", "charge=words fair_trial=assured death_penalty=excluded")

    assert judged(story(OWNED + CONSENT + asked)).machine == "allow"


def test_sg14_a_named_assurance_that_is_not_in_force_needs_the_owner_and_one_in_force_passes() -> None:
    entries = story(OWNED + CONSENT + SAID)

    lapsed, stands = judged(entries, assurance_stands=False), judged(entries, assurance_stands=True)

    assert (lapsed.machine, lapsed.needs) == ("needs", frozenset({"OWNER:archive"}))
    assert set(rules(lapsed)) == {"evidence.assurance-not-in-force"}
    assert stands.machine == "allow"


@pytest.mark.parametrize(
    ("requires", "purpose", "found"),
    [
        ("fair-trial", "prosecution", {"evidence.no-assurance"}), ("fair-trial", "tracing", set()),
        ("no-death-penalty", "tracing", {"evidence.no-assurance"}), ("source-consent", "prosecution", set()),
    ],
)  # fmt: skip
def test_sg14_sg13_a_case_officers_word_about_court_and_country_is_no_assurance(
    requires: str, purpose: str, found: set[str]
) -> None:
    uses = frozenset({"prosecution", "tracing"})
    policies = Policies({"open-source": Policy("open-source", frozenset({requires}), uses, frozenset())})
    asked = SAID.replace(" assurance=AGR-9", "").replace("purpose=prosecution", f"purpose={purpose}")
    entries = story(BUILT + CONSENT.replace("uses=prosecution", "uses=prosecution,tracing") + asked)

    judgement = judged(entries, policies)

    assert set(rules(judgement)) == found
    assert judgement.needs == ({"OWNER:archive"} if found else set())


def test_sg14_a_policy_may_say_that_a_country_need_promise_nothing_for_a_purpose() -> None:
    asked = SAID.replace(" assurance=AGR-9", "")
    one = Policy("open-source", frozenset({"fair-trial"}), frozenset({"prosecution"}), frozenset())
    trusting = [replace(one, no_assurance={"DEU": frozenset({use})}) for use in ("prosecution", "tracing")]

    said = [judged(story(BUILT + asked), Policies({"open-source": each})).machine for each in trusting]

    assert said == ["allow", "needs"]


def test_sg15_a_source_who_was_not_asked_has_not_agreed_and_nobody_agrees_for_him() -> None:
    asked = ASKED.replace("charge=words", "charge=words fair_trial=assured death_penalty=excluded")

    judgement = judged(story(OWNED + asked), granted=ALL_GRANTS)

    assert (judgement.machine, set(rules(judgement))) == ("deny", {"evidence.consent"})


def test_sg15_a_source_who_agreed_to_this_country_and_use_passes_and_to_another_country_blocks() -> None:
    agreed = ASKED.replace("charge=words", "charge=words fair_trial=assured death_penalty=excluded")
    elsewhere = story(OWNED + CONSENT.replace("countries=DEU", "countries=FRA") + agreed)

    assert judged(story(OWNED + CONSENT + agreed)).machine == "allow"
    assert set(rules(judged(elsewhere, granted=ALL_GRANTS))) == {"evidence.consent"}


def test_sg15_consent_taken_back_stops_what_is_made_of_the_item_too() -> None:
    entries = story(
        BUILT
        + CONSENT
        + ASKED
        + """
        07:00 lab  evidence.consent-withdrawn item=IT-1
        07:10 desk evidence.item-added item=IT-3 policy=open-source owner=archive banner=UNCLASSIFIED derived_from=IT-1
        """
    )

    judgement = judged(entries, leaving=("IT-3", "IT-2"))

    assert [(one.rule, one.item) for one in judgement.stops()] == [("evidence.consent", "IT-3")]


def test_sg19_a_country_or_purpose_the_policy_excludes_blocks_and_nobody_lifts_it() -> None:
    never = Policy("open-source", frozenset(), frozenset({"tracing"}), frozenset({"DEU"}))

    judgement = judged(story(BUILT + ASKED), Policies({"open-source": never}), granted=ALL_GRANTS)

    assert (judgement.machine, set(rules(judgement))) == ("deny", {"evidence.never-to", "evidence.use"})


def test_sg19_a_purpose_the_policy_names_passes() -> None:
    one = Policy("open-source", frozenset(), frozenset({"prosecution"}), frozenset())

    assert judged(story(BUILT + ASKED), Policies({"open-source": one})).machine == "allow"


def test_an_item_whose_policy_nobody_wrote_needs_its_owner() -> None:
    judgement = judged(story(BUILT.replace("policy=open-source", "policy=lost") + CONSENT + ASKED))

    assert (judgement.machine, set(rules(judgement))) == ("needs", {"evidence.policy-unknown"})


def test_sg17_a_contested_link_blocks_the_dossier_until_it_is_answered() -> None:
    entries = story("07:00 desk evidence.link-contested item=IT-2 person=D-0001", upon=story(BUILT + ASKED))

    assert rules(judged(entries)) == ["evidence.contested"]


def test_an_identity_nobody_settled_stops_it() -> None:
    entries = story(BUILT.replace(" settles=yes", "") + ASKED)

    assert rules(judged(entries)) == ["evidence.identity-not-confirmed"]


def test_bytes_that_differ_or_were_not_looked_at_do_not_leave() -> None:
    entries = story(BUILT + ASKED)

    assert rules(judged(entries, digests={"IT-1": False})) == ["evidence.digest-differs", "evidence.not-looked-at"]


def test_a_gap_of_custody_is_named_and_stops_nothing() -> None:
    entries = story("08:00 desk evidence.item-passed item=IT-1 to=court", upon=story(BUILT + ASKED))

    judgement = judged(entries)

    assert judgement.machine == "allow"
    assert [one.rule for one in judgement.findings] == ["evidence.custody-gap"] * 2


@pytest.mark.parametrize(
    ("check", "found"),
    [
        ("", "evidence.redaction-unchecked"),
        ("08:10 desk evidence.redaction-checked item=IT-3 channels=text:found clean=yes", "evidence.redaction-unclean"),
        (
            "08:10 desk evidence.redaction-checked item=IT-3 channels=ocr:not-run clean=yes",
            "evidence.redaction-unclean",
        ),
        ("08:10 desk evidence.redaction-checked item=IT-3 channels= clean=yes", "evidence.redaction-unclean"),
    ],
)
def test_a_redacted_item_leaves_only_when_every_channel_was_found_clean(check: str, found: str) -> None:
    entries = story(
        BUILT
        + ASKED
        + """
        08:00 desk evidence.item-added item=IT-3 policy=open-source owner=archive banner=UNCLASSIFIED derived_from=IT-1
        08:00 desk evidence.redacted item=IT-1 into=IT-3
        """
        + check
    )

    assert rules(judged(entries, leaving=("IT-3", "IT-2"))) == [found]


def test_a_channel_that_was_not_run_and_says_why_does_not_hold_an_item_back() -> None:
    entries = story(
        BUILT
        + ASKED
        + """
        08:00 desk evidence.item-added item=IT-3 policy=open-source owner=archive banner=UNCLASSIFIED derived_from=IT-1
        08:00 desk evidence.redacted item=IT-1 into=IT-3
        08:10 desk evidence.redaction-checked item=IT-3 channels=raw:not-run:"no words given",pixels:clean clean=yes
        """
    )

    assert rules(judged(entries, leaving=("IT-3", "IT-2"))) == []


def test_what_does_not_leave_has_a_reason() -> None:
    entries = story(BUILT + ASKED)

    silent = judged(entries, leaving=("IT-2",))
    said = judged(entries, leaving=("IT-2",), withheld={"IT-1": "SRC"})

    assert rules(silent) == ["evidence.withheld-without-reason"]
    assert said.machine == "allow"


@pytest.mark.parametrize(
    "numbers",
    [
        (("MB-000001", "IT-1"), ("MB-000003", "IT-2")),
        (("MB-000001", "IT-1"),),
        (("MB-000002", "IT-1"), ("MB-000001", "IT-2")),
    ],
)
def test_numbers_run_from_one_without_a_gap(numbers: tuple[tuple[str, str], ...]) -> None:
    said = tuple(Numbered(number=number, item=item) for number, item in numbers)

    assert rules(judged(story(BUILT + ASKED), numbers=said)) == ["evidence.numbering"]


@pytest.mark.parametrize("recruited", ["yes", "unknown"])
def test_sg30_one_who_was_or_may_have_been_a_recruited_child_blocks_until_he_is_reviewed(recruited: str) -> None:
    text = BUILT.replace("recruited_as_child=no", f"recruited_as_child={recruited}") + ASKED
    reviewed = story("07:00 desk evidence.child-justice-reviewed dossier=D-77 outcome=release", upon=story(text))

    assert rules(judged(story(text), granted=ALL_GRANTS)) == ["evidence.child-justice"]
    assert judged(reviewed).machine == "allow"


def test_every_objection_carries_the_person_the_rule_and_who_could_lift_it() -> None:
    entries = story(OWNED + CONSENT + ASKED.replace("charge=words", "charge=words fair_trial=assured"))

    said = objections(disclosure_of(entries), shelf_of(entries))

    assert {(one.rule, one.person, one.values["need"]) for one in said} == {
        ("evidence.death-penalty", "D-0001", "OWNER:archive")
    }


def test_a_request_for_a_dossier_nobody_built_is_denied() -> None:
    entries = story(BUILT + ASKED.replace("D-77", "D-78"))

    assert rules(judge(disclosure_of(entries, leaving=()), shelf_of(entries))) == ["evidence.no-such-dossier"]
