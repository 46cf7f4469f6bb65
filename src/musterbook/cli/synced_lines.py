"""What is said of a meeting with another node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musterbook.cli.node_lines import skew
from musterbook.terms.errors import MusterbookError
from musterbook.terms.moves import Objection
from musterbook.words.lines import in_words, to_say

if TYPE_CHECKING:
    from musterbook.operation.copying import TakenIn
    from musterbook.operation.synced import Synced


def lines_of(one: Synced) -> list[str]:
    """A line for what came and went, and one for each thing that is wrong."""
    met = one.contact
    who, clock = one.name or met.peer[:16] or one.address, skew(met.skew.total_seconds())
    if one.wrong is not None:
        return [in_words("{address}: not met: {why}", address=one.address, why=_said(one.wrong))]
    if one.stopped and not met.peer:
        return [in_words("{address}: not called before it was stopped", address=one.address)]
    if not met.peer:
        return [in_words("{address}: nobody answered", address=one.address)]
    lines = [
        in_words(
            "{who}: {new} new entries here, {brought} frames brought there; clock {clock}", who=who, new=one.new,
            brought=met.brought, clock=clock,
        )
    ]  # fmt: skip
    if n := one.erased:
        lines.append(in_words("{who}: what was sealed of {n} people was destroyed here, as ordered", who=who, n=n))
    lines += [] if met.done else _left(one, who)
    lines += [
        in_words("{who}: log {log}: {why}", who=who, log=log[:16] or "–", why=_why(log, rule))
        for log, rule in sorted(met.stuck.items())
    ]
    for log, seq in one.forked.items():
        lines.append(
            in_words("{who}: log {log} was written in two versions, from entry {seq} on", who=who, log=log, seq=seq)
        )
    if met.rolled_back:
        less = to_say("{who} has less of its own log than it once signed: it was restored from an old copy")
        lines.append(in_words(less, who=who))
    if met.overtaken:
        lines.append(in_words("{who} has more of this node's log than is here: close it and open a new one", who=who))
    return lines


def taken_in_lines(one: TakenIn) -> list[str]:
    """What became of one bundle, or of codes that were read."""
    file = one.file
    lines = [
        in_words("{file}: {new} new entries, {known} frames known already", file=file, new=one.new, known=one.known)
    ]
    if left := one.left:
        some = to_say("{file}: {left} logs of which it has only some entries come from elsewhere, whole")
        lines.append(in_words(some, file=file, left=left))
    if sealed := one.sealed:
        lines.append(
            in_words("{file}: {sealed} sealed things were lacking here and are kept", file=file, sealed=sealed)
        )
    if n := one.erased:
        lines.append(in_words("{file}: what was sealed of {n} people was destroyed here, as ordered", file=file, n=n))
    return lines + [in_words("{file}: turned away: {why}", file=file, why=_why_away(why)) for why in one.turned_away]


def _why_away(said: str) -> str:
    """A rule in a sentence; what is no rule alone stays as it is."""
    from musterbook.words.say import known, sentence  # noqa: PLC0415  heavy

    return sentence(Objection(said)) if known(said) else said


def _left(one: Synced, who: str) -> list[str]:
    """Why it did not go to its end, and what is left."""
    far, sealed = one.far, max(0, one.contact.sealed_wanted - one.contact.sealed)
    stopped = to_say("{who}: stopped here; what came is kept, and the next call goes on from there")
    lines = [in_words(stopped if one.stopped else to_say("{who}: the link was cut; call again to go on"), who=who)]
    if far.to_come is not None:
        left = to_say("{who}: still to come: {coming} entries[[ and {sealed} sealed things]]; still to go: {going}")
        lines.append(in_words(left, who=who, coming=far.coming, sealed=sealed or "", going=far.going))
    return lines


def _said(wrong: MusterbookError) -> str:
    """Why nobody was met, in sentences."""
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    return "; ".join(sentence(wrong).splitlines())


def _why(log: str, rule: str) -> str:
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    return sentence(Objection(rule, values={"log": log[:16]}))
