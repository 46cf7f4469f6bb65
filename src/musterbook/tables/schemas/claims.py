"""claims: figures that somebody published or told, to be laid beside the book's own."""

from __future__ import annotations

from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.moments import Moment
from musterbook.tables.numbers import Whole
from musterbook.tables.words_and_choices import Text

CLAIMS: Final = Schema(
    name="claims",
    about="One row a figure that somebody published: who said it, as of when, of what.",
    key=("as_of", "source", "scope"),
    columns=(
        Column("as_of", Moment("until"), "The day (its end) or moment the figure is about.", required=True,
               en="date|on|as at", ar="بتاريخ|التاريخ", ckb="بەروار", kmr="dîrok"),
        Column("source", Text(300), "Who said it.", required=True, en="said by|by|publisher", ar="المصدر",
               ckb="سەرچاوە",
               kmr="çavkanî"),
        Column("scope", Text(300), "What was counted, such as arrived.", required=True, en="of|what|figure|counting",
               ar="النطاق|البيان"),
        Column("value", Whole(0), "The number as it was said.", required=True, en="number|count|total|claimed",
               ar="القيمة|العدد|الرقم"),
        Column("note", Text(500), "What was said beside it: about, more than, a lower bound.", en="remark|comment",
               ar="ملاحظة|ملاحظات"),
        Column("part_of", Text(300), "The scope of the whole that its source gave it as a part of.",
               en="part of|whole|of the whole", ar="جزء من"),
    ),
)  # fmt: skip
