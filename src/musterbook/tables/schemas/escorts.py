"""escorts: teams and where they are."""

from __future__ import annotations

from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.moments import Moment
from musterbook.tables.numbers import Whole
from musterbook.tables.words_and_choices import Text

ESCORTS: Final = Schema(
    name="escorts",
    about="One row a team of escorts: where it is, how many they are and when they can serve.",
    key=("team", "from"),
    ordered=(("from", "until"),),
    columns=(
        Column("team", Text(80), "Its short name.", required=True, en="id|escort|unit|pool|escort team",
               ar="الفريق|فريق المرافقة|الوحدة", ckb="تیم", kmr="tîm"),
        Column("base", Text(80), "The site it stands at.", required=True, en="site|home|based at|location",
               ar="القاعدة|الموقع", ckb="بنکە", kmr="binke"),
        Column("count", Whole(0, 100_000), "How many escorts it has.", required=True,
               en="escorts|number|strength|size",
               ar="العدد|عدد المرافقين", ckb="ژمارە", kmr="hejmar"),
        Column("from", Moment("from"), "Serving from this day or moment.", en="available from|start", ar="من|متاح من",
               ckb="لە", kmr="ji"),
        Column("until", Moment("until"), "Serving until this day (included) or moment.", en="to|available until|end",
               ar="حتى|متاح حتى", ckb="تا", kmr="heta"),
    ),
)  # fmt: skip
