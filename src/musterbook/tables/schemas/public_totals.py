"""public-totals: how many people of each country somebody outside says are held, returned or accepted."""

from __future__ import annotations

from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.moments import Moment
from musterbook.tables.numbers import Whole
from musterbook.tables.words_and_choices import Choice, Text

PUBLIC_TOTALS: Final = Schema(
    name="public-totals",
    about="One row a source, a day and a country; with the country empty the figure is of all together.",
    key=("source", "as_of", "country", "measure"),
    columns=(
        Column("source", Text(300), "Who said it.", required=True, en="said by|by|publisher", ar="المصدر"),
        Column("as_of", Moment("until"), "The day (its end) or moment the figure is about.", required=True,
               en="date|on|as at", ar="بتاريخ|التاريخ"),
        Column("country", Text(40), "Three letters of ISO 3166, or XKX; empty for all together.",
               en="code|nationality|iso3", ar="البلد|الجنسية"),
        Column("men", Whole(0), "Men.", en="adult men|male", ar="رجال"),
        Column("women", Whole(0), "Women.", en="adult women|female", ar="نساء"),
        Column("boys", Whole(0), "Boys.", ar="فتيان"),
        Column("girls", Whole(0), "Girls.", ar="فتيات"),
        Column("unknown", Whole(0), "People of whom the source does not say.", en="other|unspecified", ar="غير معروف"),
        Column("total", Whole(0), "The total the source gives; its parts may not come to it.", en="all|sum|count",
               ar="المجموع|العدد"),
        Column("measure", Choice({"held": ("in custody",), "returned": ("repatriated",), "accepted": ()}),
               "What was counted; held when nobody says.", en="of what"),
    ),
)  # fmt: skip
