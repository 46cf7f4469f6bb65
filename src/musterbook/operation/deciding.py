"""Deciding: a decision is written with its options and its authority, and every agency may say what it thinks of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from musterbook.coordination.decisions import EFFECTS, HOW, Decision, Decisions
from musterbook.coordination.facts import Concurred, Decided
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.calling import call_named
from musterbook.operation.coordinating import must_follow, must_say, next_name, no_such, one_of, speaking_for
from musterbook.operation.sealed_words import seal_words, words_behind
from musterbook.terms.errors import Malformed


def affects_gate(affects: Iterable[str]) -> str:
    """`yes` when a decision touches a gate, and so needs two people: an agreement is one too. Else `no`."""
    return "yes" if any(one.partition(":")[0] in ("gate", "agreement") for one in affects) else "no"


def decide(
    book: Book, acting: Acting, *, question: str, options: Sequence[str], chosen: int, authority: str,
    affects: Iterable[str] = (), from_: datetime | None = None, until: datetime | None = None, call: str = "",
    supersedes: str = "",
) -> Entry:  # fmt: skip
    """Write a decision. It changes nothing by itself: the fact that does must follow.

    Args:
        book: the book.
        acting: the decider, and a second person when a gate or an agreement is affected.
        question: what was to be decided; sealed.
        options: what could be done, at least one, sealed; the first has number 1.
        chosen: the number of the option chosen.
        authority: on what authority, in a few words or the name of an agreement.
        affects: `gate:RULE`, `agreement:NAME`, `site:NAME`, `serial:NAME`.
        from_: from when it holds; now when nobody says.
        until: until when; until it is superseded when nobody says.
        call: the call at which it was made.
        supersedes: the decision it takes the place of.

    Raises:
        Malformed: something is lacking, there is no such option, decision or gate, it would supersede itself or close
            a ring, or it ends before it begins.
    """
    must_say(question=question, authority=authority, **{f"option-{n}": one for n, one in enumerate(options, 1)})
    if not 1 <= chosen <= len(options):
        raise Malformed.because("decision.no-such-option", chosen=chosen, options=len(options))
    touched, decisions = frozenset(affects), book.reading(Decisions)
    _check_affects(touched)
    begins = from_ or acting.at
    must_follow("until", until, begins)
    name = next_name(book, acting, "DEC", [one.name for one in decisions.all()])
    _check_superseded(decisions, name, supersedes)
    digests = seal_words(book, f"decision {name}", "decision", question, *options)
    fact = Decided(
        decision=name, question=digests[0], options=tuple(digests[1:]), chosen=digests[chosen],
        decider=acting.officers[0][0], authority_basis=authority, from_=begins, until=until,
        call=call_named(book, call).name if call else "", affects=touched, affects_gate=affects_gate(touched),
        supersedes=supersedes,
    )  # fmt: skip
    return book.write(acting.draft(fact))


def concur(book: Book, acting: Acting, decision: str, agency: str, *, how: str, reason: str = "") -> Entry:
    """An agency says what it thinks of a decision; a non-concur stays with it on every report while it stands.

    Raises:
        Malformed: no such decision or word, or a non-concur or comment without its words.
        Refused: nobody who signs speaks for the agency.
    """
    decision_named(book, decision)
    one_of("concurrence", how, HOW)
    speaking_for(book, acting, agency)
    if how in ("non-concur", "concur-with-comment"):
        must_say(reason=reason)
    digest = seal_words(book, f"decision {decision}", how, reason)[0] if reason else None
    return book.write(acting.draft(Concurred(decision=decision, agency=agency, how=how, reason=digest)))


def decision_named(book: Book, name: str) -> Decision:
    """A decision by its name; Malformed when there is none."""
    found = book.reading(Decisions).decision(name)
    if found is None:
        raise no_such("decision", name, [one.name for one in book.reading(Decisions).all()])
    return found


def decisions_told(book: Book, now: datetime, *, without_effect: bool = False) -> list[dict[str, Any]]:
    """Every decision by `now`, newest first; or those that stand and that nothing has followed."""
    decisions = book.reading(Decisions)
    shown = decisions.without_effect(now) if without_effect else decisions.all()
    digests = [digest for one in shown for digest in (one.terms.question, one.terms.chosen)]
    digests += [said.reason for one in shown for said in one.said.values() if said.reason is not None]
    words = words_behind(book, digests)
    return [_told(decisions, one, words, now) for one in reversed(shown) if one.decided_at <= now]


def _told(decisions: Decisions, one: Decision, words: Any, now: datetime) -> dict[str, Any]:  # noqa: ANN401  a mapping
    return {
        "decision": one.name, "question": words.get(one.terms.question, ""), "chosen": words.get(one.terms.chosen, ""),
        "decider": one.terms.decider, "authority": one.terms.authority_basis, "call": one.terms.call,
        "decided_at": one.decided_at.isoformat(), "from": one.terms.from_.isoformat(),
        "until": one.terms.until.isoformat() if one.terms.until else None,
        "stands": decisions.stands(one.name, now), "superseded_by": decisions.superseded_by(one.name, now),
        "affects": sorted(one.terms.affects), "without_effect": list(one.without_effect),
        "dissent": [{"agency": name, "reason": words.get(one.said[name].reason, "")} for name in one.dissent],
        "said": {name: said.how for name, said in sorted(one.said.items())}, "entry": one.entry,
    }  # fmt: skip


def _check_affects(affects: Iterable[str]) -> None:
    for one in affects:
        what, _, name = one.partition(":")
        one_of("affects", what, tuple(EFFECTS))
        if what == "gate":
            one_of("gate", name, tuple(EFFECTS["gate"]))
        must_say(affects=name)


def _check_superseded(decisions: Decisions, name: str, supersedes: str) -> None:
    if not supersedes:
        return
    if supersedes != name and decisions.decision(supersedes) is None:
        raise no_such("decision", supersedes, [one.name for one in decisions.all()])
    ring = decisions.ring(name, supersedes)
    if ring:
        raise Malformed.because("decision.ring", decision=name, ring=" → ".join(ring))
