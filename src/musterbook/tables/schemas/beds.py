"""beds: single beds of a receiving place, where they are assigned one by one."""

from __future__ import annotations

from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.words_and_choices import Choice, Text, YesNo

BED_KIND: Final = Choice(
    {
        "ACCESSIBLE_CELL": ("accessible",), "BIOHAZARD_DIRTY_PROTEST": (), "CSU": (), "CAT_A": (),
        "CONSTANT_SUPERVISION": (),
        "DRY": (), "ESCAPE_LIST": (), "ISOLATION_DISEASES": ("isolation", "عزل"), "LISTENER_CRISIS": (),
        "LOCATE_FLAT_CELL": (), "MEDICAL": ("طبي",), "MOTHER_AND_BABY": ("أم وطفل",), "SAFE_CELL": (),
        "UNFURNISHED": (),
        "dormitory-place": ("dormitory", "dorm", "مهجع"), "tent-place": ("tent", "خيمة"), "juvenile": ("أحداث",),
        "women": ("نساء",), "family": ("عائلة",),
    }
)  # fmt: skip

BEDS: Final = Schema(
    name="beds",
    about="One row a bed of a place where beds are assigned one by one.",
    key=("place", "bed"),
    columns=(
        Column("place", Text(80), "The site or the part of it.", required=True, en="site|wing|location",
               ar="المكان|الموقع",
               ckb="شوێن", kmr="cih"),
        Column("bed", Text(80), "Its number there.", required=True, en="bed number|bed no|cell",
               ar="السرير|رقم السرير",
               ckb="قەرەوێڵە", kmr="nivîn"),
        Column("kind", BED_KIND, "What kind of bed it is.", required=True, en="type|bed type", ar="النوع|نوع السرير"),
        Column("out_of_use", YesNo(), "Is it out of use?", en="broken|unusable|out of order", ar="خارج الخدمة|معطل"),
    ),
)  # fmt: skip
