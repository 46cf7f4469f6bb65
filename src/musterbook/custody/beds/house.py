"""The house: the cells and beds of a place while they are given out, and who may not lie near whom in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final

from musterbook.custody.beds.guests import Guest, Rules, Why
from musterbook.custody.beds.places import NOT_COUNTED, Bed, Opened
from musterbook.terms.people import PersonId

REACH_OF_BEDS: Final = {"cell": "cell", "landing": "landing"}
"""How far an order to keep two people apart reaches among beds; every wider one at least to the wing."""


@dataclass(slots=True)
class _Cell:
    """A room: its beds that may be given, and who lies there."""

    name: str
    landing: str
    wing: str
    beds: list[Bed]
    free: dict[str, Bed] = field(default_factory=dict)
    inside: dict[PersonId, Hashable] = field(default_factory=dict)
    mix: Counter[Hashable] = field(default_factory=Counter)

    def part(self, reach: str) -> str:
        """The cell, landing or wing of it, with what stands before, so that equal parts are one part of the place."""
        if reach == "cell":
            return self.name
        return self.landing if reach == "landing" else self.wing


class House:
    """The beds of a place while they are given out."""

    def __init__(self, place: Opened, rules: Rules) -> None:
        self._place, self._rules = place, rules
        self._cells: dict[str, _Cell] = {}
        for bed in place.usable():
            cell = self._cells.setdefault(bed.cell, _Cell(bed.cell, bed.landing, bed.wing, []))
            cell.beds.append(bed)
            cell.free[bed.name] = bed
        self._by_kind: dict[str, list[_Cell]] = {}
        for cell in sorted(self._cells.values(), key=lambda one: (len(one.beds), one.name)):
            for kind in sorted({bed.kind_of for bed in cell.beds}):
                self._by_kind.setdefault(kind, []).append(cell)
        self._never: dict[tuple[Hashable, Hashable], tuple[str, str] | None] = {}
        self._cell_of: dict[PersonId, _Cell] = {}
        self._guests: dict[PersonId, Guest] = {}
        self.placed: dict[PersonId, str] = {}

    def settle(self, person: PersonId, bed: str, codes: Hashable) -> None:
        """Someone lies in a bed already; it may be one that is out of use by now, or has someone in it."""
        known = self._place.beds.get(bed)
        cell = self._cells.get(known.cell) if known is not None else None
        if cell is not None:
            cell.free.pop(bed, None)
            self._enter(person, cell, codes)

    def beds_for(self, party: Sequence[Guest]) -> list[Bed] | None:
        """A free bed for each of a party in the smallest cell that fits them; None where there is none."""
        for kind in dict.fromkeys(kind for guest in party for kind in guest.kinds):
            cells = self._by_kind.get(kind, [])
            if any(not cell.free for cell in cells):
                cells = self._by_kind[kind] = [cell for cell in cells if cell.free]
            for cell in cells:
                if len(cell.free) >= len(party):
                    beds = self._in_cell(party, cell, kind)
                    if beds is not None:
                        return beds
        return None

    def place(self, party: Sequence[Guest], beds: Sequence[Bed]) -> None:
        """Give these beds to a party."""
        for guest, bed in zip(party, beds, strict=True):
            cell = self._cells[bed.cell]
            del cell.free[bed.name]
            self._enter(guest.person, cell, guest.codes)
            self.placed[guest.person] = bed.name
            self._guests[guest.person] = guest

    def swap(self, party: Sequence[Guest]) -> bool:
        """Place someone in the bed of one placed before, who finds another; whether that was possible."""
        if len(party) > 1:
            return False
        (guest,) = party
        empty = {bed.kind_of for cell in self._cells.values() for bed in cell.free.values()}
        for other in sorted(self.placed) if empty else ():
            lies = self._guests[other]
            bed = self._place.beds[self.placed[other]]
            if bed.kind_of not in guest.kinds or len(lies.party) > 1 or empty.isdisjoint(lies.kinds):
                continue
            self._lift(lies, bed)
            if self._clash(guest, self._cells[bed.cell]) is None:
                self.place((guest,), (bed,))
                elsewhere = self.beds_for((lies,))
                if elsewhere is not None:
                    self.place((lies,), elsewhere)
                    return True
                self._lift(guest, bed)
            self.place((lies,), (bed,))
        return False

    def clash(self, guest: Guest, bed: str) -> Why | None:
        """Why someone may not lie in a bed's cell because of who lies there or near."""
        known = self._place.beds.get(bed)
        cell = self._cells.get(known.cell) if known is not None else None
        found = self._clash(guest, cell) if cell is not None else None
        return None if found is None else Why(found[0], 1, found[1])

    def why_not(self, guest: Guest, party: Sequence[Guest]) -> tuple[Why, ...]:
        """Why each bed of the place is not his, the beds of one reason together."""
        told: dict[tuple[str, tuple[tuple[str, str | int | None], ...]], int] = {}
        for bed in self._place.beds.values():
            because, values = self._why(guest, party, bed)
            key = because, tuple(sorted(values.items()))
            told[key] = told.get(key, 0) + 1
        return tuple(Why(because, beds, dict(values)) for (because, values), beds in sorted(told.items(), key=str))

    def _why(self, guest: Guest, party: Sequence[Guest], bed: Bed) -> tuple[str, dict[str, str | int | None]]:
        if bed.kind_of in NOT_COUNTED or bed.out_of_use:
            return "out-of-use" if bed.out_of_use else "not-counted", {}
        if bed.kind_of not in guest.kinds:
            return "other-kind", {"kind": bed.kind_of}
        cell = self._cells[bed.cell]
        if bed.name not in cell.free:
            return "taken", {}
        return self._clash(guest, cell) or ("too-small", {"party": len(party)})

    def _in_cell(self, party: Sequence[Guest], cell: _Cell, kind: str) -> list[Bed] | None:
        """A free bed of a cell for each of a party, the kind asked for first; None where one of them finds none."""
        if any(self._clash(guest, cell) is not None for guest in party) or not self._may_share(party):
            return None
        free, beds = sorted(cell.free.values(), key=lambda bed: (bed.kind_of != kind, bed.name)), []
        for guest in party:
            bed = next((one for one in free if one.kind_of in guest.kinds), None)
            if bed is None:
                return None
            free.remove(bed)
            beds.append(bed)
        return beds

    def _may_share(self, party: Sequence[Guest]) -> bool:
        """Whether no order keeps two of one party apart."""
        apart = self._rules.apart
        return not any(other.person in apart.get(one.person, {}) for one in party for other in party)

    def _clash(self, guest: Guest, cell: _Cell) -> tuple[str, dict[str, str | int | None]] | None:
        """Why someone may not lie in a cell because of who lies there or near."""
        for codes in cell.mix:
            never = self._classes(guest.codes, codes)
            if never is not None:
                kin = set(self._rules.kin(guest.person)) | guest.party
                if any(held == codes and one not in kin for one, held in cell.inside.items()):
                    return "never-with", {"class": never[0], "other_class": never[1]}
        for other, reach in self._rules.apart.get(guest.person, {}).items():
            near = REACH_OF_BEDS.get(reach, "wing")
            theirs = self._cell_of.get(other)
            if theirs is not None and theirs.part(near) == cell.part(near):
                return "kept-apart", {"other": other, "reach": reach}
        return None

    def _classes(self, one: Hashable, other: Hashable) -> tuple[str, str] | None:
        if (one, other) not in self._never:
            self._never[one, other] = self._rules.never(one, other)
        return self._never[one, other]

    def _enter(self, person: PersonId, cell: _Cell, codes: Hashable) -> None:
        cell.inside[person] = codes
        cell.mix[codes] += 1
        self._cell_of[person] = cell

    def _lift(self, guest: Guest, bed: Bed) -> None:
        """Take someone out of the bed he was given here."""
        cell = self._cells[bed.cell]
        cell.free[bed.name] = bed
        del cell.inside[guest.person], self.placed[guest.person], self._cell_of[guest.person]
        cell.mix[guest.codes] -= 1
        cell.mix = +cell.mix
        kinds = self._by_kind.setdefault(bed.kind_of, [])
        if cell not in kinds:
            kinds.append(cell)
            kinds.sort(key=lambda one: (len(one.beds), one.name))
