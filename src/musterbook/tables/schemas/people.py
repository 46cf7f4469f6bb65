"""people: one row a person in custody. Claims, not proof; unknown is an empty cell (custody.md section 4)."""

from __future__ import annotations

from typing import Final

from musterbook.tables.births import BirthDay
from musterbook.tables.columns import Column, Schema
from musterbook.tables.days import Day
from musterbook.tables.moments import Moment
from musterbook.tables.words_and_choices import Choice, Listed, Text, YesNo

BASIS: Final = Choice(
    {
        "claimed": ("said", "self", "قوله", "ادعاء", "بحسب قوله"),
        "asserted": ("asserted by a custodian", "custodian", "بحسب الجهة"),
        "seen": ("document", "document seen", "seen in a document", "وثيقة", "مستند"),
        "verified": ("confirmed", "مؤكد", "تم التحقق"),
    }
)
AGE_BASIS: Final = Choice(
    {
        **BASIS.words,
        "estimated": ("estimate", "تقدير", "تقديري"),
        "age-decided": ("decided", "age panel", "لجنة العمر"),
    }
)
SEX: Final = Choice(
    {
        "male": ("m", "man", "boy", "ذكر", "رجل", "نێر", "mêr", "nêr"),
        "female": ("f", "woman", "girl", "أنثى", "امرأة", "مێ", "jin", "mê"),
    }
)
LEGAL: Final = Choice(
    {
        "untried": ("remand", "awaiting trial", "موقوف", "غير محاكم"),
        "sentenced": ("convicted", "محكوم", "مدان"),
        "security": ("security detainee", "internee", "أمني", "معتقل أمني"),
    }
)
MOBILITY: Final = Choice(
    {
        "walks": ("yes", "walking", "normal", "يمشي", "سليم"),
        "slow": ("with help", "crutches", "stick", "بمساعدة", "عكاز"),
        "wheelchair": ("wheel chair", "كرسي متحرك"),
        "stretcher": ("lying", "نقالة"),
    }
)
RELATION: Final = Choice(
    {
        "parent-of": ("parent", "father", "mother", "والد", "والدة"),
        "child-of": ("child", "son", "daughter", "ابن", "ابنة"),
        "spouse": ("wife", "husband", "زوج", "زوجة"),
        "sibling": ("brother", "sister", "أخ", "أخت"),
        "guardian-of": ("guardian", "وصي"),
        "travels-with": ("relative", "with", "قريب", "مرافق"),
    }
)
HOLD_GROUND: Final = Choice(
    dict.fromkeys(
        (
            "allocation", "programme", "governor", "medical", "parole", "security", "court",
            "possible-child", "sex-not-this-operation", "family-member", "age-unknown", "sex-unknown",
            "refoulement-not-assessed", "refoulement-risk", "no-authority", "identity-disputed", "witness",
               "release-due",
            "death-penalty-no-assurance", "contest-open", "pregnant", "stretcher", "counsel-request", "two-hands",
        ),
        (),
    )
)  # fmt: skip
AUTHORITY: Final = Choice(
    {
        "warrant": ("arrest warrant", "مذكرة", "مذكرة توقيف"),
        "order": ("court order", "judgment", "أمر", "حكم", "قرار"),
        "agreement": ("اتفاق",),
        "none": ("no authority", "لا يوجد", "بدون"),
    }
)

