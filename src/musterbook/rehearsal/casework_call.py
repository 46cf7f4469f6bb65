"""The calls of a rehearsal: agencies join, a decision is made against one of them, and one action becomes late.

What everybody says is invented and stands in the scenario; pictures, names and clocks are the operation's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final

from musterbook.coordination.facts import ActionSet, Decided
from musterbook.ledger.entry import Entry
from musterbook.operation import calling, deciding, owing
from musterbook.operation.acting import Acting
from musterbook.rehearsal.stage import Stage

CHAIR: Final = "coordinator:coordinator"
LEAD: Final = "agency-lead"
JOINED_BEFORE: Final = timedelta(minutes=30)
DECIDED_AFTER: Final = timedelta(minutes=20)
CLOSED_AFTER: Final = timedelta(minutes=50)
READ_BACK_AFTER: Final = timedelta(minutes=80)


@dataclass(frozen=True, slots=True)
class Calling:
    """The calls of one rehearsal.

    Attributes:
        said: `[casework.call]`: `at` (the hour of each call), `agencies` (name → officer who leads it), `absent` and
            `silent` (an agency that does not come, and one that says nothing of the minutes), `decision`, `dissent`
            and `action`.
    """

    stage: Stage
    said: Mapping[str, Any]

    def set(self) -> None:
        """Set every call at its hour; the first one decides, the others find out what became of it."""
        first, *later = self.said["at"]
        self.stage.at(first - JOINED_BEFORE, self.join)
        self.stage.at(first, partial(self.open, self.said["absent"]))
        self.stage.at(first + DECIDED_AFTER, self.decide)
        for at in (first, *later):
            if at != first:
                self.stage.at(at, partial(self.open, ""))
            self.stage.at(at + CLOSED_AFTER, self.close)
            self.stage.at(at + READ_BACK_AFTER, self.read_back)

    def join(self) -> None:
        """Every agency takes part from now on."""
        for name, lead in self.said["agencies"].items():
            calling.join_agency(self.stage.book, self.stage.desk(CHAIR), name, lead=self._officer(lead))

    def open(self, absent: str) -> None:
        """The chair opens a call with a picture of the book, and everyone answers the roll."""
        acting = self.stage.desk(CHAIR)
        came = [(name, "absent" if name == absent else "present", "") for name in self.said["agencies"]]
        calling.open_call(self.stage.book, acting, chair=acting.officers[0][0], attending=came)

    def decide(self) -> None:
        """The chair decides, one agency does not concur, and something is to be done by a time nobody keeps."""
        book, stage, said = self.stage.book, self.stage, self.said
        call, decision, action = calling.call_named(book, "").name, said["decision"], said["action"]
        decided = deciding.decide(
            book, stage.desk(CHAIR), question=decision["question"], options=decision["options"],
            chosen=decision["chosen"], authority=decision["authority"], call=call,
        ).fact  # fmt: skip
        assert isinstance(decided, Decided)
        for agency in said["agencies"]:
            against = agency == said["dissent"]["agency"]
            how, reason = ("non-concur", said["dissent"]["reason"]) if against else ("concur", "")
            deciding.concur(book, self._speaking(agency), decided.decision, agency, how=how, reason=reason)
        self._owe(action["what"], action["agency"], hours=action["hours"], call=call)
        done = said["done"]
        self._do(self._owe(done["what"], done["agency"], hours=done["hours"], call=call), done)

    def close(self) -> None:
        """The call is over, and its minutes are read back."""
        calling.close_call(self.stage.book, self.stage.desk(CHAIR), "", minutes=self.said["minutes"])

    def read_back(self) -> None:
        """Every agency agrees to the minutes but one, which says nothing; that is silence and no consent."""
        for agency in self.said["agencies"]:
            if agency != self.said["silent"]:
                calling.answer_minutes(self.stage.book, self._speaking(agency), "", agency)

    def _owe(self, what: str, agency: str, *, hours: int, call: str) -> Entry:
        acting = self.stage.desk(CHAIR)
        due = acting.at + timedelta(hours=hours)
        return owing.set_action(self.stage.book, acting, what=what, agency=agency, due=due, call=call)

    def _do(self, entry: Entry, said: Mapping[str, Any]) -> None:
        """One action is taken up and done in time, and the chair has seen it."""
        stage, fact = self.stage, entry.fact
        assert isinstance(fact, ActionSet)
        name, agency = fact.action, said["agency"]
        stage.at(stage.now + timedelta(hours=1), lambda: owing.take_up(stage.book, self._speaking(agency), name))
        done_at = stage.now + timedelta(hours=said["hours"] - 1)
        stage.at(done_at, lambda: owing.done(stage.book, self._speaking(agency), name, proof=said["proof"]))
        stage.at(done_at + timedelta(minutes=30), lambda: owing.verify(stage.book, stage.desk(CHAIR), name))

    def _speaking(self, agency: str) -> Acting:
        return self.stage.desk(f"{self.said['agencies'][agency]}:{LEAD}")

    def _officer(self, name: str) -> str:
        return name if "." in name else f"{self.stage.book.settings.desk}.{name}"
