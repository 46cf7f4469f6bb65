"""Tables of the watch about places: what each site is, who guards it, who is in it, and the agency's named points."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.moments import Moment
from musterbook.tables.numbers import Degrees, Measure, Whole
from musterbook.tables.words_and_choices import Choice, Listed, Text, YesNo

SITE_KIND: Final = Choice(
    {
        "prison": ("jail", "detention centre", "سجن", "زیندان", "girtîgeh"),
        "camp": ("مخيم", "کەمپ", "kamp"),
        "yard": ("compound", "holding yard", "ساحة"),
    }
)
FABRIC: Final = Choice(
    {
        "purpose": ("purpose built", "purpose-built", "built as a prison", "مبني كسجن"),
        "converted": ("converted building", "school", "former school", "محول"),
        "damaged": ("war damage", "breached", "متضرر"),
    }
)
ARMED: Final = Choice(
    {
        "yes": ("y", "all", "نعم"),
        "no": ("n", "none", "unarmed", "لا"),
        "partly": ("some", "part", "partially", "جزئيا"),
        "unknown": ("not known", "غير معروف"),
    }
)

WATCH_SITES: Final = Schema(
    name="watch-sites",
    about="One row a site that is watched: what it is, where, and whose ground would not hold its people.",
    key=("site",),
    columns=(
        Column("site", Text(80), "The site, as in the table sites.", required=True,
               en="place|prison|facility|location", ar="الموقع|السجن", ckb="شوێن", kmr="cih"),
        Column("kind_of", SITE_KIND, "prison, camp or yard.", required=True, en="kind|type|site type",
               ar="النوع|نوع الموقع", ckb="جۆر", kmr="cure"),
        Column("lat", Degrees(90), "Latitude in decimal degrees, north positive.", required=True, en="latitude",
               ar="خط العرض|العرض"),
        Column("lon", Degrees(180), "Longitude in decimal degrees, east positive.", required=True,
               en="lng|long|longitude", ar="خط الطول|الطول"),
        Column("error_km", Measure(Decimal(0), Decimal(1000)), "How many km the place may be off; empty: none.",
               en="error|precision|uncertainty km|off by km", ar="الخطأ كم"),
        Column("province", Text(80), "The province it lies in, as warnings name it.", en="governorate|region|state",
               ar="المحافظة"),
        Column("capacity", Whole(1), "Most people it may hold; empty when not known.", en="places|beds|max|maximum",
               ar="السعة|الطاقة الاستيعابية", ckb="توانا", kmr="kapasîte"),
        Column("fabric", FABRIC, "purpose, converted or damaged; empty when nobody has looked.",
               en="building|structure|condition", ar="البناء|حالة البناء"),
        Column("surge_zone", Text(40), "The storm surge zone it lies in, as the county calls it.",
               en="surge|evacuation zone|flood zone", ar="منطقة الغمر"),
        Column("hostile_to", Listed(), "Whose ground would not hold its people: controllers, parted by semicolons.",
               en="hostile|hostile controllers|enemies", ar="الجهات المعادية"),
    ),
)  # fmt: skip

GUARDS_ON_POST: Final = Schema(
    name="guards",
    about="One row a report: how many guard posts of a site were filled. Nobody on guard is 0 and on_site no.",
    key=("site", "counted_at", "source"),
    columns=(
        Column("site", Text(80), "The site, as in the table sites.", required=True,
               en="place|prison|facility|location", ar="الموقع|السجن", ckb="شوێن", kmr="cih"),
        Column("counted_at", Moment(), "When they were counted.", required=True,
               en="date|day|time|counted|report date|as of|when", ar="التاريخ|اليوم|وقت العد", ckb="بەروار",
               kmr="dîrok|roj"),
        Column("posts_filled", Whole(0, 100_000), "Posts filled; 0 means that nobody was there.", required=True,
               en="guards|guards on duty|on duty|filled|guard count|number of guards|present",
               ar="الحراس|عدد الحراس|المناوبون", ckb="پاسەوان", kmr="parêzer"),
        Column("posts_minimum", Whole(1, 100_000), "Posts of the site's own post list; empty: as in its report before.",
               en="minimum|posts|posts needed|required posts|minimum posts|needed", ar="الحد الأدنى|المطلوب"),
        Column("shift_hours", Whole(1, 168), "Hours of the shift; empty: 24.", en="shift|hours|shift length",
               ar="ساعات المناوبة"),
        Column("armed", ARMED, "yes, no, partly or unknown.", en="arms|weapons|armament", ar="مسلحون|التسليح"),
        Column("on_site", YesNo(), "Is anybody on guard? Empty: yes.", en="anybody there|present on site|on guard",
               ar="في الموقع"),
        Column("source", Text(200), "Who reported it.", en="reported by|from|informant", ar="المصدر", ckb="سەرچاوە",
               kmr="çavkanî"),
    ),
)  # fmt: skip

POPULATION: Final = Schema(
    name="population",
    about="One row a count: how many people are held at a site that is not on the roll. A range where nobody is sure.",
    key=("site", "counted_at"),
    ordered=(("low", "best"), ("best", "high"), ("low", "high")),
    columns=(
        Column("site", Text(80), "The site, as in the table sites.", required=True,
               en="place|prison|camp|facility|location", ar="الموقع|السجن|المخيم", ckb="شوێن", kmr="cih"),
        Column("counted_at", Moment(), "When they were counted.", required=True,
               en="date|day|time|counted|report date|as of|when", ar="التاريخ|اليوم|وقت العد", ckb="بەروار",
               kmr="dîrok|roj"),
        Column("low", Whole(), "Fewest there may be; empty: the best figure.", en="lowest|at least|minimum|fewest",
               ar="الأدنى"),
        Column("best", Whole(), "Best figure.", required=True,
               en="people|count|headcount|number|population|total|best estimate", ar="العدد|السكان|عدد النزلاء"),
        Column("high", Whole(), "Most there may be; empty: the best figure.", en="highest|at most|maximum|most",
               ar="الأعلى"),
        Column("category_", Whole(), "How many of one category: category_ and its name, such as category_women.",
               wildcard=True, en="category|of which|thereof", ar="فئة", offered=False),
    ),
)  # fmt: skip

WIND_POINTS: Final = Schema(
    name="wind-points",
    about="One row a point that the weather agency's bulletins of wind chances name, and where it lies.",
    key=("point",),
    columns=(
        Column("point", Text(80), "Its name, written as in the bulletins.", required=True,
               en="location|name|place|station", ar="النقطة|المكان"),
        Column("lat", Degrees(90), "Latitude in decimal degrees, north positive.", required=True, en="latitude",
               ar="خط العرض|العرض"),
        Column("lon", Degrees(180), "Longitude in decimal degrees, east positive.", required=True,
               en="lng|long|longitude", ar="خط الطول|الطول"),
    ),
)  # fmt: skip
