"""English words of tablets, of a console on a local network, and of the page that says whether to trust it, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LAN: Final[Mapping[str, str]] = {
    "nav.tablets": "Tablets",
    "tablets.lead": "Tablets that may reach this console over the local network. A tablet has no rights of its own",
    "tablets.where": "Where this console is",
    "tablets.address": "For tablets that were let in",
    "tablets.trust": "Where a tablet takes this machine's authority",
    "tablets.fingerprint": "Fingerprint of the authority",
    "tablets.compare": "The tablet shows the same eight groups. Compare them by eye; if they differ, stop.",
    "tablets.list": "Tablets",
    "tablets.name": "Name",
    "tablets.since": "Let in",
    "tablets.by": "By",
    "tablets.seen": "Last seen",
    "tablets.waits": "pass not used yet",
    "tablets.lapsed": "pass lapsed",
    "tablets.shut": "shut out {at}",
    "tablets.end": "Shut out",
    "tablets.none": "No tablet was let in yet.",
    "tablets.add": "Let a tablet in",
    "tablets.add-how": "Write its name on the tablet. The pass lets one tablet in, once, within 15 minutes.",
    "tablets.add-go": "Show its pass",
    "tablets.code": "Pass for {name}: photograph it with the tablet",
    "tablets.code-says": "Code with the pass for {name}",
    "tablets.trust-says": "Code of the address of this machine's authority",
    "tablets.not-yours": "Whoever keeps machines or the register lets tablets in and shuts them out.",
    "enrol.title": "Let this tablet in",
    "enrol.lead": "This console answers only tablets that were let in.",
    "enrol.how": "Whoever keeps the machine opens Tablets there and shows a pass. Photograph it here.",
    "enrol.lapsed": "This pass is not good: it was used, or is older than 15 minutes. Have a new one shown.",
    "enrol.as": "It becomes {name}.",
    "enrol.compare": "Both screens show these eight groups. Press only if they are the same.",
    "enrol.go": "They are the same: let it in",
    "enrol.is": "This tablet is let in as {name}.",
    "trust.title": "Trust this machine",
    "trust.lead": (
        "Tablets use the camera and work without a network only where they trust the machine. This page alone is not "
        "encrypted, and holds nothing of the book."
    ),
    "trust.take": "Take the authority's certificate",
    "trust.compare": "Compare the fingerprint with the one on the machine's own screen. If it differs, stop.",
    "trust.android": "Android: Settings, Security, Encryption and credentials, Install a certificate, CA certificate.",
    "trust.ios": (
        "iPad: allow the profile, install it under Settings, General; then General, About, Certificate Trust Settings, "
        "switch it on."
    ),
    "trust.desktop": "Other machines: open the file, and let it identify websites.",
    "trust.limits": "It can vouch for nothing but names under .lan and .local and private addresses.",
    "trust.then": "Then photograph the pass on the machine's screen. The console is at {address}",
    "console.lan-at": "On the network it is at {address}, for tablets that were let in",
    "console.lan-trust": "A tablet trusts this machine by {address}",
    "console.lan-fingerprint": "Fingerprint of the authority: {groups}",
    "console.lan-new-authority": "The authority is new: every tablet has to trust it again",
    "console.lan-nobody-signs-in": (
        "Nobody has an account at this console, so whoever is on the network could read the book. Make one first: "
        "muster users sign-in OFFICER"
    ),
    "console.no-lan-here": (
        "This machine has no address on a local network. Connect it, or name one: muster serve --lan --host 192.168.8.2"
    ),
    "console.no-lan": (
        "{host} is no address of this machine on a local network. Connect it, or name one: muster serve --lan --host "
        "192.168.8.2"
    ),
    "tablet.not-in": "This tablet is not let in",
    "tablet.not-in-how": "Photograph the pass that whoever keeps machines shows under Tablets.",
}
