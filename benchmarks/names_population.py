"""Invented populations for the search of names: people from a lexicon, and each written down a second time with noise.

The noise is that of identity.md section 9: romanising styles, components dropped, order, articles, typing errors,
births blanked, shortened to the year or the first of January, moved or swapped, nationality and birthplace left out.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path

from musterbook.biometrics.names.particulars import Birth, Claims

NATIONS = (
    "SYR",
    "IRQ",
    "TUN",
    "EGY",
    "SAU",
    "JOR",
    "MAR",
    "YEM",
    "DZA",
    "LBY",
    "TUR",
    "RUS",
    "UZB",
    "TJK",
    "FRA",
    "BEL",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
Lexicon = dict[tuple[str, str], list[tuple[str, ...]]]
FEW: Lexicon = {
    ("ar", "given"): [
        ("يوسف", "Yusuf", "Youssef", "Yousef"), ("عمر", "Umar", "Omar", "Oumar"), ("سعيد", "Said", "Saeed", "Saïd"),
        ("خالد", "Khalid", "Khaled"), ("بلال", "Bilal", "Belal"), ("طارق", "Tariq", "Tarek"),
        ("كريم", "Karim", "Kareem"),
        ("جمال", "Jamal", "Djamel", "Gamal"), ("حسن", "Hasan", "Hassan"), ("نبيل", "Nabil", "Nabeel"),
    ],
    ("ar", "family"): [
        ("الجبوري", "al-Jubouri", "Aljebouri"), ("الوهمي", "al-Wahmi", "Elwahmy"), ("الدمو", "al-Demo", "Aldemo"),
        ("الحداد", "al-Haddad", "Haddad"), ("بوزيد", "Bouzid", "Buzeid"), ("الكردي", "al-Kurdi", "Kourdi"),
    ],
}  # fmt: skip
"""Names to invent people of where no lexicon is at hand."""


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person: components with all their spellings, the family last, and true claims."""

    parts: tuple[tuple[str, ...], ...]
    claims: Claims


def lexicon(path: Path) -> Lexicon:
    """Spellings by culture and kind; the Arabic or original form first."""
    found: Lexicon = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            spellings = [one.replace("_", " ") for one in row["romanisations"].split()]
            found.setdefault((row["culture"], row["kind"]), []).append((row["form"], *spellings))
    return found


def person(drawn: random.Random, known: Lexicon) -> Person:
    """An invented person of the first culture: given, father's, sometimes grandfather's name, and family."""
    given, family = known["ar", "given"], known["ar", "family"]
    count = drawn.choices((2, 3), (0.6, 0.4))[0]
    parts = (*(drawn.choice(given) for _ in range(count)), drawn.choice(family))
    nation = drawn.choices(NATIONS, [8, 8, 4, 4, 3, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1])[0]
    year = min(2008, max(1950, round(drawn.gauss(1987, 9))))
    born = Birth(year, drawn.randint(1, 12), drawn.randint(2, 28))
    return Person(parts, Claims(born, nation, f"{nation.lower()}-{drawn.randint(1, 6)}"))


def written(drawn: random.Random, who: Person) -> tuple[str, Claims]:
    """The person as one source wrote him down."""
    arabic = drawn.random() < 0.26
    parts = [part[0] if arabic or len(part) == 1 else drawn.choice(part[1:]) for part in who.parts]
    middle = [one for one in parts[1:-1] if drawn.random() > 0.3]
    family = [parts[-1]] if drawn.random() > 0.08 else []
    if not arabic and family and not family[0].lower().startswith(("al", "el")) and drawn.random() < 0.3:
        family = [f"al-{family[0]}"]
    line = [parts[0], *middle]
    text = " ".join((*family, *line) if drawn.random() < 0.2 else (*line, *family))
    if drawn.random() < 0.065:
        at = drawn.randrange(1, len(text))
        text = text[: at - 1] + (drawn.choice(LETTERS) if not arabic else "") + text[at:]
    return text.upper() if drawn.random() < 0.15 else text, _claimed(drawn, who.claims)


def _claimed(drawn: random.Random, true: Claims) -> Claims:
    year, month, day = true.born
    year += drawn.choice((-2, -1, 1, 2)) if drawn.random() < 0.08 else 0
    chance = drawn.random()
    born = Birth(year, month, day)
    if chance < 0.10:
        born = Birth()
    elif chance < 0.40:  # the year only, or the first of January, which is read as the year only
        born = Birth(year)
    elif chance < 0.43 and day <= 12:
        born = Birth(year, day, month)
    nation = "" if drawn.random() < 0.12 else (drawn.choice(NATIONS) if drawn.random() < 0.06 else true.nationality)
    return Claims(born, nation, "" if drawn.random() < 0.35 else true.birthplace)


def invented(path: Path, known: Lexicon, count: int) -> Path:
    """A table of labelled pairs: half of them one person written twice, half two persons."""
    drawn = random.Random(11)
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        sides = [f"{column}_{side}" for side in "ab" for column in ("name", "dob", "nat", "pob")]
        lines.writerow([*sides, "name_label", "person_label"])
        for _ in range(count):
            one = person(drawn, known)
            same = drawn.random() < 0.5
            other = one if same else person(drawn, known)
            cells = [
                (name, claims.born.written(), claims.nationality, claims.birthplace)
                for name, claims in (written(drawn, one), written(drawn, other))
            ]
            could_be = same or one.parts == other.parts
            lines.writerow([*cells[0], *cells[1], int(could_be), int(same)])
    return path
