"""Deeds about people: who may be moved and who must not, care, rights, who belongs to whom. One line for each."""

from __future__ import annotations

from typing import Final

from musterbook.custody.care.condition import SIDES
from musterbook.custody.care.facts import (
    ConditionNoted,
    MedicineHanded,
    MedicineNeeded,
    PropertyKeptBack,
    PropertyOpened,
    PropertyReturned,
    PropertySealed,
    Treated,
    WelfareGiven,
)
from musterbook.custody.care.property import MARKS
from musterbook.custody.care.welfare import OUTCOMES as WELFARE_OUTCOMES
from musterbook.custody.dues import authority, complaints, contests, notices, tellings
from musterbook.custody.dues.facts import (
    AuthorityNoted,
    Complained,
    ComplaintAnswered,
    ContestAnswered,
    Contested,
    Notified,
    Told,
)
from musterbook.custody.facts import Linked, Merged, Unlinked, Unmerged
from musterbook.custody.settings import NOTICE_HOURS
from musterbook.custody.sheets.facts import WarningLifted, WarningRaised, WatchSet
from musterbook.custody.sheets.warnings import kinds_of_warning
from musterbook.custody.sheets.watches import LEVELS, PLACES
from musterbook.eligibility.facts import (
    AgeDecided,
    AgeDoubted,
    ClearanceWithdrawn,
    Cleared,
    FitnessCertified,
    FoundUnfit,
    Held,
    HoldLifted,
    KeepApartEnded,
    KeptApart,
    Overridden,
    PartingDecided,
)
from musterbook.eligibility.fitness import CONDITIONS, MODES
from musterbook.operation import (
    caring,
    caring_condition,
    caring_property,
    clearing,
    complaining,
    contesting,
    linking,
    noticing,
    overheld,
    overriding,
    sheets_watching,
)
from musterbook.operation.caring_condition import BY
from musterbook.operation.deeds import about_people as one
from musterbook.operation.deeds import choices, ready, seen
from musterbook.operation.deeds.deed import Deed
from musterbook.rights.roles import rules_of

DOUBTING: Final = ("officer", "parent", "person")
"""Whose word opens the question of age again (custody.md section 8)."""
YES_NO: Final = ("yes", "no")
LIFTERS: Final = tuple(sorted({role for rule in rules_of(HoldLifted.kind) for role in rule.first}))
"""Roles that may lift a hold on some ground."""
BASES: Final = ("decided", "document", "estimated")

MAY_BE_MOVED: Final = (
    Deed("clear", Cleared, clearing.clear, "people",
         starts={"destination": lambda book, _: book.settings.destination,
                 "legal_basis": lambda book, _: book.settings.legal_basis},
         objections=lambda book, _, values: clearing.clearing_objections(book, values["people"])),
    Deed("withdraw-clearance", ClearanceWithdrawn, clearing.withdraw_clearance, "people", when=ready.cleared,
         objections=lambda book, by, values: clearing.withdrawing_objections(book, values["people"], at=by.at)),
    Deed("hold", Held, one.hold, "person", {"ground": "hold_ground", "authority": LIFTERS}),
    Deed("lift-hold", HoldLifted, clearing.lift_hold, "person", {"ground": choices.grounds}),
    Deed("keep-apart", KeptApart, one.keep_apart, "person",
         {"reach": "keep_apart.reach", "because": "keep_apart.reasons"}),
    Deed("end-keep-apart", KeepApartEnded, clearing.end_keep_apart, "person", {"other": choices.kept_from}),
    Deed("override", Overridden, overriding.override, "people", {"rule": choices.overridable}),
    Deed("doubt-age", AgeDoubted, clearing.doubt_age, "person", {"said_by": DOUBTING}),
    Deed("decide-age", AgeDecided, clearing.decide_age, "person", {"child": YES_NO, "basis": BASES}),
    Deed("certify-fit", FitnessCertified, caring_condition.certify, "people",
         {"modes": MODES, "conditions": CONDITIONS}),
    Deed("find-unfit", FoundUnfit, caring_condition.find_unfit, "people", {"modes": MODES, "because": "unfit"}),
)  # fmt: skip

CARE: Final = (
    Deed("warn", WarningRaised, sheets_watching.warn, "person", {"about": tuple(kinds_of_warning())}, seals=True),
    Deed("lift-warning", WarningLifted, sheets_watching.lift_warning, "person", {"about": choices.warnings},
         seals=True),
    Deed("set-watch", WatchSet, sheets_watching.set_watch, "person", {"level": tuple(LEVELS), "where": PLACES},
         seals=True),
    Deed("note-condition", ConditionNoted, one.note_one, "person", {"side": SIDES, "seen_by": BY},
         {"handover": choices.handover_of}, seals=True),
    Deed("need-medicine", MedicineNeeded, one.need, "people"),
    Deed("hand-medicine", MedicineHanded, one.hand_pack, "person", seals=True, by=one.holder_of),
    Deed("seal-property", PropertySealed, one.seal_bag, "person", {"kinds": "property", "mark": MARKS}, seals=True,
         by=one.holder_of),
    Deed("open-property", PropertyOpened, caring_property.open_property, "person",
         {"seal": choices.seals, "because": "property_opened"}),
    Deed("return-property", PropertyReturned, one.return_bag, "person", {"seal": choices.seals, "mark": MARKS}),
    Deed("keep-property-back", PropertyKeptBack, one.keep_bag_back, "person",
         {"seal": choices.seals, "because": "property_kept"}),
    Deed("give-welfare", WelfareGiven, caring.give_welfare, "people",
         {"what": "welfare", "outcome": WELFARE_OUTCOMES}, {"handover": choices.handover_of}),
    Deed("treat", Treated, caring.treat, "person", {"what": "treated"}, seals=True),
)  # fmt: skip

RIGHTS: Final = (
    Deed("tell", Told, one.tell, "people", {"what": tellings.WHAT, "when": tellings.WHEN},
         {"handover": choices.handover_of}, seals=True),
    Deed("notify", Notified, noticing.send, "people", {"notice": tuple(NOTICE_HOURS), "how": notices.HOW},
         without=frozenset(("acknowledged_at",)), seals=True),
    Deed("acknowledge-notice", Notified, noticing.acknowledge, "people", {"notice": tuple(NOTICE_HOURS)}),
    Deed("contest", Contested, contesting.contest, "person", {"about": contests.ABOUT}, seals=True),
    Deed("answer-contest", ContestAnswered, one.answer_contest, "start",
         {"start": choices.contests, "outcome": contests.OUTCOMES}, asked_only=choices.contested_fields,
         seals=True, seen={"start": seen.contest}),
    Deed("complain", Complained, complaining.complain, "person", seals=True),
    Deed("answer-complaint", ComplaintAnswered, complaining.answer, "start",
         {"start": choices.complaints, "outcome": complaints.OUTCOMES}, seals=True, room="complaint",
         seen={"start": seen.complaint}),
    Deed("note-authority", AuthorityNoted, overheld.note, "people", {"kind": authority.KINDS}),
)  # fmt: skip

BELONGING: Final = (
    Deed("link", Linked, linking.link, "person", {"relation": linking.RELATIONS, "source": linking.SOURCES}),
    Deed("unlink", Unlinked, linking.unlink, "person", {"other": choices.relatives}),
    Deed("part", PartingDecided, linking.part, "people", starts={"people": choices.family}, seals=True),
    Deed("merge", Merged, linking.merge, "keeps"),
    Deed("unmerge", Unmerged, linking.unmerge, "keeps", {"absorbs": choices.absorbed}),
)  # fmt: skip
