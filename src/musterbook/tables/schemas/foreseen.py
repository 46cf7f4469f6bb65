"""Tables of the watch about what happened and what may come: incidents, reliefs, warnings and scenarios."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.moments import Moment
from musterbook.tables.numbers import Degrees, Measure, Whole
from musterbook.tables.words_and_choices import Choice, Text, YesNo

INCIDENT_KIND: Final = Choice(
    {
        "attempt": ("escape attempt", "attempted escape", "foiled plan", "محاولة فرار", "محاولة"),
        "riot": ("disturbance", "mutiny", "شغب"),
        "loss": ("escape", "break-out", "breakout", "loss of custody", "فرار"),
        "attack-on-staff": ("staff attacked", "guard killed", "attack on guards", "هجوم على الحراس"),
        "weapons-or-tunnel": ("weapons", "tunnel", "contraband", "أسلحة", "نفق"),
        "search-done": ("search", "clean search", "cells searched", "تفتيش"),
    }
)
WARNING_KIND: Final = Choice(
    {
        "specific": ("this site", "named site", "محدد"),
        "campaign": ("announced campaign", "general", "حملة"),
    }
)
RELIABILITY: Final = Choice(
    {
        "A": ("completely reliable",), "B": ("usually reliable",), "C": ("fairly reliable",),
        "D": ("not usually reliable",), "E": ("unreliable",), "F": ("cannot be judged",),
    }
)  # fmt: skip
CHANCE: Final = Measure(Decimal(0), Decimal(1))
"""A probability, from 0 to 1."""

INCIDENTS: Final = Schema(
    name="incidents",
    about="One row something that happened at a site, or near it: an attempt, a riot, a loss, a search.",
    key=("incident",),
    together=(("lat", "lon"),),
    one_of=(("site", "province", "lat"),),
    ordered=(("low", "best"), ("best", "high"), ("low", "high")),
    columns=(
        Column("incident", Text(80), "Its short name, such as INC-07.", required=True,
               en="id|ref|reference|incident id|incident number", ar="الحادث|رقم الحادث|المرجع"),
        Column("kind_of", INCIDENT_KIND, "attempt, riot, loss, attack-on-staff, weapons-or-tunnel or search-done.",
               required=True, en="kind|type|what|what happened", ar="النوع|نوع الحادث", ckb="جۆر", kmr="cure"),
        Column("at", Moment(), "When it happened.", required=True, en="date|day|time|when|happened at",
               ar="التاريخ|الوقت|اليوم", ckb="بەروار", kmr="dîrok|roj"),
        Column("site", Text(80), "The site, as in the table sites; empty when it was at none.",
               en="place|prison|facility|location", ar="الموقع|السجن", ckb="شوێن", kmr="cih"),
        Column("province", Text(80), "The province, when no more is known.", en="governorate|region|state",
               ar="المحافظة"),
        Column("lat", Degrees(90), "Latitude in decimal degrees, north positive.", en="latitude",
               ar="خط العرض|العرض"),
        Column("lon", Degrees(180), "Longitude in decimal degrees, east positive.", en="lng|long|longitude",
               ar="خط الطول|الطول"),
        Column("low", Whole(), "Fewest who got out, died or were found; empty: the best figure.",
               en="lowest|at least|fewest", ar="الأدنى"),
        Column("best", Whole(), "Best figure; empty when nobody counted.", en="people|count|number|best estimate",
               ar="العدد"),
        Column("high", Whole(), "Most who got out, died or were found; empty: the best figure.",
               en="highest|at most|most", ar="الأعلى"),
        Column("source", Text(200), "Who says so.", required=True, en="reported by|from|informant", ar="المصدر",
               ckb="سەرچاوە", kmr="çavkanî"),
    ),
)  # fmt: skip

RELIEFS: Final = Schema(
    name="reliefs",
    about="One row a relief: a whole site that is to pass to another custodian, or to be left.",
    key=("relief",),
    ordered=(("from", "to"),),
    distinct=(("giver", "receiver"),),
    together=(("completed_at", "guards_on_arrival"),),
    columns=(
        Column("relief", Text(80), "Its short name, such as RLF-02.", required=True,
               en="id|ref|reference|relief id|handover", ar="التسليم|المرجع"),
        Column("site", Text(80), "The site, as in the table sites.", required=True,
               en="place|prison|facility|location", ar="الموقع|السجن", ckb="شوێن", kmr="cih"),
        Column("giver", Text(80), "The custodian who leaves.", required=True, en="gives|from whom|leaving|handed by",
               ar="المسلم"),
        Column("receiver", Text(80), "The custodian who comes; empty: a plain withdrawal.",
               en="receives|to whom|relieved by|handed to", ar="المستلم"),
        Column("from", Moment("from"), "Earliest that it may happen.", required=True,
               en="start|window from|earliest|window start", ar="من"),
        Column("to", Moment("until"), "Latest that it may happen, a day included.", required=True,
               en="end|until|window to|latest|window end", ar="حتى|إلى"),
        Column("receiver_present", YesNo(), "Are the receiver's guards on the spot? Empty: no.",
               en="present|receiver on site|receiver there", ar="المستلم حاضر"),
        Column("receiver_signed", YesNo(), "Has the receiver signed for it? Empty: no.", en="signed|receiver signature",
               ar="المستلم وقع"),
        Column("agreement", Text(80), "The agreement it rests on, as in the table agreements.", en="agreed in|basis",
               ar="الاتفاق"),
        Column("called_off", YesNo(), "Will it not happen after all? Empty: no.", en="cancelled|canceled|off",
               ar="ألغي"),
        Column("completed_at", Moment(), "When the receiver had the site; empty until then.",
               en="completed|done|done at", ar="اكتمل في"),
        Column("guards_on_arrival", Whole(0, 100_000), "How many guards the receiver then had there.",
               en="guards|guards then|receiver's guards", ar="الحراس عند الوصول"),
    ),
)  # fmt: skip

WARNINGS: Final = Schema(
    name="warnings",
    about="One row a warning that somebody gave. How he knows stays out of it.",
    key=("warning",),
    one_of=(("site", "province"),),
    columns=(
        Column("warning", Text(80), "Its short name, such as WRN-11.", required=True,
               en="id|ref|reference|warning id", ar="التحذير|المرجع"),
        Column("kind_of", WARNING_KIND, "specific: this site. campaign: against prisons, announced.", required=True,
               en="kind|type", ar="النوع", ckb="جۆر", kmr="cure"),
        Column("site", Text(80), "The site, as in the table sites.", en="place|prison|facility|location",
               ar="الموقع|السجن", ckb="شوێن", kmr="cih"),
        Column("province", Text(80), "The province, when no site is named.", en="governorate|region|state",
               ar="المحافظة"),
        Column("reliability", RELIABILITY, "Of the source, A to F.", required=True,
               en="source reliability|source grade", ar="موثوقية المصدر"),
        Column("credibility", Whole(1, 6), "Of what he says, 1 to 6.", required=True,
               en="information credibility|credibility grade", ar="مصداقية المعلومة"),
        Column("expires", Moment("until"), "Last day or moment on which it counts.", required=True,
               en="until|expiry|valid until|good until", ar="ينتهي|صالح حتى"),
    ),
)  # fmt: skip

SCENARIOS: Final = Schema(
    name="scenarios",
    about="One row what an analyst thinks may happen in a window, how likely, and what would become of custody then.",
    key=("scenario",),
    ordered=(("from", "to"),),
    columns=(
        Column("scenario", Text(80), "Its short name, such as SCN-03.", required=True,
               en="id|ref|reference|scenario id", ar="السيناريو|المرجع"),
        Column("site", Text(80), "The site, as in the table sites.", required=True,
               en="place|prison|facility|location", ar="الموقع|السجن", ckb="شوێن", kmr="cih"),
        Column("sentence", Text(400), "What may happen, in one sentence.", required=True,
               en="what|what may happen|description", ar="الوصف|ماذا قد يحدث"),
        Column("from", Moment("from"), "The window begins.", required=True, en="start|window from|earliest", ar="من"),
        Column("to", Moment("until"), "The window ends, a day included.", required=True,
               en="end|window to|latest", ar="حتى|إلى"),
        Column("probability", CHANCE, "How likely it is to happen in the window, 0 to 1.", required=True,
               en="chance|p|likelihood|how likely", ar="الاحتمال"),
        Column("loss_given", CHANCE, "How likely custody is then lost, 0 to 1.", required=True,
               en="loss if it happens|loss given|then lost", ar="احتمال الفقد"),
        Column("expires", Moment("until"), "Last day or moment on which it counts.", required=True,
               en="expiry|valid until|good until", ar="ينتهي|صالح حتى"),
        Column("withdrawn", YesNo(), "Does its author no longer hold to it? Empty: he does.", en="taken back|dropped",
               ar="مسحوب"),
        Column("speaks_for", Text(1000), "What speaks for it.", en="for|pro|evidence for", ar="مؤيد"),
        Column("speaks_against", Text(1000), "What speaks against it.", en="against|con|evidence against", ar="معارض"),
        Column("would_change", Text(1000), "What would change our mind.", en="change our mind|would change our mind",
               ar="ما يغير الرأي"),
    ),
)  # fmt: skip
