"""Deeds about the watch and about camps, of which nobody is ever named. One line each."""

from __future__ import annotations

from typing import Final

from musterbook.camps import facts as camps
from musterbook.camps.choices import ACCESS, PASSAGES, SERVICES
from musterbook.operation.deeds import about_watch as one
from musterbook.operation.deeds import watch_choices as choices
from musterbook.operation.deeds.call_choices import officers
from musterbook.operation.deeds.deed import Deed
from musterbook.watch import facts as watch
from musterbook.watch.choices import (
    ANSWERS,
    ARMED,
    CERTAINTIES,
    INCIDENT_KINDS,
    LAYERS,
    LOSS,
    RELIABILITIES,
    WARNING_KINDS,
)
from musterbook.watch.settings import Mark
from musterbook.watch.site_today import Fabric, SiteKind

_SITE: Final = {"site": choices.sites}

WATCH: Final = (
    Deed("answer-alert", watch.AlertAnswered, one.answer_alert, "alert",
         {"alert": choices.alerts, "said": ANSWERS, "to": officers}),
    Deed("call-off-alert", watch.AlertCalledOff, one.call_off_alert, "alert", {"alert": choices.alerts}),
    Deed("report-guards", watch.GuardsReported, one.report_guards, "site", _SITE | {"armed": ARMED}),
    Deed("report-population", watch.PopulationReported, one.report_population, "site", _SITE),
    Deed("describe-site", watch.SiteDescribed, one.describe_site, "site",
         {"kind": tuple(SiteKind), "fabric": tuple(Fabric)}),
    Deed("note-incident", watch.IncidentNoted, one.note_incident, "site", _SITE | {"kind": INCIDENT_KINDS}),
    Deed("note-warning", watch.WarningReceived, one.note_warning, "site",
         _SITE | {"kind": WARNING_KINDS, "reliability": RELIABILITIES, "credibility": tuple("123456")}),
    Deed("confirm-offensive", watch.OffensiveConfirmed, one.confirm_offensive, ""),
    Deed("plan-relief", watch.ReliefPlanned, one.plan_relief, "site", _SITE),
    Deed("change-relief", watch.ReliefPlanned, one.change_relief, "relief", {"relief": choices.reliefs}),
    Deed("complete-relief", watch.ReliefCompleted, one.complete_relief, "relief", {"relief": choices.reliefs}),
    Deed("enter-scenario", watch.ScenarioEntered, one.enter_scenario, "site", _SITE),
    Deed("revise-scenario", watch.ScenarioEntered, one.revise_scenario, "scenario", {"scenario": choices.scenarios}),
    Deed("withdraw-scenario", watch.ScenarioEntered, one.withdraw_scenario, "scenario",
         {"scenario": choices.scenarios}),
    Deed("enter-outcome", watch.OutcomeEntered, one.enter_outcome, "subject",
         {"layer": (LOSS, *LAYERS), "certainty": CERTAINTIES}),
    Deed("change-setting", watch.SettingChanged, one.change_setting, "setting",
         {"setting": choices.settings, "grade": tuple(Mark)}, says=one.lowers),
)  # fmt: skip

CAMPS: Final = (
    Deed("change-camp-control", camps.ControlChanged, one.change_control, "camp"),
    Deed("see-camp-guards", camps.GuardsSeen, one.see_guards, "camp"),
    Deed("change-camp-access", camps.AccessChanged, one.change_access, "camp", {"access": ACCESS}),
    Deed("note-camp-gap", camps.ServiceGap, one.note_gap, "camp", {"kind": SERVICES}),
    Deed("tell-camp-protector", camps.ProtectingBodyTold, one.tell_protector, "camp"),
    Deed("note-camp-passage", camps.PassedThrough, one.note_passage, "camp", {"kind": PASSAGES}),
    Deed("note-camp-share", camps.RegisteredShare, one.note_share, "camp"),
    Deed("note-camp-boys", camps.BoysParted, one.note_boys, "camp"),
    Deed("note-camp-unaccompanied", camps.Unaccompanied, one.note_unaccompanied, "camp"),
)  # fmt: skip
"""Counts come as tables and are written by `muster camps count`: a count has hundreds of cells."""
