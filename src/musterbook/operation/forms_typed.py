"""What stood on a form, as two people type it: each field read alike, so that only what differs differs.

Nothing is corrected here: a field that is no hour or number is a fault with its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from musterbook.custody.facts import HandoverException, KnownAbsence
from musterbook.custody.reasons import reasons
from musterbook.operation.on_paper.forms import ACCEPTANCE, CLASSES, COUNT, TICKS
from musterbook.store.forms import SETTLED, TypedIn
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId, read_number

_EASTERN: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
HOUR_DIGITS: Final = 8
COUNTED_MOST: Final = 9_999
LINES_MOST: Final = 40
LETTERS_MOST: Final = 120
NOT_TAKEN: Final = ("missing", "refused", "unfit", "wrong-person", "dead")
"""Why somebody offered is not taken, of the closed list of exceptions."""
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    COUNT: ("hour", "counted", "absent", "extra", "signed", *TICKS[COUNT]),
    ACCEPTANCE: (
        "handover", "hour", "counted", *CLASSES, "not-taken", "extra", "signed", *TICKS[ACCEPTANCE],
    ),
}  # fmt: skip
"""What is typed from each kind of form, in its order."""
LINES: Final = ("absent", "extra", "not-taken", "signed")
"""Fields of several lines."""
NUMBERS: Final = ("counted", *CLASSES)
BOXES: Final = ("yes", "no")
"""How a box is typed; one that is not named is not ticked."""
MAY_BE_EMPTY: Final = ("absent", "extra", "not-taken", *CLASSES)


def read_typed(kind: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, each field in one spelling; boxes as yes or no.

    Raises:
        Malformed: every field that is lacking or is no such thing, with its name as the column.
    """
    faults: list[Fault] = []
    said: dict[str, str] = {}
    for name in FIELDS[kind]:
        text = typed.get(name, "").translate(_EASTERN).strip()
        if name in TICKS[kind]:
            said[name] = _box(name, text, faults)
        elif not text and name not in MAY_BE_EMPTY:
            faults.append(Fault("deed.lacking", column=name))
        else:
            said[name] = _READ.get(name, _number if name in NUMBERS else _words)(name, text, faults)
    if faults:
        raise Malformed.of(faults)
    return said


def differing(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, ...]:
    """The fields in which two differ."""
    return tuple(name for name in one if one[name] != other.get(name))


def stands(typed: list[TypedIn]) -> Mapping[str, str] | None:
    """What is to be written: what both typed alike, or what was settled; None until there is such a thing."""
    if len(typed) > 1 and typed[-1].turn == SETTLED:
        return typed[-1].said
    alike = len(typed) > 1 and not differing(typed[0].said, typed[1].said)
    return typed[0].said if alike else None


def hour_of(said: Mapping[str, str], *, printed: datetime, zone: ZoneInfo) -> datetime:
    """The hour on the sheet, in the year it was printed or the one after: a form is filled in after it is printed.

    Raises:
        Malformed: there is no such hour, or it lies before the printing.
    """
    digits = said["hour"]
    day, month, hour, minute = (int(digits[at : at + 2]) for at in range(0, HOUR_DIGITS, 2))
    local = printed.astimezone(zone)
    for year in (local.year, local.year + 1):
        try:
            found = datetime(year, month, day, hour, minute, tzinfo=zone)
        except ValueError:
            continue
        if found >= local - timedelta(minutes=1):
            return found
    raise Malformed(Fault("form.no-hour", column="hour", values={"typed": digits}))


def numbers_on(lines: str) -> tuple[PersonId, ...]:
    """Numbers of people in lines that were read already."""
    return tuple(PersonId(line.partition(":")[0]) for line in lines.splitlines())


def absences_on(said: Mapping[str, str]) -> tuple[KnownAbsence, ...]:
    """Who is not there and is known to be elsewhere, with the place as it was typed."""
    lines = [line.partition(":") for line in said["absent"].splitlines()]
    return tuple(KnownAbsence(person=PersonId(number), place=place) for number, _, place in lines if place)


