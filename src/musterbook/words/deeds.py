"""What forms say of deeds: their titles, the name of each field, and the words of each closed list, by key.

A field has one name wherever it stands (`field.because`), unless a deed calls it otherwise (`deed.hold.because`);
so has each word of a list. A word that nobody wrote yet is shown as the book has it, never left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from musterbook.terms.errors import Fault
from musterbook.terms.moves import Objection
from musterbook.words.catalogue import read_catalogue
from musterbook.words.languages import apart, spoken
from musterbook.words.pages import has, in_a_row, known, page, words_of
from musterbook.words.say import without_rule

_FAMILIES: Final = {
    ("answer-release", "code"): "refusal", ("judge-release", "withheld"): "refusal",
    ("report-incident", "what"): "incident", ("add-to-incident", "what"): "incident",
    ("report-incident", "fault"): "incident.fault", ("add-to-incident", "fault"): "incident.fault",
    ("add-to-incident", "stage"): "incident.stage", ("close-incident", "outcome"): "incident.stage",
    ("reserve-beds", "kind"): "beds.kind", ("open-place", "kind"): "beds.place-kind",
    ("draft-agreement", "kind"): "agreement.kind", ("draft-agreement", "acts"): "agreement.allows",
    ("hold", "authority"): "role", ("keep-apart", "reach"): "reach", ("keep-apart", "because"): "apart-reason",
    ("find-unfit", "because"): "unfit", ("warn", "about"): "warning", ("lift-warning", "about"): "warning",
    ("seal-property", "kinds"): "property", ("open-property", "because"): "property",
    ("keep-property-back", "because"): "property", ("give-welfare", "what"): "welfare",
    ("give-welfare", "outcome"): "welfare.outcome", ("treat", "what"): "treated",
    ("notify", "notice"): "notice", ("acknowledge-notice", "notice"): "notice",
    ("pass-point", "point"): "point", ("announce", "what"): "announced", ("court-step", "at_court"): "court-step",
    ("lock-out", "reason"): "reason", ("lodge", "reason"): "reason", ("plan-night", "reason"): "reason",
    ("decline-request", "reason"): "reason", ("call-off-request", "reason"): "reason",
    ("cancel-leg", "reason"): "reason", ("ask-move", "move"): "move-kind",
    ("attend-call", "how"): "call.came", ("concur", "how"): "call.how", ("answer-alert", "said"): "watch.answer",
    ("open-case", "track"): "return.track", ("send-letter", "channel"): "return.channel",
    ("send-letter", "kind"): "return.letter", ("describe-country", "channel"): "return.channel",
    ("set-condition", "kind"): "return.wants", ("withdraw-carrier", "out"): "out",
    ("divert-serial", "reason"): "divert.for",
    ("link-item", "claim"): "dossier.claim", ("answer-link-contest", "outcome"): "dossier.outcome",
    ("build-dossier", "recruited"): "dossier.child", ("review-dossier", "outcome"): "dossier.review",
    ("ask-release", "purpose"): "dossier.purpose", ("ask-release", "death_penalty"): "dossier.known",
    ("ask-release", "fair_trial"): "dossier.known", ("answer-release", "say"): "dossier.answer",
    ("note-consent", "uses"): "dossier.purpose", ("withdraw-consent", "uses"): "dossier.purpose",
    ("refuse-enrolment", "lacking"): "enrolment.because", ("judge-pair", "found"): "identity.answer",
    ("identify-pair", "resting_on"): "identity.basis",
    ("answer-identification-contest", "outcome"): "dossier.outcome", ("clear-statement", "which"): "reports.figure",
}  # fmt: skip
"""Closed lists whose words other pages say already."""
_SAID_AS: Final = {"other": "other-number", "lead": "lead-officer"}
"""Fields whose name, at the end of a key, would be read as a form of the plural, or as what leads into the form."""
_WITHOUT_HINT: Final = frozenset((
    ("draft-agreement", "text"), ("send-letter", "letter"), ("change-setting", "low"), ("change-setting", "high"),
    ("note-country-answer", "answer"),
))  # fmt: skip
"""Fields to which the hint that others of their name have does not belong."""
_AS_WRITTEN: Final = frozenset((
    "other", "seal", "start", "party", "condition", "duty", "finding", "place", "bed", "reservation", "custodian",
    "destination", "absorbs", "at", "despite", "site", "receiver", "giver", "request", "leg", "night", "to", "format_",
    "chair", "present", "deputies", "absent", "call", "agency", "speaker", "lead", "deputy", "principal", "question",
    "decision", "supersedes", "owner", "action", "waits_for", "look", "alert", "relief", "scenario", "setting",
    "serial", "carrier", "plan", "figure", "escort", "acts_for", "onto", "end", "corrects", "after", "originator",
))  # fmt: skip
"""Fields whose list holds names, which are shown as they are."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a closed list: as the book has it, and as people read it."""

    word: str
    said: str


