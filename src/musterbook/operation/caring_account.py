"""Care and duties for the account: what was done for people, what is owed now, and what was done too late or never.

Joins custody with everything that has a clock (`owed`); nobody is named. Reads, and writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from musterbook.custody.care.condition import Conditions
from musterbook.custody.care.facts import ConditionNoted, MedicineHanded, PropertySealed, WelfareGiven
from musterbook.custody.dues.facts import ContestAnswered, Contested, ReceiptGiven, Told
from musterbook.custody.sheets.facts import SheetConfirmed
from musterbook.eligibility.facts import FitnessCertified
from musterbook.ledger.facts import Fact
from musterbook.operation.book import Book
from musterbook.operation.caring_told import property_told
from musterbook.operation.noticing import notices_told
from musterbook.operation.owed import owed
from musterbook.operation.owed_one import Owed

COUNTED: Final[dict[type[Fact], str]] = {
    SheetConfirmed: "sheets", ConditionNoted: "looks", MedicineHanded: "packs", PropertySealed: "bags",
    FitnessCertified: "certificates", Told: "told", ReceiptGiven: "receipts", WelfareGiven: "aboard",
}  # fmt: skip
"""Kind of fact → what it counts, a person each; looks and drinks aboard are counted as given, not by person."""


def care_told(book: Book, now: datetime) -> dict[str, Any] | None:
    """How many sheets, looks, packs, bags, certificates, words and receipts; injuries, contests; what is owed or late.

    None where the book has nothing of care.
    """
    done: Counter[str] = Counter()
    for entry in book.entries():
        name = COUNTED.get(type(entry.fact))
        if name is not None:
            done[name] += 1 if name == "aboard" else len(entry.named())
    if not done:
        return None
    rows = owed(book, now)
    languages = dict(sorted(Counter(
        one.language for entry in book.entries() if isinstance(entry.fact, ReceiptGiven) for one in entry.fact.receipts
    ).items()))  # fmt: skip
    answers = [one.fact.outcome for one in book.entries() if isinstance(one.fact, ContestAnswered)]
    notices = notices_told(book, now)
    return {
        **{name: done[name] for name in COUNTED.values()},
        "injuries": [
            {"holder": one.holder, "since": None if one.before is None else one.before.at.isoformat(),
             "seen_at": one.seen.at.isoformat(), "seen_by": one.seen.by}
            for one in book.reading(Conditions).injuries()
        ],
        "contests": sum(isinstance(one.fact, Contested) for one in book.entries()),
        "upheld": answers.count("upheld"),
        "parted": len(property_told(book, apart=True)),
        "languages": languages, "notices": _by_notice(notices),
        "due": _by_owner(one for one in rows if one.due > now),
        "missed": _by_owner(one for one in rows if one.due <= now),
    }  # fmt: skip


def _by_notice(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Notices by kind: of how many people sent, acknowledged too, sent too late, and never sent in time."""
    told: dict[str, Counter[str]] = {}
    for row in rows:
        counts = told.setdefault(row["notice"], Counter())
        counts["missed"] += row["people"] if row["stage"] == "overdue" else 0
        counts["late"] += row["late"]
        counts["sent"] += row["people"] - row["late"] if row["stage"] not in ("overdue", "due") else 0
        counts["acknowledged"] += row["people"] if row["stage"] == "acknowledged" else 0
    return [
        {"notice": notice, **{name: counts[name] for name in ("sent", "acknowledged", "late", "missed")}}
        for notice, counts in sorted(told.items())
    ]


def _by_owner(rows: Iterable[Owed]) -> list[dict[str, Any]]:
    """What is owed by owner and kind: how many things, about how many people."""
    things: Counter[tuple[str, str]] = Counter()
    people: Counter[tuple[str, str]] = Counter()
    for one in rows:
        things[one.owner, one.what] += 1
        people[one.owner, one.what] += one.people
    return [
        {"owner": owner, "what": what, "things": count, "people": people[owner, what]}
        for (owner, what), count in sorted(things.items())
    ]
