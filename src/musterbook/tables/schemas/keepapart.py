"""keepapart: pairs of people, and classes, never together (custody.md sections 8 and 16)."""

from __future__ import annotations

from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.moments import Moment
from musterbook.tables.words_and_choices import Choice, Text

REACH: Final = Choice(
    {
        "cell": ("زنزانة",), "landing": ("طابق",), "wing": ("جناح",), "holding": ("قاعة احتجاز",),
        "carrier": ("vehicle", "مركبة"), "serial": ("convoy", "flight", "رتل", "رحلة"),
        "site": ("prison", "موقع", "سجن"),
        "camp": ("مخيم",),
    }
)  # fmt: skip
REASON: Final = Choice(
    dict.fromkeys(
        (
            "BULLYING", "GANG_RELATED", "ORGANISED_CRIME", "LEGAL_REQUEST", "THREAT", "VIOLENCE", "OTHER",
            "COMMANDER_AND_RANKS", "WITNESS_AND_ACCUSED", "FORMER_GUARD", "FEUD",
        ),
        (),
    )
)  # fmt: skip
APART_ROLE: Final = Choice(
    {
        "VICTIM": ("ضحية",),
        "PERPETRATOR": ("aggressor", "معتدي"),
        "NOT_RELEVANT": ("neither", "لا ينطبق"),
    }
)

KEEPAPART: Final = Schema(
    name="keepapart",
    about="One row an order that two people, or two classes of people, are never brought together.",
    private=True,
    distinct=(("a", "b"),),
    ordered=(("from", "until"),),
    columns=(
        Column("a", Text(80), "Number of one person, or a class.", required=True, en="person a|first|person 1",
               ar="الأول|أ"),
        Column("b", Text(80), "Number of the other person, or a class.", required=True, en="person b|second|person 2",
               ar="الثاني|ب"),
        Column("reach", REACH, "How near is too near: cell, landing, wing, holding, carrier, serial, site or camp.",
               required=True, en="scope|distance", ar="المدى|النطاق"),
        Column("reason", REASON, "Why, in one of the listed words.", required=True, en="why|ground", ar="السبب"),
        Column("role_a", APART_ROLE, "Part of the first in the matter; empty when not known.", en="role of a",
               ar="دور الأول"),
        Column("role_b", APART_ROLE, "Part of the second in the matter; empty when not known.", en="role of b",
               ar="دور الثاني"),
        Column("from", Moment("from"), "In force from this day or moment.", en="start|since", ar="من"),
        Column("until", Moment("until"), "In force until this day (included) or moment; empty: until lifted.",
               en="to|end|expires", ar="حتى"),
        Column("ordered_by", Text(80), "Officer who ordered it.", required=True, en="by|authority|officer",
               ar="بأمر من|الآمر"),
    ),
)  # fmt: skip
