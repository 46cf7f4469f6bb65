"""Places opened: how many people each place can take, and its beds, as those who run it last said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from musterbook.custody.beds.facts import PlaceOpened
from musterbook.ledger.entry import Entry
from musterbook.terms.custodians import CustodianId

NOT_COUNTED: Final = frozenset(("BIOHAZARD_DIRTY_PROTEST", "CSU", "CONSTANT_SUPERVISION", "DRY", "UNFURNISHED"))
"""Kinds of beds taken out of working capacity (reasons.toml, bed_kind.not_counted): for hours, not for living in."""

SHARED: Final = frozenset(("dormitory-place", "tent-place"))
"""Kinds of beds that stand in one room with others, whatever their names say."""


@dataclass(frozen=True, slots=True)
class Bed:
    """One bed of a place. Its name may say where it stands, `WING-LANDING-CELL/BED`, and less of it is less known.

    What a name leaves out is taken to be shared: a tent place without a tent stands with every other such place, and a
    cell without a wing stands in the same wing as all others.
    """

    name: str
    kind_of: str
    out_of_use: bool = False

    @property
    def cell(self) -> str:
        """The room it stands in."""
        room, slash, _ = self.name.rpartition("/")
        if slash:
            return room
        return self.name.rpartition("-")[0] if self.kind_of in SHARED else self.name

    @property
    def landing(self) -> str:
        """The landing of its cell; empty where the name does not say."""
        return self.cell.rpartition("-")[0]

    @property
    def wing(self) -> str:
        """The wing of its cell; empty where the name does not say."""
        return self.landing.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Opened:
    """A place as it was last opened.

    Attributes:
        place: its name in the table sites, or as its custodian calls it.
        custodian: who answers for people there.
        kind_of: what kind of place.
        maximum: the most it may ever hold.
        working: what it can run with; 0 when it is closed.
        certified: what it was built and approved for; None when nobody said.
        out_of_use: how many working places cannot be used now.
        since: when that was said.
        beds: bed by its name, where beds are assigned one by one.
    """

    place: str
    custodian: CustodianId
    kind_of: str
    maximum: int
    working: int
    certified: int | None
    out_of_use: int
    since: datetime
    beds: Mapping[str, Bed] = field(default_factory=dict)

    @property
    def in_use(self) -> int:
        """Working places that can be used."""
        return max(0, self.working - self.out_of_use)

    def usable(self) -> list[Bed]:
        """Beds somebody may be given, by name: neither out of use nor of a kind that is not counted."""
        beds = (bed for bed in self.beds.values() if not bed.out_of_use and bed.kind_of not in NOT_COUNTED)
        return sorted(beds, key=lambda bed: bed.name)


class OpenedPlaces:
    """Every place that was opened, by name. What its own custodian says goes before what the desk said for him."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[bool, Opened]] = {}
        self._of: dict[CustodianId, list[str]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The places of `entries`."""
        places = cls()
        for entry in entries:
            places.add(entry)
        return places

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, PlaceOpened):
            own = entry.by == fact.custodian
            before = self._said.get(fact.place)
            if before is None or own or not before[0]:
                if before is not None:
                    self._of[before[1].custodian].remove(fact.place)
                self._said[fact.place] = own, _opened(entry, fact)
                self._of.setdefault(fact.custodian, []).append(fact.place)
        return True

    @property
    def any(self) -> bool:
        """Whether any place was opened."""
        return bool(self._said)

    def get(self, place: str) -> Opened | None:
        """A place by name; None when nobody opened it."""
        said = self._said.get(place)
        return None if said is None else said[1]

    def all(self) -> tuple[Opened, ...]:
        """Every place, by name."""
        return tuple(one for _, (_, one) in sorted(self._said.items()))

    def of_custodian(self, custodian: CustodianId) -> tuple[Opened, ...]:
        """The places a custodian answers for people at, by name."""
        return tuple(self._said[place][1] for place in sorted(self._of.get(custodian, ())))


def _opened(entry: Entry, fact: PlaceOpened) -> Opened:
    named = sorted((fact.beds or {}).items())
    beds = {name: Bed(name, kind, name in fact.beds_out_of_use) for name, kind in named}
    return Opened(
        fact.place, fact.custodian, fact.kind_of, fact.maximum, fact.working, fact.certified, fact.out_of_use,
        entry.happened_at, beds,
    )  # fmt: skip
