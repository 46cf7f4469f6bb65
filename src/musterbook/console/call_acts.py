"""Acts of the call and of agreements as exact commands, each with the officers who may sign it. Nothing signs here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from musterbook.console.call_rows import ActLine
from musterbook.console.commands import command_of
from musterbook.console.signers import Signing, seconding, signing
from musterbook.coordination import facts as told
from musterbook.coordination.actions import Action
from musterbook.coordination.agencies import Agency
from musterbook.coordination.calls import Call
from musterbook.coordination.questions import Question
from musterbook.ledger.facts import Fact
from musterbook.operation.book import Book

EndsWith = tuple[str, ...]


class Acts:
    """Makes the commands of one book; the register is asked once for each kind of fact and officer."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[tuple[type[Fact], str, bool], Signing] = {}

    def of_call(self, call: Call | None) -> list[ActLine]:
        """What may be done at the call now: open it, or write who came and close it; decide and set actions."""
        lines = []
        if call is None or call.closed_at is not None:
            who = self._who(told.CallOpened)
            words = ("--chair", who.officer or "OFFICER", "--attending", "AGENCY:present")
            lines.append(self._line("open", "", "call open", words, told.CallOpened))
        else:
            lines.append(
                self._line("attend", call.name, "call attend", ("AGENCY", "--as", "present"), told.CallAttended)
            )
            lines.append(self._line("close", call.name, "call close", ("--minutes", "MINUTES.txt"), told.CallClosed))
        question = ("QUESTION", "--option", "FIRST", "--option", "SECOND", "--chosen", "1", "--authority", "AUTHORITY")
        affects = ("--affects", "agreement:NAME")
        said = ("DECISION", "--agency", "AGENCY", "--as", "concur")
        owed = ("WHAT", "--agency", "AGENCY", "--due", "TIME")
        asked = ("QUESTION", "--agency", "AGENCY", "--to", "AGENCY", "--due", "TIME")
        return [
            *lines,
            self._line("decide", "", "decide", question, told.Decided),
            self._line("decide-gate", "", "decide", (*question, *affects), told.Decided, second=True),
            self._line("concur", "", "concur", said, told.Concurred),
            self._line("set", "", "action add", owed, told.ActionSet),
            self._line("ask", "", "question ask", asked, told.Asked),
        ]

    def of_minutes(self, call: Call, agency: Agency, *, late: bool) -> ActLine:
        """Agreeing to the minutes for an agency; adding to them once the time is over."""
        words = ("--agency", agency.name, "--call", call.name, *(("--add", "WORDS") if late else ()))
        kind = told.MinutesAdded if late else told.MinutesAgreed
        return self._line("add" if late else "agree", agency.name, "call agree", words, kind, speaking=agency)

    def of_question(self, one: Question, agency: Agency | None) -> ActLine:
        """Answering a question for the agency that was asked."""
        return self._line("answer", one.name, "question answer", (one.name, "ANSWER"), told.Answered, speaking=agency)

    def of_action(self, one: Action, agency: Agency | None) -> ActLine | None:
        """The next thing to do about an action: take it up, do it, or have somebody else see it; None when all is."""
        if one.stage in ("set", "blocked"):
            kind: type[Fact] = told.ActionTakenUp
            return self._line("take", one.name, "action take", (one.name,), kind, speaking=agency, named=one.owner)
        if one.stage == "taken-up":
            words = (one.name, "--proof", "WORDS")
            return self._line("do", one.name, "action done", words, told.ActionDone, speaking=agency, named=one.owner)
        if one.stage == "done":
            return self._line("verify", one.name, "action verify", (one.name,), told.ActionVerified, but=one.done_by)
        return None

    def new_agreement(self) -> ActLine:
        """Drafting an agreement."""
        words = (
            "NAME", "--kind", "memorandum", "--party", "PARTY", "--party", "PARTY", "--act", "relocation", "--scope",
            "giver = SITE and receiver = SITE", "--text", "PAPER.pdf", "--until", "TIME",
        )  # fmt: skip
        return self._line("draft", "", "agreement add", words, told.AgreementMade)

    def of_agreement(
        self, name: str, stage: str, *, unsigned: Iterable[str], unmet: Iterable[str], parties: Iterable[str],
        duties: Iterable[str], findings: Iterable[str], by_party: bool,
    ) -> list[ActLine]:  # fmt: skip
        """Everything that may be done about an agreement at its stage; one that has ended can only be closed.

        What suspends an agreement by itself is mended, not resumed: `by_party` says that a party suspended it.
        """
        lines: list[ActLine] = []
        if stage in ("revoked", "expired"):
            return [self._ending("close", name, ("--reason", "expired"))] if stage == "expired" else []
        lines += [
            self._line("sign", one, "agreement sign", (name, "--party", one), told.AgreementSigned) for one in unsigned
        ]
        for condition in unmet:
            words: EndsWith = (name, condition, "--evidence", "PAPER.pdf")
            lines.append(self._line("meet", condition, "agreement meet", words, told.ConditionMet))
        for finding in findings:
            words = (finding, "ANSWER")
            lines.append(self._line("finding", finding, "agreement answer", words, told.FindingAnswered, second=True))
        for duty in duties:
            words = (name, duty, "--evidence", "PAPER.pdf")
            lines.append(self._line("duty", duty, "agreement duty", words, told.DutyDone))
        if by_party:
            lines.append(self._ending("resume", name, ("--because", "REASON"), kind=told.AgreementResumed))
        if stage in ("signed", "in force"):
            words = (name, "--party", min(parties, default="PARTY"), "--because", "REASON")
            lines.append(self._line("suspend", name, "agreement suspend", words, told.AgreementSuspended))
        lines.append(self._ending("revoke", name, ("--because", "REASON")))
        lines.append(self._ending("close", name, ("--reason", "fulfilled")))
        return lines

    def _ending(self, act: str, name: str, words: EndsWith, *, kind: type[Fact] = told.AgreementRevoked) -> ActLine:
        return self._line(act, name, f"agreement {act}", (name, *words), kind, second=True)

    def _line(
        self, act: str, about: str, verb: str, words: EndsWith, kind: type[Fact], *, second: bool = False,
        speaking: Agency | None = None, named: str = "", but: str = "",
    ) -> ActLine:  # fmt: skip
        """The command, or none where nobody may sign or the command line has no such verb."""
        who = self._voice(kind, speaking, named) if speaking is not None else self._who(kind, second=second, but=but)
        keys = [officer for officer in (who.officer, who.second) if officer]
        return ActLine(act, about, command_of(verb, *words, keys=keys) if who.ready else "", who)

    def _voice(self, kind: type[Fact], agency: Agency, named: str) -> Signing:
        """Who speaks for an agency and may sign: the officer named, its lead, its deputy or its principal."""
        every = self._who(kind)
        voices = [one for one in (named, agency.lead, agency.deputy, agency.principal) if one]
        able = tuple(dict.fromkeys(one for one in voices if one in every.able))
        if not able:
            return replace(every, officer="", role="", able=(), refused=every.refused)
        return replace(signing(self._book, kind, named=able[0]), able=able)

    def _who(self, kind: type[Fact], *, second: bool = False, but: str = "") -> Signing:
        key = kind, but, second
        if key not in self._known:
            found = signing(self._book, kind)
            if but and found.officer == but:
                other = next((one for one in found.able if one != but), "")
                found = signing(self._book, kind, named=other) if other else replace(found, officer="", role="")
            self._known[key] = self._paired(kind, found) if second and found.officer else found
        return self._known[key]

    def _paired(self, kind: type[Fact], found: Signing) -> Signing:
        """With the second person whom the rule of this kind wants, another officer in another role."""
        other = seconding(self._book, kind, found.officer, but=found.role)
        if not other.officer:
            return replace(found, lacks_second=True)
        return replace(found, second=other.officer, second_role=other.role)
