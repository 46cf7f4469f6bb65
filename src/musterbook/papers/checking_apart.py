"""Checking a paper that came from somewhere: in a process of its own, so that one made to hang or to fill ends that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from musterbook.papers.apart import Limits, Spent, done_apart
from musterbook.papers.checking import CheckedPaper, check_paper
from musterbook.terms.errors import Malformed, MusterbookError, Refused, Tampered
from musterbook.terms.moves import Objection

LIMITS: Final = Limits(processor_seconds=120)
"""The longest paper, a manifest of six thousand, is set in four seconds on an idle machine."""


def check_paper_apart(content: bytes, file: str, *, limits: Limits = LIMITS) -> CheckedPaper:
    """As `checking.check_paper`, within limits of time and memory.

    Raises:
        Malformed: it is no paper of this kind, or checking it took more than it may: no paper of ours does.
        Refused, Tampered: as there.
    """
    asked = msgspec.msgpack.encode([file, content])
    try:
        told = msgspec.msgpack.decode(done_apart("musterbook.papers.checking_apart", "checked", asked, limits))
    except (Spent, msgspec.MsgspecError):
        raise Malformed.because("paper.took-too-much", file=file) from None
    if "rule" in told:
        raise _error(told["kind"], told["rule"], told["values"])
    at = datetime.fromisoformat(told["at"])
    return CheckedPaper(told["title"], told["template"], at, told["paper"], told["inside"])


def checked(asked: bytes) -> bytes:
    """The answer of the process: the paper, or the rule it breaks."""
    file, content = msgspec.msgpack.decode(asked)
    try:
        found = check_paper(content, file)
    except MusterbookError as error:
        return msgspec.msgpack.encode(_told(error))
    return msgspec.msgpack.encode({
        "title": found.title, "template": found.template, "at": found.at.isoformat(), "paper": found.paper,
        "inside": found.inside,
    })  # fmt: skip


def _told(error: MusterbookError) -> dict[str, Any]:
    if isinstance(error, Malformed):
        fault = error.faults[0]
        return {"kind": "malformed", "rule": fault.rule, "values": dict(fault.values)}
    if isinstance(error, Refused):
        objection = error.objections[0]
        return {"kind": "refused", "rule": objection.rule, "values": dict(objection.values)}
    assert isinstance(error, Tampered), "there are three"
    return {"kind": "tampered", "rule": error.rule, "values": dict(error.values)}


def _error(kind: str, rule: str, values: Mapping[str, Any]) -> MusterbookError:
    if kind == "malformed":
        return Malformed.because(rule, **values)
    return Refused(Objection(rule, values=values)) if kind == "refused" else Tampered(rule, **values)
