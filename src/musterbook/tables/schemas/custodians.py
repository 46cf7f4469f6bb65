"""custodians: whoever can hold and sign without a place or a carrier of this operation: a country, an archive."""

from __future__ import annotations

from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.words_and_choices import Choice, Text

CUSTODIAN_KIND: Final = Choice(
    {
        "country": ("state", "government", "دولة", "بلد", "وڵات", "welat"),
        "archive": ("أرشيف", "ئەرشیف", "arşîv"),
        "court": ("tribunal", "prosecutor", "محكمة", "دادگا", "dadgeh"),
        "agency": ("organisation", "organization", "منظمة", "وكالة", "ڕێکخراو", "rêxistin"),
        "other": ("أخرى", "تر", "din"),
    }
)

CUSTODIANS: Final = Schema(
    name="custodians",
    about="One row for whoever takes people or things over and signs, but keeps no site and no carrier.",
    key=("custodian",),
    columns=(
        Column("custodian", Text(80), "Its short name, the same in every table.", required=True,
               en="id|code|authority|holder", ar="الجهة|الجهة الحاجزة", ckb="لایەن", kmr="alî"),
        Column("name", Text(200), "Name as printed, in Latin letters.", en="full name|name en", ar="الاسم باللاتينية",
               ckb="ناو بە لاتینی", kmr="nav"),
        Column("name_ar", Text(200), "Name as printed, in Arabic letters.", en="arabic name|name arabic",
               ar="الاسم|الاسم بالعربية", ckb="ناو", kmr="nav bi erebî"),
        Column("kind", CUSTODIAN_KIND, "country, archive, court, agency or other.", required=True, en="type|what",
               ar="النوع", ckb="جۆر", kmr="cure"),
    ),
)  # fmt: skip
