"""HXL: columns told by tags, `#population+f+age_0_4`, read into the long form that everything else takes.

A reader of our own: the common one wants a package that it does not declare (casework.md section 12).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from musterbook.terms.errors import Fault, Malformed

TAG: Final = re.compile(r"\s*#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)*\s*", re.IGNORECASE)
TAGS_LEAST: Final = 2
LONG: Final = (
    "camp",
    "as_of",
    "source",
    "definition",
    "sex",
    "born",
    "age",
    "band",
    "group",
    "count",
    "households",
    "access",
)
_PEOPLE: Final = ("population", "affected", "inneed", "beneficiary", "reached", "targeted", "value")
_PLACES: Final = ("loc", "geo", "adm5", "adm4", "adm3", "adm2", "adm1")
"""Tags of a place, the nearest first."""
_SEXES: Final = {"f": "f", "female": "f", "m": "m", "male": "m"}
_AGES: Final = re.compile(r"age_?(\d{1,3})(?:_(?:to_)?(\d{1,3})|_?(plus)?)")
_FIELDS: Final = {
    "sex": "sex", "gender": "sex", "born": "born", "birth": "born", "age": "age", "band": "band", "agegroup": "band",
    "group": "group", "nationality": "group", "hh": "households", "households": "households",
}  # fmt: skip
_BY_TAG: Final = {"date": "as_of", "org": "source", "access": "access", "sex": "sex"}


@dataclass(frozen=True, slots=True)
class Column:
    """What a tagged column holds: a field of the long form, and for a count the sex and ages its attributes say."""

    field: str
    sex: str = ""
    band: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows under tags become rows of the long form: where each field stands, and each column of people."""

    fields: dict[str, int]
    counts: tuple[tuple[int, Column], ...]

    def rows(self, cells: Sequence[object]) -> list[tuple[object, ...]]:
        """One row of a tagged sheet as rows of the long form, in the order of `LONG`; empty counts are left out."""

        def at(place: int) -> object:
            return cells[place] if place < len(cells) else None

        said = {name: at(place) for name, place in self.fields.items()}
        found = []
        for place, column in self.counts:
            count = at(place)
            if count is not None or said.get("access") is not None:
                own = {"sex": column.sex, "band": column.band, "count": count}
                whole = {**said, **{name: value for name, value in own.items() if value not in ("", None)}}
                found.append(tuple(whole.get(name) for name in LONG))
        return found


def is_tagged(cells: Sequence[object]) -> bool:
    """Whether a row is one of tags: at least two, and nothing else."""
    filled = [cell for cell in cells if cell is not None]
    return len(filled) >= TAGS_LEAST and all(isinstance(cell, str) and TAG.fullmatch(cell) for cell in filled)


def understood(tags: Sequence[object]) -> dict[int, str]:
    """The places of tags that are read, each with its field; a code of a place is understood, and not read."""
    found: dict[int, str] = {}
    for place, tag in enumerate(tags):
        name, attributes = _parted(tag)
        column = _column(name, attributes)
        if name in _PLACES or column is not None:
            found[place] = "camp" if column is None else column.field
    return found


def layout(tags: Sequence[object]) -> Layout:
    """How a row of tags lays a sheet out; Malformed where there are no people, or two cuts of them side by side.

    Of columns of people only those that say most (sex and age) are taken: the others are their sums.
    """
    fields: dict[str, int] = {}
    places: dict[str, int] = {}
    counts: list[tuple[int, Column]] = []
    for place, tag in enumerate(tags):
        name, attributes = _parted(tag)
        if name in _PLACES:
            if "code" not in attributes:
                places.setdefault(name, place)
            continue
        column = _column(name, attributes)
        if column is not None and column.field == "count":
            counts.append((place, column))
        elif column is not None:
            fields.setdefault(column.field, place)
    nearest = next((places[name] for name in _PLACES if name in places), None)
    if nearest is not None:
        fields["camp"] = nearest
    return Layout(fields, _finest(counts))


def _parted(tag: object) -> tuple[str, tuple[str, ...]]:
    """`#population+f+age_0_4` → population; f, age_0_4."""
    name, *attributes = re.sub(r"\s", "", str(tag or "")).lower().split("+")
    return name.removeprefix("#"), tuple(attributes)


def _column(name: str, attributes: Sequence[str]) -> Column | None:
    """What a column is, by its tag; None for one that is not read."""
    if name == "meta" and "source" in attributes:
        return Column("source")
    field = next((_FIELDS[one] for one in attributes if one in _FIELDS), None)
    if field is not None:
        return Column(field)
    if name in _PEOPLE:
        sex = next((_SEXES[one] for one in attributes if one in _SEXES), "")
        band = next((_band(one) for one in attributes if _AGES.fullmatch(one)), "")
        return Column("count", sex, band)
    return Column(_BY_TAG[name]) if name in _BY_TAG else None


def _band(attribute: str) -> str:
    """`age_0_4` → 0-4; `age_60_plus` and `age60plus` → 60+; `age_17` → 17-17."""
    ages = _AGES.fullmatch(attribute)
    assert ages is not None, "asked of an attribute that says ages"
    first, last, above = ages.groups()
    if above:
        return f"{int(first)}+"
    return f"{int(first)}-{int(last or first)}"


def _finest(counts: Sequence[tuple[int, Column]]) -> tuple[tuple[int, Column], ...]:
    """The columns of people that say most; their sums beside them are left out."""
    if not counts:
        raise Malformed(Fault("camps.hxl-no-people"))
    most = max(_says(column) for _, column in counts)
    kept = tuple((place, column) for place, column in counts if _says(column) == most)
    cuts = {(bool(column.sex), bool(column.band)) for _, column in kept}
    if len(cuts) > 1 or len({(column.sex, column.band) for _, column in kept}) < len(kept):
        raise Malformed(Fault("camps.hxl-two-cuts"))
    return kept


def _says(column: Column) -> int:
    return bool(column.sex) + bool(column.band)
