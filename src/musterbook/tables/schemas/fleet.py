"""fleet: what people travel in, where it is based and when it may be used."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.moments import Moment, Windows
from musterbook.tables.numbers import Measure, Whole
from musterbook.tables.words_and_choices import Choice, Text, YesNo

CARRIER_KIND: Final = Choice(
    {
        "c4": (), "pro_cab": (), "mpv": (), "2_cell": (), "3_cell": (), "6_cell": (), "12_cell": (),
        "bus": ("coach", "حافلة", "باص", "پاس", "otobus"), "armoured-bus": ("armored bus", "حافلة مصفحة"),
        "truck": ("lorry", "شاحنة", "بارهەڵگر", "kamyon"), "ambulance": ("إسعاف", "سيارة إسعاف"),
        "helicopter-medium": ("helicopter", "مروحية", "مروحية متوسطة", "هەلیکۆپتەر", "helîkopter"),
        "helicopter-heavy": ("heavy helicopter", "chinook", "ch-47", "مروحية ثقيلة"),
        "transport-aircraft": ("aircraft", "plane", "c-130", "c-17", "طائرة", "طائرة نقل", "فڕۆکە", "balafir"),
        "ferry": ("boat", "عبارة"), "on-foot": ("foot", "walking", "سيرا على الأقدام"),
    }
)  # fmt: skip
MODE: Final = Choice(
    {
        "heli": ("helicopter", "rotary", "rotary wing", "مروحية", "مروحي"),
        "fixed": ("fixed wing", "aircraft", "plane", "air", "طائرة", "جوي"),
        "road": ("ground", "land", "bus", "truck", "بري", "طريق", "بر"),
    }
)

FLEET: Final = Schema(
    name="fleet",
    about="One row a carrier: seats, speed, range, base and when it may be used.",
    key=("carrier", "from"),
    ordered=(("from", "until"),),
    columns=(
        Column("carrier", Text(80), "Its short name: plate, tail number or call sign.", required=True,
               en="id|vehicle|aircraft|call sign|callsign|tail number|plate", ar="الناقل|المركبة|رقم المركبة",
               ckb="ئۆتۆمبێل", kmr="wesayît"),
        Column("kind", CARRIER_KIND, "What it is.", required=True, en="type|vehicle type|model",
               ar="النوع|نوع المركبة",
               ckb="جۆر", kmr="cure"),
        Column("mode", MODE, "heli, fixed or road.", required=True, en="by", ar="وسيلة النقل|الوسيلة"),
        Column("seats", Whole(1, 2_000), "Seats for people moved, escorts not counted.", required=True,
               en="places|capacity|seat count", ar="المقاعد|عدد المقاعد", ckb="کورسی", kmr="kursî"),
        Column("speed_kmh", Measure(most=Decimal(1_500), above=True), "Usual speed, kilometres an hour.",
               required=True,
               en="speed|kmh|km/h", ar="السرعة"),
        Column("range_km", Measure(most=Decimal(20_000), above=True), "How far on one filling, kilometres.",
               required=True,
               en="range", ar="المدى"),
        Column("base", Text(80), "The site it stands at.", required=True, en="home|based at|location|home base",
               ar="القاعدة|مكان التمركز"),
        Column("custodian", Text(80), "Who answers for people aboard; empty: the carrier's own short name.",
               en="escort|escort custodian|held by", ar="جهة المرافقة|الجهة"),
        Column("from", Moment("from"), "Usable from this day or moment.", en="available from|start", ar="من|متاح من"),
        Column("until", Moment("until"), "Usable until this day (included) or moment.", en="to|available until|end",
               ar="حتى|متاح حتى"),
        Column("night", YesNo(), "May it travel at night? Empty is no.", en="night ok|nights|flies at night",
               ar="ليلا|الليل"),
        Column("windows", Windows(), "Hours of the day it may be used, 06:00-18:00; empty: any.",
               en="hours|time windows|window", ar="الساعات|أوقات العمل"),
    ),
)  # fmt: skip