PEOPLE: Final = Schema(
    name="people",
    about="One row a person in custody. Everything here is a claim; leave empty what is not known.",
    private=True,
    key=("number",),
    ordered=(("born_low", "born_high"),),
    distinct=(("number", "family_of"),),
    together=(("born_low", "born_high"),),
    one_of=(("number", "name", "name_ar"),),
    either=(("born", "born_low"),),
    needs=(("authority_issuer", "authority_kind", ("none",)), ("authority_until", "authority_kind", ("none",))),
    columns=(
        Column(
            "number", Text(40), "Wristband number, if one was already given; otherwise leave empty.",
            en="no|no.|wristband|band number|person number|detainee number|musterbook number",
            ar="الرقم|رقم السوار|رقم النزيل|رقم المحتجز", ckb="ژمارە", kmr="hejmar",
        ),
        Column(
            "name", Text(200), "Name in Latin letters, as he says it. A row needs a number or one of the two names.",
            en="full name|name latin|name in english|detainee name|english name",
            ar="الاسم باللاتينية|الاسم بالانجليزية|الاسم اللاتيني", ckb="ناو بە لاتینی", kmr="nav",
        ),
        Column(
            "name_ar", Text(200), "Name in Arabic letters, as he says it.",
            en="arabic name|name arabic|name in arabic",
               ar="الاسم|الاسم الكامل|الاسم بالعربية|اسم النزيل|الاسم الثلاثي",
            ckb="ناو|ناوی تەواو", kmr="nav bi erebî",
        ),
        Column("kunya", Text(100), "Kunya or the name others call him.", en="alias|nickname|nom de guerre",
               ar="الكنية|اللقب", ckb="نازناو", kmr="bernav"),
        Column("father", Text(200), "Father's name.", en="father name|father's name|fathers name",
               ar="اسم الأب|الأب", ckb="ناوی باوک", kmr="navê bavê"),
        Column("sex", SEX, "male or female; empty when nobody has asked.", en="gender", ar="الجنس|النوع",
               ckb="ڕەگەز", kmr="zayend"),
        Column(
            "born", BirthDay(), "Day, month or year of birth. 01/01 is read as the year only.",
            en="date of birth|dob|birth date|birth|year of birth|birth year",
            ar="تاريخ الميلاد|الميلاد|سنة الميلاد|تاريخ الولادة|المواليد|التولد", ckb="بەرواری لەدایکبوون|لەدایکبوون",
            kmr="roja jidayikbûnê|jidayikbûn",
        ),
        Column("born_low", Day(), "Earliest possible day of birth, when born cannot say it.",
               en="born after|earliest birth|born not before", ar="أقدم تاريخ ميلاد"),
        Column("born_high", Day(), "Latest possible day of birth, when born cannot say it.",
               en="born before|latest birth|born not after", ar="أحدث تاريخ ميلاد"),
        Column("age_basis", AGE_BASIS, "How the birth is known.", en="basis of age|birth basis",
               ar="مصدر العمر|أساس العمر"),
        Column("nationality", Text(60), "Country whose national he says he is; a name or a country code.",
               en="country|citizenship|nation", ar="الجنسية|البلد", ckb="ڕەگەزنامە|نەتەوە", kmr="netewe|hemwelatî"),
        Column("nationality_basis", BASIS, "How the nationality is known.", en="basis of nationality",
               ar="مصدر الجنسية|أساس الجنسية"),
        Column("languages", Listed(commas=True), "Languages he understands, best first.", en="language|speaks",
               ar="اللغات|اللغة", ckb="زمان", kmr="ziman"),
        Column("faith", Text(60), "His faith, as he says it, for food, rites and days; empty where he did not say.",
               en="religion", ar="الديانة|الدين", offered=False),
        Column("ethnicity", Text(60), "His people, in his own word; it is never needed, and nobody is moved by it.",
               en="ethnic group", ar="القومية|الانتماء القومي", offered=False),
        Column("height", Text(20), "Height in centimetres.", en="height cm", ar="الطول", offered=False),
        Column("build", Text(40), "Build: slight, medium, heavy.", en="stature", ar="البنية", offered=False),
        Column("marks", Text(300), "Marks by which he is known: scars, tattoos, what is missing.",
               en="distinguishing marks|scars", ar="العلامات الفارقة|العلامات المميزة", offered=False),
        Column("contacts", Text(300), "Whom he names to be told, and how; they get no number and stand nowhere else.",
               en="next of kin|contact", ar="من يبلغ|جهة الاتصال", offered=False),
        Column("site", Text(80), "Where he is held: a site of the table sites.", required=True,
               en="prison|facility|location|place|held at|detention site", ar="الموقع|السجن|مكان الاحتجاز|المنشأة",
               ckb="شوێن|زیندان", kmr="cih|girtîgeh"),
        Column("legal", LEGAL, "untried, sentenced or security.", en="legal situation|legal status",
               ar="الوضع القانوني|الحالة القانونية"),
        Column("family_of", Text(40), "Number of a relative who is in this table.",
               en="relative|family|relative number",
               ar="قريب|رقم القريب"),
        Column("relation", RELATION, "What he is to that relative.", en="relationship|kinship",
               ar="صلة القرابة|القرابة"),
        Column("identifier_isn", Text(80), "Internment serial number.", en="isn|internment serial number",
               ar="رقم الاعتقال"),
        Column("identifier_passport", Text(80), "Passport number.", en="passport|passport number|passport no",
               ar="جواز السفر|رقم الجواز", ckb="پاسپۆرت", kmr="pasaport"),
        Column("identifier_national", Text(80), "National card number.",
               en="national id|national card|id card|identity card|national number",
               ar="الهوية الوطنية|رقم الهوية|الرقم الوطني|البطاقة الوطنية", ckb="ژمارەی ناسنامە", kmr="nasname"),
        Column("identifier_icrc", Text(80), "Number given by the Red Cross.", en="icrc|icrc number",
               ar="رقم الصليب الأحمر", offered=False),
        Column("identifier_prison", Text(80), "Number in the prison's own register.",
               en="prison number|register number|file number", ar="رقم السجل|رقم الملف|رقم الاضبارة", offered=False),
        Column("identifier_", Text(80), "Any other number: identifier_ and what kind it is.", wildcard=True,
               en="identifier|id", ar="معرف"),
        Column("medicine", YesNo(), "Does he need medicine on the way?", en="needs medicine|medication|medicines",
               ar="دواء|أدوية|يحتاج دواء", ckb="دەرمان", kmr="derman"),
        Column("mobility", MOBILITY, "walks, slow, wheelchair or stretcher.", en="walking|can walk",
               ar="الحركة|القدرة على الحركة"),
        Column("hold", YesNo(), "May he not be moved for now?", en="on hold|do not move", ar="محجوز|لا ينقل"),
        Column("hold_ground", HOLD_GROUND, "Why he may not be moved, in one of the listed words.",
               en="hold reason|ground|reason for hold", ar="سبب عدم النقل|سبب المنع"),
        Column("authority_kind", AUTHORITY, "The paper he is held under: warrant, order, agreement or none.",
               en="authority|legal authority|basis of detention", ar="سند التوقيف|السند القانوني"),
        Column("authority_issuer", Text(120), "Who gave that paper: the court, the ministry, the commander.",
               en="issued by|issuer|court", ar="جهة الإصدار|صادر عن|المحكمة"),
        Column("authority_until", Moment("until"), "Last day or moment on which that paper holds.",
               en="authority expires|valid until|expiry", ar="صلاحية السند|ينتهي في"),
        Column("property_seals", Listed(commas=True), "Numbers of the seals on his property.",
               en="seals|property|seal numbers", ar="أختام الأمانات|الأمانات"),
    ),
)  # fmt: skip
