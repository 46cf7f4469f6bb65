"""What the room watch writes in the book: what people report of sites, what it made of that, and what came of it.

Numbers with a point are text (`numbers.py`). No fact here names a person held; an owner is an officer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from musterbook.ledger.facts import Digest, Fact, Part
from musterbook.terms.custodians import CustodianId
from musterbook.watch.numbers import Number


class SiteDescribed(Fact, kind="watch.site-described"):
    """What a site is, for the outlook; a later fact of the same site replaces it.

    kind_of: prison, camp or yard. `error_km`: how far the coordinates may be off. `capacity` None and `fabric` empty
    mean that nobody said. `fabric`: purpose, converted or damaged. `hostile_to`: controllers of ground that would not
    hold its people.
    """

    site: str
    kind_of: str
    lat: Number
    lon: Number
    error_km: Number = Number("0")
    province: str = ""
    capacity: int | None = None
    fabric: str = ""
    surge_zone: str = ""
    hostile_to: frozenset[str] = frozenset()


class GuardsReported(Fact, kind="watch.guards-reported"):
    """The newest shift of a site. Nobody on guard is `on_site` false and no posts filled, never a figure left out.

    armed: yes, no, partly or unknown.
    """

    site: str
    counted_at: datetime
    shift_hours: int
    posts_minimum: int
    posts_filled: int
    armed: str = "unknown"
    on_site: bool = True


class PopulationReported(Fact, kind="watch.population-reported"):
    """How many are held at a site that is not on the roll, as a range; `categories` are counts by category."""

    site: str
    counted_at: datetime
    low: int
    best: int
    high: int
    categories: Mapping[str, int] | None = None


class IncidentNoted(Fact, kind="watch.incident-noted"):
    """Something that happened at a site, or at a point where no site is named.

    kind_of: attempt, riot, loss, attack-on-staff, weapons-or-tunnel, or search-done (a search that found nothing).
    `low`, `best`, `high`: how many got out, died or were found, as the kind says; None where nobody counted.
    """

    incident: str
    kind_of: str
    at: datetime
    source: str
    site: str = ""
    province: str = ""
    lat: Number | None = None
    lon: Number | None = None
    low: int | None = None
    best: int | None = None
    high: int | None = None


class FileLoaded(Fact, kind="watch.file-loaded"):
    """A file was read into the incident store, where its rows lie under this digest.

    `source` is whose it is, `dialect` how it is written; `rows_kept_out` are too imprecise for distances, and
    `known_through` is the last day, in UTC, it can speak of (`2026-01-31`); empty where it speaks of none, as a list of
    named points does.
    """

    source: str
    dialect: str
    file: Digest
    rows_good: int
    rows_kept_out: int
    rows_quarantined: int
    known_through: str


class ReliefPlanned(Fact, kind="watch.relief-planned"):
    """A whole site is to pass to another custodian, or to be left; a later fact of the same relief replaces it.

    `receiver` None is a plain withdrawal. `from_` and `to` are the window.
    """

    relief: str
    site: str
    giver: CustodianId
    from_: datetime
    to: datetime
    receiver: CustodianId | None = None
    receiver_present: bool = False
    receiver_signed: bool = False
    agreement: str = ""
    called_off: bool = False


class ReliefCompleted(Fact, kind="watch.relief-completed"):
    """The receiver has the site, with so many guards on arrival."""

    relief: str
    site: str
    at: datetime
    guards_on_arrival: int


class WarningReceived(Fact, kind="watch.warning-received"):
    """Somebody warned of something; how he knows stays out of the book.

    kind_of: specific (this site) or campaign (against prisons, announced). `site` or `province` says where.
    reliability: A to F, credibility: 1 to 6, as intelligence services grade them.
    """

    warning: str
    kind_of: str
    reliability: str
    credibility: int
    expires: datetime
    site: str = ""
    province: str = ""


class OffensiveConfirmed(Fact, kind="watch.offensive-confirmed"):
    """An analyst confirms that an offensive is going on towards these sites or provinces."""

    offensive: str
    sides: frozenset[str]
    area: frozenset[str]
    expires: datetime
    because: str


class ScenarioEntered(Fact, kind="watch.scenario-entered"):
    """What an analyst thinks may happen in a window, and how likely; a later fact of the same scenario replaces it.

    `probability` that it happens in the window, `loss_given` that custody is lost if it does, both 0 to 1.
    `speaks_for`, `speaks_against` and `would_change` are the three columns of a note.
    """

    scenario: str
    site: str
    sentence: str
    from_: datetime
    to: datetime
    probability: Number
    loss_given: Number
    expires: datetime
    withdrawn: bool = False
    speaks_for: str = ""
    speaks_against: str = ""
    would_change: str = ""


class SettingChanged(Fact, kind="watch.setting-changed"):
    """A value of the loss model or the ladder is another one from here on.

    `lowers_open` is `yes` where it lowers a multiplier on which an open alert rests, which two people sign.
    """

    key: str
    was: Number
    becomes: Number
    mark: str
    source: str
    because: str
    low: Number | None = None
    high: Number | None = None
    lowers_open: str = ""


class Why(Part):
    """One reason for a chance, as codes; `source` is the digest of what calls for it.

    kind_of: multiplier, part or plan (that there is none, and which days to empty are taken for it).
    """

    kind_of: str
    name: str
    size: Number
    mark: str
    source: str = ""


class OutlookIssued(Fact, kind="watch.outlook-issued", by_node=True):
    """The room's warning for a site, frozen.

    `p`, `low`, `high`: the chance that custody is lost within `horizon_days` of `as_of`, and its range. `parts`: the
    ways to lose it, by name; a part that is not known is left out. `assumptions` and `inputs` are digests of what it
    was made from, `model` the formulas. `remarks` say what is old or unknown (`guards-stale`), by which rules an alert
    is due (`nobody-in-charge`, `lift-too-late`), and for which rungs it stands (`for-ready`), all as codes.
    """

    site: str
    as_of: datetime
    horizon_days: Number
    p: Number
    low: Number
    high: Number
    parts: Mapping[str, Number]
    model: str
    assumptions: Digest
    inputs: Digest
    reasons: tuple[Why, ...] = ()
    remarks: tuple[str, ...] = ()
    rate_ratio: Number | None = None
    guards_age_hours: Number | None = None


class ForecastIssued(Fact, kind="watch.forecast-issued", by_node=True):
    """A forecast of one layer for one subject (a site, a relief, a scenario) and one window, frozen before its outcome.

    layer: fighting, line, guards, attempt, relief, wind or scenario. `average` is what the subject's own average said
    then, where the layer has one to be compared with; `quiet` that nothing lethal was known near the site in 90 days;
    `storm` with which other forecasts it shares its luck.
    """

    layer: str
    subject: str
    as_of: datetime
    from_: datetime
    to: datetime
    p: Number
    model: str
    assumptions: Digest
    inputs: Digest
    low: Number | None = None
    high: Number | None = None
    average: Number | None = None
    quiet: bool = False
    storm: str = ""


class AlertRaised(Fact, kind="watch.alert-raised", by_node=True):
    """A rung of the ladder is reached at a site for one cause, and this officer must answer by then.

    rung: watch, prepare, ready, move or now. cause: base, front, vacuum, natural, scenario, slack, stale or
    signal (of a camp).
    `threshold` None where a rule and not a chance raised it; `expires` None where only an answer ends it.
    """

    alert: str
    site: str
    rung: str
    cause: str
    p: Number
    owner: str
    answer_by: datetime
    threshold: Number | None = None
    expires: datetime | None = None
    reasons: tuple[Why, ...] = ()
    changed_since: tuple[str, ...] = ()
    renewed: bool = False


class AlertAnswered(Fact, kind="watch.alert-answered"):
    """The owner answers; answer: taken, acted, handed-on or declined. `to` is the officer it is handed on to."""

    alert: str
    answer: str
    to: str = ""
    because: str = ""


class AlertEnded(Fact, kind="watch.alert-ended", by_node=True):
    """The room ends an alert; because: below-threshold, expired, superseded or answered."""

    alert: str
    because: str


class AlertCalledOff(Fact, kind="watch.alert-called-off"):
    """An officer ends an alert that rested on a false report; the history stays. `report` is the entry that misled."""

    alert: str
    because: str
    report: Digest | None = None


class OutcomeEntered(Fact, kind="watch.outcome-entered"):
    """What came of a forecast, by somebody who knows, reviewed by a second.

    `subject` and `layer` as in the forecasts, `loss` for custody lost at a site. certainty: day, week or month.
    `low`, `best`, `high`: how many got out. `happened` false says that something expected did not come.
    `definition` says what was counted; `corrects` is the digest of an outcome it replaces.
    """

    subject: str
    layer: str
    at: datetime
    certainty: str
    source: str
    definition: str
    happened: bool = True
    low: int | None = None
    best: int | None = None
    high: int | None = None
    corrects: Digest | None = None