def exceptions_on(said: Mapping[str, str]) -> tuple[HandoverException, ...]:
    """Who differs on a form for taking over: each with the reason as it was typed."""
    left = [line.partition(":") for line in said["not-taken"].splitlines()]
    return (
        *(HandoverException(code=why, person=PersonId(number)) for number, _, why in left),
        *(HandoverException(code="extra", person=number) for number in numbers_on(said["extra"])),
    )


def _box(name: str, text: str, faults: list[Fault]) -> str:
    said = text.lower() or "no"
    if said not in BOXES:
        faults.append(Fault("deed.not-listed", column=name, values={"typed": text[:20], "known": ", ".join(BOXES)}))
    return said


def _hour(name: str, text: str, faults: list[Fault]) -> str:
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == HOUR_DIGITS):
        faults.append(Fault("form.no-hour", column=name, values={"typed": text[:20]}))
    return digits


def _number(name: str, text: str, faults: list[Fault]) -> str:
    digits = "".join(text.split()).lstrip("0") or ("0" if text else "")
    if digits and not (digits.isascii() and digits.isdigit() and int(digits) <= COUNTED_MOST):
        faults.append(Fault("deed.no-number", column=name, values={"typed": text[:20]}))
    return digits


def _people(name: str, text: str, faults: list[Fault]) -> str:
    return "\n".join(sorted(dict.fromkeys(_each(name, text, faults))))


def _absent(name: str, text: str, faults: list[Fault]) -> str:
    """Numbers, each with the place where one stands behind it: `AHA-1111-H: hospital`, with or without a colon."""
    found: dict[str, str] = {}
    for row, line in enumerate(_lines(name, text, faults), start=1):
        words = line.replace(":", " ", 1).split()
        cuts = ((read_number(" ".join(words[:at])), at) for at in range(len(words), 0, -1))
        number, at = next(((one, at) for one, at in cuts if one is not None), (None, 0))
        if number is None:
            faults.append(Fault("person.bad-number", row=row, column=name, values={"typed": line[:20], "near": None}))
        else:
            found[number] = " ".join(words[at:]) or found.get(number, "")
    return "\n".join(f"{number}:{place}" if place else number for number, place in sorted(found.items()))


def _not_taken(name: str, text: str, faults: list[Fault]) -> str:
    known = reasons()["handover_exception"]
    found = []
    for row, line in enumerate(_lines(name, text, faults), start=1):
        about, _, why = line.partition(":")
        number, reason = read_number(about), why.strip().lower()
        if number is None or reason not in NOT_TAKEN or reason not in known:
            values = {"typed": line[:30], "known": ", ".join(NOT_TAKEN)}
            faults.append(Fault("form.not-taken", row=row, column=name, values=values))
        else:
            found.append(f"{number}:{reason}")
    return "\n".join(sorted(found))


def _words(name: str, text: str, faults: list[Fault]) -> str:
    return "\n".join(" ".join(line.split()) for line in _lines(name, text, faults))


def _each(name: str, text: str, faults: list[Fault]) -> list[str]:
    found = []
    for row, line in enumerate(_lines(name, text, faults), start=1):
        number = read_number(line)
        if number is None:
            faults.append(
                Fault("person.bad-number", row=row, column=name, values={"typed": line[:20], "near": None})
            )  # fmt: skip
        else:
            found.append(str(number))
    return found


def _lines(name: str, text: str, faults: list[Fault]) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > LINES_MOST or any(len(line) > LETTERS_MOST for line in lines):
        faults.append(Fault("deed.too-long", column=name, values={"most": LETTERS_MOST}))
    return lines[:LINES_MOST]


_READ: Final[Mapping[str, Callable[[str, str, list[Fault]], str]]] = {
    "hour": _hour, "absent": _absent, "extra": _people, "not-taken": _not_taken,
}  # fmt: skip
