"""What the room camps writes in the book: counts, passages and what was seen of a camp. Nobody in it is ever named.

Days are written `2026-01-18`. A camp is called as the operation's table of sites calls it, if it is one of its sites.
"""

from __future__ import annotations

from datetime import datetime

from musterbook.ledger.facts import Fact, Number, Part


class Cell(Part):
    """So many people of one sex, age and group.

    sex: m, f or u (unknown). Of `born` (month `2010-03` or year `2010`), `age` (whole years) and `band` (`12-17`, both
    ends within, or `60+`) one at most is said. `low` and `high` are given where `count` is only the best figure.
    """

    count: int
    sex: str = "u"
    born: str = ""
    age: int | None = None
    band: str = ""
    group: str = ""
    low: int | None = None
    high: int | None = None


class Counted(Fact, kind="camps.counted"):
    """A count of a camp, or the word that nobody could count: then `access` is none and there are no cells.

    `as_of` is the day, at whose end it holds. `source` and `definition` (who is counted) make the series it belongs to;
    `overlap` is what the series before this one says of the same day, where a source states it, and alone joins the
    two. `access`: full, part (then it is the least there are) or none.
    """

    camp: str
    as_of: str
    source: str
    definition: str = ""
    cells: tuple[Cell, ...] = ()
    households: int | None = None
    access: str = "full"
    overlap: int | None = None


class PassedThrough(Fact, kind="camps.passed-through"):
    """So many came, left, were born or died from the first day to the last; a later fact of the same span replaces it.

    kind_of: births, deaths, arrivals, departures-met, repatriated or moved-to. `other_camp` is where they came from or
    went to.
    """

    camp: str
    from_: str
    until: str
    kind_of: str
    count: int
    other_camp: str = ""


class ControlChanged(Fact, kind="camps.control-changed"):
    """A camp passed from the hands that held it into others; nobody's hands are empty."""

    camp: str
    from_: str
    to: str
    at: datetime
    source: str


class GuardsSeen(Fact, kind="camps.guards-seen"):
    """So many guards were seen at a camp; 0 is nobody, seen to be nobody."""

    camp: str
    at: datetime
    source: str
    count: int


class AccessChanged(Fact, kind="camps.access-changed"):
    """From then on those who count and help get in: `access` is full, part or none."""

    camp: str
    at: datetime
    source: str
    access: str


class ServiceGap(Fact, kind="camps.service-gap"):
    """A camp went without something for so many days from a day on; kind_of: water, food, health or schooling."""

    camp: str
    from_: str
    days: int
    kind_of: str
    source: str


class ProtectingBodyTold(Fact, kind="camps.protecting-body-told"):
    """The body that protects the people of a camp was told of what happened there."""

    camp: str
    at: datetime
    body: str


class RegisteredShare(Fact, kind="camps.registered-share"):
    """The share of a camp's people, 0 to 1, who are registered by whoever helps them."""

    camp: str
    as_of: str
    value: Number


class BoysParted(Fact, kind="camps.boys-parted"):
    """How many boys of 12 to 17 are held apart from their families."""

    camp: str
    as_of: str
    value: int


class Unaccompanied(Fact, kind="camps.unaccompanied"):
    """How many children are in a camp without anybody who answers for them."""

    camp: str
    as_of: str
    value: int
