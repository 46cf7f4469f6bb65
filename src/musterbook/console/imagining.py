"""What-if inputs as a form says them: the site as it is known, with some of them typed otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.settings import Mark
from musterbook.watch.site_today import Fabric, Guards, Relief, Reported, SiteToday

TYPED: Final = "what-if"
"""The source of what is only imagined."""
DAYS_MOST: Final = 365
COUNT_MOST: Final = 1_000_000


def imagined(today: SiteToday, changes: Mapping[str, str]) -> SiteToday:
    """The site with these inputs changed; Malformed for one that cannot be."""
    said: dict[str, Any] = {}
    for name in ("people", "capacity", "violence"):
        if name in changes:
            said[name] = _reported(today, _count(name, changes[name]))
    if "fabric" in changes:
        said["fabric"] = _reported(today, Fabric(_one_of("fabric", changes["fabric"], tuple(Fabric))))
    for name in ("warning", "offensive"):
        if name in changes:
            said[name] = _reported(today, TYPED) if _one_of(name, changes[name], ("yes", "no")) == "yes" else None
    other = replace(today, **said)
    for name in ("posts_minimum", "posts_filled", "on_site"):
        if name in changes:
            other = _guards(other, name, changes[name])
    if "relief_days" in changes or "receiver" in changes:
        other = replace(other, reliefs=_reliefs(today, changes))
    return other


def now_of(today: SiteToday) -> dict[str, str]:
    """What each input of the form is as it is known."""
    guards, relief = today.guards, today.reliefs[0] if today.reliefs else None
    said: dict[str, object] = {
        "posts_filled": guards.value.posts_filled if guards else None,
        "posts_minimum": guards.value.posts_minimum if guards else None,
        "on_site": None if guards is None else "yes" if guards.value.on_site else "no",
        "people": _value(today.people), "capacity": _value(today.capacity), "violence": _value(today.violence),
        "fabric": _value(today.fabric), "warning": "yes" if today.warning else "no",
        "offensive": "yes" if today.offensive else "no",
        "relief_days": None if relief is None else f"{(relief.opens - today.as_of) / timedelta(days=1):.0f}",
        "receiver": None if relief is None else _receiver(relief),
    }  # fmt: skip
    return {name: str(value) for name, value in said.items() if value is not None}


def _guards(today: SiteToday, name: str, said: str) -> SiteToday:
    old = today.guards.value if today.guards is not None else Guards(0, 1)
    new: dict[str, Any] = {name: _count(name, said, least=int(name == "posts_minimum"))} if name != "on_site" else {}
    if name == "on_site":
        there = _one_of(name, said, ("yes", "no")) == "yes"
        new = {"on_site": there} if there else {"on_site": False, "posts_filled": 0}
    return replace(today, guards=_reported(today, replace(old, **new)))


def _reliefs(today: SiteToday, changes: Mapping[str, str]) -> tuple[Relief, ...]:
    """One relief in place of those planned; none where the days are left empty and the receiver is none."""
    days = changes.get("relief_days")
    old = today.reliefs[0] if today.reliefs else None
    opens = old.opens if old is not None else today.as_of
    if days is not None:
        opens = today.as_of + timedelta(days=_count("relief_days", days, most=DAYS_MOST))
    receiver = _one_of("receiver", changes.get("receiver", "none"), ("none", "present", "signed"))
    return (Relief(TYPED, opens, receiver != "none", receiver == "signed", TYPED),)


def _receiver(relief: Relief) -> str:
    return (
        "signed"
        if relief.receiver_present and relief.receiver_signed
        else "present"
        if relief.receiver_present
        else "none"
    )


def _reported(today: SiteToday, value: Any) -> Reported[Any]:  # noqa: ANN401  any input may be imagined
    at: datetime = today.as_of
    return Reported(value, at, TYPED, Mark.JUDGED)


def _value(reported: Reported[Any] | None) -> object:
    return None if reported is None else reported.value


def _count(name: str, said: str, *, least: int = 0, most: int = COUNT_MOST) -> int:
    if not (said.isascii() and said.isdigit() and least <= int(said) <= most):
        values: dict[str, str | int | None] = {"setting": name, "value": said[:20], "least": least, "most": most}
        raise Malformed(Fault("settings.out-of-bounds", column=name, values=values))
    return int(said)


def _one_of(name: str, said: str, choices: tuple[str, ...]) -> str:
    if said not in choices:
        raise Malformed(
            Fault("settings.unknown-choice", column=name, values={"setting": name, "choices": ", ".join(choices)})
        )
    return said
