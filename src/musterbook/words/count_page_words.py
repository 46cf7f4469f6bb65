"""English words of counting on a page, and of signing there, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COUNTING: Final[Mapping[str, str]] = {
    "count.title": "Count {muster}",
    "count.lead": "Two count, each alone; both sign what they agree on; then the roll is shown",
    "count.reason": "Why",
    "count.because.routine": "as usual",
    "count.because.interim": "in between",
    "count.because.before boarding": "before boarding",
    "count.because.after arrival": "after arrival",
    "count.because.alarm": "an alarm",
    "count.steps": "How far it is",
    "count.step-1": "The first counter enters what he found.",
    "count.step-2": "The second counter enters what he found, without having seen the first.",
    "count.step-3": "Both sign, and the roll is shown beside it.",
    "count.in": "{officer}, {at}",
    "count.differ": "{one} and {other} did not find the same. Stop everybody, and count again, each alone.",
    "count.rounds.one": "It is the first time that they differ.",
    "count.rounds.other": "They have differed {n} times.",
    "count.agreed-name": "people present, by number: both counters found the same.",
    "count.agreed-number": "people: both counters found the same.",
    "count.signed-is": "What is signed begins {digest}.",
    "count.sign.one": "Sign the count of {n}",
    "count.sign.other": "Sign the count of {n}",
    "count.again": "Count again instead",
    "count.counted": "People counted",
    "count.present": "Numbers of those present, one a line; a scanner types them",
    "count.enter": "Enter my count",
    "count.blind": (
        "What you enter is shown to nobody until the other counter has entered his. What the roll expects is shown "
        "when both have signed."
    ),
    "count.beside": "The count beside the roll as it stood then",
    "count.agrees": "Count and roll say the same.",
    "count.missing": "On the roll and not counted, by number",
    "count.over": "Counted and not on this roll, by number",
    "count.explain": "Its owner and the other party explain it: muster count explain",
    "count.back": "To all counts",
    "count.page": "Count here",
    "count.call": "Call a count here",
    "count.call-go": "Call it",
    "count.minutes": "Due in minutes",
    "count.whose": "Whose people",
    "count.refused": "The count was not called",
    "count.hidden": "not shown while it is counted",
    "deed.officer": "Officer",
    "deed.phrase": "Pass-phrase of his key",
    "deed.phrase-of": "Pass-phrase of {officer}",
    "deed.machine": "Pass-phrase of this machine's log",
    "deed.machine-own": "This machine's log has a pass-phrase of its own",
    "deed.exercise": "In an exercise keys open without a pass-phrase.",
    "console.no-phrase": "no pass-phrase was typed for the key of {key}. Type it and try again",
    "console.not-a-counter": "{officer} may not count here. These may: {who}",
    "console.nobody-counts": "nobody may count here. Have the registrar grant the role",
    "console.not-yourself": "Whoever is signed in signs: {officer}. Sign in as the other officer, or let him enter",
    "console.count-changed": (
        "The count is not the one that was shown any more: one of the counters has entered again. Look at it and sign "
        "what stands there now"
    ),
    "book.not-lent": (
        "This book cannot be opened to write from a page: it lies in no file of this machine. Use the command line"
    ),
}
"""Words of one page, one line a key."""
