"""sites: the places people are held at, staged through and received in."""

from __future__ import annotations

from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.numbers import Degrees, Whole
from musterbook.tables.words_and_choices import Choice, Text

PLACE_KIND: Final = Choice(
    {
        "court": ("محكمة",), "police": ("police station", "شرطة", "مركز شرطة"),
        "prison": ("jail", "سجن", "زیندان", "girtîgeh"),
        "secure_training_centre": (), "secure_childrens_home": ("juvenile centre", "دار الأحداث"),
        "approved_premises": (),
        "probation_office": (), "community_rehabilitation_company": (), "foreign_national_prison": (),
        "voluntary_hostel": (),
        "high_security_hospital": (), "hospital": ("مستشفى", "نەخۆشخانە", "nexweşxane"),
        "immigration_detention_centre": (),
        "staging-ground": ("staging", "ساحة تجميع", "نقطة تجميع"), "airfield": ("airport", "air base", "مطار"),
        "helipad": ("helicopter pad", "مهبط"), "field-holding": ("holding", "احتجاز ميداني"),
        "camp": ("مخيم", "کەمپ", "kamp"),
        "military-base": ("base", "قاعدة", "قاعدة عسكرية"), "consulate": ("قنصلية",),
    }
)  # fmt: skip
SITE_ROLE: Final = Choice(
    {
        "origin": ("giving", "from", "sending", "منشأ", "مصدر"),
        "staging": ("hub", "transit", "عبور", "تجميع"),
        "receiving": ("destination", "to", "dest", "استلام", "وجهة"),
    }
)

SITES: Final = Schema(
    name="sites",
    about="One row a place: where people are held, staged or received.",
    key=("site",),
    columns=(
        Column("site", Text(80), "Short name of the place, the same in every table.", required=True,
               en="id|site id|place|code|location|facility", ar="الموقع|رمز الموقع|المكان", ckb="شوێن", kmr="cih"),
        Column("name", Text(200), "Name as printed, in Latin letters.", en="site name|full name|name en",
               ar="الاسم باللاتينية",
               ckb="ناو بە لاتینی", kmr="nav"),
        Column("name_ar", Text(200), "Name as printed, in Arabic letters.", en="arabic name|name arabic",
               ar="الاسم|اسم الموقع|الاسم بالعربية", ckb="ناو", kmr="nav bi erebî"),
        Column("kind", PLACE_KIND, "What kind of place it is.", required=True, en="type|place kind|site type",
               ar="النوع|نوع الموقع", ckb="جۆر", kmr="cure"),
        Column("role", SITE_ROLE, "origin, staging or receiving.", required=True, en="function|part",
               ar="الدور|الوظيفة"),
        Column("lat", Degrees(90), "Latitude in decimal degrees, north positive.", en="latitude",
               ar="خط العرض|العرض"),
        Column("lon", Degrees(180), "Longitude in decimal degrees, east positive.", en="lng|long|longitude",
               ar="خط الطول|الطول"),
        Column("capacity", Whole(1), "Most people it may hold; empty when not known.", en="places|beds|max|maximum",
               ar="السعة|الطاقة الاستيعابية", ckb="توانا", kmr="kapasîte"),
        Column("working", Whole(0), "Places it can run with; empty: all of them, or the beds that are counted.",
               en="working capacity|operational capacity|usable places", ar="السعة العاملة"),
        Column("certified", Whole(0), "Places it was built and approved for; empty when nobody says.",
               en="certified capacity|certified accommodation|cna|baseline", ar="السعة المعتمدة"),
        Column("out_of_use", Whole(0), "Working places that cannot be used now.", en="places out of use|closed places",
               ar="أماكن خارج الخدمة"),
        Column("intake_per_hour", Whole(1, 100_000), "People it can receive in an hour.",
               en="intake rate|intake|reception per hour|intake per hr", ar="الاستقبال في الساعة|معدل الاستقبال"),
        Column("custodian", Text(80), "Who answers for people there: the custodian's short name.", required=True,
               en="holder|authority|held by|owner", ar="الجهة|الجهة الحاجزة|الحارس|الجهة المسؤولة"),
        Column("time_zone", Text(60), "Zone of its clocks, such as Asia/Damascus; empty: the operation's.",
               en="timezone|tz|zone", ar="المنطقة الزمنية"),
    ),
)  # fmt: skip
