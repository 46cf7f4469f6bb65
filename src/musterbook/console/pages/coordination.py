"""Coordination: who has not answered, the agenda of the next call, who came to the last, decisions, actions."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.call_rows import ActionRow
from musterbook.console.desk import Desk
from musterbook.terms.errors import Malformed

KNOWN: Final = ("agency", "actions", "decisions")
CHOICES: Final = {"actions": ("open", "overdue", "all"), "decisions": ("standing", "all")}
"""What may be shown of each; the first by default."""


def coordination(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/coordination`; `agency` shows one agency's answers and actions alone."""
    view, agency = desk.source.coordination(asked.as_of), asked.filters.get("agency", "")
    wanted = {name: _choice(asked, name) for name in CHOICES}
    waits = [one for one in view.waits if agency in ("", one.agency)]
    actions = [one for one in view.actions if agency in ("", one.agency) and _is_shown(one, wanted["actions"])]
    decisions = [one for one in view.decisions if one.stands or wanted["decisions"] == "all"]
    return desk.answer(
        asked, "coordination.html", desk.source.stamp(asked.as_of),
        said={"coordination": view, "shown": {"waits": waits, "actions": actions, "decisions": decisions}},
        rows=[{name: getattr(one, name) for name in one.__slots__ if name != "act"} for one in waits],
        view=view, waits=waits, actions=actions, decisions=decisions, agency=agency, wanted=wanted, choices=CHOICES,
    )  # fmt: skip


def _is_shown(one: ActionRow, wanted: str) -> bool:
    return wanted == "all" or one.overdue or (wanted == "open" and one.stage in ("set", "taken-up", "blocked", "done"))


def _choice(asked: Asked, name: str) -> str:
    said = asked.filters.get(name, CHOICES[name][0])
    if said not in CHOICES[name]:
        raise Malformed.because("console.unknown-filter", name=f"{name}={said[:20]}", known=", ".join(CHOICES[name]))
    return said
