"""A file of persons is told by its columns, so that it can be refused before anything of it is kept.

Camps are counted and never listed, for no role (product section 6). A header that names a person's particulars is
enough, in whatever language; so is a column of an unknown header whose cells look like names, numbers of papers or
telephones. What stands in the cells is never told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

LEAST_ROWS: Final = 5
"""Fewer cells tell nothing of a column."""
MOSTLY: Final = 0.8
"""From this share on nearly all cells of a column are of one kind, and nearly all different."""
_LONG_NUMBER: Final = re.compile(r"\+?\d(?:[ ()/-]?\d){6,19}")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/. -]\d{1,2}[/. -]\d{4}")

_HEADERS: Final = frozenset(
    """
    name; names; full name; person; person name; first name; firstname; given name; forename; middle name;
    last name; lastname; surname; family name; maiden name; nickname; alias; kunya; father; father name;
    name of father; fathers name; mother; mother name; name of mother; mothers name; grandfather; grandfather name;
    spouse; husband; wife; husband name;
    head of household; head of family; hoh; hoh name; id no; id nr; id number; id card; identity; identity card;
    identity number; national id; national number; national no; passport; passport no; passport number; document number;
    case number; case no; registration number; ration card; ration card number; progres id; unhcr id; individual id;
    detainee; inmate; phone; phone no; phone number; telephone; mobile; mobile number; whatsapp; email; e mail; address;
    tent; tent number; tent no; dob; date of birth; birth date; birthdate; birthday; day of birth; fingerprint; photo;
    photograph; biometric id;
    الاسم; اسم; الاسم الكامل; الاسم الثلاثي; الاسم الأول; اسم الشخص; اسم العائلة; الكنية; الشهرة; اسم الأب;
    اسم الاب; الأب;
    اسم الأم; الأم; اسم الجد; الجد; اسم الزوج; رب الأسرة; اسم رب الأسرة; رقم الهوية; الهوية; بطاقة الهوية; الرقم الوطني;
    رقم الجواز; جواز السفر; رقم الملف; الهاتف; رقم الهاتف; الجوال; رقم الجوال; الموبايل; العنوان; رقم الخيمة; الخيمة;
    تاريخ الولادة; تاريخ الميلاد; المعتقل; الصورة;
    ناو; ناوی تەواو; ناوی باوک; باوک; ناوی دایک; ژمارەی ناسنامە; ناسنامە; ژمارەی تەلەفۆن; تەلەفۆن; مۆبایل;
    nav; navê temam; navê bav; navê bavê; bav; navê dê; paşnav; nasname; hejmara nasnameyê; telefon; jimara telefonê;
    nom; prénom; nom de famille; nom complet; nom du père; père; nom de la mère; numéro d'identité; carte d'identité;
    passeport; téléphone; date de naissance; adresse;
    имя; фамилия; отчество; фио; имя отца; отец; мать; номер паспорта; паспорт; телефон; дата рождения; адрес;
    ad; adı; soyad; soyadı; ad soyad; baba adı; ana adı; anne adı; kimlik; kimlik no; kimlik numarası; doğum tarihi;
    vorname; nachname; familienname; vatersname; ausweisnummer; geburtsdatum; telefonnummer; naam; voornaam; achternaam;
    isim; nombre; apellido; apellidos; nome; cognome
    """.replace("\n", " ").split(";")
)
_PARTICULARS: Final = (
    "first name", "last name", "full name", "family name", "given name", "surname", "father", "mother", "passport",
    "phone", "mobile", "telephone", "identity", "national id", "id number", "id card", "date of birth", "اسم الأب",
    "الاسم الأول", "الاسم الكامل", "رقم الهوية", "رقم الهاتف", "تاريخ الولادة", "تاريخ الميلاد", "الرقم الوطني",
    "фамилия", "отчество", "телефон", "nom de famille", "prénom",
)  # fmt: skip
"""Words that give a person's column away wherever in a header they stand."""
_WORDS: Final = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")


def _folded(text: str) -> str:
    """Letters and digits in small, without marks; every other sign is a space."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    plain = unicodedata.normalize("NFKD", apart.casefold())
    kept = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.replace("ـ", "").split())


_KNOWN: Final = frozenset(_folded(header) for header in _HEADERS if header.strip())
_TELLING: Final = tuple(_folded(word) for word in _PARTICULARS)


def names_a_particular(header: str) -> bool:
    """Whether a header says that its column holds something of a person."""
    parts = [_folded(part) for part in (header, *re.split(r"[/|\n(\[]", header))]
    return any(part in _KNOWN for part in parts) or any(f" {word} " in f" {parts[0]} " for word in _TELLING)


def like_persons(cells: Sequence[str]) -> bool:
    """Whether nearly all cells differ, and nearly all are two words or more, or long numbers."""
    if len(cells) < LEAST_ROWS or len({_folded(one) for one in cells}) < MOSTLY * len(cells):
        return False
    named = sum(_is_name(one) for one in cells)
    numbered = sum(bool(_LONG_NUMBER.fullmatch(one)) and not _DATE.match(one) for one in cells)
    return max(named, numbered) >= MOSTLY * len(cells)


def _is_name(text: str) -> bool:
    """Two to six words of letters alone."""
    words = _WORDS.findall(text)
    return 2 <= len(words) <= 6 and not any(sign.isdigit() for sign in text)