def title(deed: str, what: str = "") -> str:
    """What a deed is called, as a heading and on its button; with what it is about, where that tells two apart."""
    said = page(f"deed.{deed}")
    return page("deed.titled", title=said, what=known(f"choice.about.{what}")) if what else said


def lead(deed: str) -> str:
    """A sentence that says what it does; empty where the title says it all."""
    return _first((f"deed.{deed}.lead",))


def go(deed: str) -> str:
    """The word on the button that signs it."""
    return _first((f"deed.{deed}.go", f"deed.{deed}"))


def field(deed: str, name: str) -> tuple[str, str]:
    """The name of a field, and a hint how to fill it in, which may be empty."""
    key = _SAID_AS.get(name, name)
    label = _first((f"deed.{deed}.{key}", f"field.{key}")) or key.strip("_").replace("_", " ")
    hints = (f"deed.{deed}.{key}.hint", f"field.{key}.hint")
    return label, "" if (deed, name) in _WITHOUT_HINT else _first(hints)


def choices(deed: str, name: str, words: Iterable[str]) -> tuple[Choice, ...]:
    """The words of a closed list as people read them, sorted by that; names stay in the order they came in."""
    if name in _AS_WRITTEN:
        return tuple(Choice(one, one) for one in words)
    found = [Choice(one, _choice(deed, name, one)) for one in words]
    return tuple(sorted(found, key=lambda one: (one.word.lower() == "other", one.said.lower())))


def said_in(deed: str, name: str, word: str) -> str:
    """A word of a closed list as people read it; what is in no list as it is, its direction kept to itself."""
    return _of_list(deed, name, word) or apart(word)


def roles(names: Iterable[str]) -> str:
    """Roles as people read them, in a row."""
    return in_a_row(known(f"role.{name}") for name in names)


def said(one: Fault | Objection) -> str:
    """What is wrong, as every door says it, without the rule in brackets."""
    if has(one.rule):
        return page(one.rule, **{name: value for name, value in one.values.items() if value is not None})
    return without_rule(one)


def _choice(deed: str, name: str, word: str) -> str:
    if name == "ground":
        return read_catalogue(spoken()).codes["ground"].get(word) or known(f"choice.ground.{word}")
    if word.lower() == "other":  # at the end of a key it would be read as a form of the plural
        return known("reason.else")
    family = _FAMILIES.get((deed, name))
    return _of_list(deed, name, word) or (
        known(f"{family}.{word}") if family else apart(word.replace("-", " ").replace("_", " "))
    )


def _of_list(deed: str, name: str, word: str) -> str:
    """The words somebody wrote for a word of a list; empty where nobody wrote any."""
    family = _FAMILIES.get((deed, name))
    keys = [f"{family}.{word}", f"{family}-{word}"] if family else []
    return _first([*keys, f"choice.{deed}.{name}.{word}", f"choice.{name}.{word}"])


def _first(keys: Iterable[str]) -> str:
    """The words of the first key somebody wrote; empty where nobody wrote any."""
    return next((words_of(key) for key in keys if has(key)), "")
