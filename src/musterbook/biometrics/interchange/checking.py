"""Whether a transaction is what its receiver asks for: shell, profile and pictures, every fault at once.

Section 10 of biometrics.md. The library that reads the shell checks no field; these are checked here by the rows of a
profile, and what one record says of another by hand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from musterbook.biometrics.interchange.itl import BINARY, Record
from musterbook.biometrics.interchange.profile import FieldRule, Profile, profile
from musterbook.terms.errors import Fault

FINGER_PICTURES: Final = (4, 14)
_WIDTH_HEIGHT: Final = {4: (6, 7), 10: (6, 7), 14: (6, 7), 17: (6, 7)}
_SIDE_MOST: Final = 20_000


def faults(records: Sequence[Record], asked: Profile) -> tuple[Fault, ...]:
    """All that is wrong, in the order of the file; empty where nothing is.

    A fault's column is the field as the standard writes it (`14.013`), its row the record counted from 1.
    """
    base = profile("itl")
    found = [*_contents(records), *_pictures(records, asked)]
    for row, record in enumerate(records, 1):
        for rules in (base, asked) if asked is not base else (base,):
            found += _fields(row, record, rules)
        found += _points(row, record)
        found += _size(row, record)
    if asked is not base and records[0].text(4) != asked.transaction:
        found.append(_fault("itl.other-transaction", 1, "1.004", asked=asked.transaction))
    return tuple(sorted(found, key=lambda fault: (fault.row or 0, fault.column or "")))


def _fault(rule: str, row: int, column: str, **values: str | int) -> Fault:
    return Fault(rule, row=row, column=column, values=values)


def _contents(records: Sequence[Record]) -> Iterator[Fault]:
    """1.003 must list the records that follow, each with its number, in their order."""
    said = records[0].fields.get(3, ())
    rest = [(str(record.type), f"{record.idc:02d}") for record in records[1:]]
    listed = [(items[0], items[1].zfill(2)) for items in said[1:] if len(items) == 2]
    if listed != rest or not said or said[0][-1].lstrip("0") != (str(len(rest)) if rest else ""):
        yield _fault("itl.contents", 1, "1.003", count=len(rest))


def _pictures(records: Sequence[Record], asked: Profile) -> Iterator[Fault]:
    pictures = sum(record.type in FINGER_PICTURES for record in records)
    least, most = asked.pictures
    if not least <= pictures <= most:
        yield _fault("itl.pictures", 1, "1.003", count=pictures, least=least, most=most)
    positions = Counter(
        items[0] for record in records if record.type in FINGER_PICTURES
        for items in record.fields.get(4 if record.type == 4 else 13, ())[:1]
    )  # fmt: skip
    for position, times in positions.items():
        if times > 1 and position not in ("0", "00"):
            yield _fault("itl.position-twice", 1, "14.013", position=position)


def _fields(row: int, record: Record, rules: Profile) -> Iterator[Fault]:
    for rule in (rule for rule in rules.fields if rule.type == record.type):
        subfields = record.fields.get(rule.number, ())
        empty = not any(item for items in subfields for item in items)
        if empty:
            if rule.mandatory and not (record.type in BINARY and record.type != 4):
                yield _fault("itl.missing-field", row, rule.name, meaning=rule.meaning)
            continue
        yield from _values(row, rule, subfields)


def _values(row: int, rule: FieldRule, subfields: tuple[tuple[str, ...], ...]) -> Iterator[Fault]:
    if len(subfields) > rule.most:
        yield _fault("itl.too-often", row, rule.name, most=rule.most)
    if rule.pattern and any(not re.fullmatch(rule.pattern, item) for items in subfields for item in items):
        yield _fault("itl.bad-value", row, rule.name, meaning=rule.meaning)


def _points(row: int, record: Record) -> Iterator[Fault]:
    """Points of type 9: as many as said, each inside its picture, each with its six items."""
    rows = record.fields.get(137, ())
    if record.type != 9 or not rows:
        return
    if record.whole(136, -1) != len(rows):
        yield _fault("itl.points-counted", row, "9.136", count=len(rows))
    width, height = record.whole(128), record.whole(129)
    for items in rows:
        if len(items) != 6 or not all(item.isascii() and item.isdigit() for item in items):
            yield _fault("itl.point-broken", row, "9.137")
            return
        if int(items[1]) >= width or int(items[2]) >= height or int(items[3]) >= 180:
            yield _fault("itl.point-outside", row, "9.137")
            return


def _size(row: int, record: Record) -> Iterator[Fault]:
    """Sides that a picture can have; where there are none, a finger must say why it has no picture."""
    across = _WIDTH_HEIGHT.get(record.type)
    if across is None:
        return
    if not record.data:
        if not (record.type == 14 and record.fields.get(18)):
            yield _fault("itl.no-picture", row, f"{record.type}.999")
        return
    for number in across:
        if not 0 < record.whole(number) <= _SIDE_MOST:
            yield _fault("itl.bad-side", row, f"{record.type}.{number:03d}")
