"""The evidence of a rehearsal: a handful of invented items, one dossier, a first package and a first refusal.

The package is sealed to the invented key of a court, opened with it, checked with public keys alone, and answered with
a receipt; so whoever reads the book afterwards finds nothing that was only said.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.evidence.facts import ConsentNoted, ItemAdded, Packaged, ReleaseAsked
from musterbook.operation import casework, casework_release, packaging
from musterbook.operation.casework import Incoming
from musterbook.operation.casework_release import Leaving, Question
from musterbook.operation.evidence_beside import EvidenceBeside, evidence_beside
from musterbook.operation.package_checking import check_package, make_receipt, read_keys
from musterbook.operation.package_files import read_package
from musterbook.operation.recipients import Recipient
from musterbook.rehearsal.casework_subject import subject_of
from musterbook.rehearsal.stage import Stage
from musterbook.store.keys import public_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

FOLDER: Final = "packages"
ACQUIRER: Final = "acquirer:acquiring-officer"
REVIEWER: Final = "evidence:evidence-reviewer"
EXAMINER: Final = "examiner:examiner"
CASE_OFFICER: Final = "case:case-officer"
SENDER: Final = "disclosure:disclosure-officer"
LAWYER: Final = "legal:legal-reviewer"
ORIGINATOR: Final = "origin:originator"
PURPOSE: Final = "prosecution"
SAID: Final = "invented: every item, dossier, court and answer; countries are named so that their rules can be tried"


@dataclass(slots=True)
class Evidence:
    """The evidence of one rehearsal.

    Attributes:
        said: `[casework.evidence]`: `at`, `country` (of the man and of the court that is answered), `originator` (the
            custodian whose word is wanted), `items`, `approved` and `refused` (a request each).
        seed: of the man and of the court's keys.
        into: the book's folder; the package lies in `packages` there.
        names: what the scenario calls an item → its number.
    """

    stage: Stage
    said: Mapping[str, Any]
    seed: int
    into: Path
    names: dict[str, str] = field(default_factory=dict)

    def set(self) -> None:
        """Set everything at its hour, if there is anybody whom it can be about."""
        self.stage.at(self.said["at"], self.begin)

    def begin(self) -> None:
        """Items come in, speak of one man, and are put together."""
        stage, person = self.stage, subject_of(self.stage, self.said["country"], seed=self.seed)
        if person is None:
            return
        stage.notes["evidence"] = SAID
        beside = evidence_beside(stage.book, self.into)
        self._bring_in(beside)
        stage.at(stage.now + timedelta(hours=2), lambda: self._build(beside, person))
        hours = timedelta(hours=1)
        for which in ("approved", "refused"):
            asked = self.said[which]
            at = stage.now + asked["hours"] * hours
            stage.at(at, partial(self._ask, beside, asked))
            stage.at(at + asked["answered_hours"] * hours, partial(self._answer, beside, asked))
        approved = self.said["approved"]
        stage.at(
            stage.now + (approved["hours"] + approved["answered_hours"] + 2) * hours,
            lambda: self._package(beside, approved),
        )  # fmt: skip

    def _bring_in(self, beside: EvidenceBeside) -> None:
        """Every item is sealed beside the book; whoever spoke with a source notes what it agreed to."""
        stage, owner = self.stage, self.said["originator"]
        with tempfile.TemporaryDirectory(prefix="muster-evidence-") as folder:
            for number, one in enumerate(self.said["items"]):
                path = Path(folder) / f"{number}.txt"
                path.write_text(one["words"], encoding="utf-8")
                coming = Incoming(
                    path, owner, one["banner"], stage.now - timedelta(days=one["days_ago"]), one["where"],
                    "invented team", one["name"], one["policy"], frozenset({owner}), media="text/plain",
                )  # fmt: skip
                fact = casework.add_item(beside, stage.desk(ACQUIRER), coming).fact
                assert isinstance(fact, ItemAdded)
                self.names[one["name"]] = fact.item
                if "consents" in one:
                    scope = beside.sealed_words(fact.item, "invented: asked in his own language")
                    lands, uses = frozenset(one["consents"]), frozenset({PURPOSE})
                    noted = ConsentNoted(item=fact.item, scope=scope, countries=lands, uses=uses)
                    stage.book.write(stage.desk(ACQUIRER).draft(noted))

    def _build(self, beside: EvidenceBeside, person: PersonId) -> None:
        """A reviewer finds that the items speak of him, an examiner with her that it is he, and there is a dossier."""
        stage = self.stage
        for number, item in enumerate(self.names.values()):
            officers = (REVIEWER, EXAMINER) if number == 0 else (REVIEWER,)
            casework.link(
                beside, stage.desk(*officers), item, person, grade="B2", claim="fact" if number == 0 else "assessment",
                because="invented: it speaks of him", settles=number == 0,
            )  # fmt: skip
        casework.build_dossier(
            beside, stage.desk(REVIEWER), self.said["dossier"], person, list(self.names.values()), recruited="no",
            holes=["invented: where he was in 2018 nobody knows"],
        )  # fmt: skip

    def _ask(self, beside: EvidenceBeside, asked: Mapping[str, Any]) -> None:
        """A case officer asks for a country, and the program judges at once."""
        acting = self.stage.desk(CASE_OFFICER)
        question = Question(
            self.said["dossier"], asked["country"], asked["authority"], PURPOSE, asked["court"], asked["charge"],
            asked["death_penalty"], asked["fair_trial"],
        )  # fmt: skip
        fact = casework_release.ask(beside, acting, question, request=asked["request"]).fact
        assert isinstance(fact, ReleaseAsked)
        judgement = casework_release.judge_request(beside, fact.request, self._leaving(asked))
        casework_release.write_judgement(beside, self.stage.desk(CASE_OFFICER), fact.request, judgement)

    def _answer(self, beside: EvidenceBeside, asked: Mapping[str, Any]) -> None:
        """The originator says yes or no in his own name."""
        acting = self.stage.by(CustodianId(self.said["originator"]), ORIGINATOR)
        casework_release.answer(
            beside, acting, asked["request"], said=asked["answer"], reason=asked.get("reason", ""),
        )  # fmt: skip

    def _package(self, beside: EvidenceBeside, asked: Mapping[str, Any]) -> None:
        """Two officers sign what leaves, a courier brings it, and the court opens and checks it."""
        stage, folder = self.stage, self.into / FOLDER
        folder.mkdir(exist_ok=True)
        sealing, signing = (_court_key(what, self.seed) for what in ("sealing", "signing"))
        court = Recipient(asked["court"], public_of(sealing, "reader").hex(), public_of(signing, "officer").hex())
        out = folder / f"{asked['package']}.mbp"
        fact = packaging.make_package(
            beside, stage.desk(SENDER, LAWYER), asked["request"], self._leaving(asked), recipient=court, out=out,
            package=asked["package"],
        ).fact  # fmt: skip
        assert isinstance(fact, Packaged)
        packaging.send(beside, stage.desk(SENDER), fact.package, how="courier by hand", sealed=out)
        stage.at(stage.now + timedelta(hours=asked["receipt_hours"]), lambda: self._received(beside, fact.package, out))

    def _received(self, beside: EvidenceBeside, package: str, out: Path) -> None:
        """The court opens it with its key, checks it with the officers' public keys, and signs a receipt."""
        with tempfile.TemporaryDirectory(prefix="muster-evidence-") as folder:
            opened = Path(folder) / "opened"
            packaging.open_package(_court_key("sealing", self.seed), out, opened)
            with read_package(opened) as files:
                told = check_package(files, read_keys(out.with_suffix(".keys.json")))
        receipt = out.with_suffix(".receipt.json")
        key = Ed25519PrivateKey.from_private_bytes(_court_key("signing", self.seed))
        receipt.write_bytes(make_receipt(told["digest"], key))
        packaging.received(beside, self.stage.desk(SENDER), package, receipt)

    def _leaving(self, asked: Mapping[str, Any]) -> Leaving:
        return Leaving(withheld={self.names[name]: reason for name, reason in asked["withheld"].items()})


def _court_key(what: str, seed: int) -> bytes:
    """The private key of an invented court: derived from the seed as every key of an exercise is, and worth nothing."""
    return hashlib.sha256(f"invented court/{what}/{seed}".encode()).digest()
