"""Deeds about evidence, about identity, and about what is said outside: reports and statements. One line each."""

from __future__ import annotations

from typing import Final

from musterbook.biometrics import facts as of_prints
from musterbook.biometrics.adjudication import ANSWERS as FOUND
from musterbook.biometrics.identities import BASES
from musterbook.biometrics.identities import OUTCOMES as OF_A_FINDING
from musterbook.coordination.facts import ReportIssued, StatementCleared
from musterbook.evidence import facts as of_things
from musterbook.evidence.dossiers import RECRUITED, REVIEWS
from musterbook.evidence.links import CLAIMS, OUTCOMES
from musterbook.evidence.releases import ANSWERS, REFUSED_FOR
from musterbook.operation.casework_release import DEATH_PENALTY, FAIR_TRIAL
from musterbook.operation.deeds import about_evidence as thing
from musterbook.operation.deeds import about_identity as one
from musterbook.operation.deeds import about_reports as said
from musterbook.operation.deeds import call_choices as choices
from musterbook.operation.deeds import case_choices, evidence_choices, seen
from musterbook.operation.deeds.deed import Deed
from musterbook.operation.enrolling import REFUSALS
from musterbook.operation.sitrep.statement import FIGURES

EVIDENCE: Final = (
    Deed("link-item", of_things.LinkedToPerson, thing.link, "item", {"claim": CLAIMS}, seals=True),
    Deed("contest-link", of_things.LinkContested, thing.contest, "item", seals=True),
    Deed("answer-link-contest", of_things.ContestAnswered, thing.answer_contest, "contested", {"outcome": OUTCOMES},
         seals=True, seen={"contested": seen.link_contest}),
    Deed("pass-item", of_things.ItemPassed, thing.pass_item, "item", {"to": evidence_choices.holders}, seals=True),
    Deed("remark-portion", of_things.PortionRemarked, thing.remark, "item", seals=True),
    Deed("note-consent", of_things.ConsentNoted, thing.note_consent, "item", {"uses": evidence_choices.purposes},
         seals=True),
    Deed("withdraw-consent", of_things.ConsentWithdrawn, thing.withdraw_consent, "item",
         {"uses": evidence_choices.purposes}, seals=True),
    Deed("build-dossier", of_things.DossierBuilt, thing.build, "dossier", {"recruited": RECRUITED}, seals=True),
    Deed("review-dossier", of_things.ChildJusticeReviewed, thing.review, "dossier", {"outcome": REVIEWS}, seals=True),
    Deed("ask-release", of_things.ReleaseAsked, thing.ask, "dossier",
         {"purpose": evidence_choices.purposes, "death_penalty": DEATH_PENALTY, "fair_trial": FAIR_TRIAL}, seals=True),
    Deed("judge-release", of_things.ReleaseJudged, thing.judge, "request", seals=True, as_of=of_things.ReleaseAsked,
         suggests={"withheld": REFUSED_FOR}),
    Deed("answer-release", of_things.ReleaseAnswered, thing.answer, "request",
         {"say": ANSWERS, "originator": evidence_choices.originators}, seals=True,
         by=thing.of_originator, suggests={"code": REFUSED_FOR}),
    Deed("recall-package", of_things.Recalled, thing.recall, "package", seals=True),
)  # fmt: skip

_OF_A_FINDING: Final = {"identification": seen.identification}

IDENTITY: Final = (
    Deed("judge-pair", of_prints.Judged, one.judge, "pair", {"found": FOUND}, seals=True, says=one.capacity_of),
    Deed("step-aside", of_prints.SteppedAside, one.step_aside, "pair", seals=True),
    Deed("declare-interview", of_prints.InterviewDeclared, one.declare_interview, "person", seals=True),
    Deed("refuse-enrolment", of_prints.EnrolmentRefused, one.refuse, "person", {"lacking": REFUSALS}, seals=True),
    Deed("identify-pair", of_prints.Identified, one.identify, "pair", {"resting_on": BASES}, seals=True),
    Deed("agree-identification", of_prints.IdentificationAgreed, one.agree, "identification", seals=True,
         seen=_OF_A_FINDING),
    Deed("withdraw-identification", of_prints.IdentificationWithdrawn, one.withdraw, "identification", seals=True,
         seen=_OF_A_FINDING),
    Deed("tell-identification", of_prints.IdentificationTold, one.tell, "identification",
         {"told": evidence_choices.ways_told}, seals=True, seen=_OF_A_FINDING),
    Deed("contest-identification", of_prints.IdentificationContested, one.contest, "identification", seals=True,
         seen=_OF_A_FINDING),
    Deed("answer-identification-contest", of_prints.ContestAnswered, one.answer_contest, "contested",
         {"outcome": OF_A_FINDING}, seals=True, seen={"contested": seen.identification_contest}),
)  # fmt: skip

SAID_OUTSIDE: Final = (
    Deed("issue-report", ReportIssued, said.issue_report, "", {"to": choices.all_agencies}, printed=True),
    Deed("clear-statement", StatementCleared, said.clear_statement, "",
         {"which": tuple(FIGURES), "corrects": case_choices.first_statements}, printed=True),
)  # fmt: skip
