"""What `plan replan` prints: each serial that is not as it was, why, and what the change is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from musterbook.cli.render import table
from musterbook.lift.plan import Serial
from musterbook.lift.replanned import Changed, Replanned
from musterbook.words.lines import in_words
from musterbook.words.plans import finding, moment, phrase
from musterbook.words.say import sentence

KINDS = ("kept", "slipped", "moved", "new", "scrubbed")
HEAD = ("Serial", "Change", "Was", "Becomes", "People", "Because")


def replan_lines(found: Replanned, epoch: str, language: str) -> list[str]:
    """For a terminal: the counts, what the news touches, apart from it what else changed, and what that is worth."""
    counts: Counter[str] = Counter(one.change.kind for one in found.changes)
    worth = found.objective
    changed = [one for one in found.changes if one.change.kind != "kept"]
    near, far = [one for one in changed if one.near], [one for one in changed if not one.near]
    lines = [
        ", ".join(f"{counts[kind]} {kind}" for kind in KINDS),
        in_words("{committed} serials have begun or are about to and stand", committed=len(found.committed))
        + (
            in_words("; {repaired} more would, and the news forbids it", repaired=len(found.repaired))
            if found.repaired
            else ""
        ),
        in_words(
            "{delivered} delivered, {left_behind} left behind, weighted loss {weighted_loss}",
            delivered=worth.delivered, left_behind=worth.left_behind, weighted_loss=f"{worth.weighted_loss:.2f}",
        ),
    ]  # fmt: skip
    if found.stranded:
        lines.append(
            in_words("{n} people sit in a carrier that failed, with its escorts", n=sum(found.stranded.values()))
        )
    lines += ["", *table(HEAD, _rows(near, epoch, language))] if near else []
    share = len(far) / max(1, found.far)
    lines += [
        "",
        in_words(
            "Of {n} serials the news does not touch {changed} change ({share})", n=found.far, changed=len(far),
            share=f"{share:.1%}",
        ),
    ]  # fmt: skip
    if found.room:
        lines.append(
            in_words(
                "{room} of them had to: nothing else lets people leave a staging place in time", room=len(found.room)
            )
        )
    lines += [*table(HEAD, _rows(far, epoch, language)), ""] if far else []
    lines += [_worth(found), _carried_on(found)]
    return [*lines, *(finding(one, epoch, language) for one in found.findings)]


def replan_told(found: Replanned, epoch: str, language: str) -> dict[str, Any]:
    """The same for machines."""
    columns = ("serial", "change", "was", "becomes", "people", "because")
    changed = [one for one in found.changes if one.change.kind != "kept"]
    rows = [
        {**dict(zip(columns, row, strict=True)), "touched_by_news": one.near, "rule": one.reason}
        for one, row in zip(changed, _rows(changed, epoch, language), strict=True)
    ]
    worth = found.objective
    return {
        "kept": len(found.changes) - len(changed), "changes": rows,
        "weighted_loss": worth.weighted_loss, "delivered": worth.delivered, "left_behind": worth.left_behind,
        "first_loss": found.first_loss, "first_changed": found.first_changed,
        "carried_on_loss": found.carried_on.objective.weighted_loss,
        "carried_on_left_behind": found.carried_on.objective.left_behind,
        "saved_per_change": found.gain_per_change, "unaffected": found.far, "unaffected_changed": found.far_changed,
        "changed_for_room": found.room, "committed": found.committed, "repaired": dict(found.repaired),
        "stranded": dict(found.stranded), "objections": [finding(one, epoch, language) for one in found.findings],
        "of_what_is_under_way": [finding(one, epoch, language) for one in found.begun],
        "unmoved": [
            {"group": one.group, "heads": one.heads, "says": sentence(one, language)} for one in found.unmoved
        ],
    }  # fmt: skip


def _worth(found: Replanned) -> str:
    more, saved = found.changed - found.first_changed, found.first_loss - found.objective.weighted_loss
    first = in_words(
        "With as little change as can be ({first_changed} serials) it would lose {first_loss}",
        first_changed=found.first_changed, first_loss=f"{found.first_loss:.2f}",
    )  # fmt: skip
    if more > 0:
        return in_words(
            "{first}; {more} more serials change and save {saved}, {each} each", first=first, more=more,
            saved=f"{saved:.2f}", each=f"{saved / more:.3f}",
        )  # fmt: skip
    return (
        in_words("{first}; the search found nothing better", first=first)
        if saved <= 0
        else in_words("{first}; {saved} less with no more change", first=first, saved=f"{saved:.2f}")
    )


def _carried_on(found: Replanned) -> str:
    """What nobody planning again would lose."""
    worth = found.carried_on.objective
    return in_words(
        "Carried on as it stands, less what cannot run any more, the plan in force would "
        "lose {weighted_loss} and leave {left_behind} behind", weighted_loss=f"{worth.weighted_loss:.2f}",
        left_behind=worth.left_behind,
    )  # fmt: skip


def _rows(changes: Iterable[Changed], epoch: str, language: str) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for one in changes:
        old, new = one.change.before, one.change.after
        people = "/".join(str(serial.people) for serial in (old, new) if serial)
        because = phrase(one, epoch, language)
        rows.append((one.change.serial, one.change.kind, _told(old, epoch), _told(new, epoch), people, because))
    return rows


def _told(serial: Serial | None, epoch: str) -> str:
    return f"{moment(epoch, serial.depart)} {serial.origin} → {serial.destination}" if serial else ""
