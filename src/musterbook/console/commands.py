"""Exact commands for acts the console shows and does not sign: keys are opened on the command line, by their owner."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final

from musterbook.console.hands import HandStep
from musterbook.console.signers import Signing
from musterbook.terms.times import zulu

REASON_MAX: Final = 200


def can_be_signed(verb: str) -> bool:
    """The command line has this verb: its front page lists every one it has. Nothing else is ever shown to be typed."""
    return any(line.startswith(f"  {verb} ") for line in _front_page())


@cache
def _front_page() -> tuple[str, ...]:
    return tuple(files("musterbook.cli").joinpath("front_page.txt").read_text("utf-8").splitlines())


@dataclass(frozen=True, slots=True)
class Hand:
    """What every command that changes a serial ends with: who signs, why, which list was seen, and when it happened."""

    signing: Signing
    because: str = ""
    seen: str = ""
    at: datetime | None = None

    def ends(self, *, reasoned: bool = True) -> tuple[str, ...]:
        """The words at the end of the command."""
        return (
            *(("--because", reason(self.because)) if reasoned else ()),
            *(("--seen", self.seen[:12]) if self.seen else ()),
            *(("--second-key", self.signing.second) if self.signing.second else ()),
            *(("--happened-at", zulu(self.at)) if self.at else ()),
            "--key", self.signing.officer,
        )  # fmt: skip


def reason(said: str) -> str:
    """What was typed as a reason, on one line without anything a terminal would obey; REASON when nothing was."""
    kept = "".join(letter for letter in " ".join(said.split()) if letter.isprintable())
    return kept[:REASON_MAX].strip(" -") or "REASON"


def adopt_command(plan: str, *, desk: Signing, planner: Signing, because: str = "", seen: str = "") -> str:
    """Adopting a plan: the desk signs the plan, a planner the seats; the second key is the one `desk` names."""
    return command_of(
        "plan adopt", plan[:12], "--because", reason(because), *(("--seen", seen[:12]) if seen else ()),
        *(("--second-key", desk.second) if desk.second else ()), "--key", desk.officer, "--key", planner.officer,
    )  # fmt: skip


def slip_command(serial: str, hand: Hand, *, leaves_at: datetime, arrives_at: datetime) -> str:
    """A serial at other hours."""
    return command_of("serial slip", serial, "--leaves", zulu(leaves_at), "--arrives", zulu(arrives_at), *hand.ends())


def scrub_command(serial: str, hand: Hand) -> str:
    """A serial that does not run."""
    return command_of("serial scrub", serial, *hand.ends())


def reseat_command(serial: str, target: str, numbers: Iterable[str], hand: Hand) -> str:
    """People of one serial on another."""
    people = [word for number in numbers for word in ("--person", number)]
    return command_of("serial reseat", serial, "--to", target, *people, *hand.ends())


def divert_command(serial: str, place: str, hand: Hand, *, because: str, arrives_at: datetime) -> str:
    """A serial under way to another place."""
    words = ("--reason", because, "--arrives", zulu(arrives_at))
    return command_of("serial divert", serial, place, *words, *hand.ends(reasoned=False))


def step_command(serial: str, step: HandStep, hand: Hand) -> str:
    """The next of the six signatures.

    What the receiver counted is his to type: no number stands there. What he took is true whatever list was shown here,
    so that his command holds no list against him.
    """
    ends = hand.ends(reasoned=False)
    if step.key in ("issue", "offer-on"):
        return command_of("offer", serial, *(("--onward",) if step.key == "offer-on" else ()), *ends)
    if step.key in ("close", "set-down"):
        return command_of("let-go", step.waits, *ends)
    return command_of("accept", step.waits, "--count", "COUNTED", *replace(hand, seen="").ends(reasoned=False))


def withdraw_command(carrier: str, hand: Hand, *, until: datetime, because: str) -> str:
    """A carrier that cannot be had."""
    return command_of(
        "carrier withdraw", carrier, "--until", zulu(until), "--because", because, *hand.ends(reasoned=False)
    )


def camp_command(what: str, camp: str, officer: str) -> str:
    """What pays a debt of a camp after control changed: recount, told or look. What was seen is the observer's."""
    verb, words = {
        "recount": ("camps count", ("COUNTS.csv",)),
        "told": ("camps told", (camp, "--body", "BODY")),
        "look": ("camps guards", (camp, "SEEN", "--source", "SOURCE")),
    }[what]
    return command_of(verb, *words, "--key", officer)


def issue_command(officer: str, *, since: str = "", to: str = "") -> str:
    """The situation report as it leaves, with what the reader chose."""
    chosen = (*(("--since", since) if since else ()), *(("--to", to) if to else ()))
    return command_of("sitrep", "--issue", "--as", "pdf", *chosen, "--key", officer)


def figure_command(officer: str, entry: str = "") -> str:
    """Stating the operation's figure, or agreeing one that was stated."""
    if not entry:
        return command_of("figure state", "--key", officer)
    return command_of("figure agree", entry[:12], "--key", officer)


def clear_statement_command(spokesman: str, principal: str) -> str:
    """A public statement of the agreed number; the spokesman signs, then a principal."""
    return command_of("statement clear", "--key", spokesman, "--key", principal)


def replan_command() -> str:
    """The plan in force planned again from the book; a proposal, which the node signs."""
    return command_of("plan replan")


def command_of(verb: str, *words: str, keys: Iterable[str] = ()) -> str:
    """The command as it is to be typed, signed with these keys; empty where the command line has no such verb."""
    signs = [word for officer in keys for word in ("--key", officer)]
    return shlex.join(("muster", *verb.split(), *words, *signs)) if can_be_signed(verb) else ""


def shown(command: str, signings: Sequence[Signing]) -> str:
    """The command, when everyone it names may sign."""
    return command if all(one.ready for one in signings) else ""
