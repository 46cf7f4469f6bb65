"""English words of the pages of movement control, by key: serial board, manifests, and what a rule says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MOVEMENT: Final[Mapping[str, str]] = {
    # serial board
    "day.title": "Serial board",
    "day.lead": (
        "Told against planned. Choose a serial to try a change: with a click or Enter; drag it to another hour, or "
        "onto another serial from the same place. Nothing is written here."
    ),
    "day.hours-label": "How many hours are shown",
    "day.all": "all",
    "day.slipped": "slipped",
    "day.none": "No serial between {opens} and {ends}.",
    "day.hour-spoken": "Serials that leave from {at}",
    "day.planned": "Planned",
    "day.told": "Told",
    "day.difference": "Off by",
    "day.on-time": "as planned",
    "day.later": "{n} later",
    "day.sooner": "{n} sooner",
    "day.escorts": "Escorts",
    "day.offered": "Offered",
    "day.aboard": "Aboard",
    "day.because": "Because",
    "day.let-go": "Let go",
    "day.landed": "Taken",
    "day.list": "Serials by hour",
    "day.manifest": "Manifest",
    "day.ghost": "planned {leaves} to {arrives}",
    "board.dragged": "Trying {serial} at {at}",
    "board.dropped": "Trying people of {serial} on {target}",
    "move.title": "Change serial {serial}",
    "move.fixed": "This serial has left, or does not run: nothing of it can be changed here.",
    "move.past": "A past moment is read only. Go back to now to try a change.",
    "move.slip": "Put it to another hour",
    "move.leaves": "Leaves at",
    "move.step": "{n} min",
    "move.try": "Try it",
    "move.scrub": "Call it off",
    "move.scrub-try": "Try it without this serial",
    "move.reseat": "Put people on another serial",
    "move.to": "Onto",
    "move.who": "Who (nobody named: everyone)",
    "move.room": "{serial}, {at}, {n} free",
    "move.no-room": "No other serial from there has a seat free in the next three days.",
    "move.reseat-try": "Try the seats",
    "move.frozen": "Its freeze line, {at}, is past: whoever signs must be sure that everyone under way hears of it.",
    "move.freezes": "It freezes at {at}.",
    "move.judged.slip": "{serial} at {leaves} instead",
    "move.judged.scrub": "Without {serial}",
    "move.judged.reseat": "People of {serial} on {target}",
    "move.clear": "No rule is broken and no gate objects.",
    "move.rules.one": "One rule would be broken:",
    "move.rules.other": "{n} rules would be broken:",
    "move.gates.one": "One gate objects:",
    "move.gates.other": "Gates object {n} times:",
    "move.no-paper": "The plan of this serial is not beside this book, so its rules cannot be asked; the gates were.",
    "move.pushed": "Later serials of the carrier move with it: {names}.",
    "move.loss-more": "The plan would lose {n} more weighted people.",
    "move.loss-less": "The plan would lose {n} fewer weighted people.",
    "move.people": "{n} people sit on it.",
    "move.people-stay": "Its {n} people stay where they are until another serial takes them.",
    "move.people-go": "{n} people would change.",
    "move.nobody": "Nobody of them is still there to be seated elsewhere.",
    "move.second-key": "It is inside the freeze line: a second officer signs it too.",
    "move.moved-on": (
        "{serial} has changed since you looked: this is issue {n} of its manifest, as it stands now. Nothing was tried."
    ),
    "move.sign": "To sign it",
    "move.sign-not": "Mend what stands against it, or sign knowing that it does:",
    "move.sign-how": (
        "On the command line of this machine, with your own key. Put your reason in place of REASON. The rules "
        "are asked again when you sign."
    ),
    "move.no-command.slip": (
        "This version has no command that writes a slip (lift.serial-slipped), so it cannot be signed here: it stands "
        "judged, and nothing more."
    ),
    "move.no-command.scrub": (
        "This version has no command that calls a serial off (lift.serial-scrubbed), so it cannot be signed here: it "
        "stands judged, and nothing more."
    ),
    "move.no-command.reseat": (
        "This version has no command that changes seats (lift.unseated, lift.seated), so it cannot be signed here: it "
        "stands judged, and nothing more."
    ),
    # manifests
    "manifests.title": "Manifests",
    "manifests.count.one": "One serial",
    "manifests.count.other": "{n} serials",
    "manifests.none": "No serial matches.",
    "manifests.search": "Serial, carrier or place",
    "manifests.issue": "Issue",
    "manifests.free": "Free",
    "manifest.title": "Manifest {serial}",
    "manifest.issue": "issue {n}",
    "manifest.frozen": "frozen",
    "manifest.open": "open",
    "manifest.frozen-long": "Frozen since {at}: a change is a new issue, and both sides are told.",
    "manifest.offered-long": "Offered: this list is what the giver signed.",
    "manifest.open-long": "Open until {at}.",
    "manifest.scrubbed": "This serial does not run: {because}.",
    "manifest.trip": "{carrier}, {origin} to {destination}",
    "manifest.leaves": "leaves {at}",
    "manifest.seated": "Seated",
    "manifest.seated-under": "of {n} seats",
    "manifest.boarded": "Boarded",
    "manifest.boarded-under": "taken by the escort",
    "manifest.offered": "Offered",
    "manifest.offered-under": "by {n}",
    "manifest.accepted": "Landed",
    "manifest.accepted-under": "taken at the end",
    "manifest.escorts": "Escorts",
    "manifest.escorts-under": "medical: {n}",
    "manifest.stopped": "Stopped by a gate",
    "manifest.stopped-none": "no gate objects",
    "manifest.stopped-unasked": "gates are asked of now only",
    "manifest.stopped-gone": "they have left",
    "manifest.digest": "Digest of this list",
    "manifest.offers": "Signed lists",
    "manifest.offer": "Handover {reference}",
    "manifest.gates": "Gates that stop someone",
    "manifest.gate-people.one": "one person",
    "manifest.gate-people.other": "{n} people",
    "manifest.gates-none": "No gate stops anyone who sits here.",
    "manifest.changes": "Changes since the first issue",
    "manifest.changes-none": "None.",
    "manifest.change-added": "seated later",
    "manifest.substitutes": "Who could take a freed seat",
    "manifest.substitutes-explain": (
        "Held at the same place, seated nowhere, stopped by no gate, kept apart from nobody aboard. In the order in "
        "which they would be asked: nearest medical deadline, under a keep-apart order, longest wait, number."
    ),
    "manifest.substitutes-none": "Nobody.",
    "manifest.list": "Who should be aboard",
    "manifest.seat": "No.",
    "manifest.number": "Number",
    "manifest.name": "Name",
    "manifest.note": "Note",
    "manifest.stops": "Stopped by",
    "manifest.box-aboard": "Aboard",
    "manifest.box-off": "Off",
    "manifest.nobody": "Nobody sits here now.",
    "manifest.print": "Print",
    "manifest.change": "Try a change",
    "manifest.signed-giver": "Giver: name, key, time",
    "manifest.signed-receiver": "Receiver: name, key, time",
    "manifest.sealed": "Names are sealed, and this page does not open them.",
    "pager.next": "Next",
    "pager.previous": "Previous",
    # what a rule says
    "problem.title": "The rule {rule}",
    "problem.lead": "What this program says when the rule speaks. The case it spoke of is not on this page.",
    "console.no-such-plan": "no plan, or more than one, begins with “{plan}”",
    "console.not-in-plan": "“{name}” is not in this plan; it knows {known}",
    "console.not-a-change": "say what should change: another hour, none, or another serial that is there",
}
