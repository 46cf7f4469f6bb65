"""Invented names in Arabic and Latin. Every family name says in its own language that its bearer does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

ARAB: Final = (
    ("Khalid", "خالد"), ("Omar", "عمر"), ("Hamza", "حمزة"), ("Idris", "إدريس"), ("Mahmud", "محمود"), ("Rashid", "راشد"),
    ("Jamal", "جمال"), ("Faris", "فارس"), ("Ibrahim", "إبراهيم"), ("Ali", "علي"), ("Yusuf", "يوسف"), ("Samir", "سمير"),
    ("Tariq", "طارق"), ("Nabil", "نبيل"), ("Walid", "وليد"), ("Adnan", "عدنان"), ("Munir", "منير"), ("Salim", "سليم"),
    ("Bashir", "بشير"), ("Ziyad", "زياد"), ("Anwar", "أنور"), ("Karim", "كريم"), ("Hasan", "حسن"), ("Majid", "ماجد"),
    ("Qasim", "قاسم"), ("Ridwan", "رضوان"), ("Sabir", "صابر"), ("Taha", "طه"), ("Umayr", "عمير"), ("Wasim", "وسيم"),
)  # fmt: skip
ELSEWHERE: Final = (
    ("Aslan", "أصلان"), ("Timur", "تيمور"), ("Emre", "أمره"), ("Kemal", "كمال"), ("Rustam", "رستم"), ("Murat", "مراد"),
    ("Ilyas", "إلياس"), ("Daniel", "دانيال"), ("Adam", "آدم"), ("Marat", "مارات"), ("Serdar", "سردار"),
    ("Batyr", "باتير"), ("Yakub", "يعقوب"), ("Lukas", "لوكاس"), ("Anton", "أنتون"), ("Farhad", "فرهاد"),
)  # fmt: skip
WOMEN: Final = (
    ("Amina", "أمينة"), ("Layla", "ليلى"), ("Maryam", "مريم"), ("Nura", "نورة"), ("Salma", "سلمى"), ("Zahra", "زهرة"),
    ("Huda", "هدى"), ("Rima", "ريما"),
)  # fmt: skip
INVENTED: Final = (
    ("al-Demo", "الديمو"), ("al-Wahmi", "الوهمي"), ("al-Tajriba", "التجربة"), ("al-Mithal", "المثال"),
    ("al-Ikhtibar", "الاختبار"), ("al-Tamrin", "التمرين"), ("al-Mukhtalaq", "المختلق"), ("al-Khayali", "الخيالي"),
)  # fmt: skip
"""Demo, imaginary, experiment, example, test, exercise, made-up, fictional."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both scripts, with the father's name and the name taken from a child."""

    latin: str
    arabic: str
    father: str
    kunya: str


def invent_name(chance: Random, *, arab: bool, woman: bool = False) -> Name:
    """A name drawn by `chance`: given name, father's name, and a family name that says it is invented."""
    given = chance.choice(WOMEN if woman else ARAB if arab else ELSEWHERE)
    father = chance.choice(ARAB if arab else ELSEWHERE)
    family = chance.choice(INVENTED)
    child = chance.choice(ARAB)
    return Name(
        latin=f"{given[0]} {father[0]} {family[0]}",
        arabic=f"{given[1]} {father[1]} {family[1]}",
        father=father[0],
        kunya=f"{'Umm' if woman else 'Abu'} {child[0]}",
    )


PLAIN_MEN: Final = (
    "James", "Robert", "Luis", "Marcus", "Daniel", "Andre", "Carlos", "Kevin", "Terrence", "Brian", "Jorge", "Walter",
    "Dwayne", "Eric", "Miguel", "Raymond", "Curtis", "Anthony", "Pedro", "Samuel", "Leon", "Victor", "Darnell", "Paul",
)  # fmt: skip
PLAIN_WOMEN: Final = (
    "Maria", "Linda", "Keisha", "Rosa", "Denise", "Carmen", "Angela", "Tanya", "Gloria", "Wanda", "Elena", "Patricia",
)  # fmt: skip
PLAIN_INVENTED: Final = (
    "Demo", "Example", "Specimen", "Exercise", "Sample", "Placeholder", "Fiction", "Madeup", "Rehearsal", "Testcase",
)  # fmt: skip


def invent_plain_name(chance: Random, *, woman: bool = False) -> str:
    """A name in Latin letters: two given names and a family name that says it is invented."""
    given = PLAIN_WOMEN if woman else PLAIN_MEN
    return f"{chance.choice(given)} {chance.choice(given)} {chance.choice(PLAIN_INVENTED)}"
