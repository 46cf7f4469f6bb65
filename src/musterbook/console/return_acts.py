"""Commands for acts on cases and countries, each with who may sign it; what officers type themselves is in capitals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from musterbook.console.signed_acts import ActLine, act_line
from musterbook.custody.facts import Offered
from musterbook.ledger.facts import Fact
from musterbook.operation.book import Book
from musterbook.repatriation import facts as said
from musterbook.repatriation.cases import Case, End
from musterbook.repatriation.choices import AT_DAYS
from musterbook.repatriation.missing import Missing

_STEPS: Final[dict[str, tuple[type[Fact], str, tuple[str, ...]]]] = {
    "contact-cleared": (said.ContactCleared, "case clear-contact", ("--consent", "CONSENT")),
    "notified": (said.Notified, "case notify", ("--letter", "LETTER.pdf")),
    "accepted": (said.CountryAnswered, "case answered", ("--answer", "ANSWER")),
    "accepted-conditional": (
        said.ConditionMet, "case met", ("CONDITION", "--by", "WHO", "--evidence", "EVIDENCE.pdf"),
    ),
    "identity-confirmed": (
        said.IdentityConfirmed, "case confirm", ("--factor", "FACTOR", "--factor", "OTHER-FACTOR"),
    ),
    "basis-set": (said.BasisSet, "case basis", ("--text", "BASIS.pdf")),
    "host-held": (said.HostFreed, "case free", ("--because", "BECAUSE")),
    "rights-assessed": (said.RightsAssessed, "case rights", ("--outcome", "OUTCOME", "--reasons", "REASONS.txt")),
    "assured": (said.Assured, "case assure", ("--kind", "KIND", "--text", "ASSURANCE.pdf")),
    "papers": (said.PapersIssued, "case papers", ("--until", "UNTIL", "--paper", "PAPERS.pdf")),
    "evidence-agreed": (said.EvidenceAgreed, "case evidence", ()),
    "scheduled": (said.Scheduled, "case schedule", ("--at", "DAY", "--escort", "ESCORT")),
}  # fmt: skip
"""What brings a case to a stage: its fact, the verb, and the words after the case's name."""


def lack_act(book: Book, case: Case, lack: Missing) -> ActLine | None:
    """What would bring a case to a stage it lacks; the assurance that is lacking is named."""
    step = _STEPS.get(lack.stage)
    if step is None:
        return None
    kind, verb, words = step
    unmet = (one.asked.fact for one in case.conditions() if one.met is None)
    number = next((one.condition for one in unmet if one.kind_of == lack.why), "CONDITION")
    said_now = {"KIND": lack.why, "CONDITION": number}
    named = tuple(said_now.get(word, word) for word in words)
    return act_line(book, kind, f"return.act.{lack.stage}", verb, case.name, *named)


def acts_of_returns(book: Book) -> tuple[ActLine, ...]:
    """What can be written of cases at large."""
    return (
        act_line(book, said.CaseOpened, "return.act.open", "case open", "NUMBER", "COUNTRY", "--basis", "BASIS.txt"),
        act_line(book, said.FigureImported, "return.act.figures", "case figures", "FIGURES.csv"),
    )


def acts_of_country(book: Book, code: str) -> tuple[ActLine, ...]:
    """What can be written of a country, and how the board is printed."""
    return (
        act_line(book, said.CountryDescribed, "return.act.country", "case country", code, "--channel", "CHANNEL"),
        act_line(book, said.CaseOpened, "return.act.open", "case open", "NUMBER", code, "--basis", "BASIS.txt"),
    )


def acts_of_case(
    book: Book, case: Case, *, holder: str, ready: bool, ends: tuple[End, ...]
) -> tuple[ActLine, ...]:  # fmt: skip
    """What can be written of a case besides what it lacks; `ready`: nothing is missing, so that he may be offered."""
    return tuple(_of_case(book, case, holder=holder, ready=ready, ends=ends))


def _of_case(book: Book, case: Case, *, holder: str, ready: bool, ends: tuple[End, ...]) -> Iterator[ActLine]:
    name = case.name
    if ready and holder:
        words = (str(case.person), "--to", "ESCORT", "--country", "CUSTODIAN")
        yield act_line(book, Offered, "return.act.return", "case return", *words, by=holder)
    if case.is_open(ends):
        if case.unanswered:
            yield act_line(
                book, said.CountryAnswered, "return.act.answered", "case answered", name, "--answer", "ANSWER"
            )
            reminder = ("--kind", "reminder", "--letter", "REMINDER.pdf")
            yield act_line(book, said.Notified, "return.act.reminder", "case notify", name, *reminder)
        shares = ("--share", f"{case.country}=WEIGHT")
        yield act_line(book, said.NationalityAssessed, "return.act.assess", "case assess", name, *shares)
        asked = ("--kind", "KIND", "--text", "CONDITION.txt")
        yield act_line(book, said.ConditionSet, "return.act.condition", "case condition", name, *asked)
        yield act_line(book, said.HostHeld, "return.act.hold", "case hold", name, "--authority", "AUTHORITY")
    if any(end.kind == "received" for end in ends):
        reported = {one.fact.at_days for one in case.all(said.OutcomeReported)}
        days = next((one for one in AT_DAYS if one not in reported), None)
        if days is not None:
            told = ("--days", str(days), "--outcome", "OUTCOME", "--source", "SOURCE")
            yield act_line(book, said.OutcomeReported, "return.act.outcome", "case outcome", name, *told)
    if said.CaseClosed not in case.told and said.CaseWithdrawn not in case.told:
        yield act_line(book, said.CaseClosed, "return.act.close", "case close", name, "--because", "BECAUSE")
