"""officers: who may sign, for which custodian, in which role."""

from __future__ import annotations

from typing import Final

from musterbook.tables.columns import Column, Schema
from musterbook.tables.numbers import Whole
from musterbook.tables.words_and_choices import Choice, Text

ROLE: Final = Choice(
    {
        "site-officer": ("site", "ضابط الموقع"), "escort-commander": ("escort", "قائد المرافقة"),
        "receiving-officer": ("receiver", "ضابط الاستلام"), "governor": ("warden", "مدير السجن"),
        "counting-officer": ("counter", "ضابط العد"),
        "register-clerk": ("clerk", "كاتب السجل"), "clinician": ("doctor", "medic", "طبيب"),
        "eligibility-reviewer": ("reviewer", "مراجع الأهلية"), "age-panel": ("age panel member", "لجنة العمر"),
        "protection-officer": ("protection", "ضابط الحماية"),
        "operation-desk": ("desk", "duty officer", "غرفة العمليات"),
        "population-desk": ("population",), "notifier": ("مبلغ",), "inspector": ("مفتش",),
        "independent-verifier": ("verifier",), "reader": ("قارئ",),
        "legal-reviewer": ("legal adviser", "مراجع قانوني"), "security-officer": ("security", "ضابط أمن"),
        "load-master": ("loadmaster",),
        "planner": ("مخطط",), "coordinator": ("منسق",), "watch-analyst": ("analyst", "محلل"), "examiner": ("فاحص",),
        "evidence-reviewer": (), "originator": (), "acquiring-officer": ("acquirer",), "case-officer": (),
        "disclosure-officer": (), "redactor": (), "courier": (), "recipient": (), "child-justice-adviser": (),
        "data-protection-officer": (),
        "senior-examiner": (), "enrolment-operator": (), "identity-officer": (), "gallery-keeper": (),
        "repatriation-desk": (), "camp-monitor": ("monitor",),
        "agency-lead": (),
        "spokesman": ("spokesperson", "متحدث"), "principal": (),
        "judicial-liaison": (), "independent-reviewer": (),
        "registrar": ("مسجل",), "node-keeper": ("keeper",), "administrator": ("admin", "مدير النظام"),
    }
)  # fmt: skip

OFFICERS: Final = Schema(
    name="officers",
    about="One row an officer and a role: who may sign for which custodian. Several roles are several rows.",
    key=("officer", "custodian", "role"),
    columns=(
        Column("officer", Text(80), "Short name of the officer, the same wherever he signs.", required=True,
               en="id|name|officer id|signer", ar="الضابط|اسم الضابط", ckb="ئەفسەر", kmr="efser"),
        Column("custodian", Text(80), "The custodian he signs for.", required=True,
               en="for|agency|organisation|organization",
               ar="الجهة", ckb="لایەن", kmr="alî"),
        Column("role", ROLE, "What he may do.", required=True, en="function|position", ar="الدور|الوظيفة|الصفة",
               ckb="ئەرک", kmr="erk"),
        Column("public_key", Text(200), "His public key; empty: one is made when the folder is opened.",
               en="key|ed25519|public key ed25519", ar="المفتاح العام|المفتاح"),
        Column("level", Whole(0, 4), "The highest marking he may read: 0 unclassified, which an empty cell means too, "
               "1 restricted, 2 confidential, 3 secret, 4 top secret.",
               en="clearance level|highest marking|marking", ar="درجة السرية|أعلى درجة سرية"),
    ),
)  # fmt: skip
