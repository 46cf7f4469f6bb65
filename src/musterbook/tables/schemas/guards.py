"""guards: dated reports of how many guards a site has."""

from __future__ import annotations

from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.days import Day
from musterbook.tables.numbers import Whole
from musterbook.tables.words_and_choices import Text

GUARDS: Final = Schema(
    name="guards",
    about="One row a report: how many guards a site had on a day, and who says so.",
    key=("site", "date", "source"),
    columns=(
        Column("site", Text(80), "The site, as in the table sites.", required=True,
               en="place|prison|facility|location",
               ar="الموقع|السجن", ckb="شوێن", kmr="cih"),
        Column("date", Day(), "The day the report is about.", required=True, en="day|report date|as of",
               ar="التاريخ|اليوم", ckb="بەروار", kmr="dîrok|roj"),
        Column("guards", Whole(0, 100_000), "Guards present; 0 means that none were there.", required=True,
               en="guard count|number of guards|count|strength", ar="الحراس|عدد الحراس", ckb="پاسەوان",
               kmr="parêzer"),
        Column("source", Text(200), "Who reported it.", en="reported by|from", ar="المصدر", ckb="سەرچاوە",
               kmr="çavkanî"),
    ),
)  # fmt: skip
