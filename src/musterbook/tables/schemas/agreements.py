"""agreements: who agreed to what, from when, for whom (casework.md section 5)."""

from __future__ import annotations

from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.moments import Moment
from musterbook.tables.numbers import Whole
from musterbook.tables.words_and_choices import Choice, Listed, Text

AGREEMENT_KIND: Final = Choice(
    {
        "consent": ("موافقة",),
        "note-verbale": ("note", "مذكرة شفوية"),
        "memorandum": ("mou", "memorandum of understanding", "مذكرة تفاهم"),
        "assurance": ("ضمانة", "تعهد"),
        "quota": ("حصة",),
    }
)
ACTS: Final = Choice(
    {
        "relocation": ("move", "نقل"),
        "custody-change": ("handover", "custody", "تسليم"),
        "release": ("إفراج",),
        "return": ("repatriation", "إعادة"),
        "extradition": ("تسليم مطلوبين",),
        "disclosure": ("إفصاح",),
        "statistic": ("إحصاء",),
    }
)

AGREEMENTS: Final = Schema(
    name="agreements",
    about="One row an agreement: what the parties let happen, for whom, from when and how much of it.",
    key=("agreement",),
    ordered=(("from", "until"), ("cap_per_day", "cap_total")),
    columns=(
        Column("agreement", Text(80), "Its short name, such as AGR-07.", required=True,
               en="id|ref|reference|agreement id",
               ar="الاتفاق|رمز الاتفاق|المرجع", ckb="ڕێککەوتن", kmr="peyman"),
        Column("kind", AGREEMENT_KIND, "consent, note-verbale, memorandum, assurance or quota.", required=True,
               en="type",
               ar="النوع", ckb="جۆر", kmr="cure"),
        Column("parties", Listed(commas=True), "The custodians and agencies bound by it.", required=True,
               en="party|between", ar="الأطراف", ckb="لایەنەکان", kmr="alî"),
        Column("acts", Listed(ACTS, commas=True), "What it allows: relocation, custody-change, release, return …",
               required=True, en="act|allows|what", ar="الأفعال|يسمح بـ"),
        Column("scope", Text(4000),
               "For whom: giver = a and receiver = b and sex = male; unknown never satisfies it.",
               required=True, en="for whom|applies to", ar="النطاق|يشمل"),
        Column("cap_total", Whole(1), "Most people in all.", en="total|cap|maximum", ar="الحد الأقصى|السقف"),
        Column("cap_per_day", Whole(1), "Most people a day.", en="per day|daily cap", ar="الحد اليومي"),
        Column("from", Moment("from"), "In force from this day or moment.", required=True,
               en="start|valid from|since",
               ar="من|اعتبارا من|ساري من", ckb="لە", kmr="ji"),
        Column("until", Moment("until"), "In force until this day (included) or moment; empty: until revoked.",
               en="end|to|valid until|expires", ar="حتى|إلى|ساري حتى", ckb="تا", kmr="heta"),
        Column("conditions", Listed(), "What must be met first, each shown by evidence.",
               en="condition|provided that",
               ar="الشروط"),
        Column("duties", Listed(Text(200)), "What is owed again and again: visit every 30 days by party; and more.",
               en="duty|owed|obligations", ar="الالتزامات|الواجبات"),
        Column("suspends_on", Listed(Text(200)),
               "What suspends it by itself: duty overdue 14 d; loss of control of a receiving site …",
               en="suspended on|suspends on", ar="يعلق عند"),
        Column("country", Text(3), "Whose assurance it is: three letters of ISO 3166, or XKX.",
               en="country|of", ar="البلد|الدولة"),
        Column("signers", Listed(commas=True), "Officers who sign it.", en="signer|signed by|signatories",
               ar="الموقعون|التوقيع"),
    ),
)  # fmt: skip
