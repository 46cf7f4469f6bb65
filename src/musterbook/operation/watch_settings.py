"""Who owns an alert: `[watch]` of `operation.toml`, by site and rung, with deputies, a duty officer and a superior.

[watch]
duty_officer = "o.desk"
superior = "m.head"

[watch.owners.WLW]
default = ["w.officer", "w.deputy"]
now = ["m.head"]

[watch.owners.elsewhere]
default = ["a.analyst"]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from musterbook.terms.errors import Fault
from musterbook.watch.choices import RUNGS

FILE: Final = "operation.toml"
ELSEWHERE: Final = "elsewhere"
DEFAULT: Final = "default"
_WORDS: Final = ("duty_officer", "superior")
_OWNERS: Final = "owners"


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """Who answers.

    Attributes:
        duty_officer: who gets an alert where nobody else is on duty.
        superior: who is told of an alert that nobody answered in time.
        owners: site → rung (or `default`) → owner and deputies in order; `elsewhere` for sites not named.
    """

    duty_officer: str = ""
    superior: str = ""
    owners: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def owners_of(self, site: str, rung: str) -> tuple[str, ...]:
        """Owner and deputies of an alert of this rung at a site, in the order in which they are asked."""
        for named in (site, ELSEWHERE):
            by_rung = self.owners.get(named, {})
            owners = by_rung.get(rung) or by_rung.get(DEFAULT)
            if owners:
                return owners
        return ()


def read_watch(said: Mapping[str, Any], faults: list[Fault]) -> WatchSettings:
    """The table `[watch]`; what is of the wrong kind or unknown is a fault, the rest is kept."""
    words = {name: said[name] for name in _WORDS if isinstance(said.get(name), str)}
    for name in sorted(said.keys() - {*words, _OWNERS}):
        if name in _WORDS:
            faults.append(Fault("settings.wrong-type", file=FILE, column=f"watch.{name}", values={"wanted": '"…"'}))
        else:
            known = {"known": ", ".join((*_WORDS, _OWNERS))}
            faults.append(Fault("settings.unknown-field", file=FILE, column=f"watch.{name}", values=known))
    owners = said.get(_OWNERS, {})
    if not isinstance(owners, Mapping):
        faults.append(
            Fault("settings.wrong-type", file=FILE, column=f"watch.{_OWNERS}", values={"wanted": "[watch.owners]"})
        )
        owners = {}
    kept = {str(site): dict(_rungs(str(site), by_rung, faults)) for site, by_rung in owners.items()}
    return WatchSettings(words.get("duty_officer", ""), words.get("superior", ""), kept)


def _rungs(site: str, by_rung: object, faults: list[Fault]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Rung and officers of one site."""
    column = f"watch.owners.{site}"
    if not isinstance(by_rung, Mapping):
        faults.append(Fault("settings.wrong-type", file=FILE, column=column, values={"wanted": f"[{column}]"}))
        return
    for rung, officers in by_rung.items():
        if rung not in (*RUNGS, DEFAULT):
            known = {"known": ", ".join((DEFAULT, *RUNGS))}
            faults.append(Fault("settings.unknown-field", file=FILE, column=f"{column}.{rung}", values=known))
        elif not isinstance(officers, list) or not all(isinstance(one, str) and one for one in officers):
            wanted = {"wanted": '["…"]'}
            faults.append(Fault("settings.wrong-type", file=FILE, column=f"{column}.{rung}", values=wanted))
        else:
            yield str(rung), tuple(officers)
