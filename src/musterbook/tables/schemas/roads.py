"""roads: pairs of places, kilometres, closures; each row usable both ways."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.moments import Moment
from musterbook.tables.numbers import Measure
from musterbook.tables.words_and_choices import Text

ROADS: Final = Schema(
    name="roads",
    about="One row a road between two sites, usable both ways; several rows of a pair are alternatives.",
    ordered=(("closed_from", "closed_until"),),
    distinct=(("from", "to"),),
    columns=(
        Column("from", Text(80), "One end: a site.", required=True, en="a|start|origin", ar="من", ckb="لە", kmr="ji"),
        Column("to", Text(80), "The other end: a site.", required=True, en="b|end|destination", ar="إلى|الى",
               ckb="بۆ", kmr="bo"),
        Column("km", Measure(most=Decimal(10_000), above=True), "Length in kilometres.", required=True,
               en="distance|distance km|kilometres|kilometers|length", ar="كم|المسافة|كيلومتر", ckb="دووری",
               kmr="dûrî"),
        Column("closed_from", Moment("from"), "Closed from this day or moment.", en="closed since|closure start",
               ar="مغلق من"),
        Column("closed_until", Moment("until"), "Closed until this day (included) or moment; empty: not known.",
               en="closed to|reopens|closure end", ar="مغلق حتى"),
        Column("risk", Measure(most=Decimal(1)), "Judged chance that one person is lost on one drive, 0 to 1.",
               en="danger|risk per trip", ar="الخطر|المخاطرة", ckb="مەترسی", kmr="metirsî"),
    ),
)  # fmt: skip
