"""Template: a folder of empty tables a person can fill, `operation.toml`, `policies.toml`, and what columns mean."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal, cast

from musterbook.evidence import policies
from musterbook.operation.settings import FILE
from musterbook.tables import write_template
from musterbook.terms.errors import Fault, Malformed

LANGUAGES: Final = ("en", "ar", "ckb", "kmr")
ENDINGS: Final = ("csv", "xlsx")

OPERATION: Final = """# What this operation decided about itself. Fill in the name; the rest may stay.
[operation]
name = "MY OPERATION"
time_zone = "UTC"              # times in the tables without an offset are read in this zone
exercise = false               # true: every person is invented, and every page says so
desk = "desk"                  # keeps the register; officers.csv needs its registrar and administrator
destination = ""               # custodian of the receiving facility
legal_basis = ""               # what clearances cite unless they say otherwise

[clocks]                       # further clocks on the console
# Baghdad = "Asia/Baghdad"

[parties]                      # party = its custodians, for agreements
# giving = ["site-a"]
# receiving = ["facility"]       # custodians no party names are each an authority of their own

[hazard]                       # chance per day of losing control of a site; plans move people from there first
# site-a = 0.05
# elsewhere = 0.01

[report]                       # marking of a section of the situation report; agencies must read it by name
# outlooks = "TLP:AMBER"

[watch]                        # who answers alerts: owner and deputies by site and rung, then the duty officer
# duty_officer = "o.desk"
# superior = "m.head"          # is told when nobody answered in time
# [watch.owners.site-a]
# default = ["w.officer", "w.deputy"]

[custody]                      # what is asked before people go, and what they are owed on the way; 0 asks for none
identity_check_hours = 4       # each person is compared with his band: muster check-bands
namesakes_asked = true         # where another of like name is held, a finger or a second number before anyone is let go
sheet_age_hours = 24           # an escort sheet, confirmed by name no longer ago
authority_gate = true          # a warrant, order or other authority that is noted and runs
told_before_move = true        # people hear where they go before they go
receipt_hours = 24             # everyone has a receipt from whoever holds him by then
condition_hours = 12           # each side of a handover notes how people are; nothing seen is an answer
medicine_hours = 24            # whoever needs medicine has a pack of today, and somebody carries it
property_asked = true          # sealed property goes with its owner or is kept back
welfare_minutes = 60           # people aboard are looked at
heat_minutes = 30              # above 30 degrees the temperature aboard is read
water_minutes = 120            # people aboard are given water
aboard_minutes = { road = 480, heli = 240, fixed = 480 }   # nobody is aboard for longer
incident_minutes = 60          # deaths, escapes and releases in error have an incident, reported by then
beds_asked = true              # nobody boards for a place that has reserved no bed for him

[custody.notice_hours]         # who is to hear of people, within so many hours; leave a line out to ask for none
receiving-site = 6             # before they leave
family = 24
counsel = 24
court = 24
consulate = 24                 # of whoever agreed that it be told
protecting-list = 24           # a list for the protecting body after each day of moves
capture-card = 168
death = 12
illness = 12

[eligibility]
population = "adult men"       # or "everyone" for a civil evacuation
fitness_hours = 72             # a clinician has found everyone fit to travel by the mode

[camps]                        # from which figures a camp is said to lose its people; see the reference of settings
# alert_people = 25
# alert_share = 0.01

[gates_off]                    # ahead of a storm or a fire: gates not asked, each with its reason; it is on every sheet
# "eligibility.refoulement" = "one prison service moves its own people out of the way of a storm"
# "eligibility.fear-heard" = "the same"
# "eligibility.female-escort" = "the same"
"""


def make_folder(folder: Path, *, language: str = "en", ending: str = "csv") -> list[str]:
    """Make the folder and everything in it; the names of its files.

    Raises:
        Malformed: an unknown language or ending, or one of the files is already there (nothing is then written).
    """
    if language not in LANGUAGES:
        raise Malformed(Fault("template.language", values={"typed": language, "known": ", ".join(LANGUAGES)}))
    if ending not in ENDINGS:
        raise Malformed(Fault("template.ending", values={"typed": ending, "known": ", ".join(ENDINGS)}))
    if (folder / FILE).exists():
        raise Malformed(Fault("template.exists", file=FILE))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        write_template(
            folder, ending=cast("Literal['.csv', '.xlsx']", f".{ending}"),
            language=cast("Literal['en', 'ar', 'ckb', 'kmr']", language),
        )  # fmt: skip
    except FileExistsError as error:
        raise Malformed(Fault("template.exists", file=Path(str(error.filename or folder)).name)) from None
    (folder / FILE).write_text(OPERATION, encoding="utf-8")
    if not (folder / policies.FILE).exists():
        (folder / policies.FILE).write_text(policies.template(), encoding="utf-8")
    return sorted(path.name for path in folder.iterdir() if path.is_file())
