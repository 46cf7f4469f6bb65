"""Undoing: by which deed what a deed wrote is put right, and what that deed has to be told.

Nothing is deleted: the correcting fact is written beside the wrong one. What moved people is corrected by its author
and agreed to by the other party; what no fact ends has its reason in `staying.py`. Every deed stands in the one or the
other table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from musterbook.biometrics.facts import IdentificationAgreed, IdentificationContested
from musterbook.coordination.facts import StatementCleared
from musterbook.custody.beds.facts import BedAssigned
from musterbook.custody.care.facts import MedicineNeeded
from musterbook.custody.facts import Linked, Merged, Unlinked, Unmerged
from musterbook.custody.incidents.facts import Lodged, LodgingEnded, Passed
from musterbook.custody.incidents.milestones import OF_A_LEG
from musterbook.eligibility.facts import FitnessCertified, FoundUnfit, GateSet, KeepApartEnded, KeptApart
from musterbook.evidence.facts import ChildJusticeReviewed, ConsentNoted, ConsentWithdrawn
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.watch.facts import OutcomeEntered, ReliefPlanned, ScenarioEntered

AT_ONCE_SECONDS: Final = 30
"""So long after it was written a page offers to undo it at once (console.md section 5)."""
WHY: Final = "\0why"
"""Stands for the sentence that says why, in a field of another name than `because`."""
SIGNS: Final = 16
"""So many signs of a digest name an entry in a form."""
BY_MISTAKE: Final = "made_in_error"

Said = Mapping[str, str]


def undoing(deed: str, entry: Entry) -> tuple[str, Said] | None:
    """The deed that puts right what a deed wrote, with what it has to be told but why; None where there is none.

    Where something else has still to be said, the form of that deed asks for it, and nothing is undone by one press.
    """
    name, told = _UNDONE_BY.get(deed, ("", _nothing))
    if name == "correct":
        leg = not isinstance(entry.fact, Passed) or entry.fact.point in OF_A_LEG
        return (name, {"start": entry.digest}) if leg else None
    said = told(entry) if told in _OF_ENTRIES else told(entry.fact)
    return (name, said) if name and said is not None else None


def undoing_all(deed: str, entries: Sequence[Entry]) -> tuple[str, Said] | None:
    """The one deed that puts right all that one press wrote; None where each is put right by itself.

    Entries may differ in the people they name and in nothing else that the deed is told.
    """
    found = [one for entry in entries if (one := undoing(deed, entry)) is not None]
    names, many = {name for name, _ in found}, "people"
    alike = {tuple(sorted((field, said) for field, said in told.items() if field != many)) for _, told in found}
    if len(found) != len(entries) or len(names) != 1 or len(alike) != 1 or any(many not in told for _, told in found):
        return None
    people = [line for _, told in found for line in told[many].splitlines()]
    return found[0][0], {**found[0][1], many: "\n".join(dict.fromkeys(people))}


def undone_by() -> Mapping[str, str]:
    """Deed → the deed that puts it right, where there is one; for some only of what they can write."""
    return {deed: name for deed, (name, _) in _UNDONE_BY.items()}


def _nothing(_: Fact) -> Said:
    return {}


def _same(*names: str, **others: str) -> Callable[[Any], Said]:
    """Fields that are called the same in fact and form, and words that always stand there."""
    return lambda fact: {**{name: _plain(getattr(fact, name)) for name in names}, **others}


def _plain(value: object) -> str:
    return "\n".join(sorted(map(str, value))) if isinstance(value, (frozenset, tuple)) else str(value)


def _agreement(**others: str) -> Callable[[Any], Said]:
    return lambda fact: {"name": fact.agreement, **others}


def _pair(fact: KeptApart | KeepApartEnded) -> Said:
    one, other = sorted(fact.pair)
    return {"person": one, "other": other}


def _bed(fact: BedAssigned) -> Said | None:
    """One person given a bed is taken out of it; of many at once each is put right by hand."""
    one = fact.beds[0]
    return {"place": fact.place, "person": one.person} if len(fact.beds) == 1 and one.bed else None


def _night(fact: Lodged | LodgingEnded) -> Said | None:
    return {"place": fact.place, "people": _plain(fact.people)} if fact.people else None


def _gate(fact: GateSet) -> Said:
    return {"rule": fact.rule, "off": "yes"} if fact.asked == "yes" else {"rule": fact.rule}


def _medicine(fact: MedicineNeeded) -> Said:
    people = {"people": _plain(fact.people)}
    return {**people, "no_longer": "yes"} if fact.needed == "yes" else people


def _relief(fact: ReliefPlanned) -> Said:
    """Called off as it was planned: what was true of the receiver stays so."""
    there = {"receiver_there": "yes"} if fact.receiver_present else {}
    signed = {"receiver_signed": "yes"} if fact.receiver_signed else {}
    return {"relief": fact.relief, "called_off": "yes", **there, **signed}


def _scenario(fact: ScenarioEntered) -> Said:
    return {"site": fact.site, "scenario": fact.scenario, "sentence": fact.sentence}


def _statement(fact: StatementCleared) -> Said:
    """The statement that puts it right names the first one."""
    figures = [name for name in ("on-the-roll", "received") if name in fact.said]
    return {"which": figures[0] if figures else "", "corrects": fact.corrects or fact.statement}


def _consent(fact: ConsentNoted | ConsentWithdrawn) -> Said:
    return {"item": fact.item, "countries": _plain(fact.countries), "uses": _plain(fact.uses)}


def _review(fact: ChildJusticeReviewed) -> Said:
    """One press only withholds: what was withheld by mistake is looked at once more."""
    return {"dossier": fact.dossier, **({"outcome": "withhold", "note": WHY} if fact.outcome == "release" else {})}


def _identified(fact: IdentificationAgreed | IdentificationContested) -> Said:
    return {"identification": fact.identified[:SIGNS]}


def _outcome(entry: Entry) -> Said:
    fact = entry.fact
    return {"subject": fact.subject, "layer": fact.layer, "corrects": entry.digest} if isinstance(
        fact, OutcomeEntered
    ) else {}  # fmt: skip


def _as_identification(entry: Entry) -> Said:
    return {"identification": entry.digest[:SIGNS]}


def _as_contest(entry: Entry) -> Said:
    return {"contested": entry.digest[:SIGNS]}


_OF_ENTRIES: Final = (_outcome, _as_identification, _as_contest)
"""Those that need the digest too."""
_fit: Callable[[FoundUnfit | FitnessCertified], Said] = _same("people", "modes")
_link: Callable[[Linked | Unlinked], Said] = _same("person", "other")
_merging: Callable[[Merged | Unmerged], Said] = _same("keeps", "absorbs")

_UNDONE_BY: Final[Mapping[str, tuple[str, Callable[[Any], Said | None]]]] = {
    "hold": ("lift-hold", _same("person", "ground")), "lift-hold": ("hold", _same("person", "ground")),
    "clear": ("withdraw-clearance", lambda fact: {"people": fact.person}),
    "withdraw-clearance": ("clear", lambda fact: {"people": fact.person}),
    "keep-apart": ("end-keep-apart", _pair), "end-keep-apart": ("keep-apart", _pair),
    "doubt-age": ("decide-age", _same("person")),
    "certify-fit": ("find-unfit", _fit), "find-unfit": ("certify-fit", _fit),
    "ask-gate": ("ask-gate", _gate),
    "warn": ("lift-warning", _same("person", "about")), "lift-warning": ("warn", _same("person", "about")),
    "need-medicine": ("need-medicine", _medicine),
    "answer-contest": ("contest", _same("person")),
    "allow-locator": ("end-locator", _same("people")), "end-locator": ("allow-locator", _same("people")),
    "hold-kept": ("end-hold-kept", _same("people")), "end-hold-kept": ("hold-kept", _same("people")),
    "link": ("unlink", _link), "unlink": ("link", lambda fact: {**_link(fact), "relation": fact.relation}),
    "merge": ("unmerge", _merging), "unmerge": ("merge", _merging),
    "pass-point": ("correct", _nothing), "lodge": ("end-lodging", _night), "end-lodging": ("lodge", _night),
    "depart": ("correct", _nothing), "recover": ("correct", _nothing),
    "draft-agreement": ("revoke-agreement", _agreement()),
    "suspend-agreement": ("resume-agreement", _agreement()), "resume-agreement": ("suspend-agreement", _agreement()),
    "sign-agreement": ("suspend-agreement", lambda fact: {"name": fact.agreement, "party": fact.party}),
    "meet-condition": ("raise-finding", _agreement()), "do-duty": ("raise-finding", _agreement()),
    "raise-finding": ("answer-finding", _same("finding")),
    "revoke-agreement": ("draft-agreement", _nothing), "close-agreement": ("draft-agreement", _nothing),
    "reserve-beds": ("release-beds", _same("reservation")), "release-beds": ("reserve-beds", _nothing),
    "assign-bed": ("assign-bed", _bed), "fill-beds": ("assign-bed", _bed),
    "report-incident": (
        "close-incident", lambda fact: {"reference": fact.incident, "outcome": "NOT_REPORTABLE", "words": WHY}
    ),
    "close-incident": ("add-to-incident", lambda fact: {"reference": fact.incident}),
    "ask-move": ("call-off-request", _same("request", reason=BY_MISTAKE)),
    "approve-request": ("call-off-request", _same("request")), "call-off-request": ("ask-move", _nothing),
    "decline-request": ("ask-move", _nothing),
    "plan-leg": ("cancel-leg", _same("leg", reason=BY_MISTAKE)), "cancel-leg": ("plan-leg", _same("leg")),
    "plan-night": ("cancel-night", lambda fact: {"night": fact.lodging}),
    "cancel-night": ("plan-night", lambda fact: {"night": fact.lodging, "place": fact.place}),
    "say-lost": ("say-regained", _same("site")), "say-regained": ("say-lost", _same("site")),
    "open-call": ("close-call", _same("call")), "close-call": ("add-to-minutes", _same("call")),
    "join-agency": ("leave-agency", _same("agency")), "leave-agency": ("join-agency", _same("agency")),
    "decide": ("decide", lambda fact: {"supersedes": fact.decision}),
    "set-action": ("cancel-action", _same("action")), "cancel-action": ("set-action", _nothing),
    "plan-relief": ("change-relief", _relief),
    "enter-scenario": ("withdraw-scenario", _same("scenario")), "withdraw-scenario": ("enter-scenario", _scenario),
    "enter-outcome": ("enter-outcome", _outcome),
    "open-case": ("close-case", _same("case", ending="mistake")),
    "close-case": ("open-case", _nothing), "withdraw-case": ("open-case", _nothing),
    "note-host-hold": ("note-host-freed", _same("case")), "note-host-freed": ("note-host-hold", _same("case")),
    "set-condition": ("meet-return-condition", _same("case", "condition", dropped="yes")),
    "meet-return-condition": ("set-condition", _same("case")),
    "agree-figure": ("state-figure", _nothing), "clear-statement": ("clear-statement", _statement),
    "link-item": ("contest-link", _same("item", "person")), "contest-link": ("answer-link-contest", _as_contest),
    "answer-link-contest": ("contest-link", _same("item", "person")),
    "note-consent": ("withdraw-consent", lambda fact: {**_consent(fact), "statement": WHY}),
    "withdraw-consent": ("note-consent", _consent),
    "review-dossier": ("review-dossier", _review),
    "answer-release": ("answer-release", _same("request", "originator")),
    "identify-pair": ("withdraw-identification", _as_identification),
    "agree-identification": ("withdraw-identification", _identified),
    "withdraw-identification": ("identify-pair", _nothing),
    "contest-identification": ("answer-identification-contest", _as_contest),
    "answer-identification-contest": ("contest-identification", _nothing),
}  # fmt: skip
