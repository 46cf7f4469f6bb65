"""Deeds about cases of return and about countries. One line each."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from musterbook.custody.facts import Offered
from musterbook.operation.deeds import about_cases as one
from musterbook.operation.deeds import case_choices as listed
from musterbook.operation.deeds import ready, seen
from musterbook.operation.deeds.deed import Deed
from musterbook.repatriation import choices
from musterbook.repatriation import facts as told

_OF_A_CASE: Final = {"case": seen.case}

_DEEDS: Final = (
    Deed("open-case", told.CaseOpened, one.open_case, "person", {"track": choices.TRACKS}, seals=True),
    Deed("assess-nationality", told.NationalityAssessed, one.assess, "case", seals=True, when=ready.underway),
    Deed("clear-contact", told.ContactCleared, one.clear_contact, "case", {"consent": choices.CONSENTS},
         when=ready.underway),
    Deed("send-letter", told.Notified, one.notify, "case", {"channel": choices.CHANNELS, "kind": choices.LETTERS}),
    Deed("note-country-answer", told.CountryAnswered, one.answered, "case", {"answer": choices.ANSWERS}, seals=True),
    Deed("confirm-identity", told.IdentityConfirmed, one.confirm, "case", {"factors": choices.FACTORS},
         when=ready.underway),
    Deed("note-host-hold", told.HostHeld, one.host_hold, "case", when=ready.underway),
    Deed("note-host-freed", told.HostFreed, one.host_free, "case", {"freed": choices.FREED}, when=ready.kept_by_host),
    Deed("close-case", told.CaseClosed, one.close, "case", {"ending": choices.CLOSINGS}, when=ready.unended),
    Deed("withdraw-case", told.CaseWithdrawn, one.withdraw, "case", {"ending": choices.WITHDRAWALS},
         when=ready.unended),
    Deed("set-basis", told.BasisSet, one.set_basis, "case", {"kind": choices.BASES}, seals=True, when=ready.underway),
    Deed("assess-rights", told.RightsAssessed, one.assess_rights, "case",
         {"outcome": choices.RISKS, "needs": choices.ASSURANCES}, seals=True, when=ready.underway),
    Deed("note-assurance", told.Assured, one.assure, "case", {"kind": choices.ASSURANCES}, seals=True,
         when=ready.underway),
    Deed("note-papers", told.PapersIssued, one.issue_papers, "case", {"kind": choices.PAPERS}, seals=True,
         when=ready.underway),
    Deed("agree-evidence", told.EvidenceAgreed, one.agree_evidence, "case"),
    Deed("schedule-return", told.Scheduled, one.schedule, "case", when=ready.underway),
    Deed("report-return-outcome", told.OutcomeReported, one.report_outcome, "case",
         {"after": tuple(map(str, choices.AT_DAYS)), "outcome": choices.OUTCOMES, "source": choices.SOURCES}),
    Deed("set-condition", told.ConditionSet, one.set_condition, "case",
         {"kind": choices.CONDITIONS, "of": choices.SETTERS}, seals=True, when=ready.underway),
    Deed("meet-return-condition", told.ConditionMet, one.meet_condition, "case",
         {"condition": listed.unmet_conditions}, seals=True),
    Deed("describe-country", told.CountryDescribed, one.describe_country, "country",
         {"channel": choices.CHANNELS, "policy": choices.POLICIES}),
    Deed("offer-return", Offered, one.offer_return, "people", {"despite": listed.open_pairs}, by=one.of_holder),
)  # fmt: skip

RETURNS: Final = tuple(replace(one, seen=_OF_A_CASE) if one.about == "case" else one for one in _DEEDS)
"""A case is there for whoever needs to know of its person, and for nobody else."""
