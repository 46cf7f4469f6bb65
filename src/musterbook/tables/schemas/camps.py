"""Tables of camps: counts in long form, one row a cell, and who came and left. No column holds anything of a person."""

from __future__ import annotations

from typing import Final

from musterbook.tables.camp_cells import AgeBand, BornIn, People
from musterbook.tables.columns import Column, Schema
from musterbook.tables.days import Day
from musterbook.tables.numbers import Whole
from musterbook.tables.words_and_choices import Choice, Text

SEX: Final = Choice(
    {
        "m": ("male", "males", "man", "men", "boy", "boys", "ذكر", "ذكور", "نێر", "nêr"),
        "f": ("female", "females", "woman", "women", "girl", "girls", "أنثى", "إناث", "مێ", "mê"),
        "u": ("unknown", "not said", "both", "all", "غير معروف"),
    }
)
ACCESS: Final = Choice(
    {
        "full": ("yes", "whole", "complete", "كامل"),
        "part": ("partial", "partly", "limited", "some", "جزئي"),
        "none": ("no", "no access", "closed", "لا يوجد"),
    }
)
PASSAGE: Final = Choice(
    {
        "births": ("birth", "born", "ولادات"),
        "deaths": ("death", "died", "وفيات"),
        "arrivals": ("arrival", "arrived", "in", "وافدون"),
        "departures-met": ("departures", "departure", "departed", "left", "out", "مغادرون"),
        "repatriated": ("repatriation", "returned", "عائدون"),
        "moved-to": ("moved", "relocated", "منقولون"),
    }
)

CAMPS: Final = Schema(
    name="camps",
    about="One row a cell: how many of one sex, age and group a source counted in a camp on a day. Never a name.",
    ordered=(("low", "count"), ("count", "high"), ("low", "high")),
    columns=(
        Column("camp", Text(80), "The camp, as in the table sites if it is one of them.", required=True,
               en="site|camp name|name of camp|location|place|settlement", ar="المخيم|اسم المخيم", ckb="کەمپ",
               kmr="kamp"),
        Column("as_of", Day(), "The day at whose end the count holds.", required=True,
               en="date|day|counted|counted at|count date|report date", ar="التاريخ|اليوم", ckb="بەروار",
               kmr="dîrok|roj"),
        Column("source", Text(200), "Who counted.", en="reported by|counted by|organisation|organization|agency",
               ar="المصدر", ckb="سەرچاوە", kmr="çavkanî"),
        Column("definition", Text(200), "Who is counted, in the source's words; another one starts a new series.",
               en="who is counted|method", ar="التعريف"),
        Column("sex", SEX, "m, f or u; empty: u.", en="gender", ar="الجنس", ckb="ڕەگەز", kmr="zayend"),
        Column("born", BornIn(), "Month or year of birth; never a day.",
               en="birth|month of birth|birth month|year of birth|birth year|born in", ar="شهر الولادة|سنة الولادة"),
        Column("age", Whole(0, 130), "Whole years, where births are not known.", en="age in years|age years|years",
               ar="العمر", ckb="تەمەن", kmr="temen"),
        Column("band", AgeBand(), "First and last whole age, 12-17, or 60+.",
               en="age band|age group|age range|age_group|age_band", ar="الفئة العمرية"),
        Column("group", Text(80), "Nationality group.", en="nationality group|nationality|population group|origin",
               ar="المجموعة|الجنسية"),
        Column("count", People(), "How many; the best figure where nobody is sure. Empty only without access.",
               en="people|persons|individuals|number|number of people|population|total|best", ar="العدد|عدد الأشخاص",
               ckb="ژمارە", kmr="hejmar"),
        Column("low", Whole(), "Fewest there may be, where count is the best figure.", en="lowest|at least|minimum",
               ar="الأدنى"),
        Column("high", Whole(), "Most there may be.", en="highest|at most|maximum", ar="الأعلى"),
        Column("households", Whole(), "Families, of the whole count; the same in each of its rows.", en="families|hh",
               ar="الأسر|عدد الأسر"),
        Column("access", ACCESS, "full, part or none; empty: full. With none, count is left empty.",
               ar="الوصول"),
        Column("overlap", Whole(), "What the series before says of this day, where the source states it.",
               en="old series|by the old count"),
    ),
)  # fmt: skip

PASSAGES: Final = Schema(
    name="passages",
    about="One row: how many were born, died, came to a camp or left it over some days.",
    key=("camp", "from", "until", "kind", "other"),
    ordered=(("from", "until"),),
    columns=(
        Column("camp", Text(80), "The camp, as in its counts.", required=True,
               en="site|camp name|name of camp|location|place|settlement", ar="المخيم|اسم المخيم", ckb="کەمپ",
               kmr="kamp"),
        Column("from", Day(), "The first day.", required=True, en="since|start|first day|from date", ar="من|من تاريخ"),
        Column("until", Day(), "The last day, itself within.", required=True, en="to|end|last day|to date",
               ar="إلى|إلى تاريخ"),
        Column("kind", PASSAGE, "births, deaths, arrivals, departures-met, repatriated or moved-to.", required=True,
               en="type|movement", ar="النوع"),
        Column("count", People(), "How many.", required=True,
               en="people|persons|individuals|number|number of people|total", ar="العدد", ckb="ژمارە", kmr="hejmar"),
        Column("other", Text(80), "The other camp or place, where they came from or went to.",
               en="other camp|other place|to camp|destination", ar="المخيم الآخر|الوجهة"),
    ),
)  # fmt: skip
